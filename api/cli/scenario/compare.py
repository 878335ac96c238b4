"""``roundtable scenario compare``: a base plan and up to four scenarios side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.documents import load_outcome, load_round
from api.cli.exit_codes import USAGE
from api.cli.options import FileFormat, InputFile, LangOption, OutcomeFile
from api.cli.scenario.files import applied_to, load_scenario
from api.cli.scenario.tables import print_comparison
from api.cli.speech import data_console, say
from optimizer.domain import Text
from scenarios.compare import Case, compare_plans

__all__ = ["compare_command"]

MOST_SIDES = 4


def compare_command(
    file: InputFile,
    outcome_file: OutcomeFile,
    pairs: Annotated[
        list[Path],
        typer.Argument(
            help="SCENARIO OUTCOME, up to four pairs.",
            metavar="SCENARIO OUTCOME ...",
            show_default=False,
        ),
    ],
    lang: LangOption,
    format: FileFormat = None,
) -> None:
    """Compare plans: headline figures, projects (losers first), people, departments."""
    if len(pairs) % 2 or not 1 <= len(pairs) // 2 <= MOST_SIDES:
        say(
            lang,
            "请成对给出情景文件与结果文件，一到四对。",
            "give scenario and outcome files in pairs, one to four of them.",
        )
        raise typer.Exit(USAGE)
    round_ = load_round(file, lang, format)
    base = load_outcome(outcome_file, lang)
    if base.plan is None:
        say(lang, "基准结果没有计划。", "the base outcome holds no plan.")
        raise typer.Exit(USAGE)
    cases = []
    for scenario_file, its_outcome in zip(pairs[::2], pairs[1::2], strict=True):
        scenario = load_scenario(scenario_file, lang)
        applied = applied_to(round_, scenario, lang)
        outcome = load_outcome(its_outcome, lang)
        if outcome.provenance.round_hash != applied.round.content_hash():
            say(
                lang,
                f"{its_outcome} 不是该情景的结果。",
                f"{its_outcome} answers another round than the scenario makes.",
            )
            raise typer.Exit(USAGE)
        cases.append(Case(scenario.name, applied.round, outcome, applied.sentences))
    name = Text(zh="基准", en="Base")
    print_comparison(compare_plans(Case(name, round_, base), cases), lang, data_console())
