"""What funds may pay, as rows over fiscal segments.

Step of the way: bound.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.instance import Instance
from optimizer.instance.arrays import Bools, Ints

__all__ = ["FundRows", "fund_rows_of"]

Reals = NDArray[np.float64]


@dataclass(frozen=True)
class FundRows:
    """One row for each slot of each fund; with roll-over a row holds all slots up to its own.

    Attributes
    ----------
    cents : array, shape (rows,)
        Most that is drawn under the row.
    fund : array, shape (rows,)
    covers : array of bool, shape (rows, segments)
        Whether money drawn from the row's fund in a segment counts.
    open : array of bool, shape (funds, segments)
        Whether the fund has a slot there.
    payer_ptr, payer_fund : arrays
        Funds of payer row ``i``: ``payer_fund[payer_ptr[i] : payer_ptr[i + 1]]``.
    segment_of : array, shape (periods + 1,)
    segment_end : array, shape (segments,)
    """

    cents: Ints
    fund: Ints
    covers: Bools
    open: Bools
    payer_ptr: Ints
    payer_fund: Ints
    segment_of: Ints
    segment_end: Ints

    def pay_prices(self, prices: Reals) -> tuple[Reals, Ints]:
        """Return the price of a cent for each set of payers, and whose it is.

        Parameters
        ----------
        prices : array, shape (rows,)
            Price of a cent of each row.

        Returns
        -------
        price : array, shape (payer rows, segments)
            -1 where nobody can pay.
        fund : array, shape (payer rows, segments)
            The cheapest fund, -1 where nobody can pay.
        """
        by_fund = np.zeros(self.open.shape)
        np.add.at(by_fund, self.fund, prices[:, None] * self.covers)
        by_fund[~self.open] = np.inf
        rows = np.flatnonzero(np.diff(self.payer_ptr))
        price = np.full((self.payer_ptr.size - 1, self.open.shape[1]), -1.0)
        fund = np.full(price.shape, -1, dtype=np.int64)
        if not rows.size:
            return price, fund
        starts, counts = self.payer_ptr[rows], np.diff(self.payer_ptr)[rows]
        offered = by_fund[self.payer_fund]
        least = np.minimum.reduceat(offered, starts)
        at_least = offered == np.repeat(least, counts, axis=0)
        place = np.where(at_least, np.arange(len(offered))[:, None], len(offered))
        first = np.minimum.reduceat(place, starts)
        paid = np.isfinite(least)
        price[rows] = np.where(paid, least, -1.0)
        fund[rows] = np.where(paid, self.payer_fund[np.minimum(first, len(offered) - 1)], -1)
        return price, fund

    def drawn(self, paid: Reals, fund: Ints) -> Reals:
        """Return the cents drawn under each row.

        Parameters
        ----------
        paid : array, shape (payer rows, segments)
            Cents to pay.
        fund : array, shape (payer rows, segments)
            Who pays, from :meth:`pay_prices`.
        """
        by_fund = np.zeros(self.open.shape)
        rows, segments = np.nonzero(paid)
        np.add.at(by_fund, (fund[rows, segments], segments), paid[rows, segments])
        total: Reals = (by_fund[self.fund] * self.covers).sum(axis=1)
        return total


def fund_rows_of(instance: Instance) -> FundRows:
    """Return the fund rows of a round."""
    funds = instance.funds
    segments = funds.segment_start.size
    cents, owner, covers = [], [], []
    for fund, rolls_over in enumerate(funds.rolls_over.tolist()):
        granted = 0
        covered = np.zeros(segments, dtype=np.bool_)
        for slot in range(int(funds.slot_ptr[fund]), int(funds.slot_ptr[fund + 1])):
            here = funds.slot_of[fund] == slot
            spendable = int(funds.spendable[slot])
            granted = granted + spendable if rolls_over else spendable
            covered = covered | here if rolls_over else here
            cents.append(granted)
            owner.append(fund)
            covers.append(covered)
    return FundRows(
        cents=np.array(cents, dtype=np.int64),
        fund=np.array(owner, dtype=np.int64),
        covers=np.array(covers, dtype=np.bool_).reshape(len(cents), segments),
        open=funds.slot_of >= 0,
        payer_ptr=instance.payers.ptr,
        payer_fund=instance.payers.member,
        segment_of=funds.segment_of.astype(np.int64),
        segment_end=np.append(funds.segment_start[1:], instance.periods).astype(np.int64),
    )
