"""Sooner or cheaper: the frontier between makespan and cost of a round in which all is done.

Epsilon constraints: the shortest round and the cheapest one are its ends; between them every
project gets a deadline, evenly spaced, and cost is minimised under it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

from optimizer.domain import ObjectiveLevel, Outcome, Project, Round
from optimizer.solve import Limits, solve_round

__all__ = ["TimeCostFrontier", "TimeCostPoint", "trace_time_cost"]


@dataclass(frozen=True, slots=True)
class TimeCostPoint:
    """A plan that no other found is both sooner and cheaper than.

    Attributes
    ----------
    makespan : int
        Periods.
    cost : int
        Cents.
    deadline : int or None
        The deadline under which cost was minimised; ``None`` at the two ends.
    makespan_bound, cost_bound : int or None
        No plan is shorter; no plan within the deadline (at the short end: as short) costs less.
    outcome : Outcome
    """

    makespan: int
    cost: int
    deadline: int | None
    makespan_bound: int | None
    cost_bound: int | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class TimeCostFrontier:
    """Points from the shortest to the cheapest, each cheaper than the one before.

    ``solved`` counts the solves, those included that found nothing or a plan others beat.
    """

    points: tuple[TimeCostPoint, ...]
    solved: int


def trace_time_cost(
    round_: Round,
    limits: Limits | None = None,
    *,
    points: int = 7,
    cancel: threading.Event | None = None,
) -> TimeCostFrontier:
    """Return the frontier between makespan and cost.

    Parameters
    ----------
    round_ : Round
        Its own levels don't matter. Where projects may be left out the frontier starts at doing
        nothing and says little.
    limits : Limits, optional
        For all points together, evenly shared.
    points : int
        Solves, at least 2.
    cancel : threading.Event, optional
        Set it to stop; what was found so far is returned.

    Raises
    ------
    ValueError
        Fewer than two points are asked for.
    BadRound
        The round has findings that stop it.
    """
    if points < 2:
        raise ValueError("a frontier has two ends: ask for at least 2 points")
    limits = limits or Limits()
    if limits.time_limit_seconds is not None:
        limits = replace(limits, time_limit_seconds=limits.time_limit_seconds / points)
    found = [
        _solved(round_, ("makespan", "cost"), None, limits, cancel),
        _solved(round_, ("cost", "makespan"), None, limits, cancel),
    ]
    ends = [point for point in found if point is not None]
    if len(ends) == 2:
        short, long = ends[0].makespan, ends[1].makespan
        steps = points - 1
        deadlines = {short + (long - short) * i // steps for i in range(1, steps)}
        for deadline in sorted(deadlines - {short, long}):
            if cancel is not None and cancel.is_set():
                break
            found.append(_solved(round_, ("cost", "makespan"), deadline, limits, cancel))
    return TimeCostFrontier(_best([point for point in found if point is not None]), len(found))


def _solved(
    round_: Round,
    levels: tuple[str, str],
    deadline: int | None,
    limits: Limits,
    cancel: threading.Event | None,
) -> TimeCostPoint | None:
    policy = round_.policy.model_copy(
        update={"levels": tuple(ObjectiveLevel.model_validate(level) for level in levels)}
    )
    projects = round_.projects
    if deadline is not None:
        projects = tuple(_within(project, deadline) for project in projects)
    question = round_.model_copy(update={"policy": policy, "projects": projects})
    outcome = solve_round(question, limits, None, cancel)
    by_name = {level.name: level for level in outcome.objective}
    makespan, cost = by_name.get("makespan"), by_name.get("cost")
    if makespan is None or cost is None or makespan.value is None or cost.value is None:
        return None
    return TimeCostPoint(makespan.value, cost.value, deadline, makespan.bound, cost.bound, outcome)


def _within(project: Project, deadline: int) -> Project:
    own = project.deadline
    return project.model_copy(update={"deadline": deadline if own is None else min(own, deadline)})


def _best(found: list[TimeCostPoint]) -> tuple[TimeCostPoint, ...]:
    """Return the points that no other beats or equals, shortest first."""
    points: list[TimeCostPoint] = []
    for point in sorted(found, key=lambda p: (p.makespan, p.cost)):
        if not points or point.cost < points[-1].cost:
            points.append(point)
    return tuple(points)
