"""One project, or one person, of an outcome in detail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.table import Table

from api.cli.charts import gantt_lines, load_lines
from api.cli.options import Lang
from api.cli.speech import text
from api.cli.tables import plain_table
from optimizer.domain import Project
from scenarios.figures import OutcomeFigures, ProjectRow
from scenarios.report.sections.plan import needs, packages, projects
from scenarios.report.voice import Voice

__all__ = ["print_person", "print_project"]


class _Facts:
    """Pairs of label and value, one a line."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.grid = Table.grid(padding=(0, 2))
        self.grid.add_column(no_wrap=True)
        self.grid.add_column(overflow="fold")

    def add(self, zh: str, en: str, value: str) -> None:
        """Add a line, unless there is nothing to say."""
        if value:
            self.grid.add_row(text(self.lang, zh, en), escape(value))


def print_project(
    figures: OutcomeFigures, voice: Voice, lang: Lang, id_: str, console: Console, width: int
) -> None:
    """Write what a project asks for and what the plan makes of it."""
    project = next(p for p in figures.round.projects if p.id == id_)
    row = next(r for r in figures.projects if r.project == id_)
    heading = " ".join(filter(None, (id_, project.title.in_lang(lang))))
    console.print(escape(heading), style="bold")
    console.print(_project_facts(figures, voice, lang, project, row))
    if row.accepted:
        for part in _planned(figures, voice, lang, row):
            console.print(part)
        for line in gantt_lines(figures, lang, width, projects=(id_,)):
            console.print(line, markup=False, soft_wrap=True)


def _project_facts(
    figures: OutcomeFigures, voice: Voice, lang: Lang, project: Project, row: ProjectRow
) -> Table:
    n, names, facts = voice.numerals, voice.names, _Facts(lang)
    view = next(v for v in projects(figures, voice) if v.id == project.id)
    result = voice("projects.accepted" if row.accepted else "projects.rejected")
    if figures.plan is not None:
        marks = [*view.marks, view.difference_word, view.late]
        facts.add("结果", "result", voice.listed([result, *filter(None, marks)]))
    facts.add(
        "原因", "reason", " ".join(filter(None, (view.reason, f"[{row.code}]" * bool(row.code))))
    )
    sponsor = names.department(project.sponsor)
    others = [names.department(d) for d in project.departments if d != project.sponsor]
    facts.add("发起部门", "sponsor", sponsor)
    facts.add("参与部门", "with", voice.listed(others))
    benefits = [f"{names.department(b.department)} {n.number(b.value)}" for b in project.benefits]
    facts.add("收益", "benefit", voice.listed(benefits))
    weight = figures.round.policy.tier_weight(project.tier)
    facts.add("价值", "worth", f"{n.number(row.worth)} = {n.number(row.benefit)} × {weight}")
    facts.add("起止", "dates", view.dates)
    facts.add("期限", "due", view.due)
    asked = [
        f"{need.text} (!{need.tight})" if need.tight else need.text
        for need in needs(figures, row, voice)
    ]
    facts.add("需要", "needs", voice.listed(asked))
    costs = [f"{voice(f'cost.{kind}')} {n.money(cents)}" for kind, cents in row.costs]
    total = f"{n.amount(row.cost_cents)} = {' + '.join(costs)}" if costs else ""
    facts.add("成本", "cost", total)
    return facts.grid


def _planned(
    figures: OutcomeFigures, voice: Voice, lang: Lang, row: ProjectRow
) -> Iterator[RenderableType]:
    heads = ("工作包", "起止", "人员", "设施")
    if lang is Lang.EN:
        heads = ("package", "dates", "people", "facilities")
    table = plain_table(text(lang, "工作包", "work packages"), heads)
    for view in packages(figures, voice):
        if view.project == row.project:
            pins = f" [{view.pins}]" if view.pins else ""
            table.add_row(
                escape(view.package + pins),
                escape(view.dates),
                escape(view.people),
                escape(view.facilities),
            )
    yield table
    paid: dict[tuple[str, str], int] = defaultdict(int)
    for payment in figures.lines.payments:
        if payment.project == row.project:
            paid[payment.fund, payment.category] += payment.cents
    if paid:
        columns = ("资金", "类别", "金额") if lang is Lang.ZH else ("fund", "category", "amount")
        money = plain_table(text(lang, "谁出钱", "who pays"), columns, frozenset({2}))
        for (fund, category), cents in paid.items():
            name = voice.names.fund(fund)
            money.add_row(escape(name), escape(category), voice.numerals.money(cents))
        yield money


def print_person(
    figures: OutcomeFigures, voice: Voice, lang: Lang, id_: str, console: Console, width: int
) -> None:
    """Write what a person offers and what they do."""
    at = next(row for row, expert in enumerate(figures.round.experts) if expert.id == id_)
    expert, n, names = figures.round.experts[at], voice.numerals, voice.names
    heading = " ".join(filter(None, (id_, expert.name.in_lang(lang))))
    console.print(escape(heading), style="bold")
    facts = _Facts(lang)
    facts.add("部门", "department", names.department(expert.department))
    skills = [f"{names.skill(s.skill)} {s.level}" for s in expert.skills]
    facts.add("技能", "skills", voice.listed(skills))
    facts.add("可投入", "offers", n.percent(expert.availability_pct))
    leave = [f"{x.first_day} – {x.last_day} {x.reason}".strip() for x in expert.leave]
    facts.add("请假", "leave", voice.listed(leave))
    used, offered = int(figures.people.used[at].sum()), int(figures.people.offered[at].sum())
    share = f" ({n.percent(100 * used / offered)})" if offered else ""
    facts.add("负荷", "load", f"{n.effort(used)} / {n.effort(offered)} {n.effort_unit}{share}")
    console.print(facts.grid)
    uses = sorted(
        (use for use in figures.lines.people if use.expert == id_), key=lambda u: (u.start, u.end)
    )
    heads = ("项目", "工作包", "起止", "负荷", "借给")
    if lang is Lang.EN:
        heads = ("project", "package", "dates", "load", "lent to")
    table = plain_table(text(lang, "任务", "assignments"), heads, frozenset({3}))
    for use in uses:
        title = names.project(use.project)
        table.add_row(
            escape(use.project if title == use.project else f"{use.project} {title}"),
            escape(names.package(use.project, use.package)),
            n.span(use.start, use.end),
            n.percent(use.load_pct),
            escape(names.department(use.sponsor) if use.lent else ""),
        )
    if not uses:
        console.print(voice("team.none"))
        return
    console.print(table)
    for line in load_lines(figures, lang, width, rows=(at,)):
        console.print(line, markup=False, soft_wrap=True)
