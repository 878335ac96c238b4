"""Costs as figures and costs as shared: two computations, one bill."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings

from optimizer.domain import Plan, Round
from optimizer.sharing.plans import CostKind
from optimizer.sharing.plans import cost_lines as shared_lines
from scenarios.figures import cost_lines, lines_of
from scenarios.generate import Shape, generate
from tests.sharing.plans.rounds import by_hand, planned, shared_rounds

SHARED_NAME = {CostKind.FEES: "datasets"}
PROVIDED = {CostKind.PEOPLE, CostKind.FACILITIES, CostKind.FEES, CostKind.REFERRAL}


def bills(round_: Round, plan: Plan) -> tuple[Counter[tuple[str, str, str]], ...]:
    """Both bills: cents by project, kind and provider."""
    shown: Counter[tuple[str, str, str]] = Counter()
    for line in cost_lines(round_, plan, lines_of(round_, plan)):
        shown[line.project, line.kind, line.provider] += line.cents
    shared: Counter[tuple[str, str, str]] = Counter()
    for item in shared_lines(round_, plan):
        provider = item.bearers[0].department if item.kind in PROVIDED else ""
        kind = SHARED_NAME.get(item.kind, item.kind.value)
        shared[item.project, kind, provider] += item.cents
    return shown, shared


@pytest.mark.parametrize("seed", range(6))
def test_both_bill_the_same_on_rounds_of_every_family(seed: int) -> None:
    made = generate(Shape(30, 10, 26, seed=seed, families="all"))
    kinds = set()
    for witness in made.witnesses:
        shown, shared = bills(made.round_, Plan(projects=(witness,)))
        assert shown == shared
        kinds |= {kind for _, kind, _ in shown}
    assert {"people", "facilities", "datasets", "cash"} <= kinds


@settings(max_examples=25)
@given(shared_rounds())
def test_both_bill_the_same_of_solved_plans(round_: Round) -> None:
    shown, shared = bills(round_, planned(round_))
    assert shown == shared


def test_both_bill_the_same_of_every_kind_of_cost() -> None:
    round_ = by_hand()
    shown, shared = bills(round_, planned(round_))
    assert shown == shared
    assert {kind for _, kind, _ in shown} == {
        SHARED_NAME.get(kind, kind.value) for kind in CostKind
    }


def test_a_bill_of_several_projects_is_the_sum_of_theirs() -> None:
    made = generate(Shape(30, 10, 26, seed=9, families="all"))
    whole = Plan(projects=made.witnesses)
    shown, shared = bills(made.round_, whole)
    parts: Counter[tuple[str, str, str]] = Counter()
    for witness in made.witnesses:
        parts += bills(made.round_, Plan(projects=(witness,)))[0]
    assert shown == shared == parts
