"""The service under load: latency with and without solves, imports, start, memory, overhead.

Server, solves and load share the machine: throughput is what the whole of them does on it.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import httpx2

from benchmarks.report import NONE, Report, number_cell, seconds_cell
from benchmarks.service_load import Ask, Asked, as_fast_as_it_goes, at_a_rate, percentile
from benchmarks.service_running import Filled, Running, fill, newcomers, started

__all__ = ["run"]

SERVE = ["-c", "from api.cli import main; main()", "serve", "--port", "0"]
CONNECTIONS = 4
SOLVES = 2
MIX = (
    ("read a person", 45),
    ("read a page of 50 people", 20),
    ("read a page of 50 requests", 10),
    ("read a round", 5),
    ("change a person", 15),
    ("confirm a person", 5),
)
"""Kinds of requests with their shares in percent."""


@dataclass(frozen=True, slots=True)
class _Size:
    resources: int
    requests: int
    rows: int
    seconds: float
    rate: float


FULL = _Size(resources=5000, requests=1000, rows=10_000, seconds=10.0, rate=25.0)
QUICK = _Size(resources=200, requests=50, rows=100, seconds=1.0, rate=10.0)


def run(folder: Path | None, quick: bool) -> None:
    """Measure the service; write ``service.md``."""
    size = QUICK if quick else FULL
    report = Report("service", "The service under load", folder)
    report.add(
        "",
        f"SQLite in one process, {size.resources:,} resources and {size.requests:,} requests "
        f"stored; {CONNECTIONS} connections that ask for a mix of reads (80 %) and writes (20 %). "
        f"Solves are {SOLVES}, of one thread each, of the sample organisation. Times in "
        "milliseconds. The server, the solves and the load run on the same machine.",
    )
    with tempfile.TemporaryDirectory(prefix="roundtable-benchmark-") as place:
        data = Path(place) / "data"
        empty = Path(place) / "empty"
        with _serving(empty) as running:
            first = running.start_seconds
            _import(report, running, empty, size, Path(place))
        filled = fill(data, size.resources, size.requests)
        with _serving(data) as running:
            start = running.start_seconds
            idle_mb = running.memory_mb()[0]
            _latency(report, running, filled, size)
            most = running.memory_mb()[1]
        with (
            _serving(data) as running,
            started(
                ["-m", "benchmarks.bare_service", str(data / "roundtable.sqlite3")],
                "/items?size=1",
            ) as bare,
        ):
            _overhead(report, running, bare, filled, size)
    report.table(["start and memory", "measured"])
    report.row("first start, tables made, to the first answer", f"{seconds_cell(first)} s")
    report.row("later start to the first answer", f"{seconds_cell(start)} s")
    report.row("memory of the server, idle", f"{number_cell(idle_mb)} MB")
    report.row("memory of the server, most in this run", f"{number_cell(most)} MB")
    report.keep(what="start", first_seconds=first, start_seconds=start)
    report.keep(what="memory", idle_mb=idle_mb, most_mb=most)


def _serving(data: Path) -> Any:
    data.mkdir(exist_ok=True)
    return started(
        SERVE,
        "/readyz",
        data=str(data),
        run_workers="1",
        runs_at_once=str(SOLVES),
        rate_limit_per_minute="0",
    )


def _asker(filled: Filled) -> Callable[[Random], Ask]:
    """Return what draws the next request of the mix."""
    kinds, weights = zip(*MIX, strict=True)
    headers = {"Authorization": f"Bearer {filled.key}"}
    writing = {**headers, "If-Match": "*", "Content-Type": "application/merge-patch+json"}

    def make(rng: Random) -> Ask:
        (kind,) = rng.choices(kinds, weights)
        person = rng.choice(filled.experts)
        if kind == "read a person":
            return Ask(kind, "GET", person, None, headers)
        if kind == "read a page of 50 people":
            return Ask(kind, "GET", "/v1/inventory/experts?size=50", None, headers)
        if kind == "read a page of 50 requests":
            return Ask(kind, "GET", "/v1/requests?size=50", None, headers)
        if kind == "read a round":
            return Ask(kind, "GET", filled.round_path, None, headers)
        if kind == "confirm a person":
            return Ask(kind, "POST", f"{person}/confirm", None, headers)
        change = {"max_packages": rng.randint(1, 4)}
        return Ask(kind, "PATCH", person, change, writing)

    return make


def _latency(report: Report, running: Running, filled: Filled, size: _Size) -> None:
    make = _asker(filled)
    as_fast_as_it_goes(running.port, make, size.seconds / 6, CONNECTIONS)  # warm
    report.table(["load", "solves", "requests/s", "p50", "p95", "p99", "failed"])
    kinds: dict[str, dict[int, list[float]]] = {}
    with httpx2.Client(
        base_url=f"http://127.0.0.1:{running.port}",
        headers={"Authorization": f"Bearer {filled.key}"},
        timeout=60,
        trust_env=False,
    ) as client:
        for solves in (0, SOLVES):
            runs = [_begin(client, filled, f"{solves}-{n}") for n in range(solves)]
            paced = at_a_rate(running.port, make, size.seconds, CONNECTIONS, size.rate)
            _row(report, f"{size.rate:.0f} a second", solves, paced)
            full = as_fast_as_it_goes(running.port, make, size.seconds, CONNECTIONS)
            _row(report, "as fast as it goes", solves, full)
            for kind, times in paced.seconds.items():
                kinds.setdefault(kind, {})[solves] = times
            children = running.children_mb()
            if solves:
                report.keep(what="solves", children_mb=children)
            for path in runs:
                client.post(f"{path}/cancel").raise_for_status()
            for path in runs:
                _ended(client, path)
    report.table(
        ["at the fixed rate", *(f"p{p}, {n} solves" for n in (0, SOLVES) for p in (50, 95))]
    )
    for kind, _ in MIX:
        cells = [
            _ms(percentile(kinds[kind][n], p)) if n in kinds.get(kind, {}) else NONE
            for n in (0, SOLVES)
            for p in (50, 95)
        ]
        report.row(kind, *cells)


def _begin(client: httpx2.Client, filled: Filled, key: str) -> str:
    """Submit a long solve and return its address once it searches."""
    body = {"time_limit_seconds": 3600}
    made = client.post(f"{filled.round_path}/runs", json=body, headers={"Idempotency-Key": key})
    path = str(made.raise_for_status().headers["location"])
    while client.get(path).json()["progress"] is None:
        time.sleep(0.2)
    return path


def _ended(client: httpx2.Client, path: str) -> None:
    while client.get(path).json()["ended_at"] is None:
        time.sleep(0.2)


def _row(report: Report, load: str, solves: int, asked: Asked) -> None:
    times = asked.every
    cells = [_ms(percentile(times, p)) for p in (50, 95, 99)]
    report.row(load, str(solves), f"{asked.per_second:.0f}", *cells, str(asked.failures))
    report.keep(
        what="load",
        load=load,
        solves=solves,
        per_second=round(asked.per_second, 1),
        failures=asked.failures,
        ms={f"p{p}": round(1000 * percentile(times, p), 2) for p in (50, 95, 99)},
    )


def _import(report: Report, running: Running, data: Path, size: _Size, place: Path) -> None:
    file = place / "newcomers.xlsx"
    newcomers(size.rows, file)
    content = file.read_bytes()
    key = (data / "administrator-token").read_text("utf-8").strip()
    headers = {"Authorization": f"Bearer {key}"}
    address = f"http://127.0.0.1:{running.port}"
    with httpx2.Client(base_url=address, headers=headers, timeout=600, trust_env=False) as client:
        began = time.perf_counter()
        made = client.post("/v1/imports", content=content).raise_for_status()
        read = time.perf_counter() - began
        began = time.perf_counter()
        path = str(made.headers["location"])
        once = {"Idempotency-Key": "import"}
        client.post(f"{path}/commit", headers=once).raise_for_status()
        commit = time.perf_counter() - began
    counts = made.json()["counts"]
    report.table([f"a workbook of {size.rows:,} people ({len(content) / 1e6:.1f} MB)", "seconds"])
    report.row("read, checked, previewed", seconds_cell(read))
    report.row("committed", seconds_cell(commit))
    report.keep(what="import", counts=counts, read_seconds=read, commit_seconds=commit)


def _overhead(report: Report, running: Running, bare: Running, filled: Filled, size: _Size) -> None:
    headers = {"Authorization": f"Bearer {filled.key}"}
    ids = [path.rpartition("/")[2] for path in filled.experts]
    report.table(["read throughput, requests/s", "service", "bare FastAPI + SQLAlchemy", "ratio"])
    for name, ours, theirs in (
        (
            "a person",
            lambda id_: f"/v1/inventory/experts/{id_}",
            lambda id_: f"/items/{id_}",
        ),
        (
            "a page of 50 people",
            lambda _: "/v1/inventory/experts?size=50",
            lambda _: "/items?size=50",
        ),
    ):
        found = []
        for port, path, sent in ((running.port, ours, headers), (bare.port, theirs, {})):

            def make(rng: Random, path: Any = path, sent: dict[str, str] = sent) -> Ask:
                return Ask("read", "GET", path(rng.choice(ids)), None, sent)

            as_fast_as_it_goes(port, make, size.seconds / 6, CONNECTIONS)  # warm
            found.append(as_fast_as_it_goes(port, make, size.seconds / 2, CONNECTIONS))
        mine, other = (asked.per_second for asked in found)
        report.row(name, f"{mine:.0f}", f"{other:.0f}", f"{mine / other:.2f}")
        report.keep(what="overhead", read=name, service=mine, bare=other)


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.1f}"
