"""What-if: plans side by side, losers first; scenarios to run; adopting, taking over."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Form, Query, Request, Response

from api.access import Role
from api.access.life import RoundState
from api.console.charts import option
from api.console.page import gone_to, page, voice_of
from api.console.pages import frontier
from api.console.pages.runs import DEEP, DOERS
from api.console.route import console_router
from api.console.standing import runs_of
from api.console.voice import Voice
from api.http.queueing import enqueue_when_kept
from api.http.route import ActorOf, SessionOf, open_to
from api.http.routes.runs import SolveBody
from api.store import Session
from api.store import rounds as round_store
from api.store.tables import AllocationRound, Run
from api.usecases import adoption, rounds, runs, scenarios
from api.usecases.runs import SOLVABLE
from optimizer.domain import Text
from scenarios.changes import Scenario
from scenarios.compare import Comparison, Delta, Side
from scenarios.ready_made import under_conditions

__all__ = ["router"]

router = console_router()

SHOWN_FATES = ("lost", "later", "restaffed", "earlier", "won")
TAKEN_OVER = ("won", "earlier", "later", "restaffed")

Seconds = Annotated[float, Form(ge=0.1, le=86_400)]


@router.get("/rounds/{round_id}/compare", **open_to(*DEEP))
def show(
    round_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    base: str = "",
    run: Annotated[list[str] | None, Query()] = None,
    traced: Annotated[str, Query(alias="frontier", max_length=200)] = "",
) -> Response:
    """Compare the plans of runs, against the one under review unless another is chosen."""
    row = rounds.read(session, round_id)
    voice = voice_of(request)
    listed = [r for r in runs_of(session, row) if r.outcome is not None]
    with_plan = [r for r in listed if runs.outcome_of(r).plan is not None]
    base_id = base or _first(row, with_plan)
    others = [r for r in run or [] if r != base_id]
    made = scenarios.compare(session, row, base_id, others) if base_id and others else None
    drawn = frontier.drawn(session, voice, row, base_id, others, traced)
    return page(
        request,
        "compare.html",
        row=row,
        at=f"/rounds/{row.id}/compare",
        frontier=drawn,
        goals=[(goal, voice.coded("goal", goal)) for goal in frontier.GOALS],
        runs=[(r, voice.text(scenarios.name_of(r), r.id)) for r in with_plan],
        base=base_id,
        chosen=others,
        currency=row.document.get("currency", "CNY"),
        **_shown(voice, made, others),
        names=_names(session, voice, row),
        ready=_ready(session, voice, row) if row.state in SOLVABLE else [],
        can_run=actor.has(*DOERS) and row.state in SOLVABLE,
        can_adopt=actor.has(Role.OFFICE) and row.state in (RoundState.FROZEN, RoundState.IN_REVIEW),
    )


@router.post("/rounds/{round_id}/compare/ready", **open_to(*DOERS, key=True))
def run_ready(
    round_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    number: Annotated[int, Form(ge=0, le=1000)],
    time_limit: Seconds = 60.0,
) -> Response:
    """Keep a ready-made scenario and run it."""
    row = rounds.read(session, round_id)
    made = scenarios.ready(session, row)
    scenario = made[min(number, len(made) - 1)].scenario
    return _run(request, session, actor, row, scenario, time_limit)


@router.post("/rounds/{round_id}/compare/own", **open_to(*DOERS, key=True))
def run_own(
    round_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    name: Annotated[str, Form(min_length=1, max_length=200)],
    money_pct: Annotated[int, Form(ge=0, le=1000)] = 100,
    load_pct: Annotated[int, Form(ge=1, le=100)] = 100,
    leaver: Annotated[str, Form(max_length=200)] = "",
    time_limit: Seconds = 60.0,
) -> Response:
    """Keep a scenario made with the sliders and run it."""
    row = rounds.read(session, round_id)
    base = round_store.snapshot_of(session, runs.solvable_base(row))
    changes = under_conditions(base, money_pct, load_pct, leaver)
    scenario = Scenario(name=Text(zh=name, en=name), base_hash=base.content_hash(), changes=changes)
    return _run(request, session, actor, row, scenario, time_limit)


def _run(
    request: Request,
    session: Session,
    actor: ActorOf,
    row: AllocationRound,
    scenario: Scenario,
    seconds: float,
) -> Response:
    kept = scenarios.keep(session, actor, row, scenario)
    wishes = SolveBody(time_limit_seconds=seconds, start_run_id=row.run_id).wishes(request)
    made = runs.submit(session, actor, row, wishes, kept=kept)
    enqueue_when_kept(request, made.id)
    return gone_to(request, f"/runs/{made.id}", "notice.run-submitted")


@router.post("/rounds/{round_id}/compare/adopt", **open_to(Role.OFFICE, key=True))
def adopt(
    round_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    run_id: Annotated[str, Form()],
    with_changes: Annotated[str, Form()] = "",
    reason: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Put the plan of a scenario under review."""
    row = rounds.read(session, round_id)
    chosen = runs.read(session, run_id)
    adoption.adopt(session, actor, row, chosen, with_changes=bool(with_changes), reason=reason)
    return gone_to(request, f"/rounds/{row.id}/plan/lines", "notice.review-begun")


