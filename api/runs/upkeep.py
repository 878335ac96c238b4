"""What a working engine looks after beside its runs: dead workers, lost runs, old traces."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog
from dbos import DBOS, WorkflowStatusString

from api.settings import Settings
from api.store import Database, idempotency, outbox, runs, scenarios
from api.store.runs import RunState
from api.store.workers import Attendance
from api.usecases.runs import tell_end

__all__ = ["Upkeep"]

FAILED = (
    WorkflowStatusString.ERROR.value,
    WorkflowStatusString.CANCELLED.value,
    WorkflowStatusString.MAX_RECOVERY_ATTEMPTS_EXCEEDED.value,
)
FINISHED = (WorkflowStatusString.SUCCESS.value, *FAILED)
RECONCILE_SECONDS = 20.0
RETENTION_SECONDS = 3600.0
BATCH = 500


class Upkeep:
    """A thread that repeats small chores while an engine works.

    Every chore may be done by several workers at once and may fail: it is done again.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        attendance: Attendance,
        enqueue: Callable[[str], None],
    ) -> None:
        self.settings = settings
        self.database = database
        self._attendance = attendance
        self._enqueue = enqueue
        self._missing: dict[str, float] = {}
        """Since when each worker that has runs is missing."""
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="upkeep", daemon=True)
        self._log = structlog.get_logger("roundtable.upkeep")

    def start(self) -> None:
        """Do every chore once now, the rest in the background."""
        self.reconcile()
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stopped.set()
        self._thread.join(10)

    def _loop(self) -> None:
        step = max(0.2, self.settings.worker_grace_seconds / 4)
        chores = [(self.move_runs_of_the_dead, step), (self.reconcile, RECONCILE_SECONDS)]
        chores.append((self.forget, RETENTION_SECONDS))
        due = {chore.__name__: time.monotonic() + every for chore, every in chores}
        while not self._stopped.wait(min(step, RECONCILE_SECONDS)):
            for chore, every in chores:
                if time.monotonic() < due[chore.__name__]:
                    continue
                try:
                    chore()
                except Exception as error:  # noqa: BLE001 (a chore that fails is done again)
                    self._log.warning("chore failed", chore=chore.__name__, error=repr(error))
                due[chore.__name__] = time.monotonic() + every

    def move_runs_of_the_dead(self) -> None:
        """Queue again what workers had begun that left, or are missing for the grace period."""
        if self.database.is_sqlite:
            return
        self._attendance.keep_up()
        begun = DBOS.list_workflows(
            status=WorkflowStatusString.PENDING.value, load_input=False, load_output=False
        )
        holders = {status.executor_id for status in begun if status.executor_id is not None}
        holders.discard(self._attendance.id)
        there, left = self._attendance.of_others(holders)
        now = time.monotonic()
        self._missing = {id_: self._missing.get(id_, now) for id_ in holders - there}
        grace = self.settings.worker_grace_seconds
        dead = [id_ for id_, since in self._missing.items() if id_ in left or now - since >= grace]
        if dead:
            moved = DBOS._recover_pending_workflows(dead)
            self._log.info(
                "runs moved", workers=dead, runs=[handle.workflow_id for handle in moved]
            )

    def reconcile(self) -> None:
        """Queue runs whose queueing was lost, and end those that the queue has given up."""
        with self.database.reading() as session:
            waiting = [*scenarios.unspread_sweeps(session), *runs.waiting_runs(session)]
        for batch in (waiting[i : i + BATCH] for i in range(0, len(waiting), BATCH)):
            known = {
                status.workflow_id: status.status
                for status in DBOS.list_workflows(
                    workflow_ids=batch, load_input=False, load_output=False
                )
            }
            for id_ in batch:
                if id_ not in known:
                    self._enqueue(id_)
                elif known[id_] in FAILED:
                    self._give_up(id_, known[id_])

    def _give_up(self, id_: str, status: str) -> None:
        with self.database.writing() as session:
            sweep = scenarios.find_sweep(session, id_)
            if sweep is not None:
                sweep.cancelled = True
                self._log.error("sweep given up", sweep=id_, status=status)
                return
            row = runs.find_run(session, id_)
            if row is None or row.state in runs.ENDED:
                return
            error = f"the engine gave it up: {status}"
            runs.end_run(session, row, RunState.FAILED, error=error)
            tell_end(session, row)

    def forget(self) -> None:
        """Drop the traces of runs that ended long ago, old idempotency keys, messages delivered."""
        before = datetime.now(UTC) - timedelta(days=self.settings.keep_traces_days)
        while old := DBOS.list_workflows(
            status=list(FINISHED),
            completed_before=before.isoformat(),
            limit=BATCH,
            load_input=False,
            load_output=False,
        ):
            DBOS.delete_workflows([status.workflow_id for status in old])
        with self.database.writing() as session:
            idempotency.forget_answers(session)
            outbox.forget_messages(session)
        self._attendance.forget(before)
