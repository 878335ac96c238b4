"""The frontier on the what-if page: value against a second goal, each point a plan to choose."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Form, Query, Request, Response

from api.console.frontier_chart import chart_of, listed
from api.console.page import fragment, gone_to, voice_of
from api.console.pages.runs import DEEP, DOERS
from api.console.route import console_router
from api.console.voice import Voice
from api.http.queueing import enqueue_when_kept
from api.http.route import ActorOf, SessionOf, open_to
from api.http.routes.runs import SolveBody
from api.problems import Problem
from api.store import Session
from api.store import scenarios as store
from api.store.runs import ENDED
from api.store.tables import AllocationRound, Sweep
from api.usecases import frontiers, rounds, sweeps
from api.usecases.runs import SOLVABLE
from scenarios.trade_off import Goal

__all__ = ["GOALS", "drawn", "router"]

router = console_router()
GOALS: tuple[Goal, ...] = ("fairness", "cost", "change")
EVERYTHING = 100_000


@router.post("/rounds/{round_id}/compare/frontier", **open_to(*DOERS, key=True))
def trace(
    round_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    goal: Annotated[Goal, Form()],
    points: Annotated[int, Form(ge=2, le=frontiers.MOST_POINTS)] = 7,
    time_limit: Annotated[float, Form(ge=0.1, le=86_400)] = 30.0,
) -> Response:
    """Queue a frontier."""
    row = rounds.read(session, round_id)
    state = request.app.state
    wishes = SolveBody(time_limit_seconds=time_limit, start_run_id=row.run_id).wishes(request)
    most = state.settings.cells_per_sweep
    made = frontiers.submit(session, actor, row, goal, points, wishes, most)
    enqueue_when_kept(request, made.id)
    at = f"/rounds/{row.id}/compare?frontier={made.id}#frontier"
    return gone_to(request, at, "notice.frontier-submitted")


@router.get("/rounds/{round_id}/compare/frontier/{frontier_id}", **open_to(*DEEP))
def show(
    round_id: str,
    frontier_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    base: str = "",
    run: Annotated[list[str] | None, Query()] = None,
) -> Response:
    """Show a frontier as far as it is known: what the page asks for while it grows."""
    row = rounds.read(session, round_id)
    made = drawn(session, voice_of(request), row, base, run or [], frontier_id)
    if made is None or made["id"] != frontier_id:
        raise Problem("not-found")
    return fragment(
        request,
        "_frontier.html",
        row=row,
        at=f"/rounds/{row.id}/compare",
        frontier=made,
        goals=[(goal, voice_of(request).coded("goal", goal)) for goal in GOALS],
        can_run=actor.has(*DOERS) and row.state in SOLVABLE,
    )


def drawn(
    session: Session,
    voice: Voice,
    row: AllocationRound,
    base: str,
    chosen: list[str],
    traced: str,
) -> dict[str, Any] | None:
    """Return a frontier of a round as the page draws it: the one asked for, else the newest.

    Parameters
    ----------
    session, voice, row
    base : str
        The run that points are compared with.
    chosen : list of str
        The runs that are compared with it now.
    traced : str
        Id of the frontier; empty for the newest.
    """
    known = [s for s in store.list_sweeps(session, row.id, limit=EVERYTHING) if _goal(s)]
    if not known:
        return None
    found = next((s for s in known if s.id == traced), known[-1])
    at = f"/rounds/{row.id}/compare"

    def path(run_id: str) -> str:
        query = [("base", base)] if base else []
        return f"{at}?{urlencode([*query, ('run', run_id), ('frontier', found.id)])}#headline"

    currency = str(row.document.get("currency", "CNY"))
    points = frontiers.points_of(session, found)
    state, counts = sweeps.state_of(session, found)
    rows = listed(voice, points, currency, chosen, path)
    again = [("base", base)] if base else []
    again += [("run", run_id) for run_id in chosen]
    return {
        "id": found.id,
        "goal": points.goal,
        "state": state.value,
        "growing": state not in ENDED,
        "solved": sum(counts.get(ended, 0) for ended in ENDED),
        "cells": found.cells,
        "dropped": points.dropped,
        "rows": rows,
        "chart": chart_of(voice, points, rows, currency),
        "again": f"{at}/frontier/{found.id}?{urlencode(again)}",
        "others": [
            (f"{at}?frontier={s.id}#frontier", voice.coded("goal", _goal(s)), s.id == found.id, s)
            for s in reversed(known)
        ],
    }


def _goal(row: Sweep) -> Goal | None:
    return frontiers.goal_of(row)
