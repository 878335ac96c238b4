"""``roundtable audit verify``: whether the audit chain of the service holds."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.exit_codes import USAGE, VIOLATIONS
from api.cli.options import JsonFlag, LangOption
from api.cli.speech import print_json, say

__all__ = ["audit_app"]

audit_app = typer.Typer(
    name="audit",
    no_args_is_help=True,
    help="The audit chain of the service. 服务的审计链。",
)


@audit_app.callback()
def _root() -> None:
    """Keep ``verify`` a command of its own."""


@audit_app.command("verify")
def verify_chain_command(
    lang: LangOption,
    as_json: JsonFlag = False,
    head: Annotated[
        str | None,
        typer.Option("--head", help="A head noted earlier: it must still be in the chain."),
    ] = None,
) -> None:
    """Check every link of the audit chain and print its head; 1 when it does not hold."""
    from api.settings import Settings
    from api.store import Database
    from api.store.audit import audit_head, find_broken_link

    settings = Settings()
    if settings.database_url is None and not (settings.data / "roundtable.sqlite3").is_file():
        say(lang, f"{settings.data} 中没有数据库", f"there is no database in {settings.data}")
        raise typer.Exit(USAGE)
    database = Database(settings.store_url)
    try:
        with database.reading() as session:
            links, last = audit_head(session)
            broken = find_broken_link(session, head)
    finally:
        database.close()
    if as_json:
        print_json(
            {
                "holds": broken is None,
                "links": links,
                "head": last,
                "broken_at": None if broken is None else broken.sequence,
                "reason": None if broken is None else broken.reason.model_dump(),
            }
        )
    else:
        typer.echo(last)
    if broken is not None:
        say(
            lang,
            f"审计链在第 {broken.sequence} 环断裂：{broken.reason.zh}",
            f"the audit chain breaks at link {broken.sequence}: {broken.reason.en}",
        )
        raise typer.Exit(VIOLATIONS)
    say(lang, f"审计链完整，共 {links} 环", f"the audit chain holds: {links} links")
