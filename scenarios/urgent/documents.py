"""What an urgent request comes out as: options, each with the bill of who is displaced."""

from __future__ import annotations

from typing import Literal

from optimizer.domain import Plan, Text
from optimizer.domain.types import Frozen
from scenarios.changes import AnyChange

__all__ = [
    "DepartmentBill",
    "Displacement",
    "OptionCode",
    "UrgentAnswer",
    "UrgentOption",
    "Without",
]

OptionCode = Literal["idle", "shift", "least-change", "best-value", "spare", "wait", "buy"]
"""``idle``: in what is free, nothing else moves. ``shift``: others may move, nobody is left out.
``least-change``: as few changes as can be. ``best-value``: as much value as can be. ``spare``: the
same, but the largest loser of another option is left in. ``wait``: when it could be done later with
nothing else moving. ``buy``: what to buy so that nobody is left out."""

Fate = Literal["lost", "later", "restaffed", "earlier", "won"]


class Displacement(Frozen):
    """What becomes of a project that the option does not leave as it was."""

    project: str
    title: Text
    sponsor: str
    fate: Fate
    worth: int
    """Value points lost (``lost``) or won (``won``); 0 otherwise."""
    before: tuple[int, int] | None
    """First and last period of work, the last excluded; ``None``: not in the plan."""
    after: tuple[int, int] | None
    shift: int
    """Periods by which it ends later; negative: earlier."""
    lines: int
    """Lines that differ: when and how packages are done, and what each need gets."""
    sentence: Text


class DepartmentBill(Frozen):
    """What an option costs a department and what it brings, in value points."""

    department: str
    name: Text
    loses: int
    gains: int
    delayed: int
    """Periods of delay over all projects that benefit the department."""


class UrgentOption(Frozen):
    """A way to take an urgent request in, verified, with its bill."""

    code: OptionCode
    title: Text
    changes: tuple[AnyChange, ...]
    """What makes of the round the one that the plan answers."""
    plan: Plan
    start: int
    end: int
    """When the urgent project runs."""
    value_before: int
    value_after: int
    bound: int | None
    """No plan with the request in it is worth more; ``None``: not known."""
    gap: float | None
    purchases: int
    """How many of the changes, at their end, are bought."""
    cost_cents: int
    """Of purchases; 0 where nothing is bought."""
    changed_lines: int
    lines: int
    displaced: tuple[Displacement, ...]
    """Losers first, with what they lose; then who is delayed, moved, and who wins."""
    departments: tuple[DepartmentBill, ...]
    """Only those that win or lose, the largest loss first."""
    step: Literal["beside", "ejection", "full"]
    """How it was found: the request alone, by a small re-run, or by solving the whole round."""
    proven: bool
    """Nothing better by this option's goal exists within what may move."""
    verified: bool
    """The verifier finds nothing against the plan in the changed round."""
    sentence: Text


class Without(Frozen):
    """An option that does not exist, or was not found, and why."""

    code: OptionCode
    reason: Text


class UrgentAnswer(Frozen):
    """The options for an urgent request, and what each would cost whom."""

    project: str
    title: Text
    worth: int
    reserve_released: bool
    """The fast-lane reserve of the funds may be drawn on."""
    options: tuple[UrgentOption, ...]
    without: tuple[Without, ...]
    seconds: float
    complete: bool
