"""The first sheet: status, headline figures, objective levels, departments, provenance."""

from __future__ import annotations

from typing import Any

from scenarios.figures import OutcomeFigures
from scenarios.report.sections.overview import overview
from scenarios.report.sections.provenance import provenance
from scenarios.report.workbook.book import GOOD, WARN, Book, Column, Value

__all__ = ["account_columns", "account_row", "summary_sheet"]


def summary_sheet(book: Book, figures: OutcomeFigures) -> None:
    """Write the summary."""
    t = book.voice
    sheet = book.sheet(t("book.summary"), tab="#2456A6")
    view = overview(figures, t)
    title = figures.round.title.in_lang(t.lang) or t("page.untitled")
    row = book.title(sheet, 0, title)
    tone = {"good": GOOD, "warn": WARN, "bad": "#FBE6E4"}[view.tone]
    book.put(sheet, row, 0, f"{view.mark} {view.status}", bold=True, bg_color=tone)
    row += 1
    for sentence in view.lede:
        book.put(sheet, row, 0, sentence)
        row += 1
    row += 1
    heads = [Column(t("book.figure"), "text", 24), Column(t("book.value"), "text", 14)]
    heads += [Column(t("book.note"), "text", 14)]
    cards = [(card.label, f"{card.value} {card.unit}".strip(), card.note) for card in view.cards]
    row = book.table(sheet, row, heads, cards) + 1
    if view.conflict is not None:
        row = book.title(sheet, row, t("conflict.title"), big=False)
        for text in (view.conflict.reason, view.conflict.intro):
            book.put(sheet, row, 0, text)
            row += 1
        columns = [Column(t("book.condition")), Column(t("book.code"), "code")]
        row = book.table(sheet, row, columns, view.conflict.members, widths=False)
        book.put(sheet, row, 0, t("conflict.next"))
        row += 2
    if view.levels:
        row = book.title(sheet, row, t("levels.title"), big=False)
        columns = [
            Column(t("levels.level")), Column(t("levels.value")), Column(t("levels.bound")),
            Column(t("levels.gap")), Column(t("levels.aim")), Column(t("levels.meaning")),
        ]  # fmt: skip
        levels = [
            (f"{lv.name} ({lv.code})", lv.value, lv.bound, lv.gap, lv.aim, lv.meaning)
            for lv in view.levels
        ]
        row = book.table(sheet, row, columns, levels, widths=False) + 1
    if figures.plan is not None:
        row = _accounts(book, sheet, row, figures) + 1
    row = book.title(sheet, row, t("provenance.title"), big=False)
    for label, value in provenance(figures, t):
        book.put(sheet, row, 0, label, font_color="#566173")
        book.put(sheet, row, 1, value)
        row += 1


def account_columns(book: Book) -> list[Column]:
    """Return the columns of a department's account."""
    t = book.voice
    money, unit = f" ({t.numerals.currency_word})", f" ({t.numerals.effort_unit})"
    return [
        Column(t("departments.department"), "text", 24),
        Column(t("book.asked"), "number", 14),
        Column(t("book.realised"), "number", 14),
        Column(t("book.lost"), "number", 12),
        Column(t("book.served"), "percent", 12),
        Column(t("book.requests"), "number", 12),
        Column(t("book.done"), "number", 12),
        Column(t("book.people-lent"), "number", 12),
        Column(t("book.effort-lent") + unit, "effort", 14),
        Column(t("book.people-borrowed"), "number", 12),
        Column(t("book.effort-borrowed") + unit, "effort", 14),
        Column(t("departments.gives") + money, "money", 15),
        Column(t("departments.gets") + money, "money", 15),
        Column(t("departments.net") + money, "money", 15),
        Column(t("departments.pays") + money, "money", 15),
        Column(t("projects.cost") + money, "money", 15),
    ]


def account_row(book: Book, figures: OutcomeFigures, at: int) -> tuple[Value, ...]:
    """Return the cells of the account at a position."""
    a = figures.accounts[at]
    served = None if a.served_pct is None else a.served_pct / 100
    return (
        book.voice.names.department(a.department),
        a.asked_benefit, a.accepted_benefit, a.lost_benefit, served,
        a.sponsored, a.sponsored_accepted,
        a.people_lent, a.given_effort, a.people_borrowed, a.got_effort,
        a.given_cents, a.got_cents, a.net_cents, a.paid_cents, a.cost_cents,
    )  # fmt: skip


def _accounts(book: Book, sheet: Any, row: int, figures: OutcomeFigures) -> int:
    t = book.voice
    row = book.title(sheet, row, t("departments.title"), big=False)
    rows = [account_row(book, figures, at) for at in range(len(figures.accounts))]
    end = book.table(sheet, row, account_columns(book), rows)
    sheet.conditional_format(
        row + 1, 4, end - 1, 4,
        {"type": "data_bar", "bar_color": "#8FB3E3",
         "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1},
    )  # fmt: skip
    if any(account.asked_benefit for account in figures.accounts):
        chart = book.workbook.add_chart({"type": "bar"})
        for column, colour in ((1, "#C3CAD6"), (2, "#2456A6")):
            chart.add_series(
                {
                    "name": [sheet.name, row, column],
                    "categories": [sheet.name, row + 1, 0, end - 1, 0],
                    "values": [sheet.name, row + 1, column, end - 1, column],
                    "fill": {"color": colour},
                    "gap": 60,
                }
            )
        chart.set_title({"name": t("departments.benefit"), "name_font": {"size": 11}})
        chart.set_y_axis({"reverse": True})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 620, "height": 120 + 34 * len(rows)})
        sheet.insert_chart(end + 1, 0, chart)
        end += 1 + (120 + 34 * len(rows)) // 20 + 1
    return end
