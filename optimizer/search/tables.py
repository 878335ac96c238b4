"""The arrays that the compiled search reads: an instance, laid out for it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.instance.arrays import Bools, Ints

__all__ = ["Int32s", "Tables"]

Int32s = NDArray[np.int32]


class Tables(NamedTuple):
    """Read-only arrays; names follow :mod:`optimizer.instance.arrays`, ``x_y`` is field y of x."""

    periods: int
    # people
    person_department: Ints
    person_clearance: Ints
    person_rate: Ints
    person_keeps: Bools
    person_counts: Bools
    """Whether packages at once are limited."""
    person_offer: Ints
    """Limited availability over the horizon."""
    person_level: Ints
    # facilities, datasets, funds
    facility_department: Ints
    facility_rate: Ints
    facility_keeps: Bools
    facility_rank: Ints
    operator_skill: Ints
    operator_level: Ints
    channel: Ints
    """Index among exclusive channels, or -1."""
    protection: Ints
    referral_pct: Ints
    fee: Ints
    slot_ptr: Ints
    spendable: Ints
    slot_of: Ints
    rolls_over: Bools
    segment_start: Ints
    segment_of: Ints
    outside_rank: int
    """Highest clearance that may be filled from outside."""
    # projects
    required: Bools
    closed: Bools
    """Barred, or hard: never inserted by the search."""
    hard: Bools
    """Uses what the search leaves to the exact path: never removed by it either."""
    group: Ints
    sponsor: Ints
    package_ptr: Ints
    need_ptr: Ints
    need_project: Ints
    need_lag: Ints
    user_ptr: Ints
    user_project: Ints
    """Projects that have this one as a prerequisite."""
    due: Ints
    late_penalty: Ints
    revenue: Ints
    wish_ptr: Ints
    wish_person: Ints
    # packages
    package_project: Ints
    earliest: Ints
    last_start: Ints
    latest: Ints
    order: Ints
    """``(K,)`` packages of each project in topological order, at the project's own positions."""
    option_ptr: Ints
    before_ptr: Ints
    before: Ints
    before_min: Ints
    before_max: Ints
    after_ptr: Ints
    after: Ints
    after_min: Ints
    after_max: Ints
    after_tree: Bools
    """Whether the successor's cost is counted through this arc (once for each successor)."""
    # options
    option_package: Ints
    option_mode: Ints
    duration: Ints
    rank: Ints
    place_ptr: Ints
    supply_ptr: Ints
    payment_ptr: Ints
    data_ptr: Ints
    data: Ints
    # places, supplies, payments
    place_option: Ints
    place_need: Ints
    headcount: Ints
    load: Ints
    load_level: Ints
    """Position of the load in ``loads``."""
    loads: Ints
    """Different loads, ascending."""
    pool: Ints
    forced_ptr: Ints
    forced: Ints
    forced_at: Ints
    """Position of each forced person in ``pool_person``."""
    most_outside: Ints
    outside_cents: Ints
    outside_payers: Ints
    link_ptr: Ints
    """Continuity, both ways: rows are places."""
    link_package: Ints
    link_need: Ints
    supply_need: Ints
    units: Ints
    supply_pool: Ints
    payment_need: Ints
    cents: Ints
    timing: Ints
    payers: Ints
    pool_ptr: Ints
    pool_person: Int32s
    facility_pool_ptr: Ints
    facility_pool: Ints
    payer_ptr: Ints
    payer: Ints
    # where the state keeps a package's people, facilities and draws
    who_ptr: Ints
    who_package: Ints
    """``(slots,)`` package of each slot of ``who``."""
    at_ptr: Ints
    draw_ptr: Ints
    # baseline
    base_project: Bools
    base_start: Ints
    """``(K,)`` start in the baseline, or -1."""
    base_mode: Ints
    """``(K,)`` mode in the baseline; -2: one that is gone."""
    base_ptr: Ints
    base_need: Ints
    base_person: Ints
    base_lost: Ints
    """``(K,)`` people of the baseline who are gone from the round, or whose need is."""
    base_gone: int
    """Projects of the baseline that are not in the round."""
    # scratch sizes
    most_options: int
    most_headcount: int
    most_places: int
    most_candidates: int
    most_people: int
    widest_pool: int
