"""What is counted about runs: how many wait, how they end, how long they take, and their gaps."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from api.store import Database, runs

__all__ = ["RunMetrics", "WaitingRuns"]

SECONDS = (1.0, 5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 900.0, 3600.0)
GAPS = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0)


class RunMetrics:
    """What a process counts about the runs that it works on."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._begun = Counter(
            "roundtable_runs_begun", "Runs begun, again after a crash.", registry=self.registry
        )
        self._ended = Counter(
            "roundtable_runs_ended",
            "Runs ended, by kind and how.",
            ("kind", "state"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "roundtable_run_seconds",
            "Time at work on a run, by kind.",
            ("kind",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self._gap = Histogram(
            "roundtable_run_gap",
            "Gap of the first level between the plan and its bound, as a share.",
            buckets=GAPS,
            registry=self.registry,
        )

    def begin(self) -> None:
        """Count a run that is taken up."""
        self._begun.inc()

    def end(self, kind: str, state: str, seconds: float, gap: float | None) -> None:
        """Count a run that is laid down; one without a bound has no gap."""
        self._ended.labels(kind, state).inc()
        self._seconds.labels(kind).observe(seconds)
        if gap is not None:
            self._gap.observe(gap)


class WaitingRuns(Collector):
    """Runs of the store that have not ended, by queue and state, counted when asked for."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def collect(self) -> Iterator[Metric]:
        """Count them."""
        told = GaugeMetricFamily(
            "roundtable_runs", "Runs that have not ended.", labels=("queue", "state")
        )
        with self.database.reading() as session:
            for queue, state, count in runs.count_open(session):
                told.add_metric((queue, state), count)
        yield told

    def describe(self) -> Iterator[Metric]:
        """Say what is told, without asking the store."""
        yield GaugeMetricFamily(
            "roundtable_runs", "Runs that have not ended.", labels=("queue", "state")
        )
