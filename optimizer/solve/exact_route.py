"""Solve a round on its whole model, level by level.

What must be accepted is settled first. On rounds that are not small the search goes first, for a
plan to begin with, and a bound by prices runs beside the first level; both need compiled code and
are left out until there is any.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.domain import LevelResult, Plan
from optimizer.errors import SolverFault, VerificationFailed
from optimizer.explain.carrying import carry_over
from optimizer.instance import Instance
from optimizer.model.build import build_model
from optimizer.model.variables import Variables
from optimizer.solve.engine import Answer, Clock, optimise
from optimizer.solve.extract import extract_plan
from optimizer.solve.forced import begin
from optimizer.solve.hints import hint_plan, hint_values
from optimizer.solve.levels import Stage, level_results
from optimizer.solve.limits import OnProgress, Progress
from optimizer.solve.worth import is_additive, worth_of
from optimizer.verify import verify_plan

if TYPE_CHECKING:
    from optimizer.solve.bound_beside import BoundBeside

__all__ = ["ExactSearch"]

FIRST_SHARE = 0.7
"""Share of the time left that a level may use while others wait."""
SEARCH_SHARE, SEARCH_SECONDS = 0.1, 10.0
"""Share of the time for the search before the first level, and the most it takes."""
EXACT_SHARE = 0.25
"""Share of the first level's time for the whole model where sets of projects can be looked at.

What it has not proven by then it seldom proves later, and given sets it plans in seconds.
"""
BOUND_SHARE = 0.4
"""Share of the first level's time for the bound beside it: it takes a core from the plans."""


