"""From a cell with several entries to a list of the round, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scenarios.tables.columns import Column, Kind
from scenarios.tables.facts import Facts, field_facts
from scenarios.tables.faults import BAD, Fault, Read, cell_fault, within
from scenarios.tables.lists import Entry, entries, entry_cell, join_entries, lag_cell, lags_of
from scenarios.tables.numbers import normal, number_of
from scenarios.tables.words import NONE

__all__ = ["list_text", "read_links", "read_list", "read_pair", "read_pairs"]


def read_list(column: Column, path: str, text: str) -> Read:
    """Read texts, ids or whole numbers."""
    if _is_none(text, path):
        return [], []
    facts = field_facts(f"{path}/*")
    values: list[Any] = []
    faults: list[Fault] = []
    for name, _ in entries(text, pairs=False, names_only=bool(column.refers)):
        value, found = _name(name, facts)
        faults += found
        if value is not BAD:
            values.append(value)
    return values, faults


def read_pairs(column: Column, path: str, text: str) -> Read:
    """Read ``name:number`` entries."""
    if _is_none(text, path):
        return [], []
    values: list[Any] = []
    faults: list[Fault] = []
    for entry in entries(text, pairs=True, names_only=True):
        value, found = _pair(entry, f"{path}/*", column)
        faults += found
        if value is not BAD:
            values.append(value)
    return values, faults


def read_pair(column: Column, path: str, text: str) -> Read:
    """Read one ``name:number`` entry."""
    found = entries(text, pairs=True, names_only=True)
    if len(found) != 1:
        return BAD, [_wrong(text, column.example, "只写一项。", "Give one entry.")]
    return _pair(found[0], path, column)


def read_links(column: Column, path: str, text: str) -> Read:
    """Read predecessors with lags."""
    values: list[Any] = []
    faults: list[Fault] = []
    name_field, least_field, most_field = field_facts(path).fields
    for name, rest in entries(text, pairs=True, names_only=True):
        value: dict[str, Any] = {name_field: name}
        lags = (None, None) if rest is None else lags_of(normal(rest))
        if lags is None:
            said = f"{name}:{rest}"
            faults.append(_wrong(said, column.example, "改正间隔。", "Correct the lag."))
            continue
        for field, lag in ((least_field, lags[0]), (most_field, lags[1])):
            if lag is not None:
                checked, found = within(lag, field_facts(f"{path}/*/{field}"), f"{name}:{rest}")
                faults += found
                if checked is not BAD:
                    value[field] = checked
        values.append(value)
    return values, faults


def _pair(entry: Entry, path: str, column: Column) -> Read:
    left, right = field_facts(path).fields
    name, rest = entry
    value, faults = _name(name, field_facts(f"{path}/{left}"))
    facts = field_facts(f"{path}/{right}")
    said = name if rest is None else f"{name}:{rest}"
    if not rest:
        if facts.required:
            fix = ("在冒号后面写上数。", "Write the number after a colon.")
            return BAD, [*faults, _wrong(said, column.example, *fix)]
        return (BAD if value is BAD else {left: value}), faults
    number = number_of(rest)
    if number is None or number[1]:
        return BAD, [*faults, cell_fault("not-a-number", rest, column.example)]
    amount, found = within(number[0], facts, said)
    if value is BAD or amount is BAD:
        return BAD, [*faults, *found]
    return {left: value, right: amount}, faults


def _name(name: str, facts: Facts) -> Read:
    """Read the name of an entry, which in some lists is a number."""
    if facts.minimum is None:
        return name, []
    number = number_of(name)
    if number is None or number[1]:
        return BAD, [cell_fault("not-a-number", name, "1, 2, 3 ...")]
    return within(number[0], facts, name)


def _wrong(found: str, example: str, zh: str, en: str) -> Fault:
    return cell_fault("list-entry", found, example, (zh, en))


def _is_none(text: str, path: str) -> bool:
    """Say whether a cell means an empty list although an empty cell means the default."""
    return bool(field_facts(path).default) and normal(text).casefold() in NONE


def list_text(column: Column, path: str, value: Any, lang: str) -> str | None:
    """Return the cell for a list; ``None`` for one that an empty cell stands for."""
    if not value:
        empty = value is not None and bool(field_facts(path).default)
        return NONE[lang != "zh"] if empty else None
    fields = field_facts(path).fields
    items: Sequence[Any] = [value] if column.kind is Kind.PAIR else value
    if column.kind is Kind.LIST:
        return join_entries(entry_cell(str(item)) for item in items)
    names = (entry_cell(str(item[fields[0]])) for item in items)
    if column.kind is Kind.LINKS:
        rest = (lag_cell(item[fields[1]], item[fields[2]]) for item in items)
    else:
        rest = (f":{item[fields[1]]}" for item in items)
    return join_entries(name + tail for name, tail in zip(names, rest, strict=True))
