"""``roundtable scenario ready``: the ready-made scenarios of a round."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from api.cli.documents import load_round
from api.cli.exit_codes import USAGE
from api.cli.options import FileFormat, InputFile, LangOption
from api.cli.scenario.files import applied_to
from api.cli.speech import data_console, say
from scenarios.changes import write_scenario
from scenarios.ready_made import ready_made

__all__ = ["ready_command"]


def ready_command(
    file: InputFile,
    lang: LangOption,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Write each as a file into this folder."),
    ] = None,
    format: FileFormat = None,
) -> None:
    """List the ready-made scenarios of a round, or write them as files to run and to edit."""
    round_ = load_round(file, lang, format)
    console = data_console()
    if output is not None:
        try:
            output.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            why = error.strerror
            say(lang, f"无法写入 {output}：{why}", f"{output} can't be written: {why}")
            raise typer.Exit(USAGE) from None
    for number, scenario in enumerate(ready_made(round_), start=1):
        console.print(escape(f"{number}. {scenario.name.in_lang(lang)}"), soft_wrap=True)
        for sentence in applied_to(round_, scenario, lang).sentences:
            console.print(escape(f"   {sentence.in_lang(lang)}"), soft_wrap=True)
        if output is not None:
            write_scenario(scenario, output / f"{number:02d}.json")
    if output is not None:
        say(lang, f"已写入 {output}", f"wrote {output}")
