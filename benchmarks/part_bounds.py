"""The bound alone: what the prices prove, and how soon, without any search for plans."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.instances import contended
from benchmarks.report import NONE, Report, number_cell, seconds_cell
from optimizer.bounds import BoundLimits, bound_value
from optimizer.domain import ObjectiveLevel, Round, Status
from optimizer.solve import Limits, solve_round
from optimizer.solve.warm import compile_packages
from scenarios.formats import read_file
from scenarios.generate import Shape, generate_round

__all__ = ["run"]

ROUNDS = (("S1", 30.0), ("M1", 30.0), ("L1", 45.0), ("XL1", 75.0))
PROTOTYPE = {"S1": 775, "M1": 5607, "L1": 20050, "XL1": 99899}
"""Bounds of the prototype that the data's README tells of."""

RELATIVES = ((12, 5), (15, 6), (20, 8))
"""People and projects of generated rounds that are small enough to be solved."""
SEEDS = 2
BOUND_SECONDS, SOLVE_SECONDS = 5.0, 15.0


def run(folder: Path | None, quick: bool) -> None:
    """Bound every contended round; write ``bounds.md``."""
    compile_packages(("bounds",))  # once on a machine, and no part of what is measured
    report = Report("bounds", "Bounds alone, measured", folder)
    report.add(
        "",
        "Upper bounds on the value level by `bound_value`, one worker, nothing else running in the "
        "process. `prototype`: the bound that came with the data.",
    )
    heads = ["round", "first bound", "after", "last bound", "after", "seconds allowed"]
    report.table([*heads, "prototype", "method"])
    for name, seconds in ROUNDS[:1] if quick else ROUNDS:
        allowed = 1.0 if quick else seconds
        round_ = read_file(contended(name))
        started = time.monotonic()
        found = bound_value(round_, BoundLimits(seconds=allowed))
        spent = time.monotonic() - started
        first = found.history[0] if found.history else None
        report.row(
            name,
            number_cell(None if first is None else first.bound),
            seconds_cell(None if first is None else first.seconds),
            number_cell(found.bound),
            seconds_cell(found.history[-1].seconds if found.history else spent),
            f"{allowed:.0f}",
            number_cell(PROTOTYPE[name]),
            found.route,
        )
        report.keep(
            round=name,
            bound=found.bound,
            route=found.route,
            seconds=spent,
            history=[[point.seconds, point.bound] for point in found.history],
        )
    _add_relatives(report, quick)


def _add_relatives(report: Report, quick: bool) -> None:
    """Say how far bounds stand above proven optima, by prices alone and at the end."""
    report.add(
        "",
        f"Generated rounds of 26 weeks, contended at 130 %, value only: the bound after "
        f"{BOUND_SECONDS:.0f} s against the optimum, where {SOLVE_SECONDS:.0f} s of solving prove "
        "it. What lies between is the bound's, not the plan's.",
    )
    heads = ["experts", "projects", "seed", "by prices", "last bound", "optimum"]
    report.table([*heads, "bound above optimum"])
    for experts, projects in RELATIVES[:1] if quick else RELATIVES:
        for seed in range(1 if quick else SEEDS):
            round_ = _value_only(generate_round(Shape(experts, projects, periods=26, seed=seed)))
            found = bound_value(round_, BoundLimits(seconds=BOUND_SECONDS))
            priced = [step.bound for step in found.history if step.route == "prices"]
            outcome = solve_round(round_, Limits(time_limit_seconds=SOLVE_SECONDS, workers=1))
            best = outcome.objective[0].value if outcome.status is Status.OPTIMAL else None
            above = None
            if best and found.bound is not None:
                above = found.bound / best - 1
            report.row(
                str(experts),
                str(projects),
                str(seed),
                number_cell(min(priced, default=None)),
                number_cell(found.bound),
                number_cell(best),
                NONE if above is None else f"{100 * above:.0f} %",
            )
            report.keep(
                experts=experts, projects=projects, seed=seed, bound=found.bound, optimum=best
            )


def _value_only(round_: Round) -> Round:
    policy = round_.policy.model_copy(update={"levels": (ObjectiveLevel.model_validate("value"),)})
    return round_.model_copy(update={"policy": policy})
