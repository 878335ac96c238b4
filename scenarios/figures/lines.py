"""A plan joined with its round, line by line: who, what, when, whose, at which price.

Every figure of a report is a sum over these lines. They are computed from the domain alone, apart
from the verifier's own replay, so that the two can be held against each other in tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.domain import (
    Mode,
    MoneyNeed,
    Pin,
    Plan,
    PlannedPackage,
    Project,
    ProjectPin,
    Round,
    StaffingNeed,
)
from optimizer.domain.capacity import fund_slots
from optimizer.domain.semantics import is_lent, load_at, staffing_cents

__all__ = [
    "DatasetUse",
    "FacilityUse",
    "OutsideUse",
    "PackageRun",
    "Payment",
    "PersonUse",
    "PlanLines",
    "lines_of",
]


@dataclass(frozen=True, slots=True)
class PackageRun:
    """A package of an accepted project in the periods ``start <= t < end``.

    ``pins`` holds the kinds of the pins that bear on it, in the order of the round.
    """

    project: str
    package: str
    mode: str
    sponsor: str
    start: int
    end: int
    pins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonUse:
    """A named person on a staffing need: ``load_pct`` of full time in every period of the run.

    ``effort`` is percent-periods, ``cents`` the internal price; ``lent`` says that another
    department than the person's own sponsors the project.
    """

    project: str
    package: str
    need: str
    skill: str
    min_level: int
    expert: str
    department: str
    sponsor: str
    start: int
    end: int
    load_pct: int
    effort: int
    cents: int
    lent: bool


@dataclass(frozen=True, slots=True)
class OutsideUse:
    """Places of a staffing need that the market fills."""

    project: str
    package: str
    need: str
    skill: str
    sponsor: str
    start: int
    end: int
    load_pct: int
    places: int
    effort: int
    cents: int
    category: str
    """Category of the funds that pay; empty when it is counted as cost and drawn from no fund."""


@dataclass(frozen=True, slots=True)
class FacilityUse:
    """Units of a facility in every period of a package."""

    project: str
    package: str
    need: str
    facility: str
    kind: str
    department: str
    sponsor: str
    start: int
    end: int
    units: int
    unit_periods: int
    cents: int
    lent: bool


@dataclass(frozen=True, slots=True)
class DatasetUse:
    """A dataset that a project uses, once however many of its packages do."""

    project: str
    dataset: str
    department: str
    sponsor: str
    cents: int
    lent: bool


@dataclass(frozen=True, slots=True)
class Payment:
    """Money drawn from a fund; the slot is the fund's own, ``slot_start <= period < slot_end``."""

    project: str
    package: str
    need: str
    fund: str
    department: str
    sponsor: str
    category: str
    outsourcing: bool
    period: int
    slot_start: int
    slot_end: int
    cents: int


@dataclass(frozen=True, slots=True)
class PlanLines:
    """Every line of a plan, in the plan's order."""

    packages: tuple[PackageRun, ...] = ()
    people: tuple[PersonUse, ...] = ()
    outside: tuple[OutsideUse, ...] = ()
    facilities: tuple[FacilityUse, ...] = ()
    datasets: tuple[DatasetUse, ...] = ()
    payments: tuple[Payment, ...] = ()


def lines_of(round_: Round, plan: Plan) -> PlanLines:
    """Return the lines of a plan that answers ``round_``.

    Parameters
    ----------
    round_, plan : Round, Plan
        A plan that :func:`optimizer.verify.verify_plan` finds nothing against.

    Raises
    ------
    KeyError
        The plan names something that the round does not have.
    """
    return _Join(round_).lines(plan)


