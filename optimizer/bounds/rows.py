"""Rows of what renewables offer, and what multipliers on them say about prices.

Step of the way: bound. For every renewable and period there are a few rows
``sum over lanes of weight * use <= limit`` (see :mod:`optimizer.bounds.packing`), the same for
equal *situations*: capacity, what may be lent, packages at once, and the sizes asked for. A
multiplier on each row gives each lane a price and the renewable a worth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.bounds.lanes import Crews, Renewables
from optimizer.bounds.packing import PackingRow, packing_rows
from optimizer.compiled import kernel
from optimizer.instance import UNLIMITED
from optimizer.instance.arrays import Ints

__all__ = ["CapacityRows", "capacity_rows_of", "lane_prices", "row_loads"]

Reals = NDArray[np.float64]


@dataclass(frozen=True)
class CapacityRows:
    """Rows of every renewable and period.

    Attributes
    ----------
    situation : array, shape (renewables, periods)
    weight : array, shape (situations, rows, classes)
        Whole weight of a lane of each class (a size, borrowed or not).
    limit : array, shape (situations, rows)
        0 in rows that a situation does not have.
    lane_class, lane_renewable : array, shape (lanes,)
    """

    situation: Ints
    weight: Ints
    limit: Ints
    lane_class: Ints
    lane_renewable: Ints

    @property
    def limits(self) -> Ints:
        """Limit of each row, shape ``(renewables, periods, rows)``."""
        return self.limit[self.situation]


def capacity_rows_of(renewables: Renewables, crews: Crews) -> CapacityRows:
    """Return the rows of the renewables of a round."""
    pairs = np.stack([crews.size, crews.lent.astype(np.int64)], axis=1)
    classes, lane_class = np.unique(pairs, axis=0, return_inverse=True)
    lane_class = lane_class.reshape(-1).astype(np.int64)
    count, periods = renewables.capacity.shape
    used = np.zeros((count, len(classes)), dtype=np.bool_)
    used[crews.renewable, lane_class] = True
    numbers: dict[tuple[object, ...], int] = {}
    tables: list[list[PackingRow]] = []
    situation = np.zeros((count, periods), dtype=np.int64)
    matters = renewables.lending_matters
    for r in range(count):
        held = np.flatnonzero(used[r])
        offers = np.stack([renewables.capacity[r], renewables.lendable[r]], axis=1)
        if not matters[r]:
            offers[:, 1] = 0
        different, where = np.unique(offers, axis=0, return_inverse=True)
        local = np.zeros(len(different), dtype=np.int64)
        for i, (capacity, lendable) in enumerate(different.tolist()):
            at_once = int(renewables.most_at_once[r])
            key = (capacity, lendable, at_once, held.tobytes())
            if key not in numbers:
                numbers[key] = len(tables)
                tables.append(_rows(classes, held, capacity, lendable, at_once))
            local[i] = numbers[key]
        situation[r] = local[where.reshape(-1)]
    most = max((len(table) for table in tables), default=0)
    weight = np.zeros((len(tables), most, len(classes)), dtype=np.int64)
    limit = np.zeros((len(tables), most), dtype=np.int64)
    for s, table in enumerate(tables):
        for f, (weights, most_weight) in enumerate(table):
            weight[s, f], limit[s, f] = weights, most_weight
    return CapacityRows(situation, weight, limit, lane_class, crews.renewable)


def _rows(
    classes: Ints, held: Ints, capacity: int, lendable: int, at_once: int
) -> list[PackingRow]:
    """Rows of one situation over all classes: packing, of borrowed work too, packages at once."""
    size, lent = classes[:, 0], classes[:, 1] > 0
    fits = np.zeros(len(classes), dtype=np.bool_)
    # A load of nothing (a milestone that may last longer) takes no room.
    fits[held] = (size[held] > 0) & (size[held] <= np.where(lent[held], lendable, capacity))
    if not fits.any():
        return []
    rows = [(fits, capacity)]
    if (fits & lent).any() and lendable < capacity:
        rows.append((fits & lent, lendable))
    table: list[PackingRow] = []
    for members, room in rows:
        sizes = tuple(sorted(set(size[members].tolist())))
        place = {s: i for i, s in enumerate(sizes)}
        for weights, limit in packing_rows(room, sizes):
            spread = tuple(
                weights[place[int(s)]] if inside else 0
                for s, inside in zip(size, members, strict=True)
            )
            table.append((spread, limit))
    if at_once < UNLIMITED and at_once * int(size[fits].min()) < capacity:
        table.append((tuple(fits.astype(np.int64).tolist()), at_once))
    return table


@kernel
def lane_prices(
    situation: Ints,
    weight: Ints,
    lane_class: Ints,
    lane_renewable: Ints,
    multiplier: Ints,
    lent_price: Ints,
    prefix: Ints,
) -> None:
    """Fill the price of each lane summed over the periods before ``t``.

    Parameters
    ----------
    situation, weight, lane_class, lane_renewable : arrays of :class:`CapacityRows`
    multiplier : array, shape (renewables, periods, rows)
        In the small unit of value, for each unit of weight.
    lent_price : array, shape (lanes,)
        What a period costs besides (limits on lending over the round).
    prefix : array, shape (lanes, periods + 1), filled
    """
    rows = weight.shape[1]
    for lane in range(lane_class.size):
        kind, r = lane_class[lane], lane_renewable[lane]
        total = 0
        prefix[lane, 0] = 0
        for t in range(situation.shape[1]):
            s = situation[r, t]
            for f in range(rows):
                total += weight[s, f, kind] * multiplier[r, t, f]
            total += lent_price[lane]
            prefix[lane, t + 1] = total


@kernel
def row_loads(
    situation: Ints,
    weight: Ints,
    lane_class: Ints,
    lane_renewable: Ints,
    used: NDArray[np.int32],
    loads: Reals,
) -> None:
    """Add to each row what lanes use of it.

    ``used[lane, t]`` counts starts less ends; ``loads`` has shape (renewables, periods, rows).
    """
    rows = weight.shape[1]
    for lane in range(lane_class.size):
        kind, r = lane_class[lane], lane_renewable[lane]
        running = 0
        for t in range(situation.shape[1]):
            running += used[lane, t]
            if running:
                s = situation[r, t]
                for f in range(rows):
                    loads[r, t, f] += running * weight[s, f, kind]
