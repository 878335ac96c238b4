"""Infeasible rounds: what gives way is enough, is the least, and what is bought is enough too."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest

from optimizer.checks import check_round
from optimizer.domain import Outcome, Round, Status
from optimizer.findings import has_errors
from optimizer.model.families.pins import pin_name
from optimizer.solve import solve_round
from scenarios.changes import AnyChange, DropPin, DropWindow, MakeOptional, apply_changes
from scenarios.why import explain_clash
from scenarios.why.clash import WEIGHTS
from tests.properties.rounds import whole_round
from tests.scenarios.why.asking import PROOF, one_analyst


def infeasible(seeds: range) -> Iterator[tuple[Round, Outcome]]:
    """Make the first two projects mandatory; keep the rounds that have no plan then."""
    for seed in seeds:
        round_ = whole_round(seed)
        forced = tuple(p.model_copy(update={"mandatory": True}) for p in round_.projects[:2])
        round_ = round_.model_copy(update={"projects": forced + round_.projects[2:]})
        if has_errors(check_round(round_)):
            continue
        outcome = solve_round(round_, PROOF)
        if outcome.status is Status.INFEASIBLE:
            yield round_, outcome


def every_condition(round_: Round) -> dict[str, AnyChange]:
    """Return the change that lets each condition of a round give way."""
    found: dict[str, AnyChange] = {
        f"mandatory:{p.id}": MakeOptional(project=p.id) for p in round_.projects if p.mandatory
    }
    found |= {f"window:{p.id}": DropWindow(project=p.id) for p in round_.projects}
    found |= {pin_name(i, pin): DropPin(pin=pin) for i, pin in enumerate(round_.pins)}
    return found


def has_plan(round_: Round, changes: tuple[AnyChange, ...]) -> bool:
    changed = apply_changes(round_, changes).round
    return solve_round(changed, PROOF).status is not Status.INFEASIBLE


def weight(names: tuple[str, ...]) -> int:
    return sum(WEIGHTS[name.partition(":")[0]] for name in names)


def check_relaxings(seeds: range) -> int:
    count = 0
    for round_, outcome in infeasible(seeds):
        answer = explain_clash(round_, outcome, PROOF)
        assert answer.minimal
        relaxing = answer.relaxing
        assert relaxing is not None
        assert relaxing.least
        assert relaxing.verified
        assert has_plan(round_, relaxing.changes)
        ways = every_condition(round_)
        limit = weight(relaxing.conditions)
        for size in (1, 2, 3):
            for names in combinations(ways, size):
                if weight(names) < limit:
                    assert not has_plan(round_, tuple(ways[name] for name in names)), names
        if answer.purchase is not None:
            assert answer.purchase.verified
            assert has_plan(round_, answer.purchase.changes)
        count += 1
    return count


def test_the_least_relaxation_is_enough_and_nothing_less_is() -> None:
    assert check_relaxings(range(120)) >= 6


@pytest.mark.long
def test_many_least_relaxations() -> None:
    assert check_relaxings(range(2000, 2500)) >= 25


def test_what_is_bought_leaves_every_condition_as_it_is() -> None:
    round_ = one_analyst()
    must = tuple(p.model_copy(update={"mandatory": True}) for p in round_.projects)
    round_ = round_.model_copy(update={"projects": must})
    outcome = solve_round(round_, PROOF)
    assert outcome.status is Status.INFEASIBLE
    answer = explain_clash(round_, outcome, PROOF)
    assert answer.purchase is not None
    assert answer.purchase.proven
    assert answer.purchase.cost_cents == 1500  # a week of somebody, at half as much again
    assert answer.relaxing is not None
    assert len(answer.relaxing.conditions) == 1
    assert answer.sentence.zh
    assert "no longer mandatory" in answer.sentence.en


def test_a_round_with_a_plan_can_not_be_asked() -> None:
    round_ = one_analyst()
    with pytest.raises(ValueError, match="not infeasible"):
        explain_clash(round_, solve_round(round_, PROOF))
