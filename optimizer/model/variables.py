"""Variables of the model, all made here, with readable names.

Step of the way: build.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from ortools.sat.python import cp_model

from optimizer.domain import (
    Expert,
    Facility,
    FacilityNeed,
    Mode,
    Project,
    Round,
    StaffingNeed,
    WorkPackage,
)
from optimizer.domain.semantics import (
    durations,
    facility_fits,
    latest_end,
    load_at,
    required_clearance_rank,
    serves,
)
from optimizer.model.held import Held
from optimizer.model.room import Room

__all__ = ["Option", "PackageVars", "Place", "ProjectVars", "Supply", "Variables", "make_variables"]


@dataclass
class Place:
    """A staffing need in one option: who may fill it, and how many places go outside."""

    need: StaffingNeed
    load_pct: int
    experts: dict[str, cp_model.IntVar]
    outside: list[cp_model.IntVar]
    """Literal ``i`` holds when exactly ``i + 1`` places are outsourced."""


@dataclass
class Supply:
    """A facility need in one option: the literal of each facility that may supply it."""

    need: FacilityNeed
    facilities: dict[str, cp_model.IntVar]


@dataclass
class Option:
    """A mode at one of its durations."""

    mode: Mode
    duration: int
    chosen: cp_model.IntVar
    clearance_rank: int
    places: list[Place]
    supplies: list[Supply]
    interval: cp_model.IntervalVar


@dataclass
class PackageVars:
    """Start, end and options of one package."""

    project: Project
    package: WorkPackage
    start: cp_model.IntVar
    end: cp_model.IntVar
    options: list[Option]


@dataclass
class ProjectVars:
    """Acceptance and packages of one project."""

    project: Project
    accepted: cp_model.IntVar
    packages: dict[str, PackageVars]


@dataclass
class Variables:
    """Every decision of a round."""

    round: Round
    model: cp_model.CpModel
    held: Held = field(default_factory=Held)
    projects: dict[str, ProjectVars] = field(default_factory=dict)
    draws: dict[tuple[str, str, str, str, str, int], cp_model.IntVar] = field(default_factory=dict)
    """Cents by (project, package, mode, need, fund, first period of the fiscal segment)."""
    _able: dict[tuple[str, str, int, int], tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def holders(self) -> dict[str, list[Expert]]:
        """Return the experts who have each skill, in the round's order."""
        holders: dict[str, list[Expert]] = {}
        for expert in self.round.experts:
            for skill in dict.fromkeys(has.skill for has in expert.skills):
                holders.setdefault(skill, []).append(expert)
        return holders

    def able(self, project: Project, need: StaffingNeed, rank: int) -> tuple[str, ...]:
        """Return who has the skill, level and clearance and may work on a project."""
        key = (project.id, need.skill, need.min_level, rank)
        if key not in self._able:
            self._able[key] = tuple(
                expert.id
                for expert in self.holders.get(need.skill, ())
                if expert.clearance.rank >= rank and serves(expert, need, project)
            )
        return self._able[key]

    @cached_property
    def room(self) -> Room:
        """Return where people have room beside what is held of them."""
        return Room(self.round, self.held)

    @cached_property
    def facilities(self) -> dict[str, Facility]:
        """Return the facilities by id."""
        return {facility.id: facility for facility in self.round.facilities}

    @cached_property
    def expert_rates(self) -> dict[str, int]:
        """Return cents for one full-time period by expert."""
        return {expert.id: expert.rate_cents for expert in self.round.experts}

    def all_packages(self) -> list[PackageVars]:
        """Return the packages of every project, in the round's order."""
        return [pkg for project in self.projects.values() for pkg in project.packages.values()]


def make_variables(round_: Round, held: Held | None = None) -> Variables:
    """Make every decision variable of a round but the money lines (the money family's)."""
    variables = Variables(round=round_, model=cp_model.CpModel(), held=held or Held())
    for project in round_.projects:
        accepted = variables.model.new_bool_var(f"accept[{project.id}]")
        packages = {
            package.id: _package(variables, project, package) for package in project.packages
        }
        variables.projects[project.id] = ProjectVars(project, accepted, packages)
    return variables


def _package(variables: Variables, project: Project, package: WorkPackage) -> PackageVars:
    round_, model = variables.round, variables.model
    label = f"{project.id}/{package.id}"
    earliest = max(project.earliest_start, package.earliest_start)
    latest = latest_end(round_, project, package.deadline)
    # An empty window keeps its variables (anywhere) and loses its options: never accepted.
    low, high = (earliest, latest) if earliest <= latest else (0, round_.calendar.periods)
    start = model.new_int_var(low, high, f"start[{label}]")
    end = model.new_int_var(low, high, f"end[{label}]")
    options = [
        _option(variables, project, package, mode, duration, start, end)
        for mode in package.modes
        for duration in durations(mode)
        if duration <= latest - earliest
    ]
    return PackageVars(project, package, start, end, options)


def _option(
    variables: Variables,
    project: Project,
    package: WorkPackage,
    mode: Mode,
    duration: int,
    start: cp_model.IntVar,
    end: cp_model.IntVar,
) -> Option:
    round_, model = variables.round, variables.model
    label = f"{project.id}/{package.id}/{mode.id}@{duration}"
    chosen = model.new_bool_var(f"do[{label}]")
    rank = required_clearance_rank(project, mode, {d.id: d for d in round_.datasets})
    window = (
        max(project.earliest_start, package.earliest_start),
        latest_end(round_, project, package.deadline),
    )
    places = [
        _place(variables, project, mode, duration, need, rank, label, window)
        for need in mode.staffing
    ]
    supplies = [
        Supply(need, _supply_literals(round_, model, project, need, label))
        for need in mode.facilities
    ]
    interval = model.new_optional_interval_var(start, duration, end, chosen, f"run[{label}]")
    return Option(mode, duration, chosen, rank, places, supplies, interval)


def _place(
    variables: Variables,
    project: Project,
    mode: Mode,
    duration: int,
    need: StaffingNeed,
    rank: int,
    label: str,
    window: tuple[int, int],
) -> Place:
    round_, model = variables.round, variables.model
    load = load_at(need, mode, duration)
    experts = {
        id_: model.new_bool_var(f"on[{label}/{need.id}/{id_}]")
        for id_ in variables.able(project, need, rank)
        if variables.room.fits(id_, load, duration, *window)
    }
    most = 0
    if need.outsource is not None and rank <= round_.policy.outsource_clearance.rank:
        limit = need.outsource.max_headcount
        most = need.headcount if limit is None else min(limit, need.headcount)
    outside = [
        model.new_bool_var(f"outside[{label}/{need.id}/{count + 1}]") for count in range(most)
    ]
    return Place(need, load, experts, outside)


def _supply_literals(
    round_: Round,
    model: cp_model.CpModel,
    project: Project,
    need: FacilityNeed,
    label: str,
) -> dict[str, cp_model.IntVar]:
    fitting: list[Facility] = [
        facility for facility in round_.facilities if facility_fits(facility, need, project)
    ]
    return {
        facility.id: model.new_bool_var(f"use[{label}/{need.id}/{facility.id}]")
        for facility in fitting
    }
