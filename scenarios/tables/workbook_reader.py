"""From a workbook (.xlsx) to raw sheets, and to a round.

The cells are read by calamine, which is fast and says nothing about two things that matter: cells
whose formula failed, and cells shown as percentages. Those are looked up in the file itself.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import unescape

import python_calamine as calamine

from optimizer.findings import Place
from scenarios.tables.files import open_zip, read_bytes, refuse
from scenarios.tables.raw import RawSheet, column_letters
from scenarios.tables.reading import TableReading, read_sheets
from scenarios.tables.texts import FormulaError

__all__ = ["OLE_START", "is_workbook", "raw_sheets", "read_workbook"]

OLE_START = bytes.fromhex("d0cf11e0a1b11ae1")
"""First bytes of an old workbook, and of one with a password."""
_MOST_CELLS = 60_000_000
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>/]*>(?!</)')
_FILLED = re.compile(rb"<(?:\w+:)?c\b([^>]*)(?<!/)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_NAME = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]+)<")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)<)")
_STYLED = re.compile(rb'<(?:\w+:)?c\b(?=[^>]*\br="([A-Z]{1,3}\d{1,7})")[^>]*\bs="(\d+)"')
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PERCENT_FORMATS = frozenset((9, 10))  # built in: 0% and 0.00%
# Parsing below (S314): sizes are limited before, and expat refuses entities that explode.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, ElementTree.ParseError, KeyError, ValueError, OSError,
    EOFError, NotImplementedError,
)  # fmt: skip


def is_workbook(path: Path) -> bool:
    """Say whether an archive holds a workbook of any kind, readable or not."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except _BROKEN:
        return False
    return "content.xml" in names or any(name.startswith("xl/") for name in names)


def read_workbook(path: Path) -> TableReading:
    """Return the round in a workbook.

    Raises
    ------
    BadFile
        The file can't be read, or a cell or the shape of the round is wrong; carries every finding.
    """
    return read_sheets(raw_sheets(read_bytes(path), path.name), path.name)


def raw_sheets(data: bytes, file: str) -> list[RawSheet]:
    """Return the sheets of a workbook, hidden ones too.

    Raises
    ------
    BadFile
        The bytes are no workbook that can be read.
    """
    _refuse_others(data, file)
    parts = _Parts(data, file)
    try:
        book = calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        kinds = {meta.name: meta.typ for meta in book.sheets_metadata}
        return [
            _sheet(book, name, parts, file)
            for name in book.sheet_names
            if kinds.get(name) == calamine.SheetTypeEnum.WorkSheet
        ]
    except (calamine.CalamineError, *_BROKEN) as error:
        refuse("file.damaged", Place(file=file), str(error))
    except BaseException as error:
        # A panic inside calamine (a Rust library) is not an Exception.
        if type(error).__name__ != "PanicException":
            raise
        refuse("file.damaged", Place(file=file), str(error))


def _refuse_others(data: bytes, file: str) -> None:
    place = Place(file=file)
    if data.startswith(OLE_START):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        refuse("file.password-protected" if locked else "file.old-workbook", place)
    with open_zip(data, file) as archive:
        names = set(archive.namelist())
    if any(name.endswith("vbaProject.bin") for name in names):
        refuse("file.macro-workbook", place)
    if "xl/workbook.xml" not in names:
        other = "content.xml" in names or "xl/workbook.bin" in names
        refuse("file.other-workbook" if other else "file.damaged", place)


