"""Short lists in one cell: ``data-science:4; testing:3``.

Entries are separated by semicolons (also full-width ones, and line breaks). An entry that holds a
separator or a colon itself stands in double quotes, as a JSON string.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from scenarios.tables.texts import quoted, text_cell

__all__ = ["Entry", "entries", "entry_cell", "join_entries", "lag_cell", "lags_of"]

_FIRM = ";；\n"
_LOOSE = _FIRM + ",，、"
_COLON = re.compile(r"\s*[:：]\s*(.*)", re.DOTALL)
_LAGS = re.compile(r"([+-]?\d{1,9})?\s*(?:(\.\.|…|～|~)\s*([+-]?\d{1,9})?)?")

Entry = tuple[str, str | None]
"""A name, and what follows its colon (``None`` when there is no colon)."""


def entries(text: str, *, pairs: bool, names_only: bool) -> list[Entry]:
    """Return the entries of a cell.

    Parameters
    ----------
    text : str
    pairs : bool
        Whether an entry may carry something after a colon.
    names_only : bool
        Whether entries are ids, so that commas separate them too.

    Examples
    --------
    >>> entries('a:4; "b;c":3、d', pairs=True, names_only=True)
    [('a', '4'), ('b;c', '3'), ('d', None)]
    """
    stops = _LOOSE if names_only else _FIRM
    found: list[Entry] = []
    at = 0
    while at < len(text):
        if text[at].isspace() or text[at] in stops:
            at += 1
            continue
        name, at, is_quoted = _quoted_name(text, at, stops, pairs)
        end = next((i for i in range(at, len(text)) if text[i] in stops), len(text))
        rest = text[at:end].strip()
        at = end
        if is_quoted:
            match = _COLON.fullmatch(rest)
            found.append((name, match[1] if match else None))
        else:
            found.append(_split(rest) if pairs else (rest, None))
    return found


def _quoted_name(text: str, at: int, stops: str, pairs: bool) -> tuple[str, int, bool]:
    """Return a quoted name at a position, where it ends, and whether there is one."""
    if text[at] != '"':
        return "", at, False
    try:
        name, end = json.JSONDecoder(strict=False).raw_decode(text, at)
    except ValueError:
        return "", at, False
    rest = text[end:].lstrip(" \t")
    follows = stops + (":：" if pairs else "")
    return (str(name), end, True) if not rest or rest[0] in follows else ("", at, False)


def _split(entry: str) -> Entry:
    at = max(entry.rfind(":"), entry.rfind("："))
    return (entry, None) if at < 0 else (entry[:at].strip(), entry[at + 1 :].strip())


def entry_cell(name: str) -> str:
    """Return a name as an entry; quoted when it would be read as something else."""
    if any(char in _LOOSE or char in ":：" for char in name):
        return quoted(name)
    return text_cell(name)


def join_entries(parts: Iterable[str]) -> str:
    """Return entries as one cell."""
    return "; ".join(parts)


def lags_of(text: str) -> tuple[int | None, int | None] | None:
    """Return the least and the most lag in what follows a colon; ``None`` when it is neither.

    >>> lags_of("2"), lags_of("0..5"), lags_of("..3"), lags_of("soon")
    ((2, None), (0, 5), (None, 3), None)
    """
    match = _LAGS.fullmatch(text.strip())
    if match is None or not text.strip():
        return None
    least, dots, most = match.groups()
    if dots and least is None and most is None:
        return None
    return (None if least is None else int(least), None if most is None else int(most))


def lag_cell(least: int, most: int | None) -> str:
    """Return what follows the name of a predecessor, colon included."""
    if most is not None:
        return f":{least}..{most}"
    return f":{least}" if least else ""
