"""What is to be generated: how large, how contended, with which families of the domain."""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt
from typing import Literal

from optimizer.domain import Text

__all__ = ["SIZES", "Families", "Shape", "UnusableShape"]

Families = Literal["basic", "all"]

_RANGES = {
    "experts": (5, 20_000),
    "projects": (1, 10_000),
    "periods": (12, 520),
    "contention_pct": (20, 400),
}


class UnusableShape(ValueError):
    """No round can be generated to this order; ``reason`` says why in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.reason = Text(zh=zh, en=en)


@dataclass(frozen=True, slots=True)
class Shape:
    """The order for a generated round.

    Attributes
    ----------
    experts, projects, periods : int
        Numbers of people, of requests and of weeks.
    seed : int
        The same shape with the same seed gives the same round.
    contention_pct : int
        Person-periods asked for, in percent of those on offer.
    families : {"basic", "all"}
        ``basic``: skills and levels, calendars, facilities, funds of two categories, packages with
        modes and minimum lags, windows, mandatory projects. ``all``: everything of the domain.

    Raises
    ------
    UnusableShape
        A number is outside what makes sense.
    """

    experts: int
    projects: int
    periods: int = 52
    seed: int = 0
    contention_pct: int = 130
    families: Families = "basic"

    def __post_init__(self) -> None:
        for name, (low, high) in _RANGES.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise UnusableShape(
                    f"{name} 应为 {low} 至 {high}，不能是 {value}",
                    f"{name} must be {low} to {high}, not {value}",
                )

    @property
    def everything(self) -> bool:
        """Whether every family of the domain is wanted."""
        return self.families == "all"

    @property
    def departments(self) -> int:
        """3 for 30 people, 11 for 400, 40 for 5,000."""
        return min(40, max(3, isqrt(self.experts) * 4 // 7))

    @property
    def clusters(self) -> int:
        """Groups of related skills: 2 for 30 people, 4 for 400, 8 for 5,000."""
        return min(8, max(2, isqrt(isqrt(self.experts))))

    @property
    def kinds(self) -> int:
        """Kinds of facilities: 3 for 30 people, 12 from some 1,600 on."""
        return min(12, max(3, isqrt(self.experts) * 2 // 5 + 1))

    @property
    def facilities(self) -> int:
        """One for each 11 people, and at least one of each kind."""
        return max(self.kinds, self.experts // 11)


SIZES: dict[str, tuple[int, int, int]] = {
    "S": (30, 12, 26),
    "M": (120, 60, 52),
    "L": (400, 200, 52),
    "XL": (2000, 800, 52),
}
"""Experts, projects and weeks by the name of a size."""
