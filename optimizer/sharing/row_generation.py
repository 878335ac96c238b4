"""Least core and nucleolus where ``2**n`` is out of reach: rows from a separation oracle.

The oracle (a MIP over the coalition, a minimum cut, …) is given shares and returns coalitions
that are badly off together with a bound that no coalition exceeds. When it stops early its numbers
are intervals, and so is the answer: the LP over the rows found bounds ε from below, the oracle's
bound at the best shares met bounds it from above. The rows are kept, so the computation can be
replayed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from optimizer.sharing.certificates.proofs import NucleolusProof, ShareBounds
from optimizer.sharing.exact_simplex import ExactOptimum, Row, minimise_exactly
from optimizer.sharing.game import Interval, Kind
from optimizer.sharing.level_book import LevelBook, OrientedBounds
from optimizer.sharing.nucleolus import violated_bound
from optimizer.sharing.row_pool import RowPool

__all__ = ["GeneratedResult", "Separation", "SeparationOracle", "solve_by_rows"]


@dataclass(frozen=True, slots=True)
class Separation:
    """What an oracle knows about some shares.

    Attributes
    ----------
    coalitions : tuple of (mask, Interval)
        Coalitions evaluated, with their numbers (intervals when not solved to optimality).
    bound : Fraction
        Proved: no coalition asked about has a larger excess. Of the two ends of intervals the bound
        takes the harsher.
    """

    coalitions: tuple[tuple[int, Interval], ...]
    bound: Fraction


SeparationOracle = Callable[
    [tuple[Fraction, ...], tuple[tuple[int, ...], ...], Fraction], Separation
]
"""Gets shares, null vectors and a floor, and looks for badly treated coalitions.

