"""The meeting pack as a document for word processors (Office Open XML)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from optimizer import __version__
from scenarios.meeting_pack.content import Item, Pack, Section

__all__ = ["render_document"]

INK = RGBColor(0x17, 0x20, 0x2E)
SOFT = RGBColor(0x56, 0x61, 0x73)
ACCENT = RGBColor(0x24, 0x56, 0xA6)
LINE, TINT = "C3CAD6", "EEF3FB"
FONTS = {"zh": ("Calibri", "Microsoft YaHei"), "en": ("Calibri", "Microsoft YaHei")}
"""Latin and East Asian font; word processors without them fall back to their own."""
WIDTH = Mm(172)
LABEL, COUNT = Mm(36), Mm(24)
FIXED = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands as the moment of making, so that equal packs give equal bytes."""


def render_document(pack: Pack) -> bytes:
    """Return the pack as a ``.docx`` file; equal packs give equal bytes."""
    document = Document()
    _set_up(document, pack)
    _head(document, pack)
    for number, section in enumerate(pack.sections, start=1):
        _section(document, pack, number, section)
    return _bytes(document)


def _set_up(document: DocumentObject, pack: Pack) -> None:
    """Set page, fonts, styles, properties and the footer."""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(18)
    page.top_margin = page.bottom_margin = Mm(18)
    latin, asian = FONTS[pack.lang]
    for name, size, colour, bold in (
        ("Normal", 10.5, INK, False),
        ("Title", 22, INK, True),
        ("Heading 1", 15, INK, True),
        ("Heading 2", 11.5, INK, True),
    ):
        style = document.styles[name]
        font = style.font
        font.name, font.size, font.bold = latin, Pt(size), bold
        font.color.rgb = colour
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(attribute), None)
        fonts.set(qn("w:eastAsia"), asian)
    _space(document.styles["Normal"], 0, 4, 1.15)
    _space(document.styles["Title"], 0, 2, 1.1)
    _space(document.styles["Heading 1"], 20, 4, 1.15)
    _space(document.styles["Heading 2"], 12, 4, 1.15)
    title = document.styles["Title"].element
    for border in title.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)
    language = document.styles.element.find(f".//{qn('w:lang')}")
    if language is not None:
        language.set(qn("w:val"), "en-GB")
        language.set(qn("w:eastAsia"), "zh-CN")
    core = document.core_properties
    core.title, core.subject = f"{pack.kind} · {pack.title}", pack.window
    core.author, core.comments = f"Roundtable {__version__}", ""
    core.language = {"zh": "zh-CN", "en": "en-GB"}[pack.lang]
    core.created = core.modified = FIXED.replace(tzinfo=None)
    document.styles["Footer"].paragraph_format.tab_stops.clear_all()
    _footer(page.footer.paragraphs[0], pack)


def _space(style: Any, before: float, after: float, line: float) -> None:
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), line


def _footer(paragraph: Paragraph, pack: Pack) -> None:
    """Write the title on the left, and the page number with the number of pages on the right."""
    paragraph.paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_ALIGN_PARAGRAPH.RIGHT)
    _run(paragraph, f"{pack.kind} · {pack.title}\t", 8.5, SOFT)
    words = pack("pack.page", page="\0PAGE\0", pages="\0NUMPAGES\0")
    for part in words.split("\0"):
        if part in ("PAGE", "NUMPAGES"):
            _field(paragraph, part)
        elif part:
            _run(paragraph, part, 8.5, SOFT)


