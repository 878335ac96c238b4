"""Makespan and cost of the iMOPSE instances: both orders, and the frontier between them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.instances import makespan_samples
from benchmarks.isolated import run_isolated
from benchmarks.report import Report, gap_cell, number_cell
from optimizer.domain import gap_between
from optimizer.solve import Limits
from optimizer.verify import verify_plan
from scenarios.formats import read_file
from scenarios.time_cost import trace_time_cost

__all__ = ["run"]

FRONTIER_OF = "100_10_48_15"
POINTS = 7


def run(folder: Path | None, quick: bool) -> None:
    """Run both orders of levels on every instance and one frontier; write ``frontier.md``."""
    seconds = 2.0 if quick else 20.0
    report = Report("frontier", "Makespan and cost, measured", folder)
    report.add(
        "",
        f"iMOPSE, {seconds:.0f} s each, 2 workers, seed 0, verified. Makespan first, cost second: "
        "beside the plain named CP-SAT model minimising the makespan only. Cost first: beside the "
        "same model minimising cost only. Costs are salaries x hours; gaps are to our own bounds.",
    )
    heads = ["instance", "makespan", "bound", "then cost", "cost bound", "gap of the cost"]
    report.table([*heads, "plain: makespan", "at a cost of"])
    samples = makespan_samples("imopse")[: 1 if quick else None]
    for sample in samples:
        ours = _run(report, sample.path, "roundtable", ["makespan", "cost"], seconds)
        plain = _run(report, sample.path, "named-model", None, seconds, objective="makespan")
        report.row(sample.name, *_levels(ours), *(_of(plain, i) for i in range(2)))
    heads = ["instance", "least cost", "bound", "then makespan", "makespan bound"]
    report.table([*heads, "gap of the makespan", "plain: cost", "at a makespan of"])
    for sample in samples:
        ours = _run(report, sample.path, "roundtable", ["cost", "makespan"], seconds)
        plain = _run(report, sample.path, "named-model", None, seconds, objective="cost")
        report.row(sample.name, *_levels(ours), *(_of(plain, i) for i in (1, 0)))
    _add_frontier(report, 1.0 if quick else 8.0)


def _run(
    report: Report,
    path: Path,
    task: str,
    levels: list[str] | None,
    seconds: float,
    **options: Any,
) -> dict[str, Any]:
    found = run_isolated(task, path, levels=levels, seconds=seconds, workers=2, seed=0, **options)
    report.keep(instance=path.name, solver=task, levels_asked=levels, **options, **found)
    return found


def _levels(found: dict[str, Any]) -> list[str]:
    """Value and bound of both levels, and the gap of the second."""
    if "error" in found or len(found["levels"]) < 2:
        return [str(found.get("error", "no plan")), "", "", "", ""]
    (_, first, first_bound), (_, second, second_bound) = found["levels"]
    gap = None if second is None or second_bound is None else gap_between(second, second_bound)
    cells = [number_cell(x) for x in (first, first_bound, second, second_bound)]
    return [*cells, gap_cell(gap)]


def _of(found: dict[str, Any], index: int) -> str:
    levels = found.get("levels") or []
    return number_cell(levels[index][1]) if index < len(levels) else str(found.get("error", "–"))


def _add_frontier(report: Report, seconds: float) -> None:
    (sample,) = (s for s in makespan_samples("imopse") if s.name == FRONTIER_OF)
    round_ = read_file(sample.path)
    frontier = trace_time_cost(round_, Limits(seconds * POINTS, 2, 0), points=POINTS)
    report.add(
        "",
        f"## The frontier of {FRONTIER_OF}",
        "",
        f"Least cost under deadlines between the two ends, {seconds:.0f} s a point, "
        f"{frontier.solved} solves.",
    )
    report.table(["deadline", "makespan", "cost", "cost bound", "gap of the cost", "verified"])
    for point in frontier.points:
        plan = point.outcome.plan
        bound = point.cost_bound
        report.row(
            number_cell(point.deadline),
            number_cell(point.makespan),
            number_cell(point.cost),
            number_cell(bound),
            gap_cell(None if bound is None else gap_between(point.cost, bound)),
            "yes" if plan is not None and not verify_plan(round_, plan) else "NO",
        )
        report.keep(
            frontier=FRONTIER_OF,
            deadline=point.deadline,
            makespan=point.makespan,
            cost=point.cost,
            cost_bound=bound,
        )
