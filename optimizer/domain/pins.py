"""Pins: what people have already agreed.

A pin on a package, person or fund binds **if** its project is accepted; pin the project too to
force it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from optimizer.domain.types import Cents, Frozen, Id, PeriodIndex

__all__ = ["FundPin", "ModePin", "PersonPin", "Pin", "ProjectPin", "StartPin", "WindowPin"]


class ProjectPin(Frozen):
    """The project is accepted, or rejected."""

    kind: Literal["project"] = "project"
    project: Id
    accepted: bool
    reason: str = ""


class StartPin(Frozen):
    """The package starts in this period."""

    kind: Literal["start"] = "start"
    project: Id
    package: Id
    start: PeriodIndex
    reason: str = ""


class ModePin(Frozen):
    """The package is done in this mode."""

    kind: Literal["mode"] = "mode"
    project: Id
    package: Id
    mode: Id
    reason: str = ""


class WindowPin(Frozen):
    """The package lies in ``[earliest_start, deadline)``."""

    kind: Literal["window"] = "window"
    project: Id
    package: Id
    earliest_start: PeriodIndex = 0
    deadline: PeriodIndex | None = None
    reason: str = ""


class PersonPin(Frozen):
    """The expert is on the need, or (``assigned`` false) is not.

    A mode without the need is not bound by ``assigned`` false and is excluded by ``assigned`` true.
    """

    kind: Literal["person"] = "person"
    project: Id
    package: Id
    need: Id
    expert: Id
    assigned: bool = True
    reason: str = ""


class FundPin(Frozen):
    """The fund pays exactly this amount of the money need, over all slots."""

    kind: Literal["fund"] = "fund"
    project: Id
    package: Id
    need: Id
    fund: Id
    amount_cents: Cents
    reason: str = ""


Pin = Annotated[
    ProjectPin | StartPin | ModePin | WindowPin | PersonPin | FundPin, Field(discriminator="kind")
]
