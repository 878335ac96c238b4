"""One engine on SQLite or PostgreSQL, and its transactions.

Writers work one after the other on both databases, so that what is right on one is right on the
other: in SQLite by its nature, in PostgreSQL by an advisory lock that a writing transaction takes
first and that goes with it, also when its process dies. Readers never wait.
"""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

__all__ = ["Database", "DatabaseBusy"]

MIGRATIONS = Path(__file__).parent / "migrations"

WRITER = 7205760
"""The advisory lock of whoever writes."""
PATIENCE_SECONDS = 120
"""How long a start waits for another one that migrates."""

# A process frozen in the middle of a transaction loses it after a while, and with it its locks.
POSTGRESQL = "-c idle_in_transaction_session_timeout=300000 -c lock_timeout=60000"


class DatabaseBusy(Exception):
    """Another process holds for too long what only one may do at a time."""


class Database:
    """The database of the service.

    Parameters
    ----------
    url : str
        ``sqlite:///file`` or ``postgresql+psycopg://…``.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        options: dict[str, Any] = {"pool_pre_ping": not self.is_sqlite, "max_overflow": 20}
        if self.is_sqlite:
            options["connect_args"] = {"timeout": 30, "check_same_thread": False}
        else:
            options["connect_args"] = {"options": POSTGRESQL, "application_name": "roundtable"}
        self.engine: Engine = create_engine(url, **options)
        # Waiting for the one writer here is fair and holds no connection; in SQLite it is polling.
        self._writer = threading.Lock()
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one state of the database and writes nothing."""
        with Session(self.engine, autoflush=False, expire_on_commit=False) as session:
            try:
                yield session
            finally:
                session.rollback()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session whose work is kept as a whole when the block ends, or not at all."""
        with self._writer, Session(self.engine, expire_on_commit=False) as session:
            connection = session.connection(execution_options={"writes": True})
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": WRITER})
            yield session
            session.commit()

    @contextmanager
    def alone(self, what: str) -> Iterator[None]:
        """Do what only one process may do at a time; others wait their turn.

        On SQLite there is one process, and a lock on its folder that says so.

        Raises
        ------
        DatabaseBusy
            The turn did not come within `PATIENCE_SECONDS`.
        """
        if self.is_sqlite:
            yield
            return
        key = {"n": zlib.crc32(f"roundtable {what}".encode())}
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # Asked again and again: a statement that waits holds up indexes that are built beside
            # the traffic, and the one it waits for may be building them.
            until = time.monotonic() + PATIENCE_SECONDS
            while not connection.execute(text("SELECT pg_try_advisory_lock(:n)"), key).scalar_one():
                if time.monotonic() > until:
                    raise DatabaseBusy(what)
                time.sleep(0.2)
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:n)"), key)

    def migrate(self) -> None:
        """Bring the tables to the newest version; does nothing when they are."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self.alone("migrate"), self.engine.connect() as connection:
            connection = connection.execution_options(writes=True)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()

    def is_ready(self) -> bool:
        """Say whether the database answers."""
        with self.engine.connect() as connection:
            return bool(connection.execute(text("SELECT 1")).scalar_one() == 1)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: ConnectionPoolEntry) -> None:
    # Python's driver would begin transactions by its own lights; `_begin_sqlite` does it by ours.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
