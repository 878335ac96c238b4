"""``roundtable scenario frontier``: what fairness, cost or stability cost in value."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.cli.documents import load_outcome, load_round
from api.cli.exit_codes import USAGE
from api.cli.options import FileFormat, InputFile, JsonFlag, LangOption
from api.cli.scenario.files import CellSeconds
from api.cli.scenario.tables import frontier_table
from api.cli.speech import data_console, print_json, say
from optimizer.solve import Limits
from scenarios.frontier import trace_frontier

__all__ = ["frontier_command"]


class Second(StrEnum):
    """The goal that value is traded against."""

    FAIRNESS = "fairness"
    COST = "cost"
    CHANGE = "change"


def frontier_command(
    file: InputFile,
    lang: LangOption,
    goal: Annotated[Second, typer.Option(help="What value is given up for.")] = Second.FAIRNESS,
    points: Annotated[
        int, typer.Option(min=2, max=50, help="Problems to solve, both ends included.")
    ] = 7,
    time_limit: CellSeconds = 20.0,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Threads of each solve.")] = 2,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1)] = 0,
    base: Annotated[
        Path | None, typer.Option("--base", help="Outcome of the base round to start from.")
    ] = None,
    as_json: JsonFlag = False,
    format: FileFormat = None,
) -> None:
    """Trace the frontier between value and a second goal, each point with its gap."""
    round_ = load_round(file, lang, format)
    start = None if base is None else load_outcome(base, lang).plan
    limits = Limits(time_limit_seconds=time_limit, workers=workers, seed=seed)
    try:
        frontier = trace_frontier(
            round_,
            goal.value,
            limits,
            points=points,
            start=start,
            on_progress=lambda p: say(lang, f"{p.done}/{p.cells}", f"{p.done}/{p.cells}"),
        )
    except ValueError as error:
        say(lang, f"无法计算：{error}", f"that can't be traced: {error}")
        raise typer.Exit(USAGE) from None
    if as_json:
        print_json(
            {
                "goal": frontier.goal,
                "points": [
                    {
                        "target": p.target,
                        "value": p.value,
                        "value_bound": p.value_bound,
                        "gap": p.gap,
                        goal.value: p.second,
                    }
                    for p in frontier.points
                ],
                "dropped": frontier.dropped,
            }
        )
    else:
        data_console().print(frontier_table(frontier, lang))
