"""Where in the tables a value of the round comes from: from a JSON pointer to a cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from optimizer.findings import Finding, Place, Severity
from scenarios.tables.columns import Column, Table
from scenarios.tables.header_names import Headed
from scenarios.tables.schema import SHEETS, record_path

__all__ = ["Places"]


@dataclass(slots=True)
class Places:
    """The rows that records and settings were read from.

    Attributes
    ----------
    file : str
        Name of the workbook or the folder.
    tables : dict
        The sheets found, by the key of their table.
    records : dict
        Sheets and 0-based rows by the JSON pointer of a record; a record may have a second row in
        a table that gives it more fields.
    settings : dict
        Sheet and 0-based row by the JSON pointer of a setting.
    """

    file: str = ""
    tables: dict[str, Headed] = field(default_factory=dict)
    records: dict[str, list[tuple[Headed, int]]] = field(default_factory=dict)
    settings: dict[str, tuple[Headed, int]] = field(default_factory=dict)

    def locate(self, pointer: str) -> Place:
        """Return the place of what a JSON pointer names, as near as the tables tell it."""
        at = pointer
        while at:
            found = self._at(at, pointer[len(at) + 1 :])
            if found is not None:
                return replace(found, pointer=pointer)
            at = at.rpartition("/")[0]
        return replace(self._sheet(pointer), pointer=pointer)

    def located(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return findings with the cells that their pointers name, in the words of the cells."""
        return [
            item
            if item.place.sheet is not None or item.place.row is not None
            else self._in_words_of_the_cell(item)
            for item in findings
        ]

    def in_order(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return findings as a person goes through them: errors first, sheet by sheet, by row."""
        order = {headed.raw.name: at for at, headed in enumerate(self.tables.values())}

        def key(item: Finding) -> tuple[object, ...]:
            place = item.place
            name = place.sheet or (place.file or "").removesuffix(".csv")
            letters = (place.cell or "").rstrip("0123456789")
            return (
                item.severity is not Severity.ERROR,
                order.get(name, len(order)),
                name,
                place.row or 0,
                len(letters),
                letters,
                item.code,
                item.found,
            )

        return sorted(findings, key=key)

    def _in_words_of_the_cell(self, item: Finding) -> Finding:
        """Return a finding with its cell; one about shape names the column, not the field."""
        pointer = item.place.pointer
        placed = replace(item, place=self.locate(pointer))
        column = self.column_at(pointer)
        if column is None or not item.code.startswith(("structure.", "number.", "text.")):
            return placed
        if item.code == "structure.missing":
            return replace(
                placed,
                message_zh=f"缺少“{column.zh}”。",
                message_en=f"{column.en!r} is missing.",
                expected="",
                suggestion_zh=f"补上它，例如 {column.example}。",
                suggestion_en=f"Fill it in, for instance {column.example}.",
            )
        field = pointer.rpartition("/")[2]
        return replace(
            placed,
            message_zh=item.message_zh.replace(f"“{field}”", f"“{column.zh}”"),
            message_en=item.message_en.replace(repr(field), repr(column.en)),
        )

    def column_at(self, pointer: str) -> Column | None:
        """Return the column, or the line of a form, that holds what a pointer names."""
        if pointer in self.settings:
            form = self.settings[pointer][0].table
            return next(c for c in form.columns if f"/{c.field}" == pointer)
        at = pointer.rpartition("/")[0]
        while at:
            for headed, _ in self.records.get(at, ()):
                column = _column_of(headed, pointer[len(at) + 1 :])
                if column is not None:
                    return column
            at = at.rpartition("/")[0]
        return None

    def _at(self, at: str, rest: str) -> Place | None:
        """Return the place of a record or setting, or of a field inside it."""
        if at in self.settings:
            headed, row = self.settings[at]
            return _cell(headed, row, "value", at)
        rows = self.records.get(at)
        if rows is not None:
            for headed, row in rows:
                column = _column_of(headed, rest)
                if column is not None:
                    return _cell(headed, row, column.key, at)
            # A list of children that stands in a sheet of its own: its first row.
            first = self.records.get(f"{at}/{rest}/0") if rest else None
            headed, row = (first or rows)[0]
            return _cell(headed, row, _name_column(headed), at)
        if f"{at}/0" in self.records:
            headed, row = self.records[f"{at}/0"][0]
            return _cell(headed, row, _name_column(headed), at)
        inside = next((s for s in self.settings if s.startswith(f"{at}/")), None)
        if inside is not None:
            headed, row = self.settings[inside]
            return _cell(headed, row, "value", at)
        return None

    def _sheet(self, pointer: str) -> Place:
        steps = pointer.split("/")[1:]
        for table in SHEETS:
            path = record_path(table).split("/")
            if path[0] == (steps[0] if steps else "") and table.key in self.tables:
                return self.tables[table.key].raw.place()
        return Place(file=self.file)


def _cell(headed: Headed, row: int, key: str, pointer: str) -> Place:
    return headed.raw.place(row, headed.columns.get(key), headed.headers.get(key, key), pointer)


def _name_column(headed: Headed) -> str:
    table = headed.table
    if not isinstance(table, Table):
        return "key"
    return table.id_column or table.columns[0].key


def _column_of(headed: Headed, rest: str) -> Column | None:
    """Return the column that holds a field of the record, or the first one of an inner record."""
    if not rest:
        return None
    fields = [(column, column.field) for column in headed.table.columns]
    for column, path in fields:
        if rest == path or rest.startswith(f"{path}/"):
            return column
    return next((column for column, path in fields if path.startswith(f"{rest}/")), None)
