"""A round as a workbook (.xlsx), and the empty template that departments fill in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import xlsxwriter

from optimizer.domain import Calendar, Round
from scenarios.tables.columns import Form, Group, Table
from scenarios.tables.files import write_bytes
from scenarios.tables.flatten import Rows, flatten
from scenarios.tables.raw import column_letters
from scenarios.tables.schema import SHEETS, columns_of, sheet
from scenarios.tables.workbook_checks import ids_name
from scenarios.tables.workbook_readme import add_readme
from scenarios.tables.workbook_sheets import FIRST_ROW, SheetBuilder
from scenarios.tables.workbook_style import Styles

__all__ = ["template_bytes", "workbook_bytes", "write_template", "write_workbook"]

_BLANK_IN_TEMPLATE = ("title_zh", "title_en", "calendar_start", "periods")
_LAST_ROW = 20_000
"""Drop-downs look for ids down to this row."""


def write_workbook(round: Round, path: Path, lang: str = "zh") -> None:
    """Write a round as a workbook; reading it gives the same round.

    Raises
    ------
    OSError
        The file can't be written.
    NoPlace
        The round has something that a workbook has no place for.
    """
    write_bytes(path, workbook_bytes(round, lang))


def workbook_bytes(round: Round, lang: str = "zh") -> bytes:
    """Return the workbook of a round; the same bytes every time.

    Raises
    ------
    NoPlace
        The round has something that a workbook has no place for.
    """
    return _book(flatten(round, lang), lang, with_baseline=round.baseline is not None)


def write_template(path: Path, lang: str = "zh", lists: Round | None = None) -> None:
    """Write the workbook that departments fill in; raises `OSError`."""
    write_bytes(path, template_bytes(lang, lists))


def template_bytes(lang: str = "zh", lists: Round | None = None) -> bytes:
    """Return an empty workbook with headers, checks and drop-downs.

    Parameters
    ----------
    lang : str
        ``"zh"`` or ``"en"``.
    lists : Round, optional
        A round whose rules and inventories are filled in, so that requests can choose from them.
    """
    if lists is None:
        start = Calendar(start=datetime(2026, 1, 5, tzinfo=UTC).date(), periods=1)
        rows = flatten(Round(calendar=start), lang)
        form = sheet("round")
        for at, column in enumerate(form.columns):
            if column.key in _BLANK_IN_TEMPLATE:
                rows["round"][at] = [None]
    else:
        rows = flatten(
            lists.model_copy(update={"projects": (), "pins": (), "baseline": None}), lang
        )
    return _book(rows, lang, with_baseline=False)


def _book(rows: Mapping[str, Rows], lang: str, *, with_baseline: bool) -> bytes:
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    # The time of writing stays out, so that equal rounds give equal files.
    book.set_properties({"title": "Roundtable", "created": datetime(2000, 1, 1, tzinfo=UTC)})
    styles = Styles(book, lang)
    shown = [each for each in SHEETS if with_baseline or each.group is not Group.BASELINE]
    add_readme(book, styles, shown, rows, lang)
    builder = SheetBuilder(book, styles, lang)
    for each in shown:
        if isinstance(each, Form):
            builder.add_form(each, rows[each.key])
        else:
            builder.add_table(each, rows[each.key])
    named = {c.refers for each in shown for c in columns_of(each) if c.refers}
    for refers in sorted(named):
        _name_ids(book, refers, lang)
    book.close()
    return stream.getvalue()


def _name_ids(book: xlsxwriter.Workbook, refers: str, lang: str) -> None:
    """Name the filled part of a column, so that drop-downs elsewhere offer what stands there."""
    key, _, column_key = refers.partition(".")
    table = sheet(key)
    if not isinstance(table, Table):
        return
    keys = [column.key for column in columns_of(table)]
    at = column_letters(keys.index(column_key or table.id_column))
    title = f"'{table.title(lang)}'!"
    first = f"{title}${at}${FIRST_ROW + 1}"
    area = f"{first}:${at}${_LAST_ROW}"
    book.define_name(ids_name(refers), f"={first}:INDEX({area},MAX(1,COUNTA({area})))")
