"""Requests co-funded by departments: budgets, prices, order, and pins that hold."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.domain import Round, Status
from optimizer.sharing import Completion
from optimizer.sharing.plans import CoFunding, co_fund
from optimizer.solve import Limits, solve_round
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
    assert not {"P04", "P05"} <= set(funding.accepted)  # exclusive variants
    assert not {"P16", "P17"} <= set(funding.accepted)
    assert len(funding.pins(round_)) == len(round_.projects)
