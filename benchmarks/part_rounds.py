"""Contended rounds: first plan, value, bound and gap over time, beside plain CP-SAT."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.instances import contended
from benchmarks.isolated import run_isolated
from benchmarks.report import NONE, Report, gap_cell, number_cell, seconds_cell

__all__ = ["run"]


@dataclass(frozen=True, slots=True)
class Case:
    """A round, how long ours runs on it, and how long the plain model does."""

    name: str
    file: Path | str
    marks: tuple[float, ...]
    plain: tuple[tuple[bool, float], ...]
    """``(probing, seconds)``: runs of the full model by plain CP-SAT."""


CASES = (
    Case("S1", contended("S1"), (10.0, 30.0), ((False, 30.0),)),
    Case("M1", contended("M1"), (10.0, 60.0), ((False, 60.0),)),
    Case("L1", contended("L1"), (10.0, 60.0), ((False, 60.0),)),
    Case("XL1", contended("XL1"), (60.0, 120.0), ()),
    Case("5,000 x 2,000", "generate:5000x2000:0", (60.0, 120.0, 300.0), ()),
)
QUICK = (Case("S1", contended("S1"), (1.0, 2.0, 3.0), ((False, 3.0),)),)


def run(folder: Path | None, quick: bool) -> None:
    """Run every round and write ``rounds.md`` and ``rounds.json``."""
    report = Report("rounds", "Contended rounds, measured", folder)
    report.add(
        "",
        "2 workers, seed 0, each run in a process of its own; the time counts from the round in "
        "memory, and compiled code is compiled beforehand. Plain CP-SAT is the full model of every "
        "family in one call, value level, default parameters but for `cp_model_probing_level = 0`: "
        "with its probing it finds nothing at M1 and beyond. `build` is the time to build that "
        "model. Gap: (bound - value) / bound. Every plan kept is verified. The round of 5,000 x "
        "2,000 is generated (seed 0); plain CP-SAT is tried on neither it nor XL1.",
    )
    report.table(
        [
            "round",
            "solver",
            "build",
            "first plan",
            "at",
            "value",
            "bound",
            "gap",
            "verified",
            "peak memory",
            "plan by",
            "bound by",
        ]
    )
    for case in QUICK if quick else CASES:
        options: dict[str, Any] = {"workers": 2, "seed": 0, "marks": case.marks}
        found = run_isolated("roundtable", case.file, seconds=case.marks[-1], **options)
        _add(report, case, "ours", found)
        for probing, seconds in case.plain:
            name = f"plain CP-SAT{'' if probing else ', no probing'}"
            found = run_isolated(
                "full-model", case.file, seconds=seconds, probing=probing, **options
            )
            _add(report, case, name, found)


def _add(report: Report, case: Case, solver: str, found: dict[str, Any]) -> None:
    report.keep(round=case.name, solver=solver, **found)
    if "error" in found:
        report.row(case.name, solver, found["error"], *[""] * 9)
        return
    for i, mark in enumerate(found["marks"]):
        first = i == 0
        verified = {None: NONE, 0: "yes"}.get(found["violations"], "NO")
        memory = f"{found['peak_mb']:,} MB"
        report.row(
            case.name if first else "",
            solver if first else "",
            seconds_cell(found.get("build_seconds")) if first else "",
            seconds_cell(found["first_seconds"]) if first else "",
            f"{mark['at']:.0f} s",
            number_cell(mark["value"]),
            number_cell(mark["bound"]),
            gap_cell(mark["gap"]),
            verified if first else "",
            memory if first else "",
            found.get("plan_route", "") if first else "",
            found.get("bound_route", "") if first else "",
        )
