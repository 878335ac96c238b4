"""Measures of one small plan, each worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from optimizer.domain import ObjectiveLevel, Plan, Round
from optimizer.domain.policy import Term
from optimizer.verify import verify_plan
from optimizer.verify.fairness import entitlements, fairness_vector
from optimizer.verify.measures import level_value, measure

Json = dict[str, Any]


def a_round(**changes: Any) -> Round:
    """Two departments; X needs two people, a shop, data and cash for two of four periods."""
    fields: Json = {
        "calendar": {"start": "2027-01-04", "periods": 4},
        "departments": [{"id": "D1", "weight": 3}, {"id": "D2", "weight": 1, "credit": 2}],
        "experts": [
            {"id": "ann", "department": "D1", "skills": [{"skill": "s"}], "rate_cents": 101},
            {"id": "bob", "department": "D2", "availability_pct": 50},
        ],
        "facilities": [
            {
                "id": "shop",
                "kind": "channel",
                "department": "D2",
                "units": 2,
                "rate_cents": 7,
                "channel": {"referral_share_pct": 10},
            }
        ],
        "datasets": [{"id": "data", "department": "D2", "fee_cents": 500}],
        "funds": [{"id": "cash", "department": "D1", "amount_cents": 1000}],
        "projects": [
            {
                "id": "X",
                "sponsor": "D1",
                "participants": ["D2"],
                "tier": 2,
                "benefits": [{"department": "D1", "value": 6}, {"department": "D2", "value": 4}],
                "requested_experts": ["ann", "bob"],
                "due": 1,
                "late_penalty_cents": 11,
                "revenue_cents": 1009,
                "packages": [
                    {
                        "id": "a",
                        "modes": [
                            {
                                "id": "m",
                                "duration": 2,
                                "staffing": [
                                    {
                                        "id": "who",
                                        "skill": "s",
                                        "load_pct": 50,
                                        "headcount": 2,
                                        "outsource": {"rate_cents": 301},
                                    }
                                ],
                                "facilities": [{"id": "sell", "kind": "channel", "units": 2}],
                                "datasets": [{"dataset": "data"}],
                                "money": [{"id": "kit", "category": "kit", "amount_cents": 40}],
                            }
                        ],
                    }
                ],
            }
        ],
    }
    return Round.model_validate(fields | changes)


def a_plan(start: int = 1) -> Plan:
    package = {
        "package": "a",
        "mode": "m",
        "start": start,
        "end": start + 2,
        "staffing": [{"need": "who", "experts": ["ann"], "outsourced": 1}],
        "facilities": [{"need": "sell", "facility": "shop"}],
        "money": [{"need": "kit", "fund": "cash", "amount_cents": 40}],
    }
    return Plan.model_validate({"projects": [{"project": "X", "packages": [package]}]})


def fair(**fields: Any) -> Round:
    return a_round(policy={"fairness": fields})


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tier-2", 1),
        ("tier-1", 0),
        ("value", 2 * 10),
        ("fairness", 0),
        # ann 101, outside 301, shop 7*2*2, data 500, cash 40, referral floor(100.9), late 2*11
        ("cost", 101 + 301 + 28 + 500 + 40 + 100 + 22),
        # bob's wish, one pair, ann at 100 of 400 percent-periods
        ("people", 100 + 10 + 250),
        ("change", 0),
        ("makespan", 3),
    ],
)
def test_measure(name: str, expected: int) -> None:
    assert verify_plan(a_round(), a_plan()) == ()
    assert measure(a_round(), a_plan(), name) == expected


def test_an_empty_plan_measures_nothing() -> None:
    for name in ("tier-2", "value", "cost", "people", "makespan"):
        assert measure(a_round(), Plan(), name) == 0


def test_an_unknown_measure_is_refused() -> None:
    with pytest.raises(ValueError, match="glory"):
        measure(a_round(), a_plan(), "glory")


def test_change_counts_starts_people_modes_and_projects() -> None:
    baseline = a_plan(start=0).model_dump()
    package = baseline["projects"][0]["packages"][0]
    package["staffing"][0]["experts"] = ["bob"]
    weights = {"project": 1000, "start": 100, "mode": 10, "person": 1}
    moved = a_round(baseline={"plan": baseline, "weights": weights})
    assert measure(moved, a_plan(), "change") == 101
    assert measure(moved, Plan(), "change") == 1000
    package["mode"] = "old"
    assert measure(
        a_round(baseline={"plan": baseline, "weights": weights}), a_plan(), "change"
    ) == (111)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("equal", {"D1": 500_000, "D2": 500_000}),
        ("weight", {"D1": 750_000, "D2": 250_000}),
        # ann 4*101 and cash 1000 against the shop's 7*2*4
        ("capacity", {"D1": 1404 * 10**6 // 1460, "D2": 56 * 10**6 // 1460}),
    ],
)
def test_entitlements(kind: str, expected: dict[str, int]) -> None:
    assert entitlements(fair(entitlement=kind)) == expected


def test_stand_alone_entitlements_must_be_given() -> None:
    round_ = fair(rule="max-min", entitlement="stand-alone")
    with pytest.raises(ValueError, match="stand-alone"):
        measure(round_, a_plan(), "fairness")
    given = {"D1": 1_000_000, "D2": 0}
    assert measure(round_, a_plan(), "fairness", given) == 12


@pytest.mark.parametrize("rule", ["max-min", "leximin"])
def test_the_least_served_department_counts(rule: str) -> None:
    round_ = fair(rule=rule, entitlement="weight")
    assert fairness_vector(round_, {"X"}) == (16, 32)
    assert measure(round_, a_plan(), "fairness") == 16


def test_credit_owed_comes_first() -> None:
    round_ = fair(rule="max-min", entitlement="equal", use_credit=True)
    assert fairness_vector(round_, {"X"}) == (12, 24)
    assert measure(round_, Plan(), "fairness") == -4


def test_nash_adds_weighted_logarithms() -> None:
    # 0.75 * 1000 ln 13 (2565) + 0.25 * 1000 ln 9 (2197), rounded down
    assert measure(fair(rule="nash"), a_plan(), "fairness") == 2473


def test_a_level_takes_terms_of_the_other_sense_negatively() -> None:
    terms = (Term(measure="value", weight=3), Term(measure="makespan", weight=2))
    assert level_value(a_round(), a_plan(), ObjectiveLevel(name="mix", terms=terms)) == 54
    least = ObjectiveLevel(name="mix", terms=terms[::-1])
    assert level_value(a_round(), a_plan(), least) == -54
