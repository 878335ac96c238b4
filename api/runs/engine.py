"""The engine of background runs on DBOS: queued, resumed after a crash, never run twice to the end.

A workflow is given a run's id and nothing else; the round, the limits and the answer live in the
store. Its one step solves in a child process and keeps the outcome, verified again, in one
transaction: a step that is repeated after a crash finds the outcome kept and does nothing.
"""

from __future__ import annotations

import fcntl
import threading
from pathlib import Path
from typing import Any

from dbos import DBOS, DBOSConfig, SetWorkflowID

from api.runs.process import ChildFailed, solve_in_child
from api.settings import Settings
from api.store import Database, Session, rounds, runs
from api.store.audit import append_event
from api.store.runs import ENDED, RunState
from api.store.tables import Run
from api.usecases.announcements import Notice, announce
from optimizer.domain import Outcome, Plan, Status
from optimizer.solve import Limits
from optimizer.verify import verify_plan

__all__ = ["Engine", "EngineBusy"]

QUEUE = "interactive"
STOPPED_EARLY = "stopped before a plan was found"
SHAPE = "1"
"""Version of the workflows' shape: raised only when their steps change, so that runs begun by an
older release are resumed by a newer one."""


STOP_SECONDS = 10
"""How long a stop waits for a solve to leave; its child dies with this process anyway."""


class EngineBusy(Exception):
    """Another process already works on the runs of this data folder."""


class EngineStopping(BaseException):
    """The engine stops: the workflow is left as it is, for the next start to resume.

    No ``Exception``, so that it is not taken for the end of the workflow and recorded as one.
    """


class _Work:
    """What the workflows, which are registered once a process, work on."""

    database: Database | None = None
    stopping = threading.Event()
    solving = 0
    """Solves under way; `changed` guards it."""
    changed = threading.Condition()

    @classmethod
    def count(cls, step: int) -> None:
        """Note that a solve begins (1) or has left (-1)."""
        with cls.changed:
            cls.solving += step
            cls.changed.notify_all()


@DBOS.step(name="solve")
def _solve(run_id: str) -> str:
    database = _Work.database
    if database is None:
        raise RuntimeError("the engine is not started")
    _Work.count(1)
    try:
        return _solve_run(database, run_id)
    finally:
        _Work.count(-1)


@DBOS.workflow(name="run")
def _run(run_id: str) -> str:
    return _solve(run_id)


class Engine:
    """Takes runs and works on them in the background of this process."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database
        self._lock: Any = None

    def start(self) -> None:
        """Begin to work; runs that a crash interrupted are resumed.

        Raises
        ------
        EngineBusy
            Another process holds the data folder.
        """
        if self.settings.database_url is None:
            self._lock = _hold(self.settings.data / "runs.lock")
        _Work.database = self.database
        _Work.stopping.clear()
        config: DBOSConfig = {
            "name": "roundtable",
            "system_database_url": self.settings.engine_url,
            "application_version": SHAPE,
            "executor_id": "local",
            "log_level": "WARNING",
            "run_migrations": True,
        }
        DBOS(config=config)
        DBOS.launch()
        DBOS.register_queue(
            QUEUE, worker_concurrency=self.settings.runs_at_once, polling_interval_sec=0.2
        )
        # A run that was kept while its queueing was lost is queued now; the others don't mind.
        with self.database.reading() as session:
            waiting = runs.waiting_runs(session)
        for run_id in waiting:
            self.enqueue(run_id)

    def enqueue(self, run_id: str) -> None:
        """Queue a run; queueing it again does nothing."""
        with SetWorkflowID(run_id):
            DBOS.enqueue_workflow(QUEUE, _run, run_id)

    def stop(self) -> None:
        """Stop working; what is under way is resumed by the next start.

        Children are ended before this returns.
        """
        _Work.stopping.set()
        with _Work.changed:
            _Work.changed.wait_for(lambda: _Work.solving == 0, STOP_SECONDS)
        DBOS.destroy(workflow_completion_timeout_sec=0)
        _Work.database = None
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


def _solve_run(database: Database, run_id: str) -> str:
    """Solve a run, keep its outcome, and return its last state."""
    _go_on()
    with database.writing() as session:
        row = runs.find_run(session, run_id)
        if row is None:
            return "gone"
        if row.state in ENDED:
            return row.state
        if row.asked_to == "cancel" or (row.asked_to == "keep" and row.started_at is None):
            _end_without_plan(session, row)
            return row.state
        round_ = rounds.snapshot_of(session, row.round_hash)
        limits = Limits(**row.limits)
        start = _plan_of(session, row.start_run_id)
        runs.start_run(session, row)

    def on_progress(progress: dict[str, Any]) -> None:
        _go_on()
        with database.writing() as session:
            again = runs.find_run(session, run_id)
            if again is not None:
                again.progress = progress
                runs.say(session, run_id, "progress", progress)

    def asked_to() -> str | None:
        _go_on()
        with database.reading() as session:
            again = runs.find_run(session, run_id)
            return None if again is None else again.asked_to

    error, outcome = "", None
    try:
        outcome = solve_in_child(round_, limits, start, on_progress, asked_to)
        # The store keeps no plan that was not verified here, in this process.
        if outcome.plan is not None and verify_plan(round_, outcome.plan):
            error, outcome = "the plan failed the verifier: a fault of ours", None
    except ChildFailed as failed:
        error = str(failed)
    return _keep(database, run_id, outcome, error)


def _go_on() -> None:
    if _Work.stopping.is_set():
        raise EngineStopping


def _keep(database: Database, run_id: str, outcome: Outcome | None, error: str) -> str:
    with database.writing() as session:
        row = runs.find_run(session, run_id)
        if row is None:
            return "gone"
        if outcome is None:
            runs.end_run(session, row, RunState.FAILED, error=error)
        elif row.asked_to == "cancel" or _kept_nothing(row, outcome):
            _end_without_plan(session, row)
            return row.state
        else:
            runs.end_run(session, row, RunState.DONE, outcome.model_dump_json())
        _tell_end(session, row)
        return row.state


def _kept_nothing(row: Run, outcome: Outcome) -> bool:
    """Say whether a run was to keep its best plan while it had none, and proved nothing either."""
    stopped = row.asked_to == "keep" and outcome.plan is None
    return stopped and outcome.status is not Status.INFEASIBLE


def _end_without_plan(session: Session, row: Run) -> None:
    """End a run that was stopped; one that had no plan to keep says so, and is not called done."""
    error = STOPPED_EARLY if row.asked_to == "keep" else ""
    runs.end_run(session, row, RunState.CANCELLED, error=error)
    _tell_end(session, row)


def _tell_end(session: Session, row: Run) -> None:
    told = {"state": row.state, "error": row.error}
    append_event(session, "system", "run.end", row.id, told)
    data = {"run": row.id, "round": row.round_id, "state": row.state}
    announce(session, [Notice("run.ended", f"/v1/runs/{row.id}", data)])


def _plan_of(session: Any, run_id: str | None) -> Plan | None:
    if run_id is None:
        return None
    row = runs.find_run(session, run_id)
    if row is None or row.outcome is None:
        return None
    return Outcome.model_validate_json(row.outcome).plan
