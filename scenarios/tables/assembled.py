"""The data of a round as it grows out of tables, with every fault met on the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from optimizer.findings import Finding, Place
from scenarios.tables.cells import CellReader
from scenarios.tables.columns import Column, Kind
from scenarios.tables.faults import BAD, Fault, placed
from scenarios.tables.header_names import Headed
from scenarios.tables.places import Places
from scenarios.tables.schema import is_required
from scenarios.tables.texts import shown

__all__ = ["Assembled", "cell_place", "list_at", "put"]


@dataclass(slots=True)
class Assembled:
    """The data of a round, and what is known about where it comes from.

    Attributes
    ----------
    data : dict
        As a JSON parser would give it. A cell that can't be read leaves its text there, which the
        round's schema refuses, so that the checks know what not to trust.
    findings : list of Finding
        About cells and rows, with their places.
    doubtful : set of str
        JSON pointers of values that a finding is about already.
    places : Places
    """

    data: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)
    places: Places = field(default_factory=Places)

    def report(self, faults: Iterable[Fault], place: Place) -> None:
        """Keep what is wrong at a place."""
        self.findings += [placed(fault, place) for fault in faults]

    def value(
        self, headed: Headed, row: int, reader: CellReader, raw: object, at: str, key: str = ""
    ) -> Any:
        """Return the value of a filled cell, reporting its faults.

        Parameters
        ----------
        headed, row
            The sheet and its 0-based row.
        reader : CellReader
        raw : object
        at : str
            JSON pointer of the value; empty when its record has no place in the round.
        key : str
            Column of the sheet, where it is not the reader's own.

        Returns
        -------
        object
            JSON data; the text of the cell when it can't be read.
        """
        key = key or reader.column.key
        if reader.column.kind is Kind.PERCENT and isinstance(raw, float) and 0 < raw <= 1:
            percent = headed.raw.is_percent(row, headed.columns[key])
            raw = float(f"{raw * 100:.12g}") if percent else raw
        value, faults = reader.read(raw)
        if faults:
            self.report(faults, cell_place(headed, row, key, at))
        if value is BAD:
            self.doubtful.add(at)
            return shown(raw)
        return value

    def missing(self, headed: Headed, row: int, column: Column, at: str, key: str = "") -> None:
        """Report a required cell that is blank; a column that is not there was reported once."""
        if not is_required(headed.table, column):
            return
        self.doubtful.add(at)
        key = key or column.key
        if key in headed.columns:
            fault = Fault(
                "structure.missing", f"缺少“{column.zh}”。", f"{column.en!r} is missing.",
                "", "", f"补上它，例如 {column.example}。",
                f"Fill it in, for instance {column.example}.",
            )  # fmt: skip
            self.report((fault,), cell_place(headed, row, key, at))


def cell_place(headed: Headed, row: int, key: str, pointer: str = "") -> Place:
    """Return the place of a column's cell in a 0-based row."""
    return headed.raw.place(row, headed.columns.get(key), headed.headers.get(key, key), pointer)


def put(record: dict[str, Any], path: str, value: Any) -> None:
    """Set a field of a record, making the records on the way to it."""
    *steps, last = path.split("/")
    for step in steps:
        record = record.setdefault(step, {})
    record[last] = value


def list_at(record: dict[str, Any], path: str) -> list[Any]:
    """Return the list at a path of a record, made when it is not there yet."""
    *steps, last = path.split("/")
    for step in steps:
        record = record.setdefault(step, {})
    found: list[Any] = record.setdefault(last, [])
    return found
