"""A round over HTTP alone, from an empty database to published proposals, by four roles.

On SQLite in one process, and on PostgreSQL with two workers, of which the one that solves is killed
in the middle of it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from api.client import Client, Grant, Run, RunEvent
from optimizer.domain import Round
from optimizer.verify import verify_plan
from scenarios.sample import sample_round
from tests.api.http.served import Served, Working, served, working
from tests.api.postgres import Postgres

pytestmark = pytest.mark.long

KINDS = ("departments", "skills", "experts", "facilities", "datasets", "funds")
RULES = ("title", "currency", "calendar", "policy", "pins")


class Cast:
    """The people of a round, each with a key of their own, issued over HTTP."""

    def __init__(self, service: Served, first_key: str, round_: Round, stack: ExitStack) -> None:
        self.address = f"http://127.0.0.1:{service.port}"
        self.stack = stack
        self.admin = self._client(first_key)
        self.office = self._join("office", Grant(role="office"))
        self.leader = self._join("leader", Grant(role="leader"))
        self.contacts = {
            department.id: self._join(
                f"contact-{department.id}", Grant(role="contact", department=department.id)
            )
            for department in round_.departments
        }

    def team_of(self, project: str) -> Client:
        """Return somebody of the team of a project."""
        return self._join(f"team-{project}", Grant(role="team", project=project))

    def auditor(self) -> Client:
        """Return somebody who may read the audit chain."""
        return self._join("auditor", Grant(role="auditor"))

    def _join(self, login: str, grant: Grant) -> Client:
        made = self.admin.principals.add(login, login, [grant])
        return self._client(self.admin.principals.issue_key(made.id, "laptop").key)

    def _client(self, key: str) -> Client:
        return self.stack.enter_context(Client(self.address, key, timeout=120))


def collected(cast: Cast, wanted: Round) -> str:
    """Draft a round, report all there is, request all that is wanted; return the round's id."""
    document: dict[str, Any] = wanted.model_dump(mode="json")
    round_ = cast.office.rounds.draft("Autumn", {name: document[name] for name in RULES})
    round_ = cast.office.rounds.open(round_)
    for kind in KINDS:
        for item in document[kind]:
            owner = item.get("department")
            by = cast.office if owner is None else cast.contacts[owner]
            by.inventory.report(kind, item)
    for project in document["projects"]:
        contact = cast.contacts[project["sponsor"]]
        request = contact.requests.submit(contact.requests.write(project))
        cast.leader.requests.approve(cast.office.requests.assess(request, score=80))
    return round_.id


def solved(office: Client, round_id: str, when_found: Callable[[int], bool]) -> Run:
    """Solve until a plan is there that satisfies, and keep it.

    ``when_found`` is told how often the run has begun, once a plan is found each time, and says
    whether to stop now.
    """
    run = office.runs.submit(round_id, seconds=600, key="the run")
    begun, told = 0, 0

    def hear(event: RunEvent) -> None:
        nonlocal begun, told
        if event.kind == "state" and event.data["state"] == "running":
            begun += 1
        found = event.kind == "progress" and event.data.get("incumbent") is not None
        if found and told < begun:
            told = begun
            if when_found(begun):
                office.runs.keep(run)

    return office.runs.wait(run, timeout=600, on_event=hear)


def published(cast: Cast, round_id: str, run: Run) -> None:
    """Answer every line, decide and publish."""
    cast.office.review.begin(round_id, run)
    for contact in cast.contacts.values():
        for line in list(contact.review.lines(round_id, "open")):
            if line.owner in {grant.department for grant in contact.me().grants}:
                contact.review.accept(line)
    cast.leader.review.decide(cast.leader.rounds.read(round_id))
    cast.office.review.publish(cast.office.rounds.read(round_id), key="publish")


def play(service: Served, first_key: str, when_found: Callable[[int], bool]) -> None:
    """Play the whole round and hold its end to what was asked for."""
    wanted = sample_round()
    with ExitStack() as stack:
        cast = Cast(service, first_key, wanted, stack)
        round_id = collected(cast, wanted)
        frozen = cast.office.rounds.freeze(cast.office.rounds.read(round_id)).round
        snapshot = cast.office.rounds.snapshot(frozen)
        assert {p.id for p in snapshot.projects} == {p.id for p in wanted.projects}
        run = solved(cast.office, round_id, when_found)
        assert (run.state, run.error) == ("done", "")
        outcome = cast.office.runs.outcome(run)
        assert outcome.plan is not None
        assert not verify_plan(snapshot, outcome.plan)
        published(cast, round_id, run)

        accepted = [planned.project for planned in outcome.plan.projects]
        assert accepted
        team = cast.team_of(accepted[0])
        proposal = team.review.proposal(round_id, accepted[0])
        assert proposal.final
        assert proposal.accepted
        assert b"BEGIN:VEVENT" in team.review.calendar(round_id, accepted[0])
        assert cast.leader.review.shares(round_id).total_cents > 0
        auditor = cast.auditor()
        trail = list(auditor.audit.every())
        assert auditor.audit.verify().holds
        for action in ("run.end", "round.published"):  # each once, whoever was killed
            assert [link.action for link in trail].count(action) == 1


def first_key(data: Path) -> str:
    return (data / "administrator-token").read_text("utf-8").strip()


def test_on_sqlite_in_one_process(tmp_path: Path) -> None:
    with served(tmp_path, {}) as service:
        play(service, first_key(tmp_path), lambda _: True)


def test_on_postgresql_with_two_workers_one_of_them_killed(
    tmp_path: Path, server: Postgres
) -> None:
    shared = {"database_url": server.empty(), "worker_grace_seconds": "1"}
    with (
        served(tmp_path, {}, **shared) as service,
        working(tmp_path, **shared) as one,
        working(tmp_path, **shared) as other,
    ):
        killed: list[Working] = []

        def kill_first(begun: int) -> bool:
            if begun == 1:
                (busy,) = (worker for worker in (one, other) if worker.children())
                busy.kill()
                killed.append(busy)
            return begun == 2

        play(service, first_key(tmp_path), kill_first)
        assert len(killed) == 1


def test_the_readme_plays_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in the README runs as it stands there, but for the address and the time."""
    text = (Path(__file__).resolve().parents[3] / "README.md").read_text("utf-8")
    part = text.partition("### A round over HTTP")[2].partition("\n## ")[0]
    lines = [line[4:] for line in part.splitlines() if line.startswith("    ") or not line.strip()]
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "roundtable-data"
    data.mkdir()
    with served(data, {}) as service:
        script = "\n".join(lines).replace(":8000", f":{service.port}")
        assert script.count("seconds=30") == 1
        names: dict[str, Any] = {}
        exec(compile(script.replace("seconds=30", "seconds=8"), "README.md", "exec"), names)
        with ExitStack() as stack:
            for client in (v for v in names.values() if isinstance(v, Client)):
                stack.enter_context(client)
            for client in names["contacts"].values():
                stack.enter_context(client)
            assert names["office"].rounds.read(names["at"]).state == "published"
