from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optimizer.bounds.branching import Tree
from optimizer.bounds.dual import Point, PriceDual
from optimizer.bounds.relaxation import relax
from optimizer.domain import Round, Status
from optimizer.instance import compile_round
from optimizer.solve import Limits, solve_round
from tests.optimizer.bounds.rounds import rounds, sound


@dataclass
class Record:
    """Keeps every bound and ends after so many steps."""

    most: int
    steps: int = 0
    kept: list[tuple[int, str]] = field(default_factory=list)

    def keep(self, bound: int, route: str) -> None:
        self.kept.append((bound, route))

    def count(self, steps: int) -> None:
        self.steps += steps

    def over(self) -> bool:
        return self.steps >= self.most

    def seconds_left(self) -> float | None:
        return None


def triangle(periods: int) -> Round:
    """Three projects worth 5, of one period's work for each two of three people."""
    people = [
        {"id": f"e{skill}", "department": "A", "skills": [{"skill": skill}]} for skill in "stu"
    ]
    projects = [
        {
            "id": pair,
            "sponsor": "A",
            "benefits": [{"department": "A", "value": 5}],
            "packages": [
                {
                    "id": "w",
                    "modes": [
                        {
                            "id": "m",
                            "duration": 1,
                            "staffing": [{"id": skill, "skill": skill} for skill in pair],
                        }
                    ],
                }
            ],
        }
        for pair in ("st", "tu", "su")
    ]
    data: dict[str, Any] = {
        "calendar": {"start": "2026-01-05", "periods": periods},
        "departments": [{"id": "A"}],
        "skills": [{"id": skill} for skill in "stu"],
        "experts": people,
        "projects": projects,
        "policy": {"levels": ["value"], "tier_weights": []},
    }
    return Round.model_validate(data)


def grown(round_: Round, steps: int) -> tuple[bool, Record]:
    """A tree that never asks the exact model, and what it kept."""
    dual = PriceDual(relax(compile_round(round_)))
    record = Record(steps)
    return Tree(dual, record, 1, None, checks={}).grow(dual.zero(), ()), record


@pytest.mark.parametrize(("periods", "expected"), [(1, 5), (2, 10), (3, 15)])
def test_projects_that_fit_as_mixtures_only_are_told_by_their_starts(
    periods: int, expected: int
) -> None:
    # In two periods half of each project fits in each, but no two of them whole in one.
    _, record = grown(triangle(periods), 20_000)
    assert record.kept[-1][0] == expected
    if periods == 2:
        assert record.kept[-1][1] == "branching"


def test_three_mandatory_projects_in_two_periods_are_no_plan() -> None:
    round_ = triangle(2)
    all_ = tuple(p.model_copy(update={"mandatory": True}) for p in round_.projects)
    exists, _ = grown(round_.model_copy(update={"projects": all_}), 20_000)
    assert not exists


@settings(max_examples=15)
@given(rounds(), st.sampled_from([60, 500]))
def test_by_prices_alone_no_plan_beats_it(round_: Round, steps: int) -> None:
    check_against_optimum(round_, steps)


@pytest.mark.long
@settings(max_examples=200)
@given(rounds(), st.sampled_from([60, 800, 5_000]))
def test_by_prices_alone_no_plan_of_hundreds_beats_it(round_: Round, steps: int) -> None:
    check_against_optimum(round_, steps)


def check_against_optimum(round_: Round, steps: int) -> None:
    """The figures of a tree fall, and none is below the proven best value."""
    assume(sound(round_))
    dual = PriceDual(relax(compile_round(round_)))
    assume(isinstance(dual.evaluate(dual.zero()), Point))
    exists, record = grown(round_, steps)
    outcome = solve_round(round_, Limits(time_limit_seconds=None, workers=1))
    if outcome.status is Status.INFEASIBLE:
        return
    best = outcome.objective[0].value
    assert exists
    assert best is not None
    figures = [bound for bound, _ in record.kept]
    assert figures == sorted(figures, reverse=True)
    assert min(figures) >= best


def test_the_dual_is_left_whole() -> None:
    dual = PriceDual(relax(compile_round(triangle(2))))
    before = dual.evaluate(dual.zero())
    Tree(dual, Record(2_000), 1, None, checks={}).grow(dual.zero(), ())
    after = dual.evaluate(dual.zero())
    assert isinstance(before, Point)
    assert isinstance(after, Point)
    assert before.whole == after.whole
    assert dual.closed is None
