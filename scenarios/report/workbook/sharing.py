"""The sheet on cost shares: statements, settlement, certificate, and shares by project."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from scenarios.report.sections.sharing import sharing
from scenarios.report.workbook.book import Book, Column, Value

if TYPE_CHECKING:
    from optimizer.sharing.plans.documents import AmountInterval, PlanShares

__all__ = ["sharing_sheet"]


def sharing_sheet(book: Book, shares: PlanShares) -> None:
    """Write the shares of the plan."""
    t = book.voice
    money = f" ({t.numerals.currency_word})"
    view = sharing(shares, t.with_fractions())
    sheet = book.sheet(t("sharing.title"), tab="#8A5200")
    row = book.title(sheet, 0, t("sharing.title"))
    for text in (view.heading, *view.clashes):
        book.put(sheet, row, 0, text)
        row += 1
    columns = [
        Column(t("sharing.department"), "text", 26), Column(t("sharing.pays") + money, "cents", 18),
        Column(t("money.share"), "percent", 18), Column(t("sharing.earns") + money, "cents", 18),
        Column(t("sharing.balance") + money, "cents", 18),
        Column(t("sharing.alone") + money, "cents", 20),
        Column(t("sharing.gain") + money, "cents", 20),
        Column(t("sharing.gain-share"), "percent", 12),
        Column(t("sharing.fair") + money, "cents", 18),
    ]  # fmt: skip
    total = shares.total_cents
    rows: list[tuple[Value, ...]] = [
        (
            t.names.department(d.department), d.pays_cents, d.pays_cents / total if total else None,
            d.earns_cents, d.balance_cents, _amount(book, d.alone_cents),
            _amount(book, d.gain_cents), d.gain_share, round(Fraction(d.fair_exact_cents)),
        )
        for d in shares.departments
    ]  # fmt: skip
    row = book.table(sheet, row + 1, columns, rows) + 1
    row = book.title(sheet, row, t("sharing.transfers"), big=False)
    book.put(sheet, row, 0, view.settlement)
    heads = [
        Column(t("sharing.from")), Column(t("money.fund")), Column(t("sharing.to")),
        Column(t("money.fund")), Column(t("sharing.amount") + money, "cents"),
    ]  # fmt: skip
    transfers: list[tuple[Value, ...]] = [
        (
            t.names.department(m.payer), m.payer_fund and t.names.fund(m.payer_fund),
            t.names.department(m.payee), m.payee_fund and t.names.fund(m.payee_fund),
            m.cents,
        )
        for m in shares.transfers
    ]  # fmt: skip
    if transfers:
        row = book.table(sheet, row + 1, heads, transfers, widths=False)
    row = book.title(sheet, row + 1, t("sharing.certificate"), big=False)
    claims = [(c.axiom, f"{c.mark} {c.word}", c.sentence) for c in view.claims]
    heads = [Column(t("book.code")), Column(t("book.verdict")), Column(t("book.note"))]
    row = book.table(sheet, row, heads, claims, widths=False) + 1
    row = book.title(sheet, row, t("sharing.projects"), big=False)
    ids = [d.department for d in shares.departments]
    heads = [
        Column(t("projects.project")), Column(t("projects.cost") + money, "cents"),
        *(Column(t.names.department(id_), "cents", 14) for id_ in ids),
    ]  # fmt: skip
    parts: list[tuple[Value, ...]] = []
    for project in shares.projects:
        paid = {share.department: share.cents for share in project.shares}
        title = t.names.project(project.project)
        name = project.project if title == project.project else f"{project.project} {title}"
        parts.append((name, project.cost_cents, *(paid.get(id_) for id_ in ids)))
    if shares.adjustments:
        moved = {share.department: share.cents for share in shares.adjustments}
        parts.append((t("sharing.adjustments"), 0, *(moved.get(id_) for id_ in ids)))
    row = book.table(sheet, row, heads, parts, widths=False)
    sheet.set_column(len(columns), max(len(columns), len(heads) - 1), 14)
    for note in view.notes:
        row += 1
        book.put(sheet, row, 0, note, font_color="#566173")
    sheet.freeze_panes(1, 1)


def _amount(book: Book, interval: AmountInterval) -> Value:
    """Return an exact amount as a number, an interval as text."""
    if interval.low == interval.high:
        return interval.low
    money = book.voice.with_fractions().numerals.money
    return f"{money(interval.low)} … {money(interval.high)}"
