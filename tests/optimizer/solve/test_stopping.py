"""Stopped at any moment a solve keeps a verified plan, or says that there is none, and its bound.

Every route is stopped: the exact one, the one with help, the search, and the search that is not
compiled yet.
"""

from __future__ import annotations

import random
import threading

import pytest

from optimizer.checks import check_round
from optimizer.domain import Outcome, Round, Status
from optimizer.findings import has_errors
from optimizer.solve import Limits, Progress, solve_round
from optimizer.solve import solve as solve_module
from optimizer.solve.warm import compile_packages
from optimizer.verify import verify_plan
from scenarios.generate import Shape, generate_round
from tests.properties.rounds import whole_round

pytestmark = pytest.mark.long  # compiles the whole search

ROUTES = ("exact", "helped", "search", "cold")


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """Have the search and the bounds ready."""
    compile_packages(("search", "bounds"))


def send(patch: pytest.MonkeyPatch, route: str) -> None:
    """Send every round one way."""
    patch.setattr(solve_module, "MOST_ALONE", 10**9 if route == "exact" else -1)
    patch.setattr(solve_module, "MOST_EXACT", -1 if route in ("search", "cold") else 10**9)
    if route == "cold":
        patch.setattr(solve_module, "is_compiled", lambda _: False)


def is_true(round_: Round, outcome: Outcome) -> None:
    """What an outcome says holds by itself."""
    if outcome.plan is not None:
        assert verify_plan(round_, outcome.plan) == ()
    else:
        assert outcome.status in (Status.NO_PLAN_FOUND, Status.CANCELLED, Status.INFEASIBLE)
    for level in outcome.objective:
        if level.value is not None and level.bound is not None:
            sign = 1 if level.sense == "max" else -1
            # A plan may be worse than a level reached on the way, never better than its bound.
            best = level.value if level.best is None else level.best
            assert sign * best <= sign * level.bound


class AfterSteps:
    """A cancel that is set once it has been looked at so many times, whenever that is."""

    def __init__(self, looks: int) -> None:
        self._looks = looks
        self._lock = threading.Lock()

    def is_set(self) -> bool:
        """Say whether to stop."""
        with self._lock:
            self._looks -= 1
            return self._looks < 0


@pytest.mark.parametrize("route", ROUTES)
def test_cancelled_at_any_look(route: str, monkeypatch: pytest.MonkeyPatch) -> None:
    send(monkeypatch, route)
    draw = random.Random(route)
    round_ = generate_round(Shape(30, 12, seed=2))
    planned = 0
    for _ in range(12):
        cancel = AfterSteps(int(2 ** draw.uniform(0, 9)))
        limits = Limits(time_limit_seconds=3.0, workers=draw.choice((1, 2)))
        outcome = solve_round(round_, limits, cancel=cancel)  # type: ignore[arg-type]
        is_true(round_, outcome)
        planned += outcome.plan is not None
    assert planned > 6


@pytest.mark.parametrize("route", ROUTES)
def test_cancelled_at_any_plan(route: str, monkeypatch: pytest.MonkeyPatch) -> None:
    send(monkeypatch, route)
    draw = random.Random(route)
    round_ = generate_round(Shape(30, 12, seed=3))
    for _ in range(6):
        cancel, left = threading.Event(), [draw.randrange(6)]

        def see(_: Progress, cancel: threading.Event = cancel, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] < 0:
                cancel.set()

        outcome = solve_round(round_, Limits(time_limit_seconds=4.0), see, cancel)
        is_true(round_, outcome)
        assert outcome.plan is not None


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("seconds", [0.01, 0.5, 2.0])
def test_out_of_time_at_any_time(
    route: str, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(monkeypatch, route)
    for size in ((30, 12), (60, 25)):
        round_ = generate_round(Shape(*size, seed=4))
        is_true(round_, solve_round(round_, Limits(time_limit_seconds=seconds)))


@pytest.mark.parametrize("route", ["helped", "search", "cold"])
def test_the_optimum_lies_between_value_and_bound(
    route: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = 0
    for seed in range(100, 220):
        round_ = whole_round(seed)
        if has_errors(check_round(round_)):
            continue
        optimum = solve_round(round_, Limits(time_limit_seconds=None, workers=1))
        with monkeypatch.context() as patch:
            send(patch, route)
            outcome = solve_round(round_, Limits(time_limit_seconds=0.3, workers=2))
        is_true(round_, outcome)
        if outcome.status is Status.INFEASIBLE:
            assert optimum.status is Status.INFEASIBLE
        if outcome.plan is None or optimum.plan is None:
            continue
        # What the first level reached: later levels may give some of it up again.
        best, found = optimum.objective[0], outcome.objective[0]
        assert best.best is not None
        assert found.best is not None
        sign = 1 if found.sense == "max" else -1
        assert sign * found.best <= sign * best.best
        if found.bound is not None:
            assert sign * best.best <= sign * found.bound
        compared += 1
    assert compared > 60
