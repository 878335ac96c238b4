"""The rows of headers on top of a table: which column is which field."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.findings import Finding, Severity
from scenarios.tables.columns import Column, Form, Table
from scenarios.tables.faults import Fault, placed
from scenarios.tables.header_names import (
    FORM_COLUMNS,
    STYLES,
    Headed,
    close_name,
    column_names,
    header_key,
)
from scenarios.tables.raw import RawSheet
from scenarios.tables.schema import columns_of, is_required
from scenarios.tables.texts import is_blank, shown

__all__ = ["find_header_row", "known_columns", "match_columns"]

_ROWS_SEARCHED = 12


def known_columns(table: Form | Table) -> Sequence[Column]:
    """Return the columns that a sheet of a table may have."""
    return FORM_COLUMNS if isinstance(table, Form) else columns_of(table)


def match_columns(table: Form | Table, raw: RawSheet) -> tuple[Headed, list[Finding]]:
    """Return a sheet with its columns told apart, and what is wrong with its headers.

    A column whose name is nearly right is taken for the one that is meant: it is an error, so the
    round does not pass, and nothing else is reported because of it.
    """
    known = known_columns(table)
    first = find_header_row(known, raw.rows)
    if first is None:
        blank = all(is_blank(cell) for row in raw.rows for cell in row)
        return Headed(table, raw, {}, {}, len(raw.rows)), [] if blank else [_no_header(known, raw)]
    last = _last_header_row(known, raw.rows, first)
    columns: dict[str, int] = {}
    headers: dict[str, str] = {}
    findings: list[Finding] = []
    strangers: list[tuple[int, int]] = []
    by_name = {name: column for column in known for name in column_names(column)}
    by_name |= {header_key(column.key): column for column in known}
    width = max(len(row) for row in raw.rows[first : last + 1])
    for at in range(width):
        written = [
            (row, raw.rows[row][at])
            for row in range(first, last + 1)
            if at < len(raw.rows[row]) and not is_blank(raw.rows[row][at])
        ]
        column = next((by_name[k] for _, c in written if (k := header_key(c)) in by_name), None)
        if column is not None and column.key in columns:
            row, cell = written[0]
            findings.append(_given_twice(raw, row, at, shown(cell)))
        elif column is not None:
            columns[column.key] = at
            headers[column.key] = _title(written)
        elif written:
            strangers.append((written[0][0], at))
    headed = Headed(table, raw, columns, headers, last + 1)
    for row, at in strangers:
        findings.append(_stranger(headed, by_name, row, at))
    findings += _spread_merged(headed, known)
    findings += _headless(headed, first, last)
    findings += _missing(headed, known, first)
    return headed, findings


def find_header_row(known: Sequence[Column], rows: Sequence[Sequence[object]]) -> int | None:
    """Return the first row of which at least half of the cells are names of columns."""
    names = {name for column in known for name in column_names(column)}
    for at, row in enumerate(rows[:_ROWS_SEARCHED]):
        filled = [header_key(cell) for cell in row if not is_blank(cell)]
        if filled and 2 * sum(name in names for name in filled) >= len(filled):
            return at
    return None


def _last_header_row(known: Sequence[Column], rows: Sequence[Sequence[object]], first: int) -> int:
    """Return the last row that gives the same columns in another of their names."""
    by_name = {name: column for column in known for name in column_names(column)}
    by_name |= {header_key(column.key): column for column in known}
    by_place = {
        at: by_name[header_key(cell)]
        for at, cell in enumerate(rows[first])
        if header_key(cell) in by_name
    }
    used = set(sorted(_styles(rows[first], by_place), key=STYLES.index)[:1])
    last = first
    while last + 1 < len(rows):
        fresh = _styles(rows[last + 1], by_place) - used
        if not fresh:
            break
        used.add(min(fresh, key=STYLES.index))
        last += 1
    return last


def _styles(row: Sequence[object], by_place: dict[int, Column]) -> set[str]:
    """Return the styles in which at least half of a row's cells name their own column."""
    filled = [
        column_names(by_place[at]).get(header_key(cell), frozenset())
        for at, cell in enumerate(row)
        if at in by_place and not is_blank(cell)
    ]
    return {
        style
        for style in STYLES
        if filled and 2 * sum(style in found for found in filled) >= len(filled)
    }


def _title(written: Sequence[tuple[int, object]]) -> str:
    """Return the header that a person sees: words rather than the machine key above them."""
    return " ".join(shown(written[-1][1]).replace("*", "").split())


def _no_header(known: Sequence[Column], raw: RawSheet) -> Finding:
    found = shown(next((cell for row in raw.rows for cell in row if not is_blank(cell)), ""))
    fault = Fault(
        "table.no-header",
        f"“{raw.name}”没有表头。",
        f"{raw.name!r} has no header row.",
        found,
        ", ".join(column.key for column in known[:4]),
        "第一行写列名，例如从新模板复制表头。",
        "Write the names of the columns in the first row, or copy them from a new template.",
    )
    return placed(fault, raw.place(0))


