"""One request: what it asks for, whether it can be served, what was said, what can be done."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from fastapi import Form, Request, Response

from api.access import Actor, Role
from api.access.life import REQUEST_STEPS, RequestState, steps_from
from api.console.forms import check_version, whole_number
from api.console.navigation import PEOPLE
from api.console.page import gone_to, page, voice_of
from api.console.pages.inventory import names_of
from api.console.pages.request_form import WRITERS
from api.console.pages.requests import score_of
from api.console.route import console_router
from api.http.route import ActorOf, SessionOf, open_to
from api.store import principals
from api.store.tables import Request as RequestRow
from api.usecases import requests
from optimizer.domain import Project

__all__ = ["router"]

router = console_router()
StepName = StrEnum("StepName", {name.upper(): name for name in REQUEST_STEPS})  # type: ignore[misc]


@router.get("/requests/{request_id}", **open_to(*PEOPLE))
def show(request_id: str, request: Request, session: SessionOf, actor: ActorOf) -> Response:
    """Show a request."""
    row = requests.read(session, actor, request_id)
    voice = voice_of(request)
    people = {row.author_id, *(entry["by"] for entry in row.assessments)}
    found = {id_: principals.find_principal(session, id_) for id_ in people}
    rules = requests.latest_rules(session) or {}
    return page(
        request,
        "request.html",
        row=row,
        project=Project.model_validate(row.document),
        title=voice.text(row.document.get("title"), row.key),
        names=names_of(session, voice),
        who={id_: "–" if made is None else made.name for id_, made in found.items()},
        score=score_of(row),
        steps=_steps(actor, row),
        own=row.author_id == actor.id,
        editable=_writes(actor, row) and row.state in (RequestState.DRAFT, RequestState.RETURNED),
        decides=actor.has(Role.OFFICE, Role.LEADER),
        checks=actor.has(*WRITERS, Role.AUDITOR),
        currency=rules.get("currency", "CNY"),
    )


@router.post("/requests/{request_id}/{step}", **open_to(*WRITERS))
def take(
    request_id: str,
    step: StepName,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    version: Annotated[int, Form()],
    note: Annotated[str, Form(max_length=4000)] = "",
    score: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """Submit, withdraw, assess, approve, return or reject."""
    row = requests.read(session, actor, request_id)
    check_version(version, row.version)
    points = whole_number(score)
    requests.step(session, actor, row, step.value, note=note, score=points)
    return gone_to(request, f"/requests/{row.id}", f"notice.request-{step.value}")


def _writes(actor: Actor, row: RequestRow) -> bool:
    return actor.has(Role.OFFICE) or row.author_id == actor.id or row.sponsor in actor.departments


def _steps(actor: Actor, row: RequestRow) -> list[dict[str, Any]]:
    """Return the steps that the actor may take now, as the use case allows them."""
    allowed = []
    for step in steps_from(REQUEST_STEPS, row.state):
        author = step.name in ("submit", "withdraw")
        may = _writes(actor, row) if author else actor.has(*step.roles)
        own = step.name in ("assess", "approve") and row.author_id == actor.id
        if may and not own:
            allowed.append({"name": step.name, "reason": step.reason})
    return allowed
