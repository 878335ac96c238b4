"""Growth: time to the first plan and to within 5 % of the final value, against size."""

from __future__ import annotations

from math import log10
from pathlib import Path
from typing import Any

from benchmarks.chart import Series, log_chart
from benchmarks.isolated import run_isolated
from benchmarks.report import Report, gap_cell, number_cell, seconds_cell

__all__ = ["run"]

SIZES = ((30, 12), (60, 25), (120, 60), (240, 110), (400, 200), (900, 400), (2000, 800))
SHARE = 0.95


def run(folder: Path | None, quick: bool) -> None:
    """Solve generated rounds of growing size; write ``growth.md``, ``.json`` and ``.svg``."""
    seconds = 2.0 if quick else 30.0
    report = Report("growth", "Growth, measured", folder)
    report.add(
        "",
        f"Generated rounds (52 weeks, seed 0, contended at 130 %), {seconds:.0f} s each, 2 "
        "workers. The chart is `growth.svg`.",
    )
    heads = ["experts", "projects", "first plan", "within 5 % of the final value"]
    report.table([*heads, "final value", "gap", "peak memory"])
    first: list[tuple[float, float]] = []
    close: list[tuple[float, float]] = []
    for experts, projects in SIZES[:1] if quick else SIZES:
        found = run_isolated(
            "roundtable",
            f"generate:{experts}x{projects}:0",
            seconds=seconds,
            workers=2,
            seed=0,
        )
        report.keep(experts=experts, projects=projects, **found)
        if "error" in found:
            report.row(str(experts), str(projects), found["error"], "", "", "", "")
            continue
        reached = _reached(found)
        report.row(
            f"{experts:,}",
            f"{projects:,}",
            seconds_cell(found["first_seconds"]),
            seconds_cell(reached),
            number_cell(found["value"]),
            gap_cell(found["gap"]),
            f"{found['peak_mb']:,} MB",
        )
        first += [(projects, found["first_seconds"])] if found["first_seconds"] else []
        close += [(projects, reached)] if reached else []
    chart = log_chart(
        "Seconds against projects",
        "projects",
        "seconds",
        [Series("first plan", first), Series("within 5 % of the final value", close)],
    )
    report.attach("growth.svg", chart)
    _add_slope(report, close)


def _reached(found: dict[str, Any]) -> float | None:
    value = found["value"]
    if value is None:
        return None
    return next((t for t, v, _ in found["trace"] if v is not None and v >= SHARE * value), None)


def _add_slope(report: Report, points: list[tuple[float, float]]) -> None:
    """Say how time grows with size: the slope between the ends of the log-log line."""
    if len(points) < 2 or points[0][1] <= 0 or points[-1][1] <= 0:
        return
    (x0, y0), (x1, y1) = points[0], points[-1]
    slope = (log10(y1) - log10(y0)) / (log10(x1) - log10(x0))
    report.add("", f"Time to within 5 % grows as projects to the power of {slope:.1f}.")
