"""The inventory: what each department can share, how fresh it is, and confirming it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Form, Query, Request, Response

from api.access import Actor, Role
from api.console.page import fragment, gone_to, page, voice_of
from api.console.route import console_router, within_site
from api.console.standing import STALE_DAYS, is_stale
from api.console.voice import Voice
from api.http.paging import Cursor, cursor_of, position_of
from api.http.route import ActorOf, SessionOf, open_to
from api.problems import Problem
from api.store import Session
from api.store import inventory as store
from api.store.tables import InventoryItem
from api.usecases import inventory
from api.usecases.inventory import KINDS, OFFICE_KINDS
from api.usecases.requests import latest_rules

__all__ = ["ORDER", "READERS", "WRITERS", "may_write", "names_of", "router"]

router = console_router()

READERS = (Role.OFFICE, Role.LEADER, Role.CONTACT, Role.AUDITOR)
WRITERS = (Role.OFFICE, Role.CONTACT)
ORDER = ("experts", "facilities", "datasets", "funds", "departments", "skills")
SIZE = 50


@router.get("/inventory", **open_to(*READERS))
def show(
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    kind: str = "experts",
    department: str = "",
    stale: Annotated[str, Query(pattern=r"^\d{0,4}$")] = "",
    cursor: Cursor = None,
) -> Response:
    """Show a kind of resources, of one department or of all that the actor sees."""
    if kind not in KINDS:
        raise Problem("not-found")
    seen = inventory.visible_departments(actor, kind)
    wanted = {department} if department and kind not in OFFICE_KINDS else None
    days = int(stale) if stale else None
    items = store.list_items(
        session,
        kind,
        after=position_of(cursor),
        limit=SIZE + 1,
        departments=wanted if seen is None else (wanted or seen) & seen,
        stale_before=None if days is None else datetime.now(UTC) - timedelta(days=days),
    )
    choice = {"kind": kind, "department": department, "stale": stale}
    choice = {name: value for name, value in choice.items() if value}
    names = names_of(session, voice_of(request))
    here = f"/inventory?{urlencode(choice)}"
    next_ = {**choice, "cursor": cursor_of(items[SIZE - 1].id)} if len(items) > SIZE else None
    shown = [shown_row(actor, item) for item in items[:SIZE]]
    return page(
        request,
        "inventory.html",
        kind=kind,
        kinds=ORDER,
        rows=shown,
        names=names,
        department=department,
        departments=_choices(actor, names, seen),
        stale=stale,
        usual=STALE_DAYS,
        currency=(latest_rules(session) or {}).get("currency", "CNY"),
        office_kind=kind in OFFICE_KINDS,
        writes=actor.has(*WRITERS) and (kind not in OFFICE_KINDS or actor.has(Role.OFFICE)),
        confirmable=[row["id"] for row in shown if row["writes"] and kind not in OFFICE_KINDS],
        here_with_query=here,
        first=here if cursor else "",
        next="" if next_ is None else f"/inventory?{urlencode(next_)}",
        filtered=bool(department or stale),
    )


@router.post("/inventory/{kind}/confirm", **open_to(*WRITERS))
def confirm_many(
    kind: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    item: Annotated[list[str], Form(max_length=SIZE)],
    back: Annotated[str, Form()] = "/inventory",
) -> Response:
    """Confirm the things of a page."""
    for id_ in item:
        inventory.confirm(session, actor, inventory.read(session, actor, kind, id_))
    return gone_to(request, within_site(back, "/inventory"), "notice.inventory-confirmed")


@router.post("/inventory/{kind}/{item_id}/confirm", **open_to(*WRITERS))
def confirm_one(
    kind: str, item_id: str, request: Request, session: SessionOf, actor: ActorOf
) -> Response:
    """Confirm one thing; its row says so."""
    item = inventory.read(session, actor, kind, item_id)
    inventory.confirm(session, actor, item)
    rules = latest_rules(session) or {}
    return fragment(
        request,
        "_inventory_row.html",
        row=shown_row(actor, item),
        kind=kind,
        names=names_of(session, voice_of(request)),
        currency=rules.get("currency", "CNY"),
        office_kind=kind in OFFICE_KINDS,
    )


def may_write(actor: Actor, kind: str, department: str | None) -> bool:
    """Say whether the actor may report and change a department's things of a kind."""
    if actor.has(Role.OFFICE):
        return True
    return kind not in OFFICE_KINDS and department in actor.departments


def shown_row(actor: Actor, item: InventoryItem) -> dict[str, Any]:
    """Return what the row of a thing shows."""
    return {
        "id": item.id,
        "key": item.key,
        "department": item.department,
        "document": inventory.shown_document(actor, item),
        "stale": is_stale(item),
        "seen": item.confirmed_at or item.updated_at,
        "confirmed": item.confirmed_at is not None,
        "writes": may_write(actor, item.kind, item.department),
    }


def names_of(session: Session, voice: Voice) -> dict[str, dict[str, str]]:
    """Return the names of departments and skills by their ids."""
    return {
        kind: {
            item.key: voice.text(item.document.get("name"), item.key)
            for item in store.list_items(session, kind, limit=100_000)
        }
        for kind in OFFICE_KINDS
    }


def _choices(
    actor: Actor, names: dict[str, dict[str, str]], seen: frozenset[str] | None
) -> list[tuple[str, str]]:
    listed = names["departments"].items()
    return [(key, name) for key, name in listed if seen is None or key in actor.departments]
