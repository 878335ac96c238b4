"""What is counted about runs, and where a worker tells it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
import structlog
from prometheus_client import CollectorRegistry

from api.runs.door import open_door
from api.runs.metrics import RunMetrics, WaitingRuns
from api.runs.work import Bench
from api.settings import Settings, settings_reference
from api.store import Database, rounds, runs
from api.store.runs import RunState
from scenarios.sample import sample_round


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'roundtable.sqlite3'}")
    made.migrate()
    yield made
    made.close()


def queued(database: Database) -> str:
    """Leave a run whose child fails at once in the store, and return its id."""
    with database.writing() as session:
        row = rounds.add_round(session, "R", "frozen", {})
        row.snapshot_hash = rounds.keep_snapshot(session, sample_round())
        place = runs.RunPlace(kind="why-project", question={"project": "P01"})
        return runs.add_run(session, row.id, row.snapshot_hash, {}, "o", place=place).id


def test_a_worker_tells_how_it_is_and_what_it_counts(database: Database) -> None:
    run, counted = queued(database), RunMetrics()
    waiting = CollectorRegistry()
    waiting.register(WaitingRuns(database))
    with (
        open_door("127.0.0.1", 0, database, waiting, counted.registry) as port,
        httpx2.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        assert client.get("/healthz").json()["status"] == "ok"
        assert client.get("/readyz").status_code == 200
        assert client.get("/nothing").status_code == 404
        told = client.get("/metrics").text
        assert 'roundtable_runs{queue="interactive",state="queued"} 1.0' in told
        with structlog.testing.capture_logs(
            processors=[structlog.contextvars.merge_contextvars]
        ) as logged:
            assert Bench(database, counted).work(run) == RunState.FAILED  # asks about no run
        assert [(line["event"], line["run"]) for line in logged] == [
            ("run begun", run),
            ("run ended", run),
        ]
        told = client.get("/metrics").text
        assert "roundtable_runs{" not in told
        assert 'roundtable_runs_ended_total{kind="why-project",state="failed"} 1.0' in told
        assert 'roundtable_run_seconds_count{kind="why-project"} 1.0' in told
        counted.end("solve", "done", 7.0, 0.25)
        assert 'roundtable_run_gap_bucket{le="0.3"} 1.0' in client.get("/metrics").text
        database.close()
        database.engine = Database("sqlite:////nowhere/at/all.sqlite3").engine
        assert client.get("/readyz").status_code == 503


def test_the_reference_names_every_setting_as_the_environment_writes_it() -> None:
    told = settings_reference()
    for name in Settings.model_fields:
        assert f"ROUNDTABLE_{name.upper()} = " in told
    assert "None" not in [line.partition(" = ")[2] for line in told.splitlines()]
    assert "ROUNDTABLE_ALLOW_PRIVATE_WEBHOOKS = false" in told
    (retries,) = (x for x in told.splitlines() if x.startswith("ROUNDTABLE_WEBHOOK_RETRY_SECONDS"))
    assert retries.partition(" = ")[2].startswith("[")
    paragraphs = [line for line in told.splitlines() if line.startswith("    ")]
    assert len(paragraphs) >= len(Settings.model_fields)
    assert all(line.strip() for line in paragraphs)
