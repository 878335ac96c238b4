"""``/v1/frontiers``: what fairness, cost or stability costs in value, a run a point."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response, status
from pydantic import BaseModel, Field

from api.http.queueing import enqueue_when_kept
from api.http.route import ActorOf, ServiceRoute, SessionOf, open_to
from api.http.routes.runs import DEEP, DOERS, SolveBody
from api.store import Session
from api.store.runs import RunState
from api.store.tables import Sweep
from api.usecases import frontiers, rounds, sweeps
from scenarios.trade_off import Goal

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["sweeps"], route_class=ServiceRoute)


class FrontierBody(SolveBody):
    """The second goal and how many problems to solve; the limits are those of each."""

    goal: Goal = "fairness"
    points: Annotated[int, Field(ge=2, le=frontiers.MOST_POINTS)] = 7


class PointAnswer(BaseModel):
    """A plan that no other point equals or beats."""

    run_id: str
    target: int | None = Field(description="What the second goal had to reach; null at the ends.")
    value: int
    value_bound: int | None
    gap: float | None
    second: int
    second_bound: int | None


class FrontierAnswer(BaseModel):
    """A frontier as far as it is known; it is a sweep, and is cancelled like one."""

    id: str
    round_id: str
    goal: Goal
    higher: bool = Field(description="Whether more of the second goal is better.")
    state: RunState
    cells: int
    counts: dict[str, int]
    points: list[PointAnswer]
    dropped: int


def _shown(session: Session, row: Sweep) -> FrontierAnswer:
    found = frontiers.points_of(session, row)
    state, counts = sweeps.state_of(session, row)
    return FrontierAnswer(
        id=row.id,
        round_id=row.round_id,
        goal=found.goal,
        higher=found.higher,
        state=state,
        cells=row.cells,
        counts=counts,
        points=[
            PointAnswer(
                run_id=point.run_id,
                target=point.made.target,
                value=point.made.value,
                value_bound=point.made.value_bound,
                gap=point.made.gap,
                second=point.made.second,
                second_bound=point.made.second_bound,
            )
            for point in found.points
        ],
        dropped=found.dropped,
    )


@router.post(
    "/rounds/{round_id}/frontiers",
    status_code=status.HTTP_202_ACCEPTED,
    **open_to(*DOERS, key=True),
)
def submit_frontier(
    round_id: str,
    body: FrontierBody,
    request: Request,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
) -> FrontierAnswer:
    """Queue a frontier of a frozen round: its ends first, then evenly spaced points between."""
    state = request.app.state
    row = frontiers.submit(
        session,
        actor,
        rounds.read(session, round_id),
        body.goal,
        body.points,
        body.wishes(request),
        state.settings.cells_per_sweep,
    )
    response.headers["Location"] = f"/v1/frontiers/{row.id}"
    enqueue_when_kept(request, row.id)
    return _shown(session, row)


@router.get("/frontiers/{frontier_id}", **open_to(*DEEP))
def read_frontier(frontier_id: str, session: SessionOf) -> FrontierAnswer:
    """Read the points of a frontier that are known."""
    return _shown(session, sweeps.read(session, frontier_id))
