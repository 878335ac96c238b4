"""Get a project into a plan by small exact re-runs, or find that a full solve has to.

Three steps, each only if the one before did not do: the project alone beside the plan; the project
and its likeliest rivals free, more and more of them (an ejection, solved exactly); the whole round
from the best plan so far.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from optimizer.domain import ChangeWeights, Plan, ProjectPin, Round
from optimizer.solve.free_part import FreePart, free_part, with_dependents
from optimizer.solve.limits import Limits
from optimizer.solve.part_goals import Goal, PartAnswer, solve_part

__all__ = ["SIZES", "Admission", "admit"]

SIZES = (4, 8, 12, 18, 26, 40)
"""Rivals that are free besides the project, step by step."""

Step = Literal["beside", "ejection"]


@dataclass(frozen=True, slots=True)
class Admission:
    """A plan with the project in it.

    Attributes
    ----------
    plan : Plan
        Of the whole round.
    step : str
        ``beside``: nothing else moved. ``ejection``: some rivals did.
    free : tuple of str
        What could move.
    proven : bool
        No plan in which only these move is better by the goals.
    whole : bool
        Everything accepted could move, so that ``bounds`` hold for all plans of accepted projects.
    bounds : tuple of int or None
        By goal, over the free part.
    """

    plan: Plan
    step: Step
    free: tuple[str, ...]
    proven: bool
    whole: bool
    bounds: tuple[int | None, ...]


def admit(
    round_: Round,
    plan: Plan,
    wanted: Collection[str],
    rivals: Sequence[str],
    goals: Sequence[Goal],
    limits: Limits,
    cancel: threading.Event | None = None,
    *,
    worths: Mapping[str, int] | None = None,
    weights: ChangeWeights | None = None,
    out: Collection[str] = (),
    must: Collection[str] = (),
    better: Callable[[Plan, Plan], bool] | None = None,
    dead: set[frozenset[str]] | None = None,
    begin: Plan | None = None,
    sizes: Sequence[int] = (0, *SIZES),
) -> Admission | None:
    """Return the best plan with the wanted projects that small exact re-runs find.

    Parameters
    ----------
    round_, plan : Round, Plan
        A plan that the verifier finds nothing against, without the wanted projects.
    wanted : collection of str
    rivals : sequence of str
        Accepted projects in the order in which to set them free.
    goals : sequence of str
        See :func:`optimizer.solve.part_goals.solve_part`.
    limits : Limits
        For all re-runs together.
    cancel : threading.Event, optional
    worths, weights
        See :func:`optimizer.solve.part_goals.solve_part`.
    out : collection of str
        Accepted projects that can't stay beside the wanted ones: of the same exclusive groups.
    must : collection of str
        Accepted projects that may move and not be left out.
    better : callable, optional
        Says whether the first plan is better than the second; what is found first stays otherwise.
    dead : set of frozenset of str, optional
        Free sets in which the wanted projects are known to have no place, whoever is left out. They
        are passed over, and those found here are added.
    begin : Plan, optional
        A plan of the whole round with the wanted projects, to begin from.
    sizes : sequence of int
        How many rivals are free in each step.

    Returns
    -------
    Admission or None
        ``None``: no re-run found a plan. That proves nothing.
    """
    until = None
    if limits.time_limit_seconds is not None:
        until = time.monotonic() + limits.time_limit_seconds
    kept = Plan(projects=tuple(p for p in plan.projects if p.project not in out))
    best: Admission | None = None
    passed: set[frozenset[str]] = set() if dead is None else dead
    tried: set[frozenset[str]] = set()
    strict = bool(set(must) - set(_forced(round_)))
    for size in sizes:
        free = frozenset(with_dependents(round_, kept, {*wanted, *rivals[:size]}) - set(out))
        if free in tried or free in passed or (cancel is not None and cancel.is_set()):
            continue
        tried.add(free)
        left = None if until is None else until - time.monotonic()
        if left is not None and left < 0.05:
            break
        share = left if left is None or size == sizes[-1] else left * 0.6
        part = free_part(round_, kept, free)
        hint = begin if best is None else best.plan
        answer = _answer(
            part, plan, wanted, must, goals, limits, share, cancel, worths, weights, hint
        )
        if answer.infeasible and not strict:
            passed.add(free)
        if answer.plan is None:
            continue
        found = Admission(
            plan=part.with_rest(answer.plan),
            step="ejection" if size else "beside",
            free=tuple(sorted(free)),
            proven=answer.proven,
            whole=part.whole,
            bounds=answer.bounds,
        )
        if best is None or better is None or better(found.plan, best.plan):
            best = found
        if len(free) >= len(kept.projects) + len(wanted) and answer.proven:
            break
    return best


def _answer(
    part: FreePart,
    plan: Plan,
    wanted: Collection[str],
    must: Collection[str],
    goals: Sequence[Goal],
    limits: Limits,
    seconds: float | None,
    cancel: threading.Event | None,
    worths: Mapping[str, int] | None,
    weights: ChangeWeights | None,
    hint: Plan | None,
) -> PartAnswer:
    here = {project.id for project in part.round.projects}
    return solve_part(
        part,
        (set(wanted) | set(must)) & here,
        goals,
        replace(limits, time_limit_seconds=seconds),
        cancel,
        worths=worths,
        before=plan,
        weights=weights,
        ending=wanted,
        begin=hint,
    )


def _forced(round_: Round) -> set[str]:
    """Return what must be accepted by itself."""
    pinned = {p.project for p in round_.pins if isinstance(p, ProjectPin) and p.accepted}
    return pinned | {project.id for project in round_.projects if project.mandatory}
