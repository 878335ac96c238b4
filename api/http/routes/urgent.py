"""``/v1/…/urgent``: urgent requests against a plan, their options, and the one that is chosen."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response, status
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from api.http.bodies import body_of
from api.http.route import ActorOf, ServiceRoute, SessionOf, open_to
from api.http.routes.runs import DEEP, DOERS, RunAnswer, SolveBody, queued
from api.usecases import rounds, runs, urgent
from optimizer.domain.types import Id
from scenarios.urgent import UrgentAnswer

__all__ = ["choices", "questions", "router"]

MOST_OPTIONS = 100


class UrgentBody(SolveBody):
    """An urgent request: a project that the plan leaves out, or a new one."""

    project: Annotated[
        Id | None, Field(description="A project of the round that the plan leaves out.")
    ] = None
    document: Annotated[
        dict[str, Any] | None, Field(description="A project that the round does not hold.")
    ] = None
    run_id: Annotated[
        str | None,
        Field(
            description="Before publishing, the run whose plan is to change; else it is the "
            "one under review."
        ),
    ] = None
    from_period: Annotated[
        int | None,
        Field(
            ge=0,
            le=100_000,
            description="What begins before is not touched; else the period of today.",
        ),
    ] = None
    release_reserve: Annotated[
        bool, Field(description="Let it draw on what funds keep for the fast lane.")
    ] = True


class OptionChoice(BaseModel):
    """Which option is chosen, and why."""

    option: Annotated[
        int, Field(ge=0, lt=MOST_OPTIONS, description="Its place in the answer, from 0.")
    ]
    reason: Annotated[str, Field(max_length=4000)]


class ChoiceAnswer(BaseModel):
    """What the chosen option has become; nothing is decided by it."""

    run_id: str = Field(description="The run that holds the option's plan.")
    change_id: str | None = Field(
        description="The change of the published plan, to be agreed to, signed and applied; null "
        "before publishing: the run's plan is to be adopted, with its changes, and reviewed."
    )


async def _question_prepared(request: Request) -> urgent.Asked | None:
    """Make the round to ask about before the transaction, in which nobody else writes."""
    body = await body_of(request, UrgentBody)
    if body is None:
        return None
    draft = urgent.Draft(
        project=body.project,
        document=body.document,
        run_id=body.run_id,
        from_period=body.from_period,
        release_reserve=body.release_reserve,
    )
    session = request.state.session

    def prepared() -> urgent.Asked:
        row = rounds.read(session, request.path_params["round_id"])
        return urgent.prepare_question(session, row, draft)

    return await run_in_threadpool(prepared)


async def _choice_prepared(request: Request) -> urgent.Chosen | None:
    """Verify the option's plan before the transaction."""
    body = await body_of(request, OptionChoice)
    if body is None:
        return None
    session = request.state.session

    def prepared() -> urgent.Chosen:
        run = runs.read(session, request.path_params["run_id"])
        return urgent.prepare_choice(session, run, body.option)

    return await run_in_threadpool(prepared)


class QuestionRoute(ServiceRoute):
    """A route that asks."""

    first = staticmethod(_question_prepared)


class ChoiceRoute(ServiceRoute):
    """A route that chooses."""

    first = staticmethod(_choice_prepared)


questions = APIRouter(prefix="/v1", tags=["urgent"], route_class=QuestionRoute)
router = APIRouter(prefix="/v1", tags=["urgent"], route_class=ServiceRoute)
choices = APIRouter(prefix="/v1", tags=["urgent"], route_class=ChoiceRoute)


@questions.post(
    "/rounds/{round_id}/urgent", status_code=status.HTTP_202_ACCEPTED, **open_to(*DOERS, key=True)
)
def ask_urgent(
    round_id: str,
    body: UrgentBody,
    request: Request,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
) -> RunAnswer:
    """Ask how an urgent request could be taken into the published plan, or one under way.

    The options are looked for in the background, as a run with an answer; nothing is changed.
    """
    row = rounds.read(session, round_id)
    made = urgent.ask(session, actor, row, request.state.found, body.wishes(request))
    return queued(request, response, made)


@router.get("/runs/{run_id}/options", **open_to(*DEEP))
def read_options(run_id: str, session: SessionOf) -> UrgentAnswer:
    """Read the options for an urgent request, each with who is displaced and what they lose."""
    return urgent.answer_to(runs.read(session, run_id))


@choices.post(
    "/runs/{run_id}/choice", status_code=status.HTTP_201_CREATED, **open_to(*DOERS, key=True)
)
def choose_option(
    run_id: str,
    body: OptionChoice,
    request: Request,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
) -> ChoiceAnswer:
    """Choose an option: it becomes a change to be agreed to and signed, or a run to be reviewed."""
    run = runs.read(session, run_id)
    row = rounds.read(session, run.round_id)
    made, change = urgent.choose(session, actor, row, run, request.state.found, body.reason)
    place = f"/v1/runs/{made.id}" if change is None else f"/v1/changes/{change.id}"
    response.headers["Location"] = place
    return ChoiceAnswer(run_id=made.id, change_id=None if change is None else change.id)
