"""Chapters of the demonstration that show what is known: organisation, plan, shares, signers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli.options import Lang
from api.cli.speech import text
from api.cli.tables import plain_table
from optimizer.domain import Outcome, Provenance, Round, Status

if TYPE_CHECKING:
    from optimizer.sharing import PlanShares
    from optimizer.solve import Limits
    from scenarios.figures import OutcomeFigures, Pressure
    from scenarios.report.voice import Voice

__all__ = ["Story", "show_agreement", "show_organisation", "show_plan", "show_shares"]


@dataclass
class Story:
    """The round that is told about, and how far the story has come."""

    round: Round
    lang: Lang
    console: Console
    limits: Limits
    chapters: int = field(default=0)

    def chapter(self, zh: str, en: str) -> None:
        """Begin a numbered chapter."""
        self.chapters += 1
        self.console.print()
        title = f"{self.chapters}. {text(self.lang, zh, en)}"
        self.console.rule(f"[bold]{escape(title)}[/bold]", align="left", characters="─")

    def tell(self, zh: str, en: str) -> None:
        """Write a sentence, wrapped to the width; Chinese may break between any two characters."""
        said = text(self.lang, zh, en)
        if self.lang is Lang.EN:
            self.console.print(escape(said))
            return
        for line in _folded(said, self.console.width):
            self.line(line)

    def line(self, line: str) -> None:
        """Write a line as it is."""
        self.console.print(line, markup=False, soft_wrap=True)

    def names(self) -> dict[str, str]:
        """Return the department names in the language shown."""
        return {d.id: d.name.in_lang(self.lang) for d in self.round.departments}


def _folded(said: str, width: int) -> list[str]:
    """Return lines of at most ``width`` columns; words stay whole, no line begins with a stop."""
    lines, line, used = [], "", 0
    for part in re.findall(r"[!-~]+|.", said):
        # A stop may stand in the last two columns, which are kept free for it.
        room = width if part in "，。；：、）”" else width - 2
        if line and used + cell_len(part) > room:
            lines.append(line)
            line, used = "", 0
            if part == " ":
                continue
        line += part
        used += cell_len(part)
    return [*lines, line]


def show_organisation(story: Story) -> None:
    """Show who takes part, what each department puts in and asks for, and what is tight."""
    from scenarios.figures import figures_of
    from scenarios.report.voice import voice_of

    round_, lang = story.round, story.lang
    story.chapter("机构与申请", "The organisation and its requests")
    figures = figures_of(round_, _unsolved(round_))
    voice = voice_of(figures, lang.value)
    calendar = round_.calendar
    story.tell(
        f"{round_.title.zh}：{calendar.first_day(0)} 起 {calendar.periods} 周。各部门报来可统筹的"
        "人员、设施、数据与资金，并提出跨部门项目。",
        f"{round_.title.en}: {calendar.periods} weeks from {calendar.first_day(0)}. Departments "
        "report the people, facilities, data and money they can share, and request projects.",
    )
    heads = ("部门", "人员", "设施", "数据集", "资金", "申请")
    if lang is Lang.EN:
        heads = ("department", "people", "facilities", "datasets", "money", "requests")
    unit = voice.numerals.currency_word
    table = plain_table(
        text(lang, f"投入与申请（资金单位：{unit}）", f"what is put in and asked for ({unit})"),
        heads,
        frozenset({1, 2, 3, 4, 5}),
    )
    table.columns[0].no_wrap = True
    for department in round_.departments:
        id_ = department.id
        money = sum(fund.amount_cents for fund in figures.funds if fund.department == id_)
        table.add_row(
            escape(department.name.in_lang(lang)),
            str(sum(e.department == id_ for e in round_.experts)),
            str(sum(f.department == id_ for f in round_.facilities)),
            str(sum(d.department == id_ for d in round_.datasets)),
            voice.numerals.money(money),
            str(sum(p.sponsor == id_ for p in round_.projects)),
        )
    story.console.print(table)
    story.console.print(_tight_table(figures, voice, lang))


def _tight_table(figures: OutcomeFigures, voice: Voice, lang: Lang) -> Table:
    """Return what all requests ask for against what is on offer, the tightest of each sort."""
    heads = ("资源", "供给方", "全部申请", "可供", "压力")
    if lang is Lang.EN:
        heads = ("resource", "suppliers", "asked for", "on offer", "pressure")
    n = voice.numerals
    title = text(lang, "最紧的技能、设施与资金", "the tightest skills, facilities and funds")
    table = plain_table(title, heads, frozenset({1, 2, 3, 4}))

    def add(row: Pressure, name: str, amount: Callable[[int], str]) -> None:
        mark = "!" if row.load is None or row.asked > row.capacity else ""
        pct = "-" if not row.capacity else n.percent(100 * row.asked / row.capacity)
        table.add_row(
            escape(name), str(row.suppliers), amount(row.asked), amount(row.capacity), mark + pct
        )

    def tightest(rows: Sequence[Pressure], count: int) -> list[Pressure]:
        return sorted(rows, key=lambda row: -row.asked / max(row.capacity, 1))[:count]

    for row in tightest(figures.skills, 5):
        name = f"{voice.names.skill(row.name)} {voice('pressure.level', level=row.level)}"
        add(row, name, lambda amount: f"{n.effort(amount)} {n.effort_unit}")
    for row in tightest(figures.kinds, 2):
        add(row, _kind_name(figures.round, row.name, lang), n.number)
    for row in tightest(figures.money, 3):
        add(row, voice("money.named", name=row.name), n.amount)
    return table


def _kind_name(round_: Round, kind: str, lang: Lang) -> str:
    """Return the facility's name where the kind has only one, else the kind."""
    names = [f.name.in_lang(lang) for f in round_.facilities if f.kind == kind]
    return names[0] if len(names) == 1 else kind