class _Join:
    """The round by its ids."""

    def __init__(self, round_: Round) -> None:
        self.periods = round_.calendar.periods
        self.projects = {project.id: project for project in round_.projects}
        self.modes = {
            (project.id, package.id, mode.id): mode
            for project in round_.projects
            for package in project.packages
            for mode in package.modes
        }
        self.experts = {expert.id: expert for expert in round_.experts}
        self.facilities = {facility.id: facility for facility in round_.facilities}
        self.datasets = {dataset.id: dataset for dataset in round_.datasets}
        self.funds = {fund.id: fund for fund in round_.funds}
        self.pins: dict[tuple[str, str], list[Pin]] = {}
        for pin in round_.pins:
            if not isinstance(pin, ProjectPin):
                self.pins.setdefault((pin.project, pin.package), []).append(pin)

    def lines(self, plan: Plan) -> PlanLines:
        placed = [
            (self.projects[planned.project], package)
            for planned in plan.projects
            for package in planned.packages
        ]
        return PlanLines(
            packages=tuple(self._package(project, run) for project, run in placed),
            people=tuple(use for project, run in placed for use in self._people(project, run)),
            outside=tuple(use for project, run in placed for use in self._outside(project, run)),
            facilities=tuple(
                use for project, run in placed for use in self._facilities(project, run)
            ),
            datasets=tuple(
                use
                for planned in plan.projects
                for use in self._datasets(self.projects[planned.project], planned.packages)
            ),
            payments=tuple(use for project, run in placed for use in self._payments(project, run)),
        )

    def _mode(self, project: Project, run: PlannedPackage) -> Mode:
        return self.modes[project.id, run.package, run.mode]

    def _package(self, project: Project, run: PlannedPackage) -> PackageRun:
        return PackageRun(
            project=project.id,
            package=run.package,
            mode=run.mode,
            sponsor=project.sponsor,
            start=run.start,
            end=run.end,
            pins=tuple(pin.kind for pin in self.pins.get((project.id, run.package), ())),
        )

    def _places(
        self, project: Project, run: PlannedPackage
    ) -> Iterator[tuple[StaffingNeed, tuple[str, ...], int, int]]:
        """Yield each staffing need with its people, outsourced places and load (%)."""
        mode = self._mode(project, run)
        needs = {need.id: need for need in mode.staffing}
        for line in run.staffing:
            need = needs[line.need]
            yield need, line.experts, line.outsourced, load_at(need, mode, run.end - run.start)

    def _people(self, project: Project, run: PlannedPackage) -> Iterator[PersonUse]:
        periods = run.end - run.start
        for need, named, _, load in self._places(project, run):
            for id_ in named:
                expert = self.experts[id_]
                yield PersonUse(
                    project=project.id,
                    package=run.package,
                    need=need.id,
                    skill=need.skill,
                    min_level=need.min_level,
                    expert=id_,
                    department=expert.department,
                    sponsor=project.sponsor,
                    start=run.start,
                    end=run.end,
                    load_pct=load,
                    effort=load * periods,
                    cents=staffing_cents(expert.rate_cents, load, periods),
                    lent=is_lent(expert.department, project),
                )

    def _outside(self, project: Project, run: PlannedPackage) -> Iterator[OutsideUse]:
        periods = run.end - run.start
        for need, _, places, load in self._places(project, run):
            if places and need.outsource is not None:
                yield OutsideUse(
                    project=project.id,
                    package=run.package,
                    need=need.id,
                    skill=need.skill,
                    sponsor=project.sponsor,
                    start=run.start,
                    end=run.end,
                    load_pct=load,
                    places=places,
                    effort=places * load * periods,
                    cents=places * staffing_cents(need.outsource.rate_cents, load, periods),
                    category=need.outsource.category or "",
                )

    def _facilities(self, project: Project, run: PlannedPackage) -> Iterator[FacilityUse]:
        needs = {need.id: need for need in self._mode(project, run).facilities}
        for line in run.facilities:
            facility, units = self.facilities[line.facility], needs[line.need].units
            unit_periods = units * (run.end - run.start)
            yield FacilityUse(
                project=project.id,
                package=run.package,
                need=line.need,
                facility=facility.id,
                kind=facility.kind,
                department=facility.department,
                sponsor=project.sponsor,
                start=run.start,
                end=run.end,
                units=units,
                unit_periods=unit_periods,
                cents=facility.rate_cents * unit_periods,
                lent=is_lent(facility.department, project),
            )

    def _datasets(self, project: Project, runs: tuple[PlannedPackage, ...]) -> Iterator[DatasetUse]:
        used = dict.fromkeys(
            need.dataset for run in runs for need in self._mode(project, run).datasets
        )
        for id_ in used:
            dataset = self.datasets[id_]
            yield DatasetUse(
                project=project.id,
                dataset=id_,
                department=dataset.department,
                sponsor=project.sponsor,
                cents=dataset.fee_cents,
                lent=is_lent(dataset.department, project),
            )

    def _payments(self, project: Project, run: PlannedPackage) -> Iterator[Payment]:
        mode = self._mode(project, run)
        cash: dict[str, MoneyNeed] = {need.id: need for need in mode.money}
        bought = {need.id: need.outsource for need in mode.staffing if need.outsource is not None}
        for line in run.money:
            fund = self.funds[line.fund]
            slot = next(
                slot
                for slot in fund_slots(fund, self.periods)
                if slot.start <= line.period < slot.end
            )
            if line.need in cash:
                category = cash[line.need].category
            else:
                category = bought[line.need].category or ""
            yield Payment(
                project=project.id,
                package=run.package,
                need=line.need,
                fund=fund.id,
                department=fund.department,
                sponsor=project.sponsor,
                category=category,
                outsourcing=line.need not in cash,
                period=line.period,
                slot_start=slot.start,
                slot_end=slot.end,
                cents=line.amount_cents,
            )
