"""``roundtable scenario run``: apply, solve, and compare with the plan of the base round."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.documents import load_outcome, load_round, write_atomically
from api.cli.exit_codes import INTERRUPTED, exit_code_of
from api.cli.options import FileFormat, InputFile, LangOption
from api.cli.scenario.files import (
    CellSeconds,
    ScenarioFile,
    applied_to,
    load_scenario,
    said,
)
from api.cli.scenario.tables import print_comparison
from api.cli.solve import run_solve
from api.cli.speech import data_console, say
from api.cli.tables import levels_table, print_conflict
from optimizer.domain import Text
from optimizer.solve import Limits
from scenarios.compare import Case, compare_plans

__all__ = ["run_command"]


def run_command(
    file: InputFile,
    scenario_file: ScenarioFile,
    lang: LangOption,
    time_limit: CellSeconds = 60.0,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Threads of the solver.")] = 2,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1)] = 0,
    base: Annotated[
        Path | None,
        typer.Option("--base", help="Outcome of the base round: start from it, compare with it."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write the outcome here as JSON.")
    ] = None,
    format: FileFormat = None,
) -> None:
    """Apply a scenario, solve the changed round, and say what it changes."""
    round_ = load_round(file, lang, format)
    before = None if base is None else load_outcome(base, lang)
    scenario = load_scenario(scenario_file, lang)
    applied = applied_to(round_, scenario, lang)
    said(applied, lang)
    limits = Limits(time_limit_seconds=time_limit, workers=workers, seed=seed)
    outcome, interrupted = run_solve(
        applied.round, limits, lang, start=None if before is None else before.plan
    )
    if output is not None:
        write_atomically(output, outcome)
        say(lang, f"已写入 {output}", f"wrote {output}")
    console = data_console()
    console.print(levels_table(outcome, lang))
    print_conflict(outcome, lang, console)
    if before is not None and before.plan is not None:
        name = Text(zh="基准", en="Base")
        print_comparison(
            compare_plans(
                Case(name, round_, before),
                [Case(scenario.name, applied.round, outcome, applied.sentences)],
            ),
            lang,
            console,
        )
    raise typer.Exit(INTERRUPTED if interrupted else exit_code_of(outcome.status))
