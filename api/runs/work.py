"""What a worker does with one run: solve it in a child process and keep the verified outcome.

The outcome is kept in one transaction and once: a run that is taken up again after a crash, here or
by another worker, finds it kept and does nothing.
"""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from typing import Any

import structlog
from structlog.contextvars import bound_contextvars

from api.runs.figures import figures_of
from api.runs.metrics import RunMetrics
from api.runs.process import ChildFailed, Watch, answer_in_child, solve_in_child
from api.store import Database, Session, rounds, runs
from api.store.runs import ENDED, RunState
from api.store.tables import Run
from api.usecases.runs import end_without_plan, tell_end
from optimizer.domain import Outcome, Plan, Round, Status
from optimizer.solve import Limits
from optimizer.verify import verify_plan

_log = structlog.get_logger("roundtable.runs")
__all__ = ["Bench", "EngineStopping"]

LEAVE_SECONDS = 6.0
"""How long a child may take to hand over its best plan when the worker is told to stop."""


class EngineStopping(BaseException):
    """The engine stops: the workflow is left as it is, to be resumed.

    No ``Exception``, so that it is not taken for the end of the workflow and recorded as one.
    """


class Bench:
    """Where the runs of a process are worked on, and how to end that."""

    def __init__(self, database: Database, metrics: RunMetrics | None = None) -> None:
        self.database = database
        self.metrics = metrics or RunMetrics()
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
            with bound_contextvars(run=run_id):
                return self._work(run_id)
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

    def _work(self, run_id: str) -> str:
        if self.stopping.is_set():
            raise EngineStopping
        with self.database.reading() as session:
            task = _task(session, run_id)
        with self.database.writing() as session:
            row = runs.find_run(session, run_id)
            if row is None or task is None:
                return "gone"
            if row.state in ENDED:
                return row.state
            if row.asked_to == "cancel" or (row.asked_to == "keep" and row.started_at is None):
                end_without_plan(session, row)
                return row.state
            runs.start_run(session, row)
        _log.info("run begun", kind=task.kind, round=task.round.content_hash())
        self.metrics.begin()
        began = time.monotonic()
        wishes = _Wishes(self, run_id)
        watch = Watch(self._teller(run_id), wishes)
        try:
            done = _solved(task, watch) if task.kind == runs.SOLVE else _answered(task, watch)
        except ChildFailed as failed:
            done = _Done(error=str(failed))
        if wishes.left_at is not None:
            self._leave(run_id, done.outcome)
        state, seconds = _keep(self.database, run_id, done), time.monotonic() - began
        gap = None if done.figures is None else done.figures["gap"]
        self.metrics.end(task.kind, state, seconds, gap)
        _log.info("run ended", state=state, seconds=round(seconds, 3), gap=gap, error=done.error)
        return state

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
        _log.info("run handed on", plan=outcome is not None and outcome.plan is not None)
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


@dataclass(frozen=True, slots=True)
class _Task:
    """A run as its child needs it; ``given`` is the outcome to start from, or asked about."""

    kind: str
    round: Round
    limits: Limits
    given: Outcome | None
    hint: Plan | None
    question: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of a run."""

    outcome: Outcome | None = None
    figures: dict[str, Any] | None = None
    answer: dict[str, Any] | None = None
    error: str = ""


def _task(session: Session, run_id: str) -> _Task | None:
    row = runs.find_run(session, run_id)
    if row is None:
        return None
    start = None if row.start_run_id is None else runs.find_run(session, row.start_run_id)
    given = None if start is None else start.outcome
    return _Task(
        kind=row.kind,
        round=rounds.snapshot_of(session, row.round_hash),
        limits=Limits(**row.limits),
        given=None if given is None else Outcome.model_validate_json(given),
        hint=None if row.hint is None else Plan.model_validate_json(row.hint),
        question=row.question or {},
    )


def _solved(task: _Task, watch: Watch) -> _Done:
    began = time.monotonic()
    given = None if task.given is None else task.given.plan
    # What an interrupted solve left is the better start.
    outcome = solve_in_child(task.round, task.limits, task.hint or given, watch)
    # The store keeps no plan that was not verified here, in this process.
    if outcome.plan is not None and verify_plan(task.round, outcome.plan):
        return _Done(error="the plan failed the verifier: a fault of ours")
    return _Done(outcome, figures_of(task.round, outcome, given, time.monotonic() - began))


def _answered(task: _Task, watch: Watch) -> _Done:
    if task.given is None:
        return _Done(error="the run asked about has no outcome")
    answer = answer_in_child(task.kind, task.round, task.given, task.question, task.limits, watch)
    return _Done(answer=answer)


def _keep(database: Database, run_id: str, done: _Done) -> str:
    with database.writing() as session:
        row = runs.find_run(session, run_id)
        if row is None:
            return "gone"
        if row.state in ENDED:  # another worker was quicker
            return row.state
        if done.outcome is None and done.answer is None:
            runs.end_run(session, row, RunState.FAILED, error=done.error)
        elif row.asked_to == "cancel" or _kept_nothing(row, done.outcome):
            end_without_plan(session, row)
            return row.state
        else:
            outcome = None if done.outcome is None else done.outcome.model_dump_json()
            answer = None if done.answer is None else json.dumps(done.answer, ensure_ascii=False)
            runs.end_run(session, row, RunState.DONE, outcome, figures=done.figures, answer=answer)
        tell_end(session, row)
        return row.state


def _kept_nothing(row: Run, outcome: Outcome | None) -> bool:
    """Say whether a run was to keep its best plan while it had none, and proved nothing either."""
    if row.asked_to != "keep" or outcome is None or outcome.plan is not None:
        return False
    return outcome.status is not Status.INFEASIBLE
