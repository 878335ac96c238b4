"""A PostgreSQL server of the tests' own, on loopback, from the system's package."""

from __future__ import annotations

import itertools
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from dbos import DBOS
from psycopg import sql

from api.store import Database

__all__ = ["Postgres", "binaries", "postgres"]

USER = "roundtable"
# What is lost when the machine crashes is a test's.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

FILLED = """
    SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', 'dbos')
    AND tablename NOT IN ('alembic_version', 'dbos_migrations')
"""


def binaries() -> Path | None:
    """Return the folder of the newest server installed, if there is one."""
    found = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    by_version = sorted(found, key=lambda path: int(path.parts[-3]))
    if by_version:
        return by_version[-1].parent
    on_path = shutil.which("postgres")
    return None if on_path is None else Path(on_path).resolve().parent


@dataclass
class Postgres:
    """A running server, and databases on it."""

    port: int
    password: str
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _emptied: list[str] = field(default_factory=list)

    def address(self, name: str, driver: str = "") -> str:
        """Return the URL of a database."""
        return f"postgresql{driver}://{USER}:{self.password}@127.0.0.1:{self.port}/{name}"

    @contextmanager
    def migrated(self) -> Iterator[str]:
        """Lend a database with all tables and nobody in it."""
        url = self._emptied.pop() if self._emptied else self._with_tables()
        yield url
        with psycopg.connect(self.address(url.rpartition("/")[2])) as connection:
            # Quicker than a new database, and than truncating: there are many tables and few rows.
            connection.execute("SET session_replication_role = replica")
            for schema, table in connection.execute(FILLED).fetchall():
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(schema, table)))
        self._emptied.append(url)

    def _with_tables(self) -> str:
        url = self.empty()
        database = Database(url)
        database.migrate()
        database.close()
        DBOS.migrate(url)
        return url

    def empty(self) -> str:
        """Return the URL of a new database without tables."""
        name = f"test_{next(self._numbers)}"
        order = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(order)
        return self.address(name, "+psycopg")


@contextmanager
def postgres(programs: Path) -> Iterator[Postgres]:
    """Give a running server in a temporary folder, which goes with it.

    The server refuses to run as root: then it runs as the account of its package.
    """
    account = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="roundtable-postgres-"))
    data, secret, log = folder / "data", folder / "password", folder / "log"
    password = secrets.token_urlsafe(24)
    secret.write_text(password)
    if account:
        for path in (folder, secret):
            shutil.chown(path, **account)

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [str(programs / program), "-D", str(data), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            cwd=folder,
            **account,  # type: ignore[call-overload]
        )

    try:
        run(
            "initdb", "--username", USER, "--pwfile", str(secret), "--auth", "scram-sha-256",
            "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync",
        )  # fmt: skip
        port = _free_port()
        given = {**FAST, "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
        given |= {"port": str(port), "shared_buffers": "32MB", "max_connections": "200"}
        with (data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.writelines(f"{name} = '{value}'\n" for name, value in given.items())
        run("pg_ctl", "start", "--wait", "--silent", "--log", str(log))
        try:
            yield Postgres(port, password)
        finally:
            run("pg_ctl", "stop", "--wait", "--silent", "--mode", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
