"""The first sheet of a workbook: what it is, how to fill it in, what the sheets are for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scenarios.tables.columns import Form, Group, Table
from scenarios.tables.flatten import Rows
from scenarios.tables.header_names import README_SHEET
from scenarios.tables.schema import VERSION
from scenarios.tables.workbook_style import COLOURS, Styles, display_width, tint

__all__ = ["add_readme"]

_TITLE = {"zh": "圆桌 · 资源统筹表", "en": "Roundtable · planning workbook"}
_INTRO = {
    "zh": "各部门在这里上报可统筹的人员、设施、数据与资金，并提出跨部门项目；系统据此排出计划。",
    "en": "Departments report here the people, facilities, data and money they share, and request "
    "projects; the plan is made from it.",
}
_RULES = {
    "zh": (
        ("怎样填", (
            "每张表第 1 行是给程序用的列代号，第 2 行是列名，从第 3 行起填写；这两行请勿改动。",
            "深色列名带 * 的必填；浅色的可以空着，空着就用默认值。列名上的批注有说明和例子。",
            "可以加自己的列和表，程序会跳过；空行也会跳过。",
        )),
        ("写法", (
            "日期写作 2026-07-06；“从、开始”是一期的首日，“至、完成”是一期的末日，都算在内。",
            "日期也可以换成数：从本轮开始过了几期，0 是一开始，4 是四期之后。",
            "金额以元为单位，最多两位小数；百分比填整数，80 即 80%。",
            "一格多项用分号隔开：data-science:4; testing:3。名称本身含分号、冒号时加双引号。",
            "编号可以是中文；别的表通过编号引用，大小写和空格要一致。",
        )),
        ("填完以后", (
            "roundtable check 文件.xlsx --marked 标注.xlsx：检查全部内容，在副本中标出问题。",
            "roundtable solve 文件.xlsx -o 结果.json：排出计划。",
        )),
    ),
    "en": (
        ("How to fill it in", (
            ("Row 1 holds keys for the program, row 2 the headers; fill in from row 3 on and leave "
             "these two rows as they are."),
            ("Dark headers with * are required; light ones may stay empty: the default. "
             "Comments on the headers explain and give examples."),
            "Columns and sheets of your own may be added; the program passes them over.",
        )),
        ("How to write it", (
            ("Dates as 2026-07-06. A start is the first day of a period, an end the last; both "
             "are included."),
            "Instead of a date a plain number may stand: periods since the start of the round.",
            "Amounts with at most two decimals. Percentages as whole numbers: 80 means 80 %.",
            ("Several entries in a cell are separated by semicolons: data-science:4; testing:3. "
             "Names that hold a semicolon or a colon stand in double quotes."),
            "Ids may be in any script; other sheets name them exactly as they are written.",
        )),
        ("When it is filled in", (
            ("roundtable check FILE.xlsx --marked MARKED.xlsx checks everything and marks cells "
             "in question in a copy."),
            "roundtable solve FILE.xlsx -o OUTCOME.json makes the plan.",
        )),
    ),
}  # fmt: skip
_HEADS = {"zh": ("表", "代号", "行数", "用途"), "en": ("Sheet", "Key", "Rows", "What it is for")}
_GROUPS = {
    Group.RULES: ("规则", "Rules"),
    Group.INVENTORY: ("家底", "Inventory"),
    Group.REQUESTS: ("申请", "Requests"),
    Group.AGREED: ("约定", "Agreed"),
    Group.BASELINE: ("基线", "Baseline"),
}
_WIDTHS = (30, 24, 10, 84)


def add_readme(
    book: Any, styles: Styles, sheets: Sequence[Form | Table], rows: Mapping[str, Rows], lang: str
) -> None:
    """Add the read-me sheet in front of the others."""
    page = book.add_worksheet(README_SHEET[lang != "zh"])
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    for at, width in enumerate(_WIDTHS):
        page.set_column(at, at, width)
    page.set_row(0, 30)
    page.write_string(0, 0, _TITLE[lang], styles.make(bold=True, font_size=18, valign="vcenter"))
    text = styles.make(text_wrap=True, valign="vcenter")
    page.merge_range(1, 0, 1, 3, _INTRO[lang], text)
    page.set_row(1, 22)
    version = f"模板版本 {VERSION}" if lang == "zh" else f"Template version {VERSION}"
    page.write_string(2, 0, version, styles.make(font_color="#8C8C8C"))
    row = 4
    for head, lines in _RULES[lang]:
        page.write_string(row, 0, head, styles.make(bold=True, font_color=COLOURS[Group.REQUESTS]))
        row += 1
        for line in lines:
            page.merge_range(row, 0, row, 3, f"•  {line}", text)
            page.set_row(row, 17 * -(-display_width(line) // 138))
            row += 1
        row += 1
    _contents(page, styles, row, sheets, rows, lang)


def _contents(
    page: Any,
    styles: Styles,
    row: int,
    sheets: Sequence[Form | Table],
    rows: Mapping[str, Rows],
    lang: str,
) -> None:
    """List the sheets with links to them."""
    head = styles.make(bold=True, bottom=1, valign="vcenter")
    for at, title in enumerate(_HEADS[lang]):
        page.write_string(row, at, title, head)
    group = None
    for each in sheets:
        row += 1
        if each.group is not group:
            group = each.group
            band = styles.make(
                bold=True, font_color=COLOURS[group], bg_color=tint(COLOURS[group], 0.15)
            )
            for at in range(len(_WIDTHS)):
                page.write_blank(row, at, None, band)
            page.write_string(row, 0, _GROUPS[group][lang != "zh"], band)
            row += 1
        title = each.title(lang)
        link = styles.make(font_color=COLOURS[each.group], underline=1, valign="vcenter")
        page.write_url(row, 0, f"internal:'{title}'!A1", link, title)
        page.write_string(row, 1, each.key, styles.make(font_color="#8C8C8C", valign="vcenter"))
        if isinstance(each, Table):
            page.write_number(
                row, 2, len(rows[each.key]), styles.make(align="left", valign="vcenter")
            )
        purpose = each.help(lang)
        page.write_string(row, 3, purpose, styles.make(text_wrap=True, valign="vcenter"))
        page.set_row(row, 17 * -(-display_width(purpose) // 82))
