"""Which sheet is which table; near misses get a suggestion."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from optimizer.findings import Finding, Severity
from scenarios.tables.columns import Form, Table
from scenarios.tables.faults import Fault, placed
from scenarios.tables.header_names import (
    FINDINGS_SHEET,
    README_SHEET,
    Headed,
    close_name,
    column_names,
    header_key,
)
from scenarios.tables.header_rows import find_header_row, known_columns, match_columns
from scenarios.tables.raw import RawSheet
from scenarios.tables.schema import SHEETS
from scenarios.tables.texts import is_blank

__all__ = ["match_sheets"]

_SURE = 0.8
"""Likeness of names from which the headers need not agree."""
_ENOUGH_COLUMNS = 0.8
"""Share of a sheet's headers that makes it the table they belong to, whatever its name."""


def match_sheets(raws: Iterable[RawSheet]) -> tuple[dict[str, Headed], list[Finding]]:
    """Return the tables among sheets by their key, and what is wrong with names and headers.

    A sheet whose name is nearly that of a missing table, or whose headers are those of one, is
    taken for it: it is an error, so the round does not pass, and nothing else is reported because
    of it.
    """
    names = {
        header_key(name): table for table in SHEETS for name in (table.key, table.zh, table.en)
    }
    known: dict[str, RawSheet] = {}
    findings: list[Finding] = []
    strangers: list[RawSheet] = []
    for raw in raws:
        table = names.get(header_key(raw.name))
        if table is None:
            strangers.append(raw)
        elif table.key in known:
            findings.append(_given_twice(raw, known[table.key].name))
        else:
            known[table.key] = raw
    passed_over = tuple(header_key(name) for name in (*README_SHEET, *FINDINGS_SHEET, "readme"))
    for raw in strangers:
        if header_key(raw.name).startswith(passed_over):
            continue
        if all(is_blank(cell) for row in raw.rows for cell in row):
            continue
        meant = _meant(raw, names, known)
        findings.append(_stranger(raw, meant))
        if meant is not None:
            known[meant.key] = raw
    found: dict[str, Headed] = {}
    for table in SHEETS:
        if table.key in known:
            found[table.key], faults = match_columns(table, known[table.key])
            findings += faults
    return found, findings


def _meant(
    raw: RawSheet, names: dict[str, Form | Table], known: dict[str, RawSheet]
) -> Form | Table | None:
    """Return the missing table that a sheet of another name seems to be."""
    still_open = {name: table for name, table in names.items() if table.key not in known}
    name = header_key(raw.name)
    near = close_name(name, still_open)
    if near is not None:
        # A sheet of the user's own may be called almost anything; then it has other headers.
        alike = SequenceMatcher(None, name, near).ratio() >= _SURE
        if alike or find_header_row(known_columns(still_open[near]), raw.rows) is not None:
            return still_open[near]
    for table in still_open.values():
        columns = known_columns(table)
        row = find_header_row(columns, raw.rows)
        if row is None or isinstance(table, Form):
            continue
        headers = {header_key(cell) for cell in raw.rows[row] if not is_blank(cell)}
        common = {name for column in columns for name in column_names(column)} & headers
        if len(common) >= 3 and len(common) >= _ENOUGH_COLUMNS * max(len(headers), len(columns)):
            return table
    return None


def _given_twice(raw: RawSheet, other: str) -> Finding:
    fault = Fault(
        "table.given-twice",
        f"“{raw.name}”与“{other}”是同一张表。",
        f"{raw.name!r} and {other!r} are the same table.",
        raw.name, "", "合并成一张。", "Put them into one.",
    )  # fmt: skip
    return placed(fault, raw.place())


def _stranger(raw: RawSheet, meant: Form | Table | None) -> Finding:
    fix = ("不属于本轮的表可以留着。", "A sheet of your own may stay.")
    if meant is not None:
        fix = (
            f"是否指“{meant.zh}”（{meant.key}）？请改表名。",
            f"Did you mean {meant.en!r} ({meant.key})? Rename it.",
        )
    fault = Fault(
        "table.unknown",
        f"没有名为“{raw.name}”的表" + ("。" if meant else "，其内容没有读取。"),
        f"There is no table {raw.name!r}" + ("." if meant else "; its content is not read."),
        raw.name, meant.key if meant else "", *fix,
        severity=Severity.ERROR if meant else Severity.WARNING,
    )  # fmt: skip
    return placed(fault, raw.place())
