"""From the bytes of an upload to a round with places, within limits."""

from __future__ import annotations

import io
import json
import re
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from api.problems import Problem
from optimizer.errors import BadFile, BadRound
from optimizer.findings import Finding
from scenarios.formats import Reading, read_placed
from scenarios.tables import OLE_START

__all__ = ["ReadUpload", "file_name", "format_of", "read_upload"]

UNPACKED = 16
"""How many times the largest upload an archive may unpack to."""
_ENDINGS = {"xlsx": ".xlsx", "csv": ".zip", "json": ".json"}


@dataclass(frozen=True, slots=True)
class ReadUpload:
    """What an upload holds, or why it can't be read (then there are only findings)."""

    reading: Reading | None
    findings: tuple[Finding, ...]


def format_of(content: bytes, limit: int) -> str:
    """Return ``xlsx``, ``csv`` (in a zip) or ``json``, by content alone.

    Parameters
    ----------
    content : bytes
    limit : int
        Largest upload, in bytes.

    Raises
    ------
    Problem
        ``unsupported-type``; ``too-large`` for an archive that unpacks to too much.
    """
    if content.startswith(OLE_START):
        return "xlsx"  # an old or locked workbook, refused by its reader in words
    if content.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                members = archive.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
            return "xlsx"  # damaged: the reader says so
        if sum(member.file_size for member in members) > UNPACKED * limit:
            raise Problem(
                "too-large", "压缩包解开后过大。", "The archive unpacks to more than is read."
            )
        names = [member.filename for member in members]
        book = "content.xml" in names or any(name.startswith("xl/") for name in names)
        return "xlsx" if book else "csv"
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return "json"
    raise Problem(
        "unsupported-type",
        "可导入：工作簿（.xlsx）、CSV 文件的压缩包（.zip）、JSON。",
        "What can be imported: a workbook (.xlsx), a zip of CSV files, JSON.",
    )


def file_name(asked: str, format: str) -> str:
    """Return a name for the upload that is safe as a file's and ends as its format does."""
    stem = PurePath(PurePath(asked.replace("\\", "/")).name).stem
    return (re.sub(r"[^\w.\- ]", "_", stem).strip(". ") or "import") + _ENDINGS[format]


def read_upload(content: bytes, format: str, filename: str, calendar: dict[str, Any]) -> ReadUpload:
    """Return what an upload holds.

    Parameters
    ----------
    content, format, filename
    calendar : dict
        The calendar for a JSON document that brings none.

    Raises
    ------
    Problem
        ``invalid`` when the file as a whole is refused: damaged, locked, with macros.
    """
    if format == "json":
        content = _with_calendar(content, calendar)
    with tempfile.TemporaryDirectory(prefix="roundtable-import-") as folder:
        path = Path(folder) / filename
        path.write_bytes(content)
        try:
            reading = read_placed(path, format)
        except (BadFile, BadRound) as error:
            found = tuple(error.findings)
            if all(item.code.startswith("file.") for item in found):
                raise Problem("invalid", findings=found) from None
            return ReadUpload(None, found)
        except (OSError, ValueError, EOFError):
            raise Problem("malformed", "无法读取该文件。", "The file can't be read.") from None
    return ReadUpload(reading, reading.findings)


def _with_calendar(content: bytes, calendar: dict[str, Any]) -> bytes:
    """Return a JSON document of a round that has a calendar; what is no JSON stays as it is."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return content
    if not isinstance(data, dict) or "calendar" in data:
        return content
    return json.dumps({**data, "calendar": calendar}, ensure_ascii=False).encode()
