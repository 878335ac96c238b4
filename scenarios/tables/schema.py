"""The schema of tables: every sheet of a round, in the order a person reads them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from scenarios.tables.columns import Column, Form, Kind, Table
from scenarios.tables.facts import Facts, field_facts
from scenarios.tables.schema_agreed import AGREED
from scenarios.tables.schema_means import MEANS
from scenarios.tables.schema_people import PEOPLE
from scenarios.tables.schema_requests import REQUESTS
from scenarios.tables.schema_rules import RULES

__all__ = [
    "SHEETS",
    "VERSION",
    "ancestors",
    "carried_paths",
    "children_of",
    "column_facts",
    "columns_of",
    "field_path",
    "is_required",
    "record_path",
    "sheet",
]

SHEETS: tuple[Form | Table, ...] = (*RULES, *PEOPLE, *MEANS, *REQUESTS, *AGREED)
"""Every sheet, parents before their children."""

VERSION = "1.0"
"""Version of the tables: the version of the round's own schema."""

_BY_KEY = {each.key: each for each in SHEETS}


def sheet(key: str) -> Form | Table:
    """Return a sheet by its machine key; raises `KeyError` when there is none."""
    return _BY_KEY[key]


@cache
def ancestors(table: Table) -> tuple[Table, ...]:
    """Return the tables above a table, the topmost first."""
    if not table.parent:
        return ()
    parent = _BY_KEY[table.parent]
    if isinstance(parent, Form):
        raise TypeError(f"{table.key} has a form above it")
    return (*ancestors(parent), parent)


@cache
def children_of(table: Table) -> tuple[Table, ...]:
    """Return the tables whose rows lie directly in the records of a table."""
    return tuple(t for t in SHEETS if isinstance(t, Table) and t.parent == table.key)


@cache
def columns_of(table: Form | Table) -> tuple[Column, ...]:
    """Return the columns of a sheet: first those that name its parents, then its own."""
    if isinstance(table, Form):
        return table.columns
    return (*(each.called_column() for each in ancestors(table)), *table.columns)


@cache
def record_path(table: Form | Table) -> str:
    """Return the path of a table's records from the root of a round: ``experts/*/leave/*``."""
    if isinstance(table, Form):
        return ""
    above = [record_path(each) for each in ancestors(table)[-1:]]
    own = [table.place, "*"] if table.place else []
    return "/".join([*above, *own])


@cache
def field_path(table: Form | Table, column: Column) -> str:
    """Return the path of a column's field from the root of a round."""
    if isinstance(table, Table) and table.routes:
        return f"{table.routes[0][1]}/*"
    base = record_path(table)
    return f"{base}/{column.field}" if base else column.field


@cache
def column_facts(table: Form | Table, column: Column) -> Facts:
    """Return what the round's schema says about a column's field."""
    if isinstance(table, Table) and table.routes and column.kind is Kind.CHOICE:
        return Facts(True, False, None, None, None, tuple(c for c, _ in table.routes), (), True)
    return field_facts(field_path(table, column))


@cache
def is_required(table: Form | Table, column: Column) -> bool:
    """Say whether every record must have the column filled in."""
    if column not in table.columns:  # it names a parent
        return True
    facts = column_facts(table, column)
    steps = column.field.split("/")
    base = record_path(table)
    owners = ["/".join([*([base] if base else []), *steps[:i]]) for i in range(1, len(steps))]
    return facts.required and all(field_facts(owner).required for owner in owners)


def carried_paths() -> Iterator[str]:
    """Yield the path of every value that the tables carry."""
    for table in SHEETS:
        if isinstance(table, Table) and table.routes:
            yield from (f"{place}/*" for _, place in table.routes)
            continue
        for column in table.columns:
            path = field_path(table, column)
            fields = column_facts(table, column).fields
            if column.kind in (Kind.PAIRS, Kind.LINKS):
                yield from (f"{path}/*/{name}" for name in fields)
            elif column.kind is Kind.PAIR:
                yield from (f"{path}/{name}" for name in fields)
            else:
                yield f"{path}/*" if column.kind is Kind.LIST else path
