"""Solve a large round: search, bound by prices, exact neighbourhoods; each hears of the others.

The full model of such a round is never built. The search finds plans; a helper on the second core
bounds the level by prices, which steer the search, and then solves neighbourhoods of its best plan
exactly. Every plan is verified before it is shown or kept.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence

from optimizer.domain import LevelResult, Plan, gap_between
from optimizer.errors import VerificationFailed
from optimizer.instance import Instance
from optimizer.search.goals import Level
from optimizer.search.search import Search
from optimizer.solve.beside import Box, Ground, Helper, StageTask
from optimizer.solve.engine import Clock, Signal
from optimizer.solve.levels import Stage, level_results
from optimizer.solve.limits import OnProgress, Progress
from optimizer.solve.probing import Probing, probing_of
from optimizer.solve.required import Required, place_required
from optimizer.solve.second_search import SecondSearch
from optimizer.solve.timed_moves import improve_until
from optimizer.solve.worth import is_additive, worth_of
from optimizer.verify import verify_plan

__all__ = ["PlanSearch"]

FIRST_SHARE = 0.7
"""Share of the time left that a level may use while others wait."""
SLICE_SECONDS = 0.15
SLICE_MOVES = 100
"""Moves of a slice that repeats exactly."""
SECONDS_PER_STEP = 4e-7
"""Deterministic seconds for one step of the search."""
STUCK_SHARE = 0.1
"""Share of a level's time after which a search without success looks at sets of projects."""
HOT, COLD = 0.1, 0.005
"""Temperature at the start and at the end of a level, in units of what moves usually change."""
UNLIMITED_SECONDS = 60.0
"""Length of a cooling when there is no time limit."""


class _Either:
    """Set when the caller cancels or the level ends."""

    def __init__(self, cancel: Signal) -> None:
        self._cancel = cancel
        self.ended = threading.Event()

    def is_set(self) -> bool:
        return self.ended.is_set() or self._cancel.is_set()


