"""``/v1/requests``: requests for projects."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response, status
from pydantic import BaseModel, Field

from api.access import Role
from api.access.life import REQUEST_STEPS, RequestState, steps_from
from api.access.roles import EVERYBODY
from api.http.conditional import IfMatch, check_match, tagged
from api.http.findings import FindingAnswer, finding_answers
from api.http.merge_patch import MergePatch, merged
from api.http.paging import Cursor, Paged, PageSize, cursor_of, position_of
from api.http.route import ActorOf, ServiceRoute, SessionOf, open_to
from api.store import requests as store
from api.store.tables import Request
from api.usecases import requests
from api.usecases.similar import similar_requests

__all__ = ["router"]

router = APIRouter(prefix="/v1/requests", tags=["requests"], route_class=ServiceRoute)

PEOPLE = tuple(role for role in EVERYBODY if role is not Role.ADMIN)
WRITERS = tuple(role for role in PEOPLE if role is not Role.AUDITOR)
StepName = StrEnum("StepName", {name.upper(): name for name in REQUEST_STEPS})  # type: ignore[misc]


class RequestAnswer(BaseModel):
    """A request; `document` is the project as a round holds it."""

    id: str
    key: str
    sponsor: str
    author_id: str
    state: RequestState
    note: str
    assessments: list[dict[str, Any]]
    round_id: str | None = Field(
        description="The round that it is meant for, or that has taken it; null: the next one."
    )
    version: int
    updated_at: datetime
    steps: list[str] = Field(description="Steps that lead on from here.")
    document: dict[str, Any]


class SimilarAnswer(BaseModel):
    """A request that is like a project, and what they have in common."""

    id: str
    key: str
    state: RequestState
    score: float = Field(description="From 0 to 1.")
    same_sponsor: bool
    skills: list[str]
    words: list[str] = Field(description="Words in common; pairs of characters in Chinese.")


class StepBody(BaseModel):
    """What is said with a step."""

    note: Annotated[str, Field(max_length=4000)] = ""
    score: Annotated[int, Field(ge=0, le=100)] | None = None


class RequestRound(BaseModel):
    """Which round a request is meant for."""

    round_id: str | None = Field(description="null: the next one that is frozen.")


class Feasibility(BaseModel):
    """Whether the present inventory could serve a project that had it to itself."""

    feasible: bool
    findings: list[FindingAnswer]


def _shown(row: Request, response: Response | None = None) -> RequestAnswer:
    if response is not None:
        tagged(response, row.id, row.version)
    return RequestAnswer(
        id=row.id,
        key=row.key,
        sponsor=row.sponsor,
        author_id=row.author_id,
        state=RequestState(row.state),
        note=row.note,
        assessments=row.assessments,
        round_id=row.round_id,
        version=row.version,
        updated_at=row.updated_at,
        steps=[step.name for step in steps_from(REQUEST_STEPS, row.state)],
        document=row.document,
    )


@router.get("", **open_to(*PEOPLE))
def list_requests(
    session: SessionOf,
    actor: ActorOf,
    cursor: Cursor = None,
    size: PageSize = 100,
    state: Annotated[RequestState | None, Query()] = None,
) -> Paged[RequestAnswer]:
    """List the requests that you may see."""
    rows = store.list_requests(
        session,
        after=position_of(cursor),
        limit=size + 1,
        state=None if state is None else state.value,
        **requests.sight_of(actor),
    )
    more = cursor_of(rows[size - 1].id) if len(rows) > size else None
    return Paged(items=[_shown(row) for row in rows[:size]], next=more)


@router.post("", status_code=status.HTTP_201_CREATED, **open_to(*WRITERS, documents=("Project",)))
def write_request(
    document: dict[str, Any], response: Response, session: SessionOf, actor: ActorOf
) -> RequestAnswer:
    """Write a request; it is a draft until it is submitted."""
    row = requests.write(session, actor, document)
    response.headers["Location"] = f"/v1/requests/{row.id}"
    return _shown(row, response)


@router.post("/feasibility", **open_to(*WRITERS, problems=(409,)))
def check_feasibility(document: dict[str, Any], session: SessionOf) -> Feasibility:
    """Say what stands in the way of a project; stores nothing."""
    feasible, found = requests.check(session, document)
    return Feasibility(feasible=feasible, findings=finding_answers(found))


@router.post("/similar", **open_to(*WRITERS))
def list_similar(
    document: dict[str, Any], session: SessionOf, actor: ActorOf
) -> list[SimilarAnswer]:
    """List requests that you see and that are like a project, nearest first; stores nothing."""
    return [
        SimilarAnswer(
            id=found.row.id,
            key=found.row.key,
            state=RequestState(found.row.state),
            score=round(found.score, 3),
            same_sponsor=found.same_sponsor,
            skills=list(found.skills),
            words=list(found.words),
        )
        for found in similar_requests(session, actor, document)
    ]


@router.get("/{request_id}", **open_to(*PEOPLE))
def read_request(
    request_id: str, response: Response, session: SessionOf, actor: ActorOf
) -> RequestAnswer:
    """Read a request."""
    return _shown(requests.read(session, actor, request_id), response)


@router.put("/{request_id}", **open_to(*WRITERS, documents=("Project",)))
def change_request(
    request_id: str,
    document: dict[str, Any],
    response: Response,
    session: SessionOf,
    actor: ActorOf,
    if_match: IfMatch,
) -> RequestAnswer:
    """Replace the document of a draft or of a returned request."""
    row = requests.read(session, actor, request_id)
    check_match(if_match, row.id, row.version)
    requests.change(session, actor, row, document)
    return _shown(row, response)


@router.patch("/{request_id}", **open_to(*WRITERS, patch=True))
def amend_request(
    request_id: str,
    patch: MergePatch,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
    if_match: IfMatch,
) -> RequestAnswer:
    """Change some fields of the document of a draft or of a returned request."""
    row = requests.read(session, actor, request_id)
    check_match(if_match, row.id, row.version)
    requests.change(session, actor, row, merged(row.document, patch))
    return _shown(row, response)


@router.put("/{request_id}/round", **open_to(*WRITERS))
def address_request(
    request_id: str,
    body: RequestRound,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
    if_match: IfMatch,
) -> RequestAnswer:
    """Say which round a request is meant for, before one has taken it."""
    row = requests.read(session, actor, request_id)
    check_match(if_match, row.id, row.version)
    requests.address(session, actor, row, body.round_id)
    return _shown(row, response)


@router.post("/{request_id}/{step}", **open_to(*WRITERS, key=True))
def take_step(
    request_id: str,
    step: StepName,
    body: StepBody,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
    if_match: IfMatch,
) -> RequestAnswer:
    """Submit, withdraw, assess, approve, return or reject a request."""
    row = requests.read(session, actor, request_id)
    check_match(if_match, row.id, row.version)
    requests.step(session, actor, row, step.value, note=body.note, score=body.score)
    return _shown(row, response)
