"""What keeps a project out of a plan: the resource, the time, and who holds it."""

from __future__ import annotations

from typing import Any

import pytest

from optimizer.checks.facts import Facts
from optimizer.domain import Blocker, Plan, Round
from optimizer.explain import Room, explain_displaced, fits_alone
from optimizer.explain.words import blocked_words
from optimizer.solve import Limits, solve_round
from tests.optimizer.checks.rounds import set_at, sound

FIRST, SECOND = "/projects/0", "/projects/1"
M = "packages/0/modes/0"


def two(**changes: Any) -> dict[str, Any]:
    """The bridge, which wins, and an opening that wants some of the same in the same two weeks."""
    data = sound()
    set_at(data, f"{FIRST}/benefits", [{"department": "north", "value": 9}])
    set_at(data, f"{FIRST}/packages/1", {"id": "b", "modes": [{"id": "m", "duration": 0}]})
    mode = {"id": "m", "duration": 2, **changes}
    benefits = [{"department": "north", "value": 5}]
    opening = {"id": "opening", "sponsor": "north", "benefits": benefits,
               "packages": [{"id": "o", "modes": [mode]}]}  # fmt: skip
    set_at(data, "/projects/-", opening)
    set_at(data, "/calendar/periods", 3)
    set_at(data, "/policy", {"levels": ["value"]})
    return data


def blockers(data: dict[str, Any]) -> tuple[Blocker, ...]:
    round_ = Round.model_validate(data)
    outcome = solve_round(round_, Limits(None, workers=1))
    assert outcome.plan is not None
    assert [project.project for project in outcome.plan.projects] == ["bridge"]
    (rejection,) = outcome.rejected
    assert rejection.code == "displaced"
    facts = Facts(round_)
    again = explain_displaced(Room(facts, outcome.plan), outcome.plan, round_.projects[1])
    assert rejection.blockers == again.blockers
    assert rejection.reason == blocked_words(round_, again.blockers)
    return again.blockers


@pytest.mark.parametrize(
    ("change", "pointer", "value", "expected"),
    [
        ({"staffing": [{"id": "s", "skill": "welding"}]}, "", None,
         ("people", "welding", 1, ("li",))),
        ({"facilities": [{"id": "f", "kind": "lab"}]}, "", None, ("facility", "lab", 1, ("hall",))),
        ({"facilities": [{"id": "f", "facility": "hall", "units": 2}]}, "/facilities/0/units", 2,
         ("facility", "hall", 1, ("hall",))),
        ({"datasets": [{"dataset": "weather", "purpose": "research"}]}, "/datasets/0/max_users", 1,
         ("dataset", "weather", 1, ("weather",))),
        ({"money": [{"id": "c", "category": "travel", "amount_cents": 51}]}, "", None,
         ("fund", "travel", 1, ("purse",))),
    ],
)  # fmt: skip
def test_what_is_taken_and_by_whom(
    change: dict[str, Any], pointer: str, value: Any, expected: tuple[Any, ...]
) -> None:
    data = two(**change)
    if pointer:
        set_at(data, pointer, value)
    (found,) = blockers(data)
    assert (found.kind, found.resource, found.missing, found.taken) == expected
    assert (found.package, found.held_by) == ("o", ("bridge",))


def test_a_channel_belongs_to_its_project_after_its_last_use() -> None:
    data = two(duration=1, facilities=[{"id": "f", "kind": "shop"}])
    shop = {"id": "fair", "kind": "shop", "department": "north", "units": 9,
            "channel": {"exclusive": True, "protection_periods": 1}}  # fmt: skip
    set_at(data, "/facilities/-", shop)
    set_at(data, f"{FIRST}/{M}/facilities/-", {"id": "g", "kind": "shop"})
    (found,) = blockers(data)
    assert (found.kind, found.resource, found.held_by) == ("facility", "shop", ("bridge",))
    set_at(data, "/facilities/1/channel/protection_periods", 0)
    outcome = solve_round(Round.model_validate(data), Limits(None, workers=1))
    assert outcome.rejected == ()


def test_each_need_that_can_not_be_met_is_told() -> None:
    data = two(staffing=[{"id": "s", "skill": "welding"}], facilities=[{"id": "f", "kind": "lab"}])
    assert [found.kind for found in blockers(data)] == ["people", "facility"]


def test_the_words_name_dates_and_holders_in_both_languages() -> None:
    data = two(money=[{"id": "c", "category": "travel", "amount_cents": 5100}])
    set_at(data, "/funds/0/amount_cents", 5110)
    words = blocked_words(Round.model_validate(data), blockers(data))
    assert words.en == (
        "Package o, 2026-01-05 to 2026-01-18: 0.40 CNY more of category travel needed; "
        "purse is held by bridge."
    )
    assert "0.40 CNY" in words.zh
    assert "bridge" in words.zh


def test_a_project_that_fits_and_gains_nothing() -> None:
    data = two()
    set_at(data, f"{SECOND}/benefits", [])
    set_at(data, "/experts/0/rate_cents", 100)
    set_at(data, f"{SECOND}/{M}/staffing", [{"id": "s", "skill": "welding", "load_pct": 100}])
    set_at(data, "/calendar/periods", 8)
    set_at(data, "/policy", {"levels": ["value", "cost"]})
    outcome = solve_round(Round.model_validate(data), Limits(None, workers=1))
    assert [item.code for item in outcome.rejected] == ["no-gain"]


@pytest.mark.parametrize(("window", "fits"), [(2, True), (1, False)])
def test_alone_is_with_everything_to_itself(window: int, fits: bool) -> None:
    data = two(staffing=[{"id": "s", "skill": "welding"}])
    set_at(data, f"{SECOND}/deadline", window)
    round_ = Round.model_validate(data)
    facts = Facts(round_)
    assert fits_alone(Room(facts, Plan()), round_.projects[1]) is fits


def test_prerequisites_are_placed_first() -> None:
    data = two(staffing=[{"id": "s", "skill": "welding"}])
    set_at(data, f"{SECOND}/prerequisites", [{"project": "bridge"}])
    round_ = Round.model_validate(data)
    assert not fits_alone(Room(Facts(round_), Plan()), round_.projects[1])
    set_at(data, "/calendar/periods", 4)
    round_ = Round.model_validate(data)
    assert fits_alone(Room(Facts(round_), Plan()), round_.projects[1])


def test_an_operator_is_found_a_place() -> None:
    """Both could take either need, and only one of them can operate the hall."""
    needs = [{"id": "s", "skill": "welding"}, {"id": "t", "skill": "welding"}]
    data = two(staffing=needs, facilities=[{"id": "f", "kind": "lab"}])
    set_at(data, "/facilities/0/operator", {"skill": "welding", "level": 4})
    for name, level in (("wu", 1), ("xu", 1)):
        skills = [{"skill": "welding", "level": level}]
        set_at(data, "/experts/-", {"id": name, "department": "north", "skills": skills})
    round_ = Round.model_validate(data)
    assert not fits_alone(Room(Facts(round_), Plan()), round_.projects[1])
    set_at(data, "/experts/2/skills/0/level", 4)
    round_ = Round.model_validate(data)
    assert fits_alone(Room(Facts(round_), Plan()), round_.projects[1])
