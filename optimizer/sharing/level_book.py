"""The book of settled levels behind a nucleolus: what is fixed, what is still free, and the proof.

Everything is oriented as dissatisfaction: ``g = sign · number`` and ``y = sign · share``, so that a
coalition's excess is ``g(S) − y(S)`` in cost and value games alike. Only coalitions with a positive
multiplier are settled (settling every tight one is a published error), and coalitions in the span
of the settled ones are skipped.

References
----------
Guajardo, M. and Jörnsten, K. (2015), Common mistakes in computing the nucleolus, Eur. J. Oper. Res.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from optimizer.sharing.certificates.proofs import BalancedLevel, NucleolusProof, ShareBounds
from optimizer.sharing.certificates.rational import Span
from optimizer.sharing.exact_simplex import Row, RowBasis

__all__ = ["LevelBook", "OrientedBounds"]

_GRAND = ("grand",)


class OrientedBounds:
    """Bounds on ``y = sign · x``: a cost share's upper bound is a lower bound on ``y``."""

    def __init__(self, bounds: ShareBounds, sign: int) -> None:
        self.sign = sign
        if sign > 0:
            self.lower, self.upper = bounds.lower, bounds.upper
        else:
            self.lower = tuple(None if b is None else -b for b in bounds.upper)
            self.upper = tuple(None if b is None else -b for b in bounds.lower)