A coalition is asked about when some null vector's sum over it is not zero; an oracle that ignores
the null vectors is asked for the first level only. The floor is the least excess the level can
reach with the rows known: only coalitions above it help, and a proof that there are none is all
that is wanted.
"""


@dataclass(frozen=True, slots=True)
class GeneratedResult:
    """Shares by row generation.

    Attributes
    ----------
    shares : tuple of Fraction
        The best met: with the least proved bound on the first level.
    epsilon : Interval
        Encloses the least-core ε; a point when it is proved.
    levels_proved : int
        How many levels of the nucleolus the oracle confirmed exactly.
    is_nucleolus : bool
        All levels are confirmed, so the shares are the nucleolus.
    proof : NucleolusProof
        Balanced collections of the confirmed levels.
    rows : tuple of (mask, Interval)
        Every coalition used, in the order found: a replay needs no oracle.
    oracle_calls : int
    floor_weights : tuple of (mask, Fraction)
        Weights on rows that sum to one and cover everybody alike: they prove the lower end of
        `epsilon` by additions (see :func:`~optimizer.sharing.certificates.rows.check_floor`). Empty
        when bounds on shares took part.
    """

    shares: tuple[Fraction, ...]
    epsilon: Interval
    levels_proved: int
    is_nucleolus: bool
    proof: NucleolusProof
    rows: tuple[tuple[int, Interval], ...]
    oracle_calls: int
    floor_weights: tuple[tuple[int, Fraction], ...] = ()


def solve_by_rows(
    players: Sequence[str],
    kind: Kind,
    grand: Fraction,
    rows: Sequence[tuple[int, Interval]],
    oracle: SeparationOracle,
    *,
    bounds: ShareBounds | None = None,
    per_capita: bool = False,
    max_calls: int = 1000,
    levels: int | None = None,
    tolerance: Fraction = Fraction(0),
    gap: Fraction = Fraction(0),
) -> GeneratedResult:
    """Compute least-core shares, and the nucleolus as far as the oracle confirms it.

    Parameters
    ----------
    players : sequence of str
    kind : Kind
    grand : Fraction
        The grand coalition's number.
    rows : sequence of (mask, Interval)
        Coalitions known beforehand; every single player and everybody but one must be among them,
        so that each level is bounded.
    oracle : SeparationOracle
    bounds : ShareBounds, optional
    per_capita : bool
        The oracle's bound is then on the excess per head.
    max_calls : int
        Oracle calls at most; when they are used up the answer says how far it got.
    levels : int, optional
        Stop after so many levels (1: the least core).
    tolerance : Fraction
        A level counts as reached when the oracle's bound is this close; the interval says so.
    gap : Fraction
        The same in proportion to the level's excess.

    Raises
    ------
    InfeasibleRows
        The bounds leave no shares.
    ValueError
        A starting row is missing.
    """
    return _RowGeneration(
        players, kind, grand, rows, oracle, bounds, per_capita, max_calls, levels, tolerance, gap
    ).run()


class _RowGeneration:
    def __init__(
        self,
        players: Sequence[str],
        kind: Kind,
        grand: Fraction,
        rows: Sequence[tuple[int, Interval]],
        oracle: SeparationOracle,
        bounds: ShareBounds | None,
        per_capita: bool,
        max_calls: int,
        levels: int | None,
        tolerance: Fraction,
        gap: Fraction,
    ) -> None:
        self.n = len(players)
        self.sign = 1 if kind is Kind.VALUE else -1
        self.grand = grand
        self.oracle = oracle
        self.bounds = bounds if bounds is not None else ShareBounds.none(self.n)
        self.oriented = OrientedBounds(self.bounds, self.sign)
        self.per_capita = per_capita
        self.calls_left = max_calls
        self.calls = 0
        self.levels = self.n if levels is None else levels
        self.tolerance = tolerance
        self.gap = gap
        self.pool = RowPool(self.n)
        self.rows: dict[int, Interval] = {}
        self.floor_weights: tuple[tuple[int, Fraction], ...] = ()
        for mask, interval in rows:
            self._add(mask, interval)
        everybody = (1 << self.n) - 1
        for i in range(self.n):
            for mask in (1 << i, everybody ^ 1 << i):
                if 0 < mask < everybody and mask not in self.pool:
                    raise ValueError(f"the starting rows lack the coalition with mask {mask}")

    def _add(self, mask: int, interval: Interval) -> bool:
        # The end that hurts less is certain, so the LP over it bounds ε from below.
        if mask in self.rows or not 0 < mask < (1 << self.n) - 1:
            return False
        self.rows[mask] = interval
        certain = interval.low if self.sign > 0 else interval.high
        return self.pool.add(mask, self.sign * certain)

    def _add_all(self, coalitions: Sequence[tuple[int, Interval]]) -> bool:
        added = False
        for mask, interval in coalitions:
            added |= self._add(mask, interval)
        return added

    def run(self) -> GeneratedResult:
        book = LevelBook(
            self.n, self.sign * self.grand, self.pool.number, self.oriented, self.per_capita
        )
        best: tuple[Fraction, tuple[Fraction, ...]] | None = None
        low: Fraction | None = None
        proved = 0
        while not book.is_complete and proved < self.levels:
            optimum, reached, seen = self._confirm_level(book)
            if low is None:
                low, best = optimum.value, seen
            if not reached:
                break
            if seen is None or seen[0] > optimum.value:
                break  # reached within the tolerance only: nothing further rests on it
            proved += 1
            if not self._settle(book, optimum):
                break
        done = book.is_complete and proved > 0
        shares = self._shares(book, best, done)
        floor = low if low is not None else Fraction(0)
        ceiling = max(best[0], floor) if best is not None else floor
        return GeneratedResult(
            shares,
            Interval(floor, ceiling),
            proved,
            done or self.n == 1,
            book.proof(self.bounds),
            tuple(self.rows.items()),
            self.calls,
            self.floor_weights,
        )

    def _shares(
        self, book: LevelBook, best: tuple[Fraction, tuple[Fraction, ...]] | None, done: bool
    ) -> tuple[Fraction, ...]:
        if done or book.is_complete:
            return tuple(self.sign * y for y in book.shares())
        if best is None:
            return (self.grand / self.n,) * self.n
        return best[1]

    def _settle(self, book: LevelBook, optimum: ExactOptimum) -> bool:
        chosen: dict[str, list[int]] = {"coalition": [], "lower": [], "upper": []}
        for row, _ in optimum.multipliers:
            if not row.equality:
                chosen[row.key[0]].append(row.key[1])
        return book.settle_level(chosen["coalition"], chosen["lower"], chosen["upper"])

    def _confirm_level(
        self, book: LevelBook
    ) -> tuple[ExactOptimum, bool, tuple[Fraction, tuple[Fraction, ...]] | None]:
        """Add rows until the oracle's bound meets the LP, or there is nothing more to add.

        The LP's own points swing between extremes. On the first level the oracle is therefore asked
        about a point half way to the best one met, and about the LP's when that adds nothing.
        """
        best: tuple[Fraction, tuple[Fraction, ...]] | None = None
        start: Sequence[Row] = self._start_rows(book)
        nulls = tuple(tuple(vector) for vector in book.null_vectors())
        while True:
            optimum = minimise_exactly((0,) * self.n + (1,), start, self._separator(book))
            if not book.levels:
                self.floor_weights = _coalition_weights(optimum)
            shares = tuple(self.sign * y for y in optimum.point[:-1])
            tried = [shares]
            if best is not None and not book.levels:
                middle = self._between(best[1], shares)
                tried = [middle, shares] if middle is not None else tried
            for point in tried:
                if self.calls_left <= 0:
                    return optimum, False, best
                self.calls_left -= 1
                self.calls += 1
                answer = self.oracle(point, nulls, optimum.value)
                if best is None or answer.bound < best[0]:
                    best = (answer.bound, point)
                if best[0] <= optimum.value + max(self.tolerance, self.gap * abs(optimum.value)):
                    return optimum, True, best
                if self._add_all(answer.coalitions):
                    break
            else:
                return optimum, False, best
            start = optimum.basis

    def _between(
        self, one: Sequence[Fraction], other: Sequence[Fraction]
    ) -> tuple[Fraction, ...] | None:
        """Return a point half way, on a grid so that it stays short; None if it breaks a bound."""
        grid = max(1000, 10**6 // max(1, floor(abs(self.grand))))
        middle = [
            Fraction(floor((a + b) / 2 * grid), grid) for a, b in zip(one, other, strict=True)
        ]
        middle[0] += self.grand - sum(middle, Fraction(0))
        broken = violated_bound(self.oriented, [self.sign * share for share in middle])
        return tuple(middle) if broken is None else None

    def _separator(self, book: LevelBook) -> Callable[[Sequence[Fraction], bool], Row | None]:
        free = self.pool.free_places(book)

        def separate(point: Sequence[Fraction], first: bool) -> Row | None:
            broken = violated_bound(self.oriented, point[:-1])
            if broken is not None:
                return broken
            mask = self.pool.violated(point, free, book, first)
            return None if mask is None else self.pool.row(mask, book)

        return separate

    def _start_rows(self, book: LevelBook) -> list[Row]:
        rows = [Row(row.key, (*row.coefficients, 0), row.bound, True) for row in book.settled]
        free = [1 << i for i in range(self.n) if book.is_free(1 << i)]
        chosen = [free[0], ((1 << self.n) - 1) ^ free[0], *free[1:]]
        return rows + [self.pool.row(mask, book) for mask in chosen]


def _coalition_weights(optimum: ExactOptimum) -> tuple[tuple[int, Fraction], ...]:
    """Return the multipliers of an optimum, if only coalitions (and the total) carry them."""
    carried = [row for row, _ in optimum.multipliers if not row.equality]
    if any(row.key[0] != "coalition" for row in carried):
        return ()
    return tuple(
        sorted((row.key[1], weight) for row, weight in optimum.multipliers if not row.equality)
    )
