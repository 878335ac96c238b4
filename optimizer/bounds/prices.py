"""What one more of each resource is worth: the prices behind a bound.

Step of the way: bound.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.bounds.dual import Multipliers, PriceDual
from optimizer.instance.arrays import Ints

__all__ = ["Prices", "prices_at"]

Reals = NDArray[np.float64]


@dataclass(frozen=True)
class Prices:
    """Worths in value points; E experts, F facilities, B funds, T periods, G fiscal segments.

    The dual prices of the relaxation behind the bound. A small change of a capacity changes the
    *bound* at these rates; the best plan's value may change by more or less.

    Attributes
    ----------
    people : array, shape (E, T)
        One percent of the expert's time in the period, at the mean over all they offer.
    skills : array, shape (S, T)
        One full-time period of a person with the skill, at the mean over those who hold it.
    facilities : array, shape (F, T)
        One unit for one period.
    funds : array, shape (B, G)
        One cent drawn in the fiscal segment; 0 where the fund has no slot.
    lane_renewable, lane_size : array, shape (lanes,)
        Expert ``e`` is the renewable ``e``, facility ``f`` is ``E + f``, datasets follow. Loads
        that block more are dearer than in proportion: 60 % leaves no room for another 60 %.
    lane_lent : array of bool, shape (lanes,)
        The lane of borrowed work, where the owner keeps a part or limits lending.
    lanes : array, shape (lanes, T)
        Use of a renewable at that size for one period.
    """

    people: Reals
    skills: Reals
    facilities: Reals
    funds: Reals
    lane_renewable: Ints
    lane_size: Ints
    lane_lent: NDArray[np.bool_]
    lanes: Reals

    def of_loads(self, load_pct: int, lent: bool = False) -> Reals:
        """Return the price of each expert at a load in each period, shape ``(E, T)``.

        Where no need asks that load of an expert, the price is ``load_pct`` times :attr:`people`.
        """
        prices = self.people * load_pct
        experts = self.people.shape[0]
        for wanted in (False, lent):
            chosen = (self.lane_size == load_pct) & (self.lane_renewable < experts)
            chosen &= self.lane_lent == wanted
            prices[self.lane_renewable[chosen]] = self.lanes[chosen]
        return prices


def prices_at(dual: PriceDual, at: Multipliers) -> Prices:
    """Return the prices that multipliers stand for."""
    relaxation, rows = dual.relaxation, dual.rows
    instance, renewables = relaxation.instance, relaxation.renewables
    experts, facilities = renewables.experts, renewables.facilities
    worth = (at.rows * dual.limits).sum(axis=2)
    each = np.where(renewables.capacity > 0, worth / np.maximum(renewables.capacity, 1), 0.0)
    holders = (instance.people.level > 0).astype(np.float64)
    offered = holders.T @ renewables.capacity[:experts]
    skills = 100.0 * (holders.T @ worth[:experts]) / np.maximum(offered, 1.0)
    by_fund = np.zeros(relaxation.funds.open.shape)
    np.add.at(by_fund, relaxation.funds.fund, at.funds[:, None] * relaxation.funds.covers)
    crews = relaxation.crews
    lanes = np.zeros((crews.size.size, instance.periods))
    for row in range(rows.weight.shape[1]):
        weight = rows.weight[rows.situation, row]
        by_lane = np.take_along_axis(
            weight[crews.renewable], rows.lane_class[:, None, None], axis=2
        )[..., 0]
        lanes += by_lane * at.rows[crews.renewable, :, row]
    lanes += np.where(crews.lent, crews.size * at.lending[crews.renewable], 0.0)[:, None]
    return Prices(
        people=each[:experts],
        skills=skills,
        facilities=each[experts : experts + facilities],
        funds=np.where(relaxation.funds.open, by_fund, 0.0),
        lane_renewable=crews.renewable,
        lane_size=crews.size,
        lane_lent=crews.lent,
        lanes=lanes,
    )
