"""Timetables from compiled code: rules, windows, stocks, repeatability."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from optimizer.domain import Round
from optimizer.instance import compile_round
from optimizer.schedule import Network, Timetable, network_of, plan_of
from optimizer.schedule.generation import FAILED, desk_of, generate, improve
from optimizer.schedule.rules import Rules, rules_of
from optimizer.schedule.search import search_timetables
from optimizer.verify import verify_plan
from optimizer.verify.measures import measure
from tests.optimizer.schedule.rounds import (
    PERIODS,
    in_lab,
    network_round,
    package,
    random_networks,
    staffed,
)


def ruled(round_: Round) -> tuple[Network, Rules]:
    network = network_of(compile_round(round_), costed=False)
    assert network is not None
    rules = rules_of(network)
    assert rules is not None
    return network, rules


def found(round_: Round, seconds: float = 0.05, seed: int = 0) -> list[tuple[Timetable, int]]:
    network, rules = ruled(round_)
    better: list[tuple[Timetable, int]] = []
    search_timetables(
        network,
        rules,
        seed=seed,
        seconds=seconds,
        nominal=True,
        better=lambda timetable, length: better.append((timetable, length)),
        stopped=lambda: False,
    )
    return better


def start_in_turn(round_: Round, *order: int) -> tuple[int, list[int]]:
    """Generate a timetable from a list; every package has one mode."""
    network, rules = ruled(round_)
    desk = desk_of(rules)
    everything = np.arange(network.size, dtype=np.int32)
    length = generate(rules, desk, np.array(order, np.int32), everything)
    return length, desk.start.tolist()


def test_packages_start_as_early_as_lanes_and_lags_allow() -> None:
    late = package("c", in_lab(1, 1))
    late["predecessors"] = [{"package": "b", "min_lag": 3}]
    packages = [package("a", in_lab(3, 2)), package("b", in_lab(2, 1)), late]
    round_ = network_round([*packages, package("d", in_lab(2, 1))])
    assert start_in_turn(round_, 0, 1, 2, 3) == (9, [0, 3, 8, 3])
    assert start_in_turn(round_, 1, 0, 2, 3) == (6, [2, 0, 5, 0])


def test_a_team_is_taken_from_those_whom_few_others_need() -> None:
    """Both people with skill s only are free for a; the one with skill t stays free for b."""
    round_ = network_round([package("a", staffed(2, "s", 2)), package("b", staffed(2, "t"))])
    assert start_in_turn(round_, 0, 1) == (2, [0, 0])


def test_the_same_people_stay_for_the_whole_package() -> None:
    """In every single period somebody is free, but nobody from start to end before period 4."""
    lab = {"id": "lab", "kind": "lab", "department": "A", "units": 9}
    experts = [
        {"id": "e1", "department": "A", "skills": [{"skill": "s"}]},
        {"id": "e2", "department": "A", "skills": [{"skill": "t"}]},
    ]
    two = [{"id": "n", "skill": "s"}, {"id": "o", "skill": "t"}]
    anyone = {"access": {"scope": "anyone"}}
    packages = [
        package("a", staffed(2, "s")),
        package("b", staffed(2, "t"), earliest_start=2),
        package("c", {"duration": 3, "staffing": two}),
    ]
    round_ = network_round(
        packages, experts=[{**e, **anyone} for e in experts], facilities=[{**lab, **anyone}]
    )
    assert start_in_turn(round_, 0, 1, 2) == (7, [0, 2, 4])


def test_justification_shortens_a_bad_list() -> None:
    packages = [
        package("a", in_lab(1, 2)),
        package("b", in_lab(4, 1), after=("a",)),
        package("c", in_lab(4, 1)),
        package("d", in_lab(1, 1), after=("c",)),
    ]
    network, rules = ruled(network_round(packages))
    desk = desk_of(rules)
    order = np.array([2, 3, 0, 1], np.int32)
    everything = np.arange(network.size, dtype=np.int32)
    assert generate(rules, desk, order, everything) == 10
    assert improve(rules, desk, order, everything) == 9


def test_a_missed_window_is_longer_than_the_horizon_and_never_offered() -> None:
    packages = [package("a", in_lab(3, 2)), package("b", in_lab(3, 2), deadline=3)]
    round_ = network_round(packages)
    assert start_in_turn(round_, 0, 1) == (PERIODS + 3, [0, 3])
    ((timetable, length),) = found(round_)
    assert (timetable.starts, length) == ((3, 0), 6)
    both = [package(name, in_lab(3, 2), deadline=3) for name in "ab"]
    assert found(network_round(both)) == []


def test_a_list_beyond_the_horizon_fails() -> None:
    packages = [package(f"w{i}", in_lab(10, 2)) for i in range(3)]
    assert start_in_turn(network_round(packages), 0, 1, 2)[0] == FAILED


def test_options_stay_within_the_stocks() -> None:
    fast = {**in_lab(1, 1), "money": [{"id": "c", "category": "cash", "amount_cents": 6}]}
    slow = in_lab(5, 1)
    round_ = network_round([package("a", fast, slow), package("b", fast, slow)])
    timetable, length = found(round_)[-1]
    assert length == 5
    assert sorted(timetable.options) in ([0, 3], [1, 2])


def test_equal_seeds_give_equal_timetables() -> None:
    packages = [package(f"w{i}", in_lab(1 + i % 3, 1 + i % 2), staffed(2)) for i in range(8)]
    round_ = network_round(packages)
    assert found(round_, seed=3) == found(round_, seed=3)


@given(random_networks())
def test_every_timetable_is_a_verified_plan_of_its_length(round_: Round) -> None:
    network = network_of(compile_round(round_), costed=False)
    if network is None or rules_of(network) is None:
        return
    lengths = []
    for timetable, length in found(round_, seconds=0.01):
        plan = plan_of(network, timetable)
        assert verify_plan(round_, plan) == ()
        assert measure(round_, plan, "makespan") == length
        lengths.append(length)
    assert lengths == sorted(set(lengths), reverse=True)
