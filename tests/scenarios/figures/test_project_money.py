"""The money of projects from both ends."""

from __future__ import annotations

from optimizer.sharing.plans import share_plan
from scenarios.figures.project_money import project_money
from tests.api.http.planned import planned_round


def test_both_ends_of_a_project_sum_to_its_cost_and_all_to_the_plan() -> None:
    round_, outcome = planned_round()
    assert outcome.plan is not None
    shares = share_plan(round_, outcome.plan)
    found = project_money(round_, outcome.plan, shares)
    assert sum(item.cents for item in found) == shares.total_cents
    assert [item.cents for item in found] == sorted((i.cents for i in found), reverse=True)
    for item in found:
        assert sum(cents for _, cents in item.paid) == item.cents
        assert sum(cents for _, cents in item.put_in) == item.cents
    for statement in shares.departments:
        borne = sum(
            cents for item in found for who, cents in item.put_in if who == statement.department
        )
        assert borne == statement.earns_cents
