"""A network as the compiled heuristics read it: small integers in flat arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.instance.rows import offsets
from optimizer.schedule.network import Network

__all__ = ["MOST_PLACES", "Lanes", "Rules", "rules_of"]

Lanes = NDArray[np.int32]

MOST_PLACES = 6
"""Most places an option may have: who can fill them together is tabled by subsets of places."""


class Rules(NamedTuple):
    """What :mod:`optimizer.schedule.generation` needs of a network; sizes as there.

    The staff rows of an option are the crews that may fill one of its places, those that few other
    places could use first: ``staff_lane`` their lane, ``staff_mask`` the places as bits. For each
    set of places (bits again) ``asked[o, set]`` is how many people they ask together.
    """

    capacity: Lanes
    fixed: int
    option_ptr: Lanes
    duration: Lanes
    demand: Lanes
    amount: NDArray[np.int64]
    stock: NDArray[np.int64]
    earliest: Lanes
    latest: Lanes
    last_start: Lanes
    before_ptr: Lanes
    before: Lanes
    before_lag: Lanes
    after_ptr: Lanes
    after: Lanes
    after_lag: Lanes
    staff_ptr: Lanes
    staff_lane: Lanes
    staff_mask: Lanes
    asked: Lanes


def rules_of(network: Network) -> Rules | None:
    """Return the rules of a network, or nothing where the heuristics can't serve it.

    They know no maximum lags and few places an option, and packages joined by an arc must start and
    end in its order, which very negative lags would allow otherwise.
    """
    instance = network.instance
    packages, options, places = instance.packages, instance.options, instance.places
    most = int(np.diff(options.place_ptr).max(initial=0))
    heads = np.repeat(np.arange(network.size), np.diff(network.before.ptr))
    shorter = np.minimum(network.shortest[heads], network.shortest[network.before.tail])
    crossing = bool((network.before.lag < -shorter).any())
    if len(network.max_before.tail) or network.order is None or most > MOST_PLACES or crossing:
        return None
    use = np.zeros(len(network.crews))
    for r in range(len(places.option)):
        for crew in network.able[r]:
            use[crew] += int(places.headcount[r]) * int(options.duration[places.option[r]])
    staff_rows: list[list[tuple[int, int]]] = []
    asked_rows: list[list[int]] = []
    for o in range(len(options.package)):
        own = range(int(options.place_ptr[o]), int(options.place_ptr[o + 1]))
        masks: dict[int, int] = {}
        for bit, r in enumerate(own):
            for crew in network.able[r]:
                masks[crew] = masks.get(crew, 0) | 1 << bit
        staff = sorted(masks.items(), key=lambda item: (use[item[0]], item[0]))
        staff_rows.append([(network.first_crew + crew, mask) for crew, mask in staff])
        people = [int(places.headcount[r]) for r in own]
        asked_rows.append(
            [sum(n for bit, n in enumerate(people) if set_ >> bit & 1) for set_ in range(1 << most)]
        )
    before, after = network.before, network.after
    return Rules(
        capacity=_small(network.capacity),
        fixed=network.first_crew,
        option_ptr=_small(packages.option_ptr),
        duration=_small(options.duration),
        demand=_small(network.demand[:, : network.first_crew]),
        amount=network.amount,
        stock=network.stock,
        earliest=_small(packages.earliest),
        latest=_small(packages.latest),
        last_start=_small(packages.last_start),
        before_ptr=_small(before.ptr),
        before=_small(before.tail),
        before_lag=_small(before.lag),
        after_ptr=_small(after.ptr),
        after=_small(after.tail),
        after_lag=_small(after.lag),
        staff_ptr=_small(offsets([len(row) for row in staff_rows])),
        staff_lane=_small(np.array([lane for row in staff_rows for lane, _ in row], np.int64)),
        staff_mask=_small(np.array([mask for row in staff_rows for _, mask in row], np.int64)),
        asked=_small(np.array(asked_rows, np.int64)),
    )


def _small(values: NDArray[np.int64]) -> Lanes:
    return np.ascontiguousarray(np.clip(values, -(2**31), 2**31 - 1), dtype=np.int32)
