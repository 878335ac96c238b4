"""One objective level of a network: the best timetable, the best bound, and what improves them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

import numpy as np

from optimizer.model.compact import Compact, build_compact
from optimizer.schedule import Network, Timetable
from optimizer.schedule.energy import energy_bound
from optimizer.schedule.rules import Rules
from optimizer.schedule.search import search_timetables
from optimizer.solve.engine import Clock, Signal, optimise

__all__ = ["LevelSearch"]

HEAD_START_SECONDS = 1.0
"""The exact search waits so long for a first timetable: it narrows every start."""
FIRST_SLICE = 0.15
"""Share of a level's time after which the exact search begins anew below the best timetable."""
FIRST_SLICE_SECONDS = 10.0
"""The same, without a time limit."""
PATIENCE_SECONDS = 0.5
"""The search for timetables looks up about ten times in so long."""
SEARCH_SHARE = 0.4
"""Share of a level's time for the search for timetables where one thing runs at a time."""
SEARCH_SECONDS_A_PACKAGE = 0.05
"""The same, without a time limit."""

RAISING: Mapping[str, bool | int] = {
    "use_objective_lb_search": True,
    "use_overload_checker_in_cumulative": True,
    "use_timetable_edge_finding_in_cumulative": True,
}
"""Solver parameters that raise the bound of cumulatives; measured on RCPSP and MSPSP."""


CLOSING: Mapping[str, bool | int] = {
    "optimize_with_lb_tree_search": True,
    "linearization_level": 2,
}
"""Solver parameters that find the plan at a bound which is nearly met; measured on iMOPSE."""
CLOSE_PCT = 3

REASSIGN_SHARE = 0.2
"""Share of a cost level's time for who does what when nothing moves."""


class _Aside:
    """Work in a thread of its own that may be left behind.

    The first call of compiled code on a machine compiles it, for up to a minute, and can't be
    stopped: the time limit holds all the same.
    """

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._work()
        except BaseException as error:  # noqa: BLE001 - raised again by end()
            self._error = error

    def end(self) -> None:
        """Wait a moment for the work to end; raise what it raised."""
        self._thread.join(PATIENCE_SECONDS)
        if self._error is not None:
            raise self._error


