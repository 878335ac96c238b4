"""Figures of a plan that was added up by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from optimizer.domain import Round
from optimizer.verify import verify_plan
from optimizer.verify.measures import measure
from scenarios.figures import (
    Account,
    Ask,
    OutcomeFigures,
    figures_of,
    frame_of,
    jain_index,
    load_frame,
    share_pct,
    skill_loads,
    slot_uses,
    sums_by,
)
from tests.scenarios.rounds import hand_outcome, hand_round, infeasible_outcome


@pytest.fixture(scope="module")
def figures() -> OutcomeFigures:
    return figures_of(hand_round(), hand_outcome())


def account(figures: OutcomeFigures, department: str) -> Account:
    return next(a for a in figures.accounts if a.department == department)


def test_the_plan_keeps_every_rule(figures: OutcomeFigures) -> None:
    assert figures.plan is not None
    assert list(verify_plan(figures.round, figures.plan)) == []


def test_the_levels_state_what_the_plan_is_worth(figures: OutcomeFigures) -> None:
    assert figures.plan is not None
    for level in figures.outcome.objective:
        assert level.value == measure(figures.round, figures.plan, level.name)


def test_costs_by_project_and_kind(figures: OutcomeFigures) -> None:
    assert sums_by(figures.costs, "project") == {
        "P1": {
            "people": 1500 + 3000 + 1600,
            "outsourcing": 6000,
            "facilities": 1500,
            "datasets": 300,
            "cash": 14_000,
            "referral": 500,
            "lateness": 200,
        },
        "P3": {"people": 4000, "facilities": 2000},
    }
    assert figures.cost_cents == 34_600


def test_costs_and_worth_are_what_the_verifier_measures(figures: OutcomeFigures) -> None:
    assert figures.plan is not None
    assert figures.cost_cents == measure(figures.round, figures.plan, "cost")
    worth = sum(row.worth for row in figures.accepted)
    assert worth == measure(figures.round, figures.plan, "value") == 64


def test_load_of_people(figures: OutcomeFigures) -> None:
    used = dict(zip(figures.people.ids, figures.people.used.tolist(), strict=True))
    assert used == {
        "a1": [50, 50, 50, 0, 0, 0, 0, 0, 0, 0],
        "a2": [0, 0, 0, 50, 50, 50, 50, 0, 0, 0],
        "b1": [50, 50, 50, 0, 100, 100, 0, 0, 0, 0],
    }
    assert figures.people.offered[1].tolist() == [0, *[50] * 9]
    assert not figures.people.over.any()


def test_load_of_departments_is_that_of_their_people(figures: OutcomeFigures) -> None:
    assert figures.departments.ids == ("A", "B", "C")
    assert figures.departments.used[0].tolist() == [50, 50, 50, 50, 50, 50, 50, 0, 0, 0]
    assert figures.departments.offered.sum(axis=1).tolist() == [1450, 1000, 0]


def test_load_of_skills(figures: OutcomeFigures) -> None:
    loads = skill_loads(figures.round, figures.lines.people)
    assert loads.ids == ("analysis", "build")
    assert loads.used.sum(axis=1).tolist() == [500, 200]
    assert loads.offered.sum(axis=1).tolist() == [2000, 1450]


def test_load_of_facilities(figures: OutcomeFigures) -> None:
    used = dict(zip(figures.facilities.ids, figures.facilities.used.tolist(), strict=True))
    assert used == {
        "lab": [1, 1, 1, 0, 2, 2, 0, 0, 0, 0],
        "fair": [0, 0, 0, 1, 1, 1, 1, 0, 0, 0],
    }


def test_share_of_what_is_offered(figures: OutcomeFigures) -> None:
    share = share_pct(figures.people.used, figures.people.offered)
    assert share[1, 3] == 100.0
    assert share[1, 0] != share[1, 0]  # nothing offered, nothing used
    assert share_pct(figures.people.used + 1, figures.people.offered)[1, 0] == 999.0


def test_the_load_limit_of_the_policy_lowers_the_limit() -> None:
    round_ = hand_round()
    policy = round_.policy.model_copy(update={"load_limit_pct": 75})
    figures = figures_of(round_.model_copy(update={"policy": policy}), hand_outcome())
    assert figures.people.limit[1].tolist() == [0, *[37] * 9]
    assert figures.people.over[1].sum() == 4


def test_money_by_fund_and_slot(figures: OutcomeFigures) -> None:
    rows = [
        (s.fund, s.start, s.amount_cents, s.reserve_cents, s.drawn_cents, s.left_cents)
        for s in figures.slots
    ]
    assert rows == [
        ("FA", 0, 10_000, 1000, 9000, 0),
        ("FA", 5, 20_000, 2000, 8000, 10_000),
        ("FB", 0, 50_000, 0, 3000, 47_000),
    ]
    totals = [(f.fund, f.amount_cents, f.drawn_cents, f.left_cents) for f in figures.funds]
    assert totals == [("FA", 30_000, 17_000, 10_000), ("FB", 50_000, 3000, 47_000)]
    categories = [(c.fund, c.start, c.category, c.outsourcing, c.cents) for c in figures.categories]
    assert sorted(categories) == [
        ("FA", 0, "cash", False, 9000),
        ("FA", 5, "cash", False, 5000),
        ("FA", 5, "market", True, 3000),
        ("FB", 0, "market", True, 3000),
    ]


def test_money_left_over_rolls_into_the_next_slot() -> None:
    first, second, _ = slot_uses(hand_round(), ())
    assert first.left_cents == second.carried_in_cents == 9000
    assert second.left_cents == 18_000 + 9000
    assert second.drawn_pct == 0.0


def test_accounts(figures: OutcomeFigures) -> None:
    alpha, beta, gamma = figures.accounts
    assert (alpha.own_effort, alpha.given_effort, alpha.got_effort) == (350, 0, 150)
    assert (beta.own_effort, beta.given_effort, beta.got_effort) == (200, 150, 0)
    assert (alpha.people_borrowed, beta.people_lent) == (1, 1)
    assert (alpha.got_units, beta.given_units, gamma.given_units) == (7, 3, 4)
    assert (alpha.got_datasets, beta.given_datasets) == (1, 1)
    assert (alpha.got_cents, beta.given_cents, gamma.given_cents) == (5300, 4800, 500)
    assert [a.net_cents for a in figures.accounts] == [-5300, 4800, 500]
    assert (alpha.paid_cents, beta.paid_cents) == (17_000, 3000)
    assert (alpha.got_money_cents, beta.given_money_cents) == (3000, 3000)
    assert [(d.fund, d.own_cents, d.others_cents) for d in beta.draws] == [("FB", 0, 3000)]
    assert [a.cost_cents for a in figures.accounts] == [28_600, 6000, 0]
    assert [(a.sponsored, a.sponsored_accepted) for a in figures.accounts] == [
        (1, 1),
        (2, 1),
        (1, 0),
    ]


def test_what_passes_between_departments(figures: OutcomeFigures) -> None:
    rows = {(f.giver, f.getter, f.what, f.resource): (f.amount, f.cents) for f in figures.flows}
    assert rows == {
        ("B", "A", "person", "b1"): (150, 3000),
        ("B", "A", "facility", "lab"): (3, 1500),
        ("C", "A", "facility", "fair"): (4, 0),
        ("B", "A", "dataset", "ds"): (1, 300),
        ("C", "A", "referral", ""): (1, 500),
        ("B", "A", "money", "FB"): (3000, 3000),
    }
    for a in figures.accounts:
        priced = [f for f in figures.flows if f.what != "money"]
        assert a.given_cents == sum(f.cents for f in priced if f.giver == a.department)
        assert a.got_cents == sum(f.cents for f in priced if f.getter == a.department)


def test_benefit_of_an_exclusive_group_is_asked_for_once(figures: OutcomeFigures) -> None:
    asked = [(a.asked_benefit, a.accepted_benefit, a.lost_benefit) for a in figures.accounts]
    assert asked == [(10, 10, 0), (13, 8, 5), (7, 1, 6)]
    assert figures.worst_off is account(figures, "C")


def test_projects_stand_around_the_cut_off_differences_first(figures: OutcomeFigures) -> None:
    rows = [(r.project, r.accepted, r.difference, r.worth) for r in figures.projects]
    assert rows == [
        ("P3", True, "in", 4),
        ("P1", True, "moved", 60),
        ("P2", False, "out", 16),
        ("P4", False, "", 6),
    ]


def test_a_project_in_detail(figures: OutcomeFigures) -> None:
    first = next(row for row in figures.projects if row.project == "P1")
    assert (first.start, first.end, first.due, first.late_periods) == (0, 7, 5, 2)
    assert (first.effort, first.outside_effort) == (350 + 150 + 200, 200)
    assert (first.people, first.lent_people, first.cash_cents) == (3, 1, 14_000)
    assert first.cost_cents == 28_600
    fourth = next(row for row in figures.projects if row.project == "P4")
    assert (fourth.start, fourth.effort, fourth.code) == (None, 300, "displaced")
    assert fourth.asks == (Ask("skill", "analysis", 300),)
    assert first.asks[2:] == (
        Ask("kind", "channel", 4),
        Ask("kind", "lab", 3),
        Ask("money", "cash", 14_000),
    )


def test_pressure_divides_people_as_evenly_as_can_be(figures: OutcomeFigures) -> None:
    """1200 percent-periods are asked of 2450; no part of them is tighter than the whole."""
    assert {row.name: row.load for row in figures.skills} == {
        "analysis": Fraction(24, 49),
        "build": Fraction(24, 49),
    }
    analysis = next(row for row in figures.skills if row.name == "analysis")
    assert (analysis.level, analysis.asked, analysis.capacity) == (2, 600, 2000)
    assert (analysis.suppliers, analysis.used, analysis.shared_with) == (2, 500, ("build",))
    assert [(m.name, m.asked, m.capacity) for m in figures.money] == [("cash", 14_000, 77_000)]
    assert [(k.name, k.asked, k.used) for k in figures.kinds] == [
        ("channel", 4, 4),
        ("lab", 3, 7),  # of the group, the request with the most effort asks for no lab
    ]


def test_pins_are_named_on_their_package(figures: OutcomeFigures) -> None:
    assert [(r.project, r.package, r.pins) for r in figures.lines.packages] == [
        ("P1", "W1", ("start",)),
        ("P1", "W2", ()),
        ("P3", "W", ()),
    ]


def test_without_a_plan_there_is_capacity_and_demand_and_no_use() -> None:
    figures = figures_of(hand_round(), infeasible_outcome())
    assert figures.cost_cents == 0
    assert not figures.people.used.any()
    assert figures.people.offered.sum() == 2450
    assert len(figures.left_out) == 4
    assert figures.skills[0].asked


def test_a_round_with_nothing_in_it() -> None:
    empty = Round.model_validate({"calendar": {"start": "2026-01-05", "periods": 3}})
    outcome = infeasible_outcome()
    figures = figures_of(empty, outcome)
    assert figures.people.used.shape == (0, 3)
    assert figures.worst_off is None
    assert figures.skills == ()


def test_tables(figures: OutcomeFigures) -> None:
    people = frame_of(figures.lines.people)
    assert people.groupby("department")["effort"].sum().to_dict() == {"A": 350, "B": 350}
    assert frame_of(figures.accounts)["net_cents"].sum() == 0
    loads = load_frame(figures.people)
    assert len(loads) == 30
    assert loads["used"].sum() == people["effort"].sum()
    assert frame_of([]).empty


@pytest.mark.parametrize(("shares", "index"), [([1.0, 1.0, 1.0], 1.0), ([0.0, 3.0], 0.5)])
def test_jain_index(shares: list[float], index: float) -> None:
    assert jain_index(shares) == index


def test_jain_index_of_nothing() -> None:
    assert jain_index([]) is None
    assert jain_index([0.0]) is None
