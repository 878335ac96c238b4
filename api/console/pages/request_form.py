"""Writing a request: the form 立项申请表, which says meanwhile whether it can be served."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response

from api.access import Actor, Role
from api.console.forms import Fields, check_version, whole_number
from api.console.page import fragment, gone_to, page, voice_of
from api.console.pages.inventory import names_of
from api.console.project_form import (
    NEW,
    project_of,
    shown_packages,
    shown_project,
    shown_tables,
)
from api.console.route import console_router
from api.console.voice import Voice
from api.http.route import ActorOf, SessionOf, open_to
from api.problems import Problem
from api.store import Session
from api.store import inventory as store
from api.usecases import requests
from api.usecases.similar import similar_requests
from optimizer.domain import SecurityLevel

__all__ = ["WRITERS", "router"]

router = console_router()

WRITERS = (Role.OFFICE, Role.LEADER, Role.CONTACT, Role.TEAM)
TIERS = (1, 2, 3)
WORDS_TOLD = 8
TIMINGS = ("start", "spread", "end")


@router.get("/requests/new", **open_to(*WRITERS))
def blank(request: Request, session: SessionOf, actor: ActorOf) -> Response:
    """Show the empty form."""
    document = {**NEW, "sponsor": min(actor.departments, default="")}
    return page(request, "request_form.html", **_shown(request, session, document))


@router.post("/requests", **open_to(*WRITERS))
def write(request: Request, fields: Fields, session: SessionOf, actor: ActorOf) -> Response:
    """Keep a request as a draft."""
    row = requests.write(session, actor, project_of({}, fields, _currency(session)))
    return gone_to(request, f"/requests/{row.id}", "notice.request-written")


@router.post("/requests/form", **open_to(*WRITERS))
def grow(request: Request, fields: Fields, session: SessionOf, actor: ActorOf) -> Response:
    """Show the form with what is filled in, one work package or way more, and empty rows."""
    before, version, id_ = _before(session, actor, fields)
    document = project_of(before, fields, _currency(session))
    if "way" in fields:
        at = str(fields.get("way"))
        for package in document["packages"]:
            if package["id"] == fields.get(f"{at}id"):
                package["modes"] = [*package["modes"], {}]
    else:
        document["packages"] = [*document["packages"], {}]
    shown = _shown(request, session, document, id_=id_, version=version)
    return fragment(request, "_request_fields.html", **shown)


@router.post("/requests/feasibility", **open_to(*WRITERS))
def feasibility(request: Request, fields: Fields, session: SessionOf, actor: ActorOf) -> Response:
    """Say whether what is filled in could be served; keep nothing."""
    before, _, _ = _before(session, actor, fields)
    document = project_of(before, fields, _currency(session))
    return _verdict(request, session, document)


@router.post("/requests/similar", **open_to(*WRITERS))
def similar(request: Request, fields: Fields, session: SessionOf, actor: ActorOf) -> Response:
    """Show earlier requests that are like what is filled in; keep nothing."""
    before, _, _ = _before(session, actor, fields)
    document = project_of(before, fields, _currency(session))
    voice = voice_of(request)
    skills = names_of(session, voice)["skills"]
    shown = []
    for found in similar_requests(session, actor, document):
        common = [voice("similar.sponsor")] if found.same_sponsor else []
        if found.skills:
            listed = voice.listed(skills.get(id_, id_) for id_ in found.skills)
            common.append(voice("similar.skills", listed=listed))
        if found.words:
            common.append(voice("similar.words", listed=voice.listed(found.words[:WORDS_TOLD])))
        title = voice.text(found.row.document.get("title"), found.row.key)
        row = found.row
        shown.append(
            {"id": row.id, "key": row.key, "title": title, "state": row.state, "common": common}
        )
    return fragment(request, "_similar.html", similar=shown)


@router.get("/requests/{request_id}/feasibility", **open_to(*WRITERS, Role.AUDITOR))
def feasibility_of(
    request_id: str, request: Request, session: SessionOf, actor: ActorOf
) -> Response:
    """Say whether a request could be served."""
    return _verdict(request, session, requests.read(session, actor, request_id).document)


@router.get("/requests/{request_id}/edit", **open_to(*WRITERS))
def edit(request_id: str, request: Request, session: SessionOf, actor: ActorOf) -> Response:
    """Show the form of a request."""
    row = requests.read(session, actor, request_id)
    shown = _shown(request, session, row.document, id_=row.id, version=row.version)
    return page(request, "request_form.html", **shown)


@router.post("/requests/{request_id}/edit", **open_to(*WRITERS))
def change(
    request_id: str, request: Request, fields: Fields, session: SessionOf, actor: ActorOf
) -> Response:
    """Change a draft, or a request that came back."""
    row = requests.read(session, actor, request_id)
    check_version(whole_number(fields.get("version"), 0) or 0, row.version)
    document = project_of(row.document, fields, _currency(session))
    requests.change(session, actor, row, document)
    return gone_to(request, f"/requests/{row.id}", "notice.request-changed")


def _before(
    session: Session, actor: Actor, fields: Mapping[str, Any]
) -> tuple[dict[str, Any], int, str]:
    """Return the request that a form changes, its version and id; nothing for a new one."""
    id_ = str(fields.get("request") or "")
    if not id_:
        return {}, 0, ""
    row = requests.read(session, actor, id_)
    return row.document, row.version, row.id


def _verdict(request: Request, session: Session, document: dict[str, Any]) -> Response:
    try:
        feasible, found = requests.check(session, document)
    except Problem as problem:
        if problem.code != "conflict":
            raise
        return fragment(request, "_feasibility.html", feasible=None, items=[])
    items = [finding.to_json() for finding in found]
    return fragment(request, "_feasibility.html", feasible=feasible, items=items)


def _currency(session: Session) -> str:
    return str((requests.latest_rules(session) or {}).get("currency", "CNY"))


def _shown(
    request: Request,
    session: Session,
    document: Mapping[str, Any],
    *,
    id_: str = "",
    version: int = 0,
) -> dict[str, Any]:
    voice, currency = voice_of(request), _currency(session)
    packages = shown_packages(document, currency)
    return {
        "new": not id_,
        "id": id_,
        "version": version,
        "name": voice.text(document.get("title"), str(document.get("id", ""))),
        "fields": shown_project(document, currency),
        "tables": shown_tables(document, currency),
        "packages": packages,
        "lists": _lists(session, voice),
    }


def _lists(session: Session, voice: Voice) -> dict[str, list[tuple[str, str]]]:
    """Return what the fields of the form choose from: names only, nothing that is hidden."""
    names = names_of(session, voice)
    departments = list(names["departments"].items())
    facilities = store.list_items(session, "facilities", limit=100_000)
    datasets = store.list_items(session, "datasets", limit=100_000)
    funds = store.list_items(session, "funds", limit=100_000)
    kinds = sorted({item.document["kind"] for item in facilities})
    categories = sorted({name for item in funds for name in item.document["categories"]})
    return {
        "departments": departments,
        "skills": list(names["skills"].items()),
        "facility kinds": [(kind, kind) for kind in kinds],
        "facilities": [(x.key, voice.text(x.document["name"], x.key)) for x in facilities],
        "datasets": [(x.key, voice.text(x.document["name"], x.key)) for x in datasets],
        "categories": [(name, name) for name in categories],
        "tiers": [(str(tier), voice.coded("tier", tier)) for tier in TIERS],
        "timing": [(code, voice.coded("timing", code)) for code in TIMINGS],
        "security": [(level.value, voice.coded("security", level)) for level in SecurityLevel],
    }