class ExactSearch:
    """Optimises the stages one after the other on one model.

    Parameters
    ----------
    instance, stages, entitlements, clock, on_progress, cancel
    start : Plan, optional
        What of it breaks a rule is left out, and put back where it fits.
    helped : bool
        The search goes before the first level, and a bound by prices beside it, where that level is
        a sum over accepted projects. Needs compiled code.
    """

    def __init__(
        self,
        instance: Instance,
        stages: Sequence[Stage],
        entitlements: Mapping[str, int],
        clock: Clock,
        on_progress: OnProgress | None,
        cancel: threading.Event | None,
        start: Plan | None = None,
        helped: bool = False,
    ) -> None:
        self.instance = instance
        self.round = instance.round
        self.entitlements = entitlements
        self.start = start
        self.helped = helped and bool(stages) and stages[0].maximise and is_additive(stages[0])
        self.stages = stages
        self.clock = clock
        self.on_progress = on_progress
        self.cancel = cancel
        self.plan: Plan | None = None
        self.plan_route = self.bound_route = "cp-sat"
        self.infeasible = False
        self.proven_levels = 0
        self.reached: list[tuple[int | None, int | None]] = []

    def run(self) -> None:
        """Run the stages until done, out of time or cancelled."""
        self._begin()
        if self.infeasible:
            return
        left = self.clock.left(time.monotonic())
        share = SEARCH_SECONDS if left is None else min(SEARCH_SECONDS, left * SEARCH_SHARE)
        bound = self._search(share) if self.helped else None
        variables = build_model(self.round)
        if self.plan is not None:
            hint_plan(variables, self.plan)
        if not self.stages:
            self._find_any_plan(variables)
        for index in range(len(self.stages)):
            cancelled = self.cancel is not None and self.cancel.is_set()
            left = self.clock.left(time.monotonic())
            if index and (cancelled or (left is not None and left < 0.05)):
                return
            if not self._optimise(variables, index, left, None if index else bound):
                return

    def _begin(self) -> None:
        """Settle what must be accepted; the whole model is searched from there, if at all."""
        beginning = begin(self.round, self.clock, self.cancel)
        self.infeasible = beginning.infeasible
        baseline = self.round.baseline.plan if self.round.baseline is not None else None
        start = self.start
        if start is not None and not self.infeasible and verify_plan(self.round, start):
            start = carry_over(self.round, start)
        for plan in (beginning.plan, baseline, start):
            if plan is not None and not verify_plan(self.round, plan):
                self.offer(plan)

    def _search(self, seconds: float, bound: int | None = None) -> int | None:
        """Search for plans of the first level; return the bound known then.

        With a bound known already, all the time goes into plans.
        """
        # Compiled code takes its time to load: small rounds do without it.
        from optimizer.solve.search_route import PlanSearch

        limits = replace(self.clock.limits, time_limit_seconds=seconds)
        clock = Clock(limits, time.monotonic())
        started = self.clock.started

        def show(progress: Progress) -> None:
            if self.on_progress is not None:
                self.on_progress(replace(progress, seconds=time.monotonic() - started))

        start = self.plan if self.plan is not None and self.plan.projects else None
        search = PlanSearch(
            self.instance,
            self.stages[:1],
            self.entitlements,
            clock,
            show,
            self.cancel,
            start,
            bound,
        )
        search.run()
        if search.plan is not None and self.offer(search.plan):
            self.plan_route = search.plan_route
        (level,) = search.results(search.plan)
        if level.bound is not None and (bound is None or level.bound < bound):
            self.bound_route = search.bound_route
        return level.bound

    def _beside(self, bound: int | None) -> BoundBeside:
        """Return the bound that runs beside the first level, at what is known already."""
        from optimizer.solve.bound_beside import BoundBeside

        stage = self.stages[0]
        beside = BoundBeside(
            self.instance,
            worth_of(self.instance, stage),
            stage.name,
            self.clock.started,
            self.on_progress,
            self.cancel,
        )
        value = None if self.plan is None else stage.value(self.plan)
        beside.offer(value, bound, self.bound_route)
        return beside

    def _answer(
        self, variables: Variables, stage: Stage, seconds: float | None, bound: int | None
    ) -> Answer:
        """Optimise a stage; with the bound by prices beside it on the first level if helped."""
        beside = self._beside(bound) if self.helped and stage is self.stages[0] else None
        if beside is not None and beside.is_set():  # the search has met its bound
            return Answer(False, False, None, beside.bound)
        if beside is not None:
            if bound is not None:
                variables.model.add(stage.expression(variables) <= bound)
            beside.start(None if seconds is None else BOUND_SHARE * seconds)
        try:
            answer = optimise(
                variables.model,
                level=stage.name,
                maximise=stage.maximise,
                seconds=seconds,
                clock=self.clock,
                on_progress=self.on_progress if beside is None else beside.hear,
                cancel=self.cancel if beside is None else beside,
            )
        finally:
            if beside is not None:
                beside.end()
        if beside is None or answer.infeasible:
            return answer
        if answer.bound is not None:
            beside.offer(None, answer.bound, "cp-sat")
        self.bound_route = beside.route or self.bound_route
        return replace(answer, bound=beside.bound)

    def _optimise(
        self, variables: Variables, index: int, left: float | None, bound: int | None
    ) -> bool:
        """Optimise a stage and hold what it reached; say whether there is a plan to go on from."""
        model, stage = variables.model, self.stages[index]
        last = index == len(self.stages) - 1
        expression = stage.expression(variables)
        if stage.maximise:
            model.maximize(expression)
        else:
            model.minimize(expression)
        seconds = left if last or left is None else left * FIRST_SHARE
        begun = time.monotonic()
        share = EXACT_SHARE if index == 0 and self._may_search_on() else 1.0
        answer = self._answer(variables, stage, None if seconds is None else share * seconds, bound)
        if answer.infeasible:
            if self.plan is not None:
                raise SolverFault(f"level {stage.name} contradicts the plan before it")
            self.infeasible = True
            return False
        if answer.values is not None:
            before, plan = self.plan, extract_plan(variables, answer.values)
            if self.offer(plan, index):
                hint_values(variables, answer.values)
                better = before is None or stage.value(plan) != stage.value(before)
                if better and self.plan_route.endswith("search"):
                    self.plan_route += " + cp-sat"
        if self.plan is None:
            self.reached.append((None, answer.bound))
            return False
        value, bound = stage.value(self.plan), answer.bound
        if share < 1.0 and seconds is not None and bound is not None and value < bound:
            bound = self._search(max(0.05, begun + seconds - time.monotonic()), bound)
            hint_plan(variables, self.plan)
            value = stage.value(self.plan)
        self.reached.append((value, bound))
        self.proven_levels += value == bound
        give_up = abs(value) * stage.give_up_pct // 100
        if stage.maximise:
            model.add(expression >= value - give_up)
        else:
            model.add(expression <= value + give_up)
        return True

    def _may_search_on(self) -> bool:
        """Say whether the search goes on after the model, by looking at sets of projects."""
        if not self.helped:
            return False
        from optimizer.solve.probing import MOST_PROJECTS

        return len(self.round.projects) <= MOST_PROJECTS

    def _find_any_plan(self, variables: Variables) -> None:
        """Search without an objective: every level of the policy says nothing about this round."""
        if self.plan is not None:
            return
        answer = optimise(
            variables.model,
            level="any",
            maximise=True,
            seconds=self.clock.left(time.monotonic()),
            clock=self.clock,
            cancel=self.cancel,
        )
        self.infeasible = answer.infeasible
        if answer.values is not None:
            self.offer(extract_plan(variables, answer.values))

    def offer(self, plan: Plan, since: int = 0) -> bool:
        """Keep a plan unless the one before is better, by the levels from ``since`` on.

        A search that is stopped early may come back with less than it was given to begin with.
        """
        violations = verify_plan(self.round, plan)
        if violations:
            raise VerificationFailed(violations)
        if self.plan is not None:
            for stage in self.stages[since:]:
                new, old = stage.value(plan), stage.value(self.plan)
                if new != old:
                    if (new < old) == stage.maximise:
                        return False
                    break
        self.plan = plan
        return True

    def results(self, plan: Plan | None) -> list[LevelResult]:
        """Return value, bound and gap for each stage, reached or not."""
        return level_results(self.stages, self.reached, plan)
