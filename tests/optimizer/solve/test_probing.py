"""Sets of projects worth more than a plan, and plans of them by the exact model."""

from __future__ import annotations

import threading
import time

from optimizer.checks import check_round
from optimizer.domain import Round
from optimizer.findings import has_errors
from optimizer.instance import compile_round
from optimizer.solve import Limits, solve_round
from optimizer.solve.engine import Clock
from optimizer.solve.probing import Probing
from optimizer.verify import verify_plan
from optimizer.verify.measures import measure
from scenarios.sample import sample_round
from tests.properties.rounds import whole_round


def for_value_alone(round_: Round) -> Round:
    levels = (round_.policy.levels[0].model_validate("value"),)
    return round_.model_copy(update={"policy": round_.policy.model_copy(update={"levels": levels})})


def probing_of(round_: Round) -> Probing:
    instance = compile_round(round_)
    clock = Clock(Limits(time_limit_seconds=None, workers=1), time.monotonic())
    return Probing(instance, instance.projects.value, clock)


def test_probing_climbs_to_the_optimum_and_finds_nothing_above_it() -> None:
    compared = 0
    for seed in range(12):
        round_ = for_value_alone(whole_round(seed))
        if has_errors(check_round(round_)):
            continue
        optimum = solve_round(round_, Limits(time_limit_seconds=None, workers=1))
        if optimum.plan is None:
            continue
        probing, value = probing_of(round_), -1
        for _ in range(60):
            plan = probing.probe(value, 5.0, threading.Event())
            if plan is not None:
                assert verify_plan(round_, plan) == ()
                assert measure(round_, plan, "value") > value
                value = measure(round_, plan, "value")
        assert value == optimum.objective[0].value
        compared += 1
    assert compared > 6


def test_stopping_ends_a_probe() -> None:
    stop = threading.Event()
    stop.set()
    assert probing_of(sample_round()).probe(10**9, 60.0, stop) is None
