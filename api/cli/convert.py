"""``roundtable convert``: a round from any readable format into any other."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.documents import load_round, stop_with
from api.cli.exit_codes import USAGE
from api.cli.options import FileFormat, InputFile, LangOption
from api.cli.speech import say
from optimizer.errors import NoPlace

__all__ = ["convert_command"]


def convert_command(
    file: InputFile,
    out: Annotated[Path, typer.Argument(help="The file to write.", show_default=False)],
    lang: LangOption,
    format: FileFormat = None,
    to: Annotated[
        str | None, typer.Option("--to", help="Write this format, whatever the name says.")
    ] = None,
) -> None:
    """Write a round in another format; what the format has no place for stops it, all at once."""
    from scenarios.formats import FORMATS, format_of_name, write_file

    wanted = to or format_of_name(out)
    if wanted not in FORMATS:
        known = ", ".join(FORMATS)
        say(
            lang,
            f"请用 --to 指明格式：{known}",
            f"name the format to write with --to: {known}",
        )
        raise typer.Exit(USAGE)
    round_ = load_round(file, lang, format)
    try:
        write_file(round_, out, wanted, lang.value)
    except NoPlace as error:
        raise stop_with(error.findings, lang) from None
    except OSError as error:
        say(lang, f"无法写入 {out}：{error.strerror}", f"{out} can't be written: {error.strerror}")
        raise typer.Exit(USAGE) from None
    say(lang, f"已写入 {out}", f"wrote {out}")
