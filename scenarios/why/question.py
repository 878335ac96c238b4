"""A question about one project of a solved round, and the smaller rounds it is answered by."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from optimizer.checks.facts import Facts
from optimizer.domain import Plan, Project, ProjectPin, Round
from optimizer.domain.semantics import durations
from optimizer.explain.offers import PriceList
from optimizer.solve import Limits
from optimizer.solve.free_part import FreePart, free_part, with_dependents
from scenarios.changes import AnyChange, DropPin
from scenarios.changes.change import named

__all__ = ["OnStep", "Question", "model_size"]

OnStep = Callable[[str], None]
"""Called with the stable name of each step as it begins."""

MOST_WHOLE = 6_000
"""Largest size (:func:`model_size`) of a question put to the whole round at once."""


@dataclass(frozen=True)
class Question:
    """Why a project is not in a plan.

    Attributes
    ----------
    round, plan : Round, Plan
        A plan that the verifier finds nothing against.
    project_id : str
        Not in the plan.
    limits : Limits
        Time for the whole answer; workers and seed of each solve.
    prices : PriceList
    cancel : threading.Event or None
    """

    round: Round
    plan: Plan
    project_id: str
    limits: Limits = field(default_factory=lambda: Limits(time_limit_seconds=20.0))
    prices: PriceList = field(default_factory=PriceList)
    cancel: threading.Event | None = None

    @cached_property
    def project(self) -> Project:
        """The project asked about.

        Raises
        ------
        BadScenario
            The round has no such project.
        """
        return named("project", self.round.projects, self.project_id)

    @cached_property
    def dropped(self) -> tuple[AnyChange, ...]:
        """Pins that keep the project out by themselves: they are dropped before all else."""
        return tuple(
            DropPin(pin=pin)
            for pin in self.round.pins
            if isinstance(pin, ProjectPin)
            and pin.project in {p.id for p in self.wanted}
            and not pin.accepted
        )

    @cached_property
    def base(self) -> Round:
        """The round without these pins, and without a baseline."""
        gone = {change.pin for change in self.dropped if isinstance(change, DropPin)}
        pins = tuple(pin for pin in self.round.pins if pin not in gone)
        return self.round.model_copy(update={"pins": pins, "baseline": None})

    @cached_property
    def planned(self) -> frozenset[str]:
        """Accepted projects."""
        return frozenset(item.project for item in self.plan.projects)

    @cached_property
    def wanted(self) -> tuple[Project, ...]:
        """The project and what it needs first and the plan does not hold."""
        by_id = {project.id: project for project in self.round.projects}
        found: dict[str, Project] = {}
        waiting = [self.project_id]
        while waiting:
            name = waiting.pop()
            if name not in found and (name == self.project_id or name not in self.planned):
                found[name] = by_id[name]
                waiting += [before.project for before in by_id[name].prerequisites]
        return tuple(project for project in self.round.projects if project.id in found)

    @cached_property
    def given_up(self) -> frozenset[str]:
        """Accepted projects that can't stay: of the same exclusive group, and what needs these."""
        groups = {project.exclusive_group for project in self.wanted} - {None}
        gone = {
            project.id
            for project in self.round.projects
            if project.id in self.planned and project.exclusive_group in groups
        }
        while True:
            more = {
                project.id
                for project in self.round.projects
                if project.id in self.planned - gone
                and any(before.project in gone for before in project.prerequisites)
            }
            if not more:
                return frozenset(gone)
            gone |= more

    @cached_property
    def is_excluded(self) -> bool:
        """Whether it can't join whatever is bought.

        It needs a project of its own group, or what must be done is of a group with it.
        """
        facts = Facts(self.base)
        needed = facts.with_prerequisites([self.project_id])
        groups = [p.exclusive_group for p in needed if p.exclusive_group is not None]
        gone = {*facts.forced, *(project.id for project in needed)} & self.given_up
        return bool(gone) or len(groups) > len(set(groups))

    @cached_property
    def required(self) -> frozenset[str]:
        """What must be done together when the project joins and nobody else loses."""
        return (self.planned - self.given_up) | {project.id for project in self.wanted}

    @cached_property
    def kept(self) -> Plan:
        """The plan without what can't stay."""
        left = tuple(p for p in self.plan.projects if p.project not in self.given_up)
        return Plan(projects=left)

    def part(self, also: Iterable[str] = ()) -> FreePart:
        """Return the round in which the project and some others are free, the rest as planned."""
        names = {project.id for project in self.wanted} | set(also)
        free = with_dependents(self.base, self.kept, names) - self.given_up
        return free_part(self.base, self.kept, free)

    @cached_property
    def beside(self) -> FreePart:
        """The project alone beside the plan as it is."""
        return self.part()

    @cached_property
    def is_small(self) -> bool:
        """Whether the whole round is small enough to be asked at once."""
        return model_size(self.base, self.required) <= MOST_WHOLE

    def cancelled(self) -> bool:
        """Say whether the caller asked to stop."""
        return self.cancel is not None and self.cancel.is_set()


def model_size(round_: Round, projects: Iterable[str]) -> int:
    """Return about how many ways there are to name somebody in some projects of a round."""
    holders: dict[str, int] = {}
    for expert in round_.experts:
        for skill in {has.skill for has in expert.skills}:
            holders[skill] = holders.get(skill, 0) + 1
    chosen = set(projects)
    return sum(
        holders.get(need.skill, 0) * len(durations(mode))
        for project in round_.projects
        if project.id in chosen
        for package in project.packages
        for mode in package.modes
        for need in mode.staffing
    )
