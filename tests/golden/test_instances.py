"""Published scheduling instances: best known makespans lie between our bound and our plan.

Sources and best known values: ``../shared/data/README.md`` and ``instances.csv`` there.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.domain import Status
from optimizer.solve import Limits, solve_round
from optimizer.verify import verify_plan
from scenarios.formats import read_file


@pytest.mark.parametrize(
    ("file", "best_known"),
    [("mmrcpsp/J5062_3.txt", 32), ("mmrcpsp/J10036_3.txt", 28), ("mmrcpsp/J10024_2.txt", 23)],
)
def test_proven_optima_are_reached(shared_data: Path, file: str, best_known: int) -> None:
    round_ = read_file(shared_data / file)
    outcome = solve_round(round_, Limits(time_limit_seconds=None, workers=2))
    assert outcome.status is Status.OPTIMAL
    assert outcome.objective[0].value == best_known


@pytest.mark.parametrize(
    ("file", "best_known"),
    [
        ("rcpsp/J60_442.txt", 144),
        ("rcmpsp/MPLIB1_Set3_1420.txt", 641),
        ("mspsp/inst_set2a_sf0_nc3.6_n25_l3_m7_03.dzn", 26),
        ("mspsp/inst_set1a_sf0_nc1.8_n20_m25_05.dzn", 47),
    ],
)
def test_best_known_lies_above_the_bound(shared_data: Path, file: str, best_known: int) -> None:
    round_ = read_file(shared_data / file)
    outcome = solve_round(round_, Limits(time_limit_seconds=4.0, workers=2))
    (makespan,) = outcome.objective
    assert makespan.bound is not None
    assert makespan.bound <= best_known
    if outcome.plan is not None:
        assert verify_plan(round_, outcome.plan) == ()
        assert makespan.value is not None
        assert makespan.value >= makespan.bound


def test_a_contended_round_gets_a_plan_below_its_bound(shared_data: Path) -> None:
    round_ = read_file(shared_data / "contended" / "S1.json.gz")
    outcome = solve_round(round_, Limits(time_limit_seconds=5.0, workers=2))
    (value,) = outcome.objective
    assert outcome.plan is not None
    assert value.value is not None
    assert value.bound is not None
    assert 0 < value.value <= value.bound
    assert value.bound >= 645  # a plan of this value is known
