"""Which record a row belongs to: ``project``, ``package`` and ``mode`` name it step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from optimizer.checks.references import unknown
from scenarios.tables.assembled import Assembled, cell_place
from scenarios.tables.cells import CellReader
from scenarios.tables.columns import Table
from scenarios.tables.header_names import Headed
from scenarios.tables.schema import ancestors, column_facts, columns_of

__all__ = ["Owner", "Parents"]


@dataclass(frozen=True, slots=True)
class Owner:
    """A record that rows of other tables may belong to: its data, pointer and ids from the top."""

    record: dict[str, Any]
    pointer: str
    ids: tuple[str, ...] = ()


@cache
def _chain(table: Table) -> tuple[tuple[Table, CellReader], ...]:
    """Return the tables above a table, each with what reads its ids in the rows of this one."""
    return tuple(
        (above, CellReader(column, "", column_facts(above, above.column(above.id_column))))
        for above, column in zip(ancestors(table), columns_of(table), strict=False)
    )


class Parents:
    """The records read so far, by the ids that name them."""

    def __init__(self, done: Assembled) -> None:
        self._done = done
        self._owners: dict[tuple[str, ...], Owner] = {}
        self._siblings: dict[tuple[str, ...], list[str]] = {}
        self._lost: set[tuple[str, str]] = set()

    def add(self, table: Table, owner: Owner) -> None:
        """Let rows name a record; of records with the same ids the first one is meant."""
        *above, name = owner.ids
        if (table.key, *owner.ids) not in self._owners:
            self._owners[table.key, *owner.ids] = owner
            self._siblings.setdefault((table.key, *above), []).append(name)

    def lose(self, table: Table, name: str) -> None:
        """Remember a record whose own row names no parent: rows that name it can't help it."""
        self._lost.add((table.key, name))

    def owners(self, table: Table) -> list[Owner]:
        """Return the records of a table."""
        return [owner for key, owner in self._owners.items() if key[0] == table.key]

    def of(self, headed: Headed, row: int, cells: Mapping[str, object]) -> Owner | None:
        """Return the record that a row belongs to; ``None``, with a finding, when there is none."""
        table = headed.table
        owner = Owner(self._done.data, "")
        if not isinstance(table, Table):
            return owner
        chain = _chain(table)
        for above, reader in chain:
            column = reader.column
            siblings = self._siblings.get((above.key, *owner.ids), [])
            if column.key not in cells:
                if above is not chain[-1][0] or not owner.ids or len(siblings) != 1:
                    self._done.missing(headed, row, column, "")
                    return None
                name = siblings[0]  # a package with one mode need not name it
            else:
                name = self._done.value(headed, row, reader, cells[column.key], "")
            found = self._owners.get((above.key, *owner.ids, name))
            if found is None:
                if (above.key, name) in self._lost:
                    return None
                item = unknown(above.called, name, "", siblings)
                place = cell_place(headed, row, column.key)
                self._done.findings.append(replace(item, place=place))
                return None
            owner = found
        return owner
