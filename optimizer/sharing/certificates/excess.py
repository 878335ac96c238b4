"""Excesses of all coalitions in exact integers, block by block.

The excess of a coalition is its dissatisfaction: ``v(S) − x(S)`` in a value game, ``x(S) − c(S)``
in a cost game. One pass touches each of the ``2**n`` numbers once; memory stays at one block.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.sharing.game import Game

__all__ = ["ExcessScan", "WorstCoalition", "subset_sums"]

_BLOCK_BITS = 14
_SAFE = 2**62

Table = NDArray[Any]


def subset_sums(parts: Sequence[int], exact_objects: bool = False) -> Table:
    """Return the sum over every subset of some integers, by mask."""
    sums: Table = np.zeros(1, dtype=object if exact_objects else np.int64)
    for part in parts:
        sums = np.concatenate([sums, sums + part])
    return sums


class WorstCoalition:
    """The proper coalition of largest excess (smallest mask among equals)."""

    __slots__ = ("excess", "mask")

    def __init__(self, mask: int, excess: Fraction) -> None:
        self.mask = mask
        self.excess = excess


class ExcessScan:
    """Exact excesses of one vector of shares.

    Parameters
    ----------
    game : Game
        An exact game.
    shares : sequence of Fraction, length n
    thresholds : iterable of Fraction
        Numbers the excesses will be compared with; they join the common denominator.

    Attributes
    ----------
    denominator : int
        All blocks hold excess times this.
    """

    def __init__(
        self, game: Game, shares: Sequence[Fraction], thresholds: Iterable[Fraction] = ()
    ) -> None:
        if game.is_interval:
            raise ValueError("an excess scan needs an exact game")
        self.game = game
        self.denominator = math.lcm(
            game.denominator,
            *(share.denominator for share in shares),
            *(threshold.denominator for threshold in thresholds),
        )
        self._factor = self.denominator // game.denominator
        whole = [int(share * self.denominator) for share in shares]
        reach = game.magnitude * self._factor + sum(abs(part) for part in whole)
        # Thresholds times a coalition's size are compared with the excesses in the same type.
        top = max((abs(t) for t in thresholds), default=Fraction(0)) * self.denominator * game.n
        self.uses_objects = reach >= _SAFE or top >= _SAFE or game.numerators.dtype == object
        self.low_bits = min(game.n, _BLOCK_BITS)
        self._low = subset_sums(whole[: self.low_bits], self.uses_objects)
        self._high = subset_sums(whole[self.low_bits :], exact_objects=True)
        self.low_sizes: NDArray[np.int64] = subset_sums([1] * self.low_bits)

    def blocks(self) -> Iterator[tuple[int, Table]]:
        """Yield ``(first mask, excesses × denominator)`` of consecutive masks, with ∅ and N."""
        size = 1 << self.low_bits
        sign = self.game.sign
        for high, paid_above in enumerate(self._high):
            base = high << self.low_bits
            numbers: Table = self.game.numerators[base : base + size]
            if self.uses_objects:
                numbers = numbers.astype(object)
            block = numbers * self._factor - self._low - int(paid_above)
            yield base, block if sign > 0 else -block

    def sizes(self, base: int) -> NDArray[np.int64]:
        """Return the coalition sizes of the block that starts at a mask."""
        return self.low_sizes + base.bit_count()

    def worst(self, per_capita: bool = False) -> WorstCoalition | None:
        """Return the worst proper, non-empty coalition; None for a single player."""
        if self.game.n == 1:
            return None
        best: tuple[Fraction, int] | None = None
        for base, block in self.blocks():
            first = 1 if base == 0 else 0
            last = len(block) - (1 if base + len(block) - 1 == self.game.grand else 0)
            if first >= last:
                continue
            candidates = (
                self._largest_by_size(base, block, first, last)
                if per_capita
                else (first + int(np.argmax(block[first:last])),)
            )
            for place in candidates:
                mask = base + place
                weight = mask.bit_count() if per_capita else 1
                excess = Fraction(int(block[place]), self.denominator * weight)
                if best is None or excess > best[0]:
                    best = (excess, mask)
        if best is None:
            return None
        return WorstCoalition(best[1], best[0])

    def _largest_by_size(self, base: int, block: Table, first: int, last: int) -> list[int]:
        """Return the largest excess of each size: dividing within one size keeps its order."""
        sizes = self.sizes(base)
        found = []
        for size in range(1, self.game.n):
            places = np.flatnonzero(sizes[first:last] == size)
            if len(places):
                found.append(first + int(places[np.argmax(block[first:last][places])]))
        return sorted(found)
