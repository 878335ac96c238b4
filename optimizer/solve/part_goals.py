"""Solve a part of a round: for goals in order, or for whether it can be done at all."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ortools.sat.python import cp_model

from optimizer.domain import Baseline, ChangeWeights, Plan, Round
from optimizer.model.build import build_model
from optimizer.model.held import Held
from optimizer.model.objective import Expr, measure_expression
from optimizer.model.variables import Variables
from optimizer.solve.engine import Clock, optimise
from optimizer.solve.extract import extract_plan
from optimizer.solve.free_part import FreePart
from optimizer.solve.hints import hint_plan
from optimizer.solve.limits import Limits

__all__ = ["Goal", "PartAnswer", "part_possible", "solve_part"]

Goal = Literal["worth", "change", "end"]
"""``worth`` is maximised; ``change`` against the plan as it was and the last ``end`` of some
projects are minimised."""

FIRST_SHARE = 0.6
"""Share of the time left that a goal may use while others wait."""


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """What came of a part.

    Attributes
    ----------
    plan : Plan or None
        Of the free projects only.
    infeasible : bool
        Proven that the required projects can't be done so.
    proven : bool
        Every goal has met its bound.
    bounds : tuple of int or None
        By goal, as far as they were reached.
    """

    plan: Plan | None
    infeasible: bool
    proven: bool
    bounds: tuple[int | None, ...] = ()


def part_possible(
    round_: Round,
    held: Held,
    required: Collection[str],
    limits: Limits,
    cancel: threading.Event | None = None,
) -> bool | None:
    """Say whether required projects can be done beside what is held; ``None``: out of time."""
    clock = Clock(limits, time.monotonic())
    variables = build_model(round_, held=held)
    for name in required:
        variables.model.add(variables.projects[name].accepted == 1)
    answer = optimise(
        variables.model,
        level="possible",
        maximise=True,
        seconds=limits.time_limit_seconds,
        clock=clock,
        cancel=cancel,
    )
    if answer.values is not None:
        return True
    return False if answer.infeasible else None


def solve_part(
    part: FreePart,
    required: Collection[str],
    goals: Sequence[Goal],
    limits: Limits,
    cancel: threading.Event | None = None,
    *,
    worths: Mapping[str, int] | None = None,
    before: Plan | None = None,
    weights: ChangeWeights | None = None,
    ending: Collection[str] = (),
    begin: Plan | None = None,
) -> PartAnswer:
    """Return the best plan of the free projects that holds all required ones.

    Parameters
    ----------
    part : FreePart
    required : collection of str
    goals : sequence of {"worth", "change", "end"}
        In lexicographic order.
    limits : Limits
    cancel : threading.Event, optional
    worths : mapping of str to int, optional
        What accepting each project adds to ``worth``.
    before : Plan, optional
        The plan of the whole round as it was: changes count against it, and the search begins
        there.
    weights : ChangeWeights, optional
    ending : collection of str
        The projects whose last end counts as ``end``.
    begin : Plan, optional
        Where the search begins, instead of ``before``.
    """
    round_ = part.round
    old = None
    if before is not None:
        names = {project.id for project in round_.projects}
        old = Plan(projects=tuple(p for p in before.projects if p.project in names))
        baseline = Baseline(plan=old, weights=weights or ChangeWeights())
        round_ = round_.model_copy(update={"baseline": baseline})
    clock = Clock(limits, time.monotonic())
    variables = build_model(round_, held=part.held)
    for name in required:
        variables.model.add(variables.projects[name].accepted == 1)
    first = before if begin is None else begin
    if first is not None:
        here = {project.id for project in round_.projects}
        hint_plan(variables, Plan(projects=tuple(p for p in first.projects if p.project in here)))
    found: Plan | None = None
    proven = True
    bounds: list[int | None] = []
    for index, goal in enumerate(goals):
        expression = _expression(variables, goal, worths or {}, ending)
        maximise = goal == "worth"
        (variables.model.maximize if maximise else variables.model.minimize)(expression)
        left = clock.left(time.monotonic())
        last = index == len(goals) - 1
        answer = optimise(
            variables.model,
            level=goal,
            maximise=maximise,
            seconds=left if last or left is None else left * FIRST_SHARE,
            clock=clock,
            cancel=cancel,
        )
        if answer.infeasible and found is None:
            return PartAnswer(None, True, True)
        bounds.append(answer.bound)
        proven = proven and answer.proven
        if answer.values is None:
            return PartAnswer(found, False, False, tuple(bounds))
        found = extract_plan(variables, answer.values)
        if not last:
            value = _value(expression, answer.values)
            variables.model.add(expression >= value if maximise else expression <= value)
            hint_plan(variables, found)
    return PartAnswer(found, False, proven, tuple(bounds))


def _expression(
    variables: Variables, goal: Goal, worths: Mapping[str, int], ending: Collection[str]
) -> Expr:
    if goal == "worth":
        return sum(worths.get(id_, 0) * v.accepted for id_, v in variables.projects.items())
    if goal == "change":
        return measure_expression(variables, "change", {})
    last = variables.model.new_int_var(0, variables.round.calendar.periods, "last")
    for name in ending:
        item = variables.projects[name]
        for vars_ in item.packages.values():
            variables.model.add(last >= vars_.end).only_enforce_if(item.accepted)
    return last


def _value(expression: Expr, values: Sequence[int]) -> int:
    if not isinstance(expression, cp_model.LinearExpr):
        return int(expression)
    flat = cp_model.FlatIntExpr(expression)
    terms = zip(flat.vars, flat.coeffs, strict=True)
    return int(flat.offset + sum(factor * values[var.index] for var, factor in terms))
