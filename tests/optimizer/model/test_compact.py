"""The compact model and the full model agree, and the routes agree with both."""

from __future__ import annotations

import time

from hypothesis import given

from optimizer.domain import Round, Status
from optimizer.errors import BadRound
from optimizer.instance import compile_round
from optimizer.model.build import build_model
from optimizer.model.compact import build_compact
from optimizer.schedule import network_of, plan_of
from optimizer.solve import Limits, solve_round
from optimizer.solve.engine import Clock, optimise
from optimizer.solve.levels import stages_of
from optimizer.verify import verify_plan
from optimizer.verify.measures import measure
from tests.optimizer.schedule.rounds import in_lab, network_round, package, random_networks, staffed

ONE = Limits(time_limit_seconds=None, workers=1)


def best_by_full_model(round_: Round) -> int | None:
    """The optimum of the first level on the model of every family; nothing when infeasible."""
    variables = build_model(round_)
    (stage, *_) = stages_of(round_, {})
    variables.model.minimize(stage.expression(variables))
    answer = optimise(
        variables.model,
        level=stage.name,
        maximise=False,
        seconds=None,
        clock=Clock(ONE, time.monotonic()),
    )
    assert answer.proven or answer.infeasible
    return answer.bound if answer.proven else None


@given(random_networks())
def test_compact_and_full_model_have_the_same_optimum(round_: Round) -> None:
    first = round_.policy.levels[0].name
    network = network_of(compile_round(round_), costed=True)
    assert network is not None
    compact = build_compact(network, network.periods)
    compact.model.minimize(compact.makespan if first == "makespan" else compact.cost)
    answer = optimise(
        compact.model,
        level=first,
        maximise=False,
        seconds=None,
        clock=Clock(ONE, time.monotonic()),
    )
    assert (answer.bound if answer.proven else None) == best_by_full_model(round_)
    if answer.values is not None:
        plan = plan_of(network, compact.read(answer.values))
        assert verify_plan(round_, plan) == ()
        assert measure(round_, plan, first) == answer.bound


@given(random_networks())
def test_the_route_of_networks_reaches_the_optimum(round_: Round) -> None:
    try:
        outcome = solve_round(round_, ONE)
    except BadRound:
        return
    best = best_by_full_model(round_)
    if best is None:
        assert outcome.status is Status.INFEASIBLE
        return
    assert outcome.status is Status.OPTIMAL
    assert [level.gap for level in outcome.objective] == [0.0] * len(outcome.objective)
    assert outcome.objective[0].value == best


def test_people_of_a_crew_are_counted_over_time() -> None:
    """Three people, four packages of two: two fit one after the other only."""
    round_ = network_round([package(name, staffed(2, headcount=2)) for name in "abcd"])
    outcome = solve_round(round_, ONE)
    assert (outcome.status, outcome.objective[0].value) == (Status.OPTIMAL, 8)
    roomy = network_round([package(name, staffed(2, headcount=1)) for name in "abc"])
    assert solve_round(roomy, ONE).objective[0].value == 2


def test_a_window_below_the_longest_path_is_infeasible() -> None:
    chain = [package("a", in_lab(3, 1)), package("b", in_lab(3, 1), after=("a",))]
    network = network_of(compile_round(network_round(chain)), costed=False)
    assert network is not None
    for latest_end, feasible in ((6, True), (5, False)):
        compact = build_compact(network, latest_end)
        answer = optimise(
            compact.model,
            level="makespan",
            maximise=False,
            seconds=None,
            clock=Clock(ONE, time.monotonic()),
        )
        assert answer.infeasible is not feasible