class PlanSearch:
    """Optimises the levels of a large round one after the other."""

    def __init__(
        self,
        instance: Instance,
        stages: Sequence[Stage],
        entitlements: Mapping[str, int],
        clock: Clock,
        on_progress: OnProgress | None,
        cancel: Signal | None,
        start: Plan | None = None,
        bound: int | None = None,
    ) -> None:
        self._bound = bound
        self._instance = instance
        self._stages = tuple(stages)
        self._clock = clock
        self._on_progress = on_progress
        self._cancel = cancel or threading.Event()
        self._start = start
        levels = [Level(s.terms, s.maximise, s.rank, s.target) for s in stages]
        self._search = Search(instance, levels, entitlements, clock.limits.seed)
        self._verify_seconds = 0.0
        self._kept_at = 0.0
        self._reached: list[tuple[int | None, int | None]] = []
        self._floors: list[int] = []
        self.plan: Plan | None = None
        self.plan_route = "search"
        self.bound_route = ""
        self.infeasible = False
        self.proven_levels = 0

    def run(self) -> None:
        """Run the levels until done, out of time or cancelled.

        Raises
        ------
        VerificationFailed, SolverFault
            Faults of this library.
        """
        self._begin()
        if self.infeasible or not self._search.complete:
            return
        self.keep()
        for index, stage in enumerate(self._stages):
            left = self._left()
            if index and (self._cancelled() or (left is not None and left < 0.05)):
                return
            last = index == len(self._stages) - 1
            self._run_stage(index, stage, left if last or left is None else left * FIRST_SHARE)
            value = stage.value(self.plan_now())
            give_up = abs(value) * stage.give_up_pct // 100
            self._floors.append(value - give_up if stage.maximise else value + give_up)

    # The first plan

    def _begin(self) -> None:
        """Find a plan that holds every required project."""
        search = self._search
        if self._start is not None and search.take(self._start):
            self.plan_route = "start"
        search.construct()
        rounds = 0
        while not search.complete and not self._cancelled() and rounds < 20:
            search.improve(50, 0.1)
            rounds += 1
        if search.complete or self._cancelled():
            return
        found = place_required(self._instance.round, self._clock, self._left(), self._cancel)
        self.infeasible = found is Required.IMPOSSIBLE
        if isinstance(found, Plan):
            search.take(found)
        while not search.complete and not self.infeasible:
            left = self._left()
            if self._cancelled() or (left is not None and left < 0.05):
                return
            self._slice(0.1)

    # One level

    def _run_stage(self, index: int, stage: Stage, seconds: float | None) -> None:
        search = self._search
        search.aim_at(index, self._floors)
        if index == 0 and search.construct():  # a start may hold what it must and little else
            self.keep()
        earlier = tuple(zip(self._stages[:index], self._floors, strict=False))
        additive = all(is_additive(s) for s, _ in earlier) and is_additive(stage)
        worth = worth_of(self._instance, stage) if additive else None
        bounded = index == 0 and self._bound is not None
        task = StageTask(stage, worth, seconds, bounded)
        box, either = Box(), _Either(self._cancel)
        if stage.maximise and stage.target is not None:
            box.offer_bound(stage.target, "target")
        if index == 0 and self._bound is not None:
            box.offer_bound(self._bound, "")
        box.show_best(self.plan_now())
        state = _Level(self, stage, box, either)
        ground = Ground.of(self._instance, search.tables, search.related)
        alone = self._clock.limits.deterministic or self._clock.limits.workers < 2
        begun = self._spent()
        second = None if alone else SecondSearch(search, lambda: self._heat(begun, seconds))
        probing = None
        if worth is not None and stage.maximise and not (alone or earlier):
            probing = probing_of(self._instance, worth, self._clock)
        helper = Helper(
            ground, task, earlier, box, self._clock, either, state.on_bound, second, probing
        )
        thread = threading.Thread(target=state.guard, args=(helper.run,), daemon=True)
        state.report()
        if not alone:
            thread.start()
        try:
            self._improve(state, helper if alone else None, probing, seconds)
        finally:
            either.ended.set()
            if not alone:
                thread.join()
        state.raise_failure()
        state.listen()
        self.keep()
        bound = box.bound if stage.maximise else None
        value = stage.value(self.plan_now())
        if bound is None and not stage.maximise and self._is_never_negative(stage):
            bound = max(0, stage.target or 0)
            self.bound_route = self.bound_route or "trivial"
        elif bound is not None:
            self.bound_route = self.bound_route or box.bound_route
        self._reached.append((value, bound))
        self.proven_levels += value == bound

    def _improve(
        self, state: _Level, helper: Helper | None, probing: Probing | None, seconds: float | None
    ) -> None:
        """Make moves until the level's time is over, it is proven, or the caller cancels."""
        begun = self._spent()
        span = UNLIMITED_SECONDS if seconds is None else max(0.01, seconds)
        turn = 0
        while not self._cancelled() and not state.is_proven():
            used = (self._spent() - begun) / span
            if seconds is not None and used >= 1.0 - self._reserve() / span:
                return
            if probing is not None and state.is_stuck(max(1.0, STUCK_SHARE * span)):
                left = span - (self._spent() - begun) - self._reserve()
                state.probe(probing, left if seconds is not None else span)
            self._slice(self._heat(begun, seconds))
            if helper is not None:
                if turn == 0:
                    helper.price(0.15)
                elif turn % 40 == 0:
                    helper.improve()
            turn += 1
            state.listen()
            state.report()

    def _heat(self, begun: float, seconds: float | None) -> float:
        """Temperature of a level that began then: it cools down once, or again and again."""
        span = UNLIMITED_SECONDS if seconds is None else max(0.01, seconds)
        used = (self._spent() - begun) / span
        return float(HOT * (COLD / HOT) ** (used % 1.0 if seconds is None else min(1.0, used)))

    def _slice(self, heat: float) -> None:
        """Make some moves: a fixed number when runs must repeat, else for a moment."""
        if self._clock.limits.deterministic:
            before = self._search.steps
            self._search.improve(SLICE_MOVES, heat)
            self._clock.used_deterministic += (self._search.steps - before) * SECONDS_PER_STEP
            return
        improve_until(self._search, time.monotonic() + SLICE_SECONDS, lambda: heat, self._cancel)

    def _reserve(self) -> float:
        """Seconds kept for verifying and naming the last plan."""
        return 0.0 if self._clock.limits.deterministic else 0.1 + 2.0 * self._verify_seconds

    def _spent(self) -> float:
        if self._clock.limits.deterministic:
            return self._clock.used_deterministic
        return time.monotonic() - self._clock.started

    def _left(self) -> float | None:
        return self._clock.left(time.monotonic())

    def _cancelled(self) -> bool:
        return self._cancel.is_set()

    def plan_now(self) -> Plan:
        """Return the plan kept last."""
        if self.plan is None:
            raise VerificationFailed(())
        return self.plan

    def may_keep(self) -> bool:
        """Say whether verifying now would not take the search's time; always when runs repeat."""
        rest = time.monotonic() - self._kept_at
        return self._clock.limits.deterministic or rest >= 4.0 * self._verify_seconds

    def keep(self) -> None:
        """Name and verify the best plan."""
        begun = time.monotonic()
        plan = self._search.plan()
        violations = verify_plan(self._instance.round, plan)
        self._verify_seconds = max(self._verify_seconds, time.monotonic() - begun)
        if violations:
            raise VerificationFailed(violations)
        self.plan = plan
        self._kept_at = time.monotonic()

    def _is_never_negative(self, stage: Stage) -> bool:
        return all(t.measure in ("cost", "people", "change", "makespan") for t in stage.terms)

    def results(self, plan: Plan | None) -> list[LevelResult]:
        """Return value, bound and gap for each level, reached or not."""
        return level_results(self._stages, self._reached, plan)


