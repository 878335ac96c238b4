"""The queues of runs, and what hands runs to them.

Two queues, so that a sweep of hundreds of cells never stands before somebody who waits for one
plan. In a queue the most urgent run is first, then the oldest. Where a number of runs at a time is
set for each department, departments take turns, and urgency counts inside each.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from dbos import EnqueueOptions

from api.store import Database, runs, scenarios

__all__ = ["APPLICATION", "RUN", "SHAPE", "SPREAD", "QueueName", "TakesRuns", "work_of"]

APPLICATION = "roundtable"
RUN, SPREAD = "run", "spread"
"""The workflows, by their names: one carries a run, one makes runs of the cells of a sweep."""
SHAPE = "1"
"""Version of the workflows' shape: raised only when steps that an older release took change (one
more at the end does not count), so that runs begun by it are resumed by a newer one."""


class QueueName(StrEnum):
    """Where a run waits."""

    INTERACTIVE = "interactive"
    SWEEP = "sweep"
    SPREADING = "spreading"
    """Of sweeps that are not runs yet: beside the others, since it is quick, and what it makes
    waits in theirs."""


class TakesRuns(Protocol):
    """What the service hands its runs to: an engine here, or the way to one elsewhere."""

    def start(self) -> None:
        """Be ready to take runs."""

    def stop(self) -> None:
        """Take no more; what is under way is resumed later, here or elsewhere."""

    def enqueue(self, id_: str) -> None:
        """Queue a run or a sweep of the store; queueing it again does nothing."""


def work_of(database: Database, id_: str) -> EnqueueOptions | None:
    """Return how a run or a sweep is queued; none when the store does not hold it.

    Its id is the workflow's, so that it is queued once.
    """
    with database.reading() as session:
        if id_.startswith("swp_"):
            sweep = scenarios.find_sweep(session, id_)
            return None if sweep is None else _options(id_, SPREAD, QueueName.SPREADING)
        row = runs.find_run(session, id_)
        if row is None:
            return None
        options = _options(id_, RUN, QueueName(row.queue))
        options["priority"] = row.priority
        options["queue_partition_key"] = row.department or "-"
        return options


def _options(id_: str, workflow: str, queue: QueueName) -> EnqueueOptions:
    return {
        "workflow_name": workflow,
        "workflow_id": id_,
        "queue_name": queue,
        "app_version": SHAPE,
        "application_name": APPLICATION,
    }
