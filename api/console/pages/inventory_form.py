"""Reporting one resource, and changing one."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response

from api.access import Role
from api.console.fields import Field, Table, read_form, shown_fields, shown_rows
from api.console.forms import Fields, check_version, whole_number
from api.console.page import gone_to, page, voice_of
from api.console.pages.inventory import WRITERS, may_write, names_of
from api.console.route import console_router
from api.http.route import ActorOf, SessionOf, open_to
from api.problems import Problem
from api.store import Session
from api.usecases import inventory
from api.usecases.inventory import KINDS, OFFICE_KINDS
from api.usecases.requests import latest_rules
from optimizer.domain import SecurityLevel

__all__ = ["router"]

router = console_router()

_ID = Field("id", "inventory.id", must=True, hint="inventory.id-hint", fixed=True)
_NAMES = (
    Field("name.zh", "inventory.zh-name"),
    Field("name.en", "inventory.en-name"),
)
_OWNER = Field("department", "inventory.department", "departments", must=True)
_ACCESS = Field("access.scope", "inventory.access", "access", must=True)
FIELDS: dict[str, tuple[Field, ...]] = {
    "departments": (_ID, *_NAMES, Field("weight", "inventory.weight", "whole", must=True, least=0)),
    "skills": (_ID, *_NAMES),
    "experts": (
        _ID, *_NAMES, _OWNER,
        Field("availability_pct", "inventory.offered-pct", "whole", must=True, least=0, most=100),
        Field("max_packages", "inventory.max-packages", "whole", least=1),
        Field("rate_cents", "inventory.rate", "money"),
        Field("clearance", "inventory.clearance", "security", must=True),
        _ACCESS,
        Field("keep_pct", "inventory.keep-pct", "whole", must=True, least=0, most=100),
    ),
    "facilities": (
        _ID, *_NAMES, _OWNER,
        Field("kind", "inventory.sort", must=True),
        Field("units", "inventory.units", "whole", must=True, least=0),
        Field("rate_cents", "inventory.rate", "money"),
        Field("security_level", "inventory.level", "security", must=True),
        _ACCESS,
        Field("keep_units", "inventory.keep-units", "whole", must=True, least=0),
    ),
    "datasets": (
        _ID, *_NAMES, _OWNER,
        Field("security_level", "inventory.level", "security", must=True),
        Field("fee_cents", "inventory.fee", "money"),
        Field("purposes", "inventory.purposes", "comma", hint="inventory.comma"),
        Field("max_users", "inventory.users", "whole", least=0),
        _ACCESS,
    ),
    "funds": (
        _ID, *_NAMES, _OWNER,
        Field("amount_cents", "inventory.amount", "money"),
        Field("categories", "inventory.categories", "comma", hint="inventory.comma"),
        _ACCESS,
        Field("reserve_pct", "inventory.reserve", "whole", least=0, most=100),
        Field("roll_over", "inventory.roll-over", "check"),
    ),
}  # fmt: skip
TABLES: dict[str, tuple[Table, ...]] = {
    "experts": (
        Table(
            "skills",
            "inventory.skills",
            (
                Field("skill", "inventory.skill", "skills"),
                Field("level", "inventory.level-n", "whole", least=1, most=5),
            ),
        ),
        Table(
            "leave",
            "inventory.leave",
            (
                Field("first_day", "inventory.first-day", "date"),
                Field("last_day", "inventory.last-day", "date"),
            ),
        ),
    ),
    "funds": (
        Table(
            "slots",
            "inventory.slots",
            (
                Field("start", "inventory.from", "whole", least=0),
                Field("end", "inventory.to", "whole", least=1),
                Field("amount_cents", "inventory.amount", "money"),
            ),
            hint="inventory.slots-hint",
        ),
    ),
}
_NEW: dict[str, dict[str, Any]] = {
    "departments": {"weight": 1},
    "experts": {
        "availability_pct": 100,
        "keep_pct": 0,
        "clearance": "general-1",
        "access": {"scope": "participants"},
    },
    "facilities": {
        "units": 1,
        "keep_units": 0,
        "security_level": "general-1",
        "access": {"scope": "participants"},
    },
    "datasets": {"security_level": "general-1", "access": {"scope": "anyone"}},
    "funds": {"access": {"scope": "own"}},
}


@router.get("/inventory/{kind}/new", **open_to(*WRITERS))
def blank(kind: str, request: Request, session: SessionOf, actor: ActorOf) -> Response:
    """Show the form for a new thing."""
    _check(kind)
    own = min(actor.departments, default="")
    return _form(request, session, actor, kind, {**_NEW.get(kind, {}), "department": own})


@router.post("/inventory/{kind}/new", **open_to(*WRITERS))
def report(
    kind: str, request: Request, fields: Fields, session: SessionOf, actor: ActorOf
) -> Response:
    """Report a thing."""
    _check(kind)
    document = read_form(FIELDS[kind], TABLES.get(kind, ()), {}, fields, _currency(session))
    document = {name: value for name, value in document.items() if value is not None}
    inventory.report(session, actor, kind, document, validate_only=False)
    return gone_to(request, f"/inventory?kind={kind}", "notice.inventory-reported")


@router.get("/inventory/{kind}/{item_id}", **open_to(*WRITERS))
def show(kind: str, item_id: str, request: Request, session: SessionOf, actor: ActorOf) -> Response:
    """Show the form of a thing."""
    item = inventory.read(session, actor, kind, item_id)
    if not may_write(actor, kind, item.department):
        raise Problem("forbidden")
    return _form(request, session, actor, kind, item.document, at=item.id, version=item.version)


@router.post("/inventory/{kind}/{item_id}", **open_to(*WRITERS))
def change(
    kind: str,
    item_id: str,
    request: Request,
    fields: Fields,
    session: SessionOf,
    actor: ActorOf,
) -> Response:
    """Change a thing."""
    item = inventory.read(session, actor, kind, item_id)
    check_version(whole_number(fields.get("version"), 0) or 0, item.version)
    currency = _currency(session)
    document = read_form(FIELDS[kind], TABLES.get(kind, ()), item.document, fields, currency)
    inventory.change(session, actor, item, document, validate_only=False)
    return gone_to(request, f"/inventory?kind={kind}", "notice.inventory-changed")


@router.post("/inventory/{kind}/{item_id}/remove", **open_to(*WRITERS))
def remove(
    kind: str, item_id: str, request: Request, fields: Fields, session: SessionOf, actor: ActorOf
) -> Response:
    """Take a thing out of the inventory."""
    item = inventory.read(session, actor, kind, item_id)
    check_version(whole_number(fields.get("version"), 0) or 0, item.version)
    inventory.remove(session, actor, item)
    return gone_to(request, f"/inventory?kind={kind}", "notice.inventory-removed")


def _check(kind: str) -> None:
    if kind not in KINDS:
        raise Problem("not-found")


def _currency(session: Session) -> str:
    return str((latest_rules(session) or {}).get("currency", "CNY"))


def _form(
    request: Request,
    session: Session,
    actor: ActorOf,
    kind: str,
    document: dict[str, Any],
    *,
    at: str = "",
    version: int = 0,
) -> Response:
    voice = voice_of(request)
    currency = _currency(session)
    names = names_of(session, voice)
    own = actor.has(Role.OFFICE)
    lists = {
        "departments": [
            (key, name)
            for key, name in names["departments"].items()
            if own or key in actor.departments
        ],
        "skills": list(names["skills"].items()),
        "access": [(code, voice.coded("access", code)) for code in _scopes(document)],
        "security": [(level.value, voice.coded("security", level)) for level in SecurityLevel],
    }
    return page(
        request,
        "inventory_form.html",
        kind=kind,
        key=document.get("id", ""),
        name=voice.text(document.get("name"), str(document.get("id", ""))),
        fields=shown_fields(FIELDS[kind], document, currency),
        tables=[(x, shown_rows(x, document, currency)) for x in TABLES.get(kind, ())],
        lists=lists,
        at=f"/inventory/{kind}/{at or 'new'}",
        new=not at,
        version=version,
        office_kind=kind in OFFICE_KINDS,
    )


def _scopes(document: dict[str, Any]) -> list[str]:
    """Return the scopes to choose from; listed departments are written by workbook or API."""
    listed = document.get("access", {}).get("scope") == "listed"
    return ["own", "participants", "anyone", *(["listed"] if listed else [])]
