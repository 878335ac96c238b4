"""Replay of row generation: what rows prove by additions, without the oracle that found them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from optimizer.sharing.game import Interval, Kind, members

__all__ = ["check_floor", "worst_row"]


def check_floor(
    n: int,
    kind: Kind,
    grand: Fraction,
    rows: Mapping[int, Interval],
    weights: Sequence[tuple[int, Fraction]],
) -> Fraction | None:
    """Return the least largest excess that weights on rows prove; None when they prove nothing.

    Weak duality: when positive weights sum to one and cover every player alike, the weighted excess
    of their coalitions is the same for all shares of the total, so some coalition has at least that
    much.

    Parameters
    ----------
    n : int
    kind : Kind
    grand : Fraction
        What the shares sum to.
    rows : mapping of mask to Interval
        The coalitions' numbers; of an interval the end that hurts less is certain.
    weights : sequence of (mask, Fraction)
    """
    sign = 1 if kind is Kind.VALUE else -1
    total, reach = Fraction(0), Fraction(0)
    cover = [Fraction(0)] * n
    for mask, weight in weights:
        if weight <= 0 or mask not in rows:
            return None
        total += weight
        certain = rows[mask].low if sign > 0 else rows[mask].high
        reach += weight * sign * certain
        for i in members(mask):
            cover[i] += weight
    if total != 1 or len(set(cover)) != 1:
        return None
    return reach - cover[0] * sign * grand


def worst_row(
    kind: Kind, rows: Mapping[int, Interval], shares: Sequence[Fraction]
) -> tuple[int, Fraction] | None:
    """Return the row with the largest certain excess at some shares, and that excess."""
    sign = 1 if kind is Kind.VALUE else -1
    worst: tuple[int, Fraction] | None = None
    for mask, interval in rows.items():
        certain = interval.low if sign > 0 else interval.high
        paid = sum((shares[i] for i in members(mask)), Fraction(0))
        excess = sign * (certain - paid)
        if worst is None or excess > worst[1]:
            worst = (mask, excess)
    return worst
