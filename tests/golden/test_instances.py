"""Published scheduling instances: best known makespans lie between our bound and our plan.

Sources and best known values: ``../shared/data/README.md`` and ``instances.csv`` there.
"""

from __future__ import annotations

import csv
import threading
from pathlib import Path

import pytest

from optimizer.domain import ObjectiveLevel, Status
from optimizer.solve import Limits, Progress, solve_round
from optimizer.verify import verify_plan
from scenarios.formats import read_file


@pytest.mark.parametrize(
    ("file", "best_known"),
    [
        ("mmrcpsp/J5062_3.txt", 32),
        ("mmrcpsp/J10036_3.txt", 28),
        ("mmrcpsp/J10024_2.txt", 23),
        ("mspsp/inst_set1a_sf0.75_nc1.8_n20_m20_00.dzn", 49),
        ("mspsp/inst_set1a_sf0_nc1.8_n20_m25_05.dzn", 47),
        ("mspsp/inst_set2b_sf0_nc1.5_n30_l12_m18_01.dzn", 26),
        ("mspsp/inst_set2b_sf0_nc2.1_n60_l15_m14_00.dzn", 31),
    ],
)
def test_proven_optima_are_reached(shared_data: Path, file: str, best_known: int) -> None:
    round_ = read_file(shared_data / file)
    outcome = solve_round(round_, Limits(time_limit_seconds=None, workers=2))
    assert outcome.status is Status.OPTIMAL
    assert outcome.objective[0].value == best_known


@pytest.mark.parametrize(
    ("file", "path"), [("100_20_23_9_D1", 172), ("200_20_150_9_D5", 900), ("500_40_2048_5_D", 517)]
)
def test_the_longest_path_is_reached(shared_data: Path, file: str, path: int) -> None:
    """With people enough for it, the longest path is the optimum, and needs no exact search."""
    round_ = read_file(shared_data / "imopse" / f"{file}.def")
    levels = (ObjectiveLevel.model_validate("makespan"),)
    question = round_.model_copy(
        update={"policy": round_.policy.model_copy(update={"levels": levels})}
    )
    outcome = solve_round(question, Limits(time_limit_seconds=None, workers=2))
    (makespan,) = outcome.objective
    assert (outcome.status, makespan.value, makespan.bound) == (Status.OPTIMAL, path, path)


@pytest.mark.parametrize(
    ("file", "best_known"),
    [
        ("rcpsp/J60_442.txt", 144),
        ("rcmpsp/MPLIB1_Set3_1420.txt", 641),
        ("mspsp/inst_set2a_sf0_nc3.6_n25_l3_m7_03.dzn", 26),
        ("mspsp/inst_set1b_sf0.5_nc2.1_n40_m25_04.dzn", 87),
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


@pytest.mark.long
def test_no_bound_passes_a_best_known(shared_data: Path) -> None:
    with (shared_data / "instances.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["best_known_makespan"]]
    assert len(rows) == 21
    for row in rows:
        round_ = read_file(shared_data / row["file"])
        outcome = solve_round(round_, Limits(time_limit_seconds=10.0, workers=2))
        assert outcome.plan is not None, row["file"]
        assert verify_plan(round_, outcome.plan) == (), row["file"]
        bound = outcome.objective[0].bound
        assert bound is not None
        assert bound <= int(row["best_known_makespan"]), row["file"]


def test_a_contended_round_gets_a_plan_below_its_bound(shared_data: Path) -> None:
    round_ = read_file(shared_data / "contended" / "S1.json.gz")
    enough = threading.Event()

    def stop_at_a_plan(progress: Progress) -> None:
        if progress.incumbent:
            enough.set()

    limits = Limits(time_limit_seconds=120.0, workers=2)
    outcome = solve_round(round_, limits, stop_at_a_plan, enough)
    (value,) = outcome.objective
    assert outcome.plan is not None
    assert value.value is not None
    assert value.bound is not None
    assert 0 < value.value <= value.bound
    assert value.bound >= 645  # a plan of this value is known
