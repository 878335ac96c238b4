from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.api.postgres import Postgres, binaries, postgres


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """A PostgreSQL server; without one installed the test is skipped, in CI it fails."""
    programs = binaries()
    if programs is None:
        message = "no PostgreSQL server is installed (Debian: apt install postgresql)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with postgres(programs) as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Each database in turn: none for SQLite's files, and one on a real server."""
    if request.param == "sqlite":
        yield None
        return
    server: Postgres = request.getfixturevalue("server")
    with server.migrated() as url:
        yield url
