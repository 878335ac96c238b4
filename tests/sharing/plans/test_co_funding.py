"""Requests co-funded by departments: budgets, prices, order, and pins that hold."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.coalitions import Together
from optimizer.domain import Round, Status, Text
from optimizer.sharing import Completion
from optimizer.sharing.plans import CoFunding, co_fund
from optimizer.sharing.plans.co_funding import Runs
from optimizer.solve import Limits, solve_round
from optimizer.verify import verify_plan
from scenarios.sample import sample_round


def project(name: str, cash: int, **fields: Any) -> dict[str, Any]:
    need = {"id": "k", "category": "c", "amount_cents": cash}
    mode = {"id": "m", "duration": 1, "money": [need] if cash else []}
    return {"id": name, "sponsor": "A", "packages": [{"id": "w", "modes": [mode]}], **fields}


def points(**values: int) -> list[dict[str, Any]]:
    return [{"department": name, "value": value} for name, value in values.items()]


def a_round(projects: list[dict[str, Any]], funds: dict[str, int], **fields: Any) -> Round:
    return Round.model_validate(
        {
            "calendar": {"start": "2027-01-04", "periods": 3},
            "departments": [{"id": "A"}, {"id": "B"}],
            "funds": [
                {"id": f"f{d}", "department": d, "amount_cents": c, "access": {"scope": "anyone"}}
                for d, c in funds.items()
            ],
            "projects": projects,
            **fields,
        }
    )


def test_supporters_pay_one_price_until_they_run_out() -> None:
    round_ = a_round(
        [project("X", 90, benefits=points(A=2, B=1)), project("Y", 100, benefits=points(B=9))],
        {"A": 50, "B": 100},
    )
    funding = co_fund(round_)
    # Y costs 100 / 9 per point, the least; it takes all of B, and A alone can't pay X.
    assert funding.accepted == ("Y",)
    assert [p.cents for p in funding.left] == [50, 0]
    (bought,) = funding.projects
    assert bought.cents_per_point == pytest.approx(100 / 9)
    assert [(p.department, p.cents) for p in bought.payments] == [("B", 100)]


def test_cents_tie_and_the_completion_spends_more() -> None:
    round_ = a_round(
        [project("X", 100, benefits=points(A=1, B=2)), project("Y", 60, benefits=points(A=9))],
        {"A": 61, "B": 500},
    )
    plain = co_fund(round_)
    assert plain.accepted == ("Y", "X")
    whole = a_round([project("X", 100, benefits=points(A=1))], {"A": 61, "B": 500})
    assert co_fund(whole).accepted == ()
    pooled = co_fund(whole, Completion.POOLED_REMAINDER)
    assert [(p.department, p.cents) for p in pooled.projects[0].payments] == [("A", 61), ("B", 39)]
    assert pooled.projects[0].way == "pooled-remainder"


def test_prerequisites_groups_pins_and_free_requests() -> None:
    round_ = a_round(
        [
            project("late", 10, benefits=points(A=90), prerequisites=[{"project": "first"}]),
            project("first", 50, benefits=points(A=1)),
            project("pilot", 5, benefits=points(B=9), exclusive_group="g"),
            project("full", 9, benefits=points(B=10), exclusive_group="g"),
            project("never", 1, benefits=points(A=99)),
            project("free", 0, benefits=points(B=1)),
            project("useless", 0),
        ],
        {"A": 60, "B": 60},
        pins=[{"kind": "project", "project": "never", "accepted": False}],
    )
    funding = co_fund(round_)
    assert funding.accepted == ("free", "pilot", "first", "late")
    pinned = funding.pinned(round_)
    outcome = solve_round(pinned, Limits(time_limit_seconds=None, workers=1))
    assert outcome.status is Status.OPTIMAL
    assert outcome.plan is not None
    assert {p.project for p in outcome.plan.projects} == set(funding.accepted)


def test_a_mandatory_request_without_funding_is_said() -> None:
    round_ = a_round([project("X", 10, benefits=points(A=1), mandatory=True)], {"A": 9})
    funding = co_fund(round_)
    assert funding.accepted == ()
    assert "Mandatory X" in funding.notes[-1].en


def staffed(name: str, cash: int, **fields: Any) -> dict[str, Any]:
    """A request that takes one tester for two of the three periods."""
    need = {"id": "t", "skill": "testing", "min_level": 1, "load_pct": 100}
    data = project(name, cash, **fields)
    data["packages"][0]["modes"][0] |= {"duration": 2, "staffing": [need]}
    return data


TESTER = {"id": "E", "department": "A", "skills": [{"skill": "testing", "level": 3}]}


def test_what_nobody_can_do_takes_no_money() -> None:
    round_ = a_round(
        [staffed("secret", 10, benefits=points(A=90), security_level="core"), project("X", 10)],
        {"A": 60},
        skills=[{"id": "testing"}],
        experts=[TESTER],
    )
    funding = co_fund(round_)
    assert funding.accepted == ()
    assert [p.cents for p in funding.left] == [60, 0]
    (refused,) = funding.refused
    assert (refused.project, refused.code) == ("secret", "impossible")
    assert "clearance" in refused.reason.en
    assert not funding.tried


def test_what_does_not_run_beside_the_bought_is_named_and_leaves_its_money() -> None:
    round_ = a_round(
        [
            staffed("first", 10, benefits=points(A=90)),
            staffed("second", 10, benefits=points(A=50)),
            project("third", 50, benefits=points(A=9)),
        ],
        {"A": 60},
        skills=[{"id": "testing"}],
        experts=[TESTER],
    )
    assert co_fund(round_).accepted == ("first", "second")
    together = Together(round_)
    funding = co_fund(round_, runs_together=together)
    assert funding.accepted == ("first", "third")
    (refused,) = funding.refused
    assert (refused.project, refused.code) == ("second", "clash")
    assert refused.clashes_with == ("first",)
    assert funding.tried
    assert [p.project for p in together.plan.projects] == ["first", "third"]
    assert not verify_plan(funding.pinned(round_), together.plan)


def test_room_is_kept_for_what_must_be_done() -> None:
    round_ = a_round(
        [
            staffed("wanted", 10, benefits=points(A=90)),
            staffed("duty", 10, benefits=points(A=1), mandatory=True),
        ],
        {"A": 60},
        skills=[{"id": "testing"}],
        experts=[TESTER],
    )
    funding = co_fund(round_, runs_together=Together(round_))
    assert funding.accepted == ("duty",)
    assert funding.refused[0].clashes_with == ("duty",)


def test_no_purchase_rests_on_what_was_not_settled() -> None:
    round_ = a_round([project("X", 10, benefits=points(A=1))], {"A": 60})

    def runs(_before: frozenset[str], _name: str) -> Runs:
        return Runs(None, Text(zh="", en="too late"))

    funding = co_fund(round_, runs_together=runs)
    assert funding.accepted == ()
    assert [item.code for item in funding.refused] == ["unsettled"]
    late = Together(staffed_twice(), seconds_total=0)
    assert late(frozenset({"first"}), "second").together is None


def staffed_twice() -> Round:
    return a_round(
        [staffed("first", 10), staffed("second", 10)],
        {"A": 60},
        skills=[{"id": "testing"}],
        experts=[TESTER],
    )


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 5), st.integers(0, 5)), max_size=6),
    st.tuples(st.integers(0, 60), st.integers(0, 60)),
    st.sampled_from(Completion),
)
def test_budgets_hold_to_the_cent(
    requests: list[tuple[int, int, int]], funds: tuple[int, int], completion: Completion
) -> None:
    round_ = a_round(
        [project(f"P{i}", c, benefits=points(A=a, B=b)) for i, (c, a, b) in enumerate(requests)],
        {"A": funds[0], "B": funds[1]},
    )
    funding = co_fund(round_, completion)
    spent = {"A": 0, "B": 0}
    for item in funding.projects:
        assert sum(p.cents for p in item.payments) == item.cost_cents
        wanted = {b.department for p in round_.projects if p.id == item.project for b in p.benefits}
        for payment in item.payments:
            spent[payment.department] += payment.cents
            assert payment.cents > 0
            assert item.way == "pooled-remainder" or payment.department in wanted
    for budget, left in zip(funding.budgets, funding.left):
        assert left.cents == budget.cents - spent[budget.department] >= 0
    assert CoFunding.model_validate_json(funding.model_dump_json()) == funding


def test_the_sample_is_funded_and_solved() -> None:
    round_ = sample_round()
    funding = co_fund(round_)
    assert funding.accepted[:5] == ("P24", "P10", "P13", "P21", "P19")
    assert not {"P11"} & set(funding.accepted)  # pinned out
    assert not {"P23"} & set(funding.accepted)  # nobody is cleared for it
    assert [(item.project, item.code) for item in funding.refused] == [("P23", "impossible")]
    assert not {"P04", "P05"} <= set(funding.accepted)  # exclusive variants
    assert not {"P16", "P17"} <= set(funding.accepted)
    assert len(funding.pins(round_)) == len(round_.projects)
