"""The queues of runs, and what hands runs to them.

Two queues, so that a sweep of hundreds of cells never stands before somebody who waits for one
plan. In a queue the most urgent run is first, then the oldest. Where a number of runs at a time is
set for each department, departments take turns, and urgency counts inside each.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from dbos import EnqueueOptions

from api.store.tables import Run

__all__ = ["APPLICATION", "RUN", "SHAPE", "QueueName", "TakesRuns", "options_of"]

APPLICATION = "roundtable"
RUN = "run"
"""The workflow that carries a run, by its name."""
SHAPE = "1"
"""Version of the workflows' shape: raised only when their steps change, so that runs begun by an
older release are resumed by a newer one."""


class QueueName(StrEnum):
    """Where a run waits."""

    INTERACTIVE = "interactive"
    SWEEP = "sweep"


class TakesRuns(Protocol):
    """What the service hands its runs to: an engine here, or the way to one elsewhere."""

    def start(self) -> None:
        """Be ready to take runs."""

    def stop(self) -> None:
        """Take no more; what is under way is resumed later, here or elsewhere."""

    def enqueue(self, run_id: str) -> None:
        """Queue a run of the store; queueing it again does nothing."""


def options_of(row: Run) -> EnqueueOptions:
    """Return how a run is queued; its id is the workflow's, so that it is queued once."""
    return {
        "workflow_name": RUN,
        "workflow_id": row.id,
        "queue_name": row.queue,
        "priority": row.priority,
        "queue_partition_key": row.department or "-",
        "app_version": SHAPE,
        "application_name": APPLICATION,
    }
