"""Dates at the edges, periods inside: what a calendar says, against counting day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.domain import Calendar, Expert, Leave, PeriodKind
from optimizer.domain.capacity import expert_availability_pct

DAYS = st.dates(date(2026, 1, 1), date(2026, 6, 30))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    return Calendar(
        start=draw(DAYS),
        period=draw(st.sampled_from(PeriodKind)),
        periods=draw(st.integers(1, 12)),
        working_weekdays=tuple(draw(st.sets(st.integers(1, 7), min_size=1))),
        holidays=tuple(draw(st.sets(DAYS, max_size=20))),
        extra_working_days=tuple(draw(st.sets(DAYS, max_size=3))),
    )


@given(calendars())
def test_periods_follow_each_other_and_each_has_work(calendar: Calendar) -> None:
    assert calendar.first_day(0) >= calendar.start
    for t in range(calendar.periods):
        first, last = calendar.first_day(t), calendar.last_day(t)
        assert first <= last < calendar.first_day(t + 1)
        days = calendar.working_days(t)
        assert days
        assert all(first <= day <= last and calendar.is_working(day) for day in days)
        between = calendar.first_day(t + 1) - last
        skipped = [last + timedelta(days=i) for i in range(1, between.days)]
        assert not any(calendar.is_working(day) for day in skipped)


@given(calendars(), st.integers(-40, 400))
def test_every_day_of_the_horizon_has_its_period(calendar: Calendar, offset: int) -> None:
    day = calendar.start + timedelta(days=offset)
    last = calendar.last_day(calendar.periods - 1)
    found = calendar.period_of(day)
    if not calendar.start <= day <= last:
        assert found is None
    else:
        assert found == next(t for t in range(calendar.periods) if day <= calendar.last_day(t))


@given(calendars(), st.lists(st.tuples(DAYS, st.integers(0, 30)), max_size=3), st.integers(0, 100))
def test_leave_takes_its_share_of_the_working_days(
    calendar: Calendar, absences: list[tuple[date, int]], offered: int
) -> None:
    leave = tuple(
        Leave(first_day=first, last_day=first + timedelta(days=length))
        for first, length in absences
    )
    expert = Expert(id="e", department="d", availability_pct=offered, leave=leave)
    found = expert_availability_pct(calendar, expert).tolist()
    for t, value in enumerate(found):
        days = calendar.working_days(t)
        worked = [d for d in days if not any(a.first_day <= d <= a.last_day for a in leave)]
        assert value == offered * len(worked) // len(days)


@pytest.mark.parametrize(
    ("kind", "start", "last"),
    [
        (PeriodKind.DAY, date(2026, 1, 5), date(2026, 1, 6)),
        (PeriodKind.WEEK, date(2026, 1, 5), date(2026, 1, 18)),
        (PeriodKind.MONTH, date(2026, 1, 31), date(2026, 3, 27)),
        (PeriodKind.MONTH, date(2026, 12, 1), date(2027, 1, 31)),
    ],
)
def test_two_periods(kind: PeriodKind, start: date, last: date) -> None:
    calendar = Calendar(start=start, period=kind, periods=2)
    assert calendar.last_day(1) == last


def test_a_week_of_holidays_has_no_index() -> None:
    feast = tuple(date(2026, 1, 12) + timedelta(days=i) for i in range(7))
    calendar = Calendar(start=date(2026, 1, 5), periods=2, holidays=feast)
    assert calendar.first_day(1) == date(2026, 1, 19)
    assert calendar.period_of(date(2026, 1, 14)) == 1
    made_up = calendar.model_copy(update={"extra_working_days": (date(2026, 1, 17),)})
    assert made_up.first_day(1) == date(2026, 1, 12)
