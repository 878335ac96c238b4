"""The loop that delivers: a few threads that look for what is due, and stop when told."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

__all__ = ["DeliveryLoop"]

IDLE_SECONDS = 1.0
FAULT_SECONDS = 10.0


class DeliveryLoop:
    """Delivers in the background of this process, from `start` to `stop`.

    Parameters
    ----------
    deliver : callable
        Sends what is due and returns how much that was; safe to be called by many at once.
    threads : int
        A receiver that does not answer holds one of them up.
    """

    def __init__(self, deliver: Callable[[], int], threads: int = 2) -> None:
        self._deliver = deliver
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, name=f"deliveries-{number}", daemon=True)
            for number in range(threads)
        ]

    def start(self) -> None:
        """Begin to deliver."""
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float = 5.0) -> None:
        """Stop; what is being sent is waited for so long, and else sent again by the next start."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(seconds)

    def _work(self) -> None:
        log = structlog.get_logger("roundtable")
        while not self._stopping.is_set():
            try:
                sent = self._deliver()
            except Exception as error:
                # Whatever it is, the next message must not suffer from it.
                log.error("delivery fault", exc_info=error)
                self._stopping.wait(FAULT_SECONDS)
                continue
            if not sent:
                self._stopping.wait(IDLE_SECONDS)
