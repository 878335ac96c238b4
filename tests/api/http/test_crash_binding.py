"""The service killed while something binds: published, changed, closed once, wholly or not yet."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import pytest

from tests.api.http.planned import Planned, planned_in
from tests.api.http.published import ask, get, published_in, submitted
from tests.api.http.served import DEADLINE, Served, head_of_chain, served
from tests.api.http.test_crash import links

pytestmark = pytest.mark.long
LONGER = {"kind": "extension", "project": "P1", "package": "A", "periods": 1}
KILLS = 4
LATEST_SECONDS = 0.06
"""A kill comes up to so long after the request: before, while, and after it is kept."""
Deed = tuple[Planned, str, Any, int]
"""The service, what is posted where by the office, and how many publications there are then."""


def to_publish(folder: Path) -> Deed:
    planned = planned_in(folder)
    for who in ("lab", "data"):
        for line in get(planned, who, f"{planned.at}/lines").json()["items"]:
            if line["owner"] == who:
                ask(planned, who, f"/v1/lines/{line['id']}/accept")
    assert ask(planned, "leader", f"{planned.at}/decide").status_code == 200
    return planned, f"{planned.at}/publish", None, 1


def to_apply(folder: Path) -> Deed:
    planned = published_in(folder)
    planned.service.app.state.engine.enqueue = lambda _: None
    change = submitted(planned, "data", LONGER)
    at = f"/v1/changes/{change['id']}"
    assert ask(planned, "lab", f"{at}/accept").status_code == 200
    return planned, f"{at}/apply", {"note": ""}, 2


def to_close(folder: Path) -> Deed:
    planned = published_in(folder)
    return planned, f"{planned.at}/close", None, 1


@pytest.mark.parametrize(
    ("prepare", "action"),
    [(to_publish, "round.published"), (to_apply, "round.published"), (to_close, "round.close")],
    ids=["publish", "apply", "close"],
)
def test_killed_while_it_binds(
    tmp_path: Path, prepare: Callable[[Path], Deed], action: str
) -> None:
    planned, at, body, publications = prepare(tmp_path)
    headers = {**planned.service.headers["office"], "If-Match": "*", "Idempotency-Key": "once"}
    planned.service.client.close()
    planned.service.database.close()
    chance = Random(7)
    answers: list[int] = []
    for _ in range(KILLS):
        with served(tmp_path, headers) as service:
            _post_and_kill(service, at, body, chance.random() * LATEST_SECONDS, answers)
        assert head_of_chain(tmp_path)["holds"] is True
    with served(tmp_path, headers) as service, service.client as client:
        answer = client.post(at, json=body)
        assert answer.status_code in (200, 201), answer.text
        assert answer.status_code in (*answers, answer.status_code)
        made = client.get(f"{planned.at}/publications").json()
        assert [item["number"] for item in made] == list(range(1, publications + 1))
        assert len(client.get(f"{planned.at}/shares").json()["projects"]) == 2
        service.headers = planned.service.headers["auditor"]
        assert len(links(service, action)) == publications
    assert head_of_chain(tmp_path)["holds"] is True


def _post_and_kill(service: Served, at: str, body: Any, seconds: float, answers: list[int]) -> None:
    asked = threading.Event()

    def post() -> None:
        with service.client as client:
            client.get("/healthz")
            asked.set()
            try:
                answers.append(client.post(at, json=body).status_code)
            except httpx2.TransportError:
                return

    sender = threading.Thread(target=post)
    sender.start()
    assert asked.wait(DEADLINE)
    threading.Event().wait(seconds)
    service.kill()
    sender.join(DEADLINE)
