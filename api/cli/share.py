"""``roundtable share``: who pays what of a plan, with the settlement and the certificate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import BaseModel

from api.cli.coalition_solving import CoalitionOptions, KindOption, solve_coalitions
from api.cli.documents import load_outcome, load_round, stop_with, write_atomically
from api.cli.exit_codes import INTERRUPTED, OK, TIME_LIMIT, USAGE
from api.cli.options import FileFormat, InputFile, JsonFlag, Lang, LangOption
from api.cli.share_inputs import plan_of, read_policy, refuse_on_points, refuse_other_rule
from api.cli.shares_shown import print_shares
from api.cli.speech import data_console, print_json, say
from api.cli.values_shown import print_values
from optimizer.domain import Plan, Round, Text

if TYPE_CHECKING:
    from optimizer.coalitions import StandAlone, StandAloneGame
    from optimizer.sharing import AmountInterval, PlanPolicy, PlanShares, ValueShares

__all__ = ["share_command"]


class BasisOption(StrEnum):
    """What proportional shares are in proportion to."""

    BENEFIT = "benefit"
    USE = "use"
    WEIGHT = "weight"
    ABILITY = "ability"


class GameOption(StrEnum):
    """Which game the shares come from."""

    SERVICE = "service"
    STAND_ALONE = "stand-alone"
    LINEAR = "linear"


@dataclass(frozen=True, slots=True)
class _Request:
    """What was asked for."""

    round: Round
    plan: Plan
    rule: str | None
    basis: BasisOption
    policy: PlanPolicy
    budget: int | None
    seed: int
    lang: Lang


def share_command(
    file: InputFile,
    outcome_file: Annotated[
        Path, typer.Argument(help="The outcome whose plan is shared.", show_default=False)
    ],
    lang: LangOption,
    rule: Annotated[
        str | None, typer.Option("--rule", help="The sharing rule; the policy's if left out.")
    ] = None,
    basis: Annotated[
        BasisOption, typer.Option("--by", help="What `proportional` is in proportion to.")
    ] = BasisOption.BENEFIT,
    game: Annotated[
        GameOption,
        typer.Option(
            "--game",
            help="service: what each needs of the plan; stand-alone: what coalitions could do "
            "by themselves (solved); linear: prices of the relaxed plan.",
        ),
    ] = GameOption.SERVICE,
    kind: Annotated[
        KindOption, typer.Option("--kind", help="Of the stand-alone game: cost or value.")
    ] = KindOption.COST,
    markup: Annotated[
        int,
        typer.Option("--markup", min=0, max=1000, help="%% that outside owners add (cost)."),
    ] = 0,
    rows: Annotated[
        bool,
        typer.Option(
            "--rows",
            help="Ask an integer programme for few coalitions instead of solving all "
            "(nucleolus, prenucleolus, least-core).",
        ),
    ] = False,
    alone: Annotated[
        bool, typer.Option("--alone", help="Also solve each department alone, and the rest.")
    ] = False,
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=0.1, help="Seconds for all coalitions.")
    ] = 60.0,
    each: Annotated[float, typer.Option("--each", min=0.1, help="Seconds for one coalition.")] = 10,
    solves: Annotated[
        int, typer.Option("--solves", min=0, help="Coalitions solved at most.")
    ] = 4096,
    budget: Annotated[
        int | None, typer.Option("--budget", help="Coalitions to sample (sampled-shapley).")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the sample.")] = 1,
    cache: Annotated[
        Path | None, typer.Option("--cache", help="Folder that remembers coalitions.")
    ] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Remember nothing.")] = False,
    cap: Annotated[
        list[str] | None, typer.Option("--cap", help="DEPARTMENT=AMOUNT: the most it pays.")
    ] = None,
    floor: Annotated[
        list[str] | None, typer.Option("--floor", help="DEPARTMENT=AMOUNT: the least it pays.")
    ] = None,
    exempt: Annotated[
        list[str] | None, typer.Option("--exempt", help="DEPARTMENT: pays nothing by policy.")
    ] = None,
    not_worse_than_alone: Annotated[
        bool, typer.Option("--not-worse-than-alone", help="Nobody pays more than alone.")
    ] = False,
    certificate: Annotated[
        bool, typer.Option("--certificate", help="Show every line of the certificate.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write the shares here as JSON.")
    ] = None,
    as_json: JsonFlag = False,
    format: FileFormat = None,
) -> None:
    """Share the cost of a plan: shares to the cent, settlement, statements, certificate."""
    from optimizer.sharing import RuleRefused, ValueShares
    from scenarios.coalition_store import default_folder

    outcome = load_outcome(outcome_file, lang, as_json)
    round_ = load_round(file, lang, format, as_json)
    plan = plan_of(round_, outcome, outcome_file, lang, as_json)
    policy = read_policy(round_, cap or [], floor or [], exempt or [], not_worse_than_alone, lang)
    if game is GameOption.LINEAR or (game is GameOption.STAND_ALONE and kind is KindOption.VALUE):
        refuse_on_points(policy, markup, lang)
    if game is GameOption.LINEAR:
        refuse_other_rule(rule, lang)
    asked = _Request(round_, plan, rule, basis, policy, budget, seed, lang)
    folder = None if no_cache else cache or default_folder()
    options = CoalitionOptions(kind, time_limit, each, solves, markup, folder)
    document: PlanShares | ValueShares
    try:
        if game is GameOption.SERVICE:
            document, code = _by_service(asked, options, alone)
        elif game is GameOption.STAND_ALONE:
            document, code = _by_stand_alone(asked, options, alone, rows)
        else:
            document, code = _by_prices(asked)
    except RuleRefused as refusal:
        raise stop_with([refusal.finding], lang, as_json) from None
    if output is not None:
        _keep(output, document, lang)
    if as_json:
        print_json(document.model_dump(mode="json"))
    elif isinstance(document, ValueShares):
        print_values(document, round_, lang, data_console(), certificate)
    else:
        print_shares(document, round_, lang, data_console(), certificate)
    raise typer.Exit(code)


def _keep(output: Path, document: BaseModel, lang: Lang) -> None:
    try:
        write_atomically(output, document)
    except OSError as error:
        say(lang, f"无法写入 {output}：{error}", f"{output} can't be written: {error}")
        raise typer.Exit(USAGE) from None
    say(lang, f"已写入 {output}", f"wrote {output}")


def _by_service(asked: _Request, options: CoalitionOptions, alone: bool) -> tuple[PlanShares, int]:
    from optimizer.sharing import Basis, share_plan

    standing, code = _standing(asked, options) if alone else (None, OK)
    shares = share_plan(
        asked.round,
        asked.plan,
        asked.rule,
        basis=Basis(asked.basis.value),
        policy=asked.policy,
        standing=standing,
    )
    return shares, code


def _standing(
    asked: _Request, options: CoalitionOptions
) -> tuple[dict[str, tuple[AmountInterval, AmountInterval]], int]:
    """Solve each department alone and all others without it, for value."""
    values = replace(options, kind=KindOption.VALUE)
    standing, interrupted = solve_coalitions(
        asked.round, asked.plan, values, asked.lang, lambda game, _: game.standing()
    )
    is_open = not all(amount.is_exact for pair in standing.values() for amount in pair)
    return standing, _code(interrupted, is_open)


def _by_stand_alone(
    asked: _Request, options: CoalitionOptions, alone: bool, rows: bool
) -> tuple[PlanShares | ValueShares, int]:
    from optimizer.coalitions.stand_alone import MOST_TABLE_DEPARTMENTS
    from optimizer.sharing import share_plan_by_game, share_value
    from optimizer.sharing.plans.share_plan import find_card
    from optimizer.sharing.refusals import refuse

    # An unknown rule is refused now, not after all coalitions were solved.
    if find_card(asked.round, asked.rule).id == "sampled-shapley":
        return _by_sample(asked, options)
    if rows:
        return _by_rows(asked, options)
    count = len(asked.round.departments)
    if count > MOST_TABLE_DEPARTMENTS:
        raise refuse(
            "share.too-many-departments",
            f"{count} 个部门的联盟太多，无法逐一求解。",
            f"{count} departments have too many coalitions to solve each.",
            pointer="/departments",
            found=str(count),
            expected=f"at most {MOST_TABLE_DEPARTMENTS}",
            suggestion=(
                "改用 --rows、--rule sampled-shapley --budget，或 --game service。",
                "Use --rows, --rule sampled-shapley with --budget, or --game service.",
            ),
        )
    solved, interrupted = solve_coalitions(
        asked.round,
        asked.plan,
        options,
        asked.lang,
        lambda game, on_progress: game.tabulate(on_progress),
    )
    notes = (solved.assumptions, _solving_note(solved))
    code = _code(interrupted, solved.still_open > 0)
    if options.kind is KindOption.VALUE:
        return share_value(asked.round, asked.plan, solved.game, asked.rule, notes=notes), code
    standing, other = _standing(asked, options) if alone else (None, OK)
    shares = share_plan_by_game(
        asked.round,
        asked.plan,
        solved.game,
        asked.rule,
        policy=asked.policy,
        standing=standing,
        notes=notes,
    )
    return shares, code or other


def _by_sample(asked: _Request, options: CoalitionOptions) -> tuple[PlanShares | ValueShares, int]:
    from optimizer.sharing import share_plan_by_sample, share_value_by_sample

    budget = asked.budget or 24 * len(asked.round.departments)

    def work(
        game: StandAloneGame, _: Callable[[int, int, float], None]
    ) -> PlanShares | ValueShares:
        notes = (game.assumptions,)
        if options.kind is KindOption.VALUE:
            return share_value_by_sample(
                asked.round, asked.plan, game.oracle, budget=budget, seed=asked.seed, notes=notes
            )
        return share_plan_by_sample(
            asked.round,
            asked.plan,
            game.oracle,
            budget=budget,
            seed=asked.seed,
            policy=asked.policy,
            notes=notes,
        )

    shares, interrupted = solve_coalitions(asked.round, asked.plan, options, asked.lang, work)
    return shares, INTERRUPTED if interrupted else OK


def _by_rows(asked: _Request, options: CoalitionOptions) -> tuple[PlanShares | ValueShares, int]:
    from optimizer.coalitions import share_cost_by_rows, share_value_by_rows

    def work(
        game: StandAloneGame, _: Callable[[int, int, float], None]
    ) -> PlanShares | ValueShares:
        seconds = options.time_limit_seconds
        if options.kind is KindOption.VALUE:
            return share_value_by_rows(asked.round, asked.plan, game, asked.rule, seconds=seconds)
        return share_cost_by_rows(
            asked.round, asked.plan, game, asked.rule, seconds=seconds, policy=asked.policy
        )

    shares, interrupted = solve_coalitions(asked.round, asked.plan, options, asked.lang, work)
    return shares, _code(interrupted, not shares.exact)


def _by_prices(asked: _Request) -> tuple[ValueShares, int]:
    from optimizer.coalitions import share_by_prices

    return share_by_prices(asked.round, asked.plan), OK


def _solving_note(solved: StandAlone) -> Text:
    zh = f"求解 {solved.solves} 个联盟，取自缓存 {solved.remembered} 个"
    en = f"{solved.solves} coalitions solved, {solved.remembered} taken from the cache"
    if solved.still_open:
        zh += f"；{solved.still_open} 个只知区间"
        en += f"; {solved.still_open} are known only as intervals"
    if solved.given_up:
        zh += f"（{solved.given_up} 个因时限或次数未求解）"
        en += f" ({solved.given_up} not solved: a limit was reached)"
    return Text(zh=f"{zh}。", en=f"{en}.")


def _code(interrupted: bool, is_open: bool) -> int:
    if interrupted:
        return INTERRUPTED
    return TIME_LIMIT if is_open else OK
