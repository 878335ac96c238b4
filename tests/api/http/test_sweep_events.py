"""The stream of a sweep: each cell once, in whatever order they end, and on from where one was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.http import streaming
from api.store import Database, runs, scenarios
from api.store.runs import RunPlace, RunState
from tests.api.http.planned import Planned, planned_in
from tests.api.http.published import ask

CELLS = 3
BODY = {"axes": [{"name": "x", "choices": [{"label": label} for label in range(CELLS)]}]}


@pytest.fixture
def planned(tmp_path: Path) -> Iterator[Planned]:
    made = planned_in(tmp_path)
    made.service.app.state.engine.enqueue = lambda _: None
    yield made
    made.service.database.close()


def begun(planned: Planned) -> str:
    """Submit a sweep whose cells are runs; return its id."""
    made = ask(planned, "office", f"{planned.at}/sweeps", BODY)
    assert made.status_code == 202, made.text
    sweep = str(made.json()["id"])
    with planned.service.database.writing() as session:
        row = scenarios.find_sweep(session, sweep)
        assert row is not None
        for cell in range(CELLS):
            place = RunPlace("sweep", sweep_id=sweep, cell=cell)
            runs.add_run(session, row.round_id, row.base_hash, {}, "office", place=place)
    return sweep


def end(planned: Planned, sweep: str, cell: int, state: RunState = RunState.DONE) -> None:
    with planned.service.database.writing() as session:
        row = scenarios.find_cell(session, sweep, cell)
        assert row is not None
        runs.end_run(session, row, state)


def heard(planned: Planned, sweep: str, after: str = "") -> list[tuple[str, str, Any]]:
    """Read the stream of a sweep that has ended, to its end: ids, kinds and data."""
    headers = {**planned.service.headers["auditor"], "Last-Event-ID": after}
    answer = planned.service.client.get(f"/v1/sweeps/{sweep}/events", headers=headers)
    assert answer.headers["content-type"].startswith("text/event-stream")
    words = []
    for block in answer.text.strip().split("\n\n"):
        if block and not block.startswith(":"):
            said = dict(line.split(": ", 1) for line in block.splitlines())
            words.append((said["id"], said["event"], json.loads(said["data"])))
    return words


def test_every_cell_is_told_once_and_then_the_end(planned: Planned) -> None:
    sweep = begun(planned)
    for cell in (2, 0, 1):
        end(planned, sweep, cell, RunState.FAILED if cell == 1 else RunState.DONE)
    words = heard(planned, sweep)
    assert [kind for _, kind, _ in words] == ["cell"] * CELLS + ["state"]
    assert [data["state"] for _, _, data in words] == ["done", "failed", "done", "done"]
    assert words[-1][2]["counts"] == {"done": 2, "failed": 1}
    assert {data["cell"] for _, kind, data in words if kind == "cell"} == set(range(CELLS))


def test_who_comes_back_hears_the_rest_also_of_cells_that_ended_out_of_turn(
    planned: Planned,
) -> None:
    sweep = begun(planned)
    for cell in range(CELLS):
        end(planned, sweep, cell)
    words = heard(planned, sweep)
    knows_the_last = f"{1 << (CELLS - 1):x}"
    again = heard(planned, sweep, knows_the_last)
    assert [data["cell"] for _, kind, data in again if kind == "cell"] == [0, 1]
    assert heard(planned, sweep, words[-2][0]) == words[-1:]
    assert heard(planned, sweep, words[-1][0]) == []
    assert heard(planned, sweep, "no id of ours") == words


def test_a_stream_beats_while_nothing_ends(
    planned: Planned, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "HEARTBEAT_SECONDS", 0.0)
    monkeypatch.setattr(streaming, "POLL_SECONDS", 0.001)
    sweep = begun(planned)
    reading, looks = Database.reading, 0

    def counted(database: Database) -> Any:
        nonlocal looks
        looks += 1
        if looks == 3:  # the route reads once, then the stream looks
            for cell in range(CELLS):
                end(planned, sweep, cell)
        return reading(database)

    monkeypatch.setattr(Database, "reading", counted)
    headers = planned.service.headers["office"]
    text = planned.service.client.get(f"/v1/sweeps/{sweep}/events", headers=headers).text
    assert text.startswith(": still here\n\n")
    assert text.count("event: cell") == CELLS


def test_no_stream_of_what_is_not_there(planned: Planned) -> None:
    client, headers = planned.service.client, planned.service.headers
    assert client.get("/v1/sweeps/none/events", headers=headers["office"]).status_code == 404
    assert client.get("/v1/sweeps/none/events", headers=headers["lab"]).status_code == 403
