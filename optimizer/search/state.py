"""What changes while the search runs: a plan as arrays, and what it leaves of every resource."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.instance import Instance
from optimizer.instance.arrays import Bools, Ints
from optimizer.search.tables import Int32s, Tables

__all__ = ["Assignment", "Scratch", "State", "copy_assignment", "make_scratch", "make_state"]

Int16s = NDArray[np.int16]
Floats = NDArray[np.float64]

OUTSIDE = -1
"""In place of a person: the place is filled from the market."""


HELD = 128
"""Most slots listed of a person."""
TRAIL = 4096
"""Most people reseated in one move."""


class Assignment(NamedTuple):
    """A plan. Rows of ``who``, ``at`` and ``draw_*`` start where :class:`Tables` says."""

    accepted: Bools
    option: Ints
    """``(K,)`` option of a placed package, or -1."""
    start: Ints
    who: Int32s
    """People of a package, place by place; ``OUTSIDE`` for a place filled from the market."""
    at: Int32s
    """Facility of each supply of a package."""
    draw_count: Ints
    draw_need: Int32s
    draw_fund: Int32s
    draw_segment: Int32s
    draw_cents: Ints


class State(NamedTuple):
    """A plan and what is left beside it."""

    plan: Assignment
    free: Int16s
    """``(E, T)`` load a person can still take."""
    free_lent: Int16s
    """``(E, T)`` load a person can still take for other departments; one row when nobody keeps."""
    turns: Int16s
    """``(E, T)`` packages a person can still take; one row when nobody counts."""
    open: NDArray[np.uint64]
    """``(E, loads, words)`` periods in which a person can take a load, as bits."""
    open_lent: NDArray[np.uint64]
    """The same for other departments; one row when nobody keeps."""
    open_turns: NDArray[np.uint64]
    """``(E, words)`` periods in which a person can take a package; one row when nobody counts."""
    held: Int32s
    """``(E, HELD)`` slots that a person fills, in no order; more than that are not listed."""
    held_count: Ints
    place: Int32s
    """``(slots,)`` place that a filled slot belongs to."""
    version: Ints
    """``(1,)`` grows whenever somebody's time changes."""
    lend_left: Ints
    committed: Ints
    """``(E,)`` percent-periods given."""
    units_free: Ints
    units_lent: Ints
    units_lend_left: Ints
    data_free: Ints
    drawn: Ints
    """``(S,)`` cents drawn from each slot."""
    channel_first: Ints
    channel_last: Ints
    """``(channels, P)`` first and last period of use by a project; -1: none."""
    price: Floats
    """``(P,)`` what an accepted project cost at the prices it was placed with."""
    cents: Ints
    points: Ints
    """``(P,)`` cost, and wishes and handovers, of an accepted project."""
    changes: Ints
    """``(P,)`` weighted differences from the baseline of an accepted project."""
    last_end: Ints
    """``(P,)`` end of an accepted project."""
    asked: Floats
    """``(P,)`` price of a project when it was last tried; infinite: it did not fit."""
    failures: Ints
    """``(K,)`` how often a package stood in its project's way."""
    random: NDArray[np.uint64]
    work: Ints
    """``(1,)`` steps taken: the clock of deterministic runs."""


