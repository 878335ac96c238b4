"""Who is first: urgent runs, departments in turn, what ends before it begins."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from api.access import GrantedRole, Role
from api.access.life import RoundState
from api.store import principals, rounds
from optimizer.domain import Calendar, Department, Round, Text
from tests.api.http.service import Service, service_in
from tests.api.http.test_runs import followed


class Waiting(NamedTuple):
    """A service whose engine does not work yet, and the address of a frozen round."""

    service: Service
    at: str


def waiting(folder: Path, url: str | None, **given: object) -> Waiting:
    """Return a service with a leader of each of two departments beside its people."""
    service = service_in(folder, database_url=url, **given)
    round_ = Round(
        title=Text(en="R"),
        calendar=Calendar(start=date(2026, 7, 6), periods=4),
        departments=(Department(id="lab"),),
    )
    with service.database.writing() as session:
        row = rounds.add_round(session, "R", RoundState.FROZEN, {})
        row.snapshot_hash = rounds.keep_snapshot(session, round_)
        at = f"/v1/rounds/{row.id}"
        for name in ("lab", "data"):
            grant = GrantedRole(Role.LEADER, department=name)
            leader = principals.add_principal(session, name, f"leader of {name}", [grant])
            _, key = principals.issue_key(session, leader.id, "test")
            service.headers[f"leader of {name}"] = {"Authorization": f"Bearer {key}"}
    return Waiting(service, at)


def submit(made: Waiting, key: str, who: str = "office", **body: Any) -> Any:
    headers = {**made.service.headers[who], "Idempotency-Key": key}
    return made.service.client.post(f"{made.at}/runs", json=body, headers=headers)


def read(made: Waiting, run: str) -> dict[str, Any]:
    answer = made.service.client.get(f"/v1/runs/{run}", headers=made.service.headers["office"])
    shown: dict[str, Any] = answer.json()
    return shown


def test_the_most_urgent_run_is_first(tmp_path: Path, database_url: str | None) -> None:
    made = waiting(tmp_path, database_url)
    ids = [
        submit(made, str(priority), priority=priority, time_limit_seconds=5).json()["id"]
        for priority in (5, 9, 1)
    ]
    # Queued while no engine worked: what was lost on the way is found when one does.
    with made.service.at_work():
        for run in ids:
            followed(made.service, f"/v1/runs/{run}")
        begun = [read(made, run)["started_at"] for run in ids]
    assert sorted(begun) == [begun[2], begun[0], begun[1]]
    made.service.database.close()


def test_departments_take_turns(tmp_path: Path, database_url: str | None) -> None:
    made = waiting(tmp_path, database_url, runs_per_department=1, runs_at_once=3)
    lab = [submit(made, f"{n}", "leader of lab").json()["id"] for n in range(3)]
    data = submit(made, "d", "leader of data").json()["id"]
    with made.service.at_work():
        for run in (*lab, data):
            followed(made.service, f"/v1/runs/{run}")
        shown = [read(made, run) for run in lab]
        other = read(made, data)
    assert {run["department"] for run in shown} == {"lab"}
    assert other["department"] == "data"
    # One after the other, though the process has room for three at once.
    spans = sorted((run["started_at"], run["ended_at"]) for run in shown)
    assert all(ended <= begun for (_, ended), (begun, _) in zip(spans, spans[1:], strict=False))
    # The other department did not wait for all of them.
    assert other["started_at"] < spans[-1][0]
    made.service.database.close()


def test_a_run_that_waits_is_ended_at_once(tmp_path: Path, database_url: str | None) -> None:
    made = waiting(tmp_path, database_url)
    office = made.service.headers["office"]
    run = submit(made, "k").json()["id"]
    answer = made.service.client.post(f"/v1/runs/{run}/cancel", headers=office)
    assert (answer.status_code, answer.json()["state"]) == (202, "cancelled")
    kept = submit(made, "l").json()["id"]
    answer = made.service.client.post(f"/v1/runs/{kept}/keep", headers=office)
    assert (answer.json()["state"], bool(answer.json()["error"])) == ("cancelled", True)
    with made.service.at_work():  # the queue has nothing to say about it any more
        after = submit(made, "m").json()["id"]
        followed(made.service, f"/v1/runs/{after}")
    assert read(made, run)["started_at"] is None
    made.service.database.close()


def test_only_so_many_runs_wait(tmp_path: Path) -> None:
    made = waiting(tmp_path, None, runs_waiting_per_department=2)
    assert [submit(made, key, "leader of lab").status_code for key in "ab"] == [202, 202]
    refused = submit(made, "c", "leader of lab")
    assert (refused.status_code, refused.json()["code"]) == (429, "too-many-runs")
    assert "retry-after" in refused.headers
    assert submit(made, "d", "leader of data").status_code == 202
    assert submit(made, "a", "leader of lab").status_code == 202  # the answer that it got before
    made.service.database.close()
