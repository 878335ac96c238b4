"""When packages can start at all, and the order in which a project's packages are placed."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from optimizer.instance import Instance
from optimizer.instance.arrays import Bools, Ints

__all__ = ["Arcs", "precedence_arcs", "time_windows", "topological_order"]


class Arcs(NamedTuple):
    """Precedence from both ends; lags as in :class:`optimizer.instance.arrays.Packages`."""

    before_ptr: Ints
    before: Ints
    before_min: Ints
    before_max: Ints
    after_ptr: Ints
    after: Ints
    after_min: Ints
    after_max: Ints
    after_tree: Bools


def precedence_arcs(instance: Instance) -> Arcs:
    """Return arcs by later and by earlier package.

    ``after_tree`` marks one arc into every package that has predecessors: through it, and no other,
    the package's cost is counted when a predecessor's start is chosen.
    """
    links = instance.packages.predecessors
    count = len(links.ptr) - 1
    later = np.repeat(np.arange(count), np.diff(links.ptr))
    first = np.zeros(len(later), dtype=np.bool_)
    first[links.ptr[:-1][np.diff(links.ptr) > 0]] = True
    turn = np.argsort(links.other, kind="stable")
    after_ptr = np.concatenate(([0], np.cumsum(np.bincount(links.other, minlength=count))))
    return Arcs(
        links.ptr,
        links.other,
        links.min_lag,
        links.max_lag,
        after_ptr.astype(np.int64),
        later[turn].astype(np.int64),
        links.min_lag[turn],
        links.max_lag[turn],
        first[turn],
    )


def topological_order(instance: Instance) -> Ints:
    """Return the packages of each project in topological order, project after project."""
    links, ptr = instance.packages.predecessors, instance.projects.package_ptr.tolist()
    other, row = links.other.tolist(), links.ptr.tolist()
    order: list[int] = []
    for first, end in pairwise(ptr):
        waiting = {k: set(other[row[k] : row[k + 1]]) for k in range(first, end)}
        done: set[int] = set()
        while waiting:
            ready = [k for k, needs in waiting.items() if needs <= done]
            order += ready
            done.update(ready)
            for k in ready:
                del waiting[k]
    return np.asarray(order, dtype=np.int64)


def time_windows(instance: Instance, order: Ints) -> tuple[Ints, Ints]:
    """Return least and greatest start of every package, tightened along the lags.

    ``earliest > last_start`` says that the project can't be done. Lags to packages of other
    projects are left out: they depend on what is accepted.
    """
    packages, options = instance.packages, instance.options
    links = packages.predecessors
    count = len(packages.project)
    longest = np.zeros(count, dtype=np.int64)
    shortest = np.full(count, instance.periods + 1, dtype=np.int64)
    np.maximum.at(longest, options.package, options.duration)
    np.minimum.at(shortest, options.package, options.duration)
    low = packages.earliest.tolist()
    high = np.minimum(packages.last_start, packages.latest - shortest).tolist()
    end_high = np.minimum(packages.latest, packages.last_start + longest).tolist()
    few, many = shortest.tolist(), longest.tolist()
    row, other = links.ptr.tolist(), links.other.tolist()
    min_lag, max_lag = links.min_lag.tolist(), links.max_lag.tolist()
    changed = True
    while changed:
        changed = False
        for k in order.tolist():
            for arc in range(row[k], row[k + 1]):
                j, least, most = other[arc], min_lag[arc], max_lag[arc]
                new_low = max(low[k], low[j] + few[j] + least)
                new_high = min(high[k], end_high[j] + most)
                low_j = max(low[j], low[k] - most - many[j])
                high_j = min(high[j], high[k] - least - few[j])
                end_j = min(end_high[j], high[k] - least, high_j + many[j])
                if (new_low, new_high, low_j, high_j, end_j) != (
                    low[k], high[k], low[j], high[j], end_high[j],
                ):  # fmt: skip
                    low[k], high[k], low[j], high[j] = new_low, new_high, low_j, high_j
                    end_high[j] = end_j
                    # Windows that have crossed stay crossed: no need to go on for ever.
                    changed = low[k] <= high[k] and low_j <= high_j
    return np.asarray(low, dtype=np.int64), np.asarray(high, dtype=np.int64)
