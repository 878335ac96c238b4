"""A service over an empty store in a folder of the test, and somebody for each role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.access import GrantedRole, Role
from api.http.app import create_app
from api.runs.engine import Engine
from api.runs.taker import runs_taker
from api.settings import Settings
from api.store import Database, principals
from api.usecases.principals import begin

__all__ = ["Service", "service_in"]


@dataclass
class Service:
    """The application, a client without credentials, and a header for each name."""

    app: FastAPI
    database: Database
    client: TestClient
    headers: dict[str, dict[str, str]]
    worker: Engine | None
    """What works on runs beside the application; none where it does so itself."""

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Run the application, and what works on its runs, for a while."""
        with self.client:
            if self.worker is not None:
                self.worker.start()
            try:
                yield
            finally:
                if self.worker is not None:
                    self.worker.stop()


PEOPLE = {
    "office": GrantedRole(Role.OFFICE),
    "leader": GrantedRole(Role.LEADER),
    "auditor": GrantedRole(Role.AUDITOR),
    "lab": GrantedRole(Role.CONTACT, department="lab"),
    "data": GrantedRole(Role.CONTACT, department="data"),
    "team": GrantedRole(Role.TEAM, project="P1"),
}


def service_in(folder: Path, **given: object) -> Service:
    """Return a service with the people of `PEOPLE` and an ``admin``; on SQLite unless told."""
    settings = Settings(data=folder).model_copy(update={"rate_limit_per_minute": 0, **given})
    database = Database(settings.store_url)
    database.migrate()
    headers = {}
    with database.writing() as session:
        headers["admin"] = _bearer(begin(session) or "")
        for name, grant in PEOPLE.items():
            row = principals.add_principal(session, name, name, [grant])
            headers[name] = _bearer(principals.issue_key(session, row.id, "test")[1])
    app = create_app(settings, database, runs_taker(settings, database))
    worker = None if database.is_sqlite else Engine(settings, database)
    client = TestClient(app, raise_server_exceptions=False)
    return Service(app, database, client, headers, worker)


def _bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}
