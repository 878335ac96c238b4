"""A dual simplex over the rationals whose rows are found on demand.

It answers ``min c·z`` subject to rows ``a·z ≥ b`` (some of them equalities) where the rows may be
far too many to list: a separation function names the most violated one. All arithmetic is on
integers (the adjugate of the basis instead of its inverse), so an answer is never a matter of
tolerance, and optimality and infeasibility both come with their multipliers.

References
----------
Edmonds, J. (1967), Systems of distinct representatives and linear algebra (integer pivoting).
Bland, R. G. (1977), New finite pivoting rules for the simplex method.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "ExactOptimum",
    "InfeasibleRows",
    "PivotLimit",
    "Row",
    "RowBasis",
    "minimise_exactly",
]


@dataclass(frozen=True, slots=True)
class Row:
    """One constraint ``coefficients · z ≥ bound`` (or ``= bound``).

    Attributes
    ----------
    key : tuple
        Identifies the row; ties are broken by comparing keys, so keys must be comparable.
    coefficients : tuple of int
    bound : Fraction
    equality : bool
    """

    key: tuple[Any, ...]
    coefficients: tuple[int, ...]
    bound: Fraction
    equality: bool = False


@dataclass(frozen=True, slots=True)
class ExactOptimum:
    """An optimal vertex and its multipliers.

    Attributes
    ----------
    point : tuple of Fraction
    value : Fraction
    multipliers : tuple of (Row, Fraction)
        Non-zero multipliers of basic rows: ``Σ multiplier · coefficients = objective``; they are
        non-negative on inequalities, which proves optimality.
    basis : tuple of Row
        All basic rows, those with a zero multiplier included: where a later solve can start.
    pivots : int
    """

    point: tuple[Fraction, ...]
    value: Fraction
    multipliers: tuple[tuple[Row, Fraction], ...]
    basis: tuple[Row, ...]
    pivots: int


class InfeasibleRows(Exception):
    """No point meets all rows: ``farkas`` combines some of them into ``0 ≥ positive``."""

    def __init__(self, farkas: tuple[tuple[Row, Fraction], ...]) -> None:
        self.farkas = farkas
        super().__init__("no point meets all rows")


class PivotLimit(Exception):
    """The stated number of pivots was used up before the optimum was proved."""

    def __init__(self, value: Fraction) -> None:
        self.value = value
        super().__init__(f"pivot limit reached; the optimum is at least {value}")


class RowBasis:
    """Basic rows ``B`` with the integer matrix ``M = det · B⁻¹``; ``B z = b``."""

    def __init__(self, size: int) -> None:
        self.matrix: NDArray[Any] = np.array(
            [[1 if i == j else 0 for j in range(size)] for i in range(size)], dtype=object
        )
        self.det = 1
        self.rows: list[Row | None] = [None] * size  # None: a unit row that only starts the basis

    def copy(self) -> RowBasis:
        """Return an independent copy."""
        twin = RowBasis(len(self.rows))
        twin.matrix, twin.det, twin.rows = self.matrix.copy(), self.det, list(self.rows)
        return twin

    def empty_places(self) -> list[int]:
        """Return the places no row has taken yet."""
        return [i for i, row in enumerate(self.rows) if row is None]

    def placed_rows(self) -> list[tuple[int, Row]]:
        """Return the rows of the basis with their places."""
        return [(i, row) for i, row in enumerate(self.rows) if row is not None]

    def image(self, coefficients: Sequence[int]) -> NDArray[Any]:
        """Return ``det ·`` the row's coordinates in terms of the basic rows."""
        vector = np.array(coefficients, dtype=object)
        nonzero = [i for i, entry in enumerate(coefficients) if entry]
        if not nonzero:
            return np.zeros(len(coefficients), dtype=object)
        product: NDArray[Any] = vector[nonzero] @ self.matrix[nonzero]
        return product

    def replace(self, place: int, row: Row, image: NDArray[Any]) -> None:
        """Put a row in a basic row's place (integer pivot, every division is exact)."""
        pivot = int(image[place])
        column = self.matrix[:, place].copy()
        updated = (self.matrix * pivot - np.outer(column, image)) // self.det
        updated[:, place] = column
        self.det = pivot
        if pivot < 0:
            updated, self.det = -updated, -pivot
        self.matrix = updated
        self.rows[place] = row

    def point(self) -> list[Fraction]:
        """Return the point where all basic rows are tight."""
        bounds = [row.bound if row is not None else Fraction(0) for row in self.rows]
        scale = math.lcm(*(bound.denominator for bound in bounds))
        whole = np.array([int(bound * scale) for bound in bounds], dtype=object)
        products = self.matrix @ whole
        return [Fraction(int(entry), self.det * scale) for entry in products]


