"""From a value of the round to a cell: the exact counterpart of :mod:`scenarios.tables.cells`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from scenarios.tables.columns import Column, Kind
from scenarios.tables.facts import Facts
from scenarios.tables.header_names import column_names, header_key
from scenarios.tables.list_cells import list_text
from scenarios.tables.numbers import cents_text
from scenarios.tables.periods import Periods
from scenarios.tables.texts import quoted, text_cell
from scenarios.tables.words import ANY, CHOICES, NO, PIN_KINDS, YES

__all__ = ["Cell", "CellWriter"]

Cell = str | int | Decimal | date | None
"""What stands in a cell: text, whole number, money, date, or nothing."""


@dataclass(frozen=True, slots=True)
class CellWriter:
    """Writes cells of one column.

    Attributes
    ----------
    column : Column
    path : str
        Path of the column's field from the root of a round.
    facts : Facts
    periods : Periods
        The round's calendar.
    lang : str
        ``"zh"`` or ``"en"``: choices as words; ``""``: choices as codes.
    """

    column: Column
    path: str
    facts: Facts
    periods: Periods
    lang: str = ""

    def write(self, value: Any) -> Cell:
        """Return the cell for a value of a round (as JSON data)."""
        kind = self.column.kind
        if kind in (Kind.LIST, Kind.PAIRS, Kind.PAIR, Kind.LINKS):
            return list_text(self.column, self.path, value, self.lang)
        if value is None:
            return ANY[self.lang != "zh"] if self.facts.default is not None else None
        if kind in (Kind.TEXT, Kind.ID):
            return self._text(value)
        if kind is Kind.CHOICE:
            words = PIN_KINDS if "window" in self.facts.choices else CHOICES
            return words[value][self.lang != "zh"] if self.lang else str(value)
        if kind is Kind.FLAG:
            word = YES if value else NO
            return word[self.lang != "zh"] if self.lang else word[1].casefold()
        if value == self.facts.default == 0 and kind in (Kind.MONEY, Kind.START):
            return None  # columns full of nothing hide what is there
        if kind is Kind.MONEY:
            return Decimal(cents_text(value))
        if kind is Kind.DATE:
            return date.fromisoformat(value)
        if kind is Kind.START:
            return self.periods.start_date(value) or int(value)
        if kind is Kind.END:
            return self.periods.end_date(value) or int(value)
        return int(value)

    def _text(self, value: str) -> str | None:
        if value == "" and not self.facts.nullable:
            return None if self.facts.default == "" else text_cell(value)
        # A row that repeats the headers would be taken for a second row of headers.
        return quoted(value) if header_key(value) in column_names(self.column) else text_cell(value)
