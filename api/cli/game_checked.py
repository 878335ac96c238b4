"""Shares of a raw game that somebody states, checked: for ``roundtable game --check``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from api.cli.documents import stop_with, unreadable
from api.cli.exit_codes import OK, VIOLATIONS
from api.cli.options import Lang
from api.cli.shares_shown import VERDICTS
from api.cli.speech import data_console, print_json, text

if TYPE_CHECKING:
    from optimizer.sharing import AirportGame, Game
    from optimizer.sharing.certificates import CertificateLine

__all__ = ["check_stated_shares", "print_lines"]


def check_stated_shares(game: Game | AirportGame, file: Path, lang: Lang, as_json: bool) -> int:
    """Show the certificate of stated shares; return 1 when a line of it fails, else 0.

    Raises
    ------
    typer.Exit
        With code 3, after showing the findings, when the shares can't be read.
    """
    from optimizer.sharing import AirportGame
    from optimizer.sharing.airport import certify_airport_shares
    from optimizer.sharing.certificates import certify_shares
    from optimizer.sharing.stated_shares import read_stated_shares

    try:
        content = file.read_text("utf-8-sig")
    except (OSError, ValueError) as error:
        raise stop_with([unreadable(file, error)], lang, as_json) from None
    players = game.types if isinstance(game, AirportGame) else game.players
    stated = read_stated_shares(content, players, file.name)
    if stated.shares is None:
        raise stop_with(stated.findings, lang, as_json)
    if isinstance(game, AirportGame):
        certificate = certify_airport_shares(game, stated.shares)
    else:
        certificate = certify_shares(
            game, stated.shares, nucleolus=stated.proof, nucleolus_axiom=stated.axiom
        )
    if as_json:
        shares = dict(zip(players, map(str, stated.shares), strict=True))
        print_json({"shares_exact": shares, "certificate": certificate.to_json()})
    else:
        print_lines(certificate.lines, lang, data_console())
    return VIOLATIONS if certificate.failed else OK


def print_lines(lines: tuple[CertificateLine, ...], lang: Lang, console: Console) -> None:
    """Write every line of a certificate with its verdict."""
    for line in lines:
        zh, en, style = VERDICTS[line.verdict.value]
        console.print(
            f"[{style}]{text(lang, zh, en)}[/{style}] "
            + escape(f"{line.axiom}: {line.sentence(lang)}"),
            soft_wrap=True,
        )
