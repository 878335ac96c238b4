"""Some projects of a round free, the others as a plan has them: a small model for a small question.

Like :mod:`optimizer.solve.neighbourhood`, without compiled code: it reads what the others use from
the plan itself, so that a question about one project is answered in less time than loading takes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from optimizer.checks.facts import Facts
from optimizer.domain import Plan, PlannedProject, Project, ProjectPin, Round
from optimizer.domain.capacity import IntArray
from optimizer.explain.room import Room
from optimizer.model.held import Held

__all__ = ["FreePart", "free_part", "with_dependents"]


@dataclass(frozen=True)
class FreePart:
    """Free projects as a round of their own.

    Attributes
    ----------
    round : Round
        The free projects; project pins on them are left out.
    held : Held
        What the fixed ones use.
    fixed : tuple of PlannedProject
    order : tuple of str
        All projects in the order of the whole round.
    """

    round: Round
    held: Held
    fixed: tuple[PlannedProject, ...]
    order: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is fixed: what is proven here holds for the round."""
        return not self.fixed

    def with_rest(self, plan: Plan) -> Plan:
        """Return the plan of the whole round."""
        by_id = {item.project: item for item in (*self.fixed, *plan.projects)}
        return Plan(projects=tuple(by_id[id_] for id_ in self.order if id_ in by_id))


def with_dependents(round_: Round, plan: Plan, names: Iterable[str]) -> set[str]:
    """Return projects with all that must move along with them.

    That is: what they need first and the plan does not hold, what is planned and requires one of
    them, and planned ones that share an exclusive group with one that is not planned.
    """
    by_id = {project.id: project for project in round_.projects}
    planned = {item.project for item in plan.projects}
    groups: dict[str, list[str]] = defaultdict(list)
    users: dict[str, list[str]] = defaultdict(list)
    for project in round_.projects:
        if project.exclusive_group is not None and project.id in planned:
            groups[project.exclusive_group].append(project.id)
        for before in project.prerequisites:
            if project.id in planned:
                users[before.project].append(project.id)
    chosen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in chosen:
            continue
        chosen.add(name)
        project = by_id[name]
        waiting += users[name]
        waiting += [b.project for b in project.prerequisites if b.project not in planned]
        if name not in planned and project.exclusive_group is not None:
            waiting += groups[project.exclusive_group]
    return chosen


def free_part(round_: Round, plan: Plan, free: Collection[str]) -> FreePart:
    """Return the free projects as a round beside what the others of a plan hold.

    Parameters
    ----------
    round_, plan : Round, Plan
        A plan that the verifier finds nothing against.
    free : collection of str
        As :func:`with_dependents` returns them. What is neither free nor planned stays out.
    """
    fixed = tuple(item for item in plan.projects if item.project not in free)
    facts = Facts(round_)
    room = Room(facts, Plan(projects=fixed))
    projects = tuple(_beside(room, project) for project in round_.projects if project.id in free)
    part = round_.model_copy(
        update={
            "projects": tuple(_inside(project, free) for project in projects),
            "pins": tuple(
                pin
                for pin in round_.pins
                if pin.project in free and not isinstance(pin, ProjectPin)
            ),
            "baseline": None,
        }
    )
    return FreePart(part, held_by(room), fixed, tuple(p.id for p in round_.projects))


def _beside(room: Room, project: Project) -> Project:
    """Return a project that waits for the ends of the fixed ones it requires."""
    earliest = [project.earliest_start]
    earliest += [
        room.ends[before.project] + before.min_lag
        for before in project.prerequisites
        if before.min_lag is not None and before.project in room.ends
    ]
    return project.model_copy(update={"earliest_start": max(earliest)})


def _inside(project: Project, free: Collection[str]) -> Project:
    kept = tuple(before for before in project.prerequisites if before.project in free)
    return project.model_copy(update={"prerequisites": kept, "mandatory": False})


def held_by(room: Room) -> Held:
    """Return by id what the projects in a room use."""
    facts, round_ = room.facts, room.facts.round
    load: dict[str, IntArray] = {}
    lent: dict[str, IntArray] = {}
    packages: dict[str, IntArray] = {}
    lent_sum: dict[str, int] = {}
    for row, expert in enumerate(round_.experts):
        if ("expert", expert.id) not in room.holds:
            continue
        limit = facts.limited[expert.id]
        load[expert.id] = limit - room.load[row]
        lent[expert.id] = limit - expert.keep_pct - room.lent_load[row]
        if expert.max_packages is not None:
            packages[expert.id] = expert.max_packages - room.at_once[row]
        if expert.lend_limit_pct_periods is not None:
            lent_sum[expert.id] = expert.lend_limit_pct_periods - int(room.lendable[row])
    units: dict[str, IntArray] = {}
    units_lent: dict[str, IntArray] = {}
    units_lent_sum: dict[str, int] = {}
    for row, facility in enumerate(round_.facilities):
        if ("facility", facility.id) not in room.holds:
            continue
        offered = facts.units[facility.id]
        units[facility.id] = offered - room.units[row]
        units_lent[facility.id] = offered - facility.keep_units - room.lent_units[row]
        if facility.lend_limit_unit_periods is not None:
            left = int(room.lendable_units[row])
            units_lent_sum[facility.id] = facility.lend_limit_unit_periods - left
    return Held(
        load=load,
        lent=lent,
        packages=packages,
        lent_sum=lent_sum,
        units=units,
        units_lent=units_lent,
        units_lent_sum=units_lent_sum,
        users={
            dataset.id: dataset.max_users - room.users[row]
            for row, dataset in enumerate(round_.datasets)
            if dataset.max_users is not None
        },
        drawn=_drawn(room),
        channels=_channels(room),
    )


def _drawn(room: Room) -> dict[tuple[str, int], int]:
    drawn: dict[tuple[str, int], int] = defaultdict(int)
    for fund in room.facts.round.funds:
        for hold in room.holds.get(("fund", fund.id), ()):
            drawn[fund.id, hold.start] += hold.amount
    return dict(drawn)


def _channels(room: Room) -> dict[str, tuple[tuple[int, int], ...]]:
    held: dict[str, Sequence[tuple[int, int]]] = {}
    for facility in room.facts.round.facilities:
        if facility.channel is not None and room.hulls.get(facility.id):
            after = facility.channel.protection_periods
            hulls = room.hulls[facility.id].values()
            held[facility.id] = [(first, last + after) for first, last in hulls]
    return {name: tuple(hulls) for name, hulls in held.items()}
