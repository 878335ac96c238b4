"""Limits of a solve, and what it reports while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Limits", "OnProgress", "Progress"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how a round may be solved.

    Attributes
    ----------
    time_limit_seconds : float or None
        For all levels together; ``None``: until optimality is proven. In deterministic mode it is
        the solver's deterministic time, so that the same bytes come out on every machine.
    workers : int
        Search threads; deterministic mode uses one.
    seed : int
    deterministic : bool
        Same round, seed and version give the same outcome, byte for byte.
    """

    time_limit_seconds: float | None = 60.0
    workers: int = 2
    seed: int = 0
    deterministic: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of the level being optimised; ``seconds`` since the solve began."""

    level: str
    incumbent: int | None
    bound: int | None
    gap: float | None
    seconds: float


OnProgress = Callable[[Progress], None]
