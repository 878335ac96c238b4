"""The bound alone: what the prices prove, and how soon, without any search for plans."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.instances import contended
from benchmarks.report import Report, number_cell, seconds_cell
from optimizer.bounds import BoundLimits, bound_value
from scenarios.formats import read_file

__all__ = ["run"]

ROUNDS = (("S1", 20.0), ("M1", 30.0), ("L1", 60.0), ("XL1", 120.0))
PROTOTYPE = {"S1": 775, "M1": 5607, "L1": 20050, "XL1": 99899}
"""Bounds of the prototype that the data's README tells of."""


def run(folder: Path | None, quick: bool) -> None:
    """Bound every contended round; write ``bounds.md``."""
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
