"""Credit between rounds: who got less than due is owed benefit, who got more owes it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from optimizer.domain import Plan, Round
from optimizer.domain.semantics import department_utilities
from optimizer.sharing.rounding import TieRule, round_largest_remainder
from optimizer.verify.measures import entitlements

__all__ = ["carried_credits"]


def carried_credits(
    round_: Round, plan: Plan, entitled: Mapping[str, int] | None = None
) -> dict[str, int]:
    """Return each department's credit for the next round, in value points.

    The accepted benefit is split by entitlement; what a department got less than its part is added
    to its credit, what it got more is taken from it. Parts are whole points by largest remainder
    (ties: the department listed first), so the credits of all departments keep their sum.

    Parameters
    ----------
    round_, plan : Round, Plan
    entitled : mapping of str to int, optional
        Parts per million by department; computed by the round's policy when absent.

    Raises
    ------
    ValueError
        Under stand-alone entitlements that are not given.
    """
    fairness = round_.policy.fairness.model_copy(update={"use_credit": False})
    policy = round_.policy.model_copy(update={"fairness": fairness})
    plain = round_.model_copy(update={"policy": policy})
    ppm = entitlements(round_) if entitled is None else dict(entitled)
    got = department_utilities(plain, {project.project for project in plan.projects})
    due = _split(sum(got.values()), {d.id: ppm.get(d.id, 0) for d in round_.departments})
    return {d.id: d.credit + due[d.id] - got[d.id] for d in round_.departments}


def _split(points: int, parts: Mapping[str, int]) -> dict[str, int]:
    """Split points in proportion to parts, exactly."""
    whole = sum(parts.values())
    if not whole:
        parts, whole = dict.fromkeys(parts, 1), len(parts)
    exact = [Fraction(points * part, whole) for part in parts.values()]
    return dict(zip(parts, round_largest_remainder(exact, TieRule.PLAYER_ORDER), strict=True))
