"""``roundtable game``: share a raw game by a rule, with its certificate."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli.documents import stop_with, unreadable
from api.cli.game_checked import check_stated_shares, print_lines
from api.cli.options import JsonFlag, Lang, LangOption
from api.cli.speech import data_console, print_json, text

if TYPE_CHECKING:
    from optimizer.sharing import (
        AirportGame,
        Game,
        GameFile,
        GameShares,
        Rule,
        RuleInputs,
        ShareConstraints,
    )

__all__ = ["game_command"]

GameArgument = Annotated[
    Path,
    typer.Argument(
        help="A game: players, kind (cost or value), and a number for each coalition.",
        show_default=False,
    ),
]
RuleOption = Annotated[str, typer.Option("--rule", help="The sharing rule.")]
CapOption = Annotated[
    list[str] | None, typer.Option("--cap", help="PLAYER=AMOUNT: the most it can pay.")
]
FloorOption = Annotated[
    list[str] | None, typer.Option("--floor", help="PLAYER=AMOUNT: its least share.")
]
ExemptOption = Annotated[
    list[str] | None, typer.Option("--exempt", help="PLAYER: pays nothing by policy.")
]
AloneFlag = Annotated[
    bool, typer.Option("--not-worse-than-alone", help="Nobody may be worse off than alone.")
]
BudgetOption = Annotated[
    int | None, typer.Option("--budget", help="Coalitions to evaluate (sampled-shapley).")
]
CheckOption = Annotated[
    Path | None,
    typer.Option(
        "--check", help="Check the shares in this JSON file instead, whatever rule made them."
    ),
]
SeedOption = Annotated[int, typer.Option("--seed", help="Seed of the sample.")]


def game_command(
    file: GameArgument,
    lang: LangOption,
    rule: RuleOption = "shapley",
    check: CheckOption = None,
    as_json: JsonFlag = False,
    cap: CapOption = None,
    floor: FloorOption = None,
    exempt: ExemptOption = None,
    not_worse_than_alone: AloneFlag = False,
    budget: BudgetOption = None,
    seed: SeedOption = 1,
) -> None:
    """Share a raw game by a rule and certify the shares; findings leave with exit code 3.

    With --check nothing is computed: shares (as --json prints them, or by player) are held against
    the game, line by line; a line that fails leaves with exit code 1.
    """
    from optimizer.sharing import RULES, RuleRefused, find_rule, share_game

    chosen = find_rule(rule)
    if chosen is None:
        known = ", ".join(RULES)
        message = text(lang, f"没有规则 {rule}。可用：{known}", f"no rule {rule!r}; known: {known}")
        raise typer.BadParameter(message, param_hint="--rule")
    read = _read(file, lang, as_json)
    if read.game is None:
        raise stop_with(read.findings, lang, as_json)
    if check is not None:
        raise typer.Exit(check_stated_shares(read.game, check, lang, as_json))
    constraints = _constraints(
        read.game, cap or [], floor or [], exempt or [], not_worse_than_alone, lang
    )
    try:
        shares = share_game(read.game, chosen, _inputs(read, chosen, budget, seed), constraints)
    except RuleRefused as refusal:
        raise stop_with([refusal.finding], lang, as_json) from None
    if as_json:
        print_json(shares.to_json())
    else:
        _print_shares(shares, read, lang, data_console())


def _read(file: Path, lang: Lang, as_json: bool) -> GameFile:
    from optimizer.sharing import read_game_text

    try:
        content = file.read_text("utf-8-sig")
    except (OSError, ValueError) as error:
        raise stop_with([unreadable(file, error)], lang, as_json) from None
    return read_game_text(content, file.name)


def _inputs(read: GameFile, rule: Rule, budget: int | None, seed: int) -> RuleInputs:
    from optimizer.sharing import RuleInputs

    numbers = read.player_numbers
    # A file that only says what each gains or uses can still be shared in proportion to it.
    weights = numbers.get("weights")
    if weights is None and rule.id == "proportional":
        weights = numbers.get("benefits", numbers.get("demands"))
    return RuleInputs(
        weights, numbers.get("benefits"), numbers.get("demands"), read.cost_function, budget, seed
    )


def _constraints(
    game: Game | AirportGame,
    caps: list[str],
    floors: list[str],
    exempt: list[str],
    not_worse_than_alone: bool,
    lang: Lang,
) -> ShareConstraints | None:
    from optimizer.sharing import AirportGame, ShareConstraints

    if not (caps or floors or exempt or not_worse_than_alone):
        return None
    players = game.types if isinstance(game, AirportGame) else game.players
    places = {player: i for i, player in enumerate(players)}
    for name in exempt:
        _check_player(name, places, "--exempt", lang)
    return ShareConstraints(
        _amounts(caps, places, "--cap", lang),
        _amounts(floors, places, "--floor", lang),
        frozenset(places[name] for name in exempt),
        not_worse_than_alone,
    )


def _check_player(name: str, places: dict[str, int], option: str, lang: Lang) -> None:
    if name not in places:
        known = ", ".join(places)
        raise typer.BadParameter(
            text(lang, f"没有参与方 {name}。有：{known}", f"no player {name!r}; known: {known}"),
            param_hint=option,
        )


def _amounts(
    given: list[str], places: dict[str, int], option: str, lang: Lang
) -> tuple[Fraction | None, ...]:
    from optimizer.sharing.exact_numbers import read_exact

    amounts: list[Fraction | None] = [None] * len(places)
    for item in given:
        name, equals, number = item.rpartition("=")
        if not equals:
            raise typer.BadParameter(
                text(lang, f"{item} 应写成 参与方=数额", f"{item!r} is not PLAYER=AMOUNT"),
                param_hint=option,
            )
        _check_player(name, places, option, lang)
        try:
            amounts[places[name]] = read_exact(number)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint=option) from None
    return tuple(amounts)


def _print_shares(shares: GameShares, read: GameFile, lang: Lang, console: Console) -> None:
    from optimizer.sharing import Game
    from optimizer.sharing.exact_numbers import format_amount

    heads = ("参与方", "份额", "精确值") if lang is Lang.ZH else ("player", "share", "exact")
    table = Table(
        title=escape(shares.rule.name(lang)),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    table.add_column(heads[0], overflow="fold")
    table.add_column(heads[1], justify="right")
    if shares.intervals is not None:
        table.add_column(text(lang, "区间", "interval"), justify="right")
    else:
        table.add_column(heads[2], justify="right", overflow="fold")
    for i, (player, share) in enumerate(zip(shares.players, shares.shares, strict=True)):
        last = str(share)
        if shares.intervals is not None:
            ends = shares.intervals[i]
            last = f"{format_amount(ends.low, 3)} … {format_amount(ends.high, 3)}"
        table.add_row(escape(player), format_amount(share), last)
    console.print(table)
    game = read.game
    if isinstance(game, Game) and game.name:
        kind = text(lang, "成本" if game.sign < 0 else "价值", game.kind.value)
        console.print(escape(f"{game.name} ({kind})"), soft_wrap=True)
    for note in shares.notes:
        console.print(escape(text(lang, *note)), soft_wrap=True)
    for clash in shares.clashes:
        console.print(f"[red]{escape(text(lang, clash.zh, clash.en))}[/red]", soft_wrap=True)
    print_lines(shares.certificate.lines, lang, console)
