"""What a round's resources offer in each period, and when money falls."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from optimizer.domain.calendar import Calendar
from optimizer.domain.policy import Policy
from optimizer.domain.projects import MoneyNeed
from optimizer.domain.resources import Expert, Facility, Fund, FundSlot
from optimizer.domain.round import Round

__all__ = [
    "expert_availability_pct",
    "facility_units",
    "fiscal_segments",
    "fund_slots",
    "money_by_period",
    "spendable_cents",
]

IntArray = NDArray[np.int64]


def expert_availability_pct(calendar: Calendar, expert: Expert) -> IntArray:
    """Return the availability of an expert in percent of full time, shape ``(periods,)``.

    Exceptions replace the default; then leave takes off the share of the period's working days
    spent away, rounded down. The policy's load limit is not applied here.
    """
    values = np.full(calendar.periods, expert.availability_pct, dtype=np.int64)
    for step in expert.exceptions:
        values[step.start : step.end] = step.value
    if not expert.leave:
        return values
    first, last = calendar.start, calendar.last_day(calendar.periods - 1)
    away = {
        begin + timedelta(days=i)
        for leave in expert.leave
        for begin, end in [(max(leave.first_day, first), min(leave.last_day, last))]
        for i in range((end - begin).days + 1)
    }
    touched = {t for day in away if (t := calendar.period_of(day)) is not None}
    for t in touched:
        days = calendar.working_days(t)
        worked = sum(day not in away for day in days)
        values[t] = values[t] * worked // len(days)
    return values


def facility_units(calendar: Calendar, facility: Facility) -> IntArray:
    """Return the units of a facility in each period, shape ``(periods,)``."""
    values = np.full(calendar.periods, facility.units, dtype=np.int64)
    for step in facility.exceptions:
        values[step.start : step.end] = step.value
    return values


def fund_slots(fund: Fund, periods: int) -> tuple[FundSlot, ...]:
    """Return the slots of a fund in time order; one over the whole horizon when it has none."""
    if not fund.slots:
        return (FundSlot(start=0, end=periods, amount_cents=fund.amount_cents),)
    return tuple(sorted(fund.slots, key=lambda slot: slot.start))


def spendable_cents(policy: Policy, fund: Fund, slot: FundSlot) -> int:
    """Return what projects may draw from a slot: its amount less the reserve, rounded up."""
    pct = policy.fast_lane_reserve_pct if fund.reserve_pct is None else fund.reserve_pct
    return slot.amount_cents - -(-slot.amount_cents * pct // 100)


def fiscal_segments(round_: Round) -> tuple[tuple[int, int], ...]:
    """Return the fiscal segments ``(start, end)``: the horizon cut at every slot boundary."""
    periods = round_.calendar.periods
    cuts = {0, periods}
    for fund in round_.funds:
        for slot in fund.slots:
            cuts |= {t for t in (slot.start, slot.end) if t < periods}
    ordered = sorted(cuts)
    return tuple(pairwise(ordered))


def money_by_period(need: MoneyNeed, start: int, duration: int) -> dict[int, int]:
    """Return cents by period for a need of a package starting at ``start``.

    ``spread`` gives every period the same amount and the first ones a cent more until it sums.
    A package of duration 0 pays everything in period ``start``.
    """
    if duration <= 1 or need.timing == "start":
        return {start: need.amount_cents}
    if need.timing == "end":
        return {start + duration - 1: need.amount_cents}
    return spread(need.amount_cents, start, duration)


def spread(amount: int, start: int, duration: int) -> dict[int, int]:
    """Spread cents evenly over periods; the first ones get the odd cents."""
    if duration <= 1:
        return {start: amount}
    each, odd = divmod(amount, duration)
    return {start + i: each + (i < odd) for i in range(duration)}
