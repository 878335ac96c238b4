"""Money over time: slots, reserves, fiscal segments, and cents that sum."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.domain import Fund, FundSlot, Mode, MoneyNeed, Policy, Round, StaffingNeed
from optimizer.domain.capacity import (
    fiscal_segments,
    fund_slots,
    money_by_period,
    spendable_cents,
    spread,
)
from optimizer.domain.semantics import durations, load_at, staffing_cents
from tests.optimizer.checks.rounds import set_at, sound


@given(st.integers(0, 10**6), st.integers(0, 50), st.integers(0, 40))
def test_spread_money_sums_and_the_first_periods_get_the_odd_cents(
    amount: int, start: int, duration: int
) -> None:
    by_period = spread(amount, start, duration)
    assert sum(by_period.values()) == amount
    assert list(by_period) == list(range(start, start + max(duration, 1)))
    values = list(by_period.values())
    assert values == sorted(values, reverse=True)
    assert values[0] - values[-1] <= 1


@pytest.mark.parametrize(
    ("timing", "duration", "expected"),
    [
        ("start", 3, {4: 10}),
        ("end", 3, {6: 10}),
        ("spread", 3, {4: 4, 5: 3, 6: 3}),
        ("end", 1, {4: 10}),
        ("end", 0, {4: 10}),
        ("spread", 0, {4: 10}),
    ],
)
def test_when_money_falls(timing: str, duration: int, expected: dict[int, int]) -> None:
    need = MoneyNeed.model_validate(
        {"id": "c", "category": "k", "amount_cents": 10, "timing": timing}
    )
    assert money_by_period(need, 4, duration) == expected


@pytest.mark.parametrize(
    ("amount", "own", "policy", "spendable"),
    [(100, None, 0, 100), (100, None, 10, 90), (101, None, 10, 90), (101, 50, 10, 50),
     (1, 1, 0, 0), (100, 0, 10, 100), (100, 100, 0, 0)],
)  # fmt: skip
def test_the_reserve_is_rounded_up(
    amount: int, own: int | None, policy: int, spendable: int
) -> None:
    fund = Fund(id="f", department="d", amount_cents=amount, reserve_pct=own)
    (slot,) = fund_slots(fund, 8)
    assert (slot.start, slot.end) == (0, 8)
    assert spendable_cents(Policy(fast_lane_reserve_pct=policy), fund, slot) == spendable


def test_slots_come_in_time_order() -> None:
    late, early = FundSlot(start=4, end=8, amount_cents=1), FundSlot(start=0, end=4, amount_cents=2)
    fund = Fund(id="f", department="d", amount_cents=99, slots=(late, early))
    assert fund_slots(fund, 8) == (early, late)


def test_segments_are_cut_at_every_boundary_inside_the_horizon() -> None:
    data = sound()
    assert fiscal_segments(Round.model_validate(data)) == ((0, 8),)
    set_at(data, "/funds/0/slots", [{"start": 2, "end": 5, "amount_cents": 1}])
    purse = {"id": "other", "department": "north",
             "slots": [{"start": 0, "end": 4, "amount_cents": 1},
                       {"start": 5, "end": 30, "amount_cents": 1}]}  # fmt: skip
    set_at(data, "/funds/-", purse)
    assert fiscal_segments(Round.model_validate(data)) == ((0, 2), (2, 4), (4, 5), (5, 8))


@given(st.integers(1, 100), st.integers(0, 12), st.integers(0, 12))
def test_spread_effort_is_never_less_than_asked(load: int, shortest: int, more: int) -> None:
    need = StaffingNeed(id="n", skill="s", load_pct=load)
    mode = Mode(id="m", duration=shortest, max_duration=shortest + more)
    assert list(durations(mode)) == list(range(shortest, shortest + more + 1))
    for duration in durations(mode):
        spent = load_at(need, mode, duration)
        assert spent * duration >= load * shortest
        if duration > shortest > 0:
            assert (spent - 1) * duration < load * shortest


@pytest.mark.parametrize(
    ("rate", "load", "duration", "cents"),
    [(100, 100, 1, 100), (1, 50, 1, 1), (1, 49, 1, 0), (333, 30, 7, 699), (100, 30, 0, 0)],
)
def test_a_person_costs_rate_times_load_times_periods(
    rate: int, load: int, duration: int, cents: int
) -> None:
    assert staffing_cents(rate, load, duration) == cents
