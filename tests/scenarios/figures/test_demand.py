"""Demand over time: effort spread evenly over the window in which a package may run."""

from __future__ import annotations

from typing import Any

import numpy as np

from optimizer.domain import Round
from scenarios.figures.demand import kind_demand, skill_demand


def round_of(*projects: dict[str, Any]) -> Round:
    return Round.model_validate(
        {
            "calendar": {"start": "2026-01-05", "periods": 4},
            "departments": [{"id": "lab"}],
            "skills": [{"id": "test"}, {"id": "build"}],
            "facilities": [
                {"id": "F1", "kind": "rig", "department": "lab"},
                {"id": "F2", "kind": "bench", "department": "lab"},
            ],
            "projects": projects,
        }
    )


def project(id_: str, mode: dict[str, Any], **more: object) -> dict[str, Any]:
    package = {"id": "A", "modes": [{"id": "m", **mode}]}
    return {"id": id_, "sponsor": "lab", "packages": [package], **more}


STAFFED = {"duration": 2, "staffing": [{"id": "s", "skill": "test", "headcount": 2}]}


def test_effort_is_spread_over_the_whole_horizon_without_a_window() -> None:
    asked = skill_demand(round_of(project("P", STAFFED)))
    assert np.array_equal(asked, [[100, 100, 100, 100], [0, 0, 0, 0]])


def test_a_window_holds_all_of_it_and_nothing_is_lost() -> None:
    asked = skill_demand(round_of(project("P", STAFFED, earliest_start=1, deadline=3)))
    assert np.array_equal(asked[0], [0, 200, 200, 0])
    # A window that is too short, or none at all, still says how much is asked.
    for window in ({"earliest_start": 3}, {"earliest_start": 9}, {"deadline": 0}):
        asked = skill_demand(round_of(project("P", STAFFED, **window)))
        assert asked.sum() == 400


def test_of_an_exclusive_group_one_request_counts() -> None:
    small = {"duration": 1, "staffing": [{"id": "s", "skill": "test"}]}
    both = (
        project("P", STAFFED, exclusive_group="g"),
        project("Q", small, exclusive_group="g"),
    )
    assert skill_demand(round_of(*both)).sum() == 400


def test_a_facility_asked_for_by_name_counts_for_its_kind() -> None:
    mode = {
        "duration": 2,
        "facilities": [{"id": "f", "facility": "F1"}, {"id": "g", "kind": "rig", "units": 3}],
    }
    asked = kind_demand(round_of(project("P", mode)))
    assert np.array_equal(asked["rig"], [2, 2, 2, 2])
    assert not asked["bench"].any()
