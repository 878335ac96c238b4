"""From a cell to a value of the round: one reader for each kind of column.

A reader returns the value as JSON data and what is wrong with the cell; a cell that can't be read
has the value `BAD`. Limits and choices come from the domain (:mod:`scenarios.tables.facts`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from difflib import get_close_matches

from scenarios.tables.columns import Column, Kind
from scenarios.tables.facts import Facts
from scenarios.tables.faults import BAD, Read, cell_fault, within
from scenarios.tables.list_cells import read_links, read_list, read_pair, read_pairs
from scenarios.tables.numbers import cents_text, date_of, normal, number_of, serial_date
from scenarios.tables.periods import EARLIEST, Periods
from scenarios.tables.texts import FormulaError, shown, unquoted
from scenarios.tables.words import ANY, CHOICES, NO, PIN_KINDS, YES

__all__ = ["CellReader"]

_YES = frozenset((*(word.casefold() for word in YES), "y", "true", "t", "1", "√", "✓", "对", "有"))
_NO = frozenset((*(word.casefold() for word in NO), "n", "false", "f", "0", "×", "✗", "无"))
_EXCEL_ZERO = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class CellReader:
    """Reads cells of one column.

    Attributes
    ----------
    column : Column
    path : str
        Path of the column's field from the root of a round.
    facts : Facts
    periods : Periods or None
        The calendar; ``None`` when it can't be told, so that dates can't become periods.
    """

    column: Column
    path: str
    facts: Facts
    periods: Periods | None = None

    def read(self, raw: object) -> Read:
        """Return the value of a cell that is not blank."""
        if isinstance(raw, FormulaError):
            what = "formula-empty" if raw.startswith("=") else "formula-error"
            return BAD, [cell_fault(what, raw, "")]
        if self.column.kind in _LISTS:
            if isinstance(raw, date | time | timedelta):
                return self._text(raw)
            return _LISTS[self.column.kind](self.column, self.path, shown(raw))
        return _READERS[self.column.kind](self, raw)

    def _text(self, raw: object) -> Read:
        if isinstance(raw, date | time | timedelta):  # also a datetime
            fix = (
                "把单元格设为文本格式，再重新输入。",
                "Format the cell as text and type it again.",
            )
            return BAD, [cell_fault("became-date", raw, "", fix)]
        return unquoted(shown(raw).strip()), []

    def _choice(self, raw: object) -> Read:
        words = PIN_KINDS if "window" in self.facts.choices else CHOICES
        names = {
            normal(name).casefold(): code
            for code in self.facts.choices
            for name in (code, *words.get(code, ()))
        }
        text = normal(shown(raw)).casefold()
        if text in names:
            return names[text], []
        near = next(iter(get_close_matches(text, list(names), n=1, cutoff=0.6)), None)
        expected = ", ".join(
            f"{code} ({words[code][0]})" if code in words else code for code in self.facts.choices
        )
        fix = ("从下拉列表中选一个。", "Take one of the list.")
        if near is not None:
            meant = names[near]
            shown_as = words.get(meant, (meant, meant))
            fix = (f"是否指“{shown_as[0]}”？", f"Did you mean {meant!r}?")
        return BAD, [cell_fault("unknown-choice", raw, expected, fix)]

    def _flag(self, raw: object) -> Read:
        if isinstance(raw, bool):
            return raw, []
        text = normal(shown(raw)).casefold()
        if text in _YES or text in _NO:
            return text in _YES, []
        fix = ("填“是”或“否”。", "Write yes or no.")
        return BAD, [cell_fault("unknown-choice", raw, "yes / no (是 / 否)", fix)]

    def _integer(self, raw: object) -> Read:
        if self.facts.nullable and self.facts.default is not None and _says_any(raw):
            return None, []
        if isinstance(raw, date | timedelta):
            return BAD, [cell_fault("not-a-number", raw, "1, 2, 3 ...")]
        number = number_of(raw)
        if number is None:
            return BAD, [cell_fault("not-a-number", raw, "1, 2, 3 ...")]
        value, percent = number
        if percent and self.column.kind is not Kind.PERCENT:
            return BAD, [cell_fault("not-a-number", raw, "1, 2, 3 ...")]
        if self.column.kind is Kind.PERCENT and 0 < value < 1:
            fix = (f"若指 {value:%}，请填整数。", f"For {value:%} write the whole number.")
            return BAD, [cell_fault("not-whole", raw, "0 – 100", fix)]
        return within(value, self.facts, raw)

    def _money(self, raw: object) -> Read:
        number = None if isinstance(raw, date | timedelta) else number_of(raw, money=True)
        if number is None or number[1]:
            return BAD, [cell_fault("not-a-number", raw, "1, 2, 3 ...")]
        cents = number[0] * 100
        low, high = self.facts.minimum, self.facts.maximum
        if (low is not None and cents < low) or (high is not None and cents > high):
            too = "too-small" if low is not None and cents < low else "too-large"
            limits = f"{cents_text(low or 0)} – {'' if high is None else cents_text(high)}"
            return BAD, [cell_fault(too, raw, limits)]
        if cents != cents.to_integral_value():
            fix = ("四舍五入到分。", "Round it to two decimals.")
            return BAD, [cell_fault("too-precise", raw, "123.45", fix)]
        return int(cents), []

    def _day(self, raw: object) -> Read:
        value = date_of(raw)
        if value is not None:
            return value.isoformat(), []
        number = number_of(raw) if isinstance(raw, int | float) else None
        meant = serial_date(number[0]) if number else None
        fix = ("写成 2026-07-06 的样子。", "Write it like 2026-07-06.")
        if meant is not None:
            fix = (
                f"可能是 {meant}：把单元格设为日期格式。",
                f"Perhaps {meant}: format the cell as a date.",
            )
        return BAD, [cell_fault("not-a-date", raw, "YYYY-MM-DD", fix)]

    def _edge(self, raw: object) -> Read:
        """Read a period that is given as a date, or as the number of periods since the start."""
        is_start = self.column.kind is Kind.START
        value = None if isinstance(raw, int | float) else date_of(raw)
        if value is not None and not isinstance(raw, str) and value < EARLIEST:
            # A small number in a cell with a date format.
            return within(Decimal((value - _EXCEL_ZERO).days), self.facts, raw)
        if value is None:
            number = None if isinstance(raw, timedelta) else number_of(raw)
            if number is None or number[1]:
                fix = ("写成 2026-07-06 的样子。", "Write it like 2026-07-06.")
                return BAD, [cell_fault("not-a-date", raw, "YYYY-MM-DD", fix)]
            return within(number[0], self.facts, raw)
        if self.periods is None:
            return BAD, []  # the calendar itself is faulty; that is said where it stands
        find = self.periods.start_of if is_start else self.periods.end_of
        index, exact = find(value)
        if exact:
            return index, []
        edge = self.periods.start_date(index) if is_start else self.periods.end_date(index)
        fix = (
            "若不是这个意思，请改成一期的首日或末日。",
            "Give the edge of a period if you mean another.",
        )
        fault = cell_fault("inside-period", raw, str(edge or index), fix)
        return index, [fault.warning()]


def _says_any(raw: object) -> bool:
    return isinstance(raw, str) and normal(raw).casefold() in ANY


_READERS: dict[Kind, Callable[[CellReader, object], Read]] = {
    Kind.TEXT: CellReader._text,
    Kind.ID: CellReader._text,
    Kind.INTEGER: CellReader._integer,
    Kind.PERCENT: CellReader._integer,
    Kind.MONEY: CellReader._money,
    Kind.DATE: CellReader._day,
    Kind.START: CellReader._edge,
    Kind.END: CellReader._edge,
    Kind.FLAG: CellReader._flag,
    Kind.CHOICE: CellReader._choice,
}
_LISTS: dict[Kind, Callable[[Column, str, str], Read]] = {
    Kind.LIST: read_list,
    Kind.PAIRS: read_pairs,
    Kind.PAIR: read_pair,
    Kind.LINKS: read_links,
}
