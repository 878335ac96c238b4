"""The arrays that the compiled kernels read, in two tuples.

Step of the way: bound. Each kernel gets only what it reads: compiling takes longer with every array
of every function in between.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.bounds.relaxation import Relaxation
from optimizer.instance.arrays import Ints

__all__ = ["DEAR", "IMPOSSIBLE", "Asks", "Network", "asks_of", "network_of"]

IMPOSSIBLE = 2**60
"""Cost of what can't be done. Costs that can be paid stop at ``DEAR``."""
DEAR = 2**52


class Network(NamedTuple):
    """Projects, packages, options and links.

    ``x_y`` with one element more than ``x`` are ranges: the ``y`` of ``i`` are
    ``x_y[i] .. x_y[i + 1]``. See :class:`~optimizer.bounds.relaxation.Forest`.
    """

    project_packages: Ints
    package_options: Ints
    visit: Ints
    above: Ints
    above_before: Ints
    above_min_lag: Ints
    above_max_lag: Ints
    project_cuts: Ints
    cut_package: Ints
    cut_links: Ints
    link_other: Ints
    link_cut_first: Ints
    link_min_lag: Ints
    link_max_lag: Ints
    duration: Ints
    first_start: Ints
    last_start: Ints
    option_starts: Ints


class Asks(NamedTuple):
    """What options need, with ranges as in :class:`Network`.

    Needs of an option up to ``option_joint`` share people and are filled together.
    """

    duration: Ints
    first_start: Ints
    last_start: Ints
    option_starts: Ints
    option_needs: Ints
    option_joint: Ints
    option_money: Ints
    need_crew: Ints
    need_headcount: Ints
    need_outside: Ints
    need_outside_cents: Ints
    need_outside_payers: Ints
    crew_lanes: Ints
    lanes_of_crews: Ints
    lane_person: Ints
    open_until: NDArray[np.int32]
    money_cents: Ints
    money_timing: Ints
    money_payers: Ints
    segment_of: Ints
    segment_end: Ints


def network_of(relaxation: Relaxation) -> Network:
    """Return the projects of a relaxation for the kernels."""
    instance, forest = relaxation.instance, relaxation.forest
    return Network(
        project_packages=instance.projects.package_ptr,
        package_options=instance.packages.option_ptr,
        visit=forest.visit,
        above=forest.above,
        above_before=forest.above_before,
        above_min_lag=forest.above_min_lag,
        above_max_lag=forest.above_max_lag,
        project_cuts=forest.cut_ptr,
        cut_package=forest.cut_package,
        cut_links=forest.link_ptr,
        link_other=forest.link_other,
        link_cut_first=forest.link_cut_first,
        link_min_lag=forest.link_min_lag,
        link_max_lag=forest.link_max_lag,
        duration=instance.options.duration,
        first_start=relaxation.first_start,
        last_start=relaxation.last_start,
        option_starts=relaxation.start_ptr,
    )


def asks_of(relaxation: Relaxation) -> Asks:
    """Return what the options of a relaxation need, for the kernels."""
    instance, needs = relaxation.instance, relaxation.needs
    return Asks(
        duration=instance.options.duration,
        first_start=relaxation.first_start,
        last_start=relaxation.last_start,
        option_starts=relaxation.start_ptr,
        option_needs=needs.ptr,
        option_joint=needs.joint,
        option_money=instance.options.payment_ptr,
        need_crew=needs.crew,
        need_headcount=needs.headcount,
        need_outside=needs.most_outside,
        need_outside_cents=needs.outside_cents,
        need_outside_payers=needs.outside_payers,
        crew_lanes=relaxation.crews.ptr,
        lanes_of_crews=relaxation.crews.lane,
        lane_person=relaxation.crews.renewable,
        open_until=relaxation.crews.open_until,
        money_cents=instance.payments.cents,
        money_timing=instance.payments.timing,
        money_payers=instance.payments.payers,
        segment_of=relaxation.funds.segment_of,
        segment_end=relaxation.funds.segment_end,
    )
