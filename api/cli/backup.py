"""``roundtable backup`` and ``roundtable restore``: the data folder as one archive."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.exit_codes import FINDINGS, USAGE, VIOLATIONS
from api.cli.options import Lang, LangOption
from api.cli.speech import say

if TYPE_CHECKING:
    from api.settings import Settings

__all__ = ["backup_command", "restore_command"]


def backup_command(
    file: Annotated[Path, typer.Argument(help="The archive to write.", show_default=False)],
    lang: LangOption,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the file when there is one already.")
    ] = False,
) -> None:
    """Back up the data folder (ROUNDTABLE_DATA) while the service runs; print the audit head."""
    from api.store.backup import BadBackup, back_up

    settings = _settings(lang)
    if file.exists() and not force:
        say(lang, f"{file} 已存在；用 --force 覆盖", f"{file} exists already; --force replaces it")
        raise typer.Exit(USAGE)
    try:
        made = back_up(settings.data, file)
    except BadBackup as error:
        say(lang, f"无法备份：{error.words.zh}", f"can't back up: {error.words.en}")
        raise typer.Exit(FINDINGS) from None
    except OSError as error:
        raise _unwritable(file, error, lang) from None
    typer.echo(made.head)
    say(
        lang,
        f"已写入 {file}：审计链 {made.links} 环",
        f"wrote {file}: an audit chain of {made.links} links",
    )
    if made.broken is not None:
        say(
            lang,
            f"注意：审计链在第 {made.broken.sequence} 环断裂：{made.broken.reason.zh}",
            f"mind: the audit chain breaks at link {made.broken.sequence}: {made.broken.reason.en}",
        )
        raise typer.Exit(VIOLATIONS)


def restore_command(
    file: Annotated[Path, typer.Argument(help="An archive of `backup`.", show_default=False)],
    lang: LangOption,
) -> None:
    """Restore a backup into the data folder (ROUNDTABLE_DATA), which must be empty or missing."""
    from api.store.backup import BadBackup, restore

    settings = _settings(lang)
    try:
        said = restore(file, settings.data)
    except BadBackup as error:
        say(lang, f"无法恢复：{error.words.zh}", f"can't restore: {error.words.en}")
        raise typer.Exit(FINDINGS) from None
    except OSError as error:
        raise _unwritable(settings.data, error, lang) from None
    typer.echo(said.head)
    say(
        lang,
        f"已恢复到 {settings.data}：审计链完整，共 {said.links} 环",
        f"restored to {settings.data}: the audit chain holds, {said.links} links",
    )


def _settings(lang: Lang) -> Settings:
    from api.settings import Settings

    settings = Settings()
    if settings.database_url is not None:
        say(
            lang,
            "数据在 PostgreSQL 中，请用其自带工具（pg_dump）备份",
            "the data is in PostgreSQL: back it up with its own tools (pg_dump)",
        )
        raise typer.Exit(USAGE)
    return settings


def _unwritable(path: Path, error: OSError, lang: Lang) -> typer.Exit:
    say(lang, f"无法写入 {path}：{error.strerror}", f"{path} can't be written: {error.strerror}")
    return typer.Exit(USAGE)
