"""A round as arrays for pricing: what is kept of it when a bound is computed.

Step of the way: bound. Kept exactly: windows, modes, links inside a project, who may serve and
when, headcounts, one place a person in a package, capacities, money and its fiscal segments,
mandatory projects, groups, prerequisites and the pins on packages, people and projects. Left out:
continuity, a facility's operator and clearance for the staff around it, a channel's exclusivity,
pins on funds. Every plan of the round is a plan of the relaxation, so what bounds the one bounds
the other.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from optimizer.bounds.funds import FundRows, fund_rows_of
from optimizer.bounds.lanes import Crews, Needs, Renewables, make_crews, renewables_of
from optimizer.bounds.precedence import Arrangement, Link, arrange, links_of
from optimizer.instance import UNLIMITED, Instance
from optimizer.instance.arrays import Ints

__all__ = ["NO_LAG", "Forest", "Relaxation", "relax"]

NO_LAG = 2**30


@dataclass(frozen=True)
class Forest:
    """The order in which packages are priced, see :mod:`optimizer.bounds.precedence`.

    Attributes
    ----------
    visit : array, shape (packages,)
        Packages of each project, leaves first.
    above : array, shape (packages,)
        The package towards the root, or -1.
    above_before : array, shape (packages,)
        1 when the package above comes before, 0 when after.
    above_min_lag, above_max_lag : array, shape (packages,)
        ``NO_LAG``: none.
    cut_ptr : array, shape (projects + 1,)
    cut_package : array, shape (cuts,)
        Packages to fix.
    link_ptr : array, shape (cuts + 1,)
    link_other, link_cut_first, link_min_lag, link_max_lag : array, shape (links of cuts,)
        The other end; 1 when the cut package comes before it, 0 when after.
    dropped : int
        Links left out, over all projects.
    """

    visit: Ints
    above: Ints
    above_before: Ints
    above_min_lag: Ints
    above_max_lag: Ints
    cut_ptr: Ints
    cut_package: Ints
    link_ptr: Ints
    link_other: Ints
    link_cut_first: Ints
    link_min_lag: Ints
    link_max_lag: Ints
    dropped: int


@dataclass(frozen=True)
class Relaxation:
    """A round relaxed.

    Attributes
    ----------
    first_start, last_start : array, shape (options,)
        Least and greatest start that windows, links and prerequisites leave; an option whose
        greatest is below its least can't be chosen.
    start_ptr : array, shape (options + 1,)
        Where the starts of an option stand in an array over all (option, start).
    """

    instance: Instance
    renewables: Renewables
    crews: Crews
    needs: Needs
    funds: FundRows
    forest: Forest
    first_start: Ints
    last_start: Ints
    start_ptr: Ints


def relax(instance: Instance) -> Relaxation:
    """Return the relaxation of a round."""
    renewables = renewables_of(instance)
    crews, needs = make_crews(instance, renewables)
    packages = instance.projects.package_ptr.tolist()
    links = [links_of(instance, p) for p in range(len(packages) - 1)]
    first, last = _tighten(instance, links)
    widths = np.maximum(last - first + 1, 0)
    start_ptr = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(widths)])
    option_ptr = instance.packages.option_ptr
    ways = (start_ptr[option_ptr[1:]] - start_ptr[option_ptr[:-1]]).tolist()
    plans = [
        arrange(b - a, of_project, ways[a:b])
        for a, b, of_project in zip(packages, packages[1:], links, strict=False)
    ]
    return Relaxation(
        instance=instance,
        renewables=renewables,
        crews=crews,
        needs=needs,
        funds=fund_rows_of(instance),
        forest=_forest(plans, packages),
        first_start=first,
        last_start=last,
        start_ptr=start_ptr,
    )


def _tighten(instance: Instance, links: list[list[Link]]) -> tuple[Ints, Ints]:
    """Return first and last starts of each option that links and prerequisites' ends leave."""
    packages, options = instance.packages, instance.options
    first = packages.earliest[options.package]
    last = np.minimum(
        packages.last_start[options.package], packages.latest[options.package] - options.duration
    )
    needed = instance.projects.prerequisites
    count = len(links)
    missing = np.diff(needed.ptr)
    followers: list[list[int]] = [[] for _ in range(count)]
    for p in range(count):
        for i in range(int(needed.ptr[p]), int(needed.ptr[p + 1])):
            followers[int(needed.other[i])].append(p)
    ready = deque(np.flatnonzero(missing == 0).tolist())
    ends = [0] * count
    while ready:
        p = ready.popleft()
        floor = 0
        for i in range(int(needed.ptr[p]), int(needed.ptr[p + 1])):
            if needed.min_lag[i] > -UNLIMITED:
                floor = max(floor, ends[int(needed.other[i])] + int(needed.min_lag[i]))
        ends[p] = _tighten_project(instance, p, links[p], floor, first, last)
        for follower in followers[p]:
            missing[follower] -= 1
            if not missing[follower]:
                ready.append(follower)
    return first, last


