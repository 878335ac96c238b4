"""The bound from work over capacity."""

from __future__ import annotations

import time

from hypothesis import given

from optimizer.domain import Round
from optimizer.instance import compile_round
from optimizer.model.compact import build_compact
from optimizer.schedule import network_of
from optimizer.schedule.energy import energy_bound
from optimizer.solve import Limits
from optimizer.solve.engine import Clock, optimise
from tests.optimizer.schedule.rounds import in_lab, network_round, package, random_networks, staffed


def bound(round_: Round) -> int:
    network = network_of(compile_round(round_), costed=False)
    assert network is not None
    return energy_bound(network)


def test_work_over_units_rounds_up() -> None:
    assert bound(network_round([package(name, in_lab(3, 1)) for name in "abc"])) == 5


def test_what_comes_before_and_after_is_added() -> None:
    """Two periods before and one after three packages that take the whole lab in turn."""
    packages = [package("a", {"duration": 2})]
    packages += [package(f"w{i}", in_lab(2, 2), after=("a",)) for i in range(3)]
    packages += [package("z", {"duration": 1}, after=("w0", "w1", "w2"))]
    assert bound(network_round(packages)) == 2 + 6 + 1


def test_people_are_pooled_and_options_count_with_the_least_work() -> None:
    """Three people with s: seven packages of two periods need 14 / 3, rounded up."""
    assert bound(network_round([package(f"w{i}", staffed(2)) for i in range(7)])) == 5
    easy = [package(f"w{i}", staffed(2), staffed(1)) for i in range(7)]
    assert bound(network_round(easy)) == 3


@given(random_networks())
def test_no_plan_is_shorter(round_: Round) -> None:
    network = network_of(compile_round(round_), costed=False)
    assert network is not None
    compact = build_compact(network, network.periods)
    compact.model.minimize(compact.makespan)
    answer = optimise(
        compact.model,
        level="makespan",
        maximise=False,
        seconds=None,
        clock=Clock(Limits(time_limit_seconds=None, workers=1), time.monotonic()),
    )
    if answer.proven:
        assert answer.bound is not None
        assert energy_bound(network) <= answer.bound
