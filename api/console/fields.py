"""Forms described as data: which fields of a document they show, and how typed words become it.

A form changes what it shows; everything else of the document stays as it was.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from starlette.datastructures import FormData

from api.console.forms import whole_number
from api.problems import Problem
from scenarios.report.numerals import minor_digits

__all__ = ["Field", "RowShown", "Table", "read_form", "shown_fields", "shown_rows"]

BLANK_ROWS = 2
"""Empty rows that a table of a form offers."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form.

    Attributes
    ----------
    path : str
        Where in the document, steps joined by dots.
    words : str
        Key of its label.
    kind : str
        ``text``, ``area``, ``whole``, ``money``, ``date``, ``comma`` (a list in one line),
        ``check``, ``many:<list>`` (several of a list), or the name of a list to choose one from.
    must : bool
    hint : str
        Key of a hint.
    most, least : int, optional
        Of a whole number.
    fixed : bool
        Chosen once, when the thing is new.
    """

    path: str
    words: str
    kind: str = "text"
    must: bool = False
    hint: str = ""
    least: int | None = None
    most: int | None = None
    fixed: bool = False

    @property
    def name(self) -> str:
        """The field's name in the form."""
        return self.path.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Table:
    """A list of a document as rows of fields.

    Attributes
    ----------
    path, words : str
    columns : tuple of Field
    hint : str
    keys : int
        A row in which so many fields, from the first, are all empty is left out.
    """

    path: str
    words: str
    columns: tuple[Field, ...]
    hint: str = ""
    keys: int = 1


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row as a form shows it; ``id`` is what it is known by, empty where rows have no ids."""

    id: str
    fields: list[tuple[Field, Any]]


def shown_fields(
    fields: tuple[Field, ...], document: Mapping[str, Any], currency: str
) -> list[tuple[Field, Any]]:
    """Return every field with its value as a form shows it."""
    return [(field, _shown(field, _got(document, field.path), currency)) for field in fields]


def shown_rows(table: Table, document: Mapping[str, Any], currency: str) -> list[RowShown]:
    """Return the rows of a table as a form shows them, and some empty ones."""
    rows = [dict(row) for row in _got(document, table.path) or ()]
    blank: list[dict[str, Any]] = [{} for _ in range(BLANK_ROWS)]
    return [
        RowShown(str(row.get("id", "")), shown_fields(table.columns, row, currency))
        for row in [*rows, *blank]
    ]


def read_form(
    fields: tuple[Field, ...],
    tables: tuple[Table, ...],
    before: Mapping[str, Any],
    form: FormData,
    currency: str,
    prefix: str = "",
) -> dict[str, Any]:
    """Return the document that a form says, beginning with what it was before.

    Parameters
    ----------
    fields, tables
    before : mapping
        The document so far.
    form : FormData
    currency : str
        ISO 4217 code of the amounts.
    prefix : str
        What the names of the fields begin with, where a form holds several alike.

    Raises
    ------
    Problem
        ``malformed`` for something that is no number where one is asked for.
    """
    document = copy.deepcopy(dict(before))
    for field in fields:
        name = prefix + field.name
        if field.kind.startswith("many:"):
            chosen = [str(value) for value in form.getlist(name)]
            known = [value for value in _got(document, field.path) or () if value in chosen]
            _put(document, field.path, list(dict.fromkeys([*known, *chosen])))
        elif name in form or field.kind == "check":
            _put(document, field.path, _read(field, form.get(name), currency))
    for table in tables:
        if f"{prefix}{table.path}-rows" in form:
            _put(document, table.path, _read_rows(table, document, form, currency, prefix))
    return document


def _read_rows(
    table: Table, document: Mapping[str, Any], form: FormData, currency: str, prefix: str
) -> list[dict[str, Any]]:
    before = list(_got(document, table.path) or ())
    rows = []
    here = prefix + table.path
    for at in range(whole_number(form.get(f"{here}-rows"), 0) or 0):
        typed = {
            field.path: _read(field, form.get(f"{here}-{at}-{field.name}"), currency)
            for field in table.columns
        }
        keys = [typed[field.path] for field in table.columns[: table.keys]]
        if all(key in (None, "") for key in keys):
            continue
        row = _row_before(before, str(form.get(f"{here}-{at}-id") or ""), table, typed)
        for path, value in typed.items():
            if value not in (None, ""):
                _put(row, path, value)
            elif path in row:
                row[path] = None
        rows.append(row)
    return rows


def _row_before(
    before: list[dict[str, Any]], id_: str, table: Table, typed: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what a row was: the one with its id, or where rows have none with its first field."""
    first = table.columns[0].path
    for row in before:
        if row.get("id") == id_ if id_ else "id" not in row and row.get(first) == typed[first]:
            return dict(row)
    return {"id": id_} if id_ else {}


def _got(document: Mapping[str, Any], path: str) -> Any:
    value: Any = document
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _put(document: dict[str, Any], path: str, value: Any) -> None:
    *above, last = path.split(".")
    for step in above:
        inner = document.get(step)
        document[step] = dict(inner) if isinstance(inner, Mapping) else {}
        document = document[step]
    document[last] = value


def _shown(field: Field, value: Any, currency: str) -> Any:
    if field.kind.startswith("many:"):
        return tuple(value or ())
    if value is None:
        return ""
    if field.kind == "money":
        return str(Decimal(value).scaleb(-minor_digits(currency)))
    if field.kind == "comma":
        return ", ".join(str(part) for part in value)
    if field.kind == "check":
        return "1" if value else ""
    return str(value)


def _read(field: Field, typed: object, currency: str) -> Any:
    text = str(typed or "").strip()
    if field.kind == "check":
        return bool(text)
    if field.kind == "comma":
        return [part for piece in text.replace("，", ",").split(",") if (part := piece.strip())]
    if field.kind == "whole":
        return whole_number(text)
    if field.kind == "money":
        return _cents(text, currency)
    if not text and field.kind not in ("text", "area"):
        return None
    return text


def _cents(text: str, currency: str) -> int:
    """Return an amount in minor units; nothing typed is nothing."""
    plain = text.replace(",", "").replace("，", "")
    try:
        cents = Decimal(plain or "0").scaleb(minor_digits(currency))
    except InvalidOperation:
        cents = Decimal("0.5")
    if cents != cents.to_integral_value():
        raise Problem("malformed", f"“{text}”不是金额。", f"{text!r} is not an amount.")
    return int(cents)
