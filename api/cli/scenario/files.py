"""Scenario files in and out of the commands; whatever is wrong becomes findings and exit code 3."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.documents import stop_with
from api.cli.exit_codes import USAGE
from api.cli.options import Lang
from api.cli.speech import say
from optimizer.domain import Round
from optimizer.errors import BadFile, BadScenario
from scenarios.changes import Applied, Scenario, apply_scenario, read_scenario

__all__ = ["CellSeconds", "ScenarioFile", "applied_to", "load_scenario", "said", "written"]

ScenarioFile = Annotated[
    Path, typer.Argument(help="A scenario: named changes in JSON.", show_default=False)
]
CellSeconds = Annotated[
    float, typer.Option("--time-limit", min=0.1, help="Seconds for each solve.")
]


def load_scenario(path: Path, lang: Lang) -> Scenario:
    """Return the scenario in a file.

    Raises
    ------
    typer.Exit
        With code 3, after showing the findings.
    """
    try:
        return read_scenario(path)
    except BadFile as error:
        raise stop_with(error.findings, lang) from None


def applied_to(round_: Round, scenario: Scenario, lang: Lang) -> Applied:
    """Return the changed round.

    Raises
    ------
    typer.Exit
        With code 3, after showing why the changes can't be made.
    """
    try:
        return apply_scenario(round_, scenario)
    except BadScenario as error:
        raise stop_with(error.findings, lang) from None


def said(applied: Applied, lang: Lang) -> None:
    """Say what was changed and what followed from it."""
    for sentence in applied.sentences:
        say(lang, f"· {sentence.in_lang('zh')}", f"- {sentence.in_lang('en')}")
    for note in applied.notes:
        say(lang, f"  由此：{note.in_lang('zh')}", f"  so: {note.in_lang('en')}")


def written(path: Path, content: str, lang: Lang) -> None:
    """Write a text file and say so.

    Raises
    ------
    typer.Exit
        With code 2 when it can't be written.
    """
    try:
        path.write_text(content, encoding="utf-8")
    except OSError as error:
        why = error.strerror
        say(lang, f"无法写入 {path}：{why}", f"{path} can't be written: {why}")
        raise typer.Exit(USAGE) from None
    say(lang, f"已写入 {path}", f"wrote {path}")
