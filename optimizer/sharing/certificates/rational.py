"""Linear algebra over the rationals, small and exact: echelon form, rank, null space, solving."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

__all__ = ["Span", "solve_exact"]


class Span:
    """A growing linear span of vectors in ``Q**n``, kept in reduced echelon form.

    Parameters
    ----------
    n : int
        Dimension of the space.
    """

    def __init__(self, n: int) -> None:
        self.n = n
        self._rows: dict[int, list[Fraction]] = {}

    @property
    def rank(self) -> int:
        """Dimension of the span."""
        return len(self._rows)

    def _reduce(self, vector: Iterable[int | Fraction]) -> list[Fraction]:
        rest = [Fraction(entry) for entry in vector]
        for pivot, row in self._rows.items():
            factor = rest[pivot]
            if factor:
                rest = [a - factor * b if b else a for a, b in zip(rest, row, strict=True)]
        return rest

    def contains(self, vector: Iterable[int | Fraction]) -> bool:
        """Say whether a vector lies in the span."""
        return not any(self._reduce(vector))

    def add(self, vector: Iterable[int | Fraction]) -> bool:
        """Add a vector; return whether it raised the rank."""
        rest = self._reduce(vector)
        pivot = next((i for i, entry in enumerate(rest) if entry), None)
        if pivot is None:
            return False
        lead = rest[pivot]
        rest = [entry / lead for entry in rest]
        for other, row in self._rows.items():
            factor = row[pivot]
            if factor:
                self._rows[other] = [a - factor * b for a, b in zip(row, rest, strict=True)]
        self._rows[pivot] = rest
        return True

    def null_vectors(self) -> list[list[int]]:
        """Return integer vectors whose dot products are all zero exactly on the span.

        Returns
        -------
        list of list of int
            ``n − rank`` vectors, each divided by the greatest common divisor of its entries. For
            0/1 spanning vectors their entries are minors, so at n = 26 they stay below 2**39.
        """
        vectors = []
        for free in range(self.n):
            if free in self._rows:
                continue
            vector = [Fraction(0)] * self.n
            vector[free] = Fraction(1)
            for pivot, row in self._rows.items():
                vector[pivot] = -row[free]
            scale = math.lcm(*(entry.denominator for entry in vector))
            whole = [int(entry * scale) for entry in vector]
            shared = math.gcd(*whole)
            vectors.append([entry // shared for entry in whole])
        return vectors


def solve_exact(
    rows: Sequence[Sequence[int | Fraction]], right: Sequence[Fraction]
) -> list[Fraction] | None:
    """Solve a linear system exactly.

    Parameters
    ----------
    rows : sequence of sequence, shape (m, n)
    right : sequence of Fraction, shape (m,)

    Returns
    -------
    list of Fraction or None
        The unique solution; None when there is none or more than one.
    """
    width = len(rows[0]) if rows else 0
    span = Span(width + 1)
    for row, value in zip(rows, right, strict=True):
        span.add([*row, value])
    if width in span._rows or span.rank != width:
        return None
    return [span._rows[i][width] for i in range(width)]
