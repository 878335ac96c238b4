"""Required projects alone, exactly: where inserting one after the other does not place them all."""

from __future__ import annotations

from enum import Enum

from optimizer.domain import Plan, Round
from optimizer.model.build import build_model
from optimizer.solve.engine import Clock, Signal, optimise
from optimizer.solve.extract import extract_plan
from optimizer.solve.forced import needed_projects

__all__ = ["Required", "place_required"]


class Required(Enum):
    """What is known when there is no plan."""

    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"


def place_required(
    round_: Round, clock: Clock, seconds: float | None, cancel: Signal | None
) -> Plan | Required:
    """Return a plan of the required projects and all they need, and of nothing else.

    If they have none the round has none: every plan of the round holds one of them.
    """
    part = round_.with_only(needed_projects(round_.projects, round_.pins))
    variables = build_model(part)
    answer = optimise(
        variables.model,
        level="required",
        maximise=True,
        seconds=seconds,
        clock=clock,
        cancel=cancel,
    )
    if answer.infeasible:
        return Required.IMPOSSIBLE
    return Required.UNKNOWN if answer.values is None else extract_plan(variables, answer.values)
