"""Explanations in the terminal: labels on the left, sentences that fold on the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli.options import Lang
from api.cli.speech import text
from api.cli.tables import plain_table
from optimizer.domain import Round

if TYPE_CHECKING:
    from scenarios.why import Displaced, PersonAnswer, ProjectAnswer, Remedy

__all__ = ["Facts", "money_shown", "print_person_answer", "print_project_answer"]

MOST_OPTIONS = 12


class Facts:
    """Pairs of label and value, one a line; long values fold."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.grid = Table.grid(padding=(0, 2))
        self.grid.add_column(no_wrap=True)
        self.grid.add_column(overflow="fold")

    def add(self, zh: str, en: str, value: str) -> None:
        """Add a line, unless there is nothing to say."""
        if value:
            self.grid.add_row(text(self.lang, zh, en), escape(value))


def money_shown(cents: int, round_: Round) -> str:
    """Return an amount with its currency."""
    return f"{cents // 100:,}.{cents % 100:02d} {round_.currency}"


def print_project_answer(
    answer: ProjectAnswer, round_: Round, lang: Lang, console: Console
) -> None:
    """Write why a project is out and what would let it in."""
    heading = " ".join(filter(None, (answer.project, answer.title.in_lang(lang))))
    console.print(escape(heading), style="bold")
    facts = Facts(lang)
    facts.add("价值", "worth", f"{answer.worth:,}")
    facts.add("原因", "reason", f"{answer.reason.in_lang(lang)} [{answer.code}]")
    facts.add("占用者", "held by", _names(answer.holders, lang))
    if answer.conflict is not None:
        facts.add("规则", "rules", answer.conflict.sentence.in_lang(lang))
    facts.add("影子价格", "prices", _prices(answer, round_, lang))
    if answer.forced is not None:
        facts.add("强行立项", "if forced", answer.forced.sentence.in_lang(lang))
    console.print(facts.grid)
    _print_remedies(answer.remedies, round_, lang, console)
    if not answer.complete:
        note = text(
            lang,
            "时间用尽（或尚未完成编译），部分内容未算完；--time-limit 可延长。",
            "Time ran out, or code is still to be compiled: not every part is done. "
            "--time-limit gives more.",
        )
        console.print(note, style="dim")


def _names(projects: Sequence[Displaced], lang: Lang) -> str:
    told = [f"{item.project} ({item.worth:,})" for item in projects]
    return ("、" if lang is Lang.ZH else ", ").join(told)


def _prices(answer: ProjectAnswer, round_: Round, lang: Lang) -> str:
    """Return what the project's needs are worth to others, resource by resource."""
    if not answer.price_points or not answer.bindings:
        return ""
    parts = []
    calendar = round_.calendar
    for item in answer.bindings:
        last = min(max(item.end - 1, item.start), calendar.periods - 1)
        name = item.name.in_lang(lang) or item.resource
        since, until = calendar.first_day(item.start), calendar.last_day(last)
        parts.append(f"{name} {item.price_points:,.1f} ({since} – {until})")
    total = f"{answer.price_points:,.1f}"
    joined = ("、" if lang is Lang.ZH else ", ").join(parts)
    return text(
        lang,
        f"按松弛问题的对偶价格，它所需的至少值 {total}：{joined}。",
        f"at the relaxation's prices what it needs is worth {total} at least: {joined}.",
    )


def _print_remedies(
    remedies: Sequence[Remedy], round_: Round, lang: Lang, console: Console
) -> None:
    if not remedies:
        words = text(lang, "没有找到可以使其入选的变更。", "No change on offer lets it in.")
        console.print(words)
        return
    title = text(lang, "最省的变更", "the cheapest changes")
    heads = ("#", "变更", "费用") if lang is Lang.ZH else ("#", "change", "cost")
    table = plain_table(title, heads, frozenset({0, 2}))
    for number, remedy in enumerate(remedies, start=1):
        cost = money_shown(remedy.cost_cents, round_)
        mark = _standing(remedy, round_, lang)
        table.add_row(str(number), escape(f"{remedy.sentence.in_lang(lang)} {mark}"), cost)
    console.print(table)


def _standing(remedy: Remedy, round_: Round, lang: Lang) -> str:
    checked = text(lang, "已重算核验", "checked by re-solving") if remedy.verified else ""
    if remedy.proven:
        least = text(lang, "已证最省", "proven cheapest")
    else:
        bound = money_shown(max(0, remedy.bound_cents or 0), round_)
        least = text(lang, f"至少需 {bound}", f"at least {bound} is needed")
    if remedy.kinds:
        least += text(lang, "（仅此一类）", " (of this sort alone)")
    return f"[{text(lang, '；', '; ').join(filter(None, (least, checked)))}]"


def print_person_answer(answer: PersonAnswer, lang: Lang, console: Console) -> None:
    """Write why a person is on a need and who would be next."""
    heading = f"{answer.project} / {answer.package} / {answer.need}"
    console.print(escape(heading), style="bold")
    console.print(escape(answer.sentence.in_lang(lang)))
    if answer.without is not None:
        console.print(escape(answer.without.sentence.in_lang(lang)))
    if not answer.options:
        return
    heads = ("人选", "级别", "说明") if lang is Lang.ZH else ("person", "level", "instead")
    table = plain_table(text(lang, "其他人选", "who else qualifies"), heads, frozenset({1}))
    for option in answer.options[:MOST_OPTIONS]:
        words = option.sentence.in_lang(lang)
        for mark in ("：", ": "):
            words = words.split(mark, 1)[-1] if mark in words else words
        name = option.name.in_lang(lang)
        shown = f"{name} ({option.expert})" if name else option.expert
        table.add_row(escape(shown), str(option.level), escape(words))
    console.print(table)
    more = len(answer.options) - MOST_OPTIONS
    if more > 0:
        console.print(text(lang, f"另有 {more} 人", f"and {more} more"), style="dim")
