"""Two workers on one PostgreSQL: one dies or leaves in the middle of a run, the other ends it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from optimizer.domain import Outcome
from optimizer.verify import verify_plan
from scenarios.sample import sample_round
from tests.api.http.served import Served, Working, gone, prepared, served, working
from tests.api.http.test_crash import links, submit
from tests.api.postgres import Postgres

pytestmark = pytest.mark.long


def ended(service: Served, run: str) -> dict[str, Any]:
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
    assert links(service, "run.end") == [run.rpartition("/")[2]]
    return shown


def at_it(workers: list[Working]) -> tuple[Working, int]:
    """Return the worker that solves, and its child."""
    ((busy, (child,)),) = [(w, w.children()) for w in workers if w.children()]
    return busy, child


@pytest.mark.parametrize("way", ["killed", "told to stop"])
def test_a_run_moves_to_the_other_worker(tmp_path: Path, server: Postgres, way: str) -> None:
    data, url = tmp_path / "data", server.empty()
    headers, at = prepared(data, url)
    shared = {"database_url": url, "worker_grace_seconds": "1"}
    with (
        served(data, headers, **shared) as service,
        working(data, **shared) as one,
        working(data, **shared) as other,
    ):
        run = submit(service, at)
        service.searching(run)
        busy, child = at_it([one, other])
        with gone(child):
            if way == "killed":
                busy.kill()
            else:
                busy.stop()
                assert busy.process.returncode == 0
        shown = ended(service, run)
        assert (shown["state"], shown["error"]) == ("done", "")
        assert "Traceback" not in "".join(busy.said)
        with service.client as client:
            kinds = client.get(f"{run}/events").text.count("event: interrupted")
        # A worker that is told to stop leaves its best plan behind; a killed one can't.
        assert kinds == (way != "killed")


def test_runs_wait_for_a_worker(tmp_path: Path, server: Postgres) -> None:
    data, url = tmp_path / "data", server.empty()
    headers, at = prepared(data, url)
    with served(data, headers, database_url=url) as service:
        with service.client as client:
            key = {"Idempotency-Key": "run"}
            made = client.post(f"{at}/runs", json={"time_limit_seconds": 1}, headers=key)
            run = str(made.headers["location"])
            assert client.get(run).json()["state"] == "queued"
        with working(data, database_url=url):
            service.end_of(run)
        with service.client as client:
            assert client.get(run).json()["state"] == "done"
