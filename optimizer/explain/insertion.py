"""Put a project into a plan without moving anything else, or say what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.domain import (
    Blocker,
    ModePin,
    PersonPin,
    Pin,
    PlannedPackage,
    PlannedProject,
    Project,
    ProjectPin,
    StartPin,
    WindowPin,
    WorkPackage,
)
from optimizer.domain.semantics import durations
from optimizer.explain.blocking import (
    dataset_blocker,
    facility_blocker,
    people_blocker,
    time_blocker,
)
from optimizer.explain.options import ModeOption
from optimizer.explain.placing import Placing
from optimizer.explain.room import Room
from optimizer.verify.resolved import Activity, Staffed, Supplied

__all__ = ["Blocked", "Inserted", "insert_project"]

MOST_STARTS = 60
"""Starts of a package that are tried in full, earliest ends first."""


@dataclass(frozen=True, slots=True)
class Inserted:
    """The project as it could be done beside the plan."""

    planned: PlannedProject


@dataclass(frozen=True, slots=True)
class Blocked:
    """What stands in the way of the first package that finds no place."""

    blockers: tuple[Blocker, ...]


def insert_project(room: Room, project: Project) -> Inserted | Blocked:
    """Place a project's packages one after the other, each as early as it can end.

    Nothing that is in the plan moves, and no package is taken back: the answer *inserted* is a plan
    to be verified, the answer *blocked* names what is taken and does not prove that nothing fits.

    Parameters
    ----------
    room : Room
        What the plan leaves free; unchanged.
    project : Project
        Of a round without errors; its prerequisites are in the plan.
    """
    return _Insertion(room.copy(), project).run()


class _Insertion:
    def __init__(self, room: Room, project: Project) -> None:
        self.room = room
        self.project = project
        self.placed: dict[str, Activity] = {}
        self.pins: dict[str, list[Pin]] = {}
        for pin in room.facts.round.pins:
            if not isinstance(pin, ProjectPin) and pin.project == project.id:
                self.pins.setdefault(pin.package, []).append(pin)
        self.earliest = max(
            (
                room.ends[before.project] + before.min_lag
                for before in project.prerequisites
                if before.min_lag is not None and before.project in room.ends
            ),
            default=0,
        )

    def run(self) -> Inserted | Blocked:
        packages = {package.id: package for package in self.project.packages}
        for name in self.room.facts.orders[self.project.id]:
            found = self._place(packages[name])
            if isinstance(found, Blocked):
                return found
            self.placed[name] = found
            self.room.take(found)
        planned = tuple(self.placed[package.id].planned for package in self.project.packages)
        return Inserted(PlannedProject(project=self.project.id, packages=planned))

    def _place(self, package: WorkPackage) -> Activity | Blocked:
        first, last_start, last_end = self._bounds(package)
        options = self._options(package, last_end - first)
        starts = {
            option: range(first, min(last_start, last_end - option.duration) + 1)
            for option in options
        }
        usable = [option for option in options if option.possible and starts[option]]
        if not usable:
            anything = options or [self._option(package, 0)]
            return Blocked((time_blocker(anything[0], first, last_end),))
        counts = {option: option.lacking(starts[option]) for option in usable}
        candidates = sorted(
            (starts[option][i] + option.duration, k, i)
            for k, option in enumerate(usable)
            for i, count in enumerate(counts[option].tolist())
            if count == 0
        )
        nearest: list[Blocker] | None = None
        for _, k, i in candidates[:MOST_STARTS]:
            option = usable[k]
            placing = Placing(option, starts[option][i], self._companions(option))
            planned = placing.attempt()
            if planned is not None:
                return self._activity(option, planned)
            if nearest is None or len(placing.blockers) < len(nearest):
                nearest = placing.blockers
        if nearest is not None:
            return Blocked(tuple(nearest))
        k, i = min(
            ((k, i) for k, option in enumerate(usable) for i in range(len(starts[option]))),
            key=lambda at: (counts[usable[at[0]]][at[1]], at[1], at[0]),
        )
        return Blocked(tuple(_lacking_at(usable[k], starts[usable[k]][i])))

    def _bounds(self, package: WorkPackage) -> tuple[int, int, int]:
        """Return first start, last start and last end beside what is placed already."""
        window = self.room.facts.windows[self.project.id][package.id]
        first = max(window.first_start, self.earliest)
        last_start, last_end = window.last_start, window.last_end
        for link in package.predecessors:
            end = self.placed[link.package].planned.end
            first = max(first, end + link.min_lag)
            if link.max_lag is not None:
                last_start = min(last_start, end + link.max_lag)
        for pin in self.pins.get(package.id, []):
            if isinstance(pin, StartPin):
                first, last_start = max(first, pin.start), min(last_start, pin.start)
            elif isinstance(pin, WindowPin):
                first = max(first, pin.earliest_start)
                last_end = last_end if pin.deadline is None else min(last_end, pin.deadline)
        return first, last_start, last_end

    def _options(self, package: WorkPackage, room: int) -> list[ModeOption]:
        wanted = {p.mode for p in self.pins.get(package.id, []) if isinstance(p, ModePin)}
        return [
            self._option(package, k, duration)
            for k, mode in enumerate(package.modes)
            for duration in durations(mode)
            if duration <= room and (not wanted or mode.id in wanted)
        ]

    def _option(self, package: WorkPackage, k: int, duration: int | None = None) -> ModeOption:
        people = tuple(p for p in self.pins.get(package.id, []) if isinstance(p, PersonPin))
        mode = package.modes[k]
        lasting = mode.duration if duration is None else duration
        return ModeOption(self.room, self.project, package, mode, lasting, people)

    def _companions(self, option: ModeOption) -> dict[str, frozenset[str]]:
        """Return the people placed on the other side of each continuity, by need of the option."""
        found: dict[str, frozenset[str]] = {}
        for need in option.mode.staffing:
            if need.same_as is not None:
                people = self._named(need.same_as.package, need.same_as.need)
                if people is not None:
                    found[need.id] = people
        for name, activity in self.placed.items():
            for line in activity.staffed:
                link = line.need.same_as
                if link is not None and link.package == option.package.id:
                    people = self._named(name, line.need.id)
                    if people is not None:
                        found.setdefault(link.need, people)
        return found

    def _named(self, package: str, need: str) -> frozenset[str] | None:
        activity = self.placed.get(package)
        for line in activity.staffed if activity is not None else ():
            if line.need.id == need:
                return frozenset(expert.id for expert in line.experts)
        return None

    def _activity(self, option: ModeOption, planned: PlannedPackage) -> Activity:
        facts = self.room.facts
        needs = {need.id: need for need in option.mode.staffing}
        things = {need.id: need for need in option.mode.facilities}
        return Activity(
            option.project,
            option.package,
            option.mode,
            planned,
            tuple(
                Staffed(
                    needs[line.need],
                    tuple(facts.experts[name] for name in line.experts),
                    len(line.experts),
                    line.outsourced,
                )
                for line in planned.staffing
            ),
            tuple(
                Supplied(things[line.need], facts.facility(line.facility))
                for line in planned.facilities
            ),
        )


def _lacking_at(option: ModeOption, start: int) -> list[Blocker]:
    """Return a blocker for each need that can't be met at a start."""
    people = [
        people_blocker(option, need, start)
        for need in option.mode.staffing
        if int(option.people_free(need)[1][:, start].sum())
        < need.headcount - option.outsiders(need, option.rank)
    ]
    things = [
        facility_blocker(option, need, start)
        for need in option.mode.facilities
        if not option.facilities_free(need)[1][:, start].any()
    ]
    data = [
        dataset_blocker(option, name, start)
        for name in sorted({need.dataset for need in option.mode.datasets})
        if not option.dataset_free(name)[start]
    ]
    return people + things + data
