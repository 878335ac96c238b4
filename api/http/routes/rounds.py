"""``/v1/rounds``: allocation rounds and what they freeze."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response, status
from pydantic import BaseModel, Field, ValidationError

from api.access import Actor, Role
from api.access.life import ROUND_STEPS, RoundState, steps_from
from api.access.roles import EVERYBODY
from api.http.conditional import IfMatch, check_match, tagged
from api.http.findings import FindingAnswer, finding_answers
from api.http.merge_patch import MergePatch, merged
from api.http.paging import Cursor, Paged, PageSize, cursor_of, position_of
from api.http.route import ActorOf, ServiceRoute, SessionOf, open_to
from api.problems import Problem
from api.store import Session
from api.store import rounds as store
from api.store.tables import AllocationRound
from api.usecases import rounds
from scenarios.formats.structure import structure_findings

__all__ = ["router"]

router = APIRouter(prefix="/v1/rounds", tags=["rounds"], route_class=ServiceRoute)

PEOPLE = tuple(role for role in EVERYBODY if role is not Role.ADMIN)
DEEP = (Role.OFFICE, Role.LEADER, Role.AUDITOR)
StaleDays = Annotated[
    int | None,
    Query(ge=0, le=3660, description="Leave out what was not confirmed for so many days."),
]


class RoundBody(BaseModel):
    """A round's title and rules: title, currency, calendar, policy and pins."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    rules: dict[str, Any]


class StepReason(BaseModel):
    """Why a step is taken."""

    reason: Annotated[str, Field(max_length=4000)] = ""


class RoundAnswer(BaseModel):
    """An allocation round."""

    id: str
    title: str
    state: RoundState
    rules: dict[str, Any]
    snapshot_hash: str | None
    run_id: str | None
    left_out: list[dict[str, Any]]
    version: int
    created_at: datetime
    updated_at: datetime
    steps: list[str] = Field(description="Steps that lead on from here.")


class Preview(BaseModel):
    """The round as it would be frozen now."""

    ready: bool
    hash: str | None
    findings: list[FindingAnswer]
    left_out: list[dict[str, str]]


class Frozen(BaseModel):
    """A frozen round, and the warnings about it."""

    round: RoundAnswer
    findings: list[FindingAnswer]


def _shown(
    session: Session, actor: Actor, row: AllocationRound, response: Response | None = None
) -> RoundAnswer:
    if response is not None:
        tagged(response, row.id, row.version)
    return RoundAnswer(
        id=row.id,
        title=row.title,
        state=RoundState(row.state),
        rules=rounds.shown_rules(actor, row),
        snapshot_hash=row.snapshot_hash,
        run_id=row.run_id,
        left_out=rounds.shown_left_out(session, actor, row),
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
        steps=[step.name for step in steps_from(ROUND_STEPS, row.state)],
    )


@router.get("", **open_to(*PEOPLE))
def list_rounds(
    session: SessionOf, actor: ActorOf, cursor: Cursor = None, size: PageSize = 100
) -> Paged[RoundAnswer]:
    """List the allocation rounds."""
    rows = store.list_rounds(session, position_of(cursor), size + 1)
    more = cursor_of(rows[size - 1].id) if len(rows) > size else None
    return Paged(items=[_shown(session, actor, row) for row in rows[:size]], next=more)


@router.post("", status_code=status.HTTP_201_CREATED, **open_to(Role.OFFICE))
def draft_round(
    body: RoundBody, response: Response, session: SessionOf, actor: ActorOf
) -> RoundAnswer:
    """Begin a round with its rules."""
    row = rounds.draft(session, actor, body.title, body.rules)
    response.headers["Location"] = f"/v1/rounds/{row.id}"
    return _shown(session, actor, row, response)


@router.get("/{round_id}", **open_to(*PEOPLE))
def read_round(
    round_id: str, response: Response, session: SessionOf, actor: ActorOf
) -> RoundAnswer:
    """Read a round."""
    return _shown(session, actor, rounds.read(session, round_id), response)


@router.put("/{round_id}", **open_to(Role.OFFICE))
def change_round(
    round_id: str,
    body: RoundBody,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
    if_match: IfMatch,
) -> RoundAnswer:
    """Change the rules of a round that is not frozen yet."""
    row = rounds.read(session, round_id)
    check_match(if_match, row.id, row.version)
    rounds.change_rules(session, actor, row, body.title, body.rules)
    return _shown(session, actor, row, response)


@router.patch("/{round_id}", **open_to(Role.OFFICE, patch=True))
def amend_round(
    round_id: str,
    patch: MergePatch,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
    if_match: IfMatch,
) -> RoundAnswer:
    """Change the title, or some of the rules, of a round that is not frozen yet."""
    row = rounds.read(session, round_id)
    check_match(if_match, row.id, row.version)
    made = merged({"title": row.title, "rules": row.document}, patch)
    try:
        body = RoundBody.model_validate(made, extra="forbid")
    except ValidationError as error:
        raise Problem("invalid", findings=structure_findings(error)) from None
    rounds.change_rules(session, actor, row, body.title, body.rules)
    return _shown(session, actor, row, response)


@router.post("/{round_id}/open", **open_to(Role.OFFICE))
def open_round(
    round_id: str, response: Response, session: SessionOf, actor: ActorOf, if_match: IfMatch
) -> RoundAnswer:
    """Open a round: departments report, anybody requests."""
    row = rounds.read(session, round_id)
    check_match(if_match, row.id, row.version)
    rounds.take_step(session, actor, row, "open")
    return _shown(session, actor, row, response)


@router.get("/{round_id}/preview", **open_to(*DEEP))
def preview_round(round_id: str, session: SessionOf, stale_days: StaleDays = None) -> Preview:
    """Show the round as it would be frozen now, with every finding."""
    row = rounds.read(session, round_id)
    round_, findings, left = rounds.preview(session, row, stale_days)
    return Preview(
        ready=round_ is not None,
        hash=None if round_ is None else round_.content_hash(),
        findings=finding_answers(findings),
        left_out=left,
    )


@router.post("/{round_id}/freeze", **open_to(Role.OFFICE))
def freeze_round(
    round_id: str,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
    if_match: IfMatch,
    stale_days: StaleDays = None,
) -> Frozen:
    """Freeze the inventory and the approved requests into a snapshot."""
    row = rounds.read(session, round_id)
    check_match(if_match, row.id, row.version)
    findings = rounds.freeze(session, actor, row, stale_days)
    return Frozen(round=_shown(session, actor, row, response), findings=finding_answers(findings))


@router.post("/{round_id}/reopen", **open_to(Role.OFFICE))
def reopen_round(
    round_id: str,
    body: StepReason,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
    if_match: IfMatch,
) -> RoundAnswer:
    """Reopen a round that is not published yet, with a reason."""
    row = rounds.read(session, round_id)
    check_match(if_match, row.id, row.version)
    rounds.take_step(session, actor, row, "reopen", body.reason)
    return _shown(session, actor, row, response)


@router.get("/{round_id}/snapshot", **open_to(*DEEP))
def read_snapshot(round_id: str, session: SessionOf, response: Response) -> dict[str, Any]:
    """Read the frozen round: the document that runs solve."""
    row = rounds.read(session, round_id)
    if row.snapshot_hash is None:
        raise Problem("not-found", "该轮次尚未冻结。", "The round is not frozen.")
    response.headers["ETag"] = f'"{row.snapshot_hash}"'
    return store.snapshot_of(session, row.snapshot_hash).model_dump(mode="json")
