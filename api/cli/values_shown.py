"""Shares of a round's value as tables of at most 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli.options import Lang
from api.cli.shares_shown import print_certificate
from api.cli.speech import text
from optimizer.domain import Round

if TYPE_CHECKING:
    from optimizer.sharing import AmountInterval, ValueShares

__all__ = ["print_values"]

PRICES_SHOWN = 20


def print_values(
    shares: ValueShares, round_: Round, lang: Lang, console: Console, certificate: bool = False
) -> None:
    """Write what the departments' cooperation is worth and to whom."""
    rule = escape(shares.rule_name.in_lang(lang))
    total = f"{shares.total_points:,.6g}"
    console.print(text(lang, f"共 {total} 点，{rule}", f"{total} points shared by {rule}"))
    console.print(_departments(shares, round_, lang))
    if shares.prices:
        console.print(_prices(shares, round_.currency, lang))
        left = len(shares.prices) - PRICES_SHOWN
        if left > 0:
            console.print(text(lang, f"另有 {left} 项", f"and {left} more"))
    if shares.plan_certificate:
        heading = text(lang, "计划自身的划分", "the plan's own division")
        print_certificate(shares.plan_certificate, lang, console, certificate, heading)
        heading = text(lang, "规则的份额", "the rule's shares")
        print_certificate(shares.certificate, lang, console, certificate, heading)
    else:
        print_certificate(shares.certificate, lang, console, certificate)
    for note in shares.notes:
        console.print(escape(note.in_lang(lang)), soft_wrap=True)


def _departments(shares: ValueShares, round_: Round, lang: Lang) -> Table:
    names = {d.id: d.name.in_lang(lang) or d.id for d in round_.departments}
    heads = ("部门", "计划给予", "独自可得", "按规则")
    if lang is Lang.EN:
        heads = ("department", "plan gives", "alone", "by the rule")
    table = _table(text(lang, "各部门价值（点）", "value by department, points"), heads, 1)
    for item in shares.departments:
        table.add_row(
            escape(names[item.department]),
            f"{item.plan_points:,}",
            _interval(item.alone_points),
            f"{item.share_points:,.2f}",
        )
    return table


def _prices(shares: ValueShares, currency: str, lang: Lang) -> Table:
    heads = ("资源", "部门", "数量", "单价（点）", "总值（点）")
    if lang is Lang.EN:
        heads = ("resource", "department", "amount", "points each", "points in all")
    table = _table(text(lang, "价格", "prices"), heads, 2)
    from optimizer.sharing.plans.money import format_cents, minor_digits

    for price in shares.prices[:PRICES_SHOWN]:
        amount, each = f"{price.amount:,}", price.points_per_unit
        if price.kind == "fund":
            amount = format_cents(price.amount, currency)
            each *= 10 ** minor_digits(currency)
        table.add_row(
            escape(f"{_KINDS[price.kind][0 if lang is Lang.ZH else 1]} {price.id}"),
            escape(price.department),
            amount,
            f"{each:.4g}",
            f"{price.points:,.2f}",
        )
    return table


_KINDS = {
    "expert": ("人员", "person"),
    "lending": ("人员出借", "lending of"),
    "facility": ("设施", "facility"),
    "facility-lending": ("设施出借", "lending of"),
    "dataset": ("数据集", "dataset"),
    "fund": ("资金", "fund"),
    "request": ("项目", "request"),
    "benefit": ("效益", "benefit"),
}


def _table(title: str, heads: tuple[str, ...], right: int) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for column, head in enumerate(heads):
        table.add_column(head, justify="right" if column >= right else "left", overflow="fold")
    return table


def _interval(interval: AmountInterval) -> str:
    if interval.is_exact:
        return f"{interval.low:,}"
    return f"{interval.low:,} … {interval.high:,}"
