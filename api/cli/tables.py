"""An outcome as tables: levels, accepted projects, projects left out, changes, the conflict."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli.options import Lang
from api.cli.speech import text
from optimizer.domain import Outcome, PlannedProject, Round, Status

__all__ = [
    "changes_table",
    "levels_table",
    "print_conflict",
    "projects_table",
    "rejections_table",
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


def _table(title: str, heads: tuple[str, ...], right: frozenset[int] = frozenset()) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for column, head in enumerate(heads):
        table.add_column(head, justify="right" if column in right else "left", overflow="fold")
    return table


def levels_table(outcome: Outcome, lang: Lang) -> Table:
    """Return the objective levels in the order optimised: value, bound, gap."""
    heads = ("层级", "方向", "值", "界", "差距")
    if lang is Lang.EN:
        heads = ("level", "sense", "value", "bound", "gap")
    table = _table(
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


def projects_table(round_: Round, projects: tuple[PlannedProject, ...], lang: Lang) -> Table:
    """Return the accepted projects with sponsor, tier, benefit and dates (end day included)."""
    heads = ("项目", "名称", "发起", "级", "收益", "开始", "结束")
    if lang is Lang.EN:
        heads = ("project", "title", "sponsor", "tier", "benefit", "start", "end")
    table = _table(text(lang, "接受的项目", "accepted projects"), heads, frozenset({3, 4}))
    known = {project.id: project for project in round_.projects}
    for planned in projects:
        project = known.get(planned.project)
        if project is None or not planned.packages:
            table.add_row(escape(planned.project), *("?",) * 6)
            continue
        start = min(package.start for package in planned.packages)
        last = max(max(package.end - 1, package.start) for package in planned.packages)
        table.add_row(
            escape(project.id),
            escape(project.title.in_lang(lang)),
            escape(project.sponsor),
            str(project.tier),
            str(project.benefit),
            _day(round_, start, first=True),
            _day(round_, last, first=False),
        )
    return table


def _day(round_: Round, period: int, *, first: bool) -> str:
    if period >= round_.calendar.periods:
        return f"t{period}"
    calendar = round_.calendar
    return (calendar.first_day(period) if first else calendar.last_day(period)).isoformat()


def rejections_table(outcome: Outcome, lang: Lang) -> Table:
    """Return the projects left out, each with its reason."""
    heads = ("项目", "代码", "原因") if lang is Lang.ZH else ("project", "code", "reason")
    table = _table(text(lang, "未接受的项目", "projects left out"), heads)
    for item in outcome.rejected:
        reason = escape(item.reason.in_lang(lang))
        table.add_row(escape(item.project), escape(item.code), reason)
    return table


def changes_table(outcome: Outcome, lang: Lang) -> Table:
    """Return the differences from the baseline."""
    heads = ("类别", "项目", "工作包", "原", "新")
    if lang is Lang.EN:
        heads = ("kind", "project", "package", "before", "after")
    table = _table(text(lang, "相对基线的变动", "changes against the baseline"), heads)
    for change in outcome.changes:
        cells = (change.project, change.package or "", change.before, change.after)
        table.add_row(change.kind, *map(escape, cells))
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
