"""Seeded draws that are the same on every machine and under every Python."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

__all__ = ["Draw"]

T = TypeVar("T")


class Draw:
    """A stream of draws of its own for a purpose, so that purposes don't shift each other.

    Everything rests on :meth:`random.Random.random`, the one method whose sequence Python promises
    to keep, and on whole numbers; no logarithm or power whose last digit a platform may choose.

    Parameters
    ----------
    seed : int
    purpose : str
        Another purpose with the same seed gives an unrelated stream.
    """

    def __init__(self, seed: int, purpose: str) -> None:
        self._random = random.Random(f"{seed}/{purpose}").random

    def integer(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``, both included."""
        return low + int(self._random() * (high - low + 1))

    def middling(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``, the middle more often than the ends."""
        return (self.integer(low, high) + self.integer(low, high)) // 2

    def chance(self, pct: int) -> bool:
        """Return true in ``pct`` of a hundred draws."""
        return self._random() * 100 < pct

    def pick(self, items: Sequence[T]) -> T:
        """Return one of the items."""
        return items[int(self._random() * len(items))]

    def weighted(self, items: Sequence[T], weights: Sequence[int]) -> T:
        """Return one of the items, each as often as its weight says; all weights 0: any."""
        sums = list(accumulate(weights))
        if not sums[-1]:
            return self.pick(items)
        at = self._random() * sums[-1]
        return next(item for item, total in zip(items, sums, strict=True) if at < total)

    def some(self, items: Sequence[T], count: int) -> list[T]:
        """Return ``count`` different items (all of them when there are fewer), in drawn order."""
        left = list(items)
        times = min(count, len(left))
        return [left.pop(int(self._random() * len(left))) for _ in range(times)]