@router.post("/rounds/{round_id}/compare/take-over", **open_to(*DOERS, key=True))
def take_over(
    round_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    project: Annotated[str, Form()],
    source: Annotated[str, Form()],
    onto: Annotated[str, Form()],
    time_limit: Seconds = 60.0,
) -> Response:
    """Run the base plan with one project as another plan has it."""
    row = rounds.read(session, round_id)
    wishes = SolveBody(time_limit_seconds=time_limit).wishes(request)
    made = adoption.take_over(
        session, actor, row, project, runs.read(session, source), runs.read(session, onto), wishes
    )
    enqueue_when_kept(request, made.id)
    return gone_to(request, f"/runs/{made.id}", "notice.run-submitted")


def _first(row: AllocationRound, with_plan: list[Run]) -> str:
    """Return the run to compare with: the one under review, else the oldest on the base round."""
    if row.run_id:
        return row.run_id
    plain = [r for r in with_plan if r.scenario is None and r.scenario_id is None]
    return plain[-1].id if plain else (with_plan[-1].id if with_plan else "")


def _names(session: Session, voice: Voice, row: AllocationRound) -> list[tuple[str, str]]:
    if row.snapshot_hash is None:
        return []
    base = round_store.snapshot_of(session, row.snapshot_hash)
    return [(d.id, d.name.in_lang(voice.lang) or d.id) for d in base.departments]


def _ready(session: Session, voice: Voice, row: AllocationRound) -> list[tuple[str, str]]:
    return [
        (
            voice.text(made.scenario.name, "–"),
            " ".join(sentence.in_lang(voice.lang) for sentence in made.sentences[:3])
            + (" …" if len(made.sentences) > 3 else ""),
        )
        for made in scenarios.ready(session, row)
    ]


def _shown(voice: Voice, made: Comparison | None, others: list[str]) -> dict[str, Any]:
    if made is None:
        return {"made": None, "sides": [], "kpis": []}
    sides = [
        {
            "run": run_id,
            "name": voice.text(side.case.name, run_id),
            "sentences": [s.in_lang(voice.lang) for s in side.case.sentences],
            "has_plan": side.figures is not None,
            "same": side.is_same,
            "gap": _gap(side.case.outcome.objective),
            "projects": [
                {
                    "id": p.project,
                    "title": p.title.in_lang(voice.lang) or p.project,
                    "fate": p.fate,
                    "worth": p.worth,
                    "shift": p.end_shift,
                    "lines": p.lines,
                    "reason": p.reason.in_lang(voice.lang),
                    "may_take": p.fate in TAKEN_OVER,
                }
                for p in side.projects
                if p.fate in SHOWN_FATES
            ],
            "people": side.people[:50],
            "more_people": max(0, len(side.people) - 50),
            "departments": side.departments,
            "chart": _gains(voice, side),
            "lines": len(side.lines.changed),
            "all_lines": side.lines.total,
        }
        for side, run_id in zip(made.sides, others, strict=True)
    ]
    return {"made": made, "sides": sides, "kpis": _kpis(voice, made)}


def _gap(levels: Any) -> float | None:
    return levels[0].gap if levels else None


def _kpis(voice: Voice, made: Comparison) -> list[dict[str, Any]]:
    """Return a row for each headline figure, a cell for each side."""
    told = [side for side in made.sides if side.figures is not None]
    if not told:
        return []
    rows = []
    for index, first in enumerate(told[0].deltas):
        cells = []
        for side in made.sides:
            delta = side.deltas[index] if side.figures is not None else None
            cells.append(None if delta is None else _cell(voice, delta))
        rows.append(
            {
                "label": first.kpi.label.in_lang(voice.lang),
                "base": _figure(voice, first, first.before),
                "cells": cells,
            }
        )
    return rows


def _cell(voice: Voice, delta: Delta) -> dict[str, Any]:
    change = delta.change
    signed = ""
    if change:
        signed = ("+" if change > 0 else "−") + _figure(voice, delta, abs(change))
    return {"after": _figure(voice, delta, delta.after), "change": signed, "verdict": delta.verdict}


def _figure(voice: Voice, delta: Delta, figure: float | None) -> str:
    if figure is None:
        return "–"
    if delta.kpi.name == "cost_cents":
        return voice.money(round(figure))
    if delta.kpi.name == "worst_off":
        return voice.numerals().percent(figure, 1)
    return voice.number(figure, 2 if delta.kpi.name == "jain" else 0)


def _gains(voice: Voice, side: Side) -> dict[str, Any]:
    """Return a bar for each department: the change of its benefit, losers on top."""
    rows = list(reversed(side.departments))
    return option(
        {
            "grid": {"left": 8, "right": 24, "top": 8, "bottom": 24, "containLabel": True},
            "tooltip": {"trigger": "item"},
            "xAxis": {"type": "value"},
            "yAxis": {
                "type": "category",
                "data": [d.name.in_lang(voice.lang) or d.department for d in rows],
            },
            "series": [
                {
                    "type": "bar",
                    "data": [
                        {
                            "value": d.gain,
                            "itemStyle": {"color": "@over" if d.gain < 0 else "@good"},
                        }
                        for d in rows
                    ],
                }
            ],
        }
    )
