"""A workbook and its formats: what a cell of each kind looks like, and how a table is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from types import TracebackType
from typing import Any, Literal

import xlsxwriter

from scenarios.report.numerals import minor_digits
from scenarios.report.voice import Voice

__all__ = ["Book", "Column", "Kind", "Value"]

Kind = Literal[
    "text", "words", "code", "number", "quantity", "effort", "money", "cents", "percent", "date"
]
"""What a cell holds. ``money`` shows minor units if the report does, ``cents`` always."""
Value = str | int | float | date | None

LONGEST_TEXT = 32_767
"""Characters that a cell of the format holds."""
LONGEST_NAME = 31
RISKY_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A text that starts so turns into a formula when somebody edits the cell."""

INK, HEAD, LINE, GOOD, WARN, FULL = "#17202E", "#DBE6F7", "#C3CAD6", "#E3F3E9", "#FDF0D8", "#4F83C9"


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, what it holds, and its width in characters."""

    head: str
    kind: Kind = "text"
    width: float = 12


class Book:
    """A workbook in memory. Used as a context; afterwards :attr:`content` holds the file."""

    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        self._stream = BytesIO()
        # Texts are texts: nothing is turned into a formula, a link or a number on the way in.
        self.workbook: Any = xlsxwriter.Workbook(
            self._stream,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_date_format": "yyyy-mm-dd",
            },
        )
        # The moment of writing stays out, so that equal outcomes give equal files.
        self.workbook.set_properties(
            {"title": voice("page.kind"), "created": datetime(1980, 1, 1)}  # noqa: DTZ001
        )
        self._font = "Microsoft YaHei" if voice.lang == "zh" else "Calibri"
        digits = minor_digits(voice.numerals.currency)
        whole, exact = "#,##0", "#,##0" + ("." + "0" * digits if digits else "")
        self._number_formats = {
            "number": "#,##0",
            "quantity": "#,##0.##",
            "effort": "#,##0.0",
            "money": exact if voice.numerals.fractions else whole,
            "cents": exact,
            "percent": "0%",
            "date": "yyyy-mm-dd",
        }
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._names: set[str] = set()

    def __enter__(self) -> Book:
        """Start writing."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Finish the file, unless writing failed."""
        if error is None:
            self.workbook.close()

    @property
    def content(self) -> bytes:
        """The finished file."""
        return self._stream.getvalue()

    def format(self, **properties: Any) -> Any:
        """Return the format with these properties, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            base = {"font_name": self._font, "font_size": 10, "font_color": INK, "valign": "top"}
            self._formats[key] = self.workbook.add_format({**base, **properties})
        return self._formats[key]

    def sheet(self, name: str, tab: str = "") -> Any:
        """Return a new sheet under a legal name as close to ``name`` as can be."""
        legal = "".join("_" if ch in "[]:*?/\\" else ch for ch in name).strip("'").strip()
        legal = legal or "_"
        unique, number = legal[:LONGEST_NAME], 1
        while unique.casefold() in self._names or unique.casefold() == "history":
            number += 1
            tail = f" ({number})"
            unique = legal[: LONGEST_NAME - len(tail)] + tail
        self._names.add(unique.casefold())
        sheet = self.workbook.add_worksheet(unique)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        if tab:
            sheet.set_tab_color(tab)
        return sheet

    def title(self, sheet: Any, row: int, text: str, *, big: bool = True) -> int:
        """Write a heading and return the next row."""
        size = 16 if big else 12
        sheet.set_row(row, size + 8)
        self.put(sheet, row, 0, text, bold=True, font_size=size)
        return row + 1

    def put(self, sheet: Any, row: int, column: int, value: Value, **properties: Any) -> None:
        """Write one value with a format of its own."""
        self._write(sheet, row, column, value, "text", properties)

    def table(
        self,
        sheet: Any,
        row: int,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Value]],
        *,
        widths: bool = True,
        column: int = 0,
        muted: Iterable[int] = (),
    ) -> int:
        """Write a table with its headings and return the row after it.

        Parameters
        ----------
        sheet, row, column
            Where its first heading stands.
        columns, rows
            Every row has a value for each column; ``None`` leaves the cell empty.
        widths : bool
            Set the columns' widths (one table of a sheet does).
        muted : iterable of int
            Rows (from 0) written in grey.
        """
        quiet = set(muted)
        for at, spec in enumerate(columns):
            right = spec.kind not in ("text", "words", "code", "date")
            self.put(
                sheet, row, column + at, spec.head,
                bold=True, bg_color=HEAD, bottom=1, bottom_color=LINE, text_wrap=True,
                valign="vcenter", align="right" if right else "left",
            )  # fmt: skip
            if widths:
                sheet.set_column(column + at, column + at, spec.width)
        for number, values in enumerate(rows):
            row += 1
            color = {"font_color": "#6B7686"} if number in quiet else {}
            for at, (spec, value) in enumerate(zip(columns, values, strict=True)):
                self._write(sheet, row, column + at, value, spec.kind, color)
        return row + 1

    def table_cell(self, sheet: Any, row: int, column: int, value: Value, kind: Kind) -> None:
        """Write one value as a cell of a table of that kind, left-aligned."""
        self._write(sheet, row, column, value, kind, {"align": "left"})

    def _write(
        self, sheet: Any, row: int, column: int, value: Value, kind: Kind, extra: dict[str, Any]
    ) -> None:
        properties = dict(extra)
        if kind in self._number_formats:
            properties["num_format"] = self._number_formats[kind]
        if kind == "words":
            properties["text_wrap"] = True
        if kind == "date":
            properties["align"] = "left"
        if isinstance(value, str):
            if value.startswith(RISKY_STARTS):
                properties["quote_prefix"] = True
            sheet.write_string(row, column, value[:LONGEST_TEXT], self.format(**properties))
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self.format(**properties))
        elif value is None:
            if extra:
                sheet.write_blank(row, column, None, self.format(**properties))
        elif kind in ("money", "cents"):
            unit = 10 ** minor_digits(self.voice.numerals.currency)
            sheet.write_number(row, column, value / unit, self.format(**properties))
        elif kind == "effort":
            sheet.write_number(row, column, value / 100, self.format(**properties))
        else:
            sheet.write_number(row, column, value, self.format(**properties))
