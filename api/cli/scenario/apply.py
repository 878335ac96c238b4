"""``roundtable scenario apply``: the changed round as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.documents import load_round, stop_with
from api.cli.exit_codes import USAGE
from api.cli.options import FileFormat, InputFile, LangOption
from api.cli.scenario.files import ScenarioFile, applied_to, load_scenario, said
from api.cli.speech import say
from optimizer.errors import NoPlace

__all__ = ["apply_command"]


def apply_command(
    file: InputFile,
    scenario_file: ScenarioFile,
    out: Annotated[Path, typer.Option("-o", "--output", help="The changed round.")],
    lang: LangOption,
    format: FileFormat = None,
) -> None:
    """Apply a scenario and write the changed round, in the format its name tells."""
    from scenarios.formats import FORMATS, format_of_name, write_file

    wanted = format_of_name(out)
    if wanted not in FORMATS:
        say(lang, f"无法由文件名判断格式：{out}", f"the name tells no format: {out}")
        raise typer.Exit(USAGE)
    round_ = load_round(file, lang, format)
    applied = applied_to(round_, load_scenario(scenario_file, lang), lang)
    said(applied, lang)
    try:
        write_file(applied.round, out, wanted)
    except NoPlace as error:
        raise stop_with(error.findings, lang) from None
    except OSError as error:
        say(lang, f"无法写入 {out}：{error.strerror}", f"{out} can't be written: {error.strerror}")
        raise typer.Exit(USAGE) from None
    say(lang, f"已写入 {out}", f"wrote {out}")