def _unsolved(round_: Round) -> Outcome:
    """Return the outcome of a round before any search: no plan yet."""
    from optimizer import __version__

    return Outcome(
        status=Status.NO_PLAN_FOUND,
        provenance=Provenance(
            round_hash=round_.content_hash(),
            roundtable=__version__,
            solver="",
            seed=0,
            workers=0,
            time_limit_seconds=0,
            deterministic=True,
        ),
    )


def show_plan(story: Story, outcome: Outcome) -> None:
    """Show how good the plan is proven to be, what is done when, and what is not."""
    from api.cli.charts import gantt_lines
    from api.cli.plan_shown import levels_shown, rejected_table
    from scenarios.figures import figures_of
    from scenarios.report.voice import voice_of

    figures = figures_of(story.round, outcome)
    voice = voice_of(figures, story.lang.value)
    levels, meanings = levels_shown(figures, voice, story.lang)
    story.console.print(levels)
    for meaning in meanings:
        story.tell(meaning, meaning)
    story.tell(
        "核验：不含求解器的独立程序逐条重放了计划，没有违反任何规则。",
        "Verified: a program without any solver has replayed the plan; it breaks no rule.",
    )
    story.chapter("计划", "The plan")
    story.tell(*_counts(figures))
    listed = [row.project for row in figures.accepted]
    for line in gantt_lines(figures, story.lang, min(story.console.width, 100), False, listed):
        story.line(line)
    story.console.print()
    story.console.print(rejected_table(figures.left_out, story.lang))


def _counts(figures: OutcomeFigures) -> tuple[str, str]:
    done, of = len(figures.accepted), len(figures.projects)
    people = len({use.expert for use in figures.lines.people})
    packages, payments = len(figures.lines.packages), len(figures.lines.payments)
    zh = (
        f"{of} 项申请中立项 {done} 项：{packages} 个工作包落实到人（{people} 人），"
        f"每笔钱落实到资金（{payments} 笔）。"
    )
    en = (
        f"{done} of {of} requests are done: {packages} work packages with the names of {people} "
        f"people, and {payments} payments with the fund of each."
    )
    return zh, en


