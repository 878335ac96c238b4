"""Places: how many, by whom, from outside, and the same people again."""

from __future__ import annotations

import pytest

from tests.optimizer.model.families.boundary import WU, Case, M, N, P, hold, solved

NEED = f"{M}/staffing/0"
LATER = {"id": "s", "skill": "welding", "same_as": {"package": "a", "need": "s"}}
SICK = [{"start": 2, "end": 8, "value": 0}]
BOTH = [("/experts/-", WU), ("/experts/0/exceptions", SICK), (f"{P}/deadline", 3)]


@pytest.mark.parametrize(
    "case",
    [
        ([("/experts/-", WU)], f"{NEED}/headcount", 2, 3),
        ([("/experts/0/skills/0/level", 3)], f"{NEED}/min_level", 3, 4),
        ([], f"{P}/forbidden_experts", [], ["li"]),
        ([("/experts/-", WU)], f"{M}/staffing/-", {"id": "t", "skill": "welding"},
         {"id": "t", "skill": "welding", "headcount": 2}),
        ([(f"{NEED}/headcount", 3)], f"{NEED}/outsource", {"rate_cents": 1, "max_headcount": 2},
         {"rate_cents": 1, "max_headcount": 1}),
        ([(f"{NEED}/outsource", {"rate_cents": 1}), (f"{NEED}/headcount", 2)],
         f"{P}/security_level", "general-1", "general-2"),
        ([("/experts/0/clearance", "general-3")], f"{P}/security_level", "general-3", "general-4"),
        ([("/experts/0/clearance", "general-3")], "/datasets/0/security_level", "general-3",
         "important"),
        # li is away after the first package: without continuity wu goes on, with it nobody can
        (BOTH, f"{N}/staffing", [{"id": "s", "skill": "welding"}], [LATER, {**LATER, "id": "t"}]),
        ([*BOTH, (f"{NEED}/headcount", 2)], f"{N}/staffing", [LATER], [{**LATER, "headcount": 2}]),
    ],
)  # fmt: skip
def test_places(case: Case) -> None:
    hold(case)


def test_the_first_people_stay_where_they_can() -> None:
    """The one who stays is not the one who is away later, and both are free to begin with."""
    _, outcome = solved([*BOTH, (f"{N}/staffing", [LATER])])
    assert outcome.plan is not None
    first, then = (line.staffing[0].experts for line in outcome.plan.projects[0].packages)
    assert first == then == ("wu",)
