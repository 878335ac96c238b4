"""What a worker does with one run: solve it in a child process and keep the verified outcome.

The outcome is kept in one transaction and once: a run that is taken up again after a crash, here or
by another worker, finds it kept and does nothing.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from api.runs.figures import figures_of
from api.runs.process import ChildFailed, solve_in_child
from api.store import Database, Session, rounds, runs
from api.store.runs import ENDED, RunState
from api.store.tables import Run
from api.usecases.changes import announce_check
from api.usecases.runs import end_without_plan, tell_end
from optimizer.domain import Outcome, Plan, Status
from optimizer.solve import Limits
from optimizer.verify import verify_plan

__all__ = ["Bench", "EngineStopping"]

LEAVE_SECONDS = 6.0
"""How long a child may take to hand over its best plan when the worker is told to stop."""


class EngineStopping(BaseException):
    """The engine stops: the workflow is left as it is, to be resumed.

    No ``Exception``, so that it is not taken for the end of the workflow and recorded as one.
    """


class Bench:
    """Where the runs of a process are worked on, and how to end that."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.stopping = threading.Event()
        self._solving = 0
        self._changed = threading.Condition()

    def work(self, run_id: str) -> str:
        """Solve a run, keep its outcome, and return its last state.

        Raises
        ------
        EngineStopping
            The bench is being cleared; the best plan so far is kept as a start for the next time.
        """
        self._count(1)
        try:
            return self._solve(run_id)
        finally:
            self._count(-1)

    def clear(self, seconds: float) -> None:
        """End what is under way, children included, and wait for that."""
        self.stopping.set()
        with self._changed:
            self._changed.wait_for(lambda: self._solving == 0, seconds)

    def _count(self, step: int) -> None:
        with self._changed:
            self._solving += step
            self._changed.notify_all()

    def _solve(self, run_id: str) -> str:
        if self.stopping.is_set():
            raise EngineStopping
        with self.database.writing() as session:
            row = runs.find_run(session, run_id)
            if row is None:
                return "gone"
            if row.state in ENDED:
                return row.state
            if row.asked_to == "cancel" or (row.asked_to == "keep" and row.started_at is None):
                end_without_plan(session, row)
                return row.state
            round_ = rounds.snapshot_of(session, row.round_hash)
            limits = Limits(**row.limits)
            given = _plan_of(session, row.start_run_id)
            # What an interrupted solve left is the better start.
            start = given if row.hint is None else Plan.model_validate_json(row.hint)
            runs.start_run(session, row)
        error, outcome, figures = "", None, None
        wishes = _Wishes(self, run_id)
        began = time.monotonic()
        try:
            outcome = solve_in_child(round_, limits, start, self._teller(run_id), wishes)
            # The store keeps no plan that was not verified here, in this process.
            if outcome.plan is not None and verify_plan(round_, outcome.plan):
                error, outcome = "the plan failed the verifier: a fault of ours", None
            else:
                figures = figures_of(round_, outcome, given, time.monotonic() - began)
        except ChildFailed as failed:
            error = str(failed)
        if wishes.left_at is not None:
            self._leave(run_id, outcome)
        return _keep(self.database, run_id, outcome, figures, error)

    def _teller(self, run_id: str) -> Any:
        def on_progress(progress: dict[str, Any]) -> None:
            with self.database.writing() as session:
                row = runs.find_run(session, run_id)
                if row is not None:
                    row.progress = progress
                    runs.say(session, run_id, "progress", progress)

        return on_progress

    def _leave(self, run_id: str, outcome: Outcome | None) -> None:
        """Keep the best plan of a solve that was cut short as a hint for the next one."""
        if outcome is not None and outcome.plan is not None:
            with self.database.writing() as session:
                row = runs.find_run(session, run_id)
                if row is not None and row.state not in ENDED:
                    runs.keep_hint(session, row, outcome.plan.model_dump_json())
        raise EngineStopping


class _Wishes:
    """What a solve is asked to, by somebody or because the process is told to stop."""

    def __init__(self, bench: Bench, run_id: str) -> None:
        self.bench = bench
        self.run_id = run_id
        self.left_at: float | None = None

    def __call__(self) -> str | None:
        if self.bench.stopping.is_set():
            now = time.monotonic()
            self.left_at = self.left_at or now
            if now - self.left_at > LEAVE_SECONDS:
                raise EngineStopping
            return "keep"
        with self.bench.database.reading() as session:
            row = runs.find_run(session, self.run_id)
            return None if row is None else row.asked_to


def _plan_of(session: Session, run_id: str | None) -> Plan | None:
    row = None if run_id is None else runs.find_run(session, run_id)
    if row is None or row.outcome is None:
        return None
    return Outcome.model_validate_json(row.outcome).plan


def _keep(
    database: Database,
    run_id: str,
    outcome: Outcome | None,
    figures: dict[str, Any] | None,
    error: str,
) -> str:
    with database.writing() as session:
        row = runs.find_run(session, run_id)
        if row is None:
            return "gone"
        if row.state in ENDED:  # another worker was quicker
            return row.state
        if outcome is None:
            runs.end_run(session, row, RunState.FAILED, error=error)
        elif row.asked_to == "cancel" or _kept_nothing(row, outcome):
            end_without_plan(session, row)
            return row.state
        else:
            runs.end_run(session, row, RunState.DONE, outcome.model_dump_json(), figures=figures)
        tell_end(session, row)
        announce_check(session, row)
        return row.state


def _kept_nothing(row: Run, outcome: Outcome) -> bool:
    """Say whether a run was to keep its best plan while it had none, and proved nothing either."""
    stopped = row.asked_to == "keep" and outcome.plan is None
    return stopped and outcome.status is not Status.INFEASIBLE
