"""``roundtable template``: an empty workbook for departments to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.documents import load_round
from api.cli.exit_codes import USAGE
from api.cli.options import LangOption
from api.cli.speech import say

__all__ = ["template_command"]


def template_command(
    output: Annotated[
        Path,
        typer.Option("-o", "--output", help="The workbook (.xlsx) to write.", show_default=False),
    ],
    lang: LangOption,
    round_file: Annotated[
        Path | None,
        typer.Option("--round", help="Fill in the rules and inventories of this round."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the file when there is one already.")
    ] = False,
) -> None:
    """Write a workbook with headers, drop-downs and checks, ready to be filled in."""
    from scenarios.tables import write_template

    if output.suffix.lower() != ".xlsx":
        say(lang, f"{output} 应以 .xlsx 结尾", f"{output} should end in .xlsx")
        raise typer.Exit(USAGE)
    if output.exists() and not force:
        say(
            lang,
            f"{output} 已存在；用 --force 覆盖",
            f"{output} exists already; --force replaces it",
        )
        raise typer.Exit(USAGE)
    lists = None if round_file is None else load_round(round_file, lang)
    try:
        write_template(output, lang.value, lists)
    except OSError as error:
        say(
            lang,
            f"无法写入 {output}：{error.strerror}",
            f"{output} can't be written: {error.strerror}",
        )
        raise typer.Exit(USAGE) from None
    say(lang, f"已写入 {output}", f"wrote {output}")
