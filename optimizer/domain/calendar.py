"""The calendar: dates at the edges, period indices inside.

The periods of a round are the days, weeks or months from its start that hold **at least one working
day**; a week of holidays has no index, so work flows around it. Period ``t`` of the round is
the ``t``-th such period.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Annotated

from pydantic import Field

from optimizer.domain.types import Frozen

__all__ = ["Calendar", "PeriodKind"]


class PeriodKind(StrEnum):
    """The length of one period."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Calendar(Frozen):
    """Start date, period and number of periods (the horizon), with working days and holidays."""

    start: date
    """First day of period 0 (for months: a day of month up to 28)."""
    period: PeriodKind = PeriodKind.WEEK
    periods: Annotated[int, Field(ge=1, le=100_000)]
    """Length of the horizon in periods."""
    working_weekdays: Annotated[
        tuple[Annotated[int, Field(ge=1, le=7)], ...], Field(min_length=1)
    ] = (1, 2, 3, 4, 5)
    """ISO weekdays (1 = Monday) on which people work."""
    holidays: tuple[date, ...] = ()
    """Dates off that would otherwise be working days."""
    extra_working_days: tuple[date, ...] = ()
    """Dates worked although weekday or holiday rules say otherwise (make-up days)."""

    def is_working(self, day: date) -> bool:
        """Say whether people work on ``day``."""
        if day in _date_set(self.extra_working_days):
            return True
        if day in _date_set(self.holidays):
            return False
        return day.isoweekday() in self.working_weekdays

    def first_day(self, period: int) -> date:
        """Return the first day of a period; ``period == periods`` gives the day after the end."""
        spans = _spans(self)
        if period == self.periods:
            return spans[-1][1] + timedelta(days=1)
        return spans[period][0]

    def last_day(self, period: int) -> date:
        """Return the last day of a period."""
        return _spans(self)[period][1]

    def working_days(self, period: int) -> tuple[date, ...]:
        """Return the working days of a period, in order; never empty."""
        first, last = _spans(self)[period]
        days = (first + timedelta(days=i) for i in range((last - first).days + 1))
        return tuple(day for day in days if self.is_working(day))

    def period_of(self, day: date) -> int | None:
        """Return the period that holds ``day``.

        A day in a skipped (workless) stretch belongs to the next period. ``None`` when the day lies
        outside the horizon.
        """
        spans = _spans(self)
        if day < self.start or day > spans[-1][1]:
            return None
        low, high = 0, len(spans) - 1
        while low < high:
            middle = (low + high) // 2
            if spans[middle][1] < day:
                low = middle + 1
            else:
                high = middle
        return low


@lru_cache(maxsize=64)
def _date_set(days: tuple[date, ...]) -> frozenset[date]:
    return frozenset(days)


def _natural_start(calendar: Calendar, index: int) -> date:
    if calendar.period is PeriodKind.DAY:
        return calendar.start + timedelta(days=index)
    if calendar.period is PeriodKind.WEEK:
        return calendar.start + timedelta(weeks=index)
    month0 = calendar.start.month - 1 + index
    day = min(calendar.start.day, 28)
    return date(calendar.start.year + month0 // 12, month0 % 12 + 1, day)


@lru_cache(maxsize=64)
def _spans(calendar: Calendar) -> tuple[tuple[date, date], ...]:
    """First and last day of every indexed period."""
    spans: list[tuple[date, date]] = []
    index = 0
    while len(spans) < calendar.periods:
        first = _natural_start(calendar, index)
        last = _natural_start(calendar, index + 1) - timedelta(days=1)
        length = (last - first).days + 1
        if any(calendar.is_working(first + timedelta(days=i)) for i in range(length)):
            spans.append((first, last))
        index += 1
    return tuple(spans)
