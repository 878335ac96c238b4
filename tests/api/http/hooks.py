"""Endpoints of webhooks, what was sent to them, and stand-ins for the network and the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from api.settings import Settings
from api.usecases.deliveries import deliver_due
from api.webhooks.sending import Attempt
from tests.api.http.service import Service
from tests.api.http.test_requests import RULES
from tests.api.http.test_rounds import take

__all__ = ["URL", "Clock", "Wire", "deliver", "deliveries", "opened", "register", "settings_of"]

URL = "https://hooks.example/round"


def register(service: Service, who: str, url: str = URL, **body: Any) -> dict[str, Any]:
    headers = service.headers[who]
    answer = service.client.post("/v1/webhooks", json={"url": url, **body}, headers=headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def deliveries(service: Service, who: str, id_: str) -> list[dict[str, Any]]:
    at = f"/v1/webhooks/{id_}/deliveries"
    items: list[dict[str, Any]] = service.client.get(at, headers=service.headers[who]).json()[
        "items"
    ]
    return items


def opened(service: Service, title: str = "R") -> str:
    """Begin and open a round, which everybody may hear of; return its address."""
    body = {"title": title, "rules": RULES}
    made = service.client.post("/v1/rounds", json=body, headers=service.headers["office"])
    at = str(made.headers["location"])
    take(service, at, "open")
    return at


class Wire:
    """Stands for the network: answers as told, and keeps what was sent."""

    def __init__(self, *statuses: int | None) -> None:
        self.statuses = list(statuses)
        self.sent: list[tuple[str, dict[str, str], str]] = []

    def __call__(self, url: str, headers: dict[str, str], body: str, **_: object) -> Attempt:
        self.sent.append((url, headers, body))
        status = self.statuses.pop(0) if self.statuses else 204
        return Attempt(status, "" if status else "no-connection", 0.001)

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for _, headers, _ in self.sent]


class Clock:
    def __init__(self) -> None:
        self.now = datetime.now(UTC) + timedelta(seconds=1)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def settings_of(service: Service, **given: object) -> Settings:
    settings: Settings = service.app.state.settings
    return settings.model_copy(update=given)


def deliver(service: Service, wire: Wire, clock: Clock, **given: object) -> int:
    return deliver_due(service.database, settings_of(service, **given), send=wire, clock=clock)
