"""The engine of background runs on DBOS: queued, resumed after a crash, never run twice to the end.

A workflow is given a run's id and nothing else; the round, the limits and the answer live in the
store. Without a database server the engine works inside the service, alone in its data folder. On
PostgreSQL any number of workers share the runs, and what a dead one had is moved to the others.
"""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import Any

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer

from api.runs.enqueuer import migrate_queues
from api.runs.metrics import RunMetrics
from api.runs.queues import APPLICATION, RUN, SHAPE, SPREAD, QueueName, work_of
from api.runs.upkeep import Upkeep
from api.runs.work import LEAVE_SECONDS, Bench
from api.settings import Settings
from api.store import Database
from api.store.identifiers import new_id
from api.store.workers import Attendance
from api.usecases.frontiers import extend
from api.usecases.sweeps import spread

__all__ = ["Engine", "EngineBusy"]

STOP_SECONDS = LEAVE_SECONDS + 4
"""How long a stop waits for solves to leave; their children die with this process anyway."""
POLL_SECONDS = 0.2
ATTEMPTS = 20
"""How often a run is taken up again after crashes before it counts as what causes them."""


class EngineBusy(Exception):
    """Another process already works on the runs of this data folder."""


class _Here:
    """What the workflows, which are registered once a process, work on."""

    bench: Bench | None = None


@DBOS.step(name="solve")
def _solve(run_id: str) -> str:
    if _Here.bench is None:
        raise RuntimeError("the engine is not started")
    return _Here.bench.work(run_id)


@DBOS.workflow(name=RUN, max_recovery_attempts=ATTEMPTS)
def _run(run_id: str) -> str:
    state = _solve(run_id)
    _enqueue(_following(run_id))
    return state


@DBOS.step(name="following")
def _following(run_id: str) -> list[str]:
    """Return the runs that follow one that has ended: the points between a frontier's ends."""
    if _Here.bench is None:
        raise RuntimeError("the engine is not started")
    return extend(_Here.bench.database, run_id)


def _enqueue(run_ids: list[str]) -> None:
    if _Here.bench is None:
        raise RuntimeError("the engine is not started")
    for run_id in run_ids:
        options = work_of(_Here.bench.database, run_id)
        if options is not None:
            DBOS.enqueue_workflow_with_options(options, run_id)


@DBOS.step(name="cells")
def _cells(sweep_id: str) -> list[str]:
    if _Here.bench is None:
        raise RuntimeError("the engine is not started")
    return spread(_Here.bench.database, sweep_id)


@DBOS.workflow(name=SPREAD, max_recovery_attempts=ATTEMPTS)
def _spread(sweep_id: str) -> int:
    """Queue every cell of a sweep as a run of its own."""
    cells = _cells(sweep_id)
    _enqueue(cells)
    return len(cells)


class Engine:
    """Takes runs and works on them in the background of this process."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database
        self.id = "local" if database.is_sqlite else new_id("wrk")
        self.metrics = RunMetrics()
        self._attendance = Attendance(database, self.id)
        self._upkeep: Upkeep | None = None
        self._lock: Any = None

    def start(self) -> None:
        """Begin to work; runs that a crash interrupted are resumed.

        Raises
        ------
        EngineBusy
            Another process holds the data folder.
        """
        if self.database.is_sqlite:
            self._lock = _hold(self.settings.data / "runs.lock")
        migrate_queues(self.settings, self.database)
        self._attendance.begin()
        _Here.bench = Bench(self.database, self.metrics)
        config: DBOSConfig = {
            "name": APPLICATION,
            "system_database_url": self.settings.engine_url,
            "application_version": SHAPE,
            "executor_id": self.id,
            "serializer": DBOSPortableJSONSerializer(),
            "sys_db_pool_size": 10,
            "log_level": "WARNING",
            "run_migrations": False,
        }
        DBOS(config=config)
        DBOS.launch()
        per_department = self.settings.runs_per_department or None
        for queue, at_once in (
            (QueueName.INTERACTIVE, self.settings.runs_at_once),
            (QueueName.SWEEP, self.settings.cells_at_once),
        ):
            DBOS.register_queue(
                queue,
                worker_concurrency=at_once,
                partition_concurrency=per_department,
                polling_interval_sec=POLL_SECONDS,
                on_conflict="always_update",
            )
        DBOS.register_queue(
            QueueName.SPREADING,
            worker_concurrency=2,
            polling_interval_sec=POLL_SECONDS,
            on_conflict="always_update",
        )
        self._upkeep = Upkeep(self.settings, self.database, self._attendance, self.enqueue)
        self._upkeep.start()

    def enqueue(self, id_: str) -> None:
        """Queue a run or a sweep; queueing it again does nothing."""
        options = work_of(self.database, id_)
        if options is not None:
            DBOS.enqueue_workflow_with_options(options, id_)

    def stop(self) -> None:
        """Stop working; what is under way is resumed by the next start, or by another worker.

        Children are ended before this returns, and their best plans kept to start from.
        """
        if self._upkeep is not None:
            self._upkeep.stop()
        if _Here.bench is not None:
            _Here.bench.clear(STOP_SECONDS)
        DBOS.destroy(workflow_completion_timeout_sec=0)
        _Here.bench = None
        self._attendance.end()
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _hold(path: Path) -> Any:
    """Return the open, locked file that keeps other processes from the folder's runs."""
    handle = path.open("w", encoding="utf-8")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        raise EngineBusy(str(path)) from None
    return handle
