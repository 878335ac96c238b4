"""``/v1/…/questions``: why, and what is scarce."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response, status
from pydantic import BaseModel, Field

from api.http.route import ActorOf, ServiceRoute, SessionOf, open_to
from api.http.routes.runs import DEEP, DOERS, RunAnswer, SolveBody, queued
from api.usecases import questions, rounds, runs
from scenarios.figures import Pressure

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["questions"], route_class=ServiceRoute)


class QuestionBody(SolveBody):
    """Why a project is not in the plan; with a person, why they are on it."""

    project: Annotated[str, Field(max_length=200)]
    person: Annotated[str | None, Field(max_length=200)] = None


class PressureAnswer(BaseModel):
    """How tight a skill, a kind of facility or a category of money is."""

    name: str
    level: int
    asked: int = Field(description="Percent-periods, unit-periods or cents.")
    capacity: int
    suppliers: int
    load_pct: float | None = Field(description="Null when nobody can serve it.")
    used: int
    used_pct: float
    shared_with: list[str]


class ScarcityAnswer(BaseModel):
    """What is scarce, the tightest first."""

    skills: list[PressureAnswer]
    facilities: list[PressureAnswer]
    money: list[PressureAnswer]


@router.post(
    "/runs/{run_id}/questions", status_code=status.HTTP_202_ACCEPTED, **open_to(*DOERS, key=True)
)
def ask_question(
    run_id: str,
    body: QuestionBody,
    request: Request,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
) -> RunAnswer:
    """Ask about the plan of a run; it is answered in the background, as a run with an answer."""
    about = runs.read(session, run_id)
    row = questions.ask_about(
        session, actor, about, body.project, body.person, body.wishes(request)
    )
    return queued(request, response, row)


@router.get("/runs/{run_id}/answer", **open_to(*DEEP))
def read_answer(run_id: str, session: SessionOf) -> dict[str, Any]:
    """Read the answer to a question: reasons, and the cheapest changes that would help."""
    return questions.answer_of(runs.read(session, run_id))


@router.get("/rounds/{round_id}/scarcity", **open_to(*DEEP))
def read_scarcity(
    round_id: str,
    session: SessionOf,
    run_id: Annotated[
        str | None, Query(description="Count what the plan of this run uses.")
    ] = None,
) -> ScarcityAnswer:
    """Read what all requests ask for against everything that exists."""
    about = None if run_id is None else runs.read(session, run_id)
    found = questions.scarcity(session, rounds.read(session, round_id), about)
    parts = {part.name: getattr(found, part.name) for part in fields(found)}
    return ScarcityAnswer(**{name: [_shown(p) for p in rows] for name, rows in parts.items()})


def _shown(pressure: Pressure) -> PressureAnswer:
    return PressureAnswer.model_validate(
        {name: getattr(pressure, name) for name in PressureAnswer.model_fields}
    )
