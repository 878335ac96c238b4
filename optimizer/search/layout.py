"""Lay an instance out for the compiled search."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import numpy as np

from optimizer.instance import UNLIMITED, Instance
from optimizer.instance.arrays import Ints, Pools
from optimizer.instance.rows import offsets, pools_of
from optimizer.search.baseline import baseline_arrays
from optimizer.search.tables import Tables
from optimizer.search.temporal import precedence_arcs, time_windows, topological_order

__all__ = ["make_tables"]


def make_tables(instance: Instance) -> Tables:
    """Return the search's arrays of a round.

    A project is *hard* when a fund is pinned on one of its needs: what a fund pays of a need is
    decided together with everything else that draws on it.
    """
    people, facilities, funds = instance.people, instance.facilities, instance.funds
    projects, packages, options = instance.projects, instance.packages, instance.options
    places, supplies, payments = instance.places, instance.supplies, instance.payments
    order = topological_order(instance)
    earliest, last_start = time_windows(instance, order)
    barred = projects.barred.copy()
    barred[packages.project[earliest > last_start]] = True
    hard = np.zeros(len(barred), dtype=np.bool_)
    hard[packages.project[instance.fund_pins.package]] = True
    needed = projects.prerequisites
    users = _users(needed.ptr, needed.other)
    channel = np.full(len(facilities.rank), -1, dtype=np.int64)
    channel[facilities.exclusive] = np.arange(int(facilities.exclusive.sum()))
    heads = _sums(places.headcount, options.place_ptr)
    widths = _sums(np.diff(instance.pools.ptr)[places.pool], options.place_ptr)
    slots = _most_per_package(heads, packages.option_ptr)
    links = _links(instance)
    loads = np.unique(places.load)
    return Tables(
        periods=instance.periods,
        person_department=people.department,
        person_clearance=people.clearance,
        person_rate=people.rate_cents,
        person_keeps=people.keeps,
        person_counts=people.max_packages < UNLIMITED,
        person_offer=people.limit.sum(axis=1),
        person_level=people.level,
        facility_department=facilities.department,
        facility_rate=facilities.rate_cents,
        facility_keeps=facilities.keeps,
        facility_rank=facilities.rank,
        operator_skill=facilities.operator_skill,
        operator_level=facilities.operator_level,
        channel=channel,
        protection=facilities.protection,
        referral_pct=facilities.referral_pct,
        fee=instance.datasets.fee_cents,
        slot_ptr=funds.slot_ptr,
        spendable=funds.spendable,
        slot_of=funds.slot_of,
        rolls_over=funds.rolls_over,
        segment_start=funds.segment_start,
        segment_of=funds.segment_of,
        outside_rank=instance.round.policy.outsource_clearance.rank,
        required=projects.required,
        closed=barred | hard,
        hard=hard,
        group=projects.group,
        sponsor=projects.sponsor,
        package_ptr=projects.package_ptr,
        need_ptr=needed.ptr,
        need_project=needed.other,
        need_lag=needed.min_lag,
        user_ptr=users.ptr,
        user_project=users.member,
        due=projects.due,
        late_penalty=projects.late_penalty_cents,
        revenue=projects.revenue_cents,
        wish_ptr=projects.wishes.ptr,
        wish_person=projects.wishes.member,
        package_project=packages.project,
        earliest=earliest,
        last_start=last_start,
        latest=packages.latest,
        order=order,
        option_ptr=packages.option_ptr,
        **precedence_arcs(instance)._asdict(),
        option_package=options.package,
        option_mode=options.mode,
        duration=options.duration,
        rank=options.rank,
        place_ptr=options.place_ptr,
        supply_ptr=options.supply_ptr,
        payment_ptr=options.payment_ptr,
        data_ptr=options.datasets.ptr,
        data=options.datasets.member,
        place_option=places.option,
        place_need=places.need,
        headcount=places.headcount,
        load=places.load,
        load_level=np.searchsorted(loads, places.load),
        loads=loads,
        pool=places.pool,
        forced_ptr=places.forced.ptr,
        forced=places.forced.member,
        forced_at=_positions(instance),
        most_outside=places.most_outside,
        outside_cents=places.outside_cents,
        outside_payers=places.outside_payers,
        link_ptr=links[0],
        link_package=links[1],
        link_need=links[2],
        supply_need=supplies.need,
        units=supplies.units,
        supply_pool=supplies.pool,
        payment_need=payments.need,
        cents=payments.cents,
        timing=payments.timing,
        payers=payments.payers,
        pool_ptr=instance.pools.ptr,
        pool_person=instance.pools.member.astype(np.int32),
        facility_pool_ptr=instance.facility_pools.ptr,
        facility_pool=instance.facility_pools.member,
        payer_ptr=instance.payers.ptr,
        payer=instance.payers.member,
        who_ptr=slots,
        who_package=np.repeat(np.arange(len(slots) - 1), np.diff(slots)),
        at_ptr=_most_per_package(np.diff(options.supply_ptr), packages.option_ptr),
        draw_ptr=_most_per_package(_draws(instance), packages.option_ptr),
        **baseline_arrays(instance)._asdict(),
        most_options=_most(np.diff(packages.option_ptr[projects.package_ptr])),
        most_headcount=max(1, _most(places.headcount)),
        most_places=_most(np.diff(options.place_ptr)),
        most_candidates=_most(widths),
        most_people=_most(heads),
        widest_pool=_most(np.diff(instance.pools.ptr)),
    )


def _most(values: Ints) -> int:
    return int(values.max(initial=0))


def _positions(instance: Instance) -> Ints:
    """Where each forced person stands among the members of all pools."""
    places, pools = instance.places, instance.pools
    row = np.repeat(places.pool, np.diff(places.forced.ptr))
    found = [
        int(pools.ptr[pool]) + int(np.searchsorted(pools.row(pool), person))
        for pool, person in zip(row.tolist(), places.forced.member.tolist(), strict=True)
    ]
    return np.asarray(found, dtype=np.int64)


def _sums(values: Ints, ptr: Ints) -> Ints:
    """Sum of each row."""
    running = np.concatenate(([0], np.cumsum(values)))
    sums: Ints = (running[ptr[1:]] - running[ptr[:-1]]).astype(np.int64)
    return sums


def _most_per_package(per_option: Ints, option_ptr: Ints) -> Ints:
    """Row starts with room for the largest option of every package."""
    most = [int(per_option[a:b].max(initial=0)) for a, b in pairwise(option_ptr.tolist())]
    return offsets(most)


def _draws(instance: Instance) -> Ints:
    """Most lines of money that an option can need: payers times segments it can touch."""
    options, places, payments = instance.options, instance.places, instance.payments
    widths = np.append(np.diff(instance.payers.ptr), 0)  # row -1: nobody pays
    segments = len(instance.funds.segment_start)
    touched = np.minimum(segments, np.maximum(1, options.duration))
    spread = np.where(payments.timing == 1, touched[payments.option], 1)
    total = _sums(widths[payments.payers] * spread, options.payment_ptr)
    paid = places.outside_payers >= 0
    lines = np.where(paid, widths[places.outside_payers] * touched[places.option], 0)
    return total + _sums(lines, options.place_ptr)


def _users(ptr: Ints, other: Ints) -> Pools:
    """Rows of the relation turned round: who has each one as ``other``."""
    rows: list[list[int]] = [[] for _ in range(len(ptr) - 1)]
    for row, (first, end) in enumerate(pairwise(ptr.tolist())):
        for q in other[first:end].tolist():
            rows[q].append(row)
    return pools_of(rows)


def _links(instance: Instance) -> tuple[Ints, Ints, Ints]:
    """Continuity from both ends, one row for each place: packages and needs it is tied to."""
    places, options = instance.places, instance.options
    package = options.package[places.option].tolist()
    need = places.need.tolist()
    rows: list[list[tuple[int, int]]] = [[] for _ in need]
    tied: dict[tuple[int, int], set[tuple[int, int]]] = defaultdict(set)
    for r in np.flatnonzero(places.same_package >= 0).tolist():
        here = (package[r], need[r])
        there = (int(places.same_package[r]), int(places.same_need[r]))
        tied[here].add(there)
        tied[there].add(here)
    if tied:
        for r, key in enumerate(zip(package, need, strict=True)):
            rows[r] = sorted(tied.get(key, ()))
    flat = [pair for row in rows for pair in row]
    table = np.asarray(flat, dtype=np.int64).reshape(-1, 2)
    return (
        offsets([len(row) for row in rows]),
        np.ascontiguousarray(table[:, 0]),
        np.ascontiguousarray(table[:, 1]),
    )