class Scratch(NamedTuple):
    """Room for one insertion."""

    starts: NDArray[np.uint64]
    """``(options of a project, words)`` where an option can start, as bits."""
    reach: NDArray[np.uint64]
    """``(people of a pool, words)`` where each can start, as bits."""
    reach_person: Ints
    planes: NDArray[np.uint64]
    """``(headcount,)`` starts for which so many people are found."""
    cost: NDArray[np.float32]
    """``(options of a project, T + 1)`` price of doing an option from a start."""
    total: NDArray[np.float32]
    """The same with everything that comes after it."""
    best: NDArray[np.float32]
    """``(packages of a project, T + 2)`` least total of a package from a start."""
    suffix: NDArray[np.float32]
    """The same, from a start or later."""
    top: NDArray[np.float32]
    """``(T + 1, headcount)`` cheapest people for each start."""
    found: Ints
    """``(T + 1,)`` how many there are."""
    noise: NDArray[np.float32]
    """``(1024,)`` factors near 1 on people's prices."""
    bias: NDArray[np.float32]
    """``(T + 1,)`` what a start costs beside prices, for each percent-period of work."""
    salt: Ints
    """``(1,)`` which factor is whose."""
    candidate_ptr: Ints
    candidate: Int32s
    candidate_cost: NDArray[np.float32]
    seat: Ints
    """``(E,)`` slot a person takes in the package being staffed, or -1."""
    slot_ptr: Ints
    slot_who: Int32s
    slot_fixed: Bools
    slot_place: Ints
    outside_left: Ints
    parent_place: Ints
    parent_person: Ints
    queue: Ints
    order: Ints
    visit: Ints
    passed: Bools
    supply: Int32s
    """``(supplies of a package,)`` facility chosen."""
    chain: Ints
    """``(1,)`` most people reseated to free one for a place; 0: only who is open is named."""
    trail: Ints
    """``(P + TRAIL, 2)`` what a move did, in order: a slot and who filled it before, or -1 and a
    project put in."""
    trail_length: Ints
    known: Ints
    """``(slots,)`` version for which ``other`` says who could take a slot over, or -1."""
    other: Int32s
    marks: Ints
    """``(E,)`` stamp of the last project that saw a person."""
    stamp: Ints
    seen_facility: Ints
    seen_data: Ints
    utility: Ints


def empty_assignment(tables: Tables) -> Assignment:
    """Return the plan that accepts nothing."""
    draws = int(tables.draw_ptr[-1])
    return Assignment(
        accepted=np.zeros(len(tables.closed), dtype=np.bool_),
        option=np.full(len(tables.order), -1, dtype=np.int64),
        start=np.zeros(len(tables.order), dtype=np.int64),
        who=np.full(int(tables.who_ptr[-1]), OUTSIDE, dtype=np.int32),
        at=np.full(int(tables.at_ptr[-1]), -1, dtype=np.int32),
        draw_count=np.zeros(len(tables.order), dtype=np.int64),
        draw_need=np.zeros(draws, dtype=np.int32),
        draw_fund=np.zeros(draws, dtype=np.int32),
        draw_segment=np.zeros(draws, dtype=np.int32),
        draw_cents=np.zeros(draws, dtype=np.int64),
    )


def copy_assignment(plan: Assignment) -> Assignment:
    """Return a copy that shares nothing."""
    return Assignment(**{name: array.copy() for name, array in plan._asdict().items()})


def _bits(room: Int16s, loads: Ints, words: int) -> NDArray[np.uint64]:
    """Bit sets of the periods in which there is room for each load."""
    experts, periods = room.shape
    padded = np.zeros((experts, len(loads), words * 64), dtype=np.bool_)
    padded[:, :, :periods] = room[:, None, :] >= loads[None, :, None]
    packed = np.packbits(padded, axis=2, bitorder="little")
    return np.ascontiguousarray(packed).view("<u8").astype(np.uint64)


def make_state(instance: Instance, tables: Tables, seed: int) -> State:
    """Return the state of the plan that accepts nothing."""
    people, facilities = instance.people, instance.facilities
    count = len(tables.closed)
    channels = int((tables.channel >= 0).sum())
    one_row = np.zeros((1, instance.periods), dtype=np.int16)
    words = instance.periods // 64 + 1
    loads = len(tables.loads)
    free = people.limit.astype(np.int16)
    free_lent = people.lendable.astype(np.int16) if people.keeps.any() else one_row
    most = np.iinfo(np.int16).max
    turns = np.minimum(people.max_packages, most).astype(np.int16)
    all_turns = np.repeat(turns[:, None], instance.periods, axis=1)
    return State(
        plan=empty_assignment(tables),
        free=free,
        free_lent=free_lent,
        turns=all_turns if tables.person_counts.any() else one_row.copy(),
        open=_bits(free, tables.loads, words),
        open_lent=_bits(np.minimum(free, free_lent), tables.loads, words)
        if people.keeps.any()
        else np.zeros((1, loads, words), dtype=np.uint64),
        open_turns=_bits(
            turns[:, None].repeat(instance.periods, axis=1), np.ones(1, dtype=np.int64), words
        )[:, 0],
        held=np.zeros((len(free), HELD), dtype=np.int32),
        held_count=np.zeros(len(free), dtype=np.int64),
        place=np.zeros(int(tables.who_ptr[-1]), dtype=np.int32),
        version=np.ones(1, dtype=np.int64),
        lend_left=people.lend_limit.copy(),
        committed=np.zeros(len(people.rate_cents), dtype=np.int64),
        units_free=facilities.units.copy(),
        units_lent=facilities.lendable.copy(),
        units_lend_left=facilities.lend_limit.copy(),
        data_free=np.repeat(instance.datasets.max_users[:, None], instance.periods, axis=1),
        drawn=np.zeros(len(tables.spendable), dtype=np.int64),
        channel_first=np.full((channels, count), -1, dtype=np.int64),
        channel_last=np.full((channels, count), -1, dtype=np.int64),
        price=np.zeros(count),
        cents=np.zeros(count, dtype=np.int64),
        points=np.zeros(count, dtype=np.int64),
        changes=np.zeros(count, dtype=np.int64),
        last_end=np.zeros(count, dtype=np.int64),
        asked=np.zeros(count),
        failures=np.zeros(len(tables.order), dtype=np.int64),
        random=np.array([seed * 2 + 88_172_645_463_325_253], dtype=np.uint64),
        work=np.zeros(1, dtype=np.int64),
    )


