"""A round's value game as one programme, against all its coalitions solved one by one."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings

from optimizer.coalitions import share_value_by_rows, stand_alone_costs, stand_alone_values
from optimizer.coalitions.round_oracle import join_model, solve_round_game
from optimizer.domain import Plan, Round
from optimizer.sharing import RuleRefused, solve_nucleolus
from optimizer.sharing.certificates import ShareBounds
from tests.optimizer.coalitions.rounds import rounds_with_choices
from tests.sharing.plans.rounds import by_hand, planned


@settings(max_examples=20)
@given(rounds_with_choices())
def test_row_generation_finds_the_tables_nucleolus(round_: Round) -> None:
    plan = planned(round_)
    dense = stand_alone_values(round_, plan).tabulate().game
    found = solve_round_game(round_, stand_alone_values(round_, plan))
    true = solve_nucleolus(dense)
    assert found.is_nucleolus
    assert found.shares == true.shares
    assert found.epsilon.low == true.epsilon


@settings(max_examples=20)
@given(rounds_with_choices())
def test_the_rational_nucleolus_is_the_tables(round_: Round) -> None:
    plan = planned(round_)
    dense = stand_alone_values(round_, plan).tabulate().game
    shares = share_value_by_rows(round_, plan, stand_alone_values(round_, plan), "nucleolus")
    true = solve_nucleolus(dense, ShareBounds.individually_rational(dense))
    exact = [Fraction(d.share_exact or "") for d in shares.departments]
    assert tuple(exact) == true.shares


def test_standing_alone_worth_more_than_the_plan_is_said() -> None:
    rich = by_hand()
    solo = rich.projects[0].model_dump()
    package = {"id": "w", "modes": [{"id": "m", "duration": 1}]}
    solo |= {"id": "Y", "mandatory": False, "due": None, "packages": [package]}
    round_ = Round.model_validate(rich.model_dump() | {"projects": [solo]})
    nothing = Plan()
    with pytest.raises(RuleRefused) as refusal:
        share_value_by_rows(round_, nothing, stand_alone_values(round_, nothing), "nucleolus")
    assert refusal.value.finding.code == "rule.no-imputation"
    shares = share_value_by_rows(
        round_, nothing, stand_alone_values(round_, nothing), "prenucleolus"
    )
    assert sum(d.share_points for d in shares.departments) == pytest.approx(0)
    assert {line.axiom: line.verdict for line in shares.certificate}["core"] == "fail"


def test_rules_that_need_every_coalition_are_refused() -> None:
    round_ = by_hand()
    plan = planned(round_)
    with pytest.raises(RuleRefused) as refusal:
        share_value_by_rows(round_, plan, stand_alone_values(round_, plan), "shapley")
    assert refusal.value.finding.code == "rule.needs-a-table"
    with pytest.raises(ValueError, match="value game"):
        solve_round_game(round_, stand_alone_costs(round_, plan))


def test_what_is_not_proved_in_time_is_said() -> None:
    round_ = by_hand()
    plan = planned(round_)
    game = stand_alone_values(round_, plan)
    shares = share_value_by_rows(round_, plan, game, "least-core", seconds=0.0)
    verdicts = {line.axiom: line.verdict for line in shares.certificate}
    assert verdicts["efficiency"] == "pass"
    # A quick machine may prove it before the clock is looked at; it never claims a failure.
    assert verdicts["core"] in ("unproven", "pass")
    assert join_model(round_).most == 10
