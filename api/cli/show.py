"""``roundtable show``: an outcome as tables, a Gantt chart and everybody's load."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.cli.charts import gantt_lines, load_lines
from api.cli.documents import load_outcome, load_round
from api.cli.options import FileFormat, Lang, LangOption, OutcomeFile
from api.cli.soundness import refuse_unsound
from api.cli.speech import data_console, text
from api.cli.tables import (
    changes_table,
    levels_table,
    print_conflict,
    projects_table,
    rejections_table,
)
from optimizer.domain import Outcome, Round

__all__ = ["print_outcome", "show_command"]

PACKAGES_SHOWN = 60
"""With more packages than this the Gantt chart shows projects only, unless all are asked for."""


def show_command(
    outcome_file: OutcomeFile,
    round_file: Annotated[
        Path, typer.Option("--round", help="The round that was solved.", show_default=False)
    ],
    lang: LangOption,
    every_package: Annotated[
        bool, typer.Option("--all", help="Draw every work package, however many.")
    ] = False,
    format: FileFormat = None,
) -> None:
    """Show an outcome in the terminal; 80 columns when it goes to a file or a pipe."""
    outcome = load_outcome(outcome_file, lang)
    round_ = load_round(round_file, lang, format)
    refuse_unsound(round_, outcome, outcome_file, lang)
    print_outcome(outcome, round_, lang, every_package)


def print_outcome(outcome: Outcome, round_: Round, lang: Lang, every_package: bool = False) -> None:
    """Write an outcome of ``round_`` to stdout."""
    console = data_console()
    title = round_.title.in_lang(lang)
    if title:
        console.print(title, markup=False)
    console.print(levels_table(outcome, lang))
    print_conflict(outcome, lang, console)
    plan = outcome.plan
    if plan is not None:
        console.print(projects_table(round_, plan.projects, lang))
    if outcome.rejected:
        console.print(rejections_table(outcome, lang))
    if outcome.changes:
        console.print(changes_table(outcome, lang))
    if plan is not None and plan.projects:
        packages = sum(len(project.packages) for project in plan.projects)
        shown = every_package or packages <= PACKAGES_SHOWN
        console.print(text(lang, "甘特图", "Gantt chart"), style="bold")
        _print_lines(console, list(gantt_lines(round_, plan, lang, _width(console), shown)))
        console.print(text(lang, "人员负荷", "load per person"), style="bold")
        _print_lines(console, list(load_lines(round_, plan, lang, _width(console))))


def _width(console: Console) -> int:
    return min(console.width, 200)


def _print_lines(console: Console, lines: list[str]) -> None:
    for line in lines:
        console.print(line, markup=False, soft_wrap=True)