def make_scratch(tables: Tables, departments: int) -> Scratch:
    """Return room for insertions into plans of one round."""
    periods = tables.periods
    packages = int(np.diff(tables.package_ptr).max(initial=0))
    experts = len(tables.person_rate)
    places, slots = tables.most_places + 1, tables.most_people + 1
    words = periods // 64 + 1
    return Scratch(
        starts=np.zeros((tables.most_options + 1, words), dtype=np.uint64),
        reach=np.zeros((tables.widest_pool + 1, words), dtype=np.uint64),
        reach_person=np.zeros(tables.widest_pool + 1, dtype=np.int64),
        planes=np.zeros(tables.most_headcount, dtype=np.uint64),
        cost=np.zeros((tables.most_options + 1, periods + 1), dtype=np.float32),
        total=np.zeros((tables.most_options + 1, periods + 1), dtype=np.float32),
        best=np.zeros((packages + 1, periods + 2), dtype=np.float32),
        suffix=np.zeros((packages + 1, periods + 2), dtype=np.float32),
        top=np.zeros((periods + 1, tables.most_headcount), dtype=np.float32),
        found=np.zeros(periods + 1, dtype=np.int64),
        noise=np.ones(1024, dtype=np.float32),
        bias=np.zeros(periods + 1, dtype=np.float32),
        salt=np.zeros(1, dtype=np.int64),
        candidate_ptr=np.zeros(places + 1, dtype=np.int64),
        candidate=np.zeros(tables.most_candidates + 1, dtype=np.int32),
        candidate_cost=np.zeros(tables.most_candidates + 1, dtype=np.float32),
        seat=np.full(experts, -1, dtype=np.int64),
        slot_ptr=np.zeros(places + 1, dtype=np.int64),
        slot_who=np.zeros(slots, dtype=np.int32),
        slot_fixed=np.zeros(slots, dtype=np.bool_),
        slot_place=np.zeros(slots, dtype=np.int64),
        outside_left=np.zeros(places, dtype=np.int64),
        parent_place=np.zeros(places, dtype=np.int64),
        parent_person=np.zeros(places, dtype=np.int64),
        queue=np.zeros(places, dtype=np.int64),
        order=np.zeros(places, dtype=np.int64),
        visit=np.zeros(packages + 1, dtype=np.int64),
        passed=np.zeros(len(tables.facility_rate) + 1, dtype=np.bool_),
        supply=np.zeros(int(np.diff(tables.at_ptr).max(initial=0)) + 1, dtype=np.int32),
        chain=np.zeros(1, dtype=np.int64),
        trail=np.zeros((len(tables.closed) + TRAIL, 2), dtype=np.int64),
        trail_length=np.zeros(1, dtype=np.int64),
        known=np.zeros(int(tables.who_ptr[-1]), dtype=np.int64),
        other=np.zeros(int(tables.who_ptr[-1]), dtype=np.int32),
        marks=np.zeros(experts, dtype=np.int64),
        stamp=np.zeros(1, dtype=np.int64),
        seen_facility=np.zeros(len(tables.facility_rate), dtype=np.int64),
        seen_data=np.zeros(len(tables.fee), dtype=np.int64),
        utility=np.zeros(departments, dtype=np.int64),
    )
