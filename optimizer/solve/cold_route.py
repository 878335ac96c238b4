"""Solve a large round while the code of its search is still being compiled.

The first solve on a machine would wait a minute or so for compiled code. It plans the round piece
by piece instead, each piece exactly and beside what stands already, and hands its plan to the
search as soon as that is compiled. The time limit holds either way.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from optimizer.domain import LevelResult, Plan, gap_between
from optimizer.errors import VerificationFailed
from optimizer.instance import Instance
from optimizer.model.build import build_model
from optimizer.search.layout import make_tables
from optimizer.search.relations import least_work, related_projects
from optimizer.solve.beside import Box, Ground, Helper, StageTask
from optimizer.solve.compiling import Compiling
from optimizer.solve.engine import Clock, Signal, optimise
from optimizer.solve.extract import extract_plan
from optimizer.solve.levels import Stage, level_results
from optimizer.solve.limits import OnProgress, Progress
from optimizer.solve.neighbourhood import part_of
from optimizer.solve.required import Required, place_required
from optimizer.solve.search_route import PlanSearch
from optimizer.solve.worth import is_additive, worth_of
from optimizer.verify import verify_plan

__all__ = ["ColdSearch"]

PACKAGES = ("search", "bounds")
PIECE_SECONDS = 0.3
"""A piece should take about so long; the next one is larger or smaller."""
MOST_PIECE_SECONDS = 2.0
MOST_PIECE = 8
FIRST_NEIGHBOURHOOD = 8


class ColdSearch:
    """Optimises the first level of a round without compiled code, and all of them once it is there.

    It takes what :class:`PlanSearch` takes and answers as that does.
    """

    def __init__(
        self,
        instance: Instance,
        stages: Sequence[Stage],
        entitlements: Mapping[str, int],
        clock: Clock,
        on_progress: OnProgress | None,
        cancel: Signal | None,
        start: Plan | None = None,
    ) -> None:
        self._instance = instance
        self._stages = tuple(stages)
        self._entitlements = entitlements
        self._clock = clock
        self._on_progress = on_progress
        self._cancel = cancel
        self._start = start
        self._warm: PlanSearch | None = None
        self._plan: Plan | None = None
        self._infeasible = False
        self._verify_seconds = 0.0
        stage = self._stages[0]
        worth = worth_of(instance, stage) if is_additive(stage) and stage.maximise else None
        self._worth = worth
        self._bound = None if worth is None else self._capped(int(np.maximum(worth, 0).sum()))
        self._compiling: Compiling | None = None

    def run(self) -> None:
        """Plan piece by piece until the search is compiled, then search; or until time is over."""
        self._compiling = Compiling(PACKAGES)
        try:
            self._plan_pieces()
        finally:
            compiled = self._compiling.is_done
            self._compiling.stop()
        left = self._left()
        if self._infeasible or self._is_cancelled() or not compiled or (left or 1.0) < 0.5:
            return
        self._warm = PlanSearch(
            self._instance,
            self._stages,
            self._entitlements,
            self._clock,
            self._on_progress,
            self._cancel,
            self._plan or self._start,
        )
        self._warm.run()

    @property
    def plan(self) -> Plan | None:
        """The best plan."""
        warm = None if self._warm is None else self._warm.plan
        return self._plan if warm is None else warm

    @property
    def plan_route(self) -> str:
        """What found the plan."""
        warm = self._warm is not None and self._warm.plan is not None
        return self._warm.plan_route if warm and self._warm is not None else "cp-sat by pieces"

    @property
    def bound_route(self) -> str:
        """What proved the bound."""
        if self._warm is not None and self._warm.bound_route:
            return self._warm.bound_route
        return "" if self._bound is None else "sum of values"

    @property
    def infeasible(self) -> bool:
        """Whether the round has no plan."""
        return self._infeasible or (self._warm is not None and self._warm.infeasible)

    @property
    def proven_levels(self) -> int:
        """How many levels are proven optimal."""
        return 0 if self._warm is None else self._warm.proven_levels

    def results(self, plan: Plan | None) -> list[LevelResult]:
        """Return value, bound and gap for each level, reached or not."""
        if self._warm is not None and self._warm.plan is not None:
            return self._warm.results(plan)
        value = None if plan is None else self._stages[0].value(plan)
        return level_results(self._stages, [(value, self._bound)], plan)

    def is_set(self) -> bool:
        """Say whether to stop: somebody asked, or the search is ready to take over."""
        ready = self._compiling is not None and self._compiling.is_done
        return ready or self._is_cancelled()

    def _is_cancelled(self) -> bool:
        return self._cancel is not None and self._cancel.is_set()

    def _capped(self, bound: int) -> int:
        target = self._stages[0].target
        return bound if target is None else min(bound, target)

    def _left(self) -> float | None:
        left = self._clock.left(time.monotonic())
        return None if left is None else max(0.0, left - 0.1 - 2.0 * self._verify_seconds)

    def _is_over(self) -> bool:
        left = self._left()
        return self.is_set() or (left is not None and left < 0.05)

    def _plan_pieces(self) -> None:
        tables = make_tables(self._instance)
        ground = Ground.of(self._instance, tables, related_projects(self._instance))
        required = self._instance.projects.required
        plan = Plan()
        if required.any():
            found = place_required(self._instance.round, self._clock, self._left(), self)
            self._infeasible = found is Required.IMPOSSIBLE
            if not isinstance(found, Plan):
                return
            plan = found
        self._keep(plan)
        if self._start is not None and not verify_plan(self._instance.round, self._start):
            self._keep(self._start)
        values = self._instance.projects.value if self._worth is None else self._worth
        density = values / np.maximum(1.0, least_work(self._instance))
        order = np.lexsort((-density, ground.accepted(self._plan or plan)))
        open_ = ~tables.closed | tables.hard
        self._insert(ground, [p for p in order.tolist() if open_[p]])
        if self._worth is not None:
            self._improve(ground, self._worth)

    def _insert(self, ground: Ground, order: Iterable[int]) -> None:
        """Try projects a few at a time beside the plan; those that fit stay."""
        waiting, size = list(order), 1
        shown = time.monotonic()
        plan = self._plan or Plan()
        while waiting and not self._is_over():
            piece, waiting = waiting[:size], waiting[size:]
            begun = time.monotonic()
            plan = self._solve_piece(ground, plan, set(piece))
            took = time.monotonic() - begun
            size = max(1, size // 2) if took > PIECE_SECONDS else min(MOST_PIECE, size + 1)
            if time.monotonic() - shown > max(1.0, 10.0 * self._verify_seconds):
                self._keep(plan)
                shown = time.monotonic()
        self._keep(plan)

    def _solve_piece(self, ground: Ground, plan: Plan, chosen: set[int]) -> Plan:
        part = part_of(
            self._instance.round, plan, chosen - set(np.flatnonzero(ground.accepted(plan)))
        )
        if not part.free:
            return plan
        variables = build_model(part.round, held=part.held)
        stage = self._stages[0]
        accepted = sum(item.accepted for item in variables.projects.values())
        variables.model.maximize(
            stage.expression(variables) if self._worth is not None else accepted
        )
        left = self._left()
        answer = optimise(
            variables.model,
            level=stage.name,
            maximise=True,
            seconds=MOST_PIECE_SECONDS if left is None else min(MOST_PIECE_SECONDS, left),
            clock=self._clock,
            cancel=self,
            workers=1,
        )
        if answer.values is None:
            return plan
        return part.with_rest(extract_plan(variables, answer.values), ground.order)

    def _improve(self, ground: Ground, worth: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
        """Solve neighbourhoods of the plan until time is over."""
        box = Box()
        left = self._left()
        task = StageTask(self._stages[0], worth, left)
        helper = Helper(ground, task, (), box, self._clock, self, lambda _: None)
        helper.size = FIRST_NEIGHBOURHOOD
        while self._plan is not None and not self._is_over():
            box.show_best(self._plan)
            if not helper.improve()[1]:
                return
            _, found, _ = box.take()
            if found is not None:
                self._keep(found)

    def _keep(self, plan: Plan) -> None:
        """Verify a plan and keep it if it is the best."""
        value = self._stages[0].value(plan)
        if self._plan is not None:
            old = self._stages[0].value(self._plan)
            if value == old or (value < old) == self._stages[0].maximise:
                return
        begun = time.monotonic()
        violations = verify_plan(self._instance.round, plan)
        self._verify_seconds = max(self._verify_seconds, time.monotonic() - begun)
        if violations:
            raise VerificationFailed(violations)
        self._plan = plan
        if self._on_progress is not None:
            gap = None if self._bound is None else gap_between(value, self._bound)
            seconds = time.monotonic() - self._clock.started
            self._on_progress(Progress(self._stages[0].name, value, self._bound, gap, seconds))
