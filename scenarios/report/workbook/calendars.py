"""Calendars in a workbook: a row for each resource, a narrow column for each period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scenarios.figures import Loads, OutcomeFigures
from scenarios.report.workbook.book import FULL, LINE, Book, Column, Value

__all__ = ["PERIOD_WIDTH", "load_calendar", "period_heads", "unit_calendar"]

PERIOD_WIDTH = 5.3
OVER = {"bg_color": "#FBE6E4", "font_color": "#A8201A", "bold": True}


def period_heads(
    book: Book, sheet: Any, row: int, column: int, figures: OutcomeFigures, *, widths: bool = True
) -> None:
    """Write the first day of every period, and give the columns their width."""
    calendar = figures.round.calendar
    for period in range(calendar.periods):
        book.put(
            sheet, row, column + period, calendar.first_day(period),
            num_format="mm-dd", bold=True, font_size=8, align="center", valign="vcenter",
            bg_color="#DBE6F7", bottom=1, bottom_color=LINE,
        )  # fmt: skip
    if widths:
        sheet.set_column(column, column + calendar.periods - 1, PERIOD_WIDTH)


def load_calendar(
    book: Book,
    sheet: Any,
    row: int,
    figures: OutcomeFigures,
    columns: Sequence[Column],
    rows: Sequence[tuple[Sequence[Value], int]],
    *,
    first: int | None = None,
    widths: bool = True,
) -> int:
    """Write people's load in percent of what they offer and return the row after it.

    Parameters
    ----------
    columns
        Of the cells before the periods.
    rows
        Those cells, and the row of ``figures.people`` that the periods show.
    first : int, optional
        Column of the first period; by default next to the cells.
    """
    at = len(columns) if first is None else first
    return _calendar(book, sheet, row, figures, figures.people, columns, rows, at, widths, "0%;;")


def unit_calendar(
    book: Book,
    sheet: Any,
    row: int,
    figures: OutcomeFigures,
    columns: Sequence[Column],
    rows: Sequence[tuple[Sequence[Value], int]],
) -> int:
    """Write the units of facilities in use and return the row after it."""
    loads, at = figures.facilities, len(columns)
    return _calendar(book, sheet, row, figures, loads, columns, rows, at, True, "0;;")


def _calendar(
    book: Book,
    sheet: Any,
    row: int,
    figures: OutcomeFigures,
    loads: Loads,
    columns: Sequence[Column],
    rows: Sequence[tuple[Sequence[Value], int]],
    first: int,
    widths: bool,
    num_format: str,
) -> int:
    after = book.table(sheet, row, columns, [cells for cells, _ in rows], widths=widths)
    period_heads(book, sheet, row, first, figures, widths=widths)
    plain = {"num_format": num_format, "font_size": 8, "align": "center", "valign": "vcenter"}
    cell, away = book.format(**plain), book.format(**plain, bg_color="#E9EBEF", pattern=1)
    over = book.format(**plain, **OVER)
    percent = "%" in num_format
    for at, (_, source) in enumerate(rows, start=row + 1):
        used, offered = loads.used[source].tolist(), loads.offered[source].tolist()
        passed = loads.over[source].tolist()
        for period, (u, o, too_much) in enumerate(zip(used, offered, passed, strict=True)):
            style = over if too_much else cell if o else away
            if not o and not u:
                sheet.write_blank(at, first + period, None, style)
            else:
                sheet.write_number(at, first + period, u / max(o, 1) if percent else u, style)
    last = first + figures.round.calendar.periods - 1
    if rows:
        scale = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": FULL}
        ends = {"min_type": "num", "min_value": 0}
        if percent:
            ends |= {"max_type": "num", "max_value": 1}
        sheet.conditional_format(row + 1, first, after - 1, last, {**scale, **ends})
    return after
