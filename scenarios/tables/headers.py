"""Which sheet is which table, and which column is which field; near misses get a suggestion.

Sheets and columns are known by their machine key, their Chinese and their English name, and
columns also by the two names together, in any case and with any blanks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from optimizer.findings import Finding, Severity
from scenarios.tables.columns import Column, Form, Kind, Table
from scenarios.tables.faults import Fault, placed
from scenarios.tables.numbers import normal
from scenarios.tables.raw import RawSheet
from scenarios.tables.schema import SHEETS, columns_of, is_required
from scenarios.tables.texts import is_blank, shown

__all__ = [
    "FINDINGS_SHEET", "FORM_COLUMNS", "README_SHEET", "Headed", "column_names", "header_key",
    "match_sheets",
]  # fmt: skip

README_SHEET = ("说明", "Read me")
FINDINGS_SHEET = ("检查结果", "Findings")

FORM_COLUMNS = (
    Column("name", Kind.TEXT, "设置", "Setting", width=34),
    Column("value", Kind.TEXT, "值", "Value", width=34),
    Column("help", Kind.TEXT, "说明", "Explanation", width=70),
    Column("key", Kind.ID, "代号", "Key", width=26),
)
"""The columns of a form."""

_ROWS_SEARCHED = 12
_STYLES = ("key", "zh", "en", "both")
_NOISE = re.compile(r"[\s_*-]+")


def header_key(text: object) -> str:
    """Return a header or a sheet's name as it is compared."""
    return _NOISE.sub("", normal(shown(text))).casefold()


@cache
def column_names(column: Column) -> dict[str, frozenset[str]]:
    """Return the names of a column as they are compared, each with the styles it belongs to."""
    styles: dict[str, set[str]] = {}
    for style, name in (
        ("key", column.key),
        ("zh", column.zh),
        ("en", column.en),
        ("both", column.zh + column.en),
        ("both", column.en + column.zh),
    ):
        styles.setdefault(header_key(name), set()).add(style)
    return {name: frozenset(found) for name, found in styles.items()}


@dataclass(frozen=True, slots=True)
class Headed:
    """A raw sheet that is known to be a table.

    Attributes
    ----------
    table : Form or Table
    raw : RawSheet
    columns : dict
        0-based position by the key of the column.
    headers : dict
        Header as written in the file by the key of the column.
    first_row : int
        0-based row of the first record.
    """

    table: Form | Table
    raw: RawSheet
    columns: dict[str, int]
    headers: dict[str, str]
    first_row: int


def match_sheets(raws: Iterable[RawSheet]) -> tuple[dict[str, Headed], list[Finding]]:
    """Return the tables among sheets by their key, and what is wrong with names and headers."""
    names = {header_key(name): t for t in SHEETS for name in (t.key, t.zh, t.en)}
    passed_over = {header_key(name) for name in (*README_SHEET, *FINDINGS_SHEET, "readme")}
    found: dict[str, Headed] = {}
    findings: list[Finding] = []
    strangers: list[RawSheet] = []
    for raw in raws:
        name = header_key(raw.name)
        table = names.get(name)
        if table is None:
            if name not in passed_over:
                strangers.append(raw)
        elif table.key in found:
            findings.append(_twice(raw, found[table.key].raw.name))
        else:
            headed, faults = _match_columns(table, raw)
            findings += faults
            if headed is not None:
                found[table.key] = headed
            else:
                names[name] = table
    for raw in strangers:
        if any(not is_blank(cell) for row in raw.rows for cell in row):
            findings.append(_stranger(raw, names, found))
    return found, findings


def _twice(raw: RawSheet, other: str) -> Finding:
    fault = Fault(
        "table.given-twice",
        f"“{raw.name}”与“{other}”是同一张表。",
        f"{raw.name!r} and {other!r} are the same table.",
        raw.name, "", "合并成一张。", "Put them into one.",
    )  # fmt: skip
    return placed(fault, raw.place())


def _stranger(raw: RawSheet, names: dict[str, Form | Table], found: dict[str, Headed]) -> Finding:
    """Return the finding on a sheet nobody knows: an error if a missing one is nearly so named."""
    near = next(iter(get_close_matches(header_key(raw.name), list(names), n=1, cutoff=0.6)), None)
    meant = names[near] if near is not None and names[near].key not in found else None
    fix = ("不属于本轮的表可以留着。", "A sheet of your own may stay.")
    if meant is not None:
        fix = (
            f"是否指“{meant.zh}”（{meant.key}）？请改表名。",
            f"Did you mean {meant.en!r} ({meant.key})? Rename it.",
        )
    fault = Fault(
        "table.unknown",
        f"没有名为“{raw.name}”的表，其内容没有读取。",
        f"There is no table {raw.name!r}; its content is not read.",
        raw.name, meant.key if meant else "", *fix,
        severity=Severity.ERROR if meant else Severity.WARNING,
    )  # fmt: skip
    return placed(fault, raw.place())


