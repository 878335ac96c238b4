"""The time axis that charts and heat maps of one report share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from scenarios.figures import OutcomeFigures
from scenarios.report.voice import Voice

__all__ = ["Axis", "Tick", "axis_of"]

COLUMNS = 60
"""Most columns of a heat map; longer horizons put several periods into one."""
LEAST_TICK_PCT = 5.5
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Tick:
    """A mark on the axis: where it begins, how far it goes, how many columns, what it says."""

    at_pct: float
    width_pct: float
    columns: int
    label: str


@dataclass(frozen=True)
class Axis:
    """Columns of ``each`` periods (the last may be shorter) over the first ``periods`` ones."""

    periods: int
    each: int
    columns: tuple[tuple[int, int], ...]
    days: tuple[str, ...]
    """First day of each column, ISO 8601."""
    ticks: tuple[Tick, ...]

    def pct(self, period: int) -> float:
        """Return where a period begins, in percent of the axis."""
        return round(100 * min(period, self.periods) / self.periods, 3)


def axis_of(figures: OutcomeFigures, voice: Voice) -> Axis:
    """Return the axis: the whole horizon, or where that is long up to the end of the plan."""
    calendar = figures.round.calendar
    periods = calendar.periods
    ends = [run.end for run in figures.lines.packages]
    if periods > COLUMNS and ends:
        periods = max(1, min(periods, max(ends)))
    each = -(-periods // COLUMNS)
    columns = tuple((t, min(t + each, periods)) for t in range(0, periods, each))
    days = tuple(calendar.first_day(start) for start, _ in columns)
    return Axis(
        periods=periods,
        each=each,
        columns=columns,
        days=tuple(day.isoformat() for day in days),
        ticks=_ticks(days, voice.lang),
    )


def _ticks(days: tuple[date, ...], lang: str) -> tuple[Tick, ...]:
    """Return a tick for each month, for each quarter or year where months are too many."""
    ticks: tuple[Tick, ...] = ()
    for unit in ("days", "month", "quarter", "year"):
        ticks = _grouped(days, unit, lang)
        least = min((tick.columns for tick in ticks[1:-1]), default=len(days))
        if unit == "days":
            if len(days) <= 14 and (days[-1] - days[0]).days < 62:
                return ticks
        elif 100 * least / len(days) >= LEAST_TICK_PCT:
            return ticks
    return ticks


def _grouped(days: tuple[date, ...], unit: str, lang: str) -> tuple[Tick, ...]:
    at = 0
    ticks: list[Tick] = []
    for _, run in groupby(days, key=lambda day: _key(day, unit)):
        listed = list(run)
        label = _label(listed[0], unit, lang, with_year=bool(ticks) and listed[0].month == 1)
        at_pct, width_pct = round(100 * at / len(days), 3), round(100 * len(listed) / len(days), 3)
        ticks.append(Tick(at_pct, width_pct, len(listed), label))
        at += len(listed)
    return tuple(ticks)


def _key(day: date, unit: str) -> tuple[int, ...]:
    if unit == "days":
        return day.year, day.month, day.day
    if unit == "month":
        return day.year, day.month
    if unit == "quarter":
        return day.year, (day.month - 1) // 3
    return (day.year,)


def _label(day: date, unit: str, lang: str, *, with_year: bool) -> str:
    if unit == "year":
        return f"{day.year}"
    if unit == "days":
        return f"{day.month}/{day.day}"
    if unit == "quarter":
        quarter = (day.month - 1) // 3 + 1
        return f"{day.year} Q{quarter}" if with_year else f"Q{quarter}"
    if lang == "zh":
        return f"{day.year} 年 {day.month} 月" if with_year else f"{day.month} 月"
    month = _MONTHS[day.month - 1]
    return f"{month} {day.year}" if with_year else month
