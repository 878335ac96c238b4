"""What-if tasks: explanations, urgent requests, warm re-solves and sweeps beside cold solves.

Each runs in a process of its own (:mod:`benchmarks.isolated`): what a user would wait for.
"""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from typing import Any

from optimizer.domain import Outcome, Project, ProjectPin, Round
from optimizer.solve import Limits, solve_round
from optimizer.verify.measures import measure
from scenarios.changes import AnyChange, RemoveExpert, ScaleFund, apply_changes
from scenarios.sweep import Axis, Choice, cartesian, run_sweep
from scenarios.urgent import answer_urgent
from scenarios.why import explain_project

__all__ = ["run_explanations", "run_resolve", "run_sweeps", "run_urgent"]


def run_explanations(
    round_: Round, base_seconds: float, seconds: float, workers: int, seed: int, count: int
) -> dict[str, Any]:
    """Explain the most valuable rejected projects of a plan.

    ``first_seconds``: until the reason, the rules and the first remedies are there.
    """
    limits = Limits(base_seconds, workers, seed)
    outcome = solve_round(round_, limits)
    rows = []
    for name in _left_out(round_, outcome)[:count]:
        began = time.monotonic()
        marks: dict[str, float] = {}

        def on_step(step: str, marks: dict[str, float] = marks, began: float = began) -> None:
            marks[step] = round(time.monotonic() - began, 2)

        answer = explain_project(
            round_, outcome, name, replace(limits, time_limit_seconds=seconds), on_step=on_step
        )
        rows.append(
            {
                "project": name,
                "first_seconds": marks.get("forced"),
                "seconds": answer.seconds,
                "families": None if answer.conflict is None else list(answer.conflict.families),
                "forced": None if answer.forced is None else answer.forced.value_after,
                "remedies": [
                    {
                        "scope": r.scope,
                        "cost_cents": r.cost_cents,
                        "bound_cents": r.bound_cents,
                        "verified": r.verified,
                    }
                    for r in answer.remedies
                    if not r.kinds
                ],
            }
        )
    return {"value": _value(round_, outcome), "answers": rows}


def run_urgent(
    round_: Round, base_seconds: float, seconds: float, workers: int, seed: int, count: int
) -> dict[str, Any]:
    """Take the most valuable rejected projects in, one by one, beside full solves of as long."""
    limits = Limits(base_seconds, workers, seed)
    outcome = solve_round(round_, limits)
    each = replace(limits, time_limit_seconds=seconds)
    rows = []
    for name in _left_out(round_, outcome)[:count]:
        answer = answer_urgent(round_, outcome, name, each, release_reserve=False)
        began = time.monotonic()
        pin = ProjectPin(project=name, accepted=True)
        forced = round_.model_copy(update={"pins": (*round_.pins, pin)})
        cold = solve_round(forced, each)
        rows.append(
            {
                "project": name,
                "seconds": answer.seconds,
                "options": [
                    [o.code, o.step, o.value_after, o.changed_lines] for o in answer.options
                ],
                "cold_seconds": round(time.monotonic() - began, 2),
                "cold_value": _value(forced, cold),
            }
        )
    return {"value": _value(round_, outcome), "requests": rows}


def run_resolve(round_: Round, seconds: float, workers: int, seed: int) -> dict[str, Any]:
    """Solve a round, change it a little, solve it again: cold, and warm in a tenth of the time."""
    limits = Limits(seconds, workers, seed)
    base = solve_round(round_, limits)
    changed = apply_changes(round_, (_small_change(round_, base),)).round
    cold = _timed(changed, limits, None)
    warm = _timed(changed, replace(limits, time_limit_seconds=seconds / 10), base)
    return {"base_value": _value(round_, base), "cold": cold, "warm": warm}


def run_sweeps(
    round_: Round, seconds: float, workers: int, seed: int, cells: int
) -> dict[str, Any]:
    """Sweep over changes on all cores, warm, beside as many cold solves in a row."""
    limits = Limits(seconds, workers, seed)
    base = solve_round(round_, limits)
    grid = cartesian(_axes(round_, cells))
    warm = Limits(seconds / 10 * workers, 1, seed)
    began = time.monotonic()
    with ProcessPoolExecutor(workers) as executor:
        frame, _ = run_sweep(round_, grid, warm, start=base.plan, executor=executor)
    sweep_seconds = time.monotonic() - began
    values = frame["value"].tolist()
    began = time.monotonic()
    cold = [_value(r, solve_round(r, limits)) for r in (
        apply_changes(round_, cell.changes).round for cell in grid
    )]  # fmt: skip
    ratios = [v / c for v, c in zip(values, cold, strict=True) if v is not None and c]
    return {
        "done": len(grid),
        "sweep_seconds": round(sweep_seconds, 1),
        "cold_seconds": round(time.monotonic() - began, 1),
        "mean_ratio": sum(ratios) / len(ratios) if ratios else None,
        "least_ratio": min(ratios, default=None),
        "failed": int((frame["status"] == "failed").sum()),
    }


def _left_out(round_: Round, outcome: Outcome) -> list[str]:
    """Return what a plan leaves out for want of means, the most valuable first."""
    by_id = {project.id: project for project in round_.projects}
    lost = [by_id[item.project] for item in outcome.rejected if item.code == "displaced"]

    def worth(project: Project) -> int:
        return round_.policy.tier_weight(project.tier) * project.benefit

    return [project.id for project in sorted(lost, key=lambda p: (-worth(p), p.id))]


def _small_change(round_: Round, base: Outcome) -> AnyChange:
    """Return the loss of the first person who has work in the plan."""
    busy = {
        expert
        for project in (base.plan.projects if base.plan is not None else ())
        for package in project.packages
        for line in package.staffing
        for expert in line.experts
    }
    return RemoveExpert(expert=next(e.id for e in round_.experts if e.id in busy))


def _axes(round_: Round, cells: int) -> list[Axis]:
    largest = max(round_.funds, key=lambda f: f.amount_cents + sum(s.amount_cents for s in f.slots))
    money = Axis(
        "money",
        tuple(
            Choice(pct, (ScaleFund(fund=largest.id, percent=pct),)) for pct in (80, 95, 110, 130)
        ),
    )
    people = tuple(
        Choice(expert.id, (RemoveExpert(expert=expert.id),))
        for expert in round_.experts[: max(1, cells // 4)]
    )
    return [money, Axis("without", people)]


def _timed(round_: Round, limits: Limits, start: Outcome | None) -> dict[str, Any]:
    began = time.monotonic()
    outcome = solve_round(round_, limits, start=None if start is None else start.plan)
    return {"value": _value(round_, outcome), "seconds": round(time.monotonic() - began, 2)}


def _value(round_: Round, outcome: Outcome) -> int | None:
    return None if outcome.plan is None else measure(round_, outcome.plan, "value")
