"""``/v1/sweeps``: many what-ifs at once, a row a cell."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response, status
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from api.http.paging import Cursor, Paged, PageSize, cursor_of, position_of
from api.http.queueing import enqueue_when_kept
from api.http.route import ActorOf, ServiceRoute, SessionOf, open_to
from api.http.routes.runs import DEEP, DOERS, SolveBody
from api.http.streaming import Said, streamed
from api.problems import Problem
from api.store import Database, Session
from api.store import scenarios as store
from api.store.runs import ENDED, RunState
from api.store.tables import Sweep
from api.usecases import rounds, sweeps
from optimizer.domain import Text
from scenarios.changes import AnyChange
from scenarios.sweep import Axis, Choice

__all__ = ["router"]

OVER = "over"
"""Id of the last word about a sweep."""
LONGEST_ID = 4096
"""Hexadecimal digits of an id, four cells each."""
router = APIRouter(prefix="/v1", tags=["sweeps"], route_class=ServiceRoute)


class ChoiceBody(BaseModel):
    """One value along an axis: what to call it, what it changes, and a seed of its own."""

    label: str | int | float
    changes: tuple[AnyChange, ...] = ()
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None


class AxisBody(BaseModel):
    """A named parameter and the choices for it."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    choices: Annotated[tuple[ChoiceBody, ...], Field(min_length=1, max_length=1000)]


class SweepBody(SolveBody):
    """A grid of changes; the limits are those of each cell."""

    name: Annotated[str, Field(max_length=200)] = ""
    axes: Annotated[tuple[AxisBody, ...], Field(min_length=1, max_length=10)]
    sample: Annotated[
        int | None, Field(ge=1, description="Solve this many cells, drawn evenly.")
    ] = None
    sample_seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class SweepAnswer(BaseModel):
    """A sweep and how far it is."""

    id: str
    round_id: str
    round_hash: str
    name: str
    state: RunState
    cells: int
    counts: dict[str, int] = Field(description="Cells in each state.")
    axes: list[dict[str, Any]]
    limits: dict[str, Any]
    start_run_id: str | None
    submitted_by: str
    submitted_at: datetime


class SweepRow(BaseModel):
    """A cell; figures that do not exist are null, and a cell that failed says why."""

    cell: int
    labels: dict[str, str | int | float]
    run_id: str | None
    state: RunState
    changes: list[Text]
    round_hash: str | None
    error: str
    status: str | None
    value: int | None
    bound: int | None
    gap: float | None
    accepted: int | None
    worst_off: float | None
    jain: float | None
    cost_cents: int | None
    makespan: int | None
    changed_lines: int | None
    seconds: float | None


def _shown(session: Session, row: Sweep) -> SweepAnswer:
    state, counts = sweeps.state_of(session, row)
    return SweepAnswer(
        id=row.id,
        round_id=row.round_id,
        round_hash=row.base_hash,
        name=row.name,
        state=state,
        cells=row.cells,
        counts=counts,
        axes=row.document["axes"],
        limits=row.limits,
        start_run_id=row.start_run_id,
        submitted_by=row.submitted_by,
        submitted_at=row.submitted_at,
    )


@router.post(
    "/rounds/{round_id}/sweeps",
    status_code=status.HTTP_202_ACCEPTED,
    **open_to(*DOERS, key=True),
)
def submit_sweep(
    round_id: str,
    body: SweepBody,
    request: Request,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
) -> SweepAnswer:
    """Queue a sweep over a frozen round; its cells wait behind no single run, and before none."""
    state = request.app.state
    axes = tuple(
        Axis(a.name, tuple(Choice(c.label, c.changes, c.seed) for c in a.choices))
        for a in body.axes
    )
    grid = sweeps.Grid(axes, body.sample, body.sample_seed)
    row = sweeps.submit(
        session,
        actor,
        rounds.read(session, round_id),
        body.name,
        grid,
        body.wishes(request),
        state.settings.cells_per_sweep,
    )
    response.headers["Location"] = f"/v1/sweeps/{row.id}"
    enqueue_when_kept(request, row.id)
    return _shown(session, row)


