"""The cheapest way to do each project on its own, exactly.

Step of the way: bound. A dynamic program over the forest of packages; see
:mod:`optimizer.bounds.precedence` for projects whose packages form cycles.
"""

from __future__ import annotations

import numpy as np

from optimizer.bounds.columns import DEAR, IMPOSSIBLE, Network
from optimizer.bounds.relaxation import NO_LAG
from optimizer.compiled import inner, kernel
from optimizer.instance.arrays import Ints

__all__ = ["price_projects"]


@inner
def _reset_limits(x: Network, p: int, limits: Ints) -> None:
    for k in range(x.project_packages[p], x.project_packages[p + 1]):
        local = k - x.project_packages[p]
        limits[local, 0] = -NO_LAG  # earliest start
        limits[local, 1] = NO_LAG  # latest start
        limits[local, 2] = -NO_LAG  # earliest end
        limits[local, 3] = NO_LAG  # latest end
        limits[local, 4] = -1  # the only option


@inner
def _limit_around(x: Network, p: int, cut: int, option: int, start: int, limits: Ints) -> None:
    """Narrow the neighbours of a cut package that is fixed."""
    base = x.project_packages[p]
    end = start + x.duration[option]
    for link in range(x.cut_links[cut], x.cut_links[cut + 1]):
        row = limits[x.link_other[link] - base]
        low, high = x.link_min_lag[link], x.link_max_lag[link]
        if x.link_cut_first[link] == 1:
            row[0] = max(row[0], end + low)
            if high < NO_LAG:
                row[1] = min(row[1], end + high)
        else:
            row[3] = min(row[3], start - low)
            if high < NO_LAG:
                row[2] = max(row[2], start - high)


@inner
def _least_in(values: Ints, low: int, high: int) -> int:
    """The least of ``values[low .. high]``."""
    best = IMPOSSIBLE
    for t in range(max(low, 0), high + 1):
        best = min(best, values[t])
    return best


@inner
def _window_of_child(x: Network, child: int, option: int, start: int) -> tuple[int, int]:
    """Starts (or ends) of a package that its parent, fixed, leaves open."""
    low, high = x.above_min_lag[child], x.above_max_lag[child]
    if x.above_before[child] == 1:
        end = start + x.duration[option]
        return end + low, (end + high if high < NO_LAG else NO_LAG)
    return (start - high if high < NO_LAG else 0), start - low


@inner
def _starts_left(x: Network, option: int, window: Ints) -> tuple[int, int]:
    """First and last start of an option inside the limits of its package."""
    if window[4] >= 0 and window[4] != option:
        return 1, 0
    duration = x.duration[option]
    low = max(x.first_start[option], window[0], window[2] - duration)
    high = min(x.last_start[option], window[1], window[3] - duration)
    return low, high


@inner
def _least_row(x: Network, k: int, periods: int, window: Ints, total: Ints, row: Ints) -> None:
    """Fill the least cost of a package by its start, or by its end when its parent comes after.

    Without a greatest lag the parent leaves a half-line open: a running least answers for it.
    """
    row[: periods + 1] = IMPOSSIBLE
    by_start = x.above_before[k] == 1
    for option in range(x.package_options[k], x.package_options[k + 1]):
        low, high = _starts_left(x, option, window)
        offset = x.option_starts[option] - x.first_start[option]
        shift = 0 if by_start else x.duration[option]
        for start in range(low, high + 1):
            row[start + shift] = min(row[start + shift], total[offset + start])
    if x.above[k] < 0 or x.above_max_lag[k] < NO_LAG:
        return
    if by_start:
        for t in range(periods - 1, -1, -1):
            row[t] = min(row[t], row[t + 1])
    else:
        for t in range(1, periods + 1):
            row[t] = min(row[t], row[t - 1])


@inner
def _tell_parent(x: Network, k: int, periods: int, row: Ints, total: Ints) -> None:
    """Add to each (option, start) of the package above what this one costs at best then."""
    parent = x.above[k]
    by_start = x.above_before[k] == 1
    for option in range(x.package_options[parent], x.package_options[parent + 1]):
        offset = x.option_starts[option] - x.first_start[option]
        for start in range(x.first_start[option], x.last_start[option] + 1):
            if total[offset + start] >= IMPOSSIBLE:
                continue
            low, high = _window_of_child(x, k, option, start)
            if x.above_max_lag[k] < NO_LAG:
                message = _least_in(row, low, min(high, periods))
            elif by_start:
                message = row[max(low, 0)] if low <= periods else IMPOSSIBLE
            else:
                message = row[min(high, periods)] if high >= 0 else IMPOSSIBLE
            if message >= IMPOSSIBLE:
                total[offset + start] = IMPOSSIBLE
            else:
                total[offset + start] = min(total[offset + start] + message, DEAR)


@inner
def _run_forest(x: Network, p: int, periods: int, limits: Ints, total: Ints, row: Ints) -> int:
    """Pass messages from the leaves to the roots and return the cost of the project.

    ``total`` holds the cost of each (option, start) and receives the messages on top; ``row`` is
    room for ``periods + 1`` figures.
    """
    base = x.project_packages[p]
    answer = 0
    for index in range(base, x.project_packages[p + 1]):
        k = x.visit[index]
        _least_row(x, k, periods, limits[k - base], total, row)
        if x.above[k] >= 0:
            _tell_parent(x, k, periods, row, total)
            continue
        best = _least_in(row, 0, periods)
        if best >= IMPOSSIBLE:
            return IMPOSSIBLE
        answer = min(answer + best, DEAR)
    return answer


