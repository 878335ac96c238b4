"""How a search that is stopped early speaks of its bound."""

from __future__ import annotations

import random
import time

from ortools.sat.python import cp_model

from optimizer.solve import Limits
from optimizer.solve.engine import Clock, optimise


def test_no_bound_is_stated_before_the_search_begins() -> None:
    draw = random.Random(1)
    model = cp_model.CpModel()
    literals = [model.new_bool_var(f"x{i}") for i in range(2000)]
    for _ in range(3000):
        model.add_bool_or([draw.choice(literals).negated() for _ in range(3)])
    for _ in range(300):
        chosen = draw.sample(literals, 40)
        model.add(sum(draw.randint(1, 9) * x for x in chosen) <= 60)
    model.maximize(sum(x for x in literals))
    clock = Clock(Limits(time_limit_seconds=0.01, workers=1), time.monotonic())
    answer = optimise(model, level="count", maximise=True, seconds=0.01, clock=clock)
    # One literal alone keeps every constraint, so 0 would be wrong.
    assert answer.bound is None or answer.bound >= 1
