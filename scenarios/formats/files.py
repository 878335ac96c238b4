"""From a path to a round and back: which format a file has, and who reads or writes it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from optimizer.domain import Round
from optimizer.errors import BadFile, NoPlace
from scenarios.formats import contended, imopse, mplib, mspsp, native, patterson, psplib
from scenarios.formats.losses import losses
from scenarios.formats.reading import Reading
from scenarios.formats.source import read_text, refuse
from scenarios.formats.structure import structure_findings
from scenarios.formats.tabular import (
    TABULAR,
    read_tabular,
    tabular_format,
    tabular_of_name,
    write_tabular,
)

__all__ = [
    "FORMATS",
    "detect_format",
    "format_of_name",
    "read_file",
    "read_placed",
    "write_file",
    "write_json",
]

_READERS: dict[str, Callable[[str, str], Round]] = {
    "json": native.read,
    "contended": contended.read,
    "patterson": patterson.read,
    "mplib": mplib.read,
    "psplib": psplib.read,
    "imopse": imopse.read,
    "mspsp": mspsp.read,
}
_WRITERS: dict[str, Callable[[Round], str]] = {
    "json": native.write,
    "contended": contended.write,
    "patterson": patterson.write,
    "mplib": mplib.write,
    "psplib": psplib.write,
    "imopse": imopse.write,
    "mspsp": mspsp.write,
}
_WHOLE = frozenset({"json"})
"""Formats with a place for everything in a round."""
_ENDINGS = {
    ".json": "json",
    ".rcp": "patterson",
    ".rcmp": "mplib",
    ".sm": "psplib",
    ".mm": "psplib",
    ".def": "imopse",
    ".dzn": "mspsp",
}
FORMATS = (*_READERS, *TABULAR)
"""Names of the formats that `read_file` and `write_file` take."""


def read_file(path: Path, format: str | None = None) -> Round:
    """Return the round in a file.

    Parameters
    ----------
    path : Path
        A text file or a gzip of one, a workbook, a folder of CSV files or a zip of one.
    format : str, optional
        One of `FORMATS`; found from the content and the name's ending when not given.

    Raises
    ------
    BadFile
        The file is missing, or not in the format.
    ValueError
        There is no such format.
    """
    return read_placed(path, format).round


def read_placed(path: Path, format: str | None = None) -> Reading:
    """Return the round in a file with what is known about the places of its values.

    Takes and raises what `read_file` does.
    """
    if format is not None and format not in FORMATS:
        raise ValueError(f"no format {format!r}; there are {', '.join(FORMATS)}")
    tabular = tabular_format(path) if format is None else format
    if tabular in TABULAR:
        return read_tabular(path, tabular)
    return Reading(_read_text_format(path, format))


def _read_text_format(path: Path, format: str | None) -> Round:
    text = read_text(path)
    reader = _READERS[format or _format_of(text, path.name)]
    try:
        return reader(text, path.name)
    except ValidationError as error:
        raise BadFile(structure_findings(error, path.name)) from error


def detect_format(path: Path) -> str:
    """Return the format of a file, one of `FORMATS`.

    Raises
    ------
    BadFile
        The file can't be read as text, or looks like none of the formats.
    """
    return tabular_format(path) or _format_of(read_text(path), path.name)


def _format_of(text: str, file: str) -> str:
    name = file.removesuffix(".gz")
    if text.lstrip()[0] in "{[":
        return _json_format(text)
    for ending, format in ((".def", "imopse"), (".dzn", "mspsp"), (".json", "json")):
        if name.endswith(ending):
            return format
    if name.endswith((".sm", ".mm")) or "supersource/sink" in text:
        return "psplib"
    if "ResourceID" in text and "TaskID" in text:
        return "imopse"
    if "mastery" in text and "sreq" in text:
        return "mspsp"
    first = text.strip().split("\n", 1)[0].split()
    if len(first) > 2 or not all(word.isascii() and word.isdigit() for word in first):
        refuse(
            "file.unknown-format",
            file=file,
            line=text[: len(text) - len(text.lstrip())].count("\n") + 1,
            en="The file looks like none of the known formats.",
            zh="无法识别文件格式。",
            found=" ".join(first),
            expected=", ".join(FORMATS),
            fix_en="Name the format of the file.",
            fix_zh="请指明文件格式。",
        )
    return "mplib" if len(first) == 1 else "patterson"


def _json_format(text: str) -> str:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return "json"
    own = isinstance(data, dict) and "periods" in data and "calendar" not in data
    return "contended" if own else "json"


def format_of_name(path: Path) -> str | None:
    """Return the format that a file's name asks for, or ``None`` when it doesn't say."""
    plain = Path(path.name.removesuffix(".gz")).suffix.lower()
    return _ENDINGS.get(plain) or tabular_of_name(path)


def write_json(round: Round, path: Path) -> None:
    """Write a round as JSON, packed when the name ends in ``.gz``; reading gives it back."""
    write_file(round, path, "json")


def write_file(round: Round, path: Path, format: str, lang: str = "zh") -> None:
    """Write a round in a format, packed when the name ends in ``.gz``; reading gives it back.

    Parameters
    ----------
    round : Round
    path : Path
    format : str
        One of `FORMATS`.
    lang : str
        Language of the words in a workbook, ``"zh"`` or ``"en"``.

    Raises
    ------
    NoPlace
        The round has things that the format has no place for; carries a finding for each. Nothing
        is written then.
    ValueError
        There is no such format.
    """
    if format in TABULAR:
        write_tabular(round, path, format, lang)
        return
    if format not in _WRITERS:
        raise ValueError(f"no writer for {format!r}; there are {', '.join(FORMATS)}")
    text = _WRITERS[format](round)
    if format not in _WHOLE and (lost := losses(round, text, _READERS[format], format)):
        raise NoPlace(lost)
    data = text.encode()
    # The time of writing stays out, so that equal rounds give equal files.
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