@inner
def _read_back(x: Network, p: int, limits: Ints, total: Ints, chosen: Ints, starts: Ints) -> None:
    """Fill the option and start of each package of the run just made."""
    base = x.project_packages[p]
    for index in range(x.project_packages[p + 1] - 1, base - 1, -1):
        k = x.visit[index]
        window = limits[k - base]
        low_time, high_time = -NO_LAG, NO_LAG
        if x.above[k] >= 0:
            parent = x.above[k]
            low_time, high_time = _window_of_child(x, k, chosen[parent], starts[parent])
        best = IMPOSSIBLE
        for option in range(x.package_options[k], x.package_options[k + 1]):
            low, high = _starts_left(x, option, window)
            duration = x.duration[option]
            shift = 0 if x.above_before[k] == 1 else duration
            low = max(low, low_time - shift)
            high = min(high, high_time - shift)
            offset = x.option_starts[option] - x.first_start[option]
            for start in range(low, high + 1):
                if total[offset + start] < best:
                    best = total[offset + start]
                    chosen[k], starts[k] = option, start


@inner
def _least_of_cuts(x: Network, p: int, costs: Ints) -> int:
    """What the cut packages cost at least, each at its cheapest."""
    answer = 0
    for c in range(x.project_cuts[p], x.project_cuts[p + 1]):
        k = x.cut_package[c]
        low = x.option_starts[x.package_options[k]]
        high = x.option_starts[x.package_options[k + 1]]
        answer += _least_in(costs, low, high - 1)
    return answer


@inner
def _fix_cuts(x: Network, p: int, costs: Ints, option: Ints, start: Ints, limits: Ints) -> int:
    """Fix the cut packages and return what they cost; ``IMPOSSIBLE`` when they don't agree."""
    base, first_cut = x.project_packages[p], x.project_cuts[p]
    _reset_limits(x, p, limits)
    fixed = 0
    for c in range(option.size):
        row = limits[x.cut_package[first_cut + c] - base]
        low, high = _starts_left(x, option[c], row)
        if start[c] < low or start[c] > high:
            return IMPOSSIBLE
        cost = costs[x.option_starts[option[c]] + start[c] - x.first_start[option[c]]]
        if cost >= IMPOSSIBLE:
            return IMPOSSIBLE
        fixed += cost
        row[0], row[1], row[4] = start[c], start[c], option[c]
        _limit_around(x, p, first_cut + c, option[c], start[c], limits)
    return fixed


@inner
def _price_project(
    x: Network,
    p: int,
    periods: int,
    costs: Ints,
    total: Ints,
    limits: Ints,
    row: Ints,
    chosen: Ints,
    starts: Ints,
) -> int:
    """Return the least cost of a project whose options are priced, and fill how to reach it.

    First without the links of the cut packages; what that costs beyond the cheapest of each cut
    package, the other packages cost at least. Then for each way of fixing the cut packages, like
    the digits of a counter: a way that can't beat the best is skipped.
    """
    first_cut = x.project_cuts[p]
    cuts = x.project_cuts[p + 1] - first_cut
    low = x.option_starts[x.package_options[x.project_packages[p]]]
    high = x.option_starts[x.package_options[x.project_packages[p + 1]]]
    option = np.empty(cuts, dtype=np.int64)
    start = np.empty(cuts, dtype=np.int64)
    for c in range(cuts):
        option[c] = x.package_options[x.cut_package[first_cut + c]]
        start[c] = x.first_start[option[c]]
    best = IMPOSSIBLE
    others = 0
    free = True
    _reset_limits(x, p, limits)
    while True:
        fixed = 0 if free else _fix_cuts(x, p, costs, option, start, limits)
        if fixed + others < best:
            total[low:high] = costs[low:high]
            cost = _run_forest(x, p, periods, limits, total, row)
            if free and cuts > 0 and cost < IMPOSSIBLE:
                free = False
                others = cost - _least_of_cuts(x, p, costs)
                continue
            if cost < best:
                best = cost
                _read_back(x, p, limits, total, chosen, starts)
        if free:
            return best
        digit = cuts - 1
        while digit >= 0:
            start[digit] += 1
            if start[digit] <= x.last_start[option[digit]]:
                break
            option[digit] += 1
            k = x.cut_package[first_cut + digit]
            if option[digit] < x.package_options[k + 1]:
                start[digit] = x.first_start[option[digit]]
                break
            option[digit] = x.package_options[k]
            start[digit] = x.first_start[option[digit]]
            digit -= 1
        if digit < 0:
            return best


@kernel
def price_projects(
    x: Network,
    first: int,
    end: int,
    periods: int,
    costs: Ints,
    cost: Ints,
    chosen: Ints,
    starts: Ints,
) -> None:
    """Price the projects ``first .. end`` once their options are priced.

    Parameters
    ----------
    x : Network
    first, end : int
    periods : int
    costs : array over (option, start)
        From :func:`optimizer.bounds.costs.price_options`.
    cost : array, shape (projects,), filled
        Least cost, ``IMPOSSIBLE`` when the project can't be done.
    chosen, starts : array, shape (packages,), filled
        Option and start of each package in the cheapest way.
    """
    most_packages = 0
    for p in range(first, end):
        most_packages = max(most_packages, x.project_packages[p + 1] - x.project_packages[p])
    limits = np.empty((most_packages, 5), dtype=np.int64)
    row = np.empty(periods + 1, dtype=np.int64)
    total = np.empty_like(costs)
    for p in range(first, end):
        empty = False
        for k in range(x.project_packages[p], x.project_packages[p + 1]):
            empty = empty or x.package_options[k] == x.package_options[k + 1]
        if empty:
            cost[p] = IMPOSSIBLE
        else:
            cost[p] = _price_project(x, p, periods, costs, total, limits, row, chosen, starts)
