"""Which workers are there: each holds an advisory lock of PostgreSQL as long as it lives.

The lock goes with the connection, so that a worker that is killed is missed at once, wherever it
ran. A connection may also break under a worker that lives: it takes the lock again before the grace
period of the others has passed.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from api.store.database import Database
from api.store.tables import Worker

__all__ = ["Attendance"]

CLASS = 7205761
"""First half of the workers' locks; the second is the checksum of an id."""


class Attendance:
    """The presence of a worker, and what it sees of the others'. Without a server, nothing."""

    def __init__(self, database: Database, id_: str) -> None:
        self.database = database
        self.id = id_
        self._connection: Connection | None = None

    def begin(self) -> None:
        """Be there from now on."""
        if self.database.is_sqlite:
            return
        self._hold()
        with self.database.writing() as session:
            session.add(Worker(id=self.id, started_at=datetime.now(UTC)))

    def keep_up(self) -> None:
        """Take the lock again if its connection broke."""
        if self._connection is not None:
            try:
                self._connection.execute(text("SELECT 1"))
            except SQLAlchemyError:
                self._connection.close()
                self._connection = None
            else:
                return
        self._hold()

    def end(self) -> None:
        """Leave, and say so: others need not wait to be sure."""
        if self._connection is None:
            return
        self._connection.invalidate()  # closed, not given back: the lock goes with it
        self._connection.close()
        self._connection = None
        with self.database.writing() as session:
            left = update(Worker).where(Worker.id == self.id).values(left_at=datetime.now(UTC))
            session.execute(left)

    def of_others(self, ids: Collection[str]) -> tuple[set[str], set[str]]:
        """Return which of some workers are there, and which said that they left."""
        if not ids:
            return set(), set()
        with self.database.reading() as session:
            held = session.scalars(
                text(
                    "SELECT CAST(objid AS bigint) FROM pg_locks WHERE locktype = 'advisory'"
                    " AND granted AND objsubid = 2 AND classid = :class AND database ="
                    " (SELECT oid FROM pg_database WHERE datname = current_database())"
                ),
                {"class": CLASS},
            )
            numbers = set(held)
            gone = select(Worker.id).where(Worker.id.in_(ids), Worker.left_at.is_not(None))
            left = set(session.scalars(gone))
        return {id_ for id_ in ids if _number(id_) in numbers}, left

    def forget(self, before: datetime) -> None:
        """Drop what is known of workers that left before a moment."""
        with self.database.writing() as session:
            session.execute(delete(Worker).where(Worker.left_at < before))

    def _hold(self) -> None:
        connection = self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        number = _number(self.id)
        signed = number - (1 << 32) if number >= 1 << 31 else number
        connection.execute(
            text("SELECT pg_try_advisory_lock(:class, :number)"), {"class": CLASS, "number": signed}
        )
        self._connection = connection


def _number(id_: str) -> int:
    return zlib.crc32(id_.encode())