@router.get("/rounds/{round_id}/sweeps", **open_to(*DEEP))
def list_sweeps(
    round_id: str, session: SessionOf, cursor: Cursor = None, size: PageSize = 100
) -> Paged[SweepAnswer]:
    """List the sweeps of a round."""
    rounds.read(session, round_id)
    rows = store.list_sweeps(session, round_id, position_of(cursor), size + 1)
    more = cursor_of(rows[size - 1].id) if len(rows) > size else None
    return Paged(items=[_shown(session, row) for row in rows[:size]], next=more)


@router.get("/sweeps/{sweep_id}", **open_to(*DEEP))
def read_sweep(sweep_id: str, session: SessionOf) -> SweepAnswer:
    """Read how far a sweep is."""
    return _shown(session, sweeps.read(session, sweep_id))


@router.get("/sweeps/{sweep_id}/rows", **open_to(*DEEP))
def list_rows(
    sweep_id: str, session: SessionOf, cursor: Cursor = None, size: PageSize = 100
) -> Paged[SweepRow]:
    """List the cells of a sweep as rows of a table."""
    row = sweeps.read(session, sweep_id)
    position = position_of(cursor)
    if position and not position.isdecimal():
        raise Problem("malformed", "游标无效。", "That is no cursor of this list.")
    found = sweeps.rows_of(session, row, int(position) if position else -1, size + 1)
    more = cursor_of(str(found[size - 1]["cell"])) if len(found) > size else None
    return Paged(items=[SweepRow.model_validate(item) for item in found[:size]], next=more)


@router.get("/sweeps/{sweep_id}/events", **open_to(*DEEP), response_class=StreamingResponse)
def stream_sweep(
    sweep_id: str,
    request: Request,
    session: SessionOf,
    last_event_id: Annotated[str | None, Header()] = None,
) -> StreamingResponse:
    """Stream the cells of a sweep as they end (server-sent events); resume with Last-Event-ID.

    Each ``cell`` says how far the sweep is; ``state`` comes last, when it has ended. An id stands
    for the cells told so far, so that none is missed, whatever their order.
    """
    sweeps.read(session, sweep_id)
    return streamed(request, last_event_id or "", partial(_news, sweep_id))


def _news(sweep_id: str, database: Database, after: str) -> tuple[list[Said], bool]:
    if after == OVER:
        return [], True
    known = _cells_of(after)
    with database.reading() as session:
        news, state, counts = sweeps.news_of(session, sweep_id, frozenset(known))
    said = []
    for cell in news:
        known.add(cell["cell"])
        said.append(Said(_id_of(known), "cell", {**cell, "counts": counts}))
    over = state in ENDED and not counts.get(RunState.RUNNING, 0)
    if over:
        said.append(Said(OVER, "state", {"state": state, "counts": counts}))
    return said, over


def _id_of(cells: set[int]) -> str:
    """Return a set of cells as an id: a bit for each."""
    return f"{sum(1 << cell for cell in cells):x}"


def _cells_of(id_: str) -> set[int]:
    """Return the cells that an id stands for; none for what is no id of ours."""
    if len(id_) > LONGEST_ID or not id_ or set(id_) - set("0123456789abcdef"):
        return set()
    bits = int(id_, 16)
    return {cell for cell in range(bits.bit_length()) if bits >> cell & 1}


@router.post("/sweeps/{sweep_id}/cancel", status_code=status.HTTP_202_ACCEPTED, **open_to(*DOERS))
def cancel_sweep(sweep_id: str, session: SessionOf, actor: ActorOf) -> SweepAnswer:
    """End a sweep: cells that are done stay, no further one begins."""
    row = sweeps.read(session, sweep_id)
    sweeps.cancel(session, actor, row)
    return _shown(session, row)
