"""Solve a round level by level, verify the plan, and say how good it is.

Step of the way: solve, then verify.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from importlib.metadata import version

from ortools.sat.python import cp_model

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
from optimizer.model.build import build_model
from optimizer.model.variables import Variables
from optimizer.solve.changes import changes_against
from optimizer.solve.conflict import explain_conflict
from optimizer.solve.engine import Clock, optimise
from optimizer.solve.extract import extract_plan
from optimizer.solve.levels import Stage, stages_of
from optimizer.solve.limits import Limits, OnProgress
from optimizer.solve.network_route import NetworkSearch, network_search
from optimizer.solve.reasons import explain_rejections
from optimizer.solve.stand_alone import stand_alone_entitlements
from optimizer.verify import verify_plan
from optimizer.verify.measures import entitlements

__all__ = ["solve_round"]

FIRST_SHARE = 0.7
"""Share of the time left that a level may use while others wait."""


def solve_round(
    round_: Round,
    limits: Limits | None = None,
    on_progress: OnProgress | None = None,
    cancel: threading.Event | None = None,
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
    limits = limits or Limits()
    errors = [f for f in check_round(round_) if f.severity is Severity.ERROR]
    if errors:
        raise BadRound(errors)
    started = time.monotonic()
    clock = Clock(limits, started)
    shares = _entitlements(round_, limits, cancel)
    stages = stages_of(round_, shares)
    search: NetworkSearch | _Search | None = network_search(
        round_, stages, clock, on_progress, cancel
    )
    if search is None:
        search = _Search(round_, build_model(round_), stages, clock, on_progress, cancel)
    search.run()
    provenance = Provenance(
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
    if search.infeasible:
        return Outcome(
            status=Status.INFEASIBLE,
            conflict=explain_conflict(round_, limits, cancel, clock.left(time.monotonic())),
            provenance=provenance,
        )
    cancelled = cancel is not None and cancel.is_set()
    if search.plan is None:
        status = Status.CANCELLED if cancelled else Status.NO_PLAN_FOUND
        objective = tuple(search.results(None))
        return Outcome(status=status, objective=objective, provenance=provenance)
    proven = search.proven_levels == len(stages)
    status = Status.OPTIMAL if proven else Status.CANCELLED if cancelled else Status.FEASIBLE
    return Outcome(
        status=status,
        objective=tuple(search.results(search.plan)),
        plan=search.plan,
        rejected=explain_rejections(round_, search.plan, stages, limits, cancel, proven=proven),
        changes=changes_against(round_, search.plan),
        provenance=provenance,
    )


class _Search:
    """Optimises the stages one after the other on one model."""

    def __init__(
        self,
        round_: Round,
        variables: Variables,
        stages: Sequence[Stage],
        clock: Clock,
        on_progress: OnProgress | None,
        cancel: threading.Event | None,
    ) -> None:
        self.round = round_
        self.variables = variables
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
        model = self.variables.model
        _hint_rejecting_everything(self.variables)
        if not self.stages:
            self._find_any_plan()
        for index, stage in enumerate(self.stages):
            cancelled = self.cancel is not None and self.cancel.is_set()
            left = self.clock.left(time.monotonic())
            if index and (cancelled or (left is not None and left < 0.05)):
                return
            last = index == len(self.stages) - 1
            seconds = left if last or left is None else left * FIRST_SHARE
            expression = stage.expression(self.variables)
            if stage.maximise:
                model.maximize(expression)
            else:
                model.minimize(expression)
            answer = optimise(
                model,
                level=stage.name,
                maximise=stage.maximise,
                seconds=seconds,
                clock=self.clock,
                on_progress=self.on_progress,
                cancel=self.cancel,
            )
            if answer.infeasible:
                if index:
                    raise SolverFault(f"level {stage.name} contradicts the plan before it")
                self.infeasible = True
                return
            if answer.values is not None:
                self._keep(extract_plan(self.variables, answer.values))
                _hint(self.variables, answer.values)
            if self.plan is None:
                self.reached.append((None, answer.bound))
                return
            value = stage.value(self.plan)
            self.reached.append((value, answer.bound))
            self.proven_levels += value == answer.bound
            give_up = abs(value) * stage.give_up_pct // 100
            if stage.maximise:
                model.add(expression >= value - give_up)
            else:
                model.add(expression <= value + give_up)

    def _find_any_plan(self) -> None:
        """Search without an objective: every level of the policy says nothing about this round."""
        answer = optimise(
            self.variables.model,
            level="any",
            maximise=True,
            seconds=self.clock.left(time.monotonic()),
            clock=self.clock,
            cancel=self.cancel,
        )
        self.infeasible = answer.infeasible
        if answer.values is not None:
            self._keep(extract_plan(self.variables, answer.values))

    def _keep(self, plan: Plan) -> None:
        violations = verify_plan(self.round, plan)
        if violations:
            raise VerificationFailed(violations)
        self.plan = plan

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


def _hint_rejecting_everything(variables: Variables) -> None:
    """Give the search its first plan: nothing accepted, where nothing is mandatory."""
    for item in variables.projects.values():
        if not item.project.mandatory:
            variables.model.add_hint(item.accepted, 0)


def _hint(variables: Variables, values: Sequence[int]) -> None:
    model = variables.model
    model.clear_hints()  # type: ignore[no-untyped-call]
    for index in range(len(model.proto.variables)):
        if index < len(values):
            variable: cp_model.IntVar = model.get_int_var_from_proto_index(index)
            model.add_hint(variable, values[index])
