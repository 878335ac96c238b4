"""Which rounds are networks, and what a network says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from optimizer.domain import Round
from optimizer.instance import compile_round
from optimizer.schedule import Network, Timetable, network_of, plan_of
from optimizer.schedule.rules import rules_of
from optimizer.verify import verify_plan
from tests.optimizer.schedule.rounds import in_lab, network_round, package, staffed


def network(round_: Round, costed: bool = False) -> Network | None:
    return network_of(compile_round(round_), costed)


def sure(round_: Round, costed: bool = False) -> Network:
    found = network(round_, costed)
    assert found is not None
    return found


def test_people_who_fill_the_same_places_are_one_crew() -> None:
    both = [package("a", staffed(2)), package("b", staffed(1, "t"))]
    assert sure(network_round(both)).crews == ((0, 1), (2,))
    assert sure(network_round(both), costed=True).crews == ((0,), (1,), (2,))
    only_s = [package("a", staffed(2))]
    assert sure(network_round(only_s)).crews == ((0, 1, 2),)


def test_longest_paths_before_and_after_a_package() -> None:
    item = package("c", in_lab(3, 1))
    item["predecessors"] = [{"package": "a", "min_lag": 2}, {"package": "b", "min_lag": -1}]
    found = sure(
        network_round([package("a", in_lab(1, 1), in_lab(4, 1)), package("b", in_lab(2, 1)), item])
    )
    assert found.heads.tolist() == [0, 0, 3]
    assert found.tails.tolist() == [6, 4, 3]


def test_prerequisites_are_arcs_between_all_packages() -> None:
    plain = {"sponsor": "A", "mandatory": True}
    projects = [
        {"id": "P", **plain, "packages": [package("a", in_lab(1, 1)), package("b", in_lab(2, 1))]},
        {
            "id": "Q",
            **plain,
            "packages": [package("c", in_lab(1, 1))],
            "prerequisites": [{"project": "P", "min_lag": 1}],
        },
    ]
    found = sure(network_round([], projects=projects))
    assert found.heads.tolist() == [0, 0, 3]


EXPERT = {"id": "e1", "department": "A", "skills": [{"skill": "s"}]}
ANYONE = {"access": {"scope": "anyone"}}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"experts": [{**EXPERT, **ANYONE, "keep_pct": 10}]}, id="kept"),
        pytest.param({"experts": [{**EXPERT, **ANYONE, "availability_pct": 200 // 3}]}, id="part"),
        pytest.param(
            {
                "experts": [
                    {**EXPERT, **ANYONE, "exceptions": [{"start": 1, "end": 2, "value": 50}]}
                ]
            },
            id="away",
        ),
        pytest.param(
            {"experts": [{**EXPERT, **ANYONE, "lend_limit_pct_periods": 500}]}, id="lent"
        ),
        pytest.param(
            {"pins": [{"kind": "person", "project": "P", "package": "a", "need": "n",
                       "expert": "e1"}]},
            id="named",
        ),
    ],
)  # fmt: skip
def test_people_who_differ_by_more_than_their_places_make_no_network(
    changes: dict[str, Any],
) -> None:
    round_ = network_round([package("a", staffed(2))])
    assert network(round_) is not None
    changed = Round.model_validate({**round_.model_dump(mode="json"), **changes})
    assert network(changed) is None


@pytest.mark.parametrize(
    "mode",
    [
        pytest.param(staffed(2, load_pct=50), id="half-load"),
        pytest.param(staffed(2, outsource={"rate_cents": 1}), id="outsourced"),
        pytest.param(staffed(0), id="milestone-with-people"),
        pytest.param(
            {"duration": 1, "facilities": [{"id": "f", "kind": "two"}]}, id="choice-of-facility"
        ),
        pytest.param(
            {"duration": 1, "facilities": [{"id": "f", "kind": "operated"}]}, id="operator"
        ),
        pytest.param(
            {"duration": 1, "money": [{"id": "c", "category": "any", "amount_cents": 1}]},
            id="choice-of-fund",
        ),
    ],
)
def test_needs_with_more_to_decide_make_no_network(mode: dict[str, Any]) -> None:
    facilities = [{"id": f"x{i}", "kind": "two", "department": "A", **ANYONE} for i in range(2)] + [
        {
            "id": "y",
            "kind": "operated",
            "department": "A",
            "operator": {"skill": "s", "level": 1},
            **ANYONE,
        }
    ]
    funds = [{"id": f"f{i}", "department": "A", "amount_cents": 9, **ANYONE} for i in range(2)]
    round_ = network_round([package("a", mode)], facilities=facilities, funds=funds)
    assert network(round_) is None


def test_a_project_that_may_be_left_out_makes_no_network() -> None:
    project = {"id": "P", "sponsor": "A", "packages": [package("a", in_lab(1, 1))]}
    assert network(network_round([], projects=[project])) is None
    pinned = [{"kind": "project", "project": "P", "accepted": True}]
    assert network(network_round([], projects=[project], pins=pinned)) is not None


def test_lateness_makes_a_costed_round_more_than_a_network() -> None:
    project = {
        "id": "P",
        "sponsor": "A",
        "mandatory": True,
        "due": 1,
        "late_penalty_cents": 5,
        "packages": [package("a", in_lab(2, 1))],
    }
    round_ = network_round([], projects=[project])
    assert network(round_, costed=False) is not None
    assert network(round_, costed=True) is None


def test_names_are_found_whenever_a_crew_is_large_enough() -> None:
    round_ = network_round([package(name, staffed(3, headcount=1)) for name in "abcd"])
    found = sure(round_)
    starts = (0, 1, 2, 3)
    plan = plan_of(found, Timetable(starts, (0, 1, 2, 3), tuple(((r, 0, 1),) for r in range(4))))
    assert verify_plan(round_, plan) == ()
    people = [line.experts for k in plan.projects[0].packages for line in k.staffing]
    assert len(set(people)) == 3


def test_datasets_and_closed_labs_are_lanes_over_time() -> None:
    mode = {**in_lab(2, 1), "datasets": [{"dataset": "d"}]}
    lab = {"id": "lab", "kind": "lab", "department": "A", "units": 2, **ANYONE}
    found = sure(
        network_round(
            [package("a", mode)],
            facilities=[{**lab, "exceptions": [{"start": 1, "end": 3, "value": 0}]}],
            datasets=[{"id": "d", "department": "A", "max_users": 1}],
        )
    )
    assert found.capacity[:4].tolist() == [[2, 1], [0, 1], [0, 1], [2, 1]]
    assert found.demand.tolist() == [[1, 1]]


def test_the_search_leaves_maximum_lags_and_crossing_packages_to_the_exact_model() -> None:
    first = package("a", in_lab(2, 1))
    second = package("b", in_lab(3, 1))
    for link in ({"max_lag": 4}, {"min_lag": -3}):
        second["predecessors"] = [{"package": "a", **link}]
        assert rules_of(sure(network_round([first, second]))) is None
    second["predecessors"] = [{"package": "a", "min_lag": -2}]
    assert rules_of(sure(network_round([first, second]))) is not None


def test_options_keep_their_cost() -> None:
    mode = {**staffed(3), "money": [{"id": "c", "category": "cash", "amount_cents": 4}]}
    found = sure(network_round([package("a", mode)]), costed=True)
    assert found.option_cents.tolist() == [4]
    assert found.place_cents.tolist() == [[90, 30, 60]]
    assert np.diff(found.instance.options.place_ptr).tolist() == [1]
