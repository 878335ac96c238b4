"""What runs beside the search: a bound with its prices, then exact neighbourhoods.

It works on the second core, or between the search's slices where there is one worker. It hands over
what it finds through a small box that both sides look into; neither waits for the other.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from optimizer.bounds import BoundLimits, BoundProgress, bound_value
from optimizer.domain import Plan
from optimizer.instance import Instance
from optimizer.instance.arrays import Bools
from optimizer.model.build import build_model
from optimizer.model.variables import Variables
from optimizer.search.goals import Steering, steering_of
from optimizer.search.search import Found
from optimizer.search.tables import Int32s, Tables
from optimizer.solve.engine import Clock, Signal, optimise
from optimizer.solve.extract import extract_plan
from optimizer.solve.hints import hint_plan
from optimizer.solve.levels import Stage
from optimizer.solve.neighbourhood import Part, choose_projects, part_of
from optimizer.solve.probing import Probing
from optimizer.solve.second_search import SecondSearch

__all__ = ["Box", "Ground", "Helper", "StageTask"]

FIRST_SIZE = 30
"""Projects in the first neighbourhood; it grows while neighbourhoods are solved to the end."""
LEAST_SIZE = 8
PRICES_SHARE = 0.08
BOUND_SHARE = 0.3
"""Shares of a level's time for the first prices and for the bound; the rest is for plans."""
SECONDS_PER_PART = 8.0
AGAINST_EXACT = 4.0
"""Seconds of the second search for each second of a neighbourhood that did not pay."""
LEAST_SECONDS = 2.0


@dataclass(frozen=True)
class StageTask:
    """One level as both sides know it: the stage, and what accepting a project adds to it.

    ``worth`` is ``None`` when the level is not a sum over accepted projects: then there is no bound
    by prices, and neighbourhoods are left to the search.
    """

    stage: Stage
    worth: np.ndarray[tuple[int], np.dtype[np.int64]] | None
    seconds: float | None
    bounded: bool = False
    """A bound is known: prices only steer, and the time is for plans."""


@dataclass(frozen=True)
class Ground:
    """What neighbourhoods of a round are chosen from."""

    instance: Instance
    tables: Tables
    related: Int32s
    order: tuple[str, ...]
    """Projects by id, in the round's order."""

    @classmethod
    def of(cls, instance: Instance, tables: Tables, related: Int32s) -> Ground:
        """Return the ground of a round."""
        return cls(instance, tables, related, tuple(p.id for p in instance.round.projects))

    def accepted(self, plan: Plan) -> Bools:
        """Return which projects a plan accepts, shape ``(P,)``."""
        inside = {item.project for item in plan.projects}
        return np.fromiter((id_ in inside for id_ in self.order), bool, len(self.order))


class Box:
    """What the two sides tell each other, guarded by a lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._steering: Steering | None = None
        self._found: Plan | None = None
        self._best: Plan | None = None
        self._mine: Found | None = None
        self._theirs: Found | None = None
        self.bound: int | None = None
        self.bound_route = ""
        self.proven = False

    def offer_steering(self, steering: Steering) -> None:
        """Leave prices for the search."""
        with self._lock:
            self._steering = steering

    def offer_plan(self, plan: Plan) -> None:
        """Leave a plan for the search."""
        with self._lock:
            self._found = plan

    def offer_bound(self, bound: int, route: str, proven: bool = False) -> None:
        """Keep a bound if it is lower than the one known (levels with a worth are maximised)."""
        with self._lock:
            if self.bound is None or bound < self.bound:
                self.bound, self.bound_route = bound, route
            self.proven = self.proven or proven

    def show_best(self, plan: Plan) -> None:
        """Show the helper the best plan."""
        with self._lock:
            self._best = plan

    def show_found(self, found: Found) -> None:
        """Show the second search the first one's best plan."""
        with self._lock:
            self._mine = found

    def found(self) -> Found | None:
        """Return the first search's best plan, once."""
        with self._lock:
            found, self._mine = self._mine, None
            return found

    def offer_found(self, found: Found) -> None:
        """Leave a plan of the second search for the first."""
        with self._lock:
            self._theirs = found

    def take(self) -> tuple[Steering | None, Plan | None, Found | None]:
        """Take what was left for the search."""
        with self._lock:
            taken = self._steering, self._found, self._theirs
            self._steering = self._found = self._theirs = None
            return taken

    def best(self) -> Plan | None:
        """Return the best plan shown."""
        with self._lock:
            return self._best


