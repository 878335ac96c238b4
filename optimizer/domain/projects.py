"""Requests: projects, work packages, modes and what they need."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from optimizer.domain.types import Cents, Frozen, Id, PeriodIndex, SecurityLevel, Text

__all__ = [
    "Benefit",
    "DatasetNeed",
    "FacilityNeed",
    "Mode",
    "MoneyNeed",
    "NeedRef",
    "Outsource",
    "Predecessor",
    "Prerequisite",
    "Project",
    "StaffingNeed",
    "WorkPackage",
]


class NeedRef(Frozen):
    """A staffing need of another package of the same project."""

    package: Id
    need: Id


class Outsource(Frozen):
    """Leave to fill places of a staffing need from the market."""

    rate_cents: Cents
    """Market price of one full-time period of one person."""
    category: str | None = None
    """Fund category that must pay for it; ``None``: counted as cost, drawn from no fund."""
    max_headcount: Annotated[int, Field(ge=1)] | None = None
    """Most places filled from outside; ``None``: all of them."""


class StaffingNeed(Frozen):
    """``headcount`` different people with a skill, each at ``load_pct`` for the whole duration."""

    id: Id
    """Unique within the mode, shared by facility and money needs."""
    skill: Id
    min_level: Annotated[int, Field(ge=1, le=5)] = 1
    headcount: Annotated[int, Field(ge=1, le=10_000)] = 1
    load_pct: Annotated[int, Field(ge=1, le=100)] = 100
    """Load of each person, at the mode's (shortest) duration."""
    outsource: Outsource | None = None
    same_as: NeedRef | None = None
    """Continuity: of the two needs, the people named on the one that names fewer are all among
    those named on the other. Outsourced places have no names and are outside this rule."""


class FacilityNeed(Frozen):
    """``units`` of one facility (of a kind, or a given one) for the whole duration."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {"properties": {name: {"type": "string"}}, "required": [name]}
                for name in ("kind", "facility")
            ]
        }
    )

    id: Id
    kind: Id | None = None
    facility: Id | None = None
    """Exactly one of ``kind`` and ``facility`` is given."""
    units: Annotated[int, Field(ge=1, le=10**9)] = 1

    @model_validator(mode="after")
    def _one_of(self) -> FacilityNeed:
        if (self.kind is None) == (self.facility is None):
            raise ValueError("give exactly one of kind and facility")
        return self


class DatasetNeed(Frozen):
    """Use of a dataset for a purpose while the package runs."""

    dataset: Id
    purpose: str = ""


class MoneyNeed(Frozen):
    """Cash that must come from funds of a category; it may be split over several funds."""

    id: Id
    category: str
    amount_cents: Cents
    timing: Literal["start", "spread", "end"] = "spread"
    """Falls in the first period, evenly over all (see ``money_by_period``), or in the last."""
    currency: str | None = None
    """ISO 4217 code; must be the round's. ``None``: the round's."""


class Mode(Frozen):
    """One way to do a work package.

    With ``max_duration`` the effort is fixed and may be spread: the mode may last any number of
    periods from ``duration`` to ``max_duration``, and at duration ``d`` each person's load is
    ``ceil(load_pct * duration / d)``. Everything else stays as stated.
    """

    id: Id
    duration: PeriodIndex
    """Periods; 0 makes a milestone that uses nothing renewable."""
    max_duration: PeriodIndex | None = None
    staffing: tuple[StaffingNeed, ...] = ()
    facilities: tuple[FacilityNeed, ...] = ()
    datasets: tuple[DatasetNeed, ...] = ()
    money: tuple[MoneyNeed, ...] = ()


class Predecessor(Frozen):
    """Finish-to-start lag: ``end(package) + min_lag <= start <= end(package) + max_lag``."""

    package: Id
    min_lag: Annotated[int, Field(ge=-100_000, le=100_000)] = 0
    max_lag: Annotated[int, Field(ge=-100_000, le=100_000)] | None = None


class WorkPackage(Frozen):
    """A work package (the *activity* of RCPSP): done in one mode, without interruption."""

    id: Id
    """Unique within the project."""
    name: Text = Text()
    modes: Annotated[tuple[Mode, ...], Field(min_length=1)]
    predecessors: tuple[Predecessor, ...] = ()
    earliest_start: PeriodIndex = 0
    deadline: PeriodIndex | None = None
    """The package ends by here (``end <= deadline``)."""
    needed_by: tuple[Id, ...] = ()
    """Departments whose benefit needs it; empty: every department with a benefit."""


class Benefit(Frozen):
    """What a project is worth to a department, in value points."""

    department: Id
    value: Annotated[int, Field(ge=0, le=10**9)]


class Prerequisite(Frozen):
    """The project may be accepted only if the one named here is.

    With ``min_lag`` it also starts no earlier than that project's end plus the lag; ``None`` asks
    for acceptance only.
    """

    project: Id
    min_lag: Annotated[int, Field(ge=-100_000, le=100_000)] | None = 0


class Project(Frozen):
    """A requested cross-department project: accepted whole or not at all."""

    id: Id
    title: Text = Text()
    background: Text = Text()
    goals: Text = Text()
    expected_results: Text = Text()
    sponsor: Id
    participants: tuple[Id, ...] = ()
    """Departments taking part; the sponsor always does."""
    benefits: tuple[Benefit, ...] = ()
    tier: Annotated[int, Field(ge=1, le=9)] = 3
    """1 strategic, 2 important, 3 ordinary; weights are the policy's."""
    mandatory: bool = False
    earliest_start: PeriodIndex = 0
    deadline: PeriodIndex | None = None
    """Hard: every package ends by here."""
    due: PeriodIndex | None = None
    """Wanted end; later costs ``late_penalty_cents`` for each period."""
    late_penalty_cents: Cents = 0
    security_level: SecurityLevel = SecurityLevel.GENERAL_1
    """Clearance that everyone staffed on it must have."""
    exclusive_group: Id | None = None
    """At most one project of a group is accepted (scope variants of one request)."""
    prerequisites: tuple[Prerequisite, ...] = ()
    requested_experts: tuple[Id, ...] = ()
    """Wishes: counted in the objective's ``people`` measure, never forced."""
    forbidden_experts: tuple[Id, ...] = ()
    """Never staffed on it."""
    revenue_cents: Cents = 0
    """Expected revenue, the base of a channel's referral share."""
    packages: Annotated[tuple[WorkPackage, ...], Field(min_length=1)]

    @property
    def departments(self) -> tuple[str, ...]:
        """The sponsor and the participants, each once, in the order given."""
        return tuple(dict.fromkeys((self.sponsor, *self.participants)))

    @property
    def benefit(self) -> int:
        """Total benefit over departments, before the tier's weight."""
        return sum(benefit.value for benefit in self.benefits)