def minimise_exactly(
    objective: Sequence[int],
    start: Sequence[Row],
    separate: Callable[[Sequence[Fraction], bool], Row | None],
    *,
    max_pivots: int = 100_000,
) -> ExactOptimum:
    """Minimise a linear objective over rows found on demand.

    Parameters
    ----------
    objective : sequence of int, length m
    start : sequence of Row
        Taken in order while linearly independent, they must make a dual feasible basis: the
        objective's multipliers on its inequalities are not negative.
    separate : callable
        Given a point and whether the *first* violated row (by key) is wanted rather than the most
        violated one, returns a violated row, or None when the point meets them all.
    max_pivots : int

    Returns
    -------
    ExactOptimum

    Raises
    ------
    InfeasibleRows
        No point meets all rows (with the combination that shows it).
    PivotLimit
        Too many pivots; carries the proved lower bound.
    ValueError
        `start` is not a dual feasible basis.
    """
    size = len(objective)
    costs = np.array(list(objective), dtype=object)
    basis = _start_basis(costs, start)
    best: Fraction | None = None
    stalled = 0
    for pivots in range(max_pivots + 1):
        point = basis.point()
        multipliers = costs @ basis.matrix  # times det
        value = sum((int(c) * z for c, z in zip(objective, point, strict=True)), Fraction(0))
        stalled = stalled + 1 if best is not None and value <= best else 0
        best = value
        if pivots == max_pivots:
            break
        # After a run of degenerate pivots the first row is taken both ways (Bland), which ends.
        careful = stalled > 2 * size
        row = separate(point, careful)
        if row is None:
            found = tuple(
                (basic, Fraction(int(m), basis.det))
                for basic, m in zip(basis.rows, multipliers, strict=True)
                if m and basic is not None
            )
            rows = tuple(basic for basic in basis.rows if basic is not None)
            return ExactOptimum(tuple(point), value, found, rows, pivots)
        image = basis.image(row.coefficients)
        place = _leaving(basis, multipliers, image)
        if place is None:
            raise InfeasibleRows(_farkas(basis, row, image))
        basis.replace(place, row, image)
    raise PivotLimit(best if best is not None else Fraction(0))


def _start_basis(objective: NDArray[Any], start: Sequence[Row]) -> RowBasis:
    basis = RowBasis(len(objective))
    for row in start:
        empty = basis.empty_places()
        if not empty:
            break
        image = basis.image(row.coefficients)
        place = next((i for i in empty if image[i]), None)
        if place is not None:
            basis.replace(place, row, image)
    if basis.empty_places():
        raise ValueError("the start rows do not span the space")
    multipliers = objective @ basis.matrix
    if any(
        m < 0 for m, row in zip(multipliers, basis.rows, strict=True) if row and not row.equality
    ):
        raise ValueError("the start rows are not dual feasible")
    return basis


def _leaving(basis: RowBasis, multipliers: NDArray[Any], image: NDArray[Any]) -> int | None:
    """Return the basic inequality whose multiplier reaches zero first; smallest key among ties."""
    chosen: int | None = None
    for i, row in enumerate(basis.rows):
        if row is None or row.equality or image[i] <= 0:
            continue
        if chosen is None:
            chosen = i
            continue
        left, right = multipliers[i] * image[chosen], multipliers[chosen] * image[i]
        rival = basis.rows[chosen]
        if left < right or (left == right and rival is not None and row.key < rival.key):
            chosen = i
    return chosen


def _farkas(basis: RowBasis, row: Row, image: NDArray[Any]) -> tuple[tuple[Row, Fraction], ...]:
    parts = [(row, Fraction(1))]
    for basic, entry in zip(basis.rows, image, strict=True):
        if entry and basic is not None:
            parts.append((basic, Fraction(-int(entry), basis.det)))
    return tuple(parts)
