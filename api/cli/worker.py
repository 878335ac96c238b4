"""``roundtable worker``: a process that solves the runs of a shared database."""

from __future__ import annotations

import signal
import threading
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.exit_codes import USAGE
from api.cli.options import LangOption
from api.cli.speech import say

if TYPE_CHECKING:
    from api.runs.engine import Engine
    from api.settings import Settings
    from api.store import Database

__all__ = ["worker_command"]


def worker_command(
    lang: LangOption,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port for /healthz, /readyz and /metrics."),
    ] = None,
) -> None:
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
    try:
        with _watched(settings, database, engine, port) as open_port:
            log.info("worker started", worker=engine.id, port=open_port)
            told.wait()
    finally:
        deliveries.stop()
        engine.stop()
        database.close()
        log.info("worker stopped", worker=engine.id)


def _watched(
    settings: Settings, database: Database, engine: Engine, port: int | None
) -> AbstractContextManager[int | None]:
    """Return the open door of a worker, where a port is set for one."""
    chosen = settings.worker_port if port is None else port
    if chosen is None:
        return nullcontext()
    from prometheus_client import CollectorRegistry

    from api.runs.door import open_door
    from api.runs.metrics import WaitingRuns

    waiting = CollectorRegistry()
    waiting.register(WaitingRuns(database))
    return open_door(settings.host, chosen, database, waiting, engine.metrics.registry)
