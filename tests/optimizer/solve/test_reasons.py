"""Reasons for rejected projects: every code once, bounded, repeatable, and stopped when asked."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from optimizer.checks import check_round
from optimizer.domain import Plan, Rejection, Round
from optimizer.findings import has_errors
from optimizer.solve import Limits, solve_round
from optimizer.solve import reasons as module
from optimizer.solve.levels import stages_of
from optimizer.solve.reasons import explain_rejections
from tests.optimizer.checks.rounds import set_at, sound
from tests.properties.rounds import whole_round

SOUND = [seed for seed in range(16) if not has_errors(check_round(whole_round(seed)))]
EXACT = Limits(time_limit_seconds=None, workers=1)
WU = {"id": "wu", "department": "north", "skills": [{"skill": "welding"}]}


def opening(**fields: Any) -> dict[str, Any]:
    """A project that wants the welder in the first two weeks, when the bridge has them."""
    mode = {"id": "m", "duration": 2, "staffing": [{"id": "s", "skill": "welding"}]}
    return {"id": "opening", "sponsor": "north", "deadline": 2,
            "packages": [{"id": "a", "modes": [mode]}], **fields}  # fmt: skip


def round_with(project: dict[str, Any], *changes: tuple[str, Any]) -> Round:
    data = sound()
    set_at(data, "/projects/0/benefits", [{"department": "north", "value": 9}])
    set_at(data, "/projects/0/deadline", 3)
    set_at(data, "/projects/-", project)
    set_at(data, "/policy", {"levels": ["value"]})
    for pointer, value in changes:
        set_at(data, pointer, value)
    return Round.model_validate(data)


def reason(round_: Round) -> Rejection:
    outcome = solve_round(round_, EXACT)
    assert outcome.plan is not None
    (rejection,) = [item for item in outcome.rejected if item.project == "opening"]
    return rejection


PINNED_OUT = ("/pins", [{"kind": "project", "project": "opening", "accepted": False}])
BOTH_SKILLS = [{"skill": "welding"}, {"skill": "sewing"}]


@pytest.mark.parametrize(
    ("fields", "changes", "code", "word"),
    [
        ({}, [PINNED_OUT], "pinned-out", "pinned"),
        ({"exclusive_group": "g"}, [("/projects/0/exclusive_group", "g")], "exclusive-group",
         "bridge"),
        ({"prerequisites": [{"project": "third"}]},
         [("/projects/-", {**opening(), "id": "third", "deadline": 1})], "prerequisite", "third"),
        ({"security_level": "core"}, [], "impossible", "clearance"),
        ({"deadline": 1}, [], "impossible", "can end at 2"),
        ({}, [], "displaced", "li is held by bridge"),
    ],
)  # fmt: skip
def test_codes(
    fields: dict[str, Any], changes: list[tuple[str, Any]], code: str, word: str
) -> None:
    found = reason(round_with(opening(**fields), *changes))
    assert found.code == code
    assert word in found.reason.en
    assert found.reason.zh


def test_what_only_the_solver_can_tell_is_impossible_alone() -> None:
    """Each package can be staffed, one after the other can't: both want all of the same week."""
    sewing = {"id": "t", "skill": "sewing"}
    packages = [
        {"id": name, "modes": [{"id": "m", "duration": 1, "staffing": [need]}]}
        for name, need in (("a", {"id": "s", "skill": "welding"}), ("b", sewing))
    ]
    changes = [("/skills/-", {"id": "sewing"}), ("/experts/0/skills", BOTH_SKILLS)]
    found = reason(round_with(opening(packages=packages, deadline=1), *changes))
    assert found.code == "impossible"
    assert "windows" in found.reason.en
    beside = [*changes, ("/experts/-", {**WU, "skills": BOTH_SKILLS}),
              ("/projects/0/packages/0/modes/0/staffing/0/headcount", 2)]  # fmt: skip
    assert reason(round_with(opening(packages=packages, deadline=1), *beside)).code == "displaced"


def test_a_plan_with_room_left_says_so() -> None:
    round_ = round_with(opening())
    outcome = solve_round(round_, EXACT)
    assert outcome.plan is not None
    (bridge,) = outcome.plan.projects
    stages = stages_of(round_, {})
    found = explain_rejections(round_, Plan(), stages, EXACT, None, proven=False)
    assert [item.code for item in found] == ["room-left", "no-gain"]
    found = explain_rejections(round_, Plan(projects=(bridge,)), stages, EXACT, None, proven=True)
    assert [item.code for item in found] == ["displaced"]


def test_a_set_cancel_leaves_only_what_the_round_says() -> None:
    round_ = round_with(opening(), ("/projects/-", opening(id="other", exclusive_group="g")),
                        ("/projects/0/exclusive_group", "g"))  # fmt: skip
    outcome = solve_round(round_, EXACT)
    assert outcome.plan is not None
    cancel = threading.Event()
    cancel.set()
    found = explain_rejections(round_, outcome.plan, (), EXACT, cancel, proven=True)
    assert [(item.code, item.blockers) for item in found] == [
        ("displaced", ()),
        ("exclusive-group", ()),
    ]


def test_the_count_of_close_looks_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_INSERTIONS", 1)
    round_ = round_with(opening(), ("/projects/-", opening(id="other")))
    outcome = solve_round(round_, EXACT)
    assert [bool(item.blockers) for item in outcome.rejected] == [True, False]


@pytest.mark.parametrize("seed", SOUND)
def test_reasons_repeat_byte_for_byte(seed: int) -> None:
    limits = Limits(time_limit_seconds=5, deterministic=True, seed=3)
    once, again = (solve_round(whole_round(seed), limits).model_dump_json() for _ in range(2))
    assert once == again
