"""Cost sharing beside ``coopgame-py`` and ``shapiq``: one table in one run.

Run from the repository's root, with the benchmark dependencies installed for the rivals' columns::

    python -m benchmarks.bench_sharing --out benchmarks/results/sharing.md

Every number is the median of several runs on this machine, first runs (imports, compilation)
excluded; ``–`` means the rival is not installed or was not asked (too slow, or not on offer).
Rivals' answers are compared with ours: a difference is printed, never hidden.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.sharing_games import noisy_game, pooled_game
from benchmarks.sharing_programmes import bench_costs, bench_oracle, bench_programmes
from benchmarks.sharing_report import NONE, Report, describe_machine, shown, timed
from optimizer.sharing import Game, sample_shapley, shapley_value, solve_nucleolus
from optimizer.sharing.certificates import certify_shares

try:
    import coopgame
except ImportError:
    coopgame: Any = None  # type: ignore[no-redef]
try:
    import shapiq
except ImportError:
    shapiq: Any = None  # type: ignore[no-redef]

PARTS = ("shapley", "nucleolus", "cuts", "programmes", "costs", "sampling")
"""The tables, in the order written."""


def compare(report: Report, ours: Sequence[Fraction], theirs: Sequence[float], what: str) -> None:
    """Report where a rival's answer differs from ours."""
    scale = max(abs(float(x)) for x in ours) or 1.0
    worst = max(abs(float(a) - b) for a, b in zip(ours, theirs, strict=True)) / scale
    if worst > 1e-6:
        report.add(f"DIFFERENCE in {what}: {worst:.2e} of the largest share")


def coop_of(game: Game) -> Any:
    """Return the game as coopgame-py takes it."""
    return coopgame.Game(game.numerators[1:].astype(np.float64))


def bench_shapley(report: Report, most: int) -> None:
    """Time the Shapley value from a table."""
    report.table(["Shapley from a table, n", "ours (exact)", "coopgame-py", "shapiq"])
    for n in (16, 20, 24, 26):
        if n > most:
            continue
        game = noisy_game(n, 1)
        seconds, shares = timed(partial(shapley_value, game), 5)
        rival = other = None
        if coopgame is not None and n <= 24:
            loaded = coop_of(game)
            rival, found = timed(partial(coopgame.shapley, loaded), 3)
            compare(report, shares, list(found), f"Shapley n = {n}")
        if shapiq is not None and n <= 16:
            other, found = timed(partial(shapiq_shapley, game), 1)
            compare(report, shares, found, f"Shapley (shapiq) n = {n}")
        report.row(str(n), shown(seconds), shown(rival), shown(other))


def shapiq_shapley(game: Game) -> list[float]:
    """Return the Shapley value by shapiq."""
    powers = 1 << np.arange(game.n)

    def value(coalitions: NDArray[np.bool_]) -> NDArray[np.float64]:
        floats: NDArray[np.float64] = game.numerators[coalitions @ powers].astype(np.float64)
        return floats

    found = shapiq.ExactComputer(value, game.n)("SV", order=1)
    return [float(found[(i,)]) for i in range(game.n)]


def bench_nucleolus(report: Report, most: int) -> None:
    """Time the prenucleolus with its proof, and the checkers."""
    report.table(
        [
            "prenucleolus, game, n",
            "ours (exact, proved)",
            "scans",
            "rows",
            "coopgame-py (float)",
            "our certificate",
            "coopgame-py certify",
        ]
    )
    for make in (noisy_game, pooled_game):
        for n in (16, 20, 24, 26):
            if n > most:
                continue
            game = make(n, 2)
            runs = 3 if n < 24 else 1
            seconds, result = timed(partial(solve_nucleolus, game), runs)
            check, certificate = timed(
                partial(certify_shares, game, result.shares, nucleolus=result.proof), runs
            )
            if certificate.line("nucleolus").verdict != "pass":
                report.add(f"NOT PROVED: {make.__name__} n = {n}")
            rival = rival_check = None
            if coopgame is not None and n <= 24:
                loaded = coop_of(game)
                rival, found = timed(partial(coopgame.prenucleolus, loaded), 1)
                compare(report, result.shares, found["allocation"], f"prenucleolus n = {n}")
                if n <= 20:
                    floats = [float(x) for x in result.shares]
                    rival_check, _ = timed(
                        partial(coopgame.certify, loaded, floats, "preimputation"), 1
                    )
            name = make.__name__.removesuffix("_game")
            report.row(
                f"{name} {n}",
                shown(seconds),
                str(result.scans),
                str(result.rows),
                shown(rival),
                shown(check),
                shown(rival_check),
            )


