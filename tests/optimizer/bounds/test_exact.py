"""What a search of the bounds says when it is stopped early."""

from __future__ import annotations

import threading

from ortools.sat.python import cp_model

from optimizer.bounds.exact import run


def knapsack() -> tuple[cp_model.CpModel, int]:
    """A knapsack with an even number of odd weights, and a value that some plan reaches."""
    model = cp_model.CpModel()
    weights = [2 * i + 1001 for i in range(40)]
    taken = [model.new_bool_var(f"take[{i}]") for i in range(40)]
    model.add(sum(w * t for w, t in zip(weights, taken, strict=True)) <= 20_000)
    model.maximize(sum(w * t for w, t in zip(weights, taken, strict=True)))
    return model, sum(weights[:19])


def test_a_search_stopped_at_once_claims_no_bound_below_what_can_be_reached() -> None:
    stop = threading.Event()
    stop.set()
    for seconds in (0.01, 0.01, 0.02):
        model, reached = knapsack()
        answer = run(model, seconds, 1, stop)
        assert answer.bound is None or answer.bound >= reached


def test_a_search_without_any_time_claims_no_bound() -> None:
    model = cp_model.CpModel()
    taken = [model.new_bool_var(f"take[{i}]") for i in range(20_000)]
    for i in range(0, 20_000, 2):
        model.add_bool_or([taken[i], taken[i + 1]])
    model.maximize(sum((i % 7 + 1) * t for i, t in enumerate(taken)))
    answer = run(model, 0.0, 1)
    assert answer.bound is None or answer.bound >= sum(i % 7 + 1 for i in range(20_000))
