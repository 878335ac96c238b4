"""A load on a service: what is asked, how often, by how many, and how long the answers take."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Ask", "Asked", "as_fast_as_it_goes", "at_a_rate", "percentile"]


@dataclass(frozen=True, slots=True)
class Ask:
    """One request."""

    kind: str
    method: str
    path: str
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """The answers to a load.

    Attributes
    ----------
    seconds : dict of str to list of float
        For each kind of request the times from when it was due to the whole answer.
    failures : int
        Answers that were no success.
    lasted : float
        Seconds of the load.
    """

    seconds: dict[str, list[float]]
    failures: int
    lasted: float

    @property
    def every(self) -> list[float]:
        """All times."""
        return [second for times in self.seconds.values() for second in times]

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.every) / self.lasted


def percentile(times: Sequence[float], percent: float) -> float:
    """Return the time that ``percent`` of the times do not exceed (nearest rank)."""
    ordered = sorted(times)
    return ordered[max(0, -(-len(ordered) * percent // 100).__int__() - 1)]


def as_fast_as_it_goes(
    port: int, make: Callable[[random.Random], Ask], seconds: float, connections: int
) -> Asked:
    """Ask on each connection again as soon as it is answered."""
    until = time.perf_counter() + seconds

    def due(_number: int) -> float | None:
        now = time.perf_counter()
        return now if now < until else None

    return _load(port, make, connections, due, seconds)


def at_a_rate(
    port: int,
    make: Callable[[random.Random], Ask],
    seconds: float,
    connections: int,
    per_second: float,
) -> Asked:
    """Ask at fixed moments, whether or not the answers keep up.

    A request that waits for a free connection has waited: times count from when it was due.
    """
    began = time.perf_counter()

    def due(number: int) -> float | None:
        moment = began + number / per_second
        return moment if moment < began + seconds else None

    return _load(port, make, connections, due, seconds)


def _load(
    port: int,
    make: Callable[[random.Random], Ask],
    connections: int,
    due: Callable[[int], float | None],
    lasts: float,
) -> Asked:
    lock = threading.Lock()
    taken = 0
    found: dict[str, list[float]] = {}
    failures = 0

    def work(seed: int) -> None:
        nonlocal taken, failures
        rng = random.Random(seed)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        mine: list[tuple[str, float, bool]] = []
        while True:
            with lock:
                number, taken = taken, taken + 1
            moment = due(number)
            if moment is None:
                break
            wait = moment - time.perf_counter()
            if wait > 0:
                time.sleep(wait)
            ask = make(rng)
            status = _answered(connection, ask)
            mine.append((ask.kind, time.perf_counter() - moment, status < 400))
        connection.close()
        with lock:
            for kind, second, good in mine:
                found.setdefault(kind, []).append(second)
                failures += not good

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Asked(found, failures, lasts)


def _answered(connection: http.client.HTTPConnection, ask: Ask) -> int:
    body = None if ask.body is None else json.dumps(ask.body).encode()
    connection.request(ask.method, ask.path, body, ask.headers)
    response = connection.getresponse()
    response.read()
    return response.status
