"""Is the core empty, what blocks it, and the least subsidy that would make it stable.

References
----------
Bondareva (1963), Shapley (1967): balanced collections. Bachrach, Y. et al. (2009), The cost of
stability in coalitional games: the least total that no coalition objects to.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from optimizer.sharing.certificates.excess import ExcessScan
from optimizer.sharing.certificates.proofs import EmptyCoreProof, ShareBounds
from optimizer.sharing.exact_simplex import Row, minimise_exactly
from optimizer.sharing.game import Game
from optimizer.sharing.level_book import LevelBook, OrientedBounds
from optimizer.sharing.row_pool import LevelMark, RowPool, oriented_floats, scan_table

__all__ = ["find_empty_core_proof"]

_WHOLE_TABLE_PLAYERS = 10
_ROWS_PER_SCAN = 100


def find_empty_core_proof(game: Game) -> EmptyCoreProof | None:
    """Return a balanced blocking collection and the least subsidy, or None: the core is not empty.

    The least total ``y(N)`` with ``y(S) ≥ g(S)`` for every proper coalition is one exact LP (rows
    generated over the table); its multipliers are the balanced collection.

    Parameters
    ----------
    game : Game
        Exact.
    """
    if game.is_interval:
        raise ValueError("an interval game needs both its ends asked")
    n, sign = game.n, game.sign
    if n == 1:
        return None

    def number(mask: int) -> Fraction:
        return sign * game.value(mask)

    pool = RowPool(n)
    whole = n <= _WHOLE_TABLE_PLAYERS
    for mask in range(1, game.grand) if whole else (1 << i for i in range(n)):
        pool.add(mask, number(mask))
    # A book in which nothing is settled but the total; used for weights and bit rows only.
    book = LevelBook(
        n, number(game.grand), number, OrientedBounds(ShareBounds.none(n), sign), per_capita=False
    )
    start: Sequence[Row] = [_row(1 << i, book) for i in range(n)]
    floats = None if whole else oriented_floats(game)
    unit_vectors = [[int(i == j) for j in range(n)] for i in range(n)]
    mark = LevelMark(Fraction(0), unit_vectors)

    def separate(point: Sequence[Fraction], first: bool) -> Row | None:
        mask = pool.violated([*point, Fraction(0)], pool.free_places(book), book, first)
        return None if mask is None else _row(mask, book)

    def broken(point: Sequence[Fraction]) -> list[int]:
        """Return coalitions outside the pool that object to a point, by a scan or exactly."""
        if floats is None:
            return []
        found = scan_table(floats, point, [mark], False, _ROWS_PER_SCAN)
        masks = [] if found is None else [m for m in found.masks if 0 < m < game.grand]
        if any(m not in pool for m in masks):
            return masks
        worst = ExcessScan(game, [sign * y for y in point]).worst()
        return [worst.mask] if worst is not None and worst.excess > 0 else []

    while True:
        optimum = minimise_exactly((1,) * n, start, separate)
        added = [pool.add(mask, number(mask)) for mask in broken(optimum.point)]
        if any(added):
            start = optimum.basis
            continue
        if optimum.value <= number(game.grand):
            return None
        weights = tuple(sorted((row.key[1], weight) for row, weight in optimum.multipliers))
        return EmptyCoreProof(weights, tuple(sign * y for y in optimum.point))


def _row(mask: int, book: LevelBook) -> Row:
    return Row(("coalition", mask), book.bits(mask), book.number(mask))
