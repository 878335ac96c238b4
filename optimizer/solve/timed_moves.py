"""Moves of a search for a stretch of time, in portions short enough to be stopped between."""

from __future__ import annotations

import time
from collections.abc import Callable

from optimizer.search.search import Search
from optimizer.solve.engine import Signal

__all__ = ["improve_until"]

PORTION_SECONDS = 0.05
FIRST_MOVES, FEWEST_MOVES, MOST_MOVES = 10, 5, 2000


def improve_until(search: Search, end: float, heat: Callable[[], float], stop: Signal) -> bool:
    """Make moves until a moment of the monotonic clock; say whether the best plan got better."""
    better = False
    moves = FIRST_MOVES
    while (begun := time.monotonic()) < end and not stop.is_set():
        better = search.improve(moves, heat()) or better
        took = max(1e-6, time.monotonic() - begun)
        moves = max(FEWEST_MOVES, min(MOST_MOVES, int(moves * PORTION_SECONDS / took)))
    return better
