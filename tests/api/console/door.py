"""Browsers without a browser: cookies, the CSRF token of the page, and forms that are sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi.testclient import TestClient
from httpx2 import Response

from tests.api.http.service import Service

__all__ = ["Browser", "Door"]


@dataclass
class Browser:
    """What one person's browser does."""

    client: TestClient
    csrf: str = ""

    def get(self, path: str, **headers: str) -> Response:
        """Open a page; redirects are not followed."""
        answer = self.client.get(
            path, headers={"Accept": "text/html", **headers}, follow_redirects=False
        )
        found = re.search(r'"X-CSRF-Token": "([^"]+)"', answer.text)
        self.csrf = found[1] if found else self.csrf
        return answer

    def send(self, path: str, data: Mapping[str, object] | None = None, **headers: str) -> Response:
        """Send a form as htmx does."""
        return self.client.post(
            path,
            data=dict(data or {}),
            headers={
                "Accept": "text/html",
                "HX-Request": "true",
                "X-CSRF-Token": self.csrf,
                **headers,
            },
            follow_redirects=False,
        )


@dataclass
class Door:
    """A service, and a browser for each person who came in with a key."""

    service: Service
    inside: dict[str, Browser] = field(default_factory=dict)

    def browser(self, name: str = "") -> Browser:
        """Return somebody's browser, signed in; nobody's without a name."""
        if name not in self.inside:
            client = TestClient(self.service.app, raise_server_exceptions=False)
            browser = Browser(client)
            if name:
                key = self.service.headers[name]["Authorization"].removeprefix("Bearer ")
                answer = client.post("/sign-in/key", data={"key": key}, follow_redirects=False)
                assert answer.status_code == 303, answer.text
                browser.get("/rounds")
            self.inside[name] = browser
        return self.inside[name]
