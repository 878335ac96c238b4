"""Answers about a whole round: why it has no plan, and what is scarce in it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.markup import escape

from api.cli.exit_codes import INTERRUPTED, USAGE
from api.cli.options import Lang
from api.cli.speech import data_console, print_json, say, text
from api.cli.tables import plain_table
from api.cli.waiting import Report, wait_for
from api.cli.why_shown import money_shown
from optimizer.domain import Outcome, Round, Status
from optimizer.solve import Limits

if TYPE_CHECKING:
    from scenarios.why import ClashAnswer, ScarceAnswer

__all__ = ["answer_round"]

MOST_SHOWN = 12


def answer_round(
    round_: Round, outcome: Outcome, limits: Limits, lang: Lang, as_json: bool, *, scarce: bool
) -> None:
    """Answer what was asked about the round as a whole.

    Raises
    ------
    typer.Exit
        With code 2 when there is nothing to answer, with 130 after Ctrl-C.
    """
    if outcome.status is Status.INFEASIBLE:
        clash, interrupted = _clash(round_, outcome, limits, lang)
        if as_json:
            print_json(clash.model_dump(mode="json"))
        else:
            _print_clash(clash, round_, lang, data_console())
    elif scarce and outcome.plan is not None:
        answer, interrupted = _scarce(round_, outcome, limits, lang)
        if as_json:
            print_json(answer.model_dump(mode="json"))
        else:
            _print_scarce(answer, round_, lang, data_console())
    else:
        say(
            lang,
            "请指明项目，或用 --scarce 询问什么稀缺。",
            "name a project, or ask with --scarce what is scarce.",
        )
        raise typer.Exit(USAGE)
    if interrupted:
        raise typer.Exit(INTERRUPTED)


def _clash(round_: Round, outcome: Outcome, limits: Limits, lang: Lang) -> tuple[ClashAnswer, bool]:
    from scenarios.why import explain_clash

    def work(cancel: threading.Event, _report: Report) -> ClashAnswer:
        return explain_clash(round_, outcome, limits, cancel=cancel)

    return wait_for(work, lang, ("正在分析 …", "thinking ..."), ("正在停止 …", "stopping ..."))


def _print_clash(answer: ClashAnswer, round_: Round, lang: Lang, console: Console) -> None:
    title = text(lang, "不能同时成立的条件", "conditions that can't hold together")
    console.print(title, style="bold")
    for name in answer.conditions:
        console.print(escape(f"  - {name}"))
    if answer.relaxing is not None:
        title = text(lang, "最少须放宽", "the least that must give way")
        marks = text(lang, "已重算核验", "checked by re-solving")
        console.print(f"{title} ({marks})" if answer.relaxing.verified else title, style="bold")
        for sentence in answer.relaxing.sentences:
            console.print(escape(f"  - {sentence.in_lang(lang)}"))
    if answer.purchase is not None:
        cost = money_shown(answer.purchase.cost_cents, round_)
        title = text(lang, f"或者购买（{cost}）", f"or else, for {cost}")
        console.print(escape(title), style="bold")
        for purchase in answer.purchase.purchases:
            console.print(escape(f"  - {purchase.sentence.in_lang(lang)}"))
    if answer.relaxing is None and answer.purchase is None:
        console.print(
            text(
                lang,
                "没有找到出路；--time-limit 可延长。",
                "No way out was found; --time-limit gives more time.",
            )
        )


def _scarce(
    round_: Round, outcome: Outcome, limits: Limits, lang: Lang
) -> tuple[ScarceAnswer, bool]:
    from scenarios.why import explain_scarcity

    def work(cancel: threading.Event, report: Report) -> ScarceAnswer:
        def on_step(step: str) -> None:
            words = {
                "prices": ("计算影子价格 …", "pricing what is scarce ..."),
                "solve": ("求解变更后的轮次 …", "solving the changed round ..."),
            }[step]
            report(text(lang, *words))

        return explain_scarcity(round_, outcome, limits, on_step=on_step, cancel=cancel)

    return wait_for(
        work,
        lang,
        ("正在分析 …", "thinking ..."),
        ("正在停止，保留已得的回答 …", "stopping with what is answered so far ..."),
    )


def _print_scarce(answer: ScarceAnswer, round_: Round, lang: Lang, console: Console) -> None:
    _print_units(answer, round_, lang, console)
    _print_gaps(answer, lang, console)
    _print_worths(answer, round_, lang, console)
    if not answer.complete:
        note = text(
            lang,
            "时间用尽，或尚未完成编译；--time-limit 可延长。",
            "Time ran out, or code is still to be compiled; --time-limit gives more.",
        )
        console.print(note, style="dim")


def _print_units(answer: ScarceAnswer, round_: Round, lang: Lang, console: Console) -> None:
    calendar = round_.calendar
    heads = ("资源", "最紧时段", "多一份的价值")
    if lang is Lang.EN:
        heads = ("resource", "dearest", "worth of one more")
    table = plain_table(
        text(
            lang,
            "影子价格（人：一名全职；设施：一个单位；资金：一千元）",
            "prices (a person full time, one unit, or a thousand of money)",
        ),
        heads,
        frozenset({2}),
    )
    for unit in answer.units[:MOST_SHOWN]:
        name = unit.name.in_lang(lang)
        shown = f"{name} ({unit.resource})" if name and name != unit.resource else unit.resource
        since, until = calendar.first_day(unit.start), calendar.last_day(max(unit.end - 1, 0))
        table.add_row(escape(shown), f"{since} – {until}", f"{unit.points:,.1f}")
    if table.row_count:
        console.print(table)


def _print_gaps(answer: ScarceAnswer, lang: Lang, console: Console) -> None:
    heads = ("技能", "级别", "紧张度")
    if lang is Lang.EN:
        heads = ("skill", "level", "pressure")
    table = plain_table(text(lang, "技能缺口", "gaps in skills"), heads, frozenset({1, 2}))
    for gap in answer.gaps[:MOST_SHOWN]:
        name = gap.name.in_lang(lang) or gap.skill
        nobody = text(lang, "无人", "nobody")
        load = nobody if gap.load_pct is None else f"{gap.load_pct:,.0f}%"
        table.add_row(escape(name), str(gap.level), load)
    if table.row_count:
        console.print(table)


def _print_worths(answer: ScarceAnswer, round_: Round, lang: Lang, console: Console) -> None:
    heads = ("变更", "费用", "增值")
    if lang is Lang.EN:
        heads = ("change", "cost", "brings")
    title = text(lang, "多一份、培训或出借能带来什么", "what one more, training or lending brings")
    table = plain_table(title, heads, frozenset({1, 2}))
    for worth in answer.worths:
        gain = text(lang, "未算", "not solved")
        if worth.gain_points is not None:
            gain = f"{worth.gain_points:+,}" + ("" if worth.proven else " *")
        cost = money_shown(worth.cost_cents, round_) if worth.cost_cents else "-"
        table.add_row(escape(worth.sentence.in_lang(lang)), cost, gain)
    if table.row_count:
        console.print(table)
        if any(not worth.proven for worth in answer.worths):
            note = text(
                lang, "* 已找到的增值，未证最优", "* found so; a longer solve may find more"
            )
            console.print(note, style="dim")
