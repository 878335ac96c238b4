"""Both databases: migrations that collide, writers one at a time, what is kept and what is not."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from api.access import GrantedRole, Role
from api.store import Database, principals
from api.store.audit import append_event, find_broken_link
from api.store.tables import Row
from tests.api.postgres import Postgres

STARTS = 4
WRITES = 12


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'roundtable.sqlite3'}"
    server: Postgres = request.getfixturevalue("server")
    return server.empty()


def test_the_migrations_make_the_tables_that_the_code_knows(url: str) -> None:
    database = Database(url)
    database.migrate()
    database.migrate()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Row.metadata) == []
    database.close()


def test_starts_at_the_same_time_make_the_tables_once(server: Postgres) -> None:
    url = server.empty()
    databases = [Database(url) for _ in range(STARTS)]
    with ThreadPoolExecutor(STARTS) as pool:
        list(pool.map(Database.migrate, databases))
    with databases[0].writing() as session:
        assert not principals.any_principal(session)
    for database in databases:
        database.close()


def test_writers_wait_for_each_other(server: Postgres) -> None:
    url = server.empty()
    databases = [Database(url) for _ in range(2)]
    databases[0].migrate()
    ready = threading.Barrier(2)

    def write(database: Database) -> None:
        ready.wait()
        for number in range(WRITES):
            with database.writing() as session:
                append_event(session, "prn_1", "round.open", f"rnd_{number}")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, databases))
    with databases[0].reading() as session:
        assert find_broken_link(session) is None
    for database in databases:
        database.close()


def test_what_fails_leaves_nothing(url: str) -> None:
    database = Database(url)
    database.migrate()

    def fail() -> None:
        with database.writing() as session:
            principals.add_principal(session, "A", "a", [GrantedRole(Role.OFFICE)])
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with database.writing() as session:  # the one writer's turn was given back
        assert not principals.any_principal(session)
    database.close()