def _tighten_project(
    instance: Instance, p: int, links: list[Link], floor: int, first: Ints, last: Ints
) -> int:
    """Narrow the starts of one project in place and return the earliest end of all of it."""
    a, b = instance.projects.package_ptr[p], instance.projects.package_ptr[p + 1]
    ptr, duration = instance.packages.option_ptr, instance.options.duration
    spans = [slice(int(ptr[k]), int(ptr[k + 1])) for k in range(int(a), int(b))]
    if any(span.start == span.stop for span in spans):
        return 0
    early = [max(floor, int(first[span].min())) for span in spans]
    late = [int((last[span] + duration[span]).max()) for span in spans]
    short = [int(duration[span].min()) for span in spans]
    for _ in spans:  # links make no circle: as many passes as packages are enough
        before = (list(early), list(late))
        for link in links:
            i, j = link.before, link.after
            early[j] = max(early[j], early[i] + short[i] + link.min_lag)
            late[i] = min(late[i], late[j] - short[j] - link.min_lag)
        if before == (early, late):
            break
    for span, start, end in zip(spans, early, late, strict=True):
        np.maximum(first[span], start, out=first[span])
        np.minimum(last[span], end - duration[span], out=last[span])
    return max(start + least for start, least in zip(early, short, strict=True))


def _forest(plans: list[Arrangement], packages: list[int]) -> Forest:
    count = packages[-1]
    above = np.full(count, -1, dtype=np.int64)
    above_before = np.zeros(count, dtype=np.int64)
    low = np.zeros(count, dtype=np.int64)
    high = np.full(count, NO_LAG, dtype=np.int64)
    visit: list[int] = []
    cut_ptr, cut_package, link_ptr = [0], [], [0]
    rows: list[tuple[int, int, int, int]] = []
    for base, plan in zip(packages, plans, strict=False):
        visit += [base + k for k in plan.visit]
        for k, link in plan.above.items():
            other = link.before if link.after == k else link.after
            above[base + k], above_before[base + k] = base + other, link.after == k
            low[base + k], high[base + k] = link.min_lag, _max_lag(link)
        for node in plan.cut:
            cut_package.append(base + node)
            for link in plan.cut_links[node]:
                cut_first = link.before == node
                other = link.after if cut_first else link.before
                rows.append((base + other, cut_first, link.min_lag, _max_lag(link)))
            link_ptr.append(len(rows))
        cut_ptr.append(len(cut_package))
    table = np.array(rows, dtype=np.int64).reshape(len(rows), 4)
    return Forest(
        visit=np.array(visit, dtype=np.int64),
        above=above,
        above_before=above_before,
        above_min_lag=low,
        above_max_lag=high,
        cut_ptr=np.array(cut_ptr, dtype=np.int64),
        cut_package=np.array(cut_package, dtype=np.int64),
        link_ptr=np.array(link_ptr, dtype=np.int64),
        link_other=table[:, 0].copy(),
        link_cut_first=table[:, 1].copy(),
        link_min_lag=table[:, 2].copy(),
        link_max_lag=table[:, 3].copy(),
        dropped=sum(plan.dropped for plan in plans),
    )


def _max_lag(link: Link) -> int:
    return NO_LAG if link.max_lag is None else link.max_lag
