"""The plan: who does what, when, with which money."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from optimizer.domain.types import Cents, Frozen, Id, PeriodIndex

__all__ = [
    "Baseline",
    "ChangeWeights",
    "FacilityLine",
    "MoneyLine",
    "Plan",
    "PlannedPackage",
    "PlannedProject",
    "StaffingLine",
]


class StaffingLine(Frozen):
    """The named people of a staffing need and the places filled from outside."""

    need: Id
    experts: tuple[Id, ...] = ()
    outsourced: Annotated[int, Field(ge=0)] = 0


class FacilityLine(Frozen):
    """The one facility that supplies a whole facility need."""

    need: Id
    facility: Id


class MoneyLine(Frozen):
    """Money drawn from a fund for a money need, or for the outsourced places of a staffing need.

    ``period`` is the first period of the fiscal segment in which the money falls (see
    :func:`optimizer.domain.capacity.fiscal_segments`); 0 when funds have no slots.
    """

    need: Id
    fund: Id
    period: PeriodIndex = 0
    amount_cents: Cents


class PlannedPackage(Frozen):
    """A scheduled work package; it runs in the periods ``start <= t < end``."""

    package: Id
    mode: Id
    start: PeriodIndex
    end: PeriodIndex
    staffing: tuple[StaffingLine, ...] = ()
    facilities: tuple[FacilityLine, ...] = ()
    money: tuple[MoneyLine, ...] = ()


class PlannedProject(Frozen):
    """An accepted project with all its packages."""

    project: Id
    packages: tuple[PlannedPackage, ...]


class Plan(Frozen):
    """Accepted projects, in the round's order. A project that is not here is rejected."""

    projects: tuple[PlannedProject, ...] = ()


ChangeWeight = Annotated[int, Field(ge=0, le=1_000_000)]


class ChangeWeights(Frozen):
    """What counts as one change. A project in or out counts once, not line by line."""

    project: ChangeWeight = 10
    start: ChangeWeight = 1
    mode: ChangeWeight = 1
    person: ChangeWeight = 1
    """For each person named on a need in the baseline and not in the plan."""


class Baseline(Frozen):
    """An earlier plan to stay close to."""

    plan: Plan
    weights: ChangeWeights = ChangeWeights()
