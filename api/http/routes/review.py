"""Lines under review, the decision, the publication, the proposals of teams."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response, status
from pydantic import BaseModel, Field

from api.access import Actor, Role
from api.access.roles import EVERYBODY
from api.http.conditional import IfMatch, check_match, tagged
from api.http.language import language_of
from api.http.paging import Cursor, Paged, PageSize, cursor_of, position_of
from api.http.route import ActorOf, ServiceRoute, SessionOf, open_to
from api.http.routes.publications import PublicationAnswer
from api.http.routes.runs import RunAnswer, queued
from api.store import review as store
from api.store.review import LineState
from api.store.tables import ReviewLine
from api.usecases import proposals, review, rounds

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["review"], route_class=ServiceRoute)

PEOPLE = tuple(role for role in EVERYBODY if role is not Role.ADMIN)
ANSWERERS = (Role.CONTACT, Role.TEAM)
DEEP = (Role.OFFICE, Role.LEADER, Role.AUDITOR)
Reason = Annotated[str, Field(max_length=4000)]


class ReviewBody(BaseModel):
    """The run whose plan is put under review."""

    run_id: str


class ReviewBegun(BaseModel):
    """How many lines there are to answer."""

    lines: int
    open: int


class LineAnswer(BaseModel):
    """A line of the plan under review."""

    id: str
    project: str
    package: str
    need: str
    kind: str
    subject: str
    owner: str
    document: dict[str, Any]
    state: LineState
    reason: str
    decided_by: str | None
    decided_at: datetime | None
    version: int


class ObjectionBody(BaseModel):
    """Why, and for a time line the period in which the package should start."""

    reason: Reason
    wanted_start: Annotated[int, Field(ge=0, le=100_000)] | None = None


class ReasonBody(BaseModel):
    """Why."""

    reason: Reason


class RerunBody(BaseModel):
    """For how long to search."""

    time_limit_seconds: Annotated[float, Field(ge=0.1, le=86_400)] = 60.0
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class ProposalAnswer(BaseModel):
    """What a project gets: proposed, or final once published."""

    project: str
    title: dict[str, str]
    final: bool
    accepted: bool
    lines: list[dict[str, Any]]
    shares: list[dict[str, Any]]
    reason: dict[str, str]


class ProposedProject(BaseModel):
    """A project of a plan, and whether it is in."""

    project: str
    title: dict[str, str]
    accepted: bool


def _shown(line: ReviewLine, response: Response | None = None) -> LineAnswer:
    if response is not None:
        tagged(response, line.id, line.version)
    return LineAnswer.model_validate(line, from_attributes=True)


def _sight(actor: Actor) -> dict[str, Any]:
    return {} if actor.sees_all else {"owners": actor.departments, "projects": actor.projects}


@router.post("/rounds/{round_id}/review", **open_to(Role.OFFICE))
def begin_review(
    round_id: str, body: ReviewBody, session: SessionOf, actor: ActorOf
) -> ReviewBegun:
    """Put a run's plan under review; answers to lines that say the same are kept."""
    row = rounds.read(session, round_id)
    lines, waiting = review.put_under_review(session, actor, row, body.run_id)
    return ReviewBegun(lines=lines, open=waiting)


@router.get("/rounds/{round_id}/lines", **open_to(*PEOPLE))
def list_lines(
    round_id: str,
    session: SessionOf,
    actor: ActorOf,
    cursor: Cursor = None,
    size: PageSize = 100,
    state: Annotated[LineState | None, Query()] = None,
) -> Paged[LineAnswer]:
    """List the lines you are asked about; office, leaders and auditors see all."""
    rounds.read(session, round_id)
    rows = store.list_lines(
        session,
        round_id,
        after=position_of(cursor),
        limit=size + 1,
        state=None if state is None else state.value,
        **_sight(actor),
    )
    more = cursor_of(rows[size - 1].id) if len(rows) > size else None
    return Paged(items=[_shown(row) for row in rows[:size]], next=more)


@router.get("/lines/{line_id}", **open_to(*PEOPLE))
def read_line(line_id: str, response: Response, session: SessionOf, actor: ActorOf) -> LineAnswer:
    """Read a line of a plan under review."""
    return _shown(review.read_line(session, actor, line_id), response)


@router.post("/lines/{line_id}/accept", **open_to(*ANSWERERS, key=True))
def accept_line(
    line_id: str, response: Response, session: SessionOf, actor: ActorOf, if_match: IfMatch
) -> LineAnswer:
    """Accept a line."""
    line = review.read_line(session, actor, line_id)
    check_match(if_match, line.id, line.version)
    review.answer(session, actor, line, accepted=True)
    return _shown(line, response)