class LevelSearch:
    """Minimises ``makespan`` or ``cost`` of a network.

    Parameters
    ----------
    network : Network
    rules : Rules or None
        ``None``: no search for timetables, the exact model only.
    measure : str
        ``makespan`` or ``cost``.
    caps : mapping of str to int
        The most that earlier levels allow of the other measure.
    start : Timetable or None
        A timetable within the caps.
    name : str
        The level's, for progress.
    clock : Clock
    report : callable
        Called with the best value (or nothing yet) and the best bound whenever one improves.
    cancel : Signal or None

    Attributes
    ----------
    timetable, best
        The best timetable and its measure, if any.
    lower : int
        No timetable within the caps measures less.
    infeasible : bool
        There is no timetable within the caps.
    plan_route, bound_route : str
        What found the timetable, and what proved the bound.
    """

    def __init__(
        self,
        network: Network,
        rules: Rules | None,
        measure: str,
        caps: Mapping[str, int],
        start: Timetable | None,
        name: str,
        clock: Clock,
        report: Callable[[int | None, int], None],
        cancel: Signal | None,
    ) -> None:
        self._network = network
        self._rules = rules if measure == "makespan" and not caps else None
        self._measure = measure
        self._caps = caps
        self._name = name
        self._clock = clock
        self._report = report
        self._cancel = cancel
        self._lock = threading.Lock()
        self._found = threading.Event()
        self._met = threading.Event()
        self._over = threading.Event()
        self.timetable = start
        self.best = None if start is None else self._value(start)
        self.lower = self._least()
        self.infeasible = False
        self.plan_route, self.bound_route = "", "energy" if measure == "makespan" else "rates"

    def is_set(self) -> bool:
        """Say whether to stop: the bound is met, there is nothing to find, or somebody asked."""
        cancelled = self._cancel is not None and self._cancel.is_set()
        return cancelled or self.infeasible or self._met.is_set() or self._over.is_set()

    def minimise(self, seconds: float | None) -> None:
        """Search until the time is over or the bound is met."""
        self._meet()
        if self.is_set():
            return
        limits = self._clock.limits
        if self._measure == "cost" and self.timetable is not None:
            self._reassign_then_solve(seconds)
        elif self._rules is None:
            self._solve(seconds, "cp-sat", None, {})
        elif limits.deterministic or limits.workers <= 1:
            self._in_turn(self._rules, seconds)
        else:
            self._side_by_side(self._rules, seconds)

    def _value(self, timetable: Timetable) -> int:
        if self._measure == "makespan":
            return timetable.makespan(self._network)
        return timetable.cost(self._network)

    def _least(self) -> int:
        """Return a bound without search: work over capacity, or everybody at the least rate."""
        network = self._network
        if self._measure == "makespan":
            return energy_bound(network)
        least = network.option_cents.copy()
        places = network.instance.places
        for r, able in enumerate(network.able):
            cheapest = min(int(network.place_cents[r, c]) for c in able)
            least[places.option[r]] += cheapest * int(places.headcount[r])
        return int(np.minimum.reduceat(least, network.instance.packages.option_ptr[:-1]).sum())

    # Both of these are called from several threads.

    def _offer(self, timetable: Timetable, route: str) -> None:
        value = self._value(timetable)
        with self._lock:
            if self.best is not None and value >= self.best:
                return
            self.timetable, self.best, self.plan_route = timetable, value, route
            self._report(self.best, self.lower)
        self._found.set()
        self._meet()

    def _raise(self, bound: int, route: str) -> None:
        with self._lock:
            if bound <= self.lower:
                return
            self.lower, self.bound_route = bound, route
            if self.best is not None:
                self.lower = min(self.lower, self.best)
            self._report(self.best, self.lower)
        self._meet()

    def _meet(self) -> None:
        if self.best is not None and self.lower >= self.best:
            self._met.set()

    # What improves them.

    def _in_turn(self, rules: Rules, seconds: float | None) -> None:
        long = SEARCH_SECONDS_A_PACKAGE * self._network.size
        share = long if seconds is None else SEARCH_SHARE * seconds
        self._search(rules, share)
        self._clock.used_deterministic += share
        left = None if seconds is None else seconds - share
        if not self.is_set():
            self._solve(left, "cp-sat", None, RAISING)

    def _side_by_side(self, rules: Rules, seconds: float | None) -> None:
        started = time.monotonic()
        workers = self._clock.limits.workers - 1

        def left() -> float | None:
            return None if seconds is None else seconds - (time.monotonic() - started)

        searching = _Aside(lambda: self._search(rules, seconds))
        try:
            self._found.wait(HEAD_START_SECONDS)
            short = FIRST_SLICE_SECONDS if seconds is None else FIRST_SLICE * seconds
            narrow = False
            while not self.is_set() and ((now := left()) is None or now > 0.05):
                # Raising the bound finds no plans; without one, plans come first.
                found = self._found.is_set()
                piece = now if narrow else short if now is None else min(short, now)
                self._solve(piece, "cp-sat", workers, self._tuning(found))
                narrow = found
        finally:
            self._over.set()
            searching.end()

    def _tuning(self, found: bool) -> Mapping[str, bool | int]:
        if not found or self.best is None:
            return {}
        close = 100 * (self.best - self.lower) <= CLOSE_PCT * self.best
        return CLOSING if close else RAISING

    def _reassign_then_solve(self, seconds: float | None) -> None:
        """Choose options and people with every start kept; then let starts move too.

        A timetable made to be short is a poor hint for cost until its people are chosen for it.
        """
        share = None if seconds is None else REASSIGN_SHARE * seconds
        started = time.monotonic()
        used = self._clock.used_deterministic
        self._solve(share, "cp-sat", None, {}, still=True)
        if seconds is not None:
            if self._clock.limits.deterministic:
                seconds -= self._clock.used_deterministic - used
            else:
                seconds -= time.monotonic() - started
        if not self.is_set() and (seconds is None or seconds > 0.05):
            self._solve(seconds, "cp-sat", None, {})

    def _search(self, rules: Rules, seconds: float | None) -> None:
        limits = self._clock.limits
        search_timetables(
            self._network,
            rules,
            seed=limits.seed,
            seconds=seconds,
            nominal=limits.deterministic,
            better=lambda timetable, _: self._offer(timetable, "timetable search"),
            stopped=self.is_set,
        )

    def _solve(
        self,
        seconds: float | None,
        route: str,
        workers: int | None,
        tuning: Mapping[str, bool | int],
        still: bool = False,
    ) -> None:
        """Search the exact model for something better than the best timetable.

        ``still`` keeps every start of it; bounds of such a search say nothing about the level.
        """
        started = time.monotonic()
        best = self.best
        compact = self._compact(best)
        if still and self.timetable is not None:
            for start, value in zip(compact.starts, self.timetable.starts, strict=True):
                compact.model.add(start == value)
        if seconds is not None and not self._clock.limits.deterministic:
            seconds -= time.monotonic() - started
        answer = optimise(
            compact.model,
            level=self._name,
            maximise=False,
            seconds=seconds,
            clock=self._clock,
            cancel=self,
            workers=workers,
            tuning=tuning,
            on_solution=lambda values: self._offer(compact.read(values), route),
            on_bound=None if still else lambda bound: self._raise(bound, route),
        )
        if still:
            if answer.values is not None:
                self._offer(compact.read(answer.values), route)
            return
        if answer.infeasible:
            if best is None:
                self.infeasible = True
            else:
                self._raise(best, route)
            return
        if answer.values is not None:
            self._offer(compact.read(answer.values), route)
        if answer.bound is not None:
            self._raise(answer.bound, route)

    def _compact(self, best: int | None) -> Compact:
        """Return the exact model; beside a search, of what is better than the best timetable."""
        latest_end = self._caps.get("makespan", self._network.periods)
        if self._measure == "cost":
            compact = build_compact(self._network, latest_end)
            compact.model.add(compact.cost >= self.lower)
            compact.model.minimize(compact.cost)
        else:
            if best is not None:
                latest_end = best if self._rules is None else best - 1
            compact = build_compact(self._network, latest_end, self.lower)
            if "cost" in self._caps:
                compact.model.add(compact.cost <= self._caps["cost"])
            compact.model.minimize(compact.makespan)
        if self.timetable is not None and self._rules is None:
            compact.hint(self.timetable)
        return compact