def _match_columns(table: Form | Table, raw: RawSheet) -> tuple[Headed | None, list[Finding]]:
    known = FORM_COLUMNS if isinstance(table, Form) else columns_of(table)
    if all(is_blank(cell) for row in raw.rows for cell in row):
        return Headed(table, raw, {}, {}, 0), []
    first = _header_row(known, raw.rows)
    if first is None:
        example = ", ".join(column.key for column in known[:4])
        fault = Fault(
            "table.no-header",
            f"“{raw.name}”没有表头。",
            f"{raw.name!r} has no header row.",
            shown(next((c for row in raw.rows for c in row if not is_blank(c)), "")),
            example,
            "第一行写列名，例如从新模板复制表头。",
            "Write the names of the columns in the first row, or copy them from a new template.",
        )
        return None, [placed(fault, raw.place(0))]
    columns: dict[str, int] = {}
    headers: dict[str, str] = {}
    findings: list[Finding] = []
    strangers: list[int] = []
    by_name = {name: column for column in known for name in column_names(column)}
    by_name |= {header_key(column.key): column for column in known}
    for at, cell in enumerate(raw.rows[first]):
        if is_blank(cell):
            continue
        column = by_name.get(header_key(cell))
        if column is None:
            strangers.append(at)
        elif column.key in columns:
            fault = Fault(
                "table.column-twice", f"“{shown(cell)}”这一列出现了两次。",
                f"The column {shown(cell)!r} is given twice.", shown(cell), "",
                "只留一列。", "Keep one of them.",
            )  # fmt: skip
            findings.append(placed(fault, raw.place(first, at, shown(cell))))
        else:
            columns[column.key] = at
            headers[column.key] = " ".join(shown(cell).split())
    by_place = {columns[column.key]: column for column in known if column.key in columns}
    last = _last_header_row(raw.rows, first, by_place)
    _name_headers(raw, first, last, columns, headers)
    headed = Headed(table, raw, columns, headers, last + 1)
    findings += [_strange_column(headed, by_name, first, at) for at in strangers]
    findings += _headless(headed, first)
    findings += _missing_columns(headed, known, first)
    return headed, findings


def _header_row(known: Sequence[Column], rows: Sequence[Sequence[object]]) -> int | None:
    """Return the first row of which at least half of the cells are names of columns."""
    names = {name for column in known for name in column_names(column)}
    for at, row in enumerate(rows[:_ROWS_SEARCHED]):
        filled = [header_key(cell) for cell in row if not is_blank(cell)]
        if filled and 2 * sum(name in names for name in filled) >= len(filled):
            return at
    return None


def _last_header_row(
    rows: Sequence[Sequence[object]], first: int, by_place: dict[int, Column]
) -> int:
    """Return the last row that gives the same columns in another of their names."""
    # Of the styles that the first row may be in, machine keys are the likeliest.
    used = set(sorted(_styles(rows[first], by_place), key=_STYLES.index)[:1])
    last = first
    while last + 1 < len(rows):
        fresh = _styles(rows[last + 1], by_place) - used
        if not fresh:
            break
        used.add(min(fresh, key=_STYLES.index))
        last += 1
    return last


def _styles(row: Sequence[object], by_place: dict[int, Column]) -> set[str]:
    """Return the styles in which every cell of a row is a name of its own column."""
    styles = set(_STYLES)
    filled = [(at, header_key(cell)) for at, cell in enumerate(row) if not is_blank(cell)]
    for at, name in filled:
        column = by_place.get(at)
        if column is not None:
            styles &= column_names(column).get(name, frozenset())
    return styles if filled else set()


def _name_headers(
    raw: RawSheet, first: int, last: int, columns: dict[str, int], headers: dict[str, str]
) -> None:
    """Prefer the words of a second header row to the machine keys of the first."""
    for row in raw.rows[first + 1 : last + 1]:
        for key, at in columns.items():
            if at < len(row) and not is_blank(row[at]) and header_key(row[at]) != header_key(key):
                headers[key] = " ".join(shown(row[at]).replace("*", "").split())


def _strange_column(headed: Headed, by_name: dict[str, Column], row: int, at: int) -> Finding:
    written = shown(headed.raw.rows[row][at])
    close = get_close_matches(header_key(written), list(by_name), n=1, cutoff=0.6)
    near = by_name[close[0]] if close else None
    meant = near if near is not None and near.key not in headed.columns else None
    fix = ("自己加的列可以留着。", "A column of your own may stay.")
    if meant is not None:
        fix = (
            f"是否指“{meant.zh}”（{meant.key}）？",
            f"Did you mean {meant.en!r} ({meant.key})?",
        )
    fault = Fault(
        "table.unknown-column",
        f"没有名为“{written}”的列，其内容没有读取。",
        f"There is no column {written!r}; its content is not read.",
        written, meant.key if meant else "", *fix,
        severity=Severity.ERROR if meant else Severity.WARNING,
    )  # fmt: skip
    return placed(fault, headed.raw.place(row, at, written))


def _headless(headed: Headed, first: int) -> list[Finding]:
    """Return a warning for each column with values and no header."""
    titles = headed.raw.rows[first]
    findings = []
    rows = headed.raw.rows
    width = max((len(row) for row in rows), default=0)
    for at in range(width):
        if at < len(titles) and not is_blank(titles[at]):
            continue
        lone = next(
            (
                r
                for r in range(headed.first_row, len(rows))
                if at < len(rows[r]) and not is_blank(rows[r][at])
            ),
            None,
        )
        if lone is not None:
            value = shown(rows[lone][at])
            fault = Fault(
                "table.no-column-name", f"“{value}”所在的列没有列名，没有读取。",
                f"The column of {value!r} has no name and is not read.", value, "",
                "补上列名或删去内容。", "Name the column or remove its content.",
                severity=Severity.WARNING,
            )  # fmt: skip
            findings.append(placed(fault, headed.raw.place(lone, at)))
    return findings


def _missing_columns(headed: Headed, known: Sequence[Column], row: int) -> list[Finding]:
    table = headed.table
    if isinstance(table, Form):
        wanted = ["value"] if "key" in headed.columns or "name" in headed.columns else ["key"]
        missing = [c for c in known if c.key in wanted and c.key not in headed.columns]
    else:
        missing = [c for c in known if c.key not in headed.columns and is_required(table, c)]
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
        for column in missing
    ]  # fmt: skip
