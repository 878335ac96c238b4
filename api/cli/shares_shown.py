"""Cost shares of a plan as tables of at most 80 columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli.options import Lang
from api.cli.speech import text
from optimizer.domain import Round

if TYPE_CHECKING:
    from optimizer.sharing import PlanShares
    from optimizer.sharing.plans.documents import AmountInterval, CertificateEntry

__all__ = ["VERDICTS", "print_certificate", "print_shares"]

VERDICTS = {
    "pass": ("通过", "pass", "green"),
    "fail": ("不通过", "fail", "red"),
    "waived": ("豁免", "waived", "yellow"),
    "unproven": ("未定", "unproven", "yellow"),
    "skipped": ("不适用", "skipped", "dim"),
}
"""Words and style of each verdict of a certificate."""


def print_shares(
    shares: PlanShares, round_: Round, lang: Lang, console: Console, certificate: bool = False
) -> None:
    """Write who pays what of a plan, why it is fair, and how it is settled.

    Parameters
    ----------
    shares, round_ : PlanShares, Round
    lang : Lang
    console : Console
    certificate : bool
        Every line of the certificate, not only what is not passed.
    """
    shown = _Shown(shares, round_, lang)
    console.print(shown.heading(), soft_wrap=True)
    console.print(shown.payments())
    console.print(shown.gains())
    if any(item.standing is not None for item in shares.departments):
        console.print(shown.standing())
    console.print(shown.projects())
    if shares.transfers:
        console.print(shown.transfers())
        console.print(shown.accounts())
    else:
        console.print(text(lang, "无需转账。", "No transfers are needed."))
    for clash in shares.clashes:
        console.print(f"[red]{escape(clash.text.in_lang(lang))}[/red]", soft_wrap=True)
    print_certificate(shares.certificate, lang, console, certificate)
    for note in shares.notes:
        console.print(escape(note.in_lang(lang)), soft_wrap=True)


def print_certificate(
    entries: Sequence[CertificateEntry],
    lang: Lang,
    console: Console,
    every_line: bool,
    heading: str | None = None,
) -> None:
    """Write how many lines hold, and each line that does not, or every line."""
    counts: dict[str, int] = {}
    for entry in entries:
        counts[entry.verdict] = counts.get(entry.verdict, 0) + 1
    summary = "  ".join(
        f"[{style}]{text(lang, zh, en)} {counts[verdict]}[/{style}]"
        for verdict, (zh, en, style) in VERDICTS.items()
        if verdict in counts
    )
    title = heading or text(lang, "证明", "certificate")
    console.print(f"{escape(title)}  {summary}", soft_wrap=True)
    for entry in entries:
        if every_line or entry.verdict not in ("pass", "skipped"):
            zh, en, style = VERDICTS[entry.verdict]
            words = escape(f"{entry.axiom}: {entry.text.in_lang(lang)}")
            console.print(f"[{style}]{text(lang, zh, en)}[/{style}] {words}", soft_wrap=True)


class _Shown:
    """The tables of one document."""

    def __init__(self, shares: PlanShares, round_: Round, lang: Lang) -> None:
        self.shares = shares
        self.lang = lang
        self._names = {d.id: d.name.in_lang(lang) or d.id for d in round_.departments}
        self._titles = {p.id: p.title.in_lang(lang) for p in round_.projects}

    def words(self, zh: str, en: str) -> str:
        """Return the text in the language shown."""
        return text(self.lang, zh, en)

    def money(self, cents: int) -> str:
        """Return an amount in the currency's own units."""
        from optimizer.sharing.plans.money import format_cents

        return format_cents(cents, self.shares.currency)

    def interval(self, interval: AmountInterval) -> str:
        """Return an amount, or its two bounds."""
        if interval.is_exact:
            return self.money(interval.low)
        return f"{self.money(interval.low)} … {self.money(interval.high)}"

    def heading(self) -> str:
        """Return the line above the tables."""
        rule = escape(self.shares.rule_name.in_lang(self.lang))
        total = f"{self.money(self.shares.total_cents)} {escape(self.shares.currency)}"
        return self.words(f"分摊总额 {total}，{rule}", f"{total} shared by {rule}")

    def table(self, title: str, heads: tuple[str, ...], right: int) -> Table:
        """Return an empty table whose columns from `right` on hold figures."""
        table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
        for column, head in enumerate(heads):
            table.add_column(head, justify="right" if column >= right else "left", overflow="fold")
        return table

    def payments(self) -> Table:
        """Return what each pays, what it put in, and what it still receives or owes."""
        heads = ("部门", "应付", "投入", "应收 (−应付)")
        if self.lang is Lang.EN:
            heads = ("department", "pays", "put in", "receives (- owes)")
        table = self.table(self.words("各部门份额", "shares by department"), heads, 1)
        for item in self.shares.departments:
            table.add_row(
                escape(self._names[item.department]),
                self.money(item.pays_cents),
                self.money(item.earns_cents),
                self.money(item.balance_cents),
            )
        return table

    def gains(self) -> Table:
        """Return what each gets and gains against standing alone."""
        heads = ("部门", "效益", "独自需付", "节省", "占比")
        if self.lang is Lang.EN:
            heads = ("department", "benefit", "alone", "gain", "of all")
        table = self.table(self.words("与独自行事相比", "against standing alone"), heads, 1)
        for item in self.shares.departments:
            table.add_row(
                escape(self._names[item.department]),
                str(item.benefit_points),
                self.interval(item.alone_cents),
                self.interval(item.gain_cents),
                "-" if item.gain_share is None else f"{item.gain_share:.1%}",
            )
        return table

    def standing(self) -> Table:
        """Return value alone and what the others lose when a department leaves."""
        heads = ("部门", "计划给予", "独自可得", "得益", "退出时他方损失")
        if self.lang is Lang.EN:
            heads = ("department", "plan gives", "alone", "gain", "others lose")
        title = self.words("价值：独自与退出（点）", "value alone, and if it leaves (points)")
        table = self.table(title, heads, 1)
        for item in self.shares.departments:
            if item.standing is not None:
                table.add_row(
                    escape(self._names[item.department]),
                    f"{item.value_points:,}",
                    _points(item.standing.points),
                    _points(item.standing.gain_points),
                    _points(item.standing.others_gain_points),
                )
        return table

    def projects(self) -> Table:
        """Return each project's cost and who pays which part of it."""
        heads = ("项目", "成本", "分摊")
        if self.lang is Lang.EN:
            heads = ("project", "cost", "who pays")
        table = Table(
            title=self.words("按项目", "by project"),
            title_justify="left",
            box=box.SIMPLE_HEAD,
            pad_edge=False,
        )
        table.add_column(heads[0], overflow="fold")
        table.add_column(heads[1], justify="right", no_wrap=True)
        table.add_column(heads[2], overflow="fold")
        for project in self.shares.projects:
            parts = (f"{s.department} {self.money(s.cents)}" for s in project.shares)
            name = f"{project.project} {self._titles[project.project]}".strip()
            table.add_row(escape(name), self.money(project.cost_cents), escape("  ".join(parts)))
        if self.shares.adjustments:
            parts = (f"{s.department} {self.money(s.cents)}" for s in self.shares.adjustments)
            row = self.words("调整", "adjustment")
            table.add_row(row, self.money(0), escape("  ".join(parts)))
        return table

    def transfers(self) -> Table:
        """Return the transfers that settle the round."""
        heads = ("付款方", "收款方", "金额")
        if self.lang is Lang.EN:
            heads = ("payer", "payee", "amount")
        count, least = len(self.shares.transfers), self.shares.least_transfers
        title = self.words(f"结算：{count} 笔转账", f"settlement: {count} transfers")
        title += self.words(
            "（已证明最少）" if count == least else f"（至少 {least} 笔）",
            " (proven fewest)" if count == least else f" (at least {least})",
        )
        table = self.table(title, heads, 2)
        for item in self.shares.transfers:
            table.add_row(
                self._account(item.payer, item.payer_fund),
                self._account(item.payee, item.payee_fund),
                self.money(item.cents),
            )
        return table

    def _account(self, department: str, fund: str | None) -> str:
        return escape(self._names[department] + ("" if fund is None else f" · {fund}"))

    def accounts(self) -> Table:
        """Return departments by fund: borne before, settled, carried in the end."""
        heads = ("账户", "先行承担", "结算付出", "最终承担")
        if self.lang is Lang.EN:
            heads = ("account", "bore", "settles", "carries")
        table = self.table(self.words("部门与资金", "departments and funds"), heads, 1)
        for line in self.shares.accounts:
            table.add_row(
                self._account(line.department, line.fund),
                self.money(line.bears_cents),
                self.money(line.settles_cents),
                self.money(line.carries_cents),
            )
        table.add_section()
        table.add_row(
            self.words("合计", "total"),
            self.money(sum(line.bears_cents for line in self.shares.accounts)),
            self.money(sum(line.settles_cents for line in self.shares.accounts)),
            self.money(sum(line.carries_cents for line in self.shares.accounts)),
        )
        return table


def _points(interval: AmountInterval) -> str:
    if interval.is_exact:
        return f"{interval.low:,}"
    return f"{interval.low:,} … {interval.high:,}"
