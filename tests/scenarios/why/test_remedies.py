"""The cheapest change lets a project in, and nothing less does: proven by solving both rounds."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from optimizer.explain.offers import PriceList
from optimizer.verify import verify_plan
from scenarios.changes import HirePerson, apply_changes
from scenarios.why.question import Question
from scenarios.why.remedies import (
    cheapest_beside,
    cheapest_best,
    cheapest_by_kind,
    quick_beside,
)
from tests.scenarios.why.asking import (
    PROOF,
    as_planned,
    best_worth,
    can_be_done,
    one_analyst,
    questions,
    with_a_unit_less,
)


def check_beside(asked: Iterable[Question]) -> int:
    """Hold remedies under which nobody loses; return how many bought something."""
    count = 0
    for question in asked:
        remedy = cheapest_beside(question, "round", 60)
        if remedy is None:
            continue
        assert remedy.proven
        assert remedy.verified
        assert remedy.cost_cents == sum(p.cost_cents for p in remedy.purchases)
        changed = apply_changes(question.round, remedy.changes).round
        assert can_be_done(changed, question.required)
        bought = tuple(p.change for p in remedy.purchases if p.cost_cents)
        agreed = tuple(p.change for p in remedy.purchases if not p.cost_cents)
        for less in with_a_unit_less(bought, question.round):
            smaller = apply_changes(question.round, (*agreed, *less)).round
            assert not can_be_done(smaller, question.required)
        count += bool(bought)
    return count


def check_best(asked: Iterable[Question]) -> int:
    """Hold remedies under which the optimum takes the project; return how many bought something."""
    count = 0
    for question in asked:
        remedy = cheapest_best(question, 60)
        if remedy is None:
            continue
        assert remedy.proven
        assert remedy.verified
        name = question.project_id
        changed = apply_changes(question.round, remedy.changes).round
        assert best_worth(changed, name, True) > best_worth(changed, name, False)
        bought = tuple(p.change for p in remedy.purchases if p.cost_cents)
        agreed = tuple(p.change for p in remedy.purchases if not p.cost_cents)
        for less in with_a_unit_less(bought, question.round):
            smaller = apply_changes(question.round, (*agreed, *less)).round
            assert best_worth(smaller, name, True) <= best_worth(smaller, name, False)
        count += bool(bought)
    return count


def test_the_cheapest_change_is_enough_and_nothing_less_is() -> None:
    assert check_beside(questions(range(40))) >= 6


def test_the_best_plan_takes_the_project_after_the_change_and_not_before() -> None:
    assert check_best(questions(range(40))) >= 3


@pytest.mark.long
@pytest.mark.parametrize("first", range(1000, 1400, 100))
def test_many_changes_are_enough(first: int) -> None:
    assert check_beside(questions(range(first, first + 100))) >= 10


@pytest.mark.long
@pytest.mark.parametrize("first", range(1000, 1400, 100))
def test_the_best_plan_takes_many_projects_after_the_change(first: int) -> None:
    assert check_best(questions(range(first, first + 100))) >= 5


def test_what_may_move_makes_it_cheaper() -> None:
    """Beside the plan two weeks of somebody are missing; one, if the short project moves over."""
    question = Question(one_analyst(), as_planned(long=0, short=3), "late", PROOF)
    alone = cheapest_beside(question, "nothing", 60)
    moving = cheapest_beside(question, "round", 60)
    assert alone is not None
    assert moving is not None
    (hired,), (shorter,) = alone.changes, moving.changes
    assert isinstance(hired, HirePerson)
    assert isinstance(shorter, HirePerson)
    assert (hired.periods, shorter.periods) == (2, 1)
    assert (alone.cost_cents, moving.cost_cents) == (3000, 1500)  # half as much again as the rate
    assert moving.value_after == alone.value_after == 22


def test_a_remedy_at_once_is_enough_and_no_cheaper_than_the_cheapest() -> None:
    made = 0
    for question in questions(range(40)):
        quick = quick_beside(question)
        best = cheapest_beside(question, "nothing", 60)
        if quick is None:
            continue
        assert quick.remedy.verified
        assert best is not None
        assert best.cost_cents <= quick.remedy.cost_cents
        changed = apply_changes(question.round, quick.remedy.changes).round
        assert verify_plan(changed, quick.plan) == ()
        made += 1
    assert made >= 6


def test_the_prices_are_the_askers() -> None:
    cheap = PriceList(markup_pct=0)
    question = Question(one_analyst(), as_planned(long=0, short=3), "late", PROOF, cheap)
    remedy = cheapest_beside(question, "nothing", 60)
    assert remedy is not None
    assert remedy.cost_cents == 2000
    assert "2 periods" in remedy.sentence.en
    assert "20.00 CNY" in remedy.sentence.zh


def test_a_variant_takes_the_place_of_the_other() -> None:
    round_ = one_analyst()
    pair = tuple(
        p.model_copy(update={"exclusive_group": "g"}) if p.id != "short" else p
        for p in round_.projects
    )
    round_ = round_.model_copy(update={"projects": pair})
    question = Question(round_, as_planned(long=0, short=3), "late", PROOF)
    remedy = cheapest_beside(question, "nothing", 60)
    assert remedy is not None
    assert remedy.cost_cents == 0
    assert "in place of long" in remedy.sentence.en
    assert "取代 long" in remedy.sentence.zh


def test_one_sort_of_offer_alone_is_never_cheaper_than_all() -> None:
    alone = 0
    for question in questions(range(12)):
        best = cheapest_beside(question, "nothing", 60)
        for remedy in cheapest_by_kind(question, 60):
            assert best is not None
            assert remedy.cost_cents >= best.cost_cents
            assert len(remedy.kinds) == 1
            changed = apply_changes(question.round, remedy.changes).round
            assert verify_plan(changed, question.plan) == () or question.given_up
            alone += 1
    assert alone >= 3
