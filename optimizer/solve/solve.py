"""Solve a round level by level, verify the plan, and say how good it is.

Step of the way: solve, then verify.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np

from optimizer import __version__
from optimizer.checks import check_round
from optimizer.domain import (
    LevelResult,
    Outcome,
    Plan,
    Provenance,
    Round,
    Status,
    gap_between,
)
from optimizer.errors import BadRound, SolverFault, VerificationFailed
from optimizer.findings import Severity
from optimizer.instance import Instance, compile_round
from optimizer.model.build import build_model
from optimizer.model.variables import Variables
from optimizer.solve.changes import changes_against
from optimizer.solve.compiling import is_compiled
from optimizer.solve.conflict import explain_conflict
from optimizer.solve.engine import Clock, optimise
from optimizer.solve.extract import extract_plan
from optimizer.solve.forced import begin
from optimizer.solve.hints import hint_plan, hint_values
from optimizer.solve.levels import Stage, stages_of
from optimizer.solve.limits import Limits, OnProgress
from optimizer.solve.network_route import NetworkSearch, network_search
from optimizer.solve.reasons import explain_rejections
from optimizer.solve.stand_alone import stand_alone_entitlements
from optimizer.verify import verify_plan
from optimizer.verify.measures import entitlements

if TYPE_CHECKING:
    from optimizer.solve.cold_route import ColdSearch
    from optimizer.solve.search_route import PlanSearch

__all__ = ["size_of", "solve_round"]

MOST_EXACT = 15_000
"""Largest size of a round (:func:`size_of`) that the full model is built for at once."""

COMPILED = ("search", "bounds")
"""Packages with compiled code that large rounds are solved with."""

FIRST_SHARE = 0.7
"""Share of the time left that a level may use while others wait."""


def solve_round(
    round_: Round,
    limits: Limits | None = None,
    on_progress: OnProgress | None = None,
    cancel: threading.Event | None = None,
    start: Plan | None = None,
) -> Outcome:
    """Return the best plan found for a round, verified, with a bound and a gap for every level.

    Parameters
    ----------
    round_ : Round
    limits : Limits, optional
        60 seconds and two workers by default.
    on_progress : callable, optional
        Called with a :class:`Progress` for every better plan.
    cancel : threading.Event, optional
        Set it to stop; the best plan so far is kept.
    start : Plan, optional
        A plan to start from: of a baseline, of another round, of a saved outcome. The exact search
        takes it when it keeps every rule; the search of large rounds leaves out what does not fit.

    Returns
    -------
    Outcome
        Infeasible, out of time and cancelled are outcomes too.

    Raises
    ------
    BadRound
        The round has findings that stop it.
    VerificationFailed, SolverFault
        Faults of this library.
    """
    started = time.monotonic()
    limits = limits or Limits()
    errors = [f for f in check_round(round_) if f.severity is Severity.ERROR]
    if errors:
        raise BadRound(errors)
    clock = Clock(limits, started)
    shares = _entitlements(round_, limits, cancel)
    stages = stages_of(round_, shares)
    search = _route(round_, stages, shares, clock, on_progress, cancel, start)
    search.run()
    cancelled = cancel is not None and cancel.is_set()
    if search.infeasible:
        left = clock.left(time.monotonic())
        conflict = explain_conflict(round_, limits, cancel, left)
        provenance = _provenance(round_, limits, search, started)
        return Outcome(status=Status.INFEASIBLE, conflict=conflict, provenance=provenance)
    if search.plan is None:
        return Outcome(
            status=Status.CANCELLED if cancelled else Status.NO_PLAN_FOUND,
            objective=tuple(search.results(None)),
            provenance=_provenance(round_, limits, search, started),
        )
    proven = search.proven_levels == len(stages)
    return Outcome(
        status=Status.OPTIMAL if proven else Status.CANCELLED if cancelled else Status.FEASIBLE,
        objective=tuple(search.results(search.plan)),
        plan=search.plan,
        rejected=explain_rejections(round_, search.plan, stages, limits, cancel, proven=proven),
        changes=changes_against(round_, search.plan),
        provenance=_provenance(round_, limits, search, started),
    )


def _provenance(
    round_: Round,
    limits: Limits,
    search: NetworkSearch | PlanSearch | ColdSearch | _Search,
    started: float,
) -> Provenance:
    """Return where the outcome comes from; asked for last, so that the time is all of it."""
    return Provenance(
        round_hash=round_.content_hash(),
        roundtable=__version__,
        solver=f"ortools {version('ortools')} CP-SAT",
        seed=limits.seed,
        workers=1 if limits.deterministic else limits.workers,
        time_limit_seconds=limits.time_limit_seconds,
        deterministic=limits.deterministic,
        plan_route=search.plan_route,
        bound_route=search.bound_route,
        wall_seconds=None if limits.deterministic else round(time.monotonic() - started, 3),
    )


def _route(
    round_: Round,
    stages: Sequence[Stage],
    shares: dict[str, int],
    clock: Clock,
    on_progress: OnProgress | None,
    cancel: threading.Event | None,
    start: Plan | None,
) -> NetworkSearch | PlanSearch | ColdSearch | _Search:
    """Return the search that suits a round: a network's, a large round's, or the exact one."""
    network = network_search(round_, stages, clock, on_progress, cancel)
    if network is not None:
        return network
    instance = compile_round(round_)
    if stages and size_of(instance) > MOST_EXACT:
        # Compiled code takes its time to load: smaller rounds do without it.
        from optimizer.solve.cold_route import ColdSearch
        from optimizer.solve.search_route import PlanSearch

        kind = PlanSearch if is_compiled(COMPILED) or clock.limits.deterministic else ColdSearch
        return kind(instance, stages, shares, clock, on_progress, cancel, start)
    return _exact_search(round_, stages, clock, on_progress, cancel, start)


def size_of(instance: Instance) -> int:
    """Return how many ways there are to name somebody: the literals of the full model."""
    return int(np.diff(instance.pools.ptr)[instance.places.pool].sum())


def _exact_search(
    round_: Round,
    stages: Sequence[Stage],
    clock: Clock,
    on_progress: OnProgress | None,
    cancel: threading.Event | None,
    start: Plan | None,
) -> _Search:
    """Settle what must be accepted; the whole model is searched from there, if at all."""
    beginning = begin(round_, clock, cancel)
    search = _Search(round_, stages, clock, on_progress, cancel)
    search.infeasible = beginning.infeasible
    baseline = round_.baseline.plan if round_.baseline is not None else None
    for plan in (beginning.plan, baseline, start):
        if plan is not None and not verify_plan(round_, plan):
            search.offer(plan)
    return search


class _Search:
    """Optimises the stages one after the other on one model."""

    def __init__(
        self,
        round_: Round,
        stages: Sequence[Stage],
        clock: Clock,
        on_progress: OnProgress | None,
        cancel: threading.Event | None,
    ) -> None:
        self.round = round_
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
        if self.infeasible:
            return
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
            if not self._optimise(variables, index, left):
                return

    def _optimise(self, variables: Variables, index: int, left: float | None) -> bool:
        """Optimise a stage and hold what it reached; say whether there is a plan to go on from."""
        model, stage = variables.model, self.stages[index]
        last = index == len(self.stages) - 1
        expression = stage.expression(variables)
        if stage.maximise:
            model.maximize(expression)
        else:
            model.minimize(expression)
        answer = optimise(
            model,
            level=stage.name,
            maximise=stage.maximise,
            seconds=left if last or left is None else left * FIRST_SHARE,
            clock=self.clock,
            on_progress=self.on_progress,
            cancel=self.cancel,
        )
        if answer.infeasible:
            if self.plan is not None:
                raise SolverFault(f"level {stage.name} contradicts the plan before it")
            self.infeasible = True
            return False
        if answer.values is not None and self.offer(extract_plan(variables, answer.values), index):
            hint_values(variables, answer.values)
        if self.plan is None:
            self.reached.append((None, answer.bound))
            return False
        value = stage.value(self.plan)
        self.reached.append((value, answer.bound))
        self.proven_levels += value == answer.bound
        give_up = abs(value) * stage.give_up_pct // 100
        if stage.maximise:
            model.add(expression >= value - give_up)
        else:
            model.add(expression <= value + give_up)
        return True

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
        results = []
        for index, stage in enumerate(self.stages):
            best, bound = self.reached[index] if index < len(self.reached) else (None, None)
            value = None if plan is None else stage.value(plan)
            gap = None if value is None or bound is None else gap_between(value, bound)
            results.append(
                LevelResult(
                    name=stage.name,
                    sense="max" if stage.maximise else "min",
                    value=value,
                    bound=bound,
                    gap=gap,
                    best=best,
                )
            )
        return results


def _entitlements(round_: Round, limits: Limits, cancel: threading.Event | None) -> dict[str, int]:
    """Entitlements in ppm; ``stand-alone`` solves each department's own round first."""
    fairness = round_.policy.fairness
    if fairness.rule == "none":
        return {}
    if fairness.entitlement != "stand-alone":
        return entitlements(round_)

    return stand_alone_entitlements(round_, limits, solve_round, cancel)
