"""The runs of a round, and starting one."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Request, Response

from api.access import Role
from api.access.life import RoundState
from api.console.page import gone_to, page
from api.console.route import console_router
from api.console.standing import runs_of
from api.http.queueing import enqueue_when_kept
from api.http.route import ActorOf, SessionOf, open_to
from api.store import Session, principals
from api.store.runs import RunState
from api.store.tables import Run
from api.usecases import review, rounds, runs
from api.usecases.runs import SOLVABLE

__all__ = ["DEEP", "DOERS", "router", "summary_of"]

router = console_router()

DEEP = (Role.OFFICE, Role.LEADER, Role.AUDITOR)
DOERS = (Role.OFFICE, Role.LEADER)
SIZE = 50


@router.get("/rounds/{round_id}/runs", **open_to(*DEEP))
def show(
    round_id: str, request: Request, session: SessionOf, actor: ActorOf, after: int = 0
) -> Response:
    """List the runs of a round, the newest first."""
    row = rounds.read(session, round_id)
    listed = runs_of(session, row)
    at = f"/rounds/{row.id}/runs"
    return page(
        request,
        "runs.html",
        row=row,
        at=at,
        runs=[(run, summary_of(run), _name(session, run)) for run in listed[after : after + SIZE]],
        can_start=actor.has(*DOERS) and row.state in SOLVABLE,
        can_review=actor.has(Role.OFFICE)
        and row.state in (RoundState.FROZEN, RoundState.IN_REVIEW),
        first=at if after else "",
        next=f"{at}?after={after + SIZE}" if len(listed) > after + SIZE else "",
    )


@router.post("/rounds/{round_id}/runs", **open_to(*DOERS))
def start(
    round_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    time_limit: Annotated[float, Form(ge=0.1, le=86_400)] = 60.0,
    seed: Annotated[int, Form(ge=0, le=2**31 - 1)] = 0,
    deterministic: Annotated[str, Form()] = "",
) -> Response:
    """Queue a run on the frozen round."""
    limits = {
        "time_limit_seconds": time_limit,
        "workers": request.app.state.settings.run_workers,
        "seed": seed,
        "deterministic": bool(deterministic),
    }
    run = runs.submit(session, actor, rounds.read(session, round_id), limits)
    enqueue_when_kept(request, run.id)
    return gone_to(request, f"/runs/{run.id}", "notice.run-submitted")


@router.post("/rounds/{round_id}/review", **open_to(Role.OFFICE))
def begin_review(
    round_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    run_id: Annotated[str, Form()],
) -> Response:
    """Put the plan of a run under review."""
    row = rounds.read(session, round_id)
    review.put_under_review(session, actor, row, run_id)
    return gone_to(request, f"/rounds/{row.id}/plan/lines", "notice.review-begun")


def _name(session: Session, run: Run) -> str:
    found = principals.find_principal(session, run.submitted_by)
    return "–" if found is None else found.name


def summary_of(run: Run) -> dict[str, object]:
    """Return the headline of a run: its first level, and how much its plan holds."""
    if run.outcome is None or run.state != RunState.DONE:
        return {"value": None, "bound": None, "gap": None, "projects": None, "changes": 0}
    outcome = runs.outcome_of(run)
    level = outcome.objective[0] if outcome.objective else None
    return {
        "value": None if level is None else level.value,
        "bound": None if level is None else level.bound,
        "gap": None if level is None else level.gap,
        "projects": None if outcome.plan is None else len(outcome.plan.projects),
        "changes": len(outcome.changes),
    }
