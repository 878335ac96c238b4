"""The way from an API replica to the workers: runs are queued in PostgreSQL, nothing is solved."""

from __future__ import annotations

from dbos import DBOS, DBOSClient, DBOSPortableJSONSerializer

from api.runs.queues import APPLICATION, work_of
from api.settings import Settings
from api.store import Database

__all__ = ["Enqueuer", "migrate_queues"]


class Enqueuer:
    """Queues runs for workers elsewhere."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database
        self._client: DBOSClient | None = None

    def start(self) -> None:
        """Make the queues' tables where no worker has made them, and connect."""
        migrate_queues(self.settings, self.database)
        self._client = DBOSClient(
            system_database_url=self.settings.engine_url,
            serializer=DBOSPortableJSONSerializer(),
            application_name=APPLICATION,
            retry_connection_errors=False,
        )

    def stop(self) -> None:
        """Disconnect."""
        if self._client is not None:
            self._client.destroy()
            self._client = None

    def enqueue(self, id_: str) -> None:
        """Queue a run or a sweep of the store; queueing it again does nothing.

        What is lost on the way is found and queued by a worker.
        """
        if self._client is None:
            raise RuntimeError("the enqueuer is not started")
        options = work_of(self.database, id_)
        if options is not None:
            self._client.enqueue(options, id_)


def migrate_queues(settings: Settings, database: Database) -> None:
    """Bring the tables of the queues to the version that this release needs."""
    with database.alone("queues"):
        DBOS.migrate(settings.engine_url)
