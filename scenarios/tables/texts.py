"""Texts in cells: what is written as it is, and what must be quoted to come back unchanged.

Blanks around a text are taken for slips of the hand and dropped. A text that really has them, or
anything else a cell would lose, is written as a JSON string in double quotes.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time, timedelta

__all__ = ["FormulaError", "is_blank", "quoted", "shown", "text_cell", "unquoted"]

_LOOKS_ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")  # a workbook's own way to write odd characters
_ERRORS = frozenset(
    ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
)


class FormulaError(str):
    """What stands in place of a value that could not be computed: ``#REF!``, or the formula."""

    __slots__ = ()


def is_blank(raw: object) -> bool:
    """Say whether a cell holds nothing."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


def shown(raw: object) -> str:
    """Return the content of a cell as a person sees it."""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else f"{raw:.15g}"
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == time(0) else raw.isoformat(" ")
    if isinstance(raw, date | time):
        return raw.isoformat()
    return str(raw) if isinstance(raw, timedelta) else f"{'' if raw is None else raw}"


def quoted(text: str) -> str:
    """Return a text as a JSON string whose every character survives in a cell."""
    inner = "".join(
        char if char.isprintable() and char not in '"\\' else json.dumps(char)[1:-1]
        for char in text
    )
    return '"' + _LOOKS_ESCAPED.sub(lambda match: "\\u005f" + match[0][1:], inner) + '"'


def unquoted(text: str) -> str:
    """Return what a stripped cell text stands for."""
    if len(text) >= 2 and text[0] == text[-1] == '"':
        try:
            value = json.loads(text, strict=False)
        except ValueError:
            return text
        return value if isinstance(value, str) else text
    return text


def text_cell(text: str) -> str:
    """Return the cell for a text that is not ``None``; quoted where it must be."""
    plain = (
        text == text.strip()
        and text != ""
        and text[0] not in '"=+-@'  # a spreadsheet would take the rest for a formula
        and text not in _ERRORS
        and not _LOOKS_ESCAPED.search(text)
        and all(char.isprintable() or char == "\n" for char in text)
    )
    return text if plain else quoted(text)
