"""Makespan of public instances, ours beside PyJobShop and, for people, a plain named model."""

from __future__ import annotations

from pathlib import Path
from statistics import mean
from typing import Any

from benchmarks.instances import Sample, makespan_samples
from benchmarks.isolated import run_isolated
from benchmarks.report import NONE, Report, gap_cell, number_cell, seconds_cell

__all__ = ["run"]

TITLES = {
    "rcpsp": "One project (RCPSP)",
    "rcmpsp": "Several projects (RCMPSP)",
    "mmrcpsp": "Several modes (MMRCPSP)",
    "mspsp": "Several skills, several people at once (MSPSP)",
    "imopse": "Named people with salaries (iMOPSE)",
}
RIVALS = {"mspsp": ("named-model",), "imopse": ("pyjobshop",)}
NAMES = {"pyjobshop": "PyJobShop", "named-model": "plain named CP-SAT"}
HEADS = [
    "instance",
    "best known",
    "rival",
    "ours",
    "rival's",
    "ours to best known",
    "rival's to best known",
    "our bound",
    "rival's bound",
    "our own gap",
    "rival's own gap",
    "our seconds",
    "rival's seconds",
]


def run(folder: Path | None, quick: bool) -> None:
    """Run every sample and write ``makespan.md`` and ``makespan.json``."""
    seconds, workers, seed = (2.0 if quick else 30.0), 2, 0
    report = Report("makespan", "Makespan, measured", folder)
    report.add(
        "",
        f"Each run: {seconds:.0f} s, {workers} workers, seed {seed}, a process of its own. Every "
        "plan, the rivals' too, passes our verifier, or the row says how many rules it breaks. "
        "Gap to best known: (value - best known) / best known; own gap: (value - bound) / value. "
        "A run that ends early has proven its plan optimal.",
    )
    for family, title in TITLES.items():
        samples = makespan_samples(family)
        report.add("", f"## {title}")
        report.table(HEADS)
        rows = [
            _row(report, sample, rival, seconds, workers, seed)
            for sample in (samples[-1:] if quick else samples)
            for rival in RIVALS.get(family, ("pyjobshop",))
        ]
        _add_means(report, rows)


def _row(
    report: Report, sample: Sample, rival: str, seconds: float, workers: int, seed: int
) -> dict[str, Any]:
    options: dict[str, Any] = {"seconds": seconds, "workers": workers, "seed": seed}
    ours = run_isolated("roundtable", sample.path, levels=["makespan"], **options)
    theirs = run_isolated(rival, sample.path, levels=["makespan"], **options)
    for name, found in (("roundtable", ours), (rival, theirs)):
        report.keep(instance=sample.name, solver=name, best_known=sample.best_known, **found)
    known = sample.best_known
    row = {
        "ours": _to(ours.get("value"), known),
        "theirs": _to(theirs.get("value"), known),
        "our_gap": _own(ours),
        "their_gap": _own(theirs),
    }
    report.row(
        sample.name,
        number_cell(known),
        NAMES[rival],
        _value(ours),
        _value(theirs),
        gap_cell(row["ours"]),
        gap_cell(row["theirs"]),
        number_cell(ours.get("bound")),
        number_cell(theirs.get("bound")),
        gap_cell(row["our_gap"]),
        gap_cell(row["their_gap"]),
        seconds_cell(ours.get("seconds")),
        seconds_cell(theirs.get("seconds")),
    )
    return row


def _value(found: dict[str, Any]) -> str:
    """Return the value, or what went wrong."""
    if "error" in found:
        return str(found["error"])
    broken = found.get("violations")
    shown = number_cell(found.get("value"))
    return f"{shown} (breaks {broken} rules)" if broken else shown


def _to(value: int | None, known: int | None) -> float | None:
    return None if value is None or known is None else (value - known) / known


def _own(found: dict[str, Any]) -> float | None:
    value, bound = found.get("value"), found.get("bound")
    return None if not value or bound is None else (value - bound) / value


def _add_means(report: Report, rows: list[dict[str, Any]]) -> None:
    def of(key: str) -> str:
        values = [row[key] for row in rows if row[key] is not None]
        return gap_cell(mean(values)) if values else NONE

    cells = [of("ours"), of("theirs"), "", "", of("our_gap"), of("their_gap"), "", ""]
    report.row("**mean**", "", "", "", "", *cells)
