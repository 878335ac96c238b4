"""The service killed while it works: what was acknowledged is there, and nothing is done twice."""

from __future__ import annotations

import json
import signal
import threading
from pathlib import Path
from typing import Any

import httpx2
import pytest

from optimizer.domain import Outcome
from optimizer.verify import verify_plan
from scenarios.sample import sample_round
from tests.api.http.served import DEADLINE, Served, gone, head_of_chain, prepared, served
from tests.api.webhooks.receiver import Got, receiving

pytestmark = pytest.mark.long
"""Each starts the service twice, which takes seconds; `make test-long` runs them."""


def submit(service: Served, at: str) -> str:
    key = {"Idempotency-Key": "run"}
    with service.client as client:
        made = client.post(f"{at}/runs", json={"time_limit_seconds": 600}, headers=key)
    assert made.status_code == 202, made.text
    return str(made.headers["location"])


def finished(service: Served, run: str) -> dict[str, Any]:
    """Stop a run that was begun twice and searches, wait for its end, and return it."""
    service.searching(run, starts=2)
    with service.client as client:
        assert client.post(f"{run}/keep").status_code == 202
    service.end_of(run)
    with service.client as client:
        outcome = Outcome.model_validate(client.get(f"{run}/outcome").json())
        assert outcome.plan is not None
        assert not verify_plan(sample_round(), outcome.plan)
        shown: dict[str, Any] = client.get(run).json()
    return shown


def links(service: Served, action: str) -> list[str]:
    """Return the subjects of the links of an action."""
    found, after = [], 0
    with service.client as client:
        while page := client.get(f"/v1/audit?size=500&after={after}").json()["items"]:
            found += [event["subject"] for event in page if event["action"] == action]
            after = page[-1]["sequence"]
    return found


def skills(service: Served) -> set[str]:
    found: set[str] = set()
    with service.client as client:
        cursor = ""
        while True:
            page = client.get(f"/v1/inventory/skills?size=500{cursor}").json()
            found |= {item["key"] for item in page["items"]}
            if page["next"] is None:
                return found
            cursor = f"&cursor={page['next']}"


def keep_writing(service: Served, acknowledged: list[str], enough: threading.Event) -> None:
    """Report skills one after another until the service is gone."""
    with service.client as client:
        for number in range(100_000):
            try:
                answer = client.post("/v1/inventory/skills", json={"id": f"S{number}"})
            except httpx2.TransportError:
                return
            assert answer.status_code == 201
            acknowledged.append(f"S{number}")
            if number == 3:
                enough.set()


def test_killed_during_a_run_and_writes(tmp_path: Path) -> None:
    data = tmp_path / "data"
    headers, at = prepared(data)
    acknowledged: list[str] = []
    enough = threading.Event()
    with served(data, headers) as service:
        run = submit(service, at)
        service.searching(run)
        writer = threading.Thread(target=keep_writing, args=(service, acknowledged, enough))
        writer.start()
        (child,) = service.children()
        assert enough.wait(DEADLINE)
        with gone(child):
            service.kill()
        writer.join(DEADLINE)
    assert head_of_chain(data)["holds"] is True
    with served(data, headers) as service:
        shown = finished(service, run)
        assert (shown["state"], shown["error"]) == ("done", "")
        kept = skills(service)
        # The last one may have been kept without the answer arriving.
        assert set(acknowledged) <= kept
        assert len(kept) <= len(acknowledged) + 1
        assert len(links(service, "inventory.report")) == len(kept)
        assert links(service, "run.end") == [run.rpartition("/")[2]]
        assert submit(service, at) == run  # the same key, the same run
    assert head_of_chain(data)["holds"] is True


def test_killed_during_a_commit(tmp_path: Path) -> None:
    data = tmp_path / "data"
    headers, _ = prepared(data)
    wanted = {f"S{number}" for number in range(3000)}
    document = json.dumps({"skills": [{"id": key} for key in sorted(wanted)]}).encode()
    key = {"Idempotency-Key": "commit"}
    with served(data, headers) as service:
        with service.client as client:
            made = client.post("/v1/imports", content=document)
        assert made.json()["counts"] == {"create": 3000}
        at = str(made.headers["location"])
        asked = threading.Event()

        def commit() -> None:
            with service.client as client:
                client.get("/healthz")
                asked.set()
                try:
                    client.post(f"{at}/commit", headers=key)
                except httpx2.TransportError:
                    return

        sender = threading.Thread(target=commit)
        sender.start()
        assert asked.wait(DEADLINE)
        service.kill()
        sender.join(DEADLINE)
    with served(data, headers) as service:
        assert skills(service) in (set(), wanted)  # all or nothing
        with service.client as client:
            answer = client.post(f"{at}/commit", headers=key)
        assert answer.json()["state"] == "committed"
        assert skills(service) == wanted
        assert len(links(service, "import.commit")) == 1
    assert head_of_chain(data)["holds"] is True


def test_killed_while_it_delivers(tmp_path: Path) -> None:
    data = tmp_path / "data"
    headers, _ = prepared(data)
    settings = {"allow_private_webhooks": "true", "webhook_retry_seconds": "[1, 1, 1, 1, 1]"}
    some, rest, pause = threading.Event(), threading.Event(), threading.Event()
    effects: dict[str, int] = {}

    def answer(got: Got) -> tuple[int, dict[str, str]]:
        effects.setdefault(got.headers["webhook-id"], 0)
        effects[got.headers["webhook-id"]] += 1
        if len(effects) == 5:
            some.set()
        if len(effects) == 12:
            rest.set()
        return 204, {}

    with receiving(answer) as receiver:
        with served(data, headers, **settings) as service:
            with service.client as client:
                made = client.post("/v1/webhooks", json={"url": receiver.url}).json()
                for _ in range(12):
                    client.post(f"/v1/webhooks/{made['id']}/test")
            assert some.wait(DEADLINE)
            service.kill()
        with served(data, headers, **settings) as service:
            assert rest.wait(DEADLINE)
            shown: list[dict[str, Any]] = []
            while len(shown) < 12 or any(d["state"] != "delivered" for d in shown):
                with service.client as client:
                    shown = client.get(f"/v1/webhooks/{made['id']}/deliveries").json()["items"]
                pause.wait(0.2)
    # Each has one id, by which a receiver knows what it had already when its sender died.
    assert set(effects) == {delivery["message_id"] for delivery in shown}
    assert len(effects) == 12
    assert head_of_chain(data)["holds"] is True


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT], ids=str)
def test_told_to_stop_during_a_run(tmp_path: Path, sign: signal.Signals) -> None:
    data = tmp_path / "data"
    headers, at = prepared(data)
    with served(data, headers) as service:
        run = submit(service, at)
        service.searching(run)
        (child,) = service.children()
        with (
            gone(child),
            service.client as client,
            client.stream("GET", f"{run}/events"),  # somebody who reads on does not hold it up
        ):
            service.process.send_signal(sign)
            service.process.wait(DEADLINE)
        assert service.process.returncode in (0, -sign, 128 + sign)
        assert "Traceback" not in "".join(service.said)
    assert not (data / "roundtable.sqlite3-wal").exists()  # everything is in the file
    with served(data, headers) as service:
        assert finished(service, run)["state"] == "done"
        assert links(service, "run.end") == [run.rpartition("/")[2]]
