"""Sketches: what a round is drawn as before it is written down as a round.

A project is drawn together with a plan for it alone, its *witness*: real people, a start for each
package, a facility for each need, a fund for each amount. What the project asks for is read off the
witness, so every project can be done when nothing else is.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optimizer.domain import Access, ExpertSkill, SecurityLevel
from scenarios.generate.catalogue import Kind

__all__ = [
    "DatasetSketch",
    "FacilitySketch",
    "FundSketch",
    "MoneySketch",
    "PackageSketch",
    "Place",
    "ProjectSketch",
    "Use",
]


@dataclass
class FacilitySketch:
    """A facility whose units are set once it is known what is asked of it."""

    index: int
    kind: Kind
    department: int
    access: Access
    operator: ExpertSkill | None = None
    security: SecurityLevel = SecurityLevel.GENERAL_1
    asked: int = 0
    """Unit-periods of all witnesses."""
    lent_most: int = 0
    """Unit-periods that one project of another department uses."""
    peak: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """Most units that one project uses, by period."""


@dataclass
class FundSketch:
    """A fund whose amounts are set once it is known what is asked of it."""

    index: int
    department: int
    categories: tuple[str, ...]
    access: Access
    spans: tuple[tuple[int, int], ...]
    """Fiscal slots; one over the horizon for a fund without slots."""
    slotted: bool = False
    roll_over: bool = False
    reserve_pct: int | None = None
    asked: list[int] = field(default_factory=list)
    """Cents of all witnesses, by slot."""
    peak: list[int] = field(default_factory=list)
    """Most cents that one project draws, by slot."""


@dataclass(frozen=True)
class DatasetSketch:
    """A dataset as the projects see it."""

    index: int
    department: int
    level: SecurityLevel
    access: Access
    purposes: tuple[str, ...]


@dataclass
class Place:
    """A staffing need with the people who fill it in the witness."""

    id: str
    skill: str
    level: int
    load: int
    team: list[int]
    same_as: tuple[int, str] | None = None
    """Package and need whose people these are."""


@dataclass(frozen=True)
class Use:
    """Units of a facility; ``named``: that very facility is asked for, not its kind."""

    facility: FacilitySketch
    units: int
    named: bool = False


@dataclass(frozen=True)
class MoneySketch:
    """Cents of a category, and the fund that pays them in the witness."""

    category: str
    cents: int
    timing: str
    fund: FundSketch


@dataclass
class PackageSketch:
    """A package at its place in the witness."""

    index: int
    duration: int
    start: int
    places: list[Place]
    before: list[tuple[int, int]]
    """Earlier packages with their least lags."""
    cluster: int = 0
    stretchable: bool = False
    """Its people could also do it at lower loads in half as much time again."""
    uses: list[Use] = field(default_factory=list)
    datasets: list[tuple[DatasetSketch, str]] = field(default_factory=list)
    money: list[MoneySketch] = field(default_factory=list)

    @property
    def end(self) -> int:
        """The period after its last."""
        return self.start + self.duration

    @property
    def effort(self) -> int:
        """Percent-periods of its people."""
        return sum(len(place.team) * place.load for place in self.places) * self.duration


@dataclass
class ProjectSketch:
    """A project and its witness."""

    index: int
    sponsor: int
    departments: list[int]
    """Sponsor first."""
    release: int
    security: SecurityLevel
    packages: list[PackageSketch] = field(default_factory=list)

    @property
    def end(self) -> int:
        """The end of the witness."""
        return max(package.end for package in self.packages)

    @property
    def start(self) -> int:
        """The start of the witness."""
        return min(package.start for package in self.packages)

    @property
    def effort(self) -> int:
        """Percent-periods of its people."""
        return sum(package.effort for package in self.packages)
