"""People are reseated to let a project in, and whatever was reseated is allowed."""

from __future__ import annotations

from typing import Any

import pytest

from optimizer.domain import Plan, Round, Term
from optimizer.instance import compile_round
from optimizer.search.goals import Level
from optimizer.search.search import Search
from optimizer.verify import verify_plan

pytestmark = pytest.mark.long  # compiles the whole search

VALUE = (Level((Term(measure="value"),), maximise=True),)


def project(id_: str, skill: str, value: int, money: list[dict[str, Any]]) -> dict[str, Any]:
    need = {"id": "one", "skill": skill, "min_level": 1, "headcount": 1, "load_pct": 100}
    mode = {"id": "m", "duration": 4, "staffing": [need], "money": money}
    return {
        "id": id_,
        "sponsor": "D",
        "participants": ["D"],
        "benefits": [{"department": "D", "value": value}],
        "packages": [{"id": "a", "modes": [mode]}],
    }


def expert(id_: str, *skills: str) -> dict[str, Any]:
    return {"id": id_, "department": "D", "skills": [{"skill": s, "level": 3} for s in skills]}


def chained(experts: list[dict[str, Any]], skills: str) -> Round:
    """One project per skill, all at the same time; those of the last skill come to nothing alone.

    What a fund must pay is pinned for all but the last project: they can't be taken out again.
    """
    cash = [{"id": "cash", "category": "kit", "amount_cents": 100}]
    held = skills[:-1]
    return Round.model_validate(
        {
            "calendar": {"start": "2026-01-05", "periods": 4},
            "departments": [{"id": "D"}],
            "skills": [{"id": s} for s in skills],
            "experts": experts,
            "funds": [
                {
                    "id": "purse",
                    "department": "D",
                    "categories": ["kit"],
                    "slots": [{"start": 0, "end": 4, "amount_cents": 1000}],
                }
            ],
            "projects": [project(f"P{s}", s, 5, cash) for s in held]
            + [project(f"P{skills[-1]}", skills[-1], 9, [])],
            "pins": [
                {
                    "kind": "fund",
                    "project": f"P{s}",
                    "package": "a",
                    "need": "cash",
                    "fund": "purse",
                    "amount_cents": 100,
                }
                for s in held
            ],
        }
    )


def planned(people: dict[str, str]) -> Plan:
    """Return the plan in which each project but the last is done by one named person."""
    return Plan.model_validate(
        {
            "projects": [
                {
                    "project": f"P{skill}",
                    "packages": [
                        {
                            "package": "a",
                            "mode": "m",
                            "start": 0,
                            "end": 4,
                            "staffing": [{"need": "one", "experts": [person]}],
                            "money": [
                                {
                                    "need": "cash",
                                    "fund": "purse",
                                    "period": 0,
                                    "amount_cents": 100,
                                }
                            ],
                        }
                    ],
                }
                for skill, person in people.items()
            ]
        }
    )


@pytest.mark.parametrize(
    ("experts", "people"),
    [
        pytest.param(
            [expert("ann", "x", "y"), expert("bob", "x")], {"x": "ann"}, id="one reseated"
        ),
        pytest.param(
            [expert("ann", "x", "z"), expert("bob", "x", "y"), expert("cat", "y")],
            {"x": "ann", "y": "bob"},
            id="two reseated",
        ),
    ],
)
def test_people_are_reseated_to_let_a_project_in(
    experts: list[dict[str, Any]], people: dict[str, str]
) -> None:
    skills = "xy" if len(people) == 1 else "xyz"
    round_ = chained(experts, skills)
    before = planned(people)
    assert verify_plan(round_, before) == ()
    search = Search(compile_round(round_), VALUE, {}, 0)
    search.take(before, verified=True)
    search.aim_at(0, ())
    assert search.best_value() == 5 * len(people)
    search.improve(20, 0.0)
    assert search.best_value() == 5 * len(people) + 9
    after = search.plan()
    assert verify_plan(round_, after) == ()
    who = {p.project: p.packages[0].staffing[0].experts[0] for p in after.projects}
    assert who[f"P{skills[-1]}"] == "ann"


def test_a_second_search_takes_over_the_better_plan_and_gives_its_own() -> None:
    round_ = chained([expert("ann", "x", "y"), expert("bob", "x")], "xy")
    first = Search(compile_round(round_), VALUE, {}, 0)
    first.aim_at(0, ())
    second = first.twin()
    before = second.snapshot()
    assert not second.follow(first.snapshot())
    first.take(planned({"x": "bob"}), verified=True)
    assert first.snapshot().levels > before.levels
    assert second.follow(first.snapshot())
    assert second.plan() == first.plan()
    second.improve(20, 0.0)
    assert first.follow(second.snapshot())
    assert verify_plan(round_, first.plan()) == ()
    assert {p.project for p in first.plan().projects} == {"Px", "Py"}
