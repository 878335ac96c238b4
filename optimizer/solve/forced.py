"""The projects that must be accepted: whether they have a plan at all, and one to begin with.

Whatever else is requested can be rejected, so a round is feasible exactly when this part of it is.
The part is small: it is proven infeasible, or gives a first plan, long before the whole would.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.domain import Pin, Plan, Project, ProjectPin, Round
from optimizer.model.build import build_model
from optimizer.solve.engine import Clock, optimise
from optimizer.solve.extract import extract_plan

__all__ = ["Beginning", "begin", "needed_projects"]

SHARE = 0.3
"""Share of the time limit that the beginning may take."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """Whether the round is infeasible, and a plan of nothing but what must be accepted."""

    infeasible: bool = False
    plan: Plan | None = None


def needed_projects(projects: Sequence[Project], pins: Sequence[Pin]) -> list[Project]:
    """Return the projects that must be accepted, with everything they need first, in order."""
    by_id = {project.id: project for project in projects}
    pinned = {p.project for p in pins if isinstance(p, ProjectPin) and p.accepted}
    waiting = [p.id for p in projects if p.mandatory or p.id in pinned]
    needed: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += [before.project for before in by_id[name].prerequisites]
    return [project for project in projects if project.id in needed]


def begin(round_: Round, clock: Clock, cancel: threading.Event | None) -> Beginning:
    """Solve what must be accepted alone, for feasibility.

    Nothing is done where that is nothing (the empty plan is allowed) or everything (the part is the
    whole). Running out of time says nothing either.
    """
    needed = needed_projects(round_.projects, round_.pins)
    if not needed or len(needed) == len(round_.projects):
        return Beginning(plan=None if needed else Plan())
    part = round_.with_only(needed)  # a pin on a project left out is kept by rejecting it
    variables = build_model(part)
    left = clock.left(time.monotonic())
    answer = optimise(
        variables.model,
        level="must",
        maximise=True,
        seconds=None if left is None else left * SHARE,
        clock=clock,
        cancel=cancel,
    )
    if answer.values is None:
        return Beginning(infeasible=answer.infeasible)
    return Beginning(plan=extract_plan(variables, answer.values))
