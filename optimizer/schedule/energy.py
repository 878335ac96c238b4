"""A bound on the makespan from work over capacity, without any search."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from optimizer.instance.arrays import Ints
from optimizer.schedule.network import Network

__all__ = ["energy_bound", "unions"]

MOST_KINDS = 6
"""With up to this many kinds of places every union of them is pooled, with more only pairs."""


def energy_bound(network: Network) -> int:
    """Return the greatest ``head + work / capacity + tail`` over lanes, pools and sets of packages.

    For a lane and packages that start no earlier than ``h`` and leave at least ``q`` after their
    end, all of their work lies between ``h`` and the makespan less ``q``. A package counts with the
    option of least work; a pool is the people who alone may fill some kinds of places, as in
    :mod:`optimizer.model.compact`. The longest path is the case of one package.

    References
    ----------
    Carlier (1982), The one-machine sequencing problem; Baptiste, Le Pape & Nuijten (2001),
    Constraint-Based Scheduling, ch. 4.
    """
    after = network.tails - network.shortest
    best = int((network.heads + network.tails).max(initial=0))
    for work, capacity in _pools(network):
        users = np.flatnonzero(work)
        if not len(users) or capacity <= 0:
            continue
        by_head = users[np.argsort(-network.heads[users], kind="stable")]
        heads, rest = network.heads[by_head], after[by_head]
        for q in np.unique(rest):
            inside = rest >= q
            total = np.cumsum(np.where(inside, work[by_head], 0))
            ends = heads + -(-total // capacity) + q
            best = max(best, int(ends[inside].max()))
    return best


def _pools(network: Network) -> Iterator[tuple[Ints, int]]:
    """Work of every package on a lane or a pool of people, and the most it offers at once."""
    duration = network.instance.options.duration
    first = network.instance.packages.option_ptr[:-1]

    def least(asked: Ints) -> Ints:
        work: Ints = np.minimum.reduceat(asked * duration, first)
        return work

    for lane in range(network.first_crew):
        yield least(network.demand[:, lane]), int(network.capacity[:, lane].max(initial=0))
    places = network.instance.places
    for crews in unions(network):
        asked = np.zeros(len(duration), dtype=np.int64)
        for r, able in enumerate(network.able):
            if crews.issuperset(able):
                asked[places.option[r]] += places.headcount[r]
        yield least(asked), sum(len(network.crews[c]) for c in crews)


def unions(network: Network) -> list[frozenset[int]]:
    """Return the sets of crews that are pooled: unions of who may fill a place."""
    kinds = sorted(set(network.able))
    if not kinds:
        return []
    most = len(kinds) if len(kinds) <= MOST_KINDS else 2
    found = {
        frozenset[int]().union(*chosen)
        for size in range(1, most + 1)
        for chosen in combinations(kinds, size)
    }
    found.add(frozenset[int]().union(*kinds))
    return sorted(found, key=sorted)
