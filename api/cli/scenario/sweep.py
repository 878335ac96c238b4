"""``roundtable scenario sweep``: a grid of changes, each cell solved, one row a cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from api.cli.documents import load_outcome, load_round, stop_with
from api.cli.exit_codes import USAGE
from api.cli.options import FileFormat, InputFile, LangOption
from api.cli.scenario.files import CellSeconds, written
from api.cli.scenario.tables import sweep_table
from api.cli.speech import data_console, say
from optimizer.errors import BadFile
from optimizer.solve import Limits
from scenarios.formats.source import parse_json, read_text
from scenarios.formats.structure import structure_findings
from scenarios.sweep import Axis, Cell, SweepProgress, cartesian, run_sweep, sampled

__all__ = ["sweep_command"]


def sweep_command(
    file: InputFile,
    axes_file: Annotated[
        Path,
        typer.Argument(
            help='Axes in JSON: [{"name": …, "choices": [{"label": …, "changes": […]}]}].',
            show_default=False,
        ),
    ],
    lang: LangOption,
    time_limit: CellSeconds = 20.0,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Threads of each solve.")] = 2,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1)] = 0,
    sample: Annotated[
        int | None, typer.Option(min=1, help="Solve this many cells, drawn evenly.")
    ] = None,
    base: Annotated[
        Path | None, typer.Option("--base", help="Outcome of the base round to start from.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write the table here as CSV.")
    ] = None,
    format: FileFormat = None,
) -> None:
    """Solve a round under every combination of changes along named axes."""
    round_ = load_round(file, lang, format)
    cells = _cells(axes_file, sample, seed, lang)
    start = None if base is None else load_outcome(base, lang).plan
    limits = Limits(time_limit_seconds=time_limit, workers=workers, seed=seed)
    frame, _ = run_sweep(round_, cells, limits, start=start, on_progress=_teller(lang))
    data_console().print(sweep_table(frame, lang))
    if output is not None:
        written(output, "\ufeff" + frame.to_csv(index=False), lang)


def _cells(path: Path, sample: int | None, seed: int, lang: LangOption) -> tuple[Cell, ...]:
    try:
        data = parse_json(read_text(path), path.name)
        axes = TypeAdapter(tuple[Axis, ...]).validate_python(data)
    except BadFile as error:
        raise stop_with(error.findings, lang) from None
    except ValidationError as error:
        raise stop_with(structure_findings(error, path.name), lang) from None
    try:
        return cartesian(axes) if sample is None else sampled(axes, sample, seed)
    except ValueError as error:
        say(lang, f"{path} 中的坐标轴有误：{error}", f"the axes in {path} can't be used: {error}")
        raise typer.Exit(USAGE) from None


def _teller(lang: LangOption) -> Callable[[SweepProgress], None]:
    def tell(progress: SweepProgress) -> None:
        row = progress.row
        value = "-" if row["value"] is None else row["value"]
        say(
            lang,
            f"{progress.done}/{progress.cells}  {row['status']}  值 {value}",
            f"{progress.done}/{progress.cells}  {row['status']}  value {value}",
        )

    return tell
