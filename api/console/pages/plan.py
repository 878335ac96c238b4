"""A plan: its projects around the cut-off, its timeline, its changes."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Query, Request, Response

from api.access.life import RoundState
from api.console.ghosts import ghosts_of, lost_rows, shifts_of
from api.console.navigation import PEOPLE
from api.console.page import gone_to, page, voice_of
from api.console.pages.runs import DEEP
from api.console.plans import PlanShown, plan_shown
from api.console.route import console_router
from api.console.standing import runs_of
from api.http.route import ActorOf, SessionOf, open_to
from api.store import Session
from api.store.tables import Run
from api.usecases import rounds
from api.usecases.runs import outcome_of
from api.usecases.scenarios import name_of
from scenarios.report.sections import plan as sections
from scenarios.report.sections.axis import axis_of
from scenarios.report.sections.overview import overview

__all__ = ["head_of", "router"]

router = console_router()
SIZE = 100


@router.get("/rounds/{round_id}/plan", **open_to(*PEOPLE))
def of_round(round_id: str, request: Request, session: SessionOf, actor: ActorOf) -> Response:
    """Lead on to the plan under review; whoever sees their own lines only, to those."""
    row = rounds.read(session, round_id)
    if row.run_id is None:
        return page(request, "plan_none.html", row=row)
    if actor.has(*DEEP):
        return gone_to(request, f"/runs/{row.run_id}/plan")
    return gone_to(request, f"/rounds/{row.id}/plan/lines")


@router.get("/runs/{run_id}/plan", **open_to(*DEEP))
def projects(run_id: str, request: Request, session: SessionOf, after: int = 0) -> Response:
    """Show the projects: done above the cut-off, left out below it."""
    shown = plan_shown(session, run_id, voice_of(request).lang)
    listed = sections.projects(shown.figures, shown.voice)
    at = f"/runs/{run_id}/plan"
    return page(
        request,
        "plan.html",
        **head_of(shown, "projects"),
        overview=overview(shown.figures, shown.voice),
        projects=listed[after : after + SIZE],
        done=sum(p.accepted for p in listed),
        left=sum(not p.accepted for p in listed),
        changes=sections.changes(shown.figures, shown.voice),
        first=at if after else "",
        next=f"{at}?after={after + SIZE}" if len(listed) > after + SIZE else "",
    )


@router.get("/runs/{run_id}/timeline", **open_to(*DEEP))
def timeline(
    run_id: str,
    request: Request,
    session: SessionOf,
    after: Annotated[int, Query(ge=0)] = 0,
    base: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """Show when the work packages run, with where they stood in another plan behind them."""
    voice = voice_of(request)
    shown = plan_shown(session, run_id, voice.lang)
    others = [r for r in runs_of(session, shown.row) if r.id != run_id and _has_plan(r)]
    behind = _behind(session, shown, others, base)
    axis = axis_of(shown.figures, shown.voice)
    rows = sections.gantt(shown.figures, axis, shown.voice)
    at = f"/runs/{run_id}/timeline"
    query = "" if base is None else f"&base={quote(base)}"
    here = {row.id for row in rows[after : after + SIZE]}
    packages = sections.packages(shown.figures, shown.voice)
    return page(
        request,
        "timeline.html",
        **head_of(shown, "timeline"),
        axis=axis,
        rows=rows[after : after + SIZE],
        packages=[package for package in packages if package.project in here],
        at=at,
        bases=[(r.id, voice.text(name_of(r)), voice.moment(r.submitted_at)) for r in others],
        base=behind.run.id if behind else "",
        ghosts=ghosts_of(behind.figures, rows, axis, shown.voice) if behind else {},
        shifts=shifts_of(behind.figures, shown.figures) if behind else {},
        lost=lost_rows(behind.figures, shown.figures, axis, shown.voice) if behind else (),
        first=f"{at}?{query[1:]}" if after else "",
        next=f"{at}?after={after + SIZE}{query}" if len(rows) > after + SIZE else "",
    )


def _has_plan(run: Run) -> bool:
    return run.outcome is not None and outcome_of(run).plan is not None


def _behind(
    session: Session, shown: PlanShown, others: list[Run], base: str | None
) -> PlanShown | None:
    """Return the plan to show behind: the one asked for, else the one under review or begun from.

    An empty ``base`` asks for none.
    """
    known = {run.id for run in others}
    wanted = [base] if base is not None else [shown.row.run_id, shown.run.start_run_id]
    found = next((id_ for id_ in wanted if id_ and id_ in known), None)
    return None if found is None else plan_shown(session, found, shown.voice.lang)


def head_of(shown: PlanShown, part: str) -> dict[str, Any]:
    """Return what the head of every part of a plan shows."""
    at = f"/runs/{shown.run.id}"
    parts = [("projects", f"{at}/plan"), ("timeline", f"{at}/timeline"), ("heat", f"{at}/heat")]
    parts.append(("shares", f"{at}/shares"))
    reviewed = shown.row.state not in (RoundState.DRAFT, RoundState.COLLECTING, RoundState.FROZEN)
    if shown.under_review and reviewed:
        parts.append(("lines", f"/rounds/{shown.row.id}/plan/lines"))
    return {
        "shown": shown,
        "row": shown.row,
        "run": shown.run,
        "rt": shown.voice,
        "rn": shown.voice.numerals,
        "part": part,
        "parts": parts,
    }
