"""A service in a process of its own, on a free port, that may be killed."""

from __future__ import annotations

import json
import os
import queue
import re
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from api.access import GrantedRole, Role
from api.access.life import RoundState
from api.store import Database, principals, rounds
from api.usecases.principals import begin
from scenarios.sample import sample_round

__all__ = ["Served", "Working", "gone", "head_of_chain", "prepared", "served", "working"]

DEADLINE = 120
"""Seconds after which something that should have happened counts as never happening."""
_LISTENS = re.compile(r"http://127\.0\.0\.1:(\d+)")
_STARTED = re.compile(r"(worker started)")
_START = "from api.cli import main; main()"


@dataclass
class Working:
    """A running process of ours, and what it says on stderr."""

    process: subprocess.Popen[str]
    said: list[str]

    def children(self) -> list[int]:
        """Return the processes that it has started."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(pid) for task in tasks for pid in task.read_text().split()]

    def kill(self) -> None:
        """End it as a crash of the machine would."""
        self.process.kill()
        self.process.wait(DEADLINE)

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> None:
        """Tell it to end, and wait until it has."""
        self.process.send_signal(sign)
        self.process.wait(DEADLINE)


@dataclass
class Served(Working):
    """A running service, and a client of the office's."""

    port: int
    headers: dict[str, str]

    @property
    def client(self) -> httpx2.Client:
        """A client of its own for every thread."""
        base = f"http://127.0.0.1:{self.port}"
        return httpx2.Client(base_url=base, headers=self.headers, timeout=DEADLINE, trust_env=False)

    def searching(self, run: str, starts: int = 1) -> None:
        """Wait until a run, begun so many times, has found a plan."""
        begun = 0
        for kind, data in self._events(run):
            begun += kind == "state" and data["state"] == "running"
            if begun >= starts and kind == "progress" and data["incumbent"] is not None:
                return
        raise AssertionError("the run ended before it was asked to")

    def end_of(self, run: str) -> None:
        """Wait until a run has ended."""
        for _ in self._events(run):
            pass

    def _events(self, run: str) -> Iterator[tuple[str, dict[str, Any]]]:
        with self.client as client, client.stream("GET", f"{run}/events") as stream:
            kind = ""
            for line in stream.iter_lines():
                name, _, value = line.partition(": ")
                if name == "event":
                    kind = value
                elif name == "data":
                    yield kind, json.loads(value)


def prepared(data: Path, url: str | None = None) -> tuple[dict[str, str], str]:
    """Fill a data folder, or the database at ``url``, with somebody of the office and a frozen
    round that takes long to solve.

    Returns
    -------
    headers : dict of str to str
        The office's credentials.
    at : str
        The address of the round.
    """
    data.mkdir()
    database = Database(url or f"sqlite:///{data / 'roundtable.sqlite3'}")
    database.migrate()
    with database.writing() as session:
        begin(session)
        office = principals.add_principal(session, "O", "o", [GrantedRole(Role.OFFICE)])
        _, key = principals.issue_key(session, office.id, "test")
        round_ = sample_round()
        row = rounds.add_round(session, "R", RoundState.FROZEN, {})
        row.snapshot_hash = rounds.keep_snapshot(session, round_)
    database.close()
    return {"Authorization": f"Bearer {key}"}, f"/v1/rounds/{row.id}"


@contextmanager
def served(data: Path, headers: dict[str, str], **settings: str) -> Iterator[Served]:
    """Give a service on a data folder, up and ready; it is killed in the end if it is still up.

    Settings are those of the environment, without their prefix and in small letters.
    """
    with _started(data, settings, _LISTENS, "serve", "--port", "0") as (process, said, found):
        yield Served(process, said, int(found), headers)


@contextmanager
def working(data: Path, **settings: str) -> Iterator[Working]:
    """Give a worker that has started; it is killed in the end if it is still up."""
    with _started(data, settings, _STARTED, "worker") as (process, said, _):
        yield Working(process, said)


@contextmanager
def _started(
    data: Path, settings: dict[str, str], sign: re.Pattern[str], *command: str
) -> Iterator[tuple[subprocess.Popen[str], list[str], str]]:
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("ROUNDTABLE_")},
        "ROUNDTABLE_DATA": str(data),
        "ROUNDTABLE_RUN_WORKERS": "1",
        "ROUNDTABLE_RATE_LIMIT_PER_MINUTE": "0",
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        **{f"ROUNDTABLE_{name.upper()}": value for name, value in settings.items()},
    }
    process = subprocess.Popen(
        [sys.executable, "-c", _START, *command],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        env=environment,
    )
    said: list[str] = []
    signs: queue.Queue[str] = queue.Queue()
    listener = threading.Thread(target=_listen, args=(process, said, sign, signs))
    listener.start()
    try:
        found = signs.get(timeout=DEADLINE)
        assert found, "".join(said)
        yield process, said, found
    finally:
        process.kill()
        process.wait(DEADLINE)
        listener.join(DEADLINE)
        if process.stderr is not None:
            process.stderr.close()


def _listen(
    process: subprocess.Popen[str], said: list[str], sign: re.Pattern[str], signs: queue.Queue[str]
) -> None:
    for line in process.stderr or ():
        said.append(line)
        found = sign.search(line)
        if found is not None:
            signs.put(found[1])
    signs.put("")


@contextmanager
def gone(*pids: int) -> Iterator[None]:
    """Assert that processes, which are there now, have ended soon after the block."""
    handles = [os.pidfd_open(pid) for pid in pids]
    try:
        yield
        for handle in handles:
            ended, _, _ = select.select([handle], [], [], DEADLINE)
            assert ended, "a child outlives its parent"
    finally:
        for pid, handle in zip(pids, handles, strict=True):
            if not select.select([handle], [], [], 0)[0]:
                os.kill(pid, signal.SIGKILL)
            os.close(handle)


def head_of_chain(data: Path) -> dict[str, Any]:
    """Return what ``roundtable audit verify --json`` says about a data folder."""
    done = subprocess.run(
        [sys.executable, "-c", _START, "audit", "verify", "--json"],
        capture_output=True,
        text=True,
        env={**os.environ, "ROUNDTABLE_DATA": str(data)},
        timeout=DEADLINE,
        check=False,
    )
    verdict: dict[str, Any] = json.loads(done.stdout)
    return verdict