class _Level:
    """What is known of the level being run: incumbent, bound, and what was said about them."""

    def __init__(self, route: PlanSearch, stage: Stage, box: Box, stop: Signal) -> None:
        self._stop = stop
        self._route = route
        self._stage = stage
        self._box = box
        self._lock = threading.Lock()
        self._value: int | None = None
        self._shown: int | None = None
        self._better_at = time.monotonic()
        self._failure: BaseException | None = None

    def guard(self, work: Callable[[], None]) -> None:
        """Run the helper; what it raises is raised again by the main thread."""
        try:
            work()
        except BaseException as error:  # noqa: BLE001 (handed to the thread that waits)
            self._failure = error

    def raise_failure(self) -> None:
        """Raise what the helper raised."""
        if self._failure is not None:
            raise self._failure

    def listen(self) -> None:
        """Take over what the helper found."""
        steering, found, other = self._box.take()
        search = self._route._search
        if steering is not None:
            search.steer(steering)
        if other is not None:
            search.follow(other)
        if found is not None and search.take(found):
            self._route.plan_route = "search + cp-sat"

    def is_stuck(self, seconds: float) -> bool:
        """Say whether nothing better was found for some time."""
        return time.monotonic() - self._better_at > seconds

    def probe(self, probing: Probing, seconds: float) -> None:
        """Try one set of projects."""
        found = probing.probe(self._stage.value(self._route.plan_now()), seconds, self._stop)
        if found is not None and self._route._search.take(found):
            self._route.plan_route = "search + cp-sat"

    def report(self) -> None:
        """Verify and show the best plan when it got better."""
        search = self._route._search
        value = search.best_value()
        if value == self._value:
            return
        if value != self._shown:
            self._shown, self._better_at = value, time.monotonic()
            self._box.show_found(search.snapshot())
        if self._stage.value(self._route.plan_now()) != value:  # not verified yet
            if not self._route.may_keep():
                return
            self._route.keep()
        if self._value is not None and self._route.plan_route == "start":
            self._route.plan_route = "start + search"
        self._value = value
        self._box.show_best(self._route.plan_now())
        self._say()

    def on_bound(self, _bound: int) -> None:
        """Show a better bound (called from the helper's thread)."""
        self._say()

    def is_proven(self) -> bool:
        """Say whether the plan has met the bound."""
        bound = self._box.bound
        return bound is not None and self._value is not None and self._value >= bound

    def _say(self) -> None:
        on_progress = self._route._on_progress
        if on_progress is None:
            return
        with self._lock:
            value, bound = self._value, self._box.bound
            gap = None if value is None or bound is None else gap_between(value, bound)
            seconds = time.monotonic() - self._route._clock.started
            on_progress(Progress(self._stage.name, value, bound, gap, seconds))