def _sheet(book: calamine.CalamineWorkbook, name: str, parts: _Parts, file: str) -> RawSheet:
    xml = parts.sheet(name)
    rows, columns = 0, 0
    for match in _CELL.finditer(xml):
        rows, columns = max(rows, int(match[2])), max(columns, _number(match[1]))
    if rows * columns > _MOST_CELLS:
        refuse("file.stray-cell", Place(file=file, sheet=name), f"{column_letters(columns)}{rows}")
    pages = book.get_sheet_by_name(name)
    cells: list[list[Any]] = pages.to_python(skip_empty_area=False)
    _mark_formulas(xml, cells)

    def is_percent(row: int, column: int) -> bool:
        return f"{column_letters(column)}{row + 1}" in parts.percent_cells(name)

    merged = tuple((*a, *b) for a, b in pages.merged_cell_ranges or ())
    return RawSheet(name, cells, file, in_workbook=True, is_percent=is_percent, merged=merged)


def _mark_formulas(xml: bytes, cells: list[list[Any]]) -> None:
    """Put in what calamine reads as blank: formulas that failed, or have never been computed."""
    if b't="e"' not in xml and _FORMULA.search(xml) is None:
        return
    for attributes, content in (match.groups() for match in _FILLED.finditer(xml)):
        value = _VALUE.search(content)
        formula = _FORMULA.search(content)
        name = _NAME.search(attributes)
        if b't="e"' in attributes and value is not None:
            found = value[1]
        elif formula is not None and value is None and b't="str"' not in attributes:
            found = b"=" + (formula[1] or b"")
        else:
            continue
        if name is not None:
            row, column = int(name[2]) - 1, _number(name[1])
            cells += [[] for _ in range(row + 1 - len(cells))]
            cells[row] += [""] * (column + 1 - len(cells[row]))
            cells[row][column] = FormulaError(unescape(found.decode("utf-8", "replace")))


def _number(letters: bytes) -> int:
    """Return the 0-based number of a column."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


@dataclass(slots=True)
class _Parts:
    """The parts of the file that calamine does not tell about."""

    data: bytes
    file: str
    _paths: dict[str, str] | None = None
    _percents: dict[str, frozenset[str]] = field(default_factory=dict)
    _sheets: dict[str, bytes] = field(default_factory=dict)

    def sheet(self, name: str) -> bytes:
        """Return the XML of a sheet; empty when it can't be found."""
        if self._paths is None:
            self._paths = self._read_paths()
        path = self._paths.get(name, "")
        return self._read(path) if path else b""

    def percent_cells(self, name: str) -> frozenset[str]:
        """Return the names of the cells that are shown as percentages."""
        if name not in self._percents:
            styles = self._percent_styles()
            xml = self.sheet(name) if styles else b""
            self._percents[name] = frozenset(
                match[1].decode() for match in _STYLED.finditer(xml) if int(match[2]) in styles
            )
        return self._percents[name]

    def _read(self, path: str) -> bytes:
        try:
            with zipfile.ZipFile(BytesIO(self.data)) as archive:
                return archive.read(path)
        except _BROKEN:
            return b""

    def _read_paths(self) -> dict[str, str]:
        """Return the part of each sheet by its name."""
        try:
            relations = ElementTree.fromstring(self._read("xl/_rels/workbook.xml.rels"))  # noqa: S314
            book = ElementTree.fromstring(self._read("xl/workbook.xml"))  # noqa: S314
        except _BROKEN:
            return {}
        targets = {item.get("Id"): item.get("Target", "") for item in relations}
        paths = {}
        for item in book.iter(f"{_MAIN}sheet"):
            target = targets.get(item.get(_RELATION), "")
            inside = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            paths[item.get("name", "")] = inside
        return paths

    def _percent_styles(self) -> frozenset[int]:
        try:
            styles = ElementTree.fromstring(self._read("xl/styles.xml"))  # noqa: S314
            formats = set(_PERCENT_FORMATS) | {
                int(item.get("numFmtId", "0"))
                for item in styles.iter(f"{_MAIN}numFmt")
                if "%" in item.get("formatCode", "")
            }
            cells = styles.find(f"{_MAIN}cellXfs")
            return frozenset(
                at
                for at, item in enumerate(() if cells is None else cells)
                if int(item.get("numFmtId", "0")) in formats
            )
        except _BROKEN:
            return frozenset()
