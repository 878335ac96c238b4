"""The nucleolus and its kin from a table: sequential LPs by row generation, exact, with proof.

Each level minimises the largest excess among the coalitions not decided yet, over a pool of
coalitions, with exact pivots. A scan over all ``2**n`` coalitions looks for those the pool lacks;
when it finds one that breaks a level, the computation goes back to that level. The answer is handed
over with Kohlberg's balanced collections and has passed the independent checker.

References
----------
Schmeidler, D. (1969), The nucleolus of a characteristic function game, SIAM J. Appl. Math. 17.
Maschler, M., Peleg, B. and Shapley, L. S. (1979), Geometric properties of the kernel, nucleolus
and related solution concepts, Math. Oper. Res. 4 (the sequence of linear programs).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import SolverFault
from optimizer.sharing.certificates import check_nucleolus_proof
from optimizer.sharing.certificates.proofs import NucleolusProof, ShareBounds
from optimizer.sharing.certificates.rational import Span
from optimizer.sharing.exact_simplex import ExactOptimum, Row, minimise_exactly
from optimizer.sharing.game import Game, members
from optimizer.sharing.level_book import LevelBook, OrientedBounds
from optimizer.sharing.row_pool import LevelMark, RowPool, oriented_floats, scan_table
from optimizer.sharing.shapley import shapley_value

__all__ = ["NucleolusResult", "solve_least_core", "solve_nucleolus"]

_WHOLE_TABLE_PLAYERS = 10
_ROWS_AT_START = 200
_ROWS_PER_SCAN = 100


@dataclass(frozen=True, slots=True)
class NucleolusResult:
    """Exact shares with their proof.

    Attributes
    ----------
    shares : tuple of Fraction, length n
    proof : NucleolusProof
    epsilon : Fraction or None
        Least largest excess (per head for a per-capita result); None for a single player.
    scans, rows, pivots : int
        Work done: passes over the table, coalitions in the pool, exact pivots.
    """

    shares: tuple[Fraction, ...]
    proof: NucleolusProof
    epsilon: Fraction | None
    scans: int
    rows: int
    pivots: int


def solve_nucleolus(
    game: Game, bounds: ShareBounds | None = None, *, per_capita: bool = False
) -> NucleolusResult:
    """Return the exact nucleolus over a set of bounds, with Kohlberg's proof.

    Axioms: efficiency, symmetry, dummy, in the core whenever the core is not empty, covariance;
    not monotone (Young 1985).

    Parameters
    ----------
    game : Game
        Exact; n to about 24, the table being looked through a few dozen times.
    bounds : ShareBounds, optional
        None for the prenucleolus, :meth:`ShareBounds.individually_rational` for the nucleolus,
        caps and floors for a constrained one.
    per_capita : bool
        Divide excesses by the coalition's size.

    Raises
    ------
    InfeasibleRows
        No shares meet the bounds (with the combination of bounds that shows it).
    SolverFault
        The result did not pass the independent checker: a fault of ours.
    """
    return _Sequence(game, bounds, per_capita).run()


def solve_least_core(
    game: Game, bounds: ShareBounds | None = None, *, per_capita: bool = False
) -> NucleolusResult:
    """Return the point of the least core that the nucleolus picks, with the proof of ε.

    The least core is a set; the tie rule is named ``nucleolus``: among its points the one whose
    whole list of excesses is least. Axioms: efficiency, in the core whenever it is not empty.
    """
    return solve_nucleolus(game, bounds, per_capita=per_capita)


@dataclass(frozen=True, slots=True)
class _Step:
    """One solved level: the book before it was settled, and the optimum that settles it."""

    before: LevelBook
    optimum: ExactOptimum

    @property
    def mark(self) -> LevelMark:
        return LevelMark(self.optimum.value, self.before.null_vectors())


class _Sequence:
    """The state of one computation: the pool, the steps taken, the work done."""

    def __init__(self, game: Game, bounds: ShareBounds | None, per_capita: bool) -> None:
        if game.is_interval:
            raise ValueError("the nucleolus needs an exact game")
        self.game = game
        self.bounds = bounds if bounds is not None else ShareBounds.none(game.n)
        self.oriented = OrientedBounds(self.bounds, game.sign)
        self.per_capita = per_capita
        self.pool = RowPool(game.n)
        self.scans = 0
        self.pivots = 0
        self.is_proved = False
        # A small table goes into the pool whole, and no scan is needed.
        self.pool_is_whole = game.n <= _WHOLE_TABLE_PLAYERS
        self.floats = None if self.pool_is_whole else oriented_floats(game)
        units = [1 << i for i in range(game.n)]
        start: Sequence[int] = units + [game.grand ^ unit for unit in units]
        for mask in range(1, game.grand) if self.pool_is_whole else start:
            self.pool.add(mask, self._number(mask))
        if self.floats is not None:
            self._pool_near_shapley(self.floats)

    def _pool_near_shapley(self, floats: NDArray[np.floating[Any]]) -> None:
        """Begin with the coalitions that the Shapley value treats worst."""
        point = [self.game.sign * share for share in shapley_value(self.game)]
        span = Span(self.game.n)
        span.add([1] * self.game.n)
        low = LevelMark(-2 * Fraction(float(np.abs(floats).max())), span.null_vectors())
        found = scan_table(floats, point, [low], self.per_capita, _ROWS_AT_START)
        self.scans += 1
        for mask in found.masks if found is not None else ():
            self.pool.add(mask, self._number(mask))

    def _number(self, mask: int) -> Fraction:
        return self.game.sign * self.game.value(mask)

    def run(self) -> NucleolusResult:
        grand = self._number(self.game.grand)
        book = LevelBook(self.game.n, grand, self._number, self.oriented, self.per_capita)
        steps: list[_Step] = []
        warm: Sequence[Row] | None = None
        # Later levels mean nothing before the first is right, so it converges alone.
        only_first = not self.pool_is_whole
        while True:
            while not book.is_complete and not (only_first and steps):
                step = _Step(book, self._solve_level(book, warm))
                steps.append(step)
                book = self._settle(step)
                warm = None
            broken = self._broken_level(book, steps)
            if broken is None:
                if not only_first:
                    return self._result(book, steps)
                only_first = False
                continue
            book, warm = steps[broken].before, steps[broken].optimum.basis
            del steps[broken:]

    def _settle(self, step: _Step) -> LevelBook:
        book = step.before.copy()
        chosen: dict[str, list[int]] = {"coalition": [], "lower": [], "upper": []}
        for row, _ in step.optimum.multipliers:
            if not row.equality:
                chosen[row.key[0]].append(row.key[1])
        if not book.settle_level(chosen["coalition"], chosen["lower"], chosen["upper"]):
            raise SolverFault("an optimal basis did not settle its level")
        return book

    # ---- one level ---------------------------------------------------------------------------

    def _solve_level(self, book: LevelBook, warm: Sequence[Row] | None) -> ExactOptimum:
        free = self.pool.free_places(book)

        def separate(point: Sequence[Fraction], first: bool) -> Row | None:
            broken = violated_bound(self.oriented, point[:-1])
            if broken is not None:
                return broken
            mask = self.pool.violated(point, free, book, first)
            return None if mask is None else self.pool.row(mask, book)

        objective = (0,) * book.n + (1,)
        start = warm if warm is not None else self._start_rows(book)
        optimum = minimise_exactly(objective, start, separate)
        self.pivots += optimum.pivots
        return optimum

    def _start_rows(self, book: LevelBook) -> list[Row]:
        """Return a dual feasible basis: what is settled, a free player, all others, the rest."""
        rows = [
            Row(row.key, (*row.coefficients, 0), row.bound, equality=True) for row in book.settled
        ]
        free = [1 << i for i in range(book.n) if book.is_free(1 << i)]
        chosen = [free[0], self.game.grand ^ free[0], *free[1:]]
        return rows + [self.pool.row(mask, book) for mask in chosen]

    # ---- all levels --------------------------------------------------------------------------

    def _broken_level(self, book: LevelBook, steps: Sequence[_Step]) -> int | None:
        """Return the first level that a coalition outside the pool breaks, and pool it."""
        if self.floats is None or not steps:
            return None
        complete = book.is_complete
        shares = book.shares() if complete else steps[-1].optimum.point[:-1]
        self.scans += 1
        found = scan_table(
            self.floats, shares, [step.mark for step in steps], self.per_capita, _ROWS_PER_SCAN
        )
        if found is not None:
            added = [mask for mask in found.masks if self.pool.add(mask, self._number(mask))]
            if added:
                return found.level
        return self._exactly_broken_level(book, steps) if complete else None

    def _exactly_broken_level(self, book: LevelBook, steps: Sequence[_Step]) -> int | None:
        """Ask the checker, whose arithmetic is exact, for a coalition the scan missed."""
        shares = [self.game.sign * share for share in book.shares()]
        refusal = check_nucleolus_proof(self.game, shares, book.proof(self.bounds))
        self.is_proved = refusal is None
        if refusal is None or refusal.mask is None or refusal.mask in self.pool:
            return None
        # Rounding hid something, so later scans take the longer floats.
        self.floats = oriented_floats(self.game, long=True)
        mask = refusal.mask
        self.pool.add(mask, self._number(mask))
        paid = sum((book.shares()[i] for i in members(mask)), Fraction(0))
        excess = (self._number(mask) - paid) / book.weight(mask)
        return next(
            k
            for k, step in enumerate(steps)
            if excess > step.optimum.value and step.before.is_free(mask)
        )

    def _result(self, book: LevelBook, steps: Sequence[_Step]) -> NucleolusResult:
        shares = tuple(self.game.sign * share for share in book.shares())
        proof = book.proof(self.bounds)
        refusal = None if self.is_proved else check_nucleolus_proof(self.game, shares, proof)
        if refusal is not None:
            raise SolverFault(f"the nucleolus did not pass its checker: {refusal.code}")
        epsilon = steps[0].optimum.value if steps else None
        return NucleolusResult(shares, proof, epsilon, self.scans, len(self.pool), self.pivots)


def violated_bound(bounds: OrientedBounds, point: Sequence[Fraction]) -> Row | None:
    """Return the first player bound an oriented point breaks, as a row in ``(y, ε)``."""
    width = len(point) + 1
    for i, share in enumerate(point):
        low, high = bounds.lower[i], bounds.upper[i]
        if low is not None and share < low:
            return Row(("lower", i), tuple(int(j == i) for j in range(width)), low)
        if high is not None and share > high:
            return Row(("upper", i), tuple(-int(j == i) for j in range(width)), -high)
    return None
