"""``roundtable fund``: requests accepted by departments that co-fund them from their own funds."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli.documents import load_round, stop_with, write_atomically
from api.cli.exit_codes import USAGE
from api.cli.options import FileFormat, InputFile, JsonFlag, Lang, LangOption
from api.cli.speech import data_console, print_json, say, text
from optimizer.domain import Round
from optimizer.findings import has_errors

if TYPE_CHECKING:
    from optimizer.sharing.plans import CoFunding

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
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Write the round with its project pins here."),
    ] = None,
    as_json: JsonFlag = False,
    format: FileFormat = None,
) -> None:
    """Select requests by the Method of Equal Shares; -o pins them for `roundtable solve`."""
    from optimizer.checks import check_round
    from optimizer.sharing import Completion
    from optimizer.sharing.plans import co_fund

    round_ = load_round(file, lang, format, as_json)
    findings = check_round(round_)
    if has_errors(findings):
        raise stop_with(findings, lang, as_json)
    funding = co_fund(round_, Completion(completion.value))
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
    for note in funding.notes:
        console.print(escape(note.in_lang(lang)), soft_wrap=True)
