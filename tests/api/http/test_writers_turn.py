"""What takes long on a large round is worked out before a write, while others may write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.store.audit import append_event
from api.usecases import runs
from scenarios.changes import Applied, Scenario, apply_scenario
from tests.api.http.planned import Planned, planned_in
from tests.api.http.published import ask

LEFT_OUT = {"changes": [{"kind": "force-project", "project": "P2", "accepted": False}]}


@pytest.fixture
def planned(tmp_path: Path) -> Iterator[Planned]:
    made = planned_in(tmp_path)
    made.service.app.state.engine.enqueue = lambda _: None
    yield made
    made.service.database.close()


@pytest.mark.parametrize(
    ("at", "body"), [("scenarios", LEFT_OUT), ("runs", {"scenario": LEFT_OUT})], ids=str
)
def test_others_write_while_a_scenario_is_made(
    planned: Planned, monkeypatch: pytest.MonkeyPatch, at: str, body: dict[str, Any]
) -> None:
    made = 0

    def slowly(base: Any, scenario: Scenario) -> Applied:
        nonlocal made
        made += 1
        with planned.service.database.writing() as session:  # waits in vain in a writer's turn
            append_event(session, "somebody", "round.change", planned.round_id)
        return apply_scenario(base, scenario)

    monkeypatch.setattr(runs, "apply_scenario", slowly)
    answer = ask(planned, "office", f"{planned.at}/{at}", body)
    assert answer.status_code in (201, 202), answer.text
    assert made == 1


@pytest.mark.parametrize("at", ["scenarios", "runs", "urgent"])
def test_a_body_that_no_text_holds_is_refused(planned: Planned, at: str) -> None:
    headers = {
        **planned.service.headers["office"],
        "Idempotency-Key": "k",
        "Content-Type": "application/json",
    }
    for content in (b'{"name": "\\ud800"}', b"[]", b"", b"{", b'{"document": {"id": "\\ud800"}}'):
        answer = planned.service.client.post(f"{planned.at}/{at}", content=content, headers=headers)
        assert answer.status_code in (400, 422), (content, answer.text)
