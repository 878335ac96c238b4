"""The sheet in front of a marked workbook that lists its findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from optimizer.findings import Finding, Severity
from scenarios.tables.header_names import FINDINGS_SHEET
from scenarios.tables.workbook_style import display_width

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["Marks", "add_findings_sheet", "earlier_marks"]

Marks = dict[tuple[str, str], str]
"""Fill before marking, by sheet and cell."""

_STAMP = "roundtable-findings"
_HEAD_ROW = 3
_HEADS = {
    "zh": ("序号", "级别", "表", "单元格", "列", "现在的值", "问题", "建议", "应为", "代码"),
    "en": (
        "No.", "Severity", "Sheet", "Cell", "Column", "Found", "Problem", "What to do",
        "Expected", "Code",
    ),
}  # fmt: skip
_WIDTHS = (6, 10, 16, 9, 22, 22, 50, 44, 28, 30)
_MARKED_SHEET, _MARKED_CELL, _FILL_BEFORE = 12, 13, 14
"""Hidden columns that say which cells were marked and how they looked before."""
_INK = {Severity.ERROR: "FF9C0006", Severity.WARNING: "FF7F6000"}


def add_findings_sheet(
    book: Workbook, findings: Sequence[Finding], marks: Marks, lang: str, *, drawn: bool
) -> None:
    """Add the list of findings in front of a workbook.

    Parameters
    ----------
    book : openpyxl workbook
    findings : sequence of Finding
    marks : Marks
        What was marked, kept in hidden columns so that it can be taken back.
    lang : str
    drawn : bool
        Whether the original holds charts or pictures, which a copy may lose.
    """
    title = FINDINGS_SHEET[lang != "zh"]
    while title in book.sheetnames:
        title += "+"
    sheet = book.create_sheet(title, 0)
    errors = sum(item.severity is Severity.ERROR for item in findings)
    zh = lang == "zh"
    count = f"{errors} 个错误，{len(findings) - errors} 个提醒"
    if not zh:
        count = f"{errors} errors, {len(findings) - errors} warnings"
    sheet.cell(1, 1, count).font = Font(bold=True, size=14)
    notes = [
        "有问题的单元格已标色并加了批注。改好后保存，再检查一次即可；本页不必删除。"
        if zh
        else "The cells in question are coloured and commented. Correct them, save, check again; "
        "this sheet may stay."
    ]
    if drawn:
        notes.append(
            "原文件中的图表和图片可能没有带到这份副本里。"
            if zh
            else "Charts and pictures of the original may be missing from this copy."
        )
    sheet.cell(2, 1, " ".join(notes)).font = Font(color="FF595959")
    sheet.cell(1, _MARKED_SHEET, _STAMP)
    _head(sheet, lang)
    for number, item in enumerate(findings, 1):
        _line(sheet, _HEAD_ROW + number, number, item, lang)
    for number, ((name, cell), fill) in enumerate(marks.items(), 1):
        for at, text in ((_MARKED_SHEET, name), (_MARKED_CELL, cell), (_FILL_BEFORE, fill)):
            sheet.cell(_HEAD_ROW + number, at, text)
    for at in (_MARKED_SHEET, _MARKED_CELL, _FILL_BEFORE):
        sheet.column_dimensions[get_column_letter(at)].hidden = True
    sheet.freeze_panes = sheet.cell(_HEAD_ROW + 1, 1)
    if findings:
        last = f"{get_column_letter(len(_WIDTHS))}{_HEAD_ROW + len(findings)}"
        sheet.auto_filter.ref = f"A{_HEAD_ROW}:{last}"
    sheet.sheet_properties.tabColor = "FFC00000" if errors else "FF548235"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    book.active = 0


def _head(sheet: Worksheet, lang: str) -> None:
    for at, (head, width) in enumerate(zip(_HEADS[lang], _WIDTHS, strict=True), 1):
        cell = sheet.cell(_HEAD_ROW, at, head)
        cell.font = Font(bold=True, color="FFFFFFFF")
        cell.fill = PatternFill("solid", fgColor="FF44546A")
        cell.alignment = Alignment(horizontal="center", vertical="center")
        sheet.column_dimensions[get_column_letter(at)].width = width


def _line(sheet: Worksheet, row: int, number: int, item: Finding, lang: str) -> None:
    place = item.place
    error = item.severity is Severity.ERROR
    severity = ("错误" if error else "提醒") if lang == "zh" else item.severity.value
    where = place.cell or (str(place.row) if place.row else "")
    texts = (
        severity, place.sheet or "", where, place.column or "", item.found, item.message(lang),
        item.suggestion(lang), item.expected, item.code,
    )  # fmt: skip
    sheet.cell(row, 1, number)
    under = Border(bottom=Side("hair", color="FFBFBFBF"))
    for at, text in enumerate(texts, 2):
        cell = sheet.cell(row, at)
        cell.value = text
        cell.data_type = "s"  # a value that begins with an equals sign is no formula
    for at in range(1, len(_WIDTHS) + 1):
        cell = sheet.cell(row, at)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        cell.border = under
    sheet.cell(row, 2).font = Font(bold=True, color=_INK[item.severity])
    if place.sheet and where:
        target = where if place.cell else f"A{where}"
        link = sheet.cell(row, 4)
        name = place.sheet.replace("'", "''")
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{name}'!{target}")
        link.font = Font(color="FF0563C1", underline="single")
    lines = max(
        -(-display_width(str(sheet.cell(row, at).value or "")) // max(width - 2, 1))
        for at, width in enumerate(_WIDTHS, 1)
    )
    sheet.row_dimensions[row].height = 15 * max(lines, 1) + 3


def earlier_marks(book: Workbook) -> tuple[str | None, Marks]:
    """Return the list of findings that an earlier check left, and what it marked."""
    for sheet in book.worksheets:
        if sheet.cell(1, _MARKED_SHEET).value != _STAMP:
            continue
        marks: Marks = {}
        for row in range(_HEAD_ROW + 1, sheet.max_row + 1):
            name, cell, fill = (
                sheet.cell(row, at).value for at in (_MARKED_SHEET, _MARKED_CELL, _FILL_BEFORE)
            )
            if isinstance(name, str) and isinstance(cell, str):
                marks[name, cell] = fill if isinstance(fill, str) else ""
        return sheet.title, marks
    return None, {}
