"""The arrays of a round say what the round says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from optimizer.domain import Round
from optimizer.domain.capacity import fiscal_segments
from optimizer.domain.semantics import access_allows, facility_fits, load_at, serves
from optimizer.instance import UNLIMITED, compile_round
from scenarios.sample import sample_round

SCOPES = ("own", "participants", "anyone", "listed")


def small_round(**changes: Any) -> Round:
    """Four experts of every scope, a package of two modes, a milestone, funds with slots."""
    work = {
        "id": "w",
        "modes": [
            {
                "id": "m1",
                "duration": 2,
                "max_duration": 3,
                "staffing": [
                    {"id": "n", "skill": "s", "min_level": 2, "load_pct": 50, "headcount": 1},
                ],
                "money": [{"id": "c", "category": "cash", "amount_cents": 100}],
            },
            {"id": "m2", "duration": 1, "staffing": [{"id": "k", "skill": "t"}]},
        ],
    }
    end = {
        "id": "end",
        "modes": [{"id": "m", "duration": 0}],
        "predecessors": [{"package": "w", "min_lag": -1, "max_lag": 2}],
    }
    data: dict[str, Any] = {
        "calendar": {"start": "2026-01-05", "periods": 6},
        "departments": [{"id": "A"}, {"id": "B"}, {"id": "C"}],
        "skills": [{"id": "s"}, {"id": "t"}],
        "experts": [
            {
                "id": f"e{i}{owner}",
                "department": owner,
                "skills": [{"skill": "s", "level": 3}, {"skill": "t", "level": 1 + i}],
                "access": {"scope": scope, "departments": ["B"] if scope == "listed" else []},
                "keep_pct": 10 * i,
            }
            for owner in ("A", "B", "C")
            for i, scope in enumerate(SCOPES)
        ],
        "facilities": [],
        "funds": [
            {
                "id": "F",
                "department": "A",
                "access": {"scope": "anyone"},
                "slots": [
                    {"start": 1, "end": 3, "amount_cents": 60},
                    {"start": 3, "end": 5, "amount_cents": 70},
                ],
                "reserve_pct": 10,
            }
        ],
        "projects": [
            {
                "id": f"P{sponsor}",
                "sponsor": sponsor,
                "participants": ["A"],
                "benefits": [{"department": sponsor, "value": 5}],
                "tier": 2,
                "packages": [work, end],
            }
            for sponsor in ("A", "B", "C")
        ],
        **changes,
    }
    return Round.model_validate(data)


@pytest.mark.parametrize("round_", [sample_round(), small_round()], ids=["sample", "small"])
def test_every_place_knows_exactly_who_may_serve(round_: Round) -> None:
    instance = compile_round(round_)
    ids = [expert.id for expert in round_.experts]
    skills = [skill.id for skill in round_.skills]
    checked = 0
    for option in range(len(instance.options.package)):
        k = int(instance.options.package[option])
        p = int(instance.packages.project[k])
        project = round_.projects[p]
        package = project.packages[k - int(instance.projects.package_ptr[p])]
        mode = package.modes[int(instance.options.mode[option])]
        first, end = instance.options.place_ptr[option : option + 2]
        rank = int(instance.options.rank[option])
        for place, need in zip(range(first, end), mode.staffing, strict=True):
            expected = [
                e.id
                for e in round_.experts
                if serves(e, need, project) and e.clearance.rank >= rank
            ]
            assert [ids[e] for e in instance.place_people(place)] == expected
            assert skills[int(instance.places.skill[place])] == need.skill
            duration = int(instance.options.duration[option])
            assert int(instance.places.load[place]) == load_at(need, mode, duration)
            checked += 1
        first, end = instance.options.supply_ptr[option : option + 2]
        for supply, asked in zip(range(first, end), mode.facilities, strict=True):
            row = instance.facility_pools.row(int(instance.supplies.pool[supply]))
            fitting = [f.id for f in round_.facilities if facility_fits(f, asked, project)]
            assert [round_.facilities[f].id for f in row] == fitting
        first, end = instance.options.payment_ptr[option : option + 2]
        for payment, money in zip(range(first, end), mode.money, strict=True):
            row = instance.payers.row(int(instance.payments.payers[payment]))
            paying = [
                f.id
                for f in round_.funds
                if access_allows(f.access, f.department, project)
                and (not f.categories or money.category in f.categories)
            ]
            assert [round_.funds[f].id for f in row] == paying
    assert checked


def test_options_are_modes_at_durations() -> None:
    instance = compile_round(small_round())
    of_first = slice(*instance.packages.option_ptr[0:2])
    options = instance.options
    assert options.mode[of_first].tolist() == [0, 0, 1]
    assert options.duration[of_first].tolist() == [2, 3, 1]
    loads = instance.places.load[options.place_ptr[0] : options.place_ptr[3]]
    assert loads.tolist() == [50, 34, 100]
    assert instance.projects.value.tolist() == [10, 10, 10]
    links = instance.packages.predecessors
    row = slice(*links.ptr[1:3])
    assert (links.other[row].tolist(), links.min_lag[row].tolist()) == ([0], [-1])
    assert links.max_lag[row].tolist() == [2]


def test_limits_hold_what_is_kept() -> None:
    people = compile_round(small_round()).people
    assert people.keeps.tolist() == [False, True, True, True] * 3
    assert people.lendable[1].tolist() == [90] * 6
    assert people.lend_limit.tolist() == [UNLIMITED] * 12


def test_funds_are_cut_by_segment() -> None:
    round_ = small_round()
    funds = compile_round(round_).funds
    assert list(fiscal_segments(round_)) == [(0, 1), (1, 3), (3, 5), (5, 6)]
    assert funds.segment_start.tolist() == [0, 1, 3, 5]
    assert funds.segment_of.tolist() == [0, 1, 1, 2, 2, 3, 3]
    assert funds.slot_of.tolist() == [[-1, 0, 1, -1]]
    assert funds.spendable.tolist() == [54, 63]


def test_pins_narrow_windows_options_and_pools() -> None:
    pins = [
        {"kind": "project", "project": "PA", "accepted": True},
        {"kind": "project", "project": "PB", "accepted": False},
        {"kind": "start", "project": "PA", "package": "w", "start": 2},
        {"kind": "window", "project": "PC", "package": "w", "earliest_start": 1, "deadline": 3},
        {"kind": "person", "project": "PA", "package": "w", "need": "n", "expert": "e1A"},
        {
            "kind": "person",
            "project": "PC",
            "package": "w",
            "need": "k",
            "expert": "e2A",
            "assigned": False,
        },
        {
            "kind": "fund",
            "project": "PA",
            "package": "w",
            "need": "c",
            "fund": "F",
            "amount_cents": 100,
        },
    ]
    round_ = small_round(pins=pins)
    instance = compile_round(round_)
    packages, options = instance.packages, instance.options
    assert instance.projects.required.tolist() == [True, False, False]
    assert instance.projects.barred.tolist() == [False, True, False]
    assert (packages.earliest[0], packages.last_start[0], packages.latest[0]) == (2, 2, 6)
    assert (packages.earliest[4], packages.latest[4]) == (1, 3)
    # The mode without the pinned need is gone, and the pinned person is known.
    assert options.mode[packages.option_ptr[0] : packages.option_ptr[1]].tolist() == [0, 0]
    assert instance.places.forced.row(0).tolist() == [1]
    last = int(options.place_ptr[packages.option_ptr[5] - 1])
    assert 2 not in instance.place_people(last)
    pin = instance.fund_pins
    assert (pin.package.tolist(), pin.fund.tolist(), pin.cents.tolist()) == ([0], [0], [100])
    assert instance.needs[int(pin.need[0])] == "c"


def test_a_project_with_a_hopeless_package_is_barred() -> None:
    round_ = small_round(experts=[])
    assert compile_round(round_).projects.barred.all()


def test_a_round_of_nothing_has_empty_arrays() -> None:
    instance = compile_round(
        Round.model_validate({"calendar": {"start": "2026-01-05", "periods": 2}})
    )
    assert instance.people.limit.shape == (0, 2)
    assert instance.funds.slot_of.shape == (0, 1)
    assert len(instance.pools) == 0
    assert np.array_equal(instance.projects.package_ptr, [0])
