"""Nobody waits for a writer who is slow to send, or whose file is slow to read."""

from __future__ import annotations

import threading
from typing import Any

import anyio
import pytest

from api.usecases.import_reading import read_upload
from tests.api.http.service import Service

DEADLINE = 60.0


def can_write(service: Service) -> bool:
    """Say whether somebody else gets to write now."""
    done = threading.Event()

    def write() -> None:
        with service.database.writing():
            done.set()

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    thread.join(1.0)
    return done.is_set()


def test_a_body_is_received_before_anything_is_held(service: Service) -> None:
    body = b'{"id": "S1"}'
    free: list[bool] = []
    sent: list[dict[str, Any]] = []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/v1/inventory/skills",
        "raw_path": b"/v1/inventory/skills",
        "query_string": b"",
        "root_path": "",
        "headers": [
            (b"authorization", service.headers["office"]["Authorization"].encode()),
            (b"content-type", b"application/json"),
        ],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }

    async def receive() -> dict[str, Any]:
        free.append(await anyio.to_thread.run_sync(can_write, service))
        part, more = (body[:5], True) if len(free) == 1 else (body[5:], False)
        return {"type": "http.request", "body": part, "more_body": more}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    async def call() -> None:
        with anyio.fail_after(DEADLINE):
            await service.app(scope, receive, send)

    anyio.run(call)
    assert sent[0]["status"] == 201
    assert free == [True, True]


@pytest.mark.parametrize("page", [False, True], ids=["api", "page"])
def test_a_file_is_read_before_anything_is_held(
    service: Service, monkeypatch: pytest.MonkeyPatch, page: bool
) -> None:
    free: list[bool] = []

    def slow(*given: Any) -> Any:
        free.append(can_write(service))
        return read_upload(*given)

    monkeypatch.setattr("api.usecases.imports.read_upload", slow)
    content = b'{"skills": [{"id": "S1"}]}'
    headers = service.headers["office"]
    if page:
        files = {"file": ("skills.json", content)}
        answer = service.client.post(
            "/imports", files=files, headers=headers, follow_redirects=False
        )
        assert answer.status_code == 303, answer.text
    else:
        answer = service.client.post("/v1/imports", content=content, headers=headers)
        assert answer.json()["state"] == "ready"
    assert free == [True]


def test_a_file_of_somebody_who_may_not_import_is_not_read(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr("api.usecases.imports.read_upload", never)
    for headers, status in ((service.headers["auditor"], 403), ({}, 401)):
        answer = service.client.post("/v1/imports", content=b"{}", headers=headers)
        assert answer.status_code == status
