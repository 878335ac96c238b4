"""Dates at the edges, periods inside: how a cell names a period of the round's calendar.

A start is shown as the first day of its period. An end is shown as the last day before it, for in
a round an end is the first period that is outside. Working days decide: a start on a Tuesday after
a Monday off is that week's start, an end on Friday is that week's end. A date inside a period is
taken so that nothing happens outside the dates given.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, timedelta

from optimizer.domain import Calendar

__all__ = ["EARLIEST", "Periods"]

EARLIEST = date(1910, 1, 1)
"""Earlier dates are never written for periods: a workbook shows small numbers as dates of 1900."""


class Periods:
    """Translates between dates and the periods of one calendar."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._days: tuple[list[date], list[date]] | None = None
        self._starts: dict[int, date | None] = {}
        self._ends: dict[int, date | None] = {}

    def _edges(self) -> tuple[list[date], list[date]]:
        """First and last working day of every period; empty beyond the dates there are."""
        if self._days is None:
            first, last = [], []
            try:
                for period in range(self._calendar.periods):
                    a, b = self._calendar.first_day(period), self._calendar.last_day(period)
                    while not self._calendar.is_working(a):
                        a += timedelta(days=1)
                    while not self._calendar.is_working(b):
                        b -= timedelta(days=1)
                    first.append(a)
                    last.append(b)
            except (OverflowError, ValueError):
                first, last = [], []
            self._days = (first, last)
        return self._days

    @property
    def usable(self) -> bool:
        """Whether the calendar ends before dates do."""
        return bool(self._edges()[0])

    def start_of(self, day: date) -> tuple[int, bool]:
        """Return the first period that starts on or after a date, and whether none is cut."""
        first, last = self._edges()
        index = bisect_left(first, day)
        return index, index == bisect_left(last, day)

    def end_of(self, day: date) -> tuple[int, bool]:
        """Return the number of periods that end by a date, and whether none is cut."""
        first, last = self._edges()
        index = bisect_right(last, day)
        return index, index == bisect_right(first, day)

    def start_date(self, period: int) -> date | None:
        """Return the date that shows a start; ``None`` where only the number can."""
        if period not in self._starts:
            day = self._first_day(period)
            fits = day is not None and day >= EARLIEST and self.start_of(day) == (period, True)
            self._starts[period] = day if fits else None
        return self._starts[period]

    def end_date(self, period: int) -> date | None:
        """Return the date that shows an end; ``None`` where only the number can."""
        if period not in self._ends:
            inside = self.usable and 0 < period <= self._calendar.periods
            day = self._calendar.last_day(period - 1) if inside else None
            fits = day is not None and day >= EARLIEST and self.end_of(day) == (period, True)
            self._ends[period] = day if fits else None
        return self._ends[period]

    def _first_day(self, period: int) -> date | None:
        if not self.usable or period > self._calendar.periods:
            return None
        try:
            return self._calendar.first_day(period)
        except OverflowError:
            return None
