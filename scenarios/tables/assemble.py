"""From tables to the data of a round: every row finds its place, every bad cell is reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from optimizer.checks.times import calendar_ends
from optimizer.domain import Calendar
from scenarios.tables.assembled import Assembled, cell_place, list_at, put
from scenarios.tables.cells import CellReader
from scenarios.tables.columns import Column, Form, Table
from scenarios.tables.facts import field_facts, variant_fields
from scenarios.tables.faults import Fault
from scenarios.tables.header_names import Headed
from scenarios.tables.parents import Owner, Parents
from scenarios.tables.periods import Periods
from scenarios.tables.places import Places
from scenarios.tables.schema import SHEETS, children_of, column_facts, field_path, record_path
from scenarios.tables.settings import read_settings
from scenarios.tables.texts import is_blank
from scenarios.tables.words import choice_word

__all__ = ["assemble"]

_FIRST = ("round", "calendar_days")
"""Sheets that tell the calendar, without which no date can become a period."""

_Row = dict[str, Any]


def assemble(tables: Mapping[str, Headed], file: str) -> Assembled:
    """Return the data of a round that stands in tables.

    Parameters
    ----------
    tables : mapping
        The sheets found, by the key of their table.
    file : str
        Name of the workbook or folder, for places that no sheet can tell.
    """
    done = Assembled(places=Places(file, dict(tables)))
    parents = Parents(done)
    periods = None
    for key in [*_FIRST, *(each.key for each in SHEETS if each.key not in _FIRST)]:
        headed = tables.get(key)
        if headed is None:
            continue
        if isinstance(headed.table, Form):
            read_settings(headed, done, periods)
        else:
            _Rows(headed, headed.table, done, parents, periods).read()
        if key in _FIRST:
            periods = _periods(done)
    if "baseline" in done.data:
        done.data["baseline"].setdefault("plan", {"projects": []})
    _report_childless(tables, done, parents)
    return done


def _periods(done: Assembled) -> Periods | None:
    try:
        calendar = Calendar.model_validate(done.data.get("calendar"))
    except ValidationError:
        return None
    return Periods(calendar) if calendar_ends(calendar) else None


class _Rows:
    """Reads the rows of one table."""

    def __init__(
        self,
        headed: Headed,
        table: Table,
        done: Assembled,
        parents: Parents,
        periods: Periods | None,
    ) -> None:
        self.headed, self.table, self.done, self.parents = headed, table, done, parents
        self.readers = {
            column.key: CellReader(
                column, field_path(table, column), column_facts(table, column), periods
            )
            for column in table.columns
        }

    def read(self) -> None:
        for row, cells in self.rows():
            if self.table.routes:
                self.routed(row, cells)
            else:
                self.record(row, cells)

    def rows(self) -> Iterator[tuple[int, _Row]]:
        """Yield each row that is not blank: its 0-based number, its filled cells by column."""
        columns = self.headed.columns.items()
        for row in range(self.headed.first_row, len(self.headed.raw.rows)):
            cells = self.headed.raw.rows[row]
            filled = {
                key: cells[at] for key, at in columns if at < len(cells) and not is_blank(cells[at])
            }
            if filled:
                yield row, filled

    def routed(self, row: int, cells: _Row) -> None:
        """Put the value of a row into the list that its kind chooses."""
        for column in self.table.columns:
            if column.key not in cells:
                self.done.missing(self.headed, row, column, "")
        value_column, kind_column = self.table.columns
        if kind_column.key not in cells or value_column.key not in cells:
            return
        at = ""
        kind = self.done.value(self.headed, row, self.readers["kind"], cells["kind"], at)
        place = dict(self.table.routes).get(kind)
        items = [] if place is None else list_at(self.done.data, place)
        if place is not None:
            at = f"/{place}/{len(items)}"
            self.done.places.records[at] = [(self.headed, row)]
        reader = self.readers[value_column.key]
        value = self.done.value(self.headed, row, reader, cells[value_column.key], at)
        items.append(value)

    def record(self, row: int, cells: _Row) -> None:
        """Put a row into its parent's list, or its fields into its parent."""
        owner = self.parents.of(self.headed, row, cells)
        record: _Row = {}
        pointer = ""
        if owner is not None and self.table.place:
            items = list_at(owner.record, self.table.place)
            pointer = f"{owner.pointer}/{self.table.place}/{len(items)}"
            items.append(record)
            self.done.places.records[pointer] = [(self.headed, row)]
        elif owner is not None:
            record, pointer = owner.record, owner.pointer
            rows = self.done.places.records[pointer]
            if any(other is self.headed for other, _ in rows):
                self.row_twice(row)
                record, pointer = {}, ""
            else:
                rows.append((self.headed, row))
        for column in self.allowed(row, cells):
            at = f"{pointer}/{column.field}" if pointer else ""
            if column.key in cells:
                reader = self.readers[column.key]
                value = self.done.value(self.headed, row, reader, cells[column.key], at)
                put(record, column.field, value)
            else:
                self.done.missing(self.headed, row, column, at)
        self.complete(record)
        if self.table.id_column:
            name = record.get(self.table.column(self.table.id_column).field)
            if not isinstance(name, str):
                return
            if owner is None:
                self.parents.lose(self.table, name)
            else:
                self.parents.add(self.table, Owner(record, pointer, (*owner.ids, name)))

    def allowed(self, row: int, cells: _Row) -> list[Column]:
        """Return the columns, without those that this kind of record has no place for."""
        columns = list(self.table.columns)
        chooser = columns[0]
        if chooser.key != "kind" or "kind" not in cells:
            return columns
        kind, _ = self.readers["kind"].read(cells["kind"])
        fields = variant_fields(record_path(self.table), str(kind))
        if not fields:
            return columns
        for column in columns:
            if column.field not in fields and column.key in cells:
                words = (
                    choice_word(str(kind), "zh", pin=True),
                    choice_word(str(kind), "en", pin=True),
                )
                fault = Fault(
                    "pin.unused-column", f"“{column.zh}”不用于“{words[0]}”这一类约定。",
                    f"{column.en!r} is not used for pins of the kind {words[1]!r}.",
                    str(cells[column.key]), "", "清空这一格，或改种类。",
                    "Clear the cell or choose another kind.",
                )  # fmt: skip
                self.done.report((fault,), cell_place(self.headed, row, column.key))
        return [column for column in columns if column.field in fields]

    def complete(self, record: _Row) -> None:
        """Fill in defaults beside filled cells where an inner record has defaults of its own."""
        for column in self.table.columns:
            owner, _, name = column.field.rpartition("/")
            inner = record.get(owner) if owner else None
            default = self.readers[column.key].facts.default
            if isinstance(inner, dict) and name not in inner and default is not None:
                inner[name] = default

    def row_twice(self, row: int) -> None:
        fault = Fault(
            "duplicate.row", "这条记录在本表中已有一行。",
            "The record has a row in this sheet already.", "", "",
            "合并成一行。", "Put the two rows into one.",
        )  # fmt: skip
        column = self.table.columns[0]
        self.done.report((fault,), cell_place(self.headed, row, column.key))


def _report_childless(tables: Mapping[str, Headed], done: Assembled, parents: Parents) -> None:
    """Report records that need rows in another table and have none."""
    for headed in tables.values():
        table = headed.table
        if not isinstance(table, Table) or not table.id_column:
            continue
        for child in children_of(table):
            path = f"{record_path(table)}/{child.place}"
            if not child.place or not field_facts(path).required:
                continue
            for owner in parents.owners(table):
                if owner.record.get(child.place):
                    continue
                if field_facts(path).may_be_empty:
                    owner.record[child.place] = []
                    continue
                at = f"{owner.pointer}/{child.place}"
                done.doubtful.add(at)
                fault = Fault(
                    "structure.missing", f"“{owner.ids[-1]}”在“{child.zh}”表中没有对应的行。",
                    f"{owner.ids[-1]!r} has no row in the sheet {child.en!r}.", "", "",
                    f"在“{child.zh}”表中加一行。", f"Add a row to the sheet {child.en!r}.",
                )  # fmt: skip
                place = done.places.locate(owner.pointer)
                done.report((fault,), place)
