"""Cost sharing without a table of coalitions: cuts and integer programmes as oracles, timed."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from benchmarks.sharing_games import pooled_resources, service_game, sparse_teams
from benchmarks.sharing_report import NONE, Report, shown, timed
from optimizer.coalitions import stand_alone_costs
from optimizer.coalitions.cost_programme import solve_cost_game
from optimizer.coalitions.pooled import pooled_oracle, solve_pooled
from optimizer.domain import ObjectiveLevel, Round
from optimizer.sharing import Kind, Separation, ServiceGame, solve_by_rows, solve_nucleolus
from optimizer.sharing.certificates import check_floor
from optimizer.solve import Limits, solve_round
from scenarios.sample import sample_round

__all__ = ["bench_costs", "bench_oracle", "bench_programmes"]


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


def bench_costs(report: Report) -> None:
    """Time the cost game of the sample's plan, by few coalitions and by all of them."""
    round_ = sample_round()
    outcome = solve_round(with_value_alone(round_), Limits(time_limit_seconds=60, workers=2))
    if outcome.plan is None:
        report.add("NOT RUN: the sample found no plan.")
        return
    plan = outcome.plan
    report.table(
        [
            f"cost game of the sample's plan, {len(round_.departments)} departments; markup",
            "by rows: seconds",
            "coalitions",
            "programmes",
            "levels",
            "by table: seconds",
            "coalitions",
            "same nucleolus",
        ]
    )
    for markup in (0, 20):
        few = stand_alone_costs(round_, plan, markup_pct=markup)
        seconds, found = timed(partial(solve_cost_game, round_, plan, few, seconds=100.0), 1)
        # With a markup no two coalitions are alike, and the table takes several minutes.
        whole_seconds = same = None
        every = stand_alone_costs(round_, plan, markup_pct=markup)
        if not markup:
            whole_seconds, table = timed(every.tabulate, 1)
            if not table.still_open:
                same = str(found.shares == solve_nucleolus(table.game).shares)
        report.row(
            f"{markup} %",
            shown(seconds),
            str(few.evaluator.solves),
            str(found.oracle_calls),
            f"{found.levels_proved}{' (all)' if found.is_nucleolus else ''}",
            shown(whole_seconds),
            NONE if whole_seconds is None else str(every.evaluator.solves),
            same or NONE,
        )


def with_value_alone(round_: Round) -> Round:
    """Return the round with value as its only level: any plan of the best value will do."""
    level = ObjectiveLevel.model_validate("value")
    policy = round_.policy.model_copy(update={"levels": (level,)})
    return round_.model_copy(update={"policy": policy})


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