def show_shares(story: Story, outcome: Outcome) -> PlanShares | None:
    """Show who pays what of the plan, and what each department gains against standing alone."""
    from optimizer.sharing import RuleRefused, share_plan
    from scenarios.figures import figures_of
    from scenarios.report.voice import voice_of

    if outcome.plan is None:
        return None
    story.chapter("成本分摊", "Who pays what")
    try:
        shares = share_plan(story.round, outcome.plan)
    except RuleRefused as refusal:
        words = refusal.finding
        story.tell(words.message("zh"), words.message("en"))
        return None
    own = voice_of(figures_of(story.round, outcome), story.lang.value).numerals
    n = replace(own, fractions=False)  # whole units; `roundtable share` shows the cents
    names = story.names()
    heads = ("部门", "价值", "应付", "结算", "比单干省")
    if story.lang is Lang.EN:
        heads = ("department", "value", "pays", "settlement", "gain")
    rule = shares.rule_name.in_lang(story.lang)
    table = plain_table(
        text(
            story.lang,
            f"{n.money(shares.total_cents)} {n.currency_word}，{rule}",
            f"{n.money(shares.total_cents)} {n.currency_word} by {rule}",
        ),
        heads,
        frozenset(range(1, 5)),
    )
    table.columns[0].no_wrap = True
    for item in shares.departments:
        gain = item.gain_cents
        shown = n.money(gain.low) if gain.is_exact else f"≥ {n.money(gain.low)}"
        table.add_row(
            escape(names.get(item.department, item.department)),
            n.number(item.value_points),
            n.money(item.pays_cents),
            n.money(item.balance_cents),
            shown,
        )
    story.console.print(table)
    passed = sum(entry.verdict == "pass" for entry in shares.certificate)
    count, least = len(shares.transfers), shares.least_transfers
    few_zh = "已证最少" if count == least else f"至少 {least} 笔"
    few_en = "proven fewest" if count == least else f"at least {least} are needed"
    story.tell(
        f"应付合计等于方案成本，分毫不差；结算只需 {count} 笔转账（{few_zh}）。"
        f"证书中 {passed} 项性质逐项核验通过（roundtable share --certificate）。",
        f"The shares sum to the plan's cost to the cent; {count} transfers settle it ({few_en}). "
        f"{passed} properties are certified (`roundtable share --certificate`).",
    )
    return shares


def show_agreement(story: Story, outcome: Outcome) -> None:
    """Show who must sign: the first of the policy's limits that an amount fits."""
    from scenarios.figures import figures_of
    from scenarios.report.voice import voice_of

    limits = story.round.policy.authority_limits
    if not limits or outcome.plan is None:
        return
    story.chapter("谁来签字", "Who must sign")
    figures = figures_of(story.round, outcome)
    drawn: dict[tuple[str, str, str, str], int] = defaultdict(int)
    for project in outcome.plan.projects:
        for package in project.packages:
            for line in package.money:
                drawn[project.project, package.package, line.need, line.fund] += line.amount_cents
    n = voice_of(figures, story.lang.value).numerals
    heads = ("签批人", "额度以内", "笔数", "金额")
    if story.lang is Lang.EN:
        heads = ("signer", "up to", "drawings", "amount")
    table = plain_table(
        text(story.lang, "从资金支取", "drawings from funds"), heads, frozenset({1, 2, 3})
    )
    left = dict(drawn)
    for limit in limits:
        fits = {
            key: cents
            for key, cents in left.items()
            if limit.up_to_cents is None or cents <= limit.up_to_cents
        }
        left = {key: cents for key, cents in left.items() if key not in fits}
        most = text(story.lang, "不限", "any") if limit.up_to_cents is None else None
        table.add_row(
            escape(limit.signer),
            most or n.money(limit.up_to_cents or 0),
            str(len(fits)),
            n.money(sum(fits.values())),
        )
    story.console.print(table)
