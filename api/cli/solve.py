"""``roundtable solve``: read, check, solve, keep the verified plan."""

from __future__ import annotations

import os
import threading
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.documents import load_outcome, load_reading, stop_with, write_atomically
from api.cli.exit_codes import FAULT, INTERRUPTED, USAGE, exit_code_of
from api.cli.options import FileFormat, InputFile, JsonFlag, Lang, LangOption
from api.cli.share_solved import print_solved_json, print_solved_shares, refuse_unknown_rule
from api.cli.speech import data_console, print_findings, say, text, word_console
from api.cli.tables import levels_table, print_conflict
from api.cli.waiting import Report, wait_for
from optimizer.domain import ObjectiveLevel, Outcome, Plan, Round
from optimizer.errors import BadRound, SolverFault, VerificationFailed
from optimizer.findings import has_errors

if TYPE_CHECKING:
    from optimizer.solve import Limits, Progress

__all__ = ["Objective", "run_solve", "solve_command", "with_single_level"]


class Objective(StrEnum):
    """A measure that can stand in place of the policy's levels."""

    MAKESPAN = "makespan"
    COST = "cost"
    VALUE = "value"


def solve_command(
    file: InputFile,
    lang: LangOption,
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=0.1, help="Seconds of wall-clock time.")
    ] = 60.0,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Threads of the solver.")] = 2,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1)] = 0,
    deterministic: Annotated[
        bool, typer.Option("--deterministic", help="Same round, seed, version: same bytes.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write the outcome here as JSON.")
    ] = None,
    objective: Annotated[
        Objective | None, typer.Option(help="Optimise this alone, not the policy's levels.")
    ] = None,
    start: Annotated[
        Path | None, typer.Option("--start", help="An outcome whose plan to start from.")
    ] = None,
    share: Annotated[
        str | None,
        typer.Option(
            "--share", help="Also say who pays what, by this rule; `policy`: the round's own."
        ),
    ] = None,
    as_json: JsonFlag = False,
    format: FileFormat = None,
) -> None:
    """Solve a round; a plan that is shown has passed the verifier. Ctrl-C keeps the best plan."""
    from optimizer.checks import check_round
    from optimizer.solve import Limits

    _refuse_unwritable(output, lang)
    first = None if start is None else load_outcome(start, lang, as_json).plan
    reading = load_reading(file, lang, format, as_json)
    round_ = reading.round
    findings = reading.all_findings(check_round(round_))
    if has_errors(findings):
        raise stop_with(findings, lang, as_json)
    if findings:
        print_findings(findings, lang, word_console())
    refuse_unknown_rule(round_, share, lang, as_json)
    limits = Limits(
        time_limit_seconds=time_limit, workers=workers, seed=seed, deterministic=deterministic
    )
    outcome, interrupted = run_solve(round_, limits, lang, objective, first)
    if output is not None:
        _keep(output, outcome, lang)
    if as_json:
        print_solved_json(round_, outcome, share, lang)
    else:
        _print_summary(outcome, lang)
        print_solved_shares(round_, outcome, share, lang)
    raise typer.Exit(INTERRUPTED if interrupted else exit_code_of(outcome.status))


def with_single_level(round_: Round, objective: Objective) -> Round:
    """Return the round with the policy's levels replaced by one."""
    levels = (ObjectiveLevel.model_validate(objective.value),)
    return round_.model_copy(update={"policy": round_.policy.model_copy(update={"levels": levels})})


def run_solve(
    round_: Round,
    limits: Limits,
    lang: Lang,
    objective: Objective | None = None,
    start: Plan | None = None,
) -> tuple[Outcome, bool]:
    """Solve with progress on the terminal; return the outcome and whether Ctrl-C ended it.

    The outcome's round hash is always that of ``round_``, also when ``objective`` replaces the
    policy's levels: the plan answers the round as it was read.

    Raises
    ------
    typer.Exit
        With code 3 when the round has findings, 70 when the solver or the verifier finds a fault
        of ours; both after saying so.
    """
    question = round_ if objective is None else with_single_level(round_, objective)
    try:
        outcome, interrupted = _solve_in_thread(question, limits, lang, start)
    except BadRound as error:
        raise stop_with(error.findings, lang) from None
    except VerificationFailed as error:
        say(
            lang,
            "我们的错误：求解所得的计划未通过核验，不予展示。",
            "A fault of ours: the plan found failed the verifier and is not shown.",
        )
        for violation in error.violations:
            typer.echo(f"  {violation}", err=True)
        raise typer.Exit(FAULT) from None
    except SolverFault as error:
        say(lang, f"我们的错误：{error}", f"A fault of ours: {error}")
        raise typer.Exit(FAULT) from None
    provenance = outcome.provenance.model_copy(update={"round_hash": round_.content_hash()})
    return outcome.model_copy(update={"provenance": provenance}), interrupted


def _solve_in_thread(
    round_: Round, limits: Limits, lang: Lang, start: Plan | None
) -> tuple[Outcome, bool]:
    """Solve in a second thread, so that the first one hears Ctrl-C at once."""
    from optimizer.solve import solve_round

    def work(cancel: threading.Event, report: Report) -> Outcome:
        def on_progress(progress: Progress) -> None:
            report(_progress_line(progress, lang))

        return solve_round(round_, limits, on_progress=on_progress, cancel=cancel, start=start)

    return wait_for(
        work,
        lang,
        ("正在求解 …", "solving ..."),
        ("正在停止，保留最好的计划 …", "stopping, the best plan is kept ..."),
    )


def _progress_line(progress: Progress, lang: Lang) -> str:
    value = "-" if progress.incumbent is None else str(progress.incumbent)
    bound = "-" if progress.bound is None else str(progress.bound)
    gap = "-" if progress.gap is None else f"{progress.gap:.2%}"
    names = ("值", "界", "差距") if lang is Lang.ZH else ("value", "bound", "gap")
    figures = "  ".join(f"{n} {v}" for n, v in zip(names, (value, bound, gap), strict=True))
    return f"{progress.level}  {figures}  {progress.seconds:.0f} s"


def _refuse_unwritable(output: Path | None, lang: Lang) -> None:
    """Say now, not after the solve, that its outcome could not be kept."""
    if output is None:
        return
    folder = output.parent
    if output.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        say(lang, f"无法写入 {output}", f"{output} can't be written")
        raise typer.Exit(USAGE)


def _keep(output: Path, outcome: Outcome, lang: Lang) -> None:
    try:
        write_atomically(output, outcome)
    except OSError as error:
        say(lang, f"无法写入 {output}：{error}", f"{output} can't be written: {error}")
        raise typer.Exit(USAGE) from None
    say(lang, f"已写入 {output}", f"wrote {output}")


def _print_summary(outcome: Outcome, lang: Lang) -> None:
    console = data_console()
    console.print(levels_table(outcome, lang))
    if outcome.plan is not None:
        accepted, rejected = len(outcome.plan.projects), len(outcome.rejected)
        console.print(
            text(
                lang,
                f"接受 {accepted} 个项目，未接受 {rejected} 个",
                f"{accepted} projects accepted, {rejected} left out",
            )
        )
    print_conflict(outcome, lang, console)
