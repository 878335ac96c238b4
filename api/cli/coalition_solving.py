"""Coalitions solved for a command: options, cache, progress, Ctrl-C."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from api.cli.exit_codes import FAULT
from api.cli.options import Lang
from api.cli.speech import say, text
from api.cli.waiting import Report, wait_for
from optimizer.domain import Plan, Round
from optimizer.errors import SolverFault, VerificationFailed

if TYPE_CHECKING:
    from optimizer.coalitions import StandAloneGame

__all__ = ["CoalitionOptions", "KindOption", "solve_coalitions"]

Result = TypeVar("Result")


class KindOption(StrEnum):
    """What coalitions are compared by."""

    COST = "cost"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class CoalitionOptions:
    """How coalitions are solved.

    ``cache`` is a folder; None: nothing is remembered.
    """

    kind: KindOption
    time_limit_seconds: float
    each_seconds: float
    most_solves: int
    markup_pct: int
    cache: Path | None


def solve_coalitions(
    round_: Round,
    plan: Plan,
    options: CoalitionOptions,
    lang: Lang,
    work: Callable[[StandAloneGame, Callable[[int, int, float], None]], Result],
) -> tuple[Result, bool]:
    """Do work on the stand-alone game of a plan; return it and whether Ctrl-C ended it early.

    Raises
    ------
    typer.Exit
        With code 70 after a fault of ours was said.
    """
    from optimizer.coalitions import CoalitionLimits, stand_alone_costs, stand_alone_values
    from scenarios.coalition_store import CoalitionStore

    limits = CoalitionLimits(options.each_seconds, options.time_limit_seconds, options.most_solves)
    store = None
    if options.cache is not None:
        try:
            store = CoalitionStore(options.cache, round_.content_hash())
        except OSError as error:
            say(
                lang,
                f"无法使用缓存 {options.cache}：{error}",
                f"the cache {options.cache} can't be used: {error}",
            )

    def run(cancel: threading.Event, report: Report) -> Result:
        if options.kind is KindOption.VALUE:
            game = stand_alone_values(round_, plan, limits, cache=store, cancel=cancel)
        else:
            game = stand_alone_costs(
                round_, plan, limits, markup_pct=options.markup_pct, cache=store, cancel=cancel
            )

        def on_progress(done: int, count: int, seconds: float) -> None:
            words = text(lang, f"联盟 {done}/{count}", f"coalition {done} of {count}")
            report(f"{words}  {seconds:.0f} s")

        return work(game, on_progress)

    try:
        return wait_for(
            run,
            lang,
            ("正在求解各联盟 …", "solving coalitions ..."),
            (
                "正在停止，未求解的联盟以区间计 …",
                "stopping, coalitions left count as intervals ...",
            ),
        )
    except VerificationFailed as error:
        say(
            lang,
            "我们的错误：联盟的计划未通过核验。",
            "A fault of ours: the plan of a coalition failed the verifier.",
        )
        for violation in error.violations:
            typer.echo(f"  {violation}", err=True)
        raise typer.Exit(FAULT) from None
    except SolverFault as error:
        say(lang, f"我们的错误：{error}", f"A fault of ours: {error}")
        raise typer.Exit(FAULT) from None
