"""How sheets and columns are called, and how a name that somebody typed is compared with it.

Sheets and columns are known by their machine key, their Chinese and their English name, and
columns also by the two names together, in any case and with any blanks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from scenarios.tables.columns import Column, Form, Kind, Table
from scenarios.tables.numbers import normal
from scenarios.tables.raw import RawSheet
from scenarios.tables.texts import shown

__all__ = [
    "FINDINGS_SHEET", "FORM_COLUMNS", "README_SHEET", "STYLES", "Headed", "close_name",
    "column_names", "header_key",
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

STYLES = ("key", "zh", "en", "both")
"""What a row of headers may be written in; machine keys are the likeliest."""

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


def close_name(name: str, names: Iterable[str]) -> str | None:
    """Return the name most like one that nobody knows; ``None`` when none is.

    Chinese names are short: of two characters, one in common is already close.
    """
    cutoff = 0.5 if len(name) < 4 else 0.6
    return next(iter(get_close_matches(name, list(names), n=1, cutoff=cutoff)), None)


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
