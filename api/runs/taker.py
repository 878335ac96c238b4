"""Who takes the runs of the service."""

from __future__ import annotations

from api.runs.engine import Engine
from api.runs.enqueuer import Enqueuer
from api.runs.queues import TakesRuns
from api.settings import Settings
from api.store import Database

__all__ = ["runs_taker"]


def runs_taker(settings: Settings, database: Database) -> TakesRuns:
    """Return what the service hands runs to: an engine in this process, or the shared queues."""
    if database.is_sqlite:
        return Engine(settings, database)
    return Enqueuer(settings, database)
