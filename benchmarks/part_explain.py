"""Explanations, urgent requests, warm re-solves and sweeps, each beside cold solves in one run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.instances import contended
from benchmarks.isolated import run_isolated
from benchmarks.report import NONE, Report, number_cell, seconds_cell

__all__ = ["run"]

WORKERS = 2
PROJECTS = 5


def run(folder: Path | None, quick: bool) -> None:
    """Run every task and write ``explain.md`` and ``explain.json``."""
    report = Report("explain", "What-if, measured", folder)
    report.add(
        "",
        "2 workers, seed 0; every task in a process of its own, with compiled code at hand. Every "
        "plan counted has passed the verifier.",
    )
    _explanations(report, quick)
    _urgent(report, quick)
    _resolves(report, quick)
    _sweep(report, quick)


def _ask(report: Report, task: str, name: str, **options: Any) -> dict[str, Any]:
    found = run_isolated(task, contended(name), workers=WORKERS, seed=0, **options)
    report.keep(task=task, round=name, **options, **found)
    return found


def _explanations(report: Report, quick: bool) -> None:
    name, seconds = ("S1", 3.0) if quick else ("M1", 20.0)
    found = _ask(
        report, "explanations", name, base_seconds=3.0 if quick else 30.0, seconds=seconds,
        count=1 if quick else PROJECTS,
    )  # fmt: skip
    report.add(
        "",
        f"## Why a project is out ({name}, {seconds:.0f} s each)",
        "",
        "`first` is the time until the reason, the rules that clash and the first remedies are "
        "there. Costs in units of money; `least` is the bound: nothing on offer does it for less.",
    )
    heads = ["project", "first", "all", "rules that clash", "nothing moves", "least"]
    report.table([*heads, "some may move", "least", "checked"])
    if "error" in found:
        report.row(found["error"], *[""] * 8)
        return
    for answer in found["answers"]:
        by_scope = {r["scope"]: r for r in answer["remedies"]}
        wider = by_scope.get("neighbours") or by_scope.get("round")
        report.row(
            answer["project"],
            seconds_cell(answer["first_seconds"]),
            seconds_cell(answer["seconds"]),
            ", ".join(answer["families"] or []) or NONE,
            *_remedy_cells(by_scope.get("nothing")),
            *_remedy_cells(wider),
            "yes" if all(r["verified"] for r in answer["remedies"]) else "NO",
        )


def _remedy_cells(remedy: dict[str, Any] | None) -> tuple[str, str]:
    if remedy is None:
        return NONE, NONE
    bound = remedy["bound_cents"]
    least = None if bound is None else max(0, bound) / 100
    return number_cell(remedy["cost_cents"] / 100), number_cell(least)


def _urgent(report: Report, quick: bool) -> None:
    name, seconds = ("S1", 3.0) if quick else ("M1", 30.0)
    found = _ask(
        report, "urgent", name, base_seconds=3.0 if quick else 30.0, seconds=seconds,
        count=1 if quick else PROJECTS,
    )  # fmt: skip
    report.add(
        "",
        f"## Urgent requests ({name}, {seconds:.0f} s for all options)",
        "",
        "Beside the best value among the options stands the value of a cold full solve with the "
        "request pinned in, in the same time. `by` says how each option was found.",
    )
    report.table(["request", "options", "by", "best value", "lines changed", "all", "cold solve"])
    if "error" in found:
        report.row(found["error"], *[""] * 6)
        return
    admitted = 0
    for row in found["requests"]:
        options = row["options"]
        admitted += bool(options)
        best = max(options, key=lambda o: o[2], default=None)
        report.row(
            row["project"],
            ", ".join(o[0] for o in options) or NONE,
            ", ".join(sorted({o[1] for o in options})) or NONE,
            number_cell(None if best is None else best[2]),
            number_cell(None if best is None else best[3]),
            seconds_cell(row["seconds"]),
            number_cell(row["cold_value"]),
        )
    cold = sum(row["cold_value"] is not None for row in found["requests"])
    report.add("", f"{admitted} admitted; a cold full solve admits {cold}.")


def _resolves(report: Report, quick: bool) -> None:
    report.add(
        "",
        "## Solving again after one small change",
        "",
        "One person who had work leaves. Warm: from the plan of the round before, in a tenth of "
        "the time of the cold solve.",
    )
    report.table(["round", "cold", "value", "warm", "value", "of the cold value"])
    for name, seconds in (("S1", 3.0),) if quick else (("M1", 60.0), ("L1", 60.0)):
        found = _ask(report, "resolve", name, seconds=seconds)
        if "error" in found:
            report.row(name, found["error"], *[""] * 4)
            continue
        cold, warm = found["cold"], found["warm"]
        share = NONE
        if cold["value"] and warm["value"] is not None:
            share = f"{100 * warm['value'] / cold['value']:.1f} %"
        report.row(
            name,
            seconds_cell(cold["seconds"]),
            number_cell(cold["value"]),
            seconds_cell(warm["seconds"]),
            number_cell(warm["value"]),
            share,
        )


def _sweep(report: Report, quick: bool) -> None:
    name, seconds, cells = ("S1", 2.0, 4) if quick else ("M1", 10.0, 32)
    found = _ask(report, "sweep", name, seconds=seconds, cells=cells)
    report.add(
        "",
        f"## A sweep ({name})",
        "",
        f"Four amounts of the largest fund times people who leave. The sweep runs on {WORKERS} "
        f"cores from the base plan, {seconds / 10 * WORKERS:.1f} s a cell; the cold solves run one "
        f"after the other, {seconds:.0f} s each on {WORKERS} workers.",
    )
    report.table(["cells", "sweep", "cold in a row", "mean of cold value", "least", "failed"])
    if "error" in found:
        report.row(found["error"], *[""] * 5)
        return
    report.row(
        str(found["done"]),
        f"{found['sweep_seconds']:.0f} s",
        f"{found['cold_seconds']:.0f} s",
        *(NONE if r is None else f"{100 * r:.1f} %" for r in _ratios(found)),
        str(found["failed"]),
    )


def _ratios(found: dict[str, Any]) -> tuple[float | None, float | None]:
    return found["mean_ratio"], found["least_ratio"]
