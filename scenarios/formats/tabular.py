"""The tabular formats beside those that are one text: a workbook, a folder of CSV files."""

from __future__ import annotations

from pathlib import Path

from optimizer.domain import Round
from scenarios import tables
from scenarios.formats.reading import Reading

__all__ = ["TABULAR", "read_tabular", "tabular_format", "tabular_of_name", "write_tabular"]

TABULAR = ("xlsx", "csv")


def tabular_format(path: Path) -> str | None:
    """Return the tabular format of a file or folder by its content; ``None`` for a text."""
    if path.is_dir():
        return "csv"
    try:
        with path.open("rb") as stream:
            start = stream.read(8)
    except (OSError, ValueError):
        return None
    ending = path.suffix.lower()
    if ending in (".xlsx", ".xlsm", ".xls"):
        return "xlsx"
    if ending == ".csv":
        return "csv"
    if start.startswith(b"PK"):
        return "csv" if ending == ".zip" and not tables.is_workbook(path) else "xlsx"
    return "xlsx" if start == tables.OLE_START else None


def tabular_of_name(path: Path) -> str | None:
    """Return the tabular format that a name asks for; a name without ending asks for a folder."""
    ending = path.suffix.lower()
    if ending == ".xlsx":
        return "xlsx"
    return "csv" if ending in ("", ".zip") or path.is_dir() else None


def read_tabular(path: Path, format: str) -> Reading:
    """Return the round in a workbook or a folder of CSV files; raises `BadFile`."""
    read = tables.read_workbook if format == "xlsx" else tables.read_csv
    found = read(path)
    return Reading(found.round, found.findings, found.places)


def write_tabular(round: Round, path: Path, format: str, lang: str) -> None:
    """Write a round as a workbook in ``lang``, or as CSV files; raises `NoPlace`, `OSError`."""
    if format == "xlsx":
        tables.write_workbook(round, path, lang)
    else:
        tables.write_csv(round, path)
