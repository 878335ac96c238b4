"""``/v1/changes``: changes of a published plan, from the asking to the new version."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response, status
from pydantic import BaseModel, Field

from api.access import Role
from api.access.life import ChangeState
from api.access.roles import EVERYBODY
from api.http.conditional import IfMatch, check_match, tagged
from api.http.paging import Cursor, Paged, PageSize, cursor_of, position_of
from api.http.queueing import enqueue_when_kept
from api.http.route import ActorOf, ServiceRoute, SessionOf, open_to
from api.http.routes.publications import PublicationAnswer
from api.store.tables import ChangeRequest
from api.usecases import change_decisions, changes, rounds
from api.usecases.change_effects import CheckState, Effect, effect_of
from scenarios.amendments import SettlementDifference

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["changes"], route_class=ServiceRoute)

PEOPLE = tuple(role for role in EVERYBODY if role is not Role.ADMIN)
AUTHORS = (Role.OFFICE, Role.CONTACT, Role.TEAM)
Reason = Annotated[str, Field(max_length=4000)]


class ChangeBody(BaseModel):
    """What is asked for, and why."""

    amendment: dict[str, Any] = Field(
        description="By `kind`: extension, supplement, reduction, transfer or release."
    )
    reason: Reason
    from_period: Annotated[int, Field(ge=0, le=100_000)] | None = Field(
        default=None, description="What begins before is not touched; else the period of today."
    )
    time_limit_seconds: Annotated[float, Field(ge=0.1, le=3600)] = 30.0
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class NoteBody(BaseModel):
    """Why."""

    note: Reason = ""


class ChangedLine(BaseModel):
    """A line that would be new (`before` null), changed, or gone (`after` null)."""

    project: str
    package: str
    need: str
    subject: str
    kind: str
    owner: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class ChangeAnswerSaid(BaseModel):
    """What a department said to a change."""

    department: str
    accepted: bool | None = Field(description="null: it is asked and has not answered.")
    reason: str = ""


class PlanChangeAnswer(BaseModel):
    """A change of a published plan."""

    id: str
    round_id: str
    project: str
    kind: str
    amendment: dict[str, Any]
    reason: str
    from_period: int
    author_id: str
    number: int = Field(description="Version of the published plan that it changes.")
    run_id: str
    feasibility: CheckState
    said: list[ChangeAnswerSaid]
    state: ChangeState
    note: str
    decided_by: str | None
    decided_at: datetime | None
    applied_number: int | None
    version: int
    created_at: datetime
    updated_at: datetime


class EffectAnswer(BaseModel):
    """What a change would do: lines, cost, and what departments would owe each other."""

    feasibility: CheckState
    reason: dict[str, str]
    lines: list[ChangedLine]
    asked: list[str] = Field(description="Departments that have to agree.")
    cost_before_cents: int | None
    cost_after_cents: int | None
    settlement: SettlementDifference | None


def _shown(
    change: ChangeRequest, effect: Effect, response: Response | None = None
) -> PlanChangeAnswer:
    if response is not None:
        tagged(response, change.id, change.version)
    standing = change_decisions.standing_of(change, effect)
    verdicts = {
        **dict.fromkeys(standing.agreed, True),
        **dict.fromkeys(standing.objecting, False),
    }
    return PlanChangeAnswer(
        id=change.id,
        round_id=change.round_id,
        project=change.project,
        kind=change.kind,
        amendment=change.document,
        reason=change.reason,
        from_period=change.from_period,
        author_id=change.author_id,
        number=change.number,
        run_id=change.run_id,
        feasibility=effect.feasibility,
        said=[
            ChangeAnswerSaid(
                department=d,
                accepted=verdicts.get(d),
                reason=str(change.answers.get(d, {}).get("reason", "")) if d in verdicts else "",
            )
            for d in effect.asked
        ],
        state=ChangeState(change.state),
        note=change.note,
        decided_by=change.decided_by,
        decided_at=change.decided_at,
        applied_number=change.applied_number,
        version=change.version,
        created_at=change.created_at,
        updated_at=change.updated_at,
    )


@router.post(
    "/rounds/{round_id}/changes",
    status_code=status.HTTP_202_ACCEPTED,
    responses={200: {"description": "Nothing was stored."}},
    **open_to(*AUTHORS, key=True),
)
def submit_change(
    round_id: str,
    body: ChangeBody,
    request: Request,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
    validate_only: Annotated[
        bool, Query(description="Only say what would be wrong; store nothing.")
    ] = False,
) -> PlanChangeAnswer | None:
    """Ask for a change of the published plan; a re-run checks whether and how it can be."""
    limits = {
        "time_limit_seconds": body.time_limit_seconds,
        "workers": request.app.state.settings.run_workers,
        "seed": body.seed,
        "deterministic": False,
    }
    row = rounds.read(session, round_id)
    draft = changes.Draft(body.amendment, body.reason, body.from_period)
    made = changes.submit(session, actor, row, draft, limits, validate_only=validate_only)
    if made is None:
        response.status_code = status.HTTP_200_OK
        return None
    change, run = made
    response.headers["Location"] = f"/v1/changes/{change.id}"
    enqueue_when_kept(request, run.id)
    return _shown(change, effect_of(session, row, change), response)


@router.get("/rounds/{round_id}/changes", **open_to(*PEOPLE))
def list_changes(
    round_id: str, session: SessionOf, actor: ActorOf, cursor: Cursor = None, size: PageSize = 100
) -> Paged[PlanChangeAnswer]:
    """List the changes that you may see."""
    row = rounds.read(session, round_id)
    position = position_of(cursor)
    seen = [change for change in changes.visible(session, actor, row) if change.id > position]
    more = cursor_of(seen[size - 1].id) if len(seen) > size else None
    items = [_shown(change, effect_of(session, row, change)) for change in seen[:size]]
    return Paged(items=items, next=more)


@router.get("/changes/{change_id}", **open_to(*PEOPLE))
def read_change(
    change_id: str, response: Response, session: SessionOf, actor: ActorOf
) -> PlanChangeAnswer:
    """Read a change and whether it can be."""
    _, change, effect = changes.read(session, actor, change_id)
    return _shown(change, effect, response)


@router.get("/changes/{change_id}/effect", **open_to(*PEOPLE))
def read_effect(change_id: str, session: SessionOf, actor: ActorOf) -> EffectAnswer:
    """Read what a change would do.

    Contacts and teams see the lines of their departments and projects, and their own money.
    """
    _, _, effect = changes.read(session, actor, change_id)
    shown = changes.shown_to(actor, effect)
    return EffectAnswer(
        feasibility=shown.feasibility,
        reason=shown.reason.model_dump(),
        lines=[
            ChangedLine(
                project=line.key[0],
                package=line.key[1],
                need=line.key[2],
                subject=line.key[3],
                kind=line.kind,
                owner=line.owner,
                before=line.before,
                after=line.after,
            )
            for line in shown.lines
        ],
        asked=list(shown.asked),
        cost_before_cents=shown.cost_before,
        cost_after_cents=shown.cost_after,
        settlement=shown.settlement,
    )


@router.post("/changes/{change_id}/accept", **open_to(Role.CONTACT, key=True))
def accept_change(
    change_id: str, response: Response, session: SessionOf, actor: ActorOf, if_match: IfMatch
) -> PlanChangeAnswer:
    """Agree to a change for your department, as its last check has it."""
    row, change, effect = changes.read(session, actor, change_id)
    check_match(if_match, change.id, change.version)
    change_decisions.answer(session, actor, row, change, accepted=True)
    return _shown(change, effect, response)


@router.post("/changes/{change_id}/object", **open_to(Role.CONTACT, key=True))
def object_to_change(
    change_id: str,
    body: NoteBody,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
    if_match: IfMatch,
) -> PlanChangeAnswer:
    """Object to a change for your department, with a reason."""
    row, change, effect = changes.read(session, actor, change_id)
    check_match(if_match, change.id, change.version)
    change_decisions.answer(session, actor, row, change, accepted=False, reason=body.note)
    return _shown(change, effect, response)


@router.post("/changes/{change_id}/withdraw", **open_to(*AUTHORS, key=True))
def withdraw_change(
    change_id: str, response: Response, session: SessionOf, actor: ActorOf, if_match: IfMatch
) -> PlanChangeAnswer:
    """Take a change of your own back."""
    _, change, effect = changes.read(session, actor, change_id)
    check_match(if_match, change.id, change.version)
    change_decisions.withdraw(session, actor, change)
    return _shown(change, effect, response)


@router.post(
    "/changes/{change_id}/recheck",
    status_code=status.HTTP_202_ACCEPTED,
    **open_to(*AUTHORS, key=True),
)
def recheck_change(
    change_id: str, request: Request, response: Response, session: SessionOf, actor: ActorOf
) -> PlanChangeAnswer:
    """Check a change again, against the newest version of the plan."""
    row, change, _ = changes.read(session, actor, change_id)
    run = changes.recheck(session, actor, row, change)
    enqueue_when_kept(request, run.id)
    return _shown(change, effect_of(session, row, change), response)


@router.post("/changes/{change_id}/refuse", **open_to(Role.OFFICE, Role.LEADER, key=True))
def refuse_change(
    change_id: str,
    body: NoteBody,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
    if_match: IfMatch,
) -> PlanChangeAnswer:
    """Refuse a change, with a reason."""
    _, change, effect = changes.read(session, actor, change_id)
    check_match(if_match, change.id, change.version)
    change_decisions.refuse(session, actor, change, body.note)
    return _shown(change, effect, response)


@router.post(
    "/changes/{change_id}/apply",
    status_code=status.HTTP_201_CREATED,
    **open_to(Role.OFFICE, Role.LEADER, key=True),
)
def apply_change(
    change_id: str, body: NoteBody, session: SessionOf, actor: ActorOf, if_match: IfMatch
) -> PublicationAnswer:
    """Publish what a change makes of the plan as its next version, verified and shared anew."""
    row, change, _ = changes.read(session, actor, change_id)
    check_match(if_match, change.id, change.version)
    made = change_decisions.apply(session, actor, row, change, body.note)
    return PublicationAnswer.model_validate(made, from_attributes=True)
