"""``roundtable serve``: the service; alone it solves by itself, on PostgreSQL workers do."""

from __future__ import annotations

import os
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from api.cli.options import LangOption
from api.cli.speech import say

__all__ = ["serve_command"]

TOKEN_FILE = "administrator-token"  # noqa: S105 (a file's name)

STOP_SECONDS = 10
"""How long a stop waits for answers under way."""


def serve_command(
    lang: LangOption,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    settings: Annotated[
        bool, typer.Option("--settings", help="Print every setting and leave.")
    ] = False,
) -> None:
    """Serve the API; the data folder is ROUNDTABLE_DATA. Ctrl-C ends it cleanly."""
    from api.settings import Settings, settings_reference

    if settings:
        typer.echo(settings_reference())
        return
    chosen = Settings()
    given = {"port": port, "host": host}
    chosen = chosen.model_copy(update={k: v for k, v in given.items() if v is not None})

    import uvicorn

    from api.http.app import create_app
    from api.http.logs import configure_logs
    from api.runs.taker import runs_taker
    from api.store import Database
    from api.usecases.principals import begin

    configure_logs(chosen.log_format)
    chosen.data.mkdir(parents=True, exist_ok=True)
    database = Database(chosen.store_url)
    database.migrate()
    with database.alone("first start"), database.writing() as session:
        token = begin(session)
    if token is not None:
        path = chosen.data / TOKEN_FILE
        _write_secret(path, token)
        say(
            lang,
            f"管理员令牌（仅显示一次，并存于 {path}）：{token}",
            f"administrator token (shown once, kept in {path}): {token}",
        )
    app = create_app(chosen, database, runs_taker(chosen, database))
    config = uvicorn.Config(
        app,
        host=chosen.host,
        port=chosen.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )

    class Server(uvicorn.Server):
        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            """End the streams first: a server waits for its answers, and those have no end."""
            app.state.stopping.set()
            super().handle_exit(sig, frame)

    Server(config).run()


def _write_secret(path: Path, secret: str) -> None:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(secret + "\n")