def _given_twice(raw: RawSheet, row: int, at: int, name: str) -> Finding:
    fault = Fault(
        "table.column-twice", f"“{name}”这一列出现了两次。", f"The column {name!r} is given twice.",
        name, "", "只留一列。", "Keep one of them.",
    )  # fmt: skip
    return placed(fault, raw.place(row, at, name))


def _stranger(headed: Headed, by_name: dict[str, Column], row: int, at: int) -> Finding:
    """Return the finding on an unknown column, and take it for the one it nearly names."""
    written = " ".join(shown(headed.raw.rows[row][at]).split())
    open_names = [name for name, column in by_name.items() if column.key not in headed.columns]
    near = close_name(header_key(written), open_names)
    meant = None if near is None else by_name[near]
    fix = ("自己加的列可以留着。", "A column of your own may stay.")
    if meant is not None:
        headed.columns[meant.key] = at
        headed.headers[meant.key] = written
        fix = (
            f"是否指“{meant.zh}”（{meant.key}）？",
            f"Did you mean {meant.en!r} ({meant.key})?",
        )
    fault = Fault(
        "table.unknown-column",
        f"没有名为“{written}”的列" + ("。" if meant else "，其内容没有读取。"),
        f"There is no column {written!r}" + ("." if meant else "; its content is not read."),
        written, meant.key if meant else "", *fix,
        severity=Severity.ERROR if meant else Severity.WARNING,
    )  # fmt: skip
    return placed(fault, headed.raw.place(row, at, written))


def _spread_merged(headed: Headed, known: Sequence[Column]) -> list[Finding]:
    """Give every row of a merged area the id that it shares, and report other merged cells."""
    findings = []
    by_place = {headed.columns[c.key]: c for c in known if c.key in headed.columns}
    parents = {c.key for c in known if c not in headed.table.columns}
    rows = headed.raw.rows
    for top, left, bottom, right in headed.raw.merged:
        column = by_place.get(left)
        if bottom < headed.first_row or column is None or top >= len(rows):
            continue
        value = rows[top][left] if left < len(rows[top]) else None
        if is_blank(value) or isinstance(headed.table, Form):
            continue
        if column.key in parents and left == right:
            for row in range(top + 1, min(bottom + 1, len(rows))):
                cells = rows[row]
                if isinstance(cells, list) and left < len(cells) and is_blank(cells[left]):
                    cells[left] = value
            continue
        fault = Fault(
            "table.merged-cells", "合并的单元格只算第一格，其余是空的。",
            "Of merged cells only the first one counts; the others are empty.", shown(value), "",
            "取消合并，每格各填。", "Unmerge them and fill in each cell.",
            severity=Severity.WARNING,
        )  # fmt: skip
        findings.append(placed(fault, headed.raw.place(top, left, headed.headers[column.key])))
    return findings


def _headless(headed: Headed, first: int, last: int) -> list[Finding]:
    """Return a warning for each column with values and no header."""
    rows = headed.raw.rows
    titled = {
        at for row in rows[first : last + 1] for at, cell in enumerate(row) if not is_blank(cell)
    }
    lone: dict[int, int] = {}
    for row in range(headed.first_row, len(rows)):
        for at, cell in enumerate(rows[row]):
            if at not in titled and not is_blank(cell):
                lone.setdefault(at, row)
    findings = []
    for at, row in sorted(lone.items()):
        value = shown(rows[row][at])
        fault = Fault(
            "table.no-column-name", f"“{value}”所在的列没有列名，没有读取。",
            f"The column of {value!r} has no name and is not read.", value, "",
            "补上列名或删去内容。", "Name the column or remove its content.",
            severity=Severity.WARNING,
        )  # fmt: skip
        findings.append(placed(fault, headed.raw.place(row, at)))
    return findings


def _missing(headed: Headed, known: Sequence[Column], row: int) -> list[Finding]:
    """Return an error for each required column that is not there."""
    table = headed.table
    if isinstance(table, Form):
        wanted = {"value"} if {"key", "name"} & set(headed.columns) else {"key", "value"}
    else:
        wanted = {column.key for column in known if is_required(table, column)}
    return [
        placed(
            Fault(
                "table.missing-column",
                f"“{headed.raw.name}”缺少“{column.zh}”（{column.key}）这一列。",
                f"{headed.raw.name!r} lacks the column {column.en!r} ({column.key}).",
                "", column.key, "补上这一列。", "Add the column.",
            ),
            headed.raw.place(row),
        )
        for column in known
        if column.key in wanted and column.key not in headed.columns
    ]  # fmt: skip