class Helper:
    """Bounds one level and improves plans of it by exact neighbourhoods."""

    def __init__(
        self,
        ground: Ground,
        task: StageTask,
        earlier: tuple[tuple[Stage, int], ...],
        box: Box,
        clock: Clock,
        stop: Signal,
        on_bound: Callable[[int], None],
        second: SecondSearch | None = None,
        probing: Probing | None = None,
    ) -> None:
        self._probing = probing
        self._second = second
        self._steering: Steering | None = None
        self._ground = ground
        self._task = task
        self._earlier = earlier
        self._box = box
        self._clock = clock
        self._stop = stop
        self._on_bound = on_bound
        self.size = FIRST_SIZE
        self._random = np.random.default_rng(clock.limits.seed)
        self._deadline = None if task.seconds is None else time.monotonic() + task.seconds

    def run(self) -> None:
        """Work until told to stop, or until the level is proven."""
        self.price(PRICES_SHARE)
        if not self._task.bounded:
            self.price(BOUND_SHARE)
        while not self._stop.is_set() and not self._box.proven:
            begun = time.monotonic()
            if self._probing is not None and self._probe(self._probing):
                continue
            pays, there_is_more = self.improve()
            if pays or self._second is None:
                if not there_is_more:
                    return
                continue
            seconds = max(LEAST_SECONDS, AGAINST_EXACT * (time.monotonic() - begun))
            steering, self._steering = self._steering, None
            box = self._box
            self._second.run(seconds, steering, box.found, box.offer_found, self._stop)

    def _probe(self, probing: Probing) -> bool:
        """Try one set of projects; say whether it took time."""
        plan = self._box.best()
        if plan is None or self._seconds() < 0.5:
            return False
        begun = time.monotonic()
        found = probing.probe(self._task.stage.value(plan), self._seconds(), self._stop)
        if found is not None:
            self._box.offer_plan(found)
        return found is not None or time.monotonic() - begun > 0.05

    def price(self, share: float) -> None:
        """Bound the level for a share of its time and leave the prices for the search."""
        worth = self._task.worth
        if worth is None or not self._task.stage.maximise or self._stop.is_set():
            return
        instance = self._ground.instance
        instance = replace(instance, projects=replace(instance.projects, value=worth))
        seconds = None if self._task.seconds is None else max(0.2, share * self._task.seconds)
        steps = None
        if self._clock.limits.deterministic:
            # About as many steps as fit, by a rule that is the same everywhere.
            each = 1e-6 * max(1, len(instance.places.need)) * 10
            steps = max(5, int((seconds or 10.0) / each))
            self._clock.used_deterministic += steps * each
            seconds = None
        elif seconds is None:
            seconds = 30.0
        found = bound_value(
            instance, BoundLimits(seconds, steps), on_progress=self._hear, cancel=self._event()
        )
        if found.bound is not None:
            self._keep_bound(found.bound, found.route)
        if found.prices is not None:
            prices = found.prices
            self._steering = steering_of(instance, prices.people, prices.facilities, prices.funds)
            self._box.offer_steering(self._steering)
            if self._probing is not None:
                self._probing.steer(self._steering)

    def _hear(self, progress: BoundProgress) -> None:
        self._keep_bound(progress.bound, progress.route)

    def _keep_bound(self, bound: int, route: str, proven: bool = False) -> None:
        self._box.offer_bound(bound, route, proven)
        self._on_bound(bound)

    def _event(self) -> threading.Event:
        """Return the stop signal as the bound's interface asks for it."""
        return self._stop  # type: ignore[return-value]

    def improve(self) -> tuple[bool, bool]:
        """Solve one neighbourhood; say whether it paid and whether there is a point in going on."""
        plan, worth = self._box.best(), self._task.worth
        if plan is None or worth is None or self._seconds() < 0.1:
            return False, False
        ground = self._ground
        chosen = choose_projects(
            ground.tables, ground.related, ground.accepted(plan), worth, self.size, self._random
        )
        if not chosen:
            return False, False
        part = part_of(ground.instance.round, plan, chosen)
        variables = build_model(part.round, held=part.held)
        self._state_goal(variables, part, plan)
        answer = optimise(
            variables.model,
            level=self._task.stage.name,
            maximise=self._task.stage.maximise,
            seconds=self._seconds(),
            clock=self._clock,
            cancel=self._stop,
            workers=1,
        )
        pays = False
        if answer.values is not None:
            found = part.with_rest(extract_plan(variables, answer.values), ground.order)
            pays = self._task.stage.value(found) != self._task.stage.value(plan)
            self._box.offer_plan(found)
        if part.whole and answer.bound is not None and not self._earlier:
            self._keep_bound(answer.bound, "cp-sat", answer.proven)
        most = int((~ground.tables.closed | ground.tables.hard).sum())
        if answer.proven:
            self.size = min(most, self.size * 4 // 3 + 1)
            return pays, not part.whole
        self.size = max(LEAST_SIZE, self.size * 9 // 10)
        return pays, True

    def _seconds(self) -> float:
        """Seconds for the next neighbourhood."""
        left = self._clock.left(time.monotonic())
        if self._deadline is not None and not self._clock.limits.deterministic:
            left = max(0.0, self._deadline - time.monotonic())
        return SECONDS_PER_PART if left is None else min(SECONDS_PER_PART, left)

    def _state_goal(self, variables: Variables, part: Part, plan: Plan) -> None:
        """Set the objective, hold earlier levels, and hint the plan as it is."""
        model, stage = variables.model, self._task.stage
        rest = Plan(projects=part.fixed)
        for before, floor in self._earlier:
            least = floor - before.value(rest)
            expression = before.expression(variables)
            model.add(expression >= least if before.maximise else expression <= least)
        expression = stage.expression(variables)
        if stage.maximise:
            model.maximize(expression)
        else:
            model.minimize(expression)
        hint_plan(variables, Plan(projects=tuple(
            item for item in plan.projects if item.project in part.free
        )))  # fmt: skip
