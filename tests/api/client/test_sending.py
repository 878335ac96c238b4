"""Retries, keys, problems and pages, against a stand-in of the service."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from api.client import Client, NoAnswer, Run, RunEvent, ServiceProblem, StillRunning

RUN: dict[str, Any] = {
    "id": "run_1",
    "round_id": "rnd_1",
    "round_hash": "sha256:0",
    "scenario": None,
    "limits": {},
    "start_run_id": None,
    "state": "running",
    "asked_to": None,
    "submitted_by": "prn_1",
    "submitted_at": "2026-07-06T00:00:00Z",
    "started_at": None,
    "ended_at": None,
    "progress": None,
    "error": "",
    "something_newer": 1,
}
ENDED = {**RUN, "state": "done", "ended_at": "2026-07-06T00:01:00Z"}
ITEM: dict[str, Any] = {
    "id": "inv_1",
    "kind": "skills",
    "key": "S",
    "department": None,
    "version": 3,
    "updated_at": "2026-07-06T00:00:00Z",
    "confirmed_at": None,
    "confirmed_by": None,
    "document": {"id": "S"},
}


class Stand:
    """Answers in order, and keeps what it was asked; an exception is raised instead."""

    def __init__(self, *answers: httpx2.Response | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[httpx2.Request] = []
        self.slept: list[float] = []
        self.now = 0.0

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def client(self, tries: int = 4) -> Client:
        http = httpx2.Client(transport=httpx2.MockTransport(self), base_url="http://service")
        return Client(
            "", "rt_key", tries=tries, http=http,
            sleep=self.sleep, chance=lambda: 0.0, clock=lambda: self.now,
        )  # fmt: skip


def refused(status: int, code: str, **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx2.Response(status, json={"code": code, "title": "No."}, headers=named)


def stream(*events: tuple[int, str, dict[str, Any]]) -> httpx2.Response:
    text = "".join(f"id: {n}\nevent: {k}\ndata: {json.dumps(d)}\n\n" for n, k, d in events)
    headers = {"content-type": "text/event-stream"}
    return httpx2.Response(200, text=f": still here\n\n{text}", headers=headers)


def broken() -> Exception:
    return httpx2.ConnectError("nobody listens")


def test_a_write_is_sent_again_under_the_same_key() -> None:
    stand = Stand(broken(), refused(409, "in-flight"), httpx2.Response(201, json=ITEM))
    assert stand.client().inventory.report("skills", {"id": "S"}).key == "S"
    keys = {request.headers["idempotency-key"] for request in stand.asked}
    assert len(stand.asked) == 3
    assert len(keys) == 1
    assert stand.slept == [0.1, 0.2]


def test_two_writes_have_two_keys() -> None:
    stand = Stand(httpx2.Response(201, json=ITEM), httpx2.Response(201, json=ITEM))
    client = stand.client()
    for _ in range(2):
        client.inventory.report("skills", {"id": "S"})
    assert len({request.headers["idempotency-key"] for request in stand.asked}) == 2


def test_a_wait_that_the_service_asks_for_is_kept() -> None:
    stand = Stand(
        refused(429, "too-many-requests", retry_after="7"), httpx2.Response(200, json=RUN)
    )
    stand.client().runs.read("run_1")
    assert stand.slept == [7.0]


def test_what_may_not_be_repeated_is_sent_once() -> None:
    stand = Stand(broken())
    with pytest.raises(NoAnswer):
        stand.client().principals.issue_key("prn_1", "label")
    assert len(stand.asked) == 1
    assert "idempotency-key" not in stand.asked[0].headers


def test_it_gives_up_in_the_end() -> None:
    stand = Stand(*(broken() for _ in range(4)))
    with pytest.raises(NoAnswer):
        stand.client(tries=4).me()
    assert len(stand.asked) == 4


@pytest.mark.parametrize("status", [400, 403, 404, 412, 422, 500])
def test_a_refusal_is_final(status: int) -> None:
    stand = Stand(refused(status, "some-code"))
    with pytest.raises(ServiceProblem) as caught:
        stand.client().inventory.report("skills", {})
    assert (caught.value.status, caught.value.code) == (status, "some-code")
    assert len(stand.asked) == 1


def test_a_refusal_tells_every_place() -> None:
    places = [{"code": "c", "severity": "error", "place": {"pointer": p}} for p in ("/a", "/b/0")]
    document = {"code": "invalid", "title": "T", "detail": "D", "findings": places}
    stand = Stand(httpx2.Response(422, json=document))
    with pytest.raises(ServiceProblem, match="T D") as caught:
        stand.client().inventory.report("skills", {})
    assert caught.value.pointers == ("/a", "/b/0")


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"null"])
def test_a_refusal_by_something_else_on_the_way_is_one_too(body: bytes) -> None:
    stand = Stand(httpx2.Response(418, content=body))
    with pytest.raises(ServiceProblem) as caught:
        stand.client().me()
    assert (caught.value.status, caught.value.code) == (418, "")


def test_a_change_says_which_version_it_saw() -> None:
    stand = Stand(httpx2.Response(200, json=ITEM), httpx2.Response(200, json=ITEM))
    client = stand.client()
    client.inventory.change(client.inventory.read("skills", "inv_1"), {"id": "S"})
    assert stand.asked[1].headers["if-match"] == '"inv_1.3"'


def test_lists_are_read_to_their_end() -> None:
    pages = [{"items": [ITEM, ITEM], "next": "c1"}, {"items": [ITEM], "next": None}]
    stand = Stand(*(httpx2.Response(200, json=page) for page in pages))
    assert len(list(stand.client().inventory.every("skills", stale_days=None))) == 3
    assert dict(stand.asked[0].url.params) == {"size": "500"}
    assert dict(stand.asked[1].url.params) == {"size": "500", "cursor": "c1"}


def waited(stand: Stand, timeout: float | None = None) -> tuple[Run, list[RunEvent]]:
    said: list[RunEvent] = []
    return stand.client().runs.wait("run_1", timeout, on_event=said.append), said


def test_a_stream_that_breaks_off_is_resumed_and_nothing_is_heard_twice() -> None:
    stand = Stand(
        stream((1, "state", {"state": "queued"}), (2, "state", {"state": "running"})),
        httpx2.Response(200, json=RUN),
        broken(),
        httpx2.Response(200, json=RUN),
        stream((3, "progress", {"incumbent": 5})),
        httpx2.Response(200, json=ENDED),
    )
    run, said = waited(stand)
    assert run.state == "done"
    assert [event.number for event in said] == [1, 2, 3]
    streams = [r for r in stand.asked if r.url.path.endswith("/events")]
    assert [r.headers["last-event-id"] for r in streams] == ["0", "2", "2"]


def test_waiting_ends_with_its_time() -> None:
    def endless() -> list[httpx2.Response | Exception]:
        return [item for _ in range(40) for item in (broken(), httpx2.Response(200, json=RUN))]

    stand = Stand(*endless())
    with pytest.raises(StillRunning):
        waited(stand, timeout=10.0)
    assert stand.now == pytest.approx(10.0)
    assert stand.slept == sorted(stand.slept)[: len(stand.slept) - 1] + stand.slept[-1:]


@pytest.mark.parametrize("make", [broken, lambda: refused(503, "unavailable")])
def test_a_service_that_restarts_is_waited_for(make: Callable[[], Any]) -> None:
    stand = Stand(make(), httpx2.Response(200, json=ENDED))
    assert waited(stand)[0].has_ended


def test_somebody_who_may_not_read_a_run_is_told() -> None:
    stand = Stand(refused(403, "forbidden"))
    with pytest.raises(ServiceProblem):
        waited(stand)