def bench_sampling(report: Report, runs: int) -> None:
    """Measure error and coverage of sampled Shapley values."""
    game = pooled_game(20, 4)
    true = np.array([float(x) for x in shapley_value(game)])
    total = float(game.value(game.grand))
    report.table(
        ["sampled Shapley, n = 20, 2,000 evaluations", "mean largest error", "coverage", "seconds"]
    )

    def row(
        name: str, estimate: Callable[[int], Any], covers: Callable[[Any], bool] | None
    ) -> None:
        errors, hits, spent = [], 0, []
        for seed in range(runs):
            start = time.perf_counter()
            found, answer = estimate(seed)
            spent.append(time.perf_counter() - start)
            errors.append(np.abs(np.array(found) - true).max() / total)
            hits += covers(answer) if covers is not None else 0
        coverage = f"{hits / runs:.1%} of {runs}" if covers is not None else NONE
        report.row(name, f"{np.mean(errors):.3%}", coverage, shown(statistics.median(spent)))

    def ours(seed: int) -> tuple[Sequence[float], Any]:
        answer = sample_shapley(game, budget=2000, seed=seed)
        return answer.estimates, answer

    def covered(answer: Any) -> bool:
        return bool(np.all(np.abs(np.array(answer.estimates) - true) <= answer.half_widths))

    row("ours (95 % simultaneous)", ours, covered)
    if coopgame is not None:
        loaded = coop_of(game)

        def permuted(seed: int) -> tuple[Sequence[float], Any]:
            return coopgame.shapley_sampling(loaded, 100, seed)["values"], None

        row("coopgame-py permutations (100 orders)", permuted, None)
    if shapiq is not None:
        powers = 1 << np.arange(game.n)

        def value(coalitions: NDArray[np.bool_]) -> NDArray[np.float64]:
            rows = np.atleast_2d(coalitions)
            floats: NDArray[np.float64] = game.numerators[rows @ powers].astype(np.float64)
            return floats

        for name in ("StratifiedSamplingSV", "SVARM", "UnbiasedKernelSHAP", "KernelSHAP"):

            def rival(seed: int, name: str = name) -> tuple[Sequence[float], Any]:
                approximator = getattr(shapiq, name)(n=game.n, random_state=seed)
                found = approximator.approximate(2000, value)
                return [float(found[(i,)]) for i in range(game.n)], None

            row(f"shapiq {name}", rival, None)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the comparisons and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="write the report here as well")
    parser.add_argument("--most", type=int, default=26, help="largest table (players)")
    parser.add_argument("--seeds", type=int, default=3, help="games of each kind without a table")
    parser.add_argument("--runs", type=int, default=100, help="runs of each sampler")
    parser.add_argument(
        "--only", nargs="+", choices=PARTS, default=PARTS, help="these tables, instead of all"
    )
    options = parser.parse_args(arguments)
    report = Report()
    describe_machine(report)
    tables: dict[str, Callable[[], None]] = {
        "shapley": partial(bench_shapley, report, options.most),
        "nucleolus": partial(bench_nucleolus, report, options.most),
        "cuts": partial(bench_oracle, report),
        "programmes": partial(bench_programmes, report, options.seeds),
        "costs": partial(bench_costs, report),
        "sampling": partial(bench_sampling, report, options.runs),
    }
    for part in PARTS:
        if part in options.only:
            tables[part]()
    report.add("", f"Load at the end {os.getloadavg()[0]:.1f}.")
    if options.out is not None:
        options.out.write_text("\n".join(report.lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
