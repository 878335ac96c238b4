"""Sheets of a workbook: one for each table or form, with headers, checks and drop-downs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from optimizer.errors import NoPlace
from optimizer.findings import Finding, Place
from scenarios.tables.cell_values import Cell
from scenarios.tables.columns import Column, Form, Kind, Table
from scenarios.tables.faults import Fault, placed
from scenarios.tables.header_names import FORM_COLUMNS
from scenarios.tables.schema import ancestors, column_facts, columns_of, is_required
from scenarios.tables.workbook_checks import add_check, help_text
from scenarios.tables.workbook_style import (
    COLOURS,
    Styles,
    display_width,
    header_height,
    lines_in,
    wraps,
)

__all__ = ["FIRST_ROW", "SheetBuilder"]

FIRST_ROW = 2
"""0-based row of the first record: machine keys and titles stand above."""
_SPARE_ROWS = 500
_PAGE_WIDTH = 190
"""Characters across a printed page that can still be read."""
_MOST_ROWS = 1_048_576
_LONGEST_TEXT = 32_767
_EXACT = 10**15
"""Larger numbers do not fit a cell's 15 digits and are written as text."""
_FIRST_DATE = date(1900, 3, 1)
"""Spreadsheets count a 29 February 1900 that never was."""


@dataclass(slots=True)
class SheetBuilder:
    """Adds the sheets of a round to a workbook.

    Attributes
    ----------
    book : xlsxwriter.Workbook
    styles : Styles
    lang : str
        ``"zh"`` or ``"en"``.
    """

    book: Any
    styles: Styles
    lang: str

    def add_table(self, table: Table, rows: Sequence[Sequence[Cell]]) -> None:
        """Add a sheet with one row for each record and spare rows to fill in.

        Raises
        ------
        NoPlace
            The rows do not fit a sheet, or a text does not fit a cell.
        """
        if FIRST_ROW + len(rows) > _MOST_ROWS:
            raise NoPlace([_too_big(f"{table.key}: {len(rows)}", f"{_MOST_ROWS} rows")])
        sheet = self.book.add_worksheet(table.title(self.lang))
        columns = columns_of(table)
        titles = [self._title(table, column) for column in columns]
        widths = [
            self._width(column, titles[at], [row[at] for row in rows])
            for at, column in enumerate(columns)
        ]
        above = len(ancestors(table))
        has_name = any(column.field.endswith("/zh") for column in columns[above + 1 : above + 2])
        self._frame(sheet, table, columns, titles, widths, above + (2 if has_name else 1))
        last = FIRST_ROW + len(rows) + _SPARE_ROWS - 1
        for at, column in enumerate(columns):
            facts = column_facts(table, column) if column in table.columns else None
            add_check(sheet, (FIRST_ROW, at, last, at), column, facts, self.lang)
        formats = [self.styles.cell(column) for column in columns]
        for number, row in enumerate(rows, FIRST_ROW):
            lines = max(
                lines_in(_shown(cell), width) if wraps(column) else 1
                for cell, width, column in zip(row, widths, columns, strict=True)
            )
            if lines > 1:  # one line high is what every program makes of a row by itself
                sheet.set_row(number, self.styles.line_height * lines)
            for at, cell in enumerate(row):
                if cell is not None:
                    self._write(sheet, number, at, cell, columns[at], formats[at])
        sheet.autofilter(
            FIRST_ROW - 1, 0, max(FIRST_ROW, FIRST_ROW + len(rows) - 1), len(columns) - 1
        )

    def add_form(self, form: Form, rows: Sequence[Sequence[Cell]]) -> None:
        """Add a sheet with one line for each setting."""
        sheet = self.book.add_worksheet(form.title(self.lang))
        titles = [f"{c.zh}\n{c.en}" for c in FORM_COLUMNS]
        widths = [float(c.width) for c in FORM_COLUMNS]
        self._frame(sheet, form, FORM_COLUMNS, titles, widths, 1)
        plain: dict[str, Any] = {"valign": "vcenter", "text_wrap": True, "indent": 1}
        name_format = self.styles.make(**plain)
        help_format = self.styles.make(**plain, font_color="#595959")
        key_format = self.styles.key_row()
        for row, (column, (cell,)) in enumerate(zip(form.columns, rows, strict=True), FIRST_ROW):
            name = f"{column.zh}\n{column.en}"
            sheet.write_string(
                row, 0, name + (" *" if is_required(form, column) else ""), name_format
            )
            value_format = self._value_format(column)
            if cell is None:
                sheet.write_blank(row, 1, None, value_format)
            else:
                self._write(sheet, row, 1, cell, column, value_format)
            facts = column_facts(form, column)
            text = help_text(column, facts, self.lang)
            sheet.write_string(row, 2, text, help_format)
            sheet.write_string(row, 3, column.key, key_format)
            lines = max(2, sum(-(-display_width(line) // 78) for line in text.splitlines()))
            sheet.set_row(row, 16 * lines + 4)
            if column.key != "schema_version":
                add_check(sheet, (row, 1, row, 1), column, facts, self.lang)

    def _value_format(self, column: Column) -> Any:
        properties = {"bg_color": "#FFF9E5", "border": 1, "border_color": "#D9C77E"}
        if column.key == "schema_version":
            properties = {"font_color": "#8C8C8C"}
        base = self.styles.cell(column).num_format
        return self.styles.make(
            num_format=base, valign="vcenter", align="left", indent=1, text_wrap=True, **properties
        )

    def _frame(
        self,
        sheet: Any,
        table: Form | Table,
        columns: Sequence[Column],
        titles: Sequence[str],
        widths: Sequence[float],
        frozen: int,
    ) -> None:
        """Write the two header rows and what a printer and a screen need to know."""
        sheet.set_tab_color(COLOURS[table.group])
        sheet.set_row(0, 13)
        sheet.set_row(1, header_height(titles, widths))
        for at, column in enumerate(columns):
            form = isinstance(table, Form)
            required = column.key == "value" if form else is_required(table, column)
            sheet.set_column(at, at, widths[at], self.styles.cell(column))
            sheet.write_string(0, at, column.key, self.styles.key_row())
            sheet.write_string(
                1, at, titles[at], self.styles.header(table.group, required=required)
            )
            if not form:
                facts = column_facts(table, column) if column in table.columns else None
                text = help_text(column, facts, self.lang)
                size = {"x_scale": 2.2, "y_scale": 0.35 + 0.22 * _lines(text)}
                sheet.write_comment(1, at, text, {"author": "Roundtable", "font_size": 9, **size})
        sheet.freeze_panes(FIRST_ROW, min(frozen, 3))
        sheet.hide_gridlines(0)
        sheet.ignore_errors({"number_stored_as_text": "A1:AZ1048576"})
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(-(-int(sum(widths)) // _PAGE_WIDTH), 0)
        sheet.repeat_rows(0, 1)
        sheet.repeat_columns(0, frozen - 1)
        sheet.set_footer("&L&A&C&P / &N")

    def _title(self, table: Table, column: Column) -> str:
        star = " *" if is_required(table, column) else ""
        return f"{column.zh}{star}\n{column.en}"

    def _width(self, column: Column, title: str, cells: Sequence[Cell]) -> float:
        words = [display_width(word) for line in title.splitlines() for word in line.split()]
        least = max(max(words, default=0) + 3, 10)
        filled = max((display_width(_shown(cell)) for cell in cells[:2000]), default=0) + 2
        return float(min(max(least, column.width, min(filled, 28)), 60))

    def _write(
        self, sheet: Any, row: int, at: int, cell: Cell, column: Column, format: Any
    ) -> None:
        if isinstance(cell, str):
            if len(cell.encode("utf-16-le")) // 2 > _LONGEST_TEXT:
                found = f"{column.key}: {cell}"
                raise NoPlace([_too_big(found, f"{_LONGEST_TEXT} characters")])
            sheet.write_string(row, at, cell, format)
        elif isinstance(cell, date):
            if cell < _FIRST_DATE:
                sheet.write_string(row, at, cell.isoformat(), format)
            else:
                sheet.write_datetime(row, at, cell, format)
        elif isinstance(cell, Decimal | int):
            if not -_EXACT < cell < _EXACT:
                sheet.write_string(
                    row, at, f"{cell:f}" if isinstance(cell, Decimal) else str(cell), format
                )
                return
            if column.kind in (Kind.START, Kind.END):
                format = self.styles.cell(column, plain_number=True)
            sheet.write_number(row, at, cell, format)


def _too_big(found: str, most: str) -> Finding:
    fault = Fault(
        "format.no-place", "内容太多，工作簿放不下。", "There is more than a workbook can hold.",
        found, f"≤ {most}", "改用 JSON 或 CSV 保存。", "Keep the round as JSON or CSV.",
    )  # fmt: skip
    return placed(fault, Place())


def _shown(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:,.2f}"
    return "" if cell is None else str(cell)


def _lines(text: str) -> int:
    """Return the lines that a text takes in a comment."""
    return sum(-(-display_width(line) // 44) or 1 for line in text.splitlines())