class LevelBook:
    """Settled equations and the balanced collections that settled them.

    Parameters
    ----------
    n : int
    grand : Fraction
        Oriented number of the grand coalition.
    number : callable
        Oriented number of a mask.
    bounds : OrientedBounds
    per_capita : bool
    """

    def __init__(
        self,
        n: int,
        grand: Fraction,
        number: Callable[[int], Fraction],
        bounds: OrientedBounds,
        per_capita: bool,
    ) -> None:
        self.n = n
        self.number = number
        self.bounds = bounds
        self.per_capita = per_capita
        self.levels: list[BalancedLevel] = []
        self._basis = RowBasis(n)
        self.settled: list[Row] = []
        self._settle(Row(_GRAND, (1,) * n, grand, True))

    def copy(self) -> LevelBook:
        """Return an independent copy, to come back to when a later level proves wrong."""
        twin = copy.copy(self)
        twin.levels = list(self.levels)
        twin.settled = list(self.settled)
        twin._basis = self._basis.copy()
        return twin

    @property
    def rank(self) -> int:
        """How many independent sums of shares are settled, the total included."""
        return len(self.settled)

    @property
    def is_complete(self) -> bool:
        """Whether every share is settled."""
        return self.rank == self.n

    def weight(self, mask: int) -> int:
        """Return what a coalition's excess is divided by."""
        return mask.bit_count() if self.per_capita else 1

    def bits(self, mask: int) -> tuple[int, ...]:
        """Return a coalition as a 0/1 vector."""
        return tuple(mask >> i & 1 for i in range(self.n))

    def is_free(self, mask: int) -> bool:
        """Say whether a coalition's share is not yet decided by the settled ones."""
        image = self._basis.image(self.bits(mask))
        return any(image[i] for i in self._basis.empty_places())

    def null_vectors(self) -> list[list[int]]:
        """Return integer vectors orthogonal to exactly what is settled."""
        # A column of the basis' adjugate at an empty place is orthogonal to every settled row.
        vectors = []
        for place in self._basis.empty_places():
            column = [int(entry) for entry in self._basis.matrix[:, place]]
            shared = math.gcd(*column)
            vectors.append([entry // shared for entry in column])
        return vectors

    def _settle(self, row: Row) -> None:
        image = self._basis.image(row.coefficients)
        place = next((i for i in self._basis.empty_places() if image[i]), None)
        if place is not None:
            self._basis.replace(place, row, image)
            self.settled.append(row)

    def shares(self) -> tuple[Fraction, ...]:
        """Return the oriented shares once everything is settled."""
        if not self.is_complete:
            raise ValueError("some shares are still free")
        return tuple(self._basis.point())

    def settle_level(
        self, coalitions: Sequence[int], at_lower: Sequence[int], at_upper: Sequence[int]
    ) -> bool:
        """Settle one level from the support of an optimal dual solution, exactly.

        Parameters
        ----------
        coalitions : sequence of int
            Free coalitions with a positive multiplier.
        at_lower, at_upper : sequence of int
            Players whose oriented bound has a positive multiplier.

        Returns
        -------
        bool
            False, with nothing changed, when the support is not that of a basic dual solution
            (a solver's rounding picked the wrong rows).
        """
        vectors = [self.bits(mask) for mask in coalitions]
        vectors += [self.bits(1 << i) for i in at_lower]
        vectors += [tuple(-b for b in self.bits(1 << i)) for i in at_upper]
        images = [self._basis.image(vector) for vector in vectors]
        multipliers = _only_dependency(images, self._basis.empty_places())
        if multipliers is None or any(m <= 0 for m in multipliers) or not coalitions:
            return False
        split, cut = len(coalitions), len(coalitions) + len(at_lower)
        scale = sum(
            m * self.weight(mask) for m, mask in zip(multipliers[:split], coalitions, strict=True)
        )
        multipliers = [m / scale for m in multipliers]
        # The combination of the chosen rows equals a combination of settled rows; the difference
        # of the two right-hand sides is the level's excess.
        on_settled: dict[tuple[object, ...], Fraction] = {}
        excess = Fraction(0)
        for place, row in self._basis.placed_rows():
            share = sum(
                (m * int(image[place]) for m, image in zip(multipliers, images, strict=True)),
                Fraction(0),
            )
            on_settled[row.key] = -share / self._basis.det
            excess -= share / self._basis.det * row.bound
        rows: list[Row] = []
        for mask, m in zip(coalitions, multipliers[:split], strict=True):
            excess += m * self.number(mask)
        for i, m in zip(at_lower, multipliers[split:cut], strict=True):
            bound = self.bounds.lower[i]
            if bound is None:
                return False
            excess += m * bound
            rows.append(Row(("lower", i), self.bits(1 << i), bound, True))
        for i, m in zip(at_upper, multipliers[cut:], strict=True):
            bound = self.bounds.upper[i]
            if bound is None:
                return False
            excess -= m * bound
            rows.append(Row(("upper", i), self.bits(1 << i), bound, True))
        if self.levels and excess > self.levels[-1].excess:
            return False
        for mask in coalitions:
            bound = self.number(mask) - excess * self.weight(mask)
            rows.append(Row(("coalition", mask), self.bits(mask), bound, True))
        weights: dict[tuple[object, ...], Fraction] = {}
        keys: list[tuple[object, ...]] = [("coalition", mask) for mask in coalitions]
        keys += [("lower", i) for i in at_lower] + [("upper", i) for i in at_upper]
        weights.update(zip(keys, multipliers, strict=True))
        self._add_level(excess, self._balance(weights, on_settled))
        for row in rows:
            self._settle(row)
        return True

    def _add_level(self, excess: Fraction, total: dict[tuple[object, ...], Fraction]) -> None:
        # Only part of the tight coalitions is settled at a time, so the next level may have the
        # same excess: the two balanced collections are then one.
        if self.levels and self.levels[-1].excess == excess:
            for key, weight in self._items(self.levels.pop()):
                total[key] = total.get(key, Fraction(0)) + weight
        self.levels.append(self._level(excess, total))

    def _balance(
        self,
        weights: dict[tuple[object, ...], Fraction],
        on_settled: dict[tuple[object, ...], Fraction],
    ) -> dict[tuple[object, ...], Fraction]:
        """Turn multipliers into positive weights by adding earlier balanced collections."""
        total = dict(weights)
        for key, multiplier in on_settled.items():
            if key != _GRAND and multiplier:
                # An upper bound is settled as y_i = b; its helping weight pushes the other way.
                total[key] = -multiplier if key[0] == "upper" else multiplier
        earlier: dict[tuple[object, ...], Fraction] = {}
        for level in self.levels:
            for key, weight in self._items(level):
                earlier[key] = earlier.get(key, Fraction(0)) + weight
        lift = max(
            (-value / earlier[key] for key, value in total.items() if value < 0),
            default=Fraction(0),
        )
        if lift:
            for key, weight in earlier.items():
                total[key] = total.get(key, Fraction(0)) + lift * weight
        return total

    def _items(self, level: BalancedLevel) -> list[tuple[tuple[object, ...], Fraction]]:
        at_lower, at_upper = level.at_lower, level.at_upper
        if self.bounds.sign < 0:
            at_lower, at_upper = at_upper, at_lower
        return [
            *((("coalition", mask), weight) for mask, weight in level.weights),
            *((("lower", i), weight) for i, weight in at_lower),
            *((("upper", i), weight) for i, weight in at_upper),
        ]

    def _level(self, excess: Fraction, total: dict[tuple[object, ...], Fraction]) -> BalancedLevel:
        cover = Fraction(0)  # what the first player is covered with; the same for all
        parts: dict[str, list[tuple[int, Fraction]]] = {"coalition": [], "lower": [], "upper": []}
        for (kind, subject), weight in sorted(total.items(), key=lambda item: repr(item[0])):
            if not weight or not isinstance(subject, int):
                continue
            parts[str(kind)].append((subject, weight))
            if kind == "coalition":
                cover += weight if subject & 1 else 0
            elif subject == 0:
                cover += weight if kind == "lower" else -weight
        if cover > 0:
            for kind, found in parts.items():
                parts[kind] = [(subject, weight / cover) for subject, weight in found]
        lower, upper = tuple(parts["lower"]), tuple(parts["upper"])
        if self.bounds.sign < 0:
            lower, upper = upper, lower
        return BalancedLevel(excess, tuple(sorted(parts["coalition"])), lower, upper)

    def proof(self, bounds: ShareBounds) -> NucleolusProof:
        """Return what was settled as a proof a third party can check."""
        return NucleolusProof(tuple(self.levels), bounds, self.per_capita)


def _only_dependency(
    images: Sequence[np.ndarray[tuple[int, ...], np.dtype[np.object_]]], places: Sequence[int]
) -> list[Fraction] | None:
    """Return the one linear dependency of vectors on places (first non-zero entry positive)."""
    span = Span(len(images))
    for place in places:
        span.add([int(image[place]) for image in images])
    if span.rank != len(images) - 1:
        return None
    (vector,) = span.null_vectors()
    flip = -1 if next(entry for entry in vector if entry) < 0 else 1
    return [Fraction(flip * entry) for entry in vector]
