"""Families of rules by name, and a round without some of them.

Step of the way: explain. A minimal conflict over families says which sorts of rules keep a project
out together. To leave a family out is to give away without limit what it rations.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Literal, get_args

from optimizer.domain import (
    Access,
    ChannelTerms,
    Expert,
    ExpertSkill,
    Facility,
    Fund,
    Project,
    Round,
    SecurityLevel,
)

__all__ = ["FAMILIES", "Family", "without_families"]

Family = Literal[
    "people",
    "skills",
    "clearance",
    "lending",
    "facilities",
    "datasets",
    "money",
    "deadlines",
    "order",
    "pins",
]
"""``people``: calendars, load limits and packages at once. ``lending``: who may use whose, what
owners keep and lend at most. ``order``: lags between packages. The others are what they say."""

FAMILIES: tuple[Family, ...] = get_args(Family)

PLENTY = 10**6
PLENTY_CENTS = 10**13
ANYONE = Access(scope="anyone")


def without_families(
    round_: Round, left_out: Collection[Family], projects: Collection[str]
) -> Round:
    """Return the round without some families of rules.

    Time for people is not the round's to give (nobody has more than all their time): what
    ``people`` leaves out here are leave, exceptions and turns, and the caller drops the loads.

    Parameters
    ----------
    round_ : Round
    left_out : collection of str
    projects : collection of str
        Windows and lags are left out of these only.
    """
    for family in FAMILIES:
        if family in left_out:
            round_ = _WITHOUT[family](round_, projects)
    return round_


def _people(round_: Round, _projects: Collection[str]) -> Round:
    free: dict[str, object] = {
        "availability_pct": 100,
        "exceptions": (),
        "leave": (),
        "max_packages": None,
    }
    policy = round_.policy.model_copy(update={"load_limit_pct": 100})
    return _with_experts(round_, lambda e: e.model_copy(update=free)).model_copy(
        update={"policy": policy}
    )


def _skills(round_: Round, _projects: Collection[str]) -> Round:
    every = tuple(ExpertSkill(skill=skill.id, level=5) for skill in round_.skills)
    return _with_experts(round_, lambda e: e.model_copy(update={"skills": every}))


def _clearance(round_: Round, _projects: Collection[str]) -> Round:
    cleared = {"clearance": SecurityLevel.CORE}
    policy = round_.policy.model_copy(update={"outsource_clearance": SecurityLevel.CORE})
    return _with_experts(round_, lambda e: e.model_copy(update=cleared)).model_copy(
        update={"policy": policy}
    )


def _lending(round_: Round, projects: Collection[str]) -> Round:
    person: dict[str, object] = {
        "access": ANYONE,
        "keep_pct": 0,
        "lend_limit_pct_periods": None,
    }
    thing: dict[str, object] = {
        "access": ANYONE,
        "keep_units": 0,
        "lend_limit_unit_periods": None,
    }
    shared = _with_experts(round_, lambda e: e.model_copy(update=person))
    shared = _with_facilities(shared, lambda f: f.model_copy(update=thing))
    return shared.model_copy(
        update={
            "datasets": tuple(d.model_copy(update={"access": ANYONE}) for d in shared.datasets),
            "funds": tuple(f.model_copy(update={"access": ANYONE}) for f in shared.funds),
            "projects": tuple(
                p.model_copy(update={"forbidden_experts": ()}) if p.id in projects else p
                for p in shared.projects
            ),
        }
    )


def _facilities(round_: Round, projects: Collection[str]) -> Round:
    def plenty(facility: Facility) -> Facility:
        channel = facility.channel
        if channel is not None:
            update = {"exclusive": False, "protection_periods": 0}
            channel = ChannelTerms.model_validate({**channel.model_dump(), **update})
        return facility.model_copy(
            update={"units": PLENTY, "exceptions": (), "operator": None, "channel": channel}
        )

    there = {facility.kind for facility in round_.facilities}
    asked = {
        need.kind
        for project in round_.projects
        if project.id in projects
        for package in project.packages
        for mode in package.modes
        for need in mode.facilities
        if need.kind is not None
    }
    owner = round_.departments[0].id if round_.departments else ""
    added = tuple(
        Facility(id=f"some {kind}", kind=kind, department=owner, units=PLENTY, access=ANYONE)
        for kind in sorted(asked - there)
    )
    widened = _with_facilities(round_, plenty)
    return widened.model_copy(update={"facilities": (*widened.facilities, *added)})


def _datasets(round_: Round, _projects: Collection[str]) -> Round:
    free: dict[str, object] = {"purposes": (), "max_users": None, "access": ANYONE}
    datasets = tuple(d.model_copy(update=free) for d in round_.datasets)
    return round_.model_copy(update={"datasets": datasets})


def _money(round_: Round, _projects: Collection[str]) -> Round:
    owner = round_.departments[0].id if round_.departments else ""
    plenty = Fund(
        id="money without limit", department=owner, amount_cents=PLENTY_CENTS, access=ANYONE,
        reserve_pct=0,
    )  # fmt: skip
    funds = tuple(
        fund.model_copy(
            update={
                "amount_cents": PLENTY_CENTS,
                "slots": tuple(
                    slot.model_copy(update={"amount_cents": PLENTY_CENTS}) for slot in fund.slots
                ),
                "reserve_pct": 0,
            }
        )
        for fund in round_.funds
    )
    return round_.model_copy(update={"funds": (*funds, plenty)})


def _deadlines(round_: Round, projects: Collection[str]) -> Round:
    free: dict[str, object] = {"earliest_start": 0, "deadline": None}

    def opened(project: Project) -> Project:
        packages = tuple(package.model_copy(update=free) for package in project.packages)
        return project.model_copy(update={**free, "packages": packages})

    return _with_projects(round_, projects, opened)


def _order(round_: Round, projects: Collection[str]) -> Round:
    def loose(project: Project) -> Project:
        packages = tuple(p.model_copy(update={"predecessors": ()}) for p in project.packages)
        before = tuple(item.model_copy(update={"min_lag": None}) for item in project.prerequisites)
        return project.model_copy(update={"packages": packages, "prerequisites": before})

    return _with_projects(round_, projects, loose)


def _pins(round_: Round, _projects: Collection[str]) -> Round:
    return round_.model_copy(update={"pins": ()})


_WITHOUT: dict[Family, Callable[[Round, Collection[str]], Round]] = {
    "people": _people,
    "skills": _skills,
    "clearance": _clearance,
    "lending": _lending,
    "facilities": _facilities,
    "datasets": _datasets,
    "money": _money,
    "deadlines": _deadlines,
    "order": _order,
    "pins": _pins,
}


def _with_experts(round_: Round, change: Callable[[Expert], Expert]) -> Round:
    return round_.model_copy(update={"experts": tuple(map(change, round_.experts))})


def _with_facilities(round_: Round, change: Callable[[Facility], Facility]) -> Round:
    return round_.model_copy(update={"facilities": tuple(map(change, round_.facilities))})


def _with_projects(
    round_: Round, projects: Collection[str], change: Callable[[Project], Project]
) -> Round:
    changed = tuple(change(p) if p.id in projects else p for p in round_.projects)
    return round_.model_copy(update={"projects": changed})
