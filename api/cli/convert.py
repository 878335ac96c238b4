"""``roundtable convert``: a round from any readable format into JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.documents import load_round
from api.cli.exit_codes import USAGE
from api.cli.options import FileFormat, InputFile, LangOption
from api.cli.speech import say

__all__ = ["convert_command"]


def convert_command(
    file: InputFile,
    out: Annotated[Path, typer.Argument(help="The JSON file to write.", show_default=False)],
    lang: LangOption,
    format: FileFormat = None,
) -> None:
    """Write a round as JSON, whatever format it comes in."""
    from scenarios.formats import write_json

    round_ = load_round(file, lang, format)
    try:
        write_json(round_, out)
    except OSError as error:
        say(lang, f"无法写入 {out}：{error.strerror}", f"{out} can't be written: {error.strerror}")
        raise typer.Exit(USAGE) from None
    say(lang, f"已写入 {out}", f"wrote {out}")
