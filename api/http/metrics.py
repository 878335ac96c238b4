"""Counters of the service, in a registry of its own."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

__all__ = ["Metrics"]


class Metrics:
    """What the service counts about its requests."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "roundtable_requests",
            "Requests answered.",
            ("method", "path", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "roundtable_request_seconds",
            "Time to answer.",
            ("method", "path"),
            registry=self.registry,
        )

    def count(self, method: str, path: str, status: int, seconds: float) -> None:
        """Count a request; ``path`` is the route's pattern, never an address with ids."""
        self.requests.labels(method, path, str(status)).inc()
        self.seconds.labels(method, path).observe(seconds)
