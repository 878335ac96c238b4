"""Getting text out of a file, and saying exactly what is wrong when it can't be read."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from pathlib import Path
from typing import Any, NoReturn

from optimizer.errors import BadFile
from optimizer.findings import Finding, Place, Severity

__all__ = ["parse_json", "read_text", "refuse"]

_HALF_PAIR = re.compile(r"\\u[dD][89a-fA-F]")
MAX_BYTES = 512 * 1024 * 1024
"""Larger files (after unpacking) are refused: a small gzip can hide any amount of data."""


def refuse(
    code: str,
    *,
    file: str,
    en: str,
    zh: str,
    line: int | None = None,
    pointer: str = "",
    found: str = "",
    expected: str = "",
    fix_en: str = "",
    fix_zh: str = "",
) -> NoReturn:
    """Raise `BadFile` with one finding at a line or a JSON pointer of the file."""
    shown = found if len(found) <= 80 else found[:77] + "..."
    raise BadFile(
        [
            Finding(
                code=code,
                severity=Severity.ERROR,
                place=Place(pointer=pointer, file=file, line=line),
                message_zh=zh,
                message_en=en,
                found=shown,
                expected=expected,
                suggestion_zh=fix_zh,
                suggestion_en=fix_en,
            )
        ]
    )


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, unpacked when it is a gzip.

    Raises
    ------
    BadFile
        The file is missing, unreadable, too large, a broken gzip, binary, not UTF-8, or empty.
    """
    text = _decode(_read_bytes(path), path.name)
    if not text.strip():
        refuse(
            "file.empty",
            file=path.name,
            line=1,
            en="The file is empty.",
            zh="文件为空。",
            expected="a round or an instance",
            fix_en="Export the file again.",
            fix_zh="请重新导出该文件。",
        )
    return text


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as plain:
            packed = plain.read(2) == b"\x1f\x8b"
            plain.seek(0)
            if packed:
                with gzip.GzipFile(fileobj=plain) as unpacked:
                    data = unpacked.read(MAX_BYTES + 1)
            else:
                data = plain.read(MAX_BYTES + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        refuse(
            "file.broken-gzip",
            file=path.name,
            en="The gzip file is damaged or cut off.",
            zh="gzip 文件已损坏或不完整。",
            found=str(error),
            expected="a complete gzip file",
            fix_en="Copy or download the file again.",
            fix_zh="请重新复制或下载该文件。",
        )
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL character
        refuse(
            "file.unreadable",
            file=path.name,
            en="The file cannot be opened.",
            zh="无法打开文件。",
            found=getattr(error, "strerror", None) or str(error),
            expected="a readable file",
            fix_en="Check the path and the permissions.",
            fix_zh="请检查路径和权限。",
        )
    if len(data) > MAX_BYTES:
        refuse(
            "file.too-large",
            file=path.name,
            en="The file is too large.",
            zh="文件过大。",
            expected=f"at most {MAX_BYTES} bytes unpacked",
            fix_en="Split the file, or check that it is the right one.",
            fix_zh="请拆分文件，或确认文件是否正确。",
        )
    return data


def _decode(data: bytes, file: str) -> str:
    try:
        text = data.decode("utf-8-sig")
        nul = text.find("\x00")
        line = text.count("\n", 0, nul) + 1 if nul >= 0 else None
    except UnicodeDecodeError as error:
        text, line = "", data.count(b"\n", 0, error.start) + 1
    if line is not None:
        refuse(
            "file.not-text",
            file=file,
            line=line,
            en="The file is not UTF-8 text.",
            zh="文件不是 UTF-8 文本。",
            found="binary data or another encoding",
            expected="UTF-8 text",
            fix_en="Save the file as UTF-8 text.",
            fix_zh="请将文件另存为 UTF-8 文本。",
        )
    return text


def parse_json(text: str, file: str) -> Any:
    """Return the JSON value of a text.

    Raises
    ------
    BadFile
        The text is not JSON, is nested too deeply, or holds NaN, an infinity, a giant number or
        half a character.
    """
    line: int | None = None
    try:
        value = json.loads(text, parse_constant=_no_constant)
        if _HALF_PAIR.search(text):  # half of a surrogate pair can't be written anywhere
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        return value
    except json.JSONDecodeError as error:
        line, reason = error.lineno, f"{error.msg} (column {error.colno})"
    except UnicodeEncodeError:
        reason = "an escape \\ud800 to \\udfff that is half of a character"
    except (ValueError, RecursionError) as error:
        reason = str(error)
    refuse(
        "file.not-json",
        file=file,
        line=line,
        en="The file is not valid JSON.",
        zh="文件不是有效的 JSON。",
        found=reason,
        expected="valid JSON",
        fix_en="Correct the text at this place, or export the file again.",
        fix_zh="请修正此处的文本，或重新导出文件。",
    )


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")
