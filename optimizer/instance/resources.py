"""Arrays of what a round offers: people, facilities, datasets, funds."""

from __future__ import annotations

import numpy as np

from optimizer.domain import Round
from optimizer.domain.capacity import (
    expert_availability_pct,
    facility_units,
    fiscal_segments,
    fund_slots,
    spendable_cents,
)
from optimizer.instance.arrays import UNLIMITED, Datasets, Facilities, Funds, Ints, People
from optimizer.instance.rows import bools, ints, offsets

__all__ = ["compile_datasets", "compile_facilities", "compile_funds", "compile_people"]


def _limit(value: int | None) -> int:
    return UNLIMITED if value is None else value


def _stack(rows: list[Ints], periods: int) -> Ints:
    return np.array(rows, dtype=np.int64).reshape(len(rows), periods)


def compile_people(round_: Round) -> People:
    """Return the arrays of the round's experts."""
    periods, policy = round_.calendar.periods, round_.policy
    departments = {item.id: i for i, item in enumerate(round_.departments)}
    skills = {item.id: i for i, item in enumerate(round_.skills)}
    offered = [expert_availability_pct(round_.calendar, e) for e in round_.experts]
    limit = _stack(offered, periods) * policy.load_limit_pct // 100
    keep = ints(e.keep_pct for e in round_.experts)
    level = np.zeros((len(round_.experts), len(skills)), dtype=np.int64)
    for i, expert in enumerate(round_.experts):
        for has in expert.skills:
            level[i, skills[has.skill]] = max(level[i, skills[has.skill]], has.level)
    return People(
        limit=limit,
        lendable=np.maximum(0, limit - keep[:, None]),
        keeps=keep > 0,
        lend_limit=ints(_limit(e.lend_limit_pct_periods) for e in round_.experts),
        max_packages=ints(_limit(e.max_packages) for e in round_.experts),
        department=ints(departments[e.department] for e in round_.experts),
        rate_cents=ints(e.rate_cents for e in round_.experts),
        clearance=ints(e.clearance.rank for e in round_.experts),
        level=level,
    )


def compile_facilities(round_: Round) -> Facilities:
    """Return the arrays of the round's facilities."""
    periods, items = round_.calendar.periods, round_.facilities
    departments = {item.id: i for i, item in enumerate(round_.departments)}
    skills = {item.id: i for i, item in enumerate(round_.skills)}
    units = _stack([facility_units(round_.calendar, f) for f in items], periods)
    keep = ints(f.keep_units for f in items)
    return Facilities(
        units=units,
        lendable=np.maximum(0, units - keep[:, None]),
        keeps=keep > 0,
        lend_limit=ints(_limit(f.lend_limit_unit_periods) for f in items),
        department=ints(departments[f.department] for f in items),
        rate_cents=ints(f.rate_cents for f in items),
        rank=ints(f.security_level.rank for f in items),
        operator_skill=ints(-1 if f.operator is None else skills[f.operator.skill] for f in items),
        operator_level=ints(0 if f.operator is None else f.operator.level for f in items),
        exclusive=bools(f.channel is not None and f.channel.exclusive for f in items),
        protection=ints(0 if f.channel is None else f.channel.protection_periods for f in items),
        referral_pct=ints(0 if f.channel is None else f.channel.referral_share_pct for f in items),
    )


def compile_datasets(round_: Round) -> Datasets:
    """Return the arrays of the round's datasets."""
    return Datasets(
        max_users=ints(_limit(d.max_users) for d in round_.datasets),
        fee_cents=ints(d.fee_cents for d in round_.datasets),
    )


def compile_funds(round_: Round) -> Funds:
    """Return the arrays of the round's funds."""
    periods, funds = round_.calendar.periods, round_.funds
    departments = {item.id: i for i, item in enumerate(round_.departments)}
    segments = fiscal_segments(round_)
    starts = ints(start for start, _ in segments)
    slots = [fund_slots(fund, periods) for fund in funds]
    slot_ptr = offsets([len(of_fund) for of_fund in slots])
    slot_of = np.full((len(funds), len(segments)), -1, dtype=np.int64)
    for b, of_fund in enumerate(slots):
        for i, slot in enumerate(of_fund):
            slot_of[b, (starts >= slot.start) & (starts < slot.end)] = slot_ptr[b] + i
    return Funds(
        slot_ptr=slot_ptr,
        spendable=ints(
            spendable_cents(round_.policy, fund, slot)
            for fund, of_fund in zip(funds, slots, strict=True)
            for slot in of_fund
        ),
        slot_of=slot_of,
        rolls_over=bools(fund.roll_over for fund in funds),
        department=ints(departments[fund.department] for fund in funds),
        segment_start=starts,
        segment_of=np.searchsorted(starts, np.arange(periods + 1), side="right") - 1,
    )
