"""Comparisons, sweeps and frontiers as tables for the terminal."""

from __future__ import annotations

import pandas as pd
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli.options import Lang
from api.cli.speech import text
from scenarios.compare import KPIS, Comparison, Delta, Side
from scenarios.frontier import Frontier

__all__ = ["frontier_table", "print_comparison", "sweep_table"]

MOST_ROWS = 15
"""Rows of a list; a note says how many more there are."""

_FATES = {
    "lost": ("落选", "lost"),
    "later": ("推迟", "later"),
    "restaffed": ("换人或换资源", "restaffed"),
    "earlier": ("提前", "earlier"),
    "won": ("新增", "won"),
}
_VERDICTS = {
    "same": ("", ""),
    "better": ("优", "better"),
    "worse": ("劣", "worse"),
    "unproven": ("在差距之内，不能定论", "within the gaps: proves nothing"),
}


def _table(title: str, *heads: tuple[str, bool]) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for head, right in heads:
        table.add_column(head, justify="right" if right else "left", overflow="fold")
    return table


def print_comparison(comparison: Comparison, lang: Lang, console: Console) -> None:
    """Write a comparison, one scenario after the other."""
    for side in comparison.sides:
        console.print()
        name = side.case.name.in_lang(lang) or text(lang, "情景", "scenario")
        console.rule(escape(name), align="left", style="bold")
        for sentence in side.case.sentences:
            console.print(escape(sentence.in_lang(lang)), soft_wrap=True)
        if side.figures is None:
            console.print(text(lang, "该情景没有计划。", "The scenario has no plan."))
            continue
        console.print(_headline(side, lang, comparison.base.round.currency))
        if side.is_same:
            console.print(text(lang, "计划没有变化。", "The plan does not change."))
            continue
        _print_rows(_projects(side, lang), console, lang)
        _print_rows(_departments(side, lang), console, lang)
        _print_rows(_people(side, lang), console, lang)


def _print_rows(made: tuple[Table, int], console: Console, lang: Lang) -> None:
    table, left = made
    if table.row_count:
        console.print(table)
    if left:
        console.print(text(lang, f"… 另有 {left} 行", f"... and {left} more"))


def _headline(side: Side, lang: Lang, currency: str) -> Table:
    table = _table(
        "",
        (text(lang, "指标", "figure"), False),
        (text(lang, "基准", "base"), True),
        (text(lang, "情景", "scenario"), True),
        (text(lang, "变化", "change"), True),
        ("", False),
    )
    for delta in side.deltas:
        label = delta.kpi.label.in_lang(lang)
        if delta.kpi.name == "cost_cents":
            label += f" {currency}"
        zh, en = _VERDICTS[delta.verdict]
        table.add_row(
            label,
            _figure(delta, delta.before),
            _figure(delta, delta.after),
            _figure(delta, delta.change, signed=True),
            text(lang, zh, en),
        )
    return table


def _figure(delta: Delta, value: float | None, *, signed: bool = False) -> str:
    if value is None:
        return "-"
    sign = "+" if signed and value > 0 else ""
    if delta.kpi.name == "cost_cents":
        return f"{sign}{value / 100:,.0f}"
    if delta.kpi.name == "worst_off":
        return f"{sign}{value:.0f}%"
    if delta.kpi.name == "jain":
        return f"{sign}{value:.3f}"
    return f"{sign}{value:,.0f}"


def _projects(side: Side, lang: Lang) -> tuple[Table, int]:
    table = _table(
        text(lang, "项目（先列受损者）", "projects, losers first"),
        (text(lang, "项目", "project"), False),
        (text(lang, "名称", "title"), False),
        (text(lang, "变化", "fate"), False),
        (text(lang, "价值", "worth"), True),
        (text(lang, "期", "shift"), True),
        (text(lang, "原因", "why"), False),
    )
    rows = [row for row in side.projects if row.fate in _FATES]
    for row in rows[:MOST_ROWS]:
        table.add_row(
            escape(row.project),
            escape(row.title.in_lang(lang)),
            text(lang, *_FATES[row.fate]),
            f"{row.worth:+,}" if row.worth else "",
            f"{row.end_shift:+}" if row.end_shift else "",
            escape(row.reason.in_lang(lang)),
        )
    return table, max(0, len(rows) - MOST_ROWS)


