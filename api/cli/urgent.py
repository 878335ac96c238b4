"""``roundtable urgent``: a late request against a published plan, as options with their bills."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape

from api.cli.documents import load_outcome, load_round, stop_with, write_atomically
from api.cli.exit_codes import INTERRUPTED, NO_PLAN, USAGE
from api.cli.options import FileFormat, InputFile, JsonFlag, Lang, LangOption, OutcomeFile
from api.cli.soundness import refuse_unsound
from api.cli.speech import data_console, print_json, say, text
from api.cli.tables import plain_table
from api.cli.waiting import Report, wait_for
from api.cli.why_shown import Facts, money_shown
from optimizer.domain import Outcome, Project, Round
from optimizer.errors import BadFile, BadScenario
from optimizer.solve import Limits

if TYPE_CHECKING:
    from scenarios.urgent import UrgentAnswer, UrgentOption

__all__ = ["urgent_command"]

MOST_SHOWN = 8


def urgent_command(
    file: InputFile,
    outcome_file: OutcomeFile,
    lang: LangOption,
    request_file: Annotated[
        Path | None,
        typer.Argument(help="The request: one project in JSON.", metavar="[REQUEST]"),
    ] = None,
    project: Annotated[
        str | None, typer.Option("--project", metavar="ID", help="A request the plan leaves out.")
    ] = None,
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=0.1, help="Seconds for all options.")
    ] = 30.0,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Threads of each solve.")] = 2,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1)] = 0,
    keep_reserve: Annotated[
        bool, typer.Option("--keep-reserve", help="Leave the funds' fast-lane reserve alone.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Write each option's round and outcome here."),
    ] = None,
    as_json: JsonFlag = False,
    format: FileFormat = None,
) -> None:
    """Take an urgent request into a published plan: options, and who is displaced by each."""
    if (request_file is None) == (project is None):
        say(
            lang,
            "请给出申请文件，或用 --project 指明计划外的项目。",
            "give either a request file or --project.",
        )
        raise typer.Exit(USAGE)
    round_ = load_round(file, lang, format, as_json)
    outcome = load_outcome(outcome_file, lang, as_json)
    refuse_unsound(round_, outcome, outcome_file, lang)
    asked: Project | str = project or ""
    if request_file is not None:
        asked = _load_request(request_file, lang, as_json)
    limits = Limits(time_limit_seconds=time_limit, workers=workers, seed=seed)
    try:
        answer, interrupted = _answered(round_, outcome, asked, limits, keep_reserve, lang)
    except BadScenario as error:
        raise stop_with(error.findings, lang, as_json) from None
    except ValueError as error:
        say(lang, f"无法处理：{error}", f"that can't be answered: {error}")
        raise typer.Exit(USAGE) from None
    if output is not None:
        _write_options(round_, answer, limits, output, lang)
    if as_json:
        print_json(answer.model_dump(mode="json"))
    else:
        _print_answer(answer, round_, lang, data_console())
    if interrupted:
        raise typer.Exit(INTERRUPTED)
    if not answer.options:
        raise typer.Exit(NO_PLAN)


def _load_request(path: Path, lang: Lang, as_json: bool) -> Project:
    """Return the project in a JSON file, or stop with what is wrong with it."""
    from scenarios.formats.source import parse_json, read_text
    from scenarios.formats.structure import structure_findings

    try:
        return Project.model_validate(parse_json(read_text(path), path.name))
    except ValidationError as error:
        findings = structure_findings(error, path.name)
    except BadFile as error:
        findings = list(error.findings)
    raise stop_with(findings, lang, as_json)


def _answered(
    round_: Round,
    outcome: Outcome,
    asked: Project | str,
    limits: Limits,
    keep_reserve: bool,
    lang: Lang,
) -> tuple[UrgentAnswer, bool]:
    from scenarios.urgent import OPTION_TITLES, answer_urgent

    def work(cancel: threading.Event, report: Report) -> UrgentAnswer:
        def on_step(step: str) -> None:
            titles = next(words for code, words in OPTION_TITLES.items() if code == step)
            report(f"{text(lang, *titles)} …")

        return answer_urgent(
            round_,
            outcome,
            asked,
            limits,
            release_reserve=not keep_reserve,
            on_step=on_step,
            cancel=cancel,
        )

    return wait_for(
        work,
        lang,
        ("正在寻找方案 …", "looking for options ..."),
        ("正在停止，保留已找到的方案 …", "stopping with the options found so far ..."),
    )


def _write_options(
    round_: Round, answer: UrgentAnswer, limits: Limits, output: Path, lang: Lang
) -> None:
    from scenarios.formats import write_json
    from scenarios.urgent import option_outcome

    try:
        output.mkdir(parents=True, exist_ok=True)
        for option in answer.options:
            changed, outcome = option_outcome(round_, option, limits)
            write_json(changed, output / f"{option.code}.round.json")
            write_atomically(output / f"{option.code}.outcome.json", outcome)
            bill = option.model_dump(mode="json", exclude={"plan"})
            (output / f"{option.code}.bill.json").write_text(
                json.dumps(bill, ensure_ascii=False, indent=1) + "\n", "utf-8"
            )
    except OSError as error:
        why = error.strerror
        say(lang, f"无法写入 {output}：{why}", f"{output} can't be written: {why}")
        raise typer.Exit(USAGE) from None
    say(lang, f"已写入 {output}", f"wrote {output}")


def _print_answer(answer: UrgentAnswer, round_: Round, lang: Lang, console: Console) -> None:
    heading = " ".join(filter(None, (answer.project, answer.title.in_lang(lang))))
    console.print(escape(heading), style="bold")
    worth = text(lang, f"价值 {answer.worth:,}", f"worth {answer.worth:,}")
    if answer.reserve_released:
        worth += text(lang, "；动用快速通道储备", "; the fast-lane reserve may be drawn on")
    console.print(worth)
    for number, option in enumerate(answer.options, start=1):
        _print_option(number, option, round_, lang, console)
    facts = Facts(lang)
    for item in answer.without:
        from scenarios.urgent import OPTION_TITLES

        facts.add(*OPTION_TITLES[item.code], item.reason.in_lang(lang))
    console.print()
    console.print(facts.grid, style="dim")


def _print_option(
    number: int, option: UrgentOption, round_: Round, lang: Lang, console: Console
) -> None:
    console.print()
    console.print(escape(f"{number}. {option.title.in_lang(lang)}"), style="bold")
    facts = Facts(lang)
    facts.add("安排", "plan", option.sentence.in_lang(lang))
    facts.add("界与差距", "bound", _bound(option, lang))
    facts.add("变动", "changes", _changes(option, lang))
    if option.cost_cents:
        facts.add("购买", "to buy", _purchases(option, round_, lang))
    console.print(facts.grid)
    if option.displaced:
        columns = ("项目", "受到的影响")
        if lang is Lang.EN:
            columns = ("project", "what becomes of it")
        table = plain_table(text(lang, "代价", "the bill"), columns)
        for item in option.displaced[:MOST_SHOWN]:
            table.add_row(escape(item.project), escape(item.sentence.in_lang(lang)))
        console.print(table)
        more = len(option.displaced) - MOST_SHOWN
        if more > 0:
            console.print(text(lang, f"另有 {more} 个", f"and {more} more"), style="dim")
    heads = ("部门", "失", "得", "延误期数")
    if lang is Lang.EN:
        heads = ("department", "loses", "gains", "periods late")
    table = plain_table(text(lang, "各部门", "departments"), heads, frozenset({1, 2, 3}))
    for bill in option.departments:
        name = bill.name.in_lang(lang) or bill.department
        figures = (bill.loses, bill.gains, bill.delayed)
        table.add_row(escape(name), *(f"{figure:,}" if figure else "-" for figure in figures))
    if table.row_count:
        console.print(table)


def _bound(option: UrgentOption, lang: Lang) -> str:
    proven = text(lang, "已证最优", "proven best of its kind") if option.proven else ""
    if option.bound is None or option.gap is None:
        return proven
    told = text(
        lang,
        f"价值至多 {option.bound:,}，差距 {option.gap:.1%}",
        f"worth {option.bound:,} at most, gap {option.gap:.1%}",
    )
    return text(lang, "；", "; ").join(filter(None, (told, proven)))


def _changes(option: UrgentOption, lang: Lang) -> str:
    return text(
        lang,
        f"{option.lines:,} 行中的 {option.changed_lines:,} 行",
        f"{option.changed_lines:,} of {option.lines:,} lines",
    )


def _purchases(option: UrgentOption, round_: Round, lang: Lang) -> str:
    from scenarios.changes import apply_changes

    told = apply_changes(round_, option.changes).sentences[-option.purchases :]
    cost = money_shown(option.cost_cents, round_)
    joined = ("" if lang is Lang.ZH else " ").join(s.in_lang(lang) for s in told)
    return f"{joined} {text(lang, '共', 'In all')} {cost}"
