"""A plan's cost game by a programme and few coalitions, against all of them solved one by one."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from optimizer.coalitions import share_cost_by_rows, stand_alone_costs, stand_alone_values
from optimizer.coalitions.cost_programme import cost_join_model, solve_cost_game
from optimizer.coalitions.oracle import JoinModel
from optimizer.domain import Round
from optimizer.sharing import Kind, PlanPolicy, RuleRefused, solve_nucleolus
from optimizer.sharing.certificates import ShareBounds, check_floor
from tests.sharing.plans.rounds import by_hand, planned, shared_rounds

MARKUPS = st.sampled_from([0, 25])


def bound_of(programme: JoinModel, mask: int) -> int:
    """What the programme says that a coalition costs at least."""
    model = programme.model.clone()
    for i, join in enumerate(programme.joins):
        model.add(model.get_int_var_from_proto_index(join.index) == (mask >> i & 1))
    model.minimize(sum(c * model.get_int_var_from_proto_index(v.index) for c, v in programme.worth))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    return round(solver.objective_value)


@settings(max_examples=20)
@given(shared_rounds(), MARKUPS)
def test_the_programme_never_says_more_than_a_coalition_costs(round_: Round, markup: int) -> None:
    plan = planned(round_)
    programme = cost_join_model(round_, plan, markup)
    game = stand_alone_costs(round_, plan, markup_pct=markup)
    for mask in range(1, 7):
        assert bound_of(programme, mask) <= game.known(mask).low


def test_without_scarcity_the_programme_is_the_game() -> None:
    round_ = by_hand()
    project = round_.projects[0].model_copy(update={"due": None})
    round_ = round_.model_copy(update={"projects": (project,)})
    plan = planned(round_)
    for markup in (0, 25):
        programme = cost_join_model(round_, plan, markup)
        game = stand_alone_costs(round_, plan, markup_pct=markup)
        costs = [bound_of(programme, mask) for mask in range(1, 7)]
        assert costs == [game.known(mask).high for mask in range(1, 7)]
        assert programme.grows == (markup == 0)


@settings(max_examples=15)
@given(shared_rounds(), MARKUPS)
def test_few_coalitions_give_the_nucleolus_of_all(round_: Round, markup: int) -> None:
    plan = planned(round_)
    dense = stand_alone_costs(round_, plan, markup_pct=markup).tabulate().game
    found = solve_cost_game(round_, plan, stand_alone_costs(round_, plan, markup_pct=markup))
    true = solve_nucleolus(dense)
    assert found.is_nucleolus
    assert found.shares == true.shares
    assert found.epsilon.low == found.epsilon.high == true.epsilon
    whole = dense.value(dense.grand)
    # The rows prove the lower end by additions, without the programme.
    replayed = check_floor(3, Kind.COST, whole, dict(found.rows), found.floor_weights)
    assert replayed in (None, true.epsilon)


@settings(max_examples=10)
@given(shared_rounds())
def test_the_rational_nucleolus_is_the_tables(round_: Round) -> None:
    plan = planned(round_)
    dense = stand_alone_costs(round_, plan).tabulate().game
    shares = share_cost_by_rows(round_, plan, stand_alone_costs(round_, plan), "nucleolus")
    true = solve_nucleolus(dense, ShareBounds.individually_rational(dense))
    exact = [Fraction(d.fair_exact_cents) for d in shares.departments]
    assert tuple(exact) == true.shares
    assert shares.exact
    verdicts = {line.axiom: line.verdict for line in shares.certificate}
    assert true.epsilon is not None
    # A plan that is not the cheapest may leave the core empty; then that is refuted by a coalition.
    assert verdicts["core"] == ("pass" if true.epsilon <= 0 else "fail")
    assert verdicts["least-core"] == "pass"


def test_policy_stands_on_top_and_proofs_of_other_shares_do_not() -> None:
    round_ = by_hand()
    plan = planned(round_)
    policy = PlanPolicy(exempt=frozenset({"B"}))
    shares = share_cost_by_rows(
        round_, plan, stand_alone_costs(round_, plan), "least-core", policy=policy
    )
    assert {d.department: d.pays_cents for d in shares.departments}["B"] == 0
    assert sum(d.pays_cents for d in shares.departments) == shares.total_cents
    assert "least-core" not in {line.axiom for line in shares.certificate}


def test_what_is_not_proved_in_time_is_an_interval() -> None:
    round_ = by_hand()
    plan = planned(round_)
    game = stand_alone_costs(round_, plan)
    found = solve_cost_game(round_, plan, game, seconds=0.0)
    assert not found.is_nucleolus
    assert found.epsilon.low <= found.epsilon.high
    assert sum(found.shares) == game.known(7).low
    true = solve_nucleolus(stand_alone_costs(round_, plan).tabulate().game).epsilon
    assert true is not None
    assert found.epsilon.low <= true <= found.epsilon.high


def test_other_rules_and_games_are_refused() -> None:
    round_ = by_hand()
    plan = planned(round_)
    with pytest.raises(RuleRefused) as refusal:
        share_cost_by_rows(round_, plan, stand_alone_costs(round_, plan), "shapley")
    assert refusal.value.finding.code == "rule.needs-a-table"
    with pytest.raises(ValueError, match="cost game"):
        solve_cost_game(round_, plan, stand_alone_values(round_, plan))
