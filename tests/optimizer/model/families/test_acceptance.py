"""Groups, prerequisites and what must be in."""

from __future__ import annotations

import pytest

from optimizer.domain import Status
from tests.optimizer.model.families.boundary import Case, P, hold, second, solved

NEEDS = "/projects/1/prerequisites"


@pytest.mark.parametrize(
    "case",
    [
        ([second(), (f"{P}/exclusive_group", "g")], "/projects/1/exclusive_group", "h", "g"),
        ([second()], NEEDS, [{"project": "bridge", "min_lag": 4}],
         [{"project": "bridge", "min_lag": 5}]),
        ([second()], NEEDS, [{"project": "bridge", "min_lag": -3}],
         [{"project": "bridge", "min_lag": 5}]),
        ([second(), (NEEDS, [{"project": "bridge", "min_lag": -2}])], "/projects/1/deadline", 2, 1),
        ([second(), (NEEDS, [{"project": "bridge", "min_lag": None}])], f"{P}/deadline", 3, 2),
    ],
)  # fmt: skip
def test_acceptance(case: Case) -> None:
    hold(case)


def test_a_project_without_its_prerequisite_stays_out() -> None:
    _, outcome = solved([second(), (NEEDS, [{"project": "bridge"}]), (f"{P}/deadline", 2)])
    assert outcome.plan is not None
    assert outcome.plan.projects == ()
    assert [item.code for item in outcome.rejected] == ["impossible", "prerequisite"]


def test_what_is_mandatory_displaces_what_is_worth_more() -> None:
    changes = [second(), ("/projects/1/mandatory", True), ("/projects/1/exclusive_group", "g"),
               (f"{P}/exclusive_group", "g")]  # fmt: skip
    _, outcome = solved(changes)
    assert outcome.status is Status.OPTIMAL
    assert outcome.plan is not None
    assert [project.project for project in outcome.plan.projects] == ["opening"]