def _field(paragraph: Paragraph, code: str) -> None:
    """Write a field in runs of its own, so that each keeps its looks in every word processor."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run(text if kind == "text" else "")
        run.font.size, run.font.color.rgb = Pt(8.5), SOFT
        if kind == "text":
            continue
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _head(document: DocumentObject, pack: Pack) -> None:
    kind = document.add_paragraph()
    _run(kind, pack.kind, 11, ACCENT, bold=True)
    kind.paragraph_format.space_after = Pt(0)
    document.add_paragraph(pack.title, style="Title")
    _run(document.add_paragraph(), pack.window, 10.5, SOFT)
    document.add_heading(pack("pack.plan"), level=1)
    _run(document.add_paragraph(), pack.status, 10.5, INK, bold=True)
    for sentence in pack.headline:
        document.add_paragraph(sentence)
    cards = [(card.label, f"{card.value} {card.unit}".strip(), card.note) for card in pack.cards]
    if cards:
        _cards(document, cards)
    document.add_heading(pack("pack.agenda"), level=1)
    if not pack.sections:
        paragraph = document.add_paragraph()
        _run(paragraph, pack("pack.nothing") + " ", 10.5, INK, bold=True)
        _run(paragraph, pack("pack.nothing-next"), 10.5, INK)
    else:
        document.add_paragraph(pack.lede)
        rows = [(f"{i}. {s.title}", str(s.count)) for i, s in enumerate(pack.sections, start=1)]
        table = _table(document, len(rows) + 1, (WIDTH - COUNT, COUNT))
        _fill(table, 0, (pack("pack.item"), pack("pack.count")), header=True)
        for row, cells in enumerate(rows, start=1):
            _fill(table, row, cells)
        for line in table.rows:
            line.cells[1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    note = document.add_paragraph()
    note.paragraph_format.space_before = Pt(8)
    _run(note, pack.provenance, 8, SOFT)


def _cards(document: DocumentObject, cards: list[tuple[str, str, str]]) -> None:
    """Write headline figures three to a row."""
    across = 3
    rows = -(-len(cards) // across)
    table = _table(document, rows, (WIDTH // across,) * across)
    for at, (label, figure, note) in enumerate(cards):
        cell = table.cell(at // across, at % across)
        first = cell.paragraphs[0]
        _run(first, label, 8.5, SOFT)
        _run(cell.add_paragraph(), figure, 13, INK, bold=True)
        if note:
            _run(cell.add_paragraph(), note, 8.5, SOFT)
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.space_after = Pt(0)
        first.paragraph_format.space_before = Pt(4)
        cell.paragraphs[-1].paragraph_format.space_after = Pt(4)


def _section(document: DocumentObject, pack: Pack, number: int, section: Section) -> None:
    document.add_heading(f"{number}. {section.title}", level=1)
    lede = document.add_paragraph()
    lede.paragraph_format.keep_with_next = True
    _run(lede, section.lede, 10, SOFT)
    for place, item in enumerate(section.items, start=1):
        _item(document, pack, f"{number}.{place}", item)
    if section.more:
        _run(document.add_paragraph(), section.more, 10, SOFT)


def _item(document: DocumentObject, pack: Pack, number: str, item: Item) -> None:
    heading = document.add_heading("", level=2)
    _run(heading, f"{number}  ", 11.5, ACCENT, bold=True)
    _run(heading, item.title, 11.5, INK, bold=True)
    if item.code:
        _run(heading, f"  {item.code}", 9, SOFT)
    if item.quote:
        quote = document.add_paragraph()
        quote.paragraph_format.left_indent = Mm(4)
        quote.paragraph_format.keep_with_next = True
        _bar(quote)
        _run(quote, item.quote, 10.5, INK)
        _run(quote, f"\n{item.by}", 9, SOFT)
    table = _table(document, len(item.facts) + 1, (LABEL, WIDTH - LABEL))
    for row, (label, value) in enumerate(item.facts):
        _fill(table, row, (label, value), label=True)
    last = table.rows[len(item.facts)].cells
    _run(last[0].paragraphs[0], pack("pack.decision"), 10, INK, bold=True)
    _tint(last)
    choices = last[1].paragraphs[0]
    for at, choice in enumerate(item.choices):
        _run(choices, ("\n" if at else "") + f"☐ {choice}", 10, INK)
    blank = last[1].add_paragraph()
    blank.paragraph_format.space_before = Pt(6)
    stops = blank.paragraph_format.tab_stops
    stops.add_tab_stop(Mm(84))
    _run(blank, f"{pack('pack.owner')}:\t{pack('pack.until')}:", 9, SOFT)
    for row_ in table.rows:
        _keep_whole(row_)
    for row_ in table.rows[:-1]:
        for cell in row_.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def _table(document: DocumentObject, rows: int, widths: Iterable[int]) -> Table:
    """Return a table with thin rules between its rows."""
    wide = list(widths)
    table: Table = document.add_table(rows, len(wide))
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    for column, width in zip(table.columns, wide, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    borders = OxmlElement("w:tblBorders")
    for edge in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{edge}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", LINE)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    layout = table._tbl.tblPr.find(qn("w:tblLayout"))
    indent = OxmlElement("w:tblInd")  # as much as cells are padded: text stands on the margin
    indent.set(qn("w:w"), "108")
    indent.set(qn("w:type"), "dxa")
    for element in (indent, borders):  # the schema wants them in this order
        layout.addprevious(element)
    return table


def _fill(
    table: Table, row: int, texts: Iterable[str], *, header: bool = False, label: bool = False
) -> None:
    for at, (cell, text) in enumerate(zip(table.rows[row].cells, texts, strict=True)):
        soft = header or (label and at == 0)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.paragraph_format.space_before = Pt(2)
        _run(paragraph, text, 9.5 if soft else 10, SOFT if soft else INK)


def _run(
    paragraph: Paragraph, text: str, size: float, colour: RGBColor, *, bold: bool = False
) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, colour


def _bar(paragraph: Paragraph) -> None:
    """Draw a bar at the left of a quotation."""
    borders = OxmlElement("w:pBdr")
    left = OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "8"), ("color", "2456A6")):
        left.set(qn(f"w:{name}"), value)
    borders.append(left)
    shape = paragraph._p.get_or_add_pPr()
    after = next(shape.iterchildren(qn("w:spacing"), qn("w:ind"), qn("w:jc")), None)
    shape.append(borders) if after is None else after.addprevious(borders)


def _tint(cells: Iterable[_Cell]) -> None:
    for cell in cells:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", TINT)):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)


def _keep_whole(row: Any) -> None:
    """Let no page end within a row."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _bytes(document: DocumentObject) -> bytes:
    """Return the file, its parts without the moment of writing."""
    made = io.BytesIO()
    document.save(made)
    given, out = zipfile.ZipFile(made), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in given.namelist():
            entry = zipfile.ZipInfo(name, FIXED.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(entry, given.read(name))
    return out.getvalue()
