"""Bytes of files: read within limits, refused in words, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path
from typing import NoReturn

from optimizer.errors import BadFile
from optimizer.findings import Place
from scenarios.tables.faults import Fault, placed

__all__ = ["MAX_BYTES", "open_zip", "read_bytes", "refuse", "write_bytes"]

MAX_BYTES = 512 * 1024 * 1024
"""Larger files (after unpacking) are refused: a small archive can hide any amount of data."""

# What is wrong with a file: (zh, en, expected, suggestion zh, suggestion en).
_WORDS = {
    "file.unreadable": (
        "无法打开文件。", "The file cannot be opened.", "",
        "请检查路径和权限。", "Check the path and the permissions.",
    ),
    "file.empty": (
        "文件为空。", "The file is empty.", "",
        "请重新导出该文件。", "Export the file again.",
    ),
    "file.too-large": (
        "文件过大。", "The file is too large.", f"≤ {MAX_BYTES >> 20} MB",
        "请确认文件是否正确，删去多余的内容。",
        "Check that it is the right file; remove what is not needed.",
    ),
    "file.damaged": (
        "文件已损坏，或不是所说的格式。",
        "The file is damaged, or not of the format it claims to be.",
        ".xlsx / .zip",
        "用表格软件打开后另存为 .xlsx，或重新复制该文件。",
        "Open it in a spreadsheet program and save it as .xlsx, or copy it again.",
    ),
    "file.password-protected": (
        "文件有密码保护。", "The file is protected by a password.", "",
        "去掉密码后再试。", "Remove the password and try again.",
    ),
    "file.old-workbook": (
        "这是旧格式（.xls）的工作簿。", "This is a workbook of the old format (.xls).", ".xlsx",
        "另存为 .xlsx。", "Save it as .xlsx.",
    ),
    "file.other-workbook": (
        "这是其他格式的工作簿。", "This is a workbook of another format.", ".xlsx",
        "另存为 .xlsx。", "Save it as .xlsx.",
    ),
    "file.macro-workbook": (
        "工作簿含有宏，不予读取。", "The workbook holds macros and is not read.", ".xlsx",
        "另存为不含宏的 .xlsx。", "Save it as .xlsx, without macros.",
    ),
    "file.stray-cell": (
        "有一个值离表格太远。", "A value stands too far away from the tables.",
        "", "删去这个值。", "Remove the value.",
    ),
    "file.one-table": (
        "一个 CSV 文件只是一张表。", "One CSV file is one table only.",
        "departments.csv, experts.csv, projects.csv ...",
        "请给出放着各表的文件夹。", "Name the folder that holds the tables.",
    ),
    "file.not-text": (
        "文件既不是 UTF-8 也不是 GB18030 文本。", "The file is neither UTF-8 nor GB18030 text.",
        "UTF-8", "另存为 UTF-8 编码的 CSV。", "Save it as CSV in UTF-8.",
    ),
}  # fmt: skip


def refuse(code: str, place: Place, found: str = "") -> NoReturn:
    """Raise `BadFile` with the one finding that stops a file."""
    zh, en, expected, fix_zh, fix_en = _WORDS[code]
    raise BadFile([placed(Fault(code, zh, en, found, expected, fix_zh, fix_en), place)])


def read_bytes(path: Path) -> bytes:
    """Return the content of a file.

    Raises
    ------
    BadFile
        It can't be opened, is empty or is too large.
    """
    place = Place(file=path.name)
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL character
        refuse("file.unreadable", place, getattr(error, "strerror", None) or str(error))
    if not data:
        refuse("file.empty", place)
    if len(data) > MAX_BYTES:
        refuse("file.too-large", place)
    return data


def open_zip(data: bytes, file: str) -> zipfile.ZipFile:
    """Return the archive in some bytes.

    Raises
    ------
    BadFile
        They are no archive, need a password, or unpack to too much.
    """
    place = Place(file=file)
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        refuse("file.damaged", place, str(error))
    if any(member.flag_bits & 1 for member in members):
        refuse("file.password-protected", place)
    if sum(member.file_size for member in members) > MAX_BYTES:
        refuse("file.too-large", place)
    return archive


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file so that it is, at every moment, the old one or the whole new one.

    Raises
    ------
    OSError
        The folder does not exist or can't be written to.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        mask = os.umask(0)  # mkstemp gives the file to its owner alone
        os.umask(mask)
        part.chmod(0o666 & ~mask)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
