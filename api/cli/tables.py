"""An outcome in brief: its status, its levels, and what clashes when there is no plan."""

from __future__ import annotations

from typing import Literal

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli.options import Lang
from api.cli.speech import text
from optimizer.domain import Outcome, Status

__all__ = [
    "levels_table",
    "plain_table",
    "print_conflict",
    "status_word",
]

_STATUS_ZH = {
    Status.OPTIMAL: "最优",
    Status.FEASIBLE: "可行（未证最优）",
    Status.INFEASIBLE: "无可行解",
    Status.NO_PLAN_FOUND: "未找到计划",
    Status.CANCELLED: "已取消",
}


def status_word(status: Status, lang: Lang) -> str:
    """Return the status in ``lang``."""
    return text(lang, _STATUS_ZH[status], status.value)


def plain_table(title: str, heads: tuple[str, ...], right: frozenset[int] = frozenset()) -> Table:
    """Return an empty table; the columns in ``right`` hold figures and are never broken."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for column, head in enumerate(heads):
        numbers = column in right
        justify: Literal["left", "right"] = "right" if numbers else "left"
        table.add_column(head, justify=justify, no_wrap=numbers, overflow="fold")
    return table


def levels_table(outcome: Outcome, lang: Lang) -> Table:
    """Return the objective levels in the order optimised: value, bound, gap."""
    heads = ("层级", "方向", "值", "界", "差距")
    if lang is Lang.EN:
        heads = ("level", "sense", "value", "bound", "gap")
    table = plain_table(
        text(lang, "状态：", "status: ") + status_word(outcome.status, lang),
        heads,
        frozenset({2, 3, 4}),
    )
    for level in outcome.objective:
        table.add_row(
            escape(level.name),
            level.sense,
            "-" if level.value is None else str(level.value),
            "-" if level.bound is None else str(level.bound),
            "-" if level.gap is None else f"{level.gap:.2%}",
        )
    return table


def print_conflict(outcome: Outcome, lang: Lang, console: Console) -> None:
    """Write the named things that can't hold together, when the outcome names any."""
    if outcome.conflict is None:
        return
    conflict = outcome.conflict
    console.print(escape(conflict.reason.in_lang(lang)), soft_wrap=True)
    if conflict.minimal:
        console.print(
            text(
                lang,
                "以下各项不能同时成立，去掉任何一项即可：",
                "These can't hold together; without any one of them the others can:",
            )
        )
    for member in conflict.members:
        console.print(escape(f"  - {member}"), soft_wrap=True)
