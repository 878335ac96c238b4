"""From a round to tables: the rows of every sheet, as cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from optimizer.domain import Round
from optimizer.errors import NoPlace
from optimizer.findings import Finding, Place
from scenarios.tables.cell_values import Cell, CellWriter
from scenarios.tables.columns import Column, Form, Table
from scenarios.tables.faults import Fault, placed
from scenarios.tables.periods import Periods
from scenarios.tables.schema import (
    SHEETS,
    ancestors,
    column_facts,
    field_path,
)

__all__ = ["Rows", "flatten"]

Rows = list[list[Cell]]
"""Cells of a table by row, in the order of its columns; of a form: one cell for each line."""

_Record = dict[str, Any]


def flatten(round: Round, lang: str = "") -> dict[str, Rows]:
    """Return the rows of every table and the values of every form, by the key of the sheet.

    Parameters
    ----------
    round : Round
    lang : str
        ``"zh"`` or ``"en"``: choices as words; ``""``: choices as machine codes.

    Raises
    ------
    NoPlace
        Two records that other rows must name have the same id.
    """
    data = round.model_dump(mode="json")
    periods = Periods(round.calendar)
    return {each.key: _rows(each, data, periods, lang) for each in SHEETS}


def _rows(sheet: Form | Table, data: _Record, periods: Periods, lang: str) -> Rows:
    def writer(table: Form | Table, column: Column) -> CellWriter:
        return CellWriter(
            column, field_path(table, column), column_facts(table, column), periods, lang
        )

    writers = [(column.field, writer(sheet, column)) for column in sheet.columns]
    if isinstance(sheet, Form):
        return [[_cell(data, field, each)] for field, each in writers]
    if sheet.routes:
        day, kind = (each for _, each in writers)
        return [
            [day.write(value), kind.write(choice)]
            for choice, place in sheet.routes
            for value in _at(data, place)
        ]
    named = [writer(above, above.column(above.id_column)) for above in ancestors(sheet)]
    rows: Rows = []
    for ids, record in _records(sheet, data):
        cells = [_cell(record, field, each) for field, each in writers]
        if sheet.place or any(cell is not None for cell in cells):
            names = [each.write(name) for each, name in zip(named, ids, strict=True)]
            rows.append([*names, *cells])
    return rows


def _records(table: Table, data: _Record) -> Iterator[tuple[tuple[str, ...], _Record]]:
    """Yield the records of a table, each with the ids of the records above it."""
    chain = ancestors(table)
    if not chain:
        for record in _at(data, table.place):
            yield (), record
        return
    parent = chain[-1]
    field = parent.column(parent.id_column).field
    above = list(_records(parent, data))
    repeated = [key for key, n in Counter((*ids, r[field]) for ids, r in above).items() if n > 1]
    if repeated and any(_at(record, table.place) for _, record in above):
        name = "/".join(repeated[0])
        raise NoPlace([_given_twice(name, table)])
    for ids, owner in above:
        items = _at(owner, table.place) if table.place else [owner]
        for record in items:
            yield (*ids, owner[field]), record


def _given_twice(name: str, table: Table) -> Finding:
    fault = Fault(
        "format.no-place",
        f"编号“{name}”重复，“{table.zh}”表中的行无法指明是哪一个。",
        f"The id {name!r} is given twice, so rows of {table.en!r} can't say which one is meant.",
        name, "", "先改正编号。", "Correct the ids first.",
    )  # fmt: skip
    return placed(fault, Place())


def _at(record: Any, path: str) -> Any:
    for step in path.split("/"):
        if record is None:
            return []
        record = record[step]
    return record


def _cell(record: _Record, field: str, writer: CellWriter) -> Cell:
    """Return the cell of a field; blank when an inner record on the way is not there."""
    inner: Any = record
    for step in field.split("/"):
        if inner is None or step not in inner:
            return None
        inner = inner[step]
    return writer.write(inner)
