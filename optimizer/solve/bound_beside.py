"""A bound by prices beside the exact search of a level: the better of the two is shown and kept."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

from optimizer.bounds import BoundLimits, BoundProgress, bound_value
from optimizer.domain import gap_between
from optimizer.instance import Instance
from optimizer.instance.arrays import Ints
from optimizer.solve.engine import Signal
from optimizer.solve.limits import OnProgress, Progress

__all__ = ["BoundBeside"]


class BoundBeside:
    """Bounds one maximised level in a thread of its own; also the signal that the level is over.

    Parameters
    ----------
    instance : Instance
    worth : array, shape (projects,)
        What accepting each project adds to the level.
    level : str
    started : float
        When the solve began.
    on_progress : callable, optional
        The caller's; it hears of the better bound whoever reports.
    cancel : Signal, optional
        The caller's.

    Attributes
    ----------
    bound, route
        The best bound so far and what proved it.
    """

    def __init__(
        self,
        instance: Instance,
        worth: Ints,
        level: str,
        started: float,
        on_progress: OnProgress | None,
        cancel: Signal | None,
    ) -> None:
        self._instance = replace(instance, projects=replace(instance.projects, value=worth))
        self._level = level
        self._started = started
        self._on_progress = on_progress
        self._cancel = cancel
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._failure: BaseException | None = None
        self._thread: threading.Thread | None = None
        self._value: int | None = None
        self.bound: int | None = None
        self.route = ""

    def is_set(self) -> bool:
        """Say whether the level is over: a plan has met the bound, or somebody asked."""
        value, bound = self._value, self.bound
        met = value is not None and bound is not None and value >= bound
        cancelled = self._cancel is not None and self._cancel.is_set()
        return met or cancelled or self._ended.is_set()

    def start(self, seconds: float | None) -> None:
        """Bound the level for so long, until there is nothing more to do, or until the end."""
        self._thread = threading.Thread(target=self._run, args=(seconds,), daemon=True)
        self._thread.start()

    def end(self) -> None:
        """End it and wait; raise what it raised."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
        if self._failure is not None:
            raise self._failure

    def offer(self, value: int | None, bound: int | None, route: str) -> None:
        """Take note of a plan's value and a bound; show what is new."""
        with self._lock:
            new = False
            if value is not None and (self._value is None or value > self._value):
                self._value, new = value, True
            if bound is not None and (self.bound is None or bound < self.bound):
                self.bound, self.route, new = bound, route, True
            if not new or self._on_progress is None:
                return
            value, bound = self._value, self.bound
            gap = None if value is None or bound is None else gap_between(value, bound)
            seconds = time.monotonic() - self._started
            self._on_progress(Progress(self._level, value, bound, gap, seconds))

    def hear(self, progress: Progress) -> None:
        """Take note of what the exact search reports."""
        self.offer(progress.incumbent, progress.bound, "cp-sat")

    def _run(self, seconds: float | None) -> None:
        try:
            bound_value(
                self._instance,
                BoundLimits(seconds=seconds),
                on_progress=self._hear_bound,
                cancel=self,  # type: ignore[arg-type]  # all that is asked of it is whether to stop
            )
        except BaseException as error:  # noqa: BLE001 - raised again by end()
            self._failure = error

    def _hear_bound(self, progress: BoundProgress) -> None:
        self.offer(None, progress.bound, progress.route)
