"""The round of a re-run: what people have agreed holds, and as little as can be changes."""

from __future__ import annotations

from collections.abc import Sequence

from api.problems import Problem
from optimizer.checks import check_round
from optimizer.domain import Baseline, ObjectiveLevel, Pin, Plan, Round, Term
from optimizer.findings import Severity

__all__ = ["least_change_round"]


def least_change_round(base: Round, plan: Plan | None, pins: Sequence[Pin]) -> Round:
    """Return a round with pins added, whose best plan changes as little as it can of another.

    Right behind the first level: the value is kept, then as little as possible changes.

    Raises
    ------
    Problem
        ``invalid`` when the pins can't hold, with every reason.
    """
    policy = base.policy
    levels = tuple(level for level in policy.levels if level.name != "change")
    change = ObjectiveLevel(name="change", terms=(Term(measure="change"),))
    policy = policy.model_copy(update={"levels": (levels[0], change, *levels[1:])})
    changed = base.model_copy(
        update={
            "pins": (*base.pins, *pins),
            "policy": policy,
            "baseline": None if plan is None else Baseline(plan=plan),
        }
    )
    errors = [f for f in check_round(changed) if f.severity is Severity.ERROR]
    if errors:
        raise Problem("invalid", findings=errors)
    return changed
