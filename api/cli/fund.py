"""``roundtable fund``: requests accepted by departments that co-fund them from their own funds."""

from __future__ import annotations

import threading
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli.documents import load_round, stop_with, write_atomically
from api.cli.exit_codes import INTERRUPTED, OK, TIME_LIMIT, USAGE
from api.cli.options import FileFormat, InputFile, JsonFlag, Lang, LangOption
from api.cli.speech import data_console, print_json, say, text
from api.cli.waiting import Report, wait_for
from optimizer.domain import Round
from optimizer.findings import has_errors

if TYPE_CHECKING:
    from optimizer.sharing.plans.co_funding import CoFunding, RefusedProject, Runs

__all__ = ["fund_command"]


class CompletionOption(StrEnum):
    """What happens when no request's supporters can pay any more."""

    NONE = "none"
    POOLED_REMAINDER = "pooled-remainder"


def fund_command(
    file: InputFile,
    lang: LangOption,
    completion: Annotated[
        CompletionOption,
        typer.Option("--completion", help="What happens with money that equal shares leave."),
    ] = CompletionOption.NONE,
    money_only: Annotated[
        bool,
        typer.Option("--money-only", help="Don't try whether what is bought runs together."),
    ] = False,
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=0.1, help="Seconds for all that is tried.")
    ] = 60.0,
    each: Annotated[
        float, typer.Option("--each", min=0.1, help="Seconds for one purchase tried.")
    ] = 10.0,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Write the round with its project pins here."),
    ] = None,
    as_json: JsonFlag = False,
    format: FileFormat = None,
) -> None:
    """Select requests by the Method of Equal Shares; -o pins them for `roundtable solve`."""
    from optimizer.checks import check_round

    round_ = load_round(file, lang, format, as_json)
    findings = check_round(round_)
    if has_errors(findings):
        raise stop_with(findings, lang, as_json)
    funding, interrupted = _fund(
        round_, completion, None if money_only else (each, time_limit), lang
    )
    if output is not None:
        try:
            write_atomically(output, funding.pinned(round_))
        except OSError as error:
            say(lang, f"无法写入 {output}：{error}", f"{output} can't be written: {error}")
            raise typer.Exit(USAGE) from None
        say(lang, f"已写入 {output}", f"wrote {output}")
    if as_json:
        print_json(funding.model_dump(mode="json"))
    else:
        _print(funding, round_, lang, data_console())
    unsettled = any(item.code == "unsettled" for item in funding.refused)
    raise typer.Exit(INTERRUPTED if interrupted else TIME_LIMIT if unsettled else OK)


def _fund(
    round_: Round, completion: CompletionOption, seconds: tuple[float, float] | None, lang: Lang
) -> tuple[CoFunding, bool]:
    """Select, trying each purchase for `seconds` each and in all; None: by money alone."""
    from optimizer.coalitions import Together
    from optimizer.sharing import Completion
    from optimizer.sharing.plans import co_fund

    wanted = Completion(completion.value)
    if seconds is None:
        return co_fund(round_, wanted), False

    def work(cancel: threading.Event, report: Report) -> CoFunding:
        together = Together(
            round_, seconds_each=seconds[0], seconds_total=seconds[1], cancel=cancel
        )

        def runs(before: frozenset[str], project: str) -> Runs:
            report(text(lang, f"试排 {project}", f"trying {project}"))
            return together(before, project)

        return co_fund(round_, wanted, runs_together=runs)

    return wait_for(
        work,
        lang,
        ("正在试排 …", "trying purchases ..."),
        ("正在停止，未试排的不出资 …", "stopping, what is not tried is not bought ..."),
    )


def _print(funding: CoFunding, round_: Round, lang: Lang, console: Console) -> None:
    from optimizer.sharing.plans import format_cents

    titles = {p.id: p.title.in_lang(lang) for p in round_.projects}
    heads = ("项目", "现金", "每点价格", "出资")
    if lang is Lang.EN:
        heads = ("project", "cash", "per point", "who pays")
    table = Table(
        title=text(lang, "共同出资的项目", "co-funded projects"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    for k, head in enumerate(heads):
        table.add_column(head, justify="right" if k in (1, 2) else "left", overflow="fold")
    for item in funding.projects:
        rate = item.cents_per_point
        parts = (f"{p.department} {format_cents(p.cents, funding.currency)}" for p in item.payments)
        table.add_row(
            escape(f"{item.project} {titles[item.project]}".strip()),
            format_cents(item.cost_cents, funding.currency),
            "-" if rate is None else format_cents(round(rate), funding.currency),
            escape("  ".join(parts)),
        )
    console.print(table)
    for budget, left in zip(funding.budgets, funding.left, strict=True):
        if budget.cents:
            had = format_cents(budget.cents, funding.currency)
            rest = format_cents(left.cents, funding.currency)
            name = budget.department
            words = text(lang, f"{name}：{had}，剩余 {rest}", f"{name}: {had}, {rest} left")
            console.print(escape(words), soft_wrap=True)
    for left_out in funding.refused:
        console.print(
            f"[yellow]{escape(_refusal(left_out, titles, lang))}[/yellow]", soft_wrap=True
        )
    for note in funding.notes:
        console.print(escape(note.in_lang(lang)), soft_wrap=True)


def _refusal(item: RefusedProject, titles: dict[str, str], lang: Lang) -> str:
    name = f"{item.project} {titles[item.project]}".strip()
    reason = item.reason.in_lang(lang)
    return text(lang, f"不出资 {name}：{reason}", f"not funded: {name}. {reason}")
