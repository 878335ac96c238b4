"""``roundtable worker``: a process that solves the runs of a shared database."""

from __future__ import annotations

import signal
import threading
from functools import partial

import typer

from api.cli.exit_codes import USAGE
from api.cli.options import LangOption
from api.cli.speech import say

__all__ = ["worker_command"]


def worker_command(lang: LangOption) -> None:
    """Work on the runs in ROUNDTABLE_DATABASE_URL, beside others; Ctrl-C hands them on."""
    from api.settings import Settings

    settings = Settings()
    if settings.database_url is None:
        say(
            lang,
            "请设置 ROUNDTABLE_DATABASE_URL；没有它时，roundtable serve 自行求解。",
            "set ROUNDTABLE_DATABASE_URL; without it, `roundtable serve` solves by itself.",
        )
        raise typer.Exit(USAGE)

    import structlog

    from api.http.logs import configure_logs
    from api.runs.engine import Engine
    from api.store import Database
    from api.usecases.deliveries import deliver_due
    from api.webhooks.loop import DeliveryLoop

    configure_logs(settings.log_format)
    log = structlog.get_logger("roundtable")
    told = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: told.set())
    database = Database(settings.store_url)
    database.migrate()
    engine = Engine(settings, database)
    engine.start()
    deliveries = DeliveryLoop(partial(deliver_due, database, settings))
    deliveries.start()
    log.info("worker started", worker=engine.id)
    try:
        told.wait()
    finally:
        deliveries.stop()
        engine.stop()
        database.close()
        log.info("worker stopped", worker=engine.id)
