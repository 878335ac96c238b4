"""A user's own workbook, given back with the cells in question marked.

Everything else in it stays: sheets, formats, formulas, drop-downs, comments of others. A workbook
that was marked before is cleaned first, so that what has been corrected no longer shows.
"""

from __future__ import annotations

import json
import warnings
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color

from optimizer.findings import Finding, Place, Severity
from scenarios.tables.files import open_zip, read_bytes, refuse, write_bytes
from scenarios.tables.findings_sheet import Marks, add_findings_sheet, earlier_marks
from scenarios.tables.workbook_style import display_width

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as BookCell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["mark_workbook"]

_AUTHOR = "Roundtable"
_CUT = "── Roundtable ──"
"""Stands above our part of a comment that somebody else began."""
_FILLS = {Severity.ERROR: "FFFFC7CE", Severity.WARNING: "FFFFE699"}
_UNREADABLE = (
    zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError,
    EOFError, SyntaxError,  # broken XML, whichever parser openpyxl uses
)  # fmt: skip


def mark_workbook(source: Path, out: Path, findings: Sequence[Finding], lang: str) -> None:
    """Write a copy of a workbook with its findings marked and listed.

    Each cell in question is coloured and gets a comment with code, message and suggestion; a sheet
    in front lists all findings.

    Parameters
    ----------
    source : Path
        The workbook that was checked.
    out : Path
    findings : sequence of Finding
        With their places in it.
    lang : str
        Language of the comments and the list, ``"zh"`` or ``"en"``.

    Raises
    ------
    BadFile
        The workbook can't be opened for marking.
    OSError
        The copy can't be written.
    """
    data = read_bytes(source)
    with open_zip(data, source.name) as archive:
        drawn = any(n.startswith(("xl/charts/", "xl/media/")) for n in archive.namelist())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl lists what it does not understand
            book = openpyxl.load_workbook(BytesIO(data))
            _clean(book)
            marks = _mark(book, findings, lang)
            add_findings_sheet(book, findings, marks, lang, drawn=drawn)
            _fit_comments(book)
            stream = BytesIO()
            book.save(stream)
    except _UNREADABLE as error:
        refuse("file.damaged", Place(file=source.name), str(error))
    write_bytes(out, stream.getvalue())


def _mark(book: Workbook, findings: Sequence[Finding], lang: str) -> Marks:
    """Mark the cells of findings; return the fill that each had before."""
    by_cell: dict[tuple[str, str], list[Finding]] = {}
    for item in findings:
        cell = _cell_of(book, item.place)
        if cell is not None:
            by_cell.setdefault((cell.parent.title, cell.coordinate), []).append(item)
    marks: Marks = {}
    for (sheet, name), items in by_cell.items():
        cell = book[sheet][name]
        marks[sheet, name] = _fill_text(cell)
        worst = min((item.severity for item in items), key=list(Severity).index)
        cell.fill = PatternFill("solid", fgColor=_FILLS[worst])
        words = "\n\n".join(_words(item, lang) for item in items)
        earlier = cell.comment
        if earlier is not None and earlier.text:
            cell.comment = Comment(f"{earlier.text}\n{_CUT}\n{words}", earlier.author or _AUTHOR)
        else:
            cell.comment = Comment(words, _AUTHOR)
    return marks


def _cell_of(book: Workbook, place: Place) -> BookCell | None:
    """Return the cell of a place; in a merged area the one that is shown."""
    if place.sheet not in book.sheetnames or (place.cell is None and place.row is None):
        return None
    sheet: Worksheet = book[place.sheet]
    if not hasattr(sheet, "merged_cells"):  # a sheet that is one chart
        return None
    name = place.cell or f"A{place.row}"
    for area in sheet.merged_cells.ranges:
        if name in area:
            name = area.start_cell.coordinate
    cell: BookCell = sheet[name]
    return cell


def _words(item: Finding, lang: str) -> str:
    zh = lang == "zh"
    error = item.severity is Severity.ERROR
    head = ("错误" if error else "提醒") if zh else ("Error" if error else "Warning")
    lines = [f"{head}  {item.code}", item.message(lang)]
    if item.expected:
        lines.append(f"应为：{item.expected}" if zh else f"Expected: {item.expected}")
    if item.suggestion(lang):
        lines.append(f"建议：{item.suggestion(lang)}" if zh else f"Do: {item.suggestion(lang)}")
    return "\n".join(lines)


def _fill_text(cell: BookCell) -> str:
    """Return the fill of a cell as a text from which `_fill_of` makes it again."""
    fill: Any = cell.fill
    if getattr(fill, "patternType", None) is None:  # none at all, or a gradient
        return ""
    colours = [
        {"type": colour.type, "value": colour.value, "tint": colour.tint}
        for colour in (fill.fgColor, fill.bgColor)
    ]
    return json.dumps({"pattern": fill.patternType, "colours": colours})


def _fill_of(text: str) -> PatternFill:
    if not text:
        return PatternFill()
    saved: dict[str, Any] = json.loads(text)
    front, back = (Color(**{c["type"]: c["value"], "tint": c["tint"]}) for c in saved["colours"])
    return PatternFill(saved["pattern"], fgColor=front, bgColor=back)


def _clean(book: Workbook) -> None:
    """Take off the marks that an earlier check left."""
    sheet_name, marks = earlier_marks(book)
    if sheet_name is None:
        return
    for (sheet, name), fill in marks.items():
        if sheet not in book.sheetnames:
            continue
        cell = book[sheet][name]
        cell.fill = _fill_of(fill)
        comment = cell.comment
        if comment is None:
            continue
        kept, cut, _ = comment.text.partition(f"\n{_CUT}\n")
        if cut:
            cell.comment = Comment(kept, comment.author)
        elif comment.author == _AUTHOR:
            cell.comment = None
    del book[sheet_name]


def _fit_comments(book: Workbook) -> None:
    """Give every comment the room it needs: sizes are not kept when a workbook is opened."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                comment = cell.comment
                if comment is not None:
                    lines = comment.text.splitlines()
                    taken = sum(-(-display_width(line) // 44) or 1 for line in lines)
                    comment.width, comment.height = 320, 24 + 17 * taken
