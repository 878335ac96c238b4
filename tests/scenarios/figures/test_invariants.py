"""What must add up in every plan, on generated rounds that use every part of the domain."""

from __future__ import annotations

from collections import Counter

import pytest

from optimizer.domain import Outcome, Plan, Provenance, Status
from optimizer.verify.measures import measure
from scenarios.figures import OutcomeFigures, figures_of, sums_by
from scenarios.generate import Generated, Shape, generate


@pytest.fixture(scope="module", params=range(4))
def generated(request: pytest.FixtureRequest) -> Generated:
    return generate(Shape(30, 10, 26, seed=request.param, families="all"))


@pytest.fixture(scope="module")
def each_alone(generated: Generated) -> list[OutcomeFigures]:
    """The figures of every project's plan for it alone."""
    provenance = Provenance(
        round_hash="",
        roundtable="0",
        solver="none",
        seed=0,
        workers=1,
        time_limit_seconds=None,
        deterministic=True,
    )
    return [
        figures_of(
            generated.round_,
            Outcome(status=Status.FEASIBLE, plan=Plan(projects=(witness,)), provenance=provenance),
        )
        for witness in generated.witnesses
    ]


def test_cost_and_worth_are_the_verifier_s(each_alone: list[OutcomeFigures]) -> None:
    assert any(figures.cost_cents for figures in each_alone)
    for figures in each_alone:
        assert figures.plan is not None
        assert figures.cost_cents == measure(figures.round, figures.plan, "cost")
        worth = sum(row.worth for row in figures.accepted)
        assert worth == measure(figures.round, figures.plan, "value")


def test_loads_sum_to_the_staffing(each_alone: list[OutcomeFigures]) -> None:
    for figures in each_alone:
        effort = sum(use.effort for use in figures.lines.people)
        assert figures.people.used.sum() == figures.departments.used.sum() == effort
        assert not figures.people.over.any()
        units = sum(use.unit_periods for use in figures.lines.facilities)
        assert figures.facilities.used.sum() == units
        assert not figures.facilities.over.any()
        outside = sum(use.effort for use in figures.lines.outside)
        assert sum(row.effort for row in figures.accepted) == effort + outside


def test_money_sums_to_the_funds(each_alone: list[OutcomeFigures]) -> None:
    assert any(figures.lines.payments for figures in each_alone)
    for figures in each_alone:
        drawn = sum(payment.cents for payment in figures.lines.payments)
        assert sum(slot.drawn_cents for slot in figures.slots) == drawn
        assert sum(fund.drawn_cents for fund in figures.funds) == drawn
        assert sum(use.cents for use in figures.categories) == drawn
        assert sum(account.paid_cents for account in figures.accounts) == drawn
        paid = sums_by(figures.costs, "kind")
        cash = paid.get("cash", {}).get("cash", 0)
        bought = sum(use.cents for use in figures.lines.outside if use.category)
        assert drawn == cash + bought
        for slot in figures.slots:
            parts = slot.drawn_cents + slot.left_cents - slot.carried_in_cents
            assert parts + slot.reserve_cents == slot.amount_cents
            assert slot.left_cents >= 0


def test_what_one_gives_another_gets(each_alone: list[OutcomeFigures]) -> None:
    for figures in each_alone:
        accounts = figures.accounts
        assert sum(account.net_cents for account in accounts) == 0
        given = sum(account.given_effort for account in accounts)
        assert given == sum(account.got_effort for account in accounts)
        own = sum(account.own_effort for account in accounts)
        assert own + given == sum(use.effort for use in figures.lines.people)
        assert sum(a.cost_cents for a in accounts) == figures.cost_cents
        priced = [flow for flow in figures.flows if flow.what != "money"]
        assert sum(a.given_cents for a in accounts) == sum(flow.cents for flow in priced)


def test_benefit_is_accepted_or_lost(each_alone: list[OutcomeFigures]) -> None:
    for figures in each_alone:
        accepted = sum(account.accepted_benefit for account in figures.accounts)
        assert accepted == sum(row.benefit for row in figures.accepted)
        assert all(account.lost_benefit >= 0 for account in figures.accounts)


def test_every_request_stands_once_and_the_accepted_first(
    each_alone: list[OutcomeFigures],
) -> None:
    for figures in each_alone:
        counted = Counter(row.project for row in figures.projects)
        assert counted == Counter(project.id for project in figures.round.projects)
        flags = [row.accepted for row in figures.projects]
        assert flags == sorted(flags, reverse=True)
