"""Tables as CSV files: a folder with one file for each table, or a zip of such a folder.

Files are written in UTF-8 with a byte order mark, so that spreadsheet programs see the Chinese in
them; UTF-8, UTF-16 and GB18030 are read. The first row holds the machine keys of the columns;
Chinese and English headers are read as well, and so are semicolons and tabs between cells.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path, PurePosixPath

from optimizer.domain import Round
from optimizer.errors import BadFile
from optimizer.findings import Finding, Place
from scenarios.tables.cell_values import Cell
from scenarios.tables.columns import Form
from scenarios.tables.files import MAX_BYTES, open_zip, read_bytes, refuse, write_bytes
from scenarios.tables.flatten import flatten
from scenarios.tables.header_names import FORM_COLUMNS, column_names, header_key
from scenarios.tables.raw import RawSheet
from scenarios.tables.reading import TableReading, read_sheets
from scenarios.tables.schema import SHEETS, columns_of

__all__ = ["read_csv", "write_csv"]

_ENDING = ".csv"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Time stamp inside an archive, always the same: equal rounds give equal files."""


def read_csv(path: Path) -> TableReading:
    """Return the round in a folder of CSV files, or in a zip of one.

    Raises
    ------
    BadFile
        A file, a cell or the shape of the round is wrong; carries every finding.
    """
    if path.is_file() and path.suffix.lower() == _ENDING:
        refuse("file.one-table", Place(file=path.name), path.name)
    contents = _folder(path) if path.is_dir() else _archive(path)
    sheets: list[RawSheet] = []
    findings: list[Finding] = []
    for name, data in contents:
        try:
            rows = _rows(_decoded(data, name), name)
        except BadFile as error:
            findings += error.findings
        else:
            sheets.append(RawSheet(PurePosixPath(name).stem, rows, name, in_workbook=False))
    try:
        reading = read_sheets(sheets, path.name)
    except BadFile as error:
        raise BadFile([*findings, *error.findings]) from None
    if findings:
        raise BadFile([*findings, *reading.findings])
    return reading


def _folder(path: Path) -> list[tuple[str, bytes]]:
    try:
        files = sorted(p for p in path.iterdir() if p.suffix.lower() == _ENDING and p.is_file())
    except OSError as error:
        refuse("file.unreadable", Place(file=path.name), error.strerror or str(error))
    # An empty file is an empty table, unlike an empty workbook.
    return [(p.name, read_bytes(p) if _size(p) else b"") for p in files]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        refuse("file.unreadable", Place(file=path.name), error.strerror or str(error))


def _archive(path: Path) -> list[tuple[str, bytes]]:
    contents = []
    with open_zip(read_bytes(path), path.name) as archive:
        for member in archive.infolist():
            name = member.filename
            if not member.flag_bits & 0x800:  # not marked as UTF-8: Chinese Windows packs GBK
                try:
                    name = name.encode("cp437").decode("gb18030")
                except UnicodeError:
                    name = member.filename
            inner = PurePosixPath(name)
            if inner.suffix.lower() != _ENDING or "__MACOSX" in inner.parts:
                continue
            try:
                contents.append((inner.name, archive.read(member)))
            except (
                zipfile.BadZipFile,
                zlib.error,
                EOFError,
                OSError,
                NotImplementedError,
            ) as error:
                refuse("file.damaged", Place(file=inner.name), str(error))
    return sorted(contents)


def _decoded(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        if "\x00" not in text:
            return text
    return refuse("file.not-text", Place(file=name))


def _rows(text: str, name: str) -> list[list[str]]:
    csv.field_size_limit(MAX_BYTES)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        refuse("file.damaged", Place(file=name), str(error))


def _delimiter(text: str) -> str:
    """Return what stands between cells: whatever makes the first line a row of headers."""
    first = next((line for line in text.splitlines() if line.strip(',;\t "')), "")
    known = {
        name
        for table in SHEETS
        for column in (FORM_COLUMNS if isinstance(table, Form) else columns_of(table))
        for name in column_names(column)
    }
    counts = {
        mark: sum(header_key(cell.strip('"')) in known for cell in first.split(mark))
        for mark in ",;\t"
    }
    return max(counts, key=lambda mark: counts[mark])


def write_csv(round: Round, path: Path) -> None:
    """Write a round as a folder of CSV files, or as a zip of one when the name ends so.

    Files of tables that are empty are written too: nothing of an earlier round stays behind.

    Raises
    ------
    OSError
        The folder can't be made or written to.
    NoPlace
        The round has something that tables have no place for.
    """
    contents = {f"{key}{_ENDING}": text.encode("utf-8-sig") for key, text in _texts(round)}
    if path.suffix.lower() == ".zip":
        write_bytes(path, _packed(contents))
        return
    path.mkdir(exist_ok=True)
    for name, data in contents.items():
        write_bytes(path / name, data)


def _packed(contents: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _texts(round: Round) -> Iterable[tuple[str, str]]:
    rows = flatten(round)
    for table in SHEETS:
        stream = io.StringIO(newline="")
        writer = csv.writer(stream)
        if isinstance(table, Form):
            writer.writerow(("key", "value"))
            for column, (cell,) in zip(table.columns, rows[table.key], strict=True):
                writer.writerow((column.key, _text(cell)))
        else:
            writer.writerow(column.key for column in columns_of(table))
            writer.writerows([_text(cell) for cell in row] for row in rows[table.key])
        yield table.key, stream.getvalue()


def _text(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)