def _departments(side: Side, lang: Lang) -> tuple[Table, int]:
    table = _table(
        text(lang, "部门（先列受损者）", "departments, losers first"),
        (text(lang, "部门", "department"), False),
        (text(lang, "收益", "benefit"), True),
        (text(lang, "变化", "change"), True),
        (text(lang, "借出 全职期", "gives FTE-periods"), True),
        (text(lang, "借入 全职期", "gets FTE-periods"), True),
    )
    for row in side.departments:
        table.add_row(
            escape(row.name.in_lang(lang) or row.department),
            f"{row.benefit_after:,}",
            f"{row.gain:+,}" if row.gain else "",
            _pair(row.gives_before, row.gives_after),
            _pair(row.gets_before, row.gets_after),
        )
    return table, 0


def _people(side: Side, lang: Lang) -> tuple[Table, int]:
    table = _table(
        text(lang, "受影响的人员", "people affected"),
        (text(lang, "人员", "person"), False),
        (text(lang, "部门", "department"), False),
        (text(lang, "投入 全职期", "work FTE-periods"), True),
    )
    for row in side.people[:MOST_ROWS]:
        table.add_row(
            escape(row.name.in_lang(lang) or row.expert),
            escape(row.department),
            _pair(row.before, row.after),
        )
    return table, max(0, len(side.people) - MOST_ROWS)


def _pair(before: int, after: int) -> str:
    """Return percent-periods before and after as full-time periods."""
    if before == after:
        return f"{after / 100:.1f}"
    return f"{before / 100:.1f} → {after / 100:.1f}"


def sweep_table(frame: pd.DataFrame, lang: Lang) -> Table:
    """Return the rows of a sweep: its axes, then status and the headline figures."""
    first = list(frame.columns).index("cell")
    axes = [str(name) for name in frame.columns[:first]]
    labels = {kpi.name: kpi.label.in_lang(lang) for kpi in KPIS}
    heads = [
        *((name, False) for name in axes),
        (text(lang, "状态", "status"), False),
        (labels["value"], True),
        (text(lang, "差距", "gap"), True),
        (text(lang, "立项", "accepted"), True),
        (text(lang, "最少满足", "worst off"), True),
        (text(lang, "变动", "changed"), True),
    ]
    table = _table("", *heads)
    for row in frame.to_dict("records"):
        table.add_row(
            *(escape(str(row[name])) for name in axes),
            escape(str(row["status"])),
            _cell(row["value"], ",.0f"),
            _cell(row["gap"], ".1%"),
            _cell(row["accepted"], ".0f"),
            _cell(row["worst_off"], ".0f", "%"),
            _cell(row["changed_lines"], ".0f"),
        )
    return table


def _cell(value: object, form: str, unit: str = "") -> str:
    return "-" if value is None or pd.isna(value) else f"{value:{form}}{unit}"  # type: ignore[call-overload]


def frontier_table(frontier: Frontier, lang: Lang) -> Table:
    """Return the points of a frontier, the best value first."""
    goal = {
        "fairness": ("最少受益部门（相对应得）", "worst-off share"),
        "cost": ("成本（分）", "cost, cents"),
        "change": ("变动", "changes"),
    }[frontier.goal]
    table = _table(
        text(lang, "价值与另一目标的取舍", "what one goal costs in the other"),
        (text(lang, "让出价值", "given up"), True),
        (text(lang, "价值", "value"), True),
        (text(lang, "价值上界", "value bound"), True),
        (text(lang, "差距", "gap"), True),
        (text(lang, *goal), True),
    )
    best = max((point.value for point in frontier.points), default=0)
    for point in frontier.points:
        given = f"{1 - point.value / best:.1%}" if best else "0.0%"
        table.add_row(
            given,
            f"{point.value:,}",
            _cell(point.value_bound, ",.0f"),
            _cell(point.gap, ".1%"),
            f"{point.second:,}",
        )
    return table
