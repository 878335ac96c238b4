"""A service to be measured: a data folder filled to size, a process of its own, what it takes."""

from __future__ import annotations

import os
import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import Any

import httpx2

from api.access import GrantedRole, Role
from api.access.life import RequestState, RoundState
from api.store import Database, inventory, principals, requests, rounds
from api.usecases.principals import begin
from optimizer.domain import Expert, Round
from scenarios.formats import write_file
from scenarios.generate import Shape, generate_round
from scenarios.sample import sample_round

__all__ = ["Filled", "Running", "fill", "newcomers", "started"]

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 120
RESOURCES = ("experts", "facilities", "datasets", "funds")


@dataclass(frozen=True, slots=True)
class Filled:
    """What is in the data folder, and a key of the office's."""

    key: str
    round_path: str
    """Address of a frozen round that takes long to solve."""
    experts: tuple[str, ...]
    """Paths of the experts."""
    resources: int
    requests: int


def fill(data: Path, resources: int, wanted: int) -> Filled:
    """Fill a new data folder with so many people, facilities and funds, and so many requests.

    They are those of a generated round, over and over under other ids.
    """
    data.mkdir(parents=True)
    pattern = generate_round(Shape(experts=200, projects=50, seed=1))
    database = Database(f"sqlite:///{data / 'roundtable.sqlite3'}")
    database.migrate()
    experts: list[str] = []
    with database.writing() as session:
        begin(session)
        office = principals.add_principal(session, "O", "o", [GrantedRole(Role.OFFICE)])
        _, key = principals.issue_key(session, office.id, "benchmark")
        for kind, document in _documents(pattern, ("departments", "skills"), 1):
            inventory.add_item(session, kind, document["id"], None, document)
        for kind, document in islice(_documents(pattern, RESOURCES), resources):
            owner = document["department"]
            row = inventory.add_item(session, kind, document["id"], owner, document)
            if kind == "experts":
                experts.append(f"/v1/inventory/experts/{row.id}")
        for _, document in islice(_documents(pattern, ("projects",)), wanted):
            state = RequestState.DRAFT
            sponsor = document["sponsor"]
            requests.add_request(session, document["id"], sponsor, office.id, state, document)
        round_ = rounds.add_round(session, "R", RoundState.FROZEN, {})
        round_.snapshot_hash = rounds.keep_snapshot(session, sample_round())
        path = f"/v1/rounds/{round_.id}"
    database.close()
    return Filled(key, path, tuple(experts), resources, wanted)


def _documents(
    round_: Round, kinds: tuple[str, ...], times: int | None = None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the things of a round with their kinds, over and over under other ids."""
    for number in count() if times is None else range(times):
        for kind in kinds:
            for thing in getattr(round_, kind):
                id_ = thing.id if number == 0 else f"{thing.id}-{number}"
                yield kind, {**thing.model_dump(mode="json"), "id": id_}


def newcomers(people: int, file: Path) -> None:
    """Write a workbook that brings so many people who are not stored yet."""
    pattern = generate_round(Shape(experts=200, projects=50, seed=1))
    kinds = ("experts",)
    more = islice(_documents(pattern, kinds), people)
    plain = {"exceptions": (), "leave": ()}
    experts = [Expert.model_validate({**d, **plain, "id": f"N-{d['id']}"}) for _, d in more]
    parts = ("calendar", "departments", "skills")
    brought = Round(**{name: getattr(pattern, name) for name in parts}, experts=tuple(experts))
    write_file(brought, file, "xlsx")


@dataclass(frozen=True, slots=True)
class Running:
    """A process that serves.

    Attributes
    ----------
    port : int
    start_seconds : float
        From the command to the first answer.
    """

    process: subprocess.Popen[str]
    port: int
    start_seconds: float

    def memory_mb(self) -> tuple[int, int]:
        """Return the resident memory now, and the most so far."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("utf-8")
        found = dict(re.findall(r"^(VmRSS|VmHWM):\s+(\d+) kB", status, re.MULTILINE))
        return int(found["VmRSS"]) // 1024, int(found["VmHWM"]) // 1024

    def children_mb(self) -> list[int]:
        """Return the resident memory of each solve under way."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        pids = [pid for task in tasks for pid in task.read_text().split()]
        pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids]
        return [count * os.sysconf("SC_PAGE_SIZE") >> 20 for count in pages]


@contextmanager
def started(command: list[str], probe: str, **settings: str) -> Iterator[Running]:
    """Start ``python`` with arguments and give it when the address ``probe`` answers."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ROUNDTABLE_")}
    environment |= {f"ROUNDTABLE_{name.upper()}": value for name, value in settings.items()}
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env={**environment, "LC_ALL": "C.UTF-8", "NO_COLOR": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    ports: queue.Queue[int] = queue.Queue()
    threading.Thread(target=_listen, args=(process, ports), daemon=True).start()
    try:
        port = ports.get(timeout=PATIENCE_SECONDS)
        if not port:
            raise RuntimeError(f"{command} did not start")
        httpx2.get(f"http://127.0.0.1:{port}{probe}", trust_env=False).raise_for_status()
        yield Running(process, port, time.perf_counter() - began)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _listen(process: subprocess.Popen[str], ports: queue.Queue[int]) -> None:
    for line in process.stderr or ():
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        if found is not None:
            ports.put(int(found[1]))
    ports.put(0)
