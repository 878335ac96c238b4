"""Required projects alone, exactly: where inserting one after the other does not place them all."""

from __future__ import annotations

from enum import Enum

from optimizer.domain import Plan, ProjectPin, Round
from optimizer.model.build import build_model
from optimizer.solve.engine import Clock, Signal, optimise
from optimizer.solve.extract import extract_plan

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
    needed = {p.id for p in round_.projects if p.mandatory}
    needed |= {pin.project for pin in round_.pins if isinstance(pin, ProjectPin) and pin.accepted}
    by_id = {project.id: project for project in round_.projects}
    waiting = list(needed)
    while waiting:
        for prerequisite in by_id[waiting.pop()].prerequisites:
            if prerequisite.project not in needed:
                needed.add(prerequisite.project)
                waiting.append(prerequisite.project)
    part = round_.model_copy(
        update={
            "projects": tuple(p for p in round_.projects if p.id in needed),
            "pins": tuple(pin for pin in round_.pins if pin.project in needed),
            "baseline": None,
        }
    )
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
