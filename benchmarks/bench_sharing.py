"""Cost sharing beside ``coopgame-py`` and ``shapiq``: one table in one run.

Run from the repository's root, with the benchmark dependencies installed for the rivals' columns::

    python -m benchmarks.bench_sharing --out benchmarks/results/sharing.md

Every number is the median of several runs on this machine, first runs (imports, compilation)
excluded; ``–`` means the rival is not installed or was not asked (too slow, or not on offer).
Rivals' answers are compared with ours: a difference is printed, never hidden.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.sharing_games import (
    noisy_game,
    pooled_game,
    pooled_resources,
    service_game,
    sparse_teams,
)
from optimizer.coalitions.pooled import pooled_oracle, solve_pooled
from optimizer.sharing import (
    Game,
    Kind,
    Separation,
    ServiceGame,
    sample_shapley,
    shapley_value,
    solve_by_rows,
    solve_nucleolus,
)
from optimizer.sharing.certificates import certify_shares, check_floor

try:
    import coopgame
except ImportError:
    coopgame: Any = None  # type: ignore[no-redef]
try:
    import shapiq
except ImportError:
    shapiq: Any = None  # type: ignore[no-redef]

NONE = "–"


# ---- timing --------------------------------------------------------------------------------------


def timed(work: Callable[[], Any], runs: int) -> tuple[float, Any]:
    """Return the median seconds of some runs and the last answer."""
    seconds = []
    answer = None
    for _ in range(runs):
        start = time.perf_counter()
        answer = work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), answer


def shown(seconds: float | None) -> str:
    """Return seconds as a cell."""
    if seconds is None:
        return NONE
    return f"{seconds:.4f}" if seconds < 0.1 else f"{seconds:.2f}"


class Report:
    """Collects lines of Markdown and prints them as they come."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, *lines: str) -> None:
        """Add and print lines."""
        for line in lines:
            print(line, flush=True)
            self.lines.append(line)

    def table(self, heads: Sequence[str]) -> None:
        """Begin a table."""
        self.add("", "| " + " | ".join(heads) + " |", "|" + "---|" * len(heads))

    def row(self, *cells: str) -> None:
        """Add a row to the table begun last."""
        self.add("| " + " | ".join(cells) + " |")


def describe_machine(report: Report) -> None:
    """Write what the numbers were measured on and with."""
    processor = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        names = [
            x.split(":")[1].strip() for x in info.read_text().splitlines() if "model name" in x
        ]
        processor = names[0] if names else processor
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    versions = []
    for name in ("numpy", "networkx", "ortools", "coopgame-py", "shapiq"):
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            versions.append(f"{name} not installed")
    report.add(
        "# Cost sharing, measured",
        "",
        f"Commit {commit}; {processor}, {os.cpu_count()} cores; load at the start "
        f"{os.getloadavg()[0]:.1f}; Python {platform.python_version()}; {', '.join(versions)}.",
        "Seconds, median of several runs. Ours are exact rational answers throughout.",
    )


# ---- the comparisons -----------------------------------------------------------------------------


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


def bench_programmes(report: Report, seeds: int) -> None:
    """Time row generation with an integer programme as the oracle."""
    report.table(
        [
            "no table, integer programme as oracle; game, seed",
            "asked for",
            "seconds",
            "programmes",
            "rows",
            "largest excess between",
            "width",
            "levels",
        ]
    )
    exact, percent = Fraction(0), Fraction(1, 100)
    games = (
        ("sparse teams, n = 40, 60 projects", sparse_teams, 40, 60, exact, None),
        ("pooled, n = 20, 50 projects", pooled_resources, 20, 50, percent, 1),
        ("pooled, n = 30, 50 projects", pooled_resources, 30, 50, percent, 1),
    )
    for name, make, n, projects, gap, levels in games:
        for seed in range(1, seeds + 1):
            game = make(n, projects, seed)
            oracle = pooled_oracle(game)
            seconds, found = timed(
                partial(solve_pooled, game, oracle=oracle, gap=gap, levels=levels, seconds=60.0),
                1,
            )
            whole = oracle.value(game.grand).low
            rows = dict(found.rows)
            proved = check_floor(n, Kind.VALUE, whole, rows, found.floor_weights)
            if proved != found.epsilon.low:
                report.add(f"NOT PROVED: the lower end of {name}, seed {seed}")
            low, high = found.epsilon.low, found.epsilon.high
            report.row(
                f"{name}, {seed}",
                "nucleolus" if levels is None else "least core within 1 %",
                shown(seconds),
                str(oracle.asked),
                str(len(rows)),
                f"{float(low):,.0f} … {float(high):,.0f}",
                f"{float((high - low) / abs(low)):.2%}" if low else NONE,
                f"{found.levels_proved}{' (all)' if found.is_nucleolus else ''}",
            )


def bench_oracle(report: Report) -> None:
    """Time the least core where the table is not written out."""
    report.table(
        ["least core without a table (minimum-cut oracle)", "seconds", "oracle calls", "ε"]
    )
    for n, packages in ((20, 60), (40, 120)):
        game = service_game(n, packages, 3)

        def oracle(
            shares: tuple[Fraction, ...], *_: object, game: ServiceGame = game
        ) -> Separation:
            worst = game.worst_coalition(shares)
            if worst is None:
                raise ValueError("a game of one player has no coalition to find")
            return Separation(((worst.mask, game.interval(worst.mask)),), worst.excess)

        units = [1 << i for i in range(n)]
        start = [(m, game.interval(m)) for m in units + [game.grand ^ unit for unit in units]]
        seconds, found = timed(
            partial(
                solve_by_rows,
                game.players,
                game.kind,
                game.value(game.grand),
                start,
                oracle,
                levels=1,
            ),
            1,
        )
        ends = found.epsilon
        width = f"{float(ends.low):.2f}" + ("" if ends.is_exact else f" … {float(ends.high):.2f}")
        report.row(f"service n = {n}", shown(seconds), str(found.oracle_calls), width)


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
    options = parser.parse_args(arguments)
    report = Report()
    describe_machine(report)
    bench_shapley(report, options.most)
    bench_nucleolus(report, options.most)
    bench_oracle(report)
    bench_programmes(report, options.seeds)
    bench_sampling(report, options.runs)
    report.add("", f"Load at the end {os.getloadavg()[0]:.1f}.")
    if options.out is not None:
        options.out.write_text("\n".join(report.lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