@router.post("/lines/{line_id}/object", **open_to(*ANSWERERS, key=True))
def object_to_line(
    line_id: str,
    body: ObjectionBody,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
    if_match: IfMatch,
) -> LineAnswer:
    """Object to a line with a reason; a re-run takes it as a pin."""
    line = review.read_line(session, actor, line_id)
    check_match(if_match, line.id, line.version)
    review.answer(
        session, actor, line, accepted=False, reason=body.reason, wanted_start=body.wanted_start
    )
    return _shown(line, response)


@router.post("/lines/{line_id}/overrule", **open_to(Role.LEADER, key=True))
def overrule_line(
    line_id: str,
    body: ReasonBody,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
    if_match: IfMatch,
) -> LineAnswer:
    """Settle an objection against its owner, with a reason."""
    line = review.read_line(session, actor, line_id)
    check_match(if_match, line.id, line.version)
    review.overrule(session, actor, line, body.reason)
    return _shown(line, response)


@router.post(
    "/rounds/{round_id}/rerun",
    status_code=status.HTTP_202_ACCEPTED,
    **open_to(Role.OFFICE, key=True),
)
def rerun(
    round_id: str,
    body: RerunBody,
    request: Request,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
) -> RunAnswer:
    """Solve again with every objection as a pin, changing as little as possible."""
    limits = {
        "time_limit_seconds": body.time_limit_seconds,
        "workers": request.app.state.settings.run_workers,
        "seed": body.seed,
        "deterministic": False,
    }
    row = review.rerun(session, actor, rounds.read(session, round_id), limits)
    return queued(request, response, row)


@router.post("/rounds/{round_id}/decide", **open_to(Role.LEADER, key=True))
def decide_round(
    round_id: str, session: SessionOf, actor: ActorOf, if_match: IfMatch
) -> ReviewBegun:
    """Decide for the plan under review, once every line is answered or settled, and signed."""
    row = rounds.read(session, round_id, lock=True)
    check_match(if_match, row.id, row.version)
    review.decide(session, actor, row)
    return ReviewBegun(lines=len(store.every_line(session, round_id)), open=0)


@router.post(
    "/rounds/{round_id}/publish",
    status_code=status.HTTP_201_CREATED,
    **open_to(Role.OFFICE, key=True),
)
def publish_round(
    round_id: str, session: SessionOf, actor: ActorOf, if_match: IfMatch
) -> PublicationAnswer:
    """Publish the decided plan: verified again, its cost shares fixed, all or nothing."""
    row = rounds.read(session, round_id, lock=True)
    check_match(if_match, row.id, row.version)
    made = review.publish(session, actor, row)
    return PublicationAnswer.model_validate(made, from_attributes=True)


@router.get("/rounds/{round_id}/proposals", **open_to(*PEOPLE))
def list_proposals(round_id: str, session: SessionOf, actor: ActorOf) -> list[ProposedProject]:
    """List the projects of the plan that concern you; none while there is no plan."""
    row = rounds.read(session, round_id)
    return [
        ProposedProject(project=project.id, title=project.title.model_dump(), accepted=accepted)
        for project, accepted in proposals.proposed_projects(session, actor, row)
    ]


@router.get("/rounds/{round_id}/proposals/{project}", **open_to(*PEOPLE))
def read_proposal(
    round_id: str, project: str, session: SessionOf, actor: ActorOf
) -> ProposalAnswer:
    """Read what a project gets: who, what, when, how much, from whom, and its cost shares."""
    found = proposals.proposal_for(session, actor, rounds.read(session, round_id), project)
    return ProposalAnswer(
        project=found.project.id,
        title=found.project.title.model_dump(),
        final=found.final,
        accepted=found.accepted,
        lines=list(found.lines),
        shares=list(found.shares),
        reason=found.reason.model_dump(),
    )


@router.get(
    "/rounds/{round_id}/proposals/{project}/calendar.ics",
    response_class=Response,
    **open_to(*PEOPLE),
)
def read_calendar(
    round_id: str, project: str, request: Request, session: SessionOf, actor: ActorOf
) -> Response:
    """Read a project's packages as a calendar feed."""
    found = proposals.proposal_for(session, actor, rounds.read(session, round_id), project)
    content = proposals.calendar_of(found, language_of(request))
    return Response(content, media_type="text/calendar; charset=utf-8")
