"""Solve a round that is a network: shortest first or cheapest first, or one of the two.

For the makespan a search for short timetables runs beside an exact search that raises the bound;
each hears of what the other reached, and they end when the two meet. Cost, and a makespan under a
cap on cost, are left to the exact model with the best timetable as a hint.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from optimizer.domain import LevelResult, Plan, Round, gap_between
from optimizer.errors import SolverFault, VerificationFailed
from optimizer.instance import compile_round
from optimizer.schedule import Network, Timetable, network_of, plan_of
from optimizer.schedule.rules import rules_of
from optimizer.solve.engine import Clock, Signal
from optimizer.solve.levels import Stage, level_results
from optimizer.solve.limits import OnProgress, Progress
from optimizer.solve.network_level import LevelSearch
from optimizer.verify import verify_plan

__all__ = ["NetworkSearch", "network_search"]

FIRST_SHARE = 0.7
"""Share of the time left that a level may use while others wait."""


def network_search(
    round_: Round,
    stages: Sequence[Stage],
    clock: Clock,
    on_progress: OnProgress | None,
    cancel: Signal | None,
) -> NetworkSearch | None:
    """Return the search of a round that is a network, or nothing where it is more than that.

    Its levels are the makespan, the cost, or both, each by itself.
    """
    levels = round_.policy.levels
    measures = tuple(level.terms[0].measure for level in levels if len(level.terms) == 1)
    if len(measures) != len(levels) or not set(measures) <= {"makespan", "cost"}:
        return None
    if any(level.target is not None for level in levels):
        return None
    network = network_of(compile_round(round_), costed="cost" in measures)
    if network is None:
        return None
    weights = tuple(level.terms[0].weight for level in levels)
    return NetworkSearch(network, stages, measures, weights, clock, on_progress, cancel)


class NetworkSearch:
    """Optimises the levels of a network one after the other."""

    def __init__(
        self,
        network: Network,
        stages: Sequence[Stage],
        measures: Sequence[str],
        weights: Sequence[int],
        clock: Clock,
        on_progress: OnProgress | None,
        cancel: Signal | None,
    ) -> None:
        self._network = network
        self._rules = rules_of(network)
        self._stages = stages
        self._measures = measures
        self._weights = weights
        self._clock = clock
        self._on_progress = on_progress
        self._cancel = cancel
        self._reached: list[tuple[int | None, int | None]] = []
        self.plan: Plan | None = None
        self.infeasible = False
        self.proven_levels = 0
        self.plan_route = self.bound_route = ""

    def run(self) -> None:
        """Run the levels until done, out of time or cancelled.

        Raises
        ------
        VerificationFailed, SolverFault
            Faults of this library.
        """
        caps: dict[str, int] = {}
        timetable: Timetable | None = None
        for index, (stage, measure) in enumerate(zip(self._stages, self._measures, strict=True)):
            left = self._clock.left(time.monotonic())
            cancelled = self._cancel is not None and self._cancel.is_set()
            if index and (cancelled or (left is not None and left < 0.05)):
                return
            last = index == len(self._stages) - 1
            level = LevelSearch(
                self._network,
                self._rules,
                measure,
                caps,
                timetable,
                stage.name,
                self._clock,
                self._reporter(stage, self._weights[index]),
                self._cancel,
            )
            level.minimise(left if last or left is None else left * FIRST_SHARE)
            if level.infeasible and index:
                raise SolverFault(f"level {stage.name} contradicts the plan before it")
            self._note_routes(level)
            bound = self._weights[index] * level.lower
            if level.timetable is None or level.best is None:
                self.infeasible = level.infeasible
                self._reached.append((None, bound))
                return
            timetable = level.timetable
            self.plan = self._verified(timetable)
            value = stage.value(self.plan)
            self._reached.append((value, bound))
            self.proven_levels += value == bound
            caps = {**caps, measure: level.best + level.best * stage.give_up_pct // 100}

    def _note_routes(self, level: LevelSearch) -> None:
        """Say which route decided the first level, and the plan that came last."""
        self.bound_route = self.bound_route or level.bound_route
        self.plan_route = level.plan_route or self.plan_route

    def _reporter(self, stage: Stage, weight: int) -> Callable[[int | None, int], None]:
        def report(best: int | None, lower: int) -> None:
            if self._on_progress is None:
                return
            value, bound = None if best is None else weight * best, weight * lower
            gap = None if value is None else gap_between(value, bound)
            seconds = time.monotonic() - self._clock.started
            self._on_progress(Progress(stage.name, value, bound, gap, seconds))

        return report

    def _verified(self, timetable: Timetable) -> Plan:
        plan = plan_of(self._network, timetable)
        violations = verify_plan(self._network.instance.round, plan)
        if violations:
            raise VerificationFailed(violations)
        return plan

    def results(self, plan: Plan | None) -> list[LevelResult]:
        """Return value, bound and gap for each level, reached or not."""
        return level_results(self._stages, self._reached, plan)
