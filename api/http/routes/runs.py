"""``/v1/runs``: background solves, their progress and their outcomes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response, status
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from api.access import Role
from api.http.bodies import body_of
from api.http.paging import Cursor, Paged, PageSize, cursor_of, position_of
from api.http.queueing import enqueue_when_kept
from api.http.route import ActorOf, ServiceRoute, SessionOf, open_to
from api.http.streaming import Said, streamed
from api.store import Database
from api.store import runs as store
from api.store.runs import ENDED, RunState
from api.store.tables import Run
from api.usecases import rounds, runs
from api.usecases.changes import URGENT
from optimizer.domain import Outcome
from scenarios.changes import Scenario

__all__ = [
    "DEEP",
    "DOERS",
    "RunAnswer",
    "SolveBody",
    "prepared_of",
    "queued",
    "router",
    "submitting",
]

router = APIRouter(prefix="/v1", tags=["runs"], route_class=ServiceRoute)

DEEP = (Role.OFFICE, Role.LEADER, Role.AUDITOR)
DOERS = (Role.OFFICE, Role.LEADER)
MOST_EVENTS = 10**15
"""No stream is numbered further; more is no number that a database holds."""


class RunKind(StrEnum):
    """Kinds of runs."""

    ANY = "any"
    SOLVE = store.SOLVE
    WHY_PROJECT = "why-project"
    WHY_PERSON = "why-person"
    SHARES = "shares"
    STAND_ALONE = "stand-alone"
    PRICES = "prices"
    URGENT = URGENT


class SolveBody(BaseModel):
    """For how long to solve, and how urgently."""

    time_limit_seconds: Annotated[float, Field(ge=0.1, le=86_400)] = 60.0
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    deterministic: bool = False
    priority: Annotated[
        int, Field(ge=1, le=9, description="1 is the most urgent, 9 the least.")
    ] = store.ORDINARY
    start_run_id: Annotated[str | None, Field(description="Start from the plan of this run.")] = (
        None
    )

    def wishes(self, request: Request) -> runs.Wishes:
        """Return what is wished for, within what the operator set."""
        settings = request.app.state.settings
        limits = {
            "time_limit_seconds": self.time_limit_seconds,
            "workers": settings.run_workers,
            "seed": self.seed,
            "deterministic": self.deterministic,
        }
        return runs.Wishes(
            limits, self.priority, self.start_run_id, settings.runs_waiting_per_department
        )


class RunBody(SolveBody):
    """What to solve and for how long."""

    scenario: Scenario | None = None


class RunAnswer(BaseModel):
    """A run without its outcome."""

    id: str
    round_id: str
    round_hash: str
    scenario: dict[str, Any] | None
    limits: dict[str, Any]
    scenario_id: str | None
    sweep_id: str | None
    cell: int | None
    kind: str = Field(description="`solve`, or what is asked about the plan of `start_run_id`.")
    question: dict[str, Any] | None
    sentences: list[dict[str, str]] = Field(description="What the scenario changes.")
    start_run_id: str | None
    queue: str
    priority: int
    department: str = Field(description="On whose behalf it runs; empty for the office's.")
    state: RunState
    asked_to: str | None
    submitted_by: str
    submitted_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    progress: dict[str, Any] | None
    figures: dict[str, Any] | None = Field(description="Headline figures of the plan.")
    error: str


def _shown(row: Run) -> RunAnswer:
    return RunAnswer.model_validate(row, from_attributes=True)


def queued(request: Request, response: Response, row: Run) -> RunAnswer:
    """Queue a run once it is in the store for good, where the engine finds it."""
    response.headers["Location"] = f"/v1/runs/{row.id}"
    enqueue_when_kept(request, row.id)
    return _shown(row)


async def prepared_of(request: Request, scenario: Scenario | None) -> runs.Prepared | None:
    """Work out what a scenario makes of the round before the transaction, in which none writes."""
    if scenario is None:
        return None
    session = request.state.session

    def prepared() -> runs.Prepared:
        row = rounds.read(session, request.path_params["round_id"])
        return runs.prepare(session, row, scenario)

    return await run_in_threadpool(prepared)


async def _prepared(request: Request) -> runs.Prepared | None:
    body = await body_of(request, RunBody)
    return await prepared_of(request, None if body is None else body.scenario)


class PreparedRoute(ServiceRoute):
    """A route that solves what a scenario makes."""

    first = staticmethod(_prepared)


submitting = APIRouter(prefix="/v1", tags=["runs"], route_class=PreparedRoute)


@submitting.post(
    "/rounds/{round_id}/runs",
    status_code=status.HTTP_202_ACCEPTED,
    **open_to(*DOERS, key=True),
)
def submit_run(
    round_id: str,
    body: RunBody,
    request: Request,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
) -> RunAnswer:
    """Queue a run on a frozen round, or on what a scenario makes of it."""
    row = runs.submit(
        session,
        actor,
        rounds.read(session, round_id),
        body.wishes(request),
        scenario=body.scenario,
        prepared=request.state.found,
    )
    return queued(request, response, row)


@router.get("/rounds/{round_id}/runs", **open_to(*DEEP))
def list_runs(
    round_id: str,
    session: SessionOf,
    kind: Annotated[
        RunKind | None, Query(description="Other runs than solves; `any` lists all.")
    ] = None,
    cursor: Cursor = None,
    size: PageSize = 100,
) -> Paged[RunAnswer]:
    """List the runs of a round: solves, unless others are asked for."""
    rounds.read(session, round_id)
    wanted = store.SOLVE if kind is None else None if kind is RunKind.ANY else kind.value
    rows = store.list_runs(
        session, round_id=round_id, kind=wanted, after=position_of(cursor), limit=size + 1
    )
    more = cursor_of(rows[size - 1].id) if len(rows) > size else None
    return Paged(items=[_shown(row) for row in rows[:size]], next=more)


@router.get("/runs/{run_id}", **open_to(*DEEP))
def read_run(run_id: str, session: SessionOf) -> RunAnswer:
    """Read where a run stands."""
    return _shown(runs.read(session, run_id))


@router.get("/runs/{run_id}/outcome", **open_to(*DEEP))
def read_outcome(run_id: str, session: SessionOf) -> Outcome:
    """Read the outcome of a run that is done."""
    return runs.outcome_of(runs.read(session, run_id))


@router.post("/runs/{run_id}/cancel", status_code=status.HTTP_202_ACCEPTED, **open_to(*DOERS))
def cancel_run(run_id: str, session: SessionOf, actor: ActorOf) -> RunAnswer:
    """Ask a run to end without an outcome."""
    row = runs.read(session, run_id)
    runs.ask(session, actor, row, "cancel")
    return _shown(row)


@router.post("/runs/{run_id}/keep", status_code=status.HTTP_202_ACCEPTED, **open_to(*DOERS))
def keep_best(run_id: str, session: SessionOf, actor: ActorOf) -> RunAnswer:
    """Ask a run to stop now and keep its best plan."""
    row = runs.read(session, run_id)
    runs.ask(session, actor, row, "keep")
    return _shown(row)


@router.get("/runs/{run_id}/events", **open_to(*DEEP), response_class=StreamingResponse)
def stream_events(
    run_id: str,
    request: Request,
    session: SessionOf,
    last_event_id: Annotated[str | None, Header()] = None,
    after: Annotated[int, Query(ge=0, le=MOST_EVENTS)] = 0,
) -> StreamingResponse:
    """Stream what is said about a run (server-sent events); resume with Last-Event-ID."""
    runs.read(session, run_id)
    resumed = last_event_id if last_event_id and last_event_id.isdecimal() else str(after)
    number = resumed if len(resumed) <= len(str(MOST_EVENTS)) else str(MOST_EVENTS)
    return streamed(request, number, partial(_said, run_id))


def _said(run_id: str, database: Database, after: str) -> tuple[list[Said], bool]:
    with database.reading() as session:
        events = store.events_after(session, run_id, int(after))
        row = store.find_run(session, run_id)
        over = row is None or row.state in ENDED
        return [Said(str(event.number), event.kind, event.data) for event in events], over
