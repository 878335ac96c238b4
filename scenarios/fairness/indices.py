"""Indices of how evenly a plan serves the departments, against what they are entitled to.

They are reports: the objective is the policy's rule (max-min, leximin, Nash).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from optimizer.domain import Plan, Round
from optimizer.domain.semantics import department_utilities
from optimizer.verify.measures import entitlements
from scenarios.figures import jain_index

__all__ = ["Envy", "FairnessFigures", "ServedShare", "fairness_figures", "gini_index"]

PPM = 1_000_000


@dataclass(frozen=True, slots=True)
class ServedShare:
    """What a department gets of the accepted benefit, against what it is entitled to.

    Attributes
    ----------
    department : str
    utility : int
        Tier-weighted accepted benefit in value points, with credit where the policy counts it.
    entitlement_ppm : int
    share : int
        ``utility * 10^6 // entitlement``; the unit of the fairness levels. 0 without entitlement.
    due : float
        Value points of a split exactly by entitlement.
    """

    department: str
    utility: int
    entitlement_ppm: int
    share: int
    due: float


@dataclass(frozen=True, slots=True)
class Envy:
    """A department that values another's projects above its own, weighted by entitlements.

    ``points``: what the other's accepted projects would bring to it, scaled to its own
    entitlement, less what its own bring to it.
    """

    department: str
    envied: str
    points: float


@dataclass(frozen=True, slots=True)
class FairnessFigures:
    """The indices of a plan.

    Attributes
    ----------
    shares : tuple of ServedShare
        Served least first.
    worst : ServedShare or None
        The least served of those entitled to anything.
    jain, gini : float or None
        Over the shares of entitled departments: 1 and 0 when all are served alike. ``None`` when
        nobody has anything, or somebody is below nothing (an earlier round's debt).
    envies : tuple of Envy
        The largest first; empty: the plan is envy-free.
    """

    shares: tuple[ServedShare, ...]
    worst: ServedShare | None
    jain: float | None
    gini: float | None
    envies: tuple[Envy, ...]


def fairness_figures(
    round_: Round, plan: Plan, entitled: Mapping[str, int] | None = None
) -> FairnessFigures:
    """Return the fairness indices of a plan.

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
    ppm = entitlements(round_) if entitled is None else dict(entitled)
    accepted = {project.project for project in plan.projects}
    utilities = department_utilities(round_, accepted)
    total, whole = sum(utilities.values()), sum(ppm.values()) or 1
    shares = tuple(
        sorted(
            (
                ServedShare(
                    department,
                    utility,
                    ppm.get(department, 0),
                    utility * PPM // ppm[department] if ppm.get(department) else 0,
                    total * ppm.get(department, 0) / whole,
                )
                for department, utility in utilities.items()
            ),
            key=lambda s: (s.entitlement_ppm == 0, s.share, s.department),
        )
    )
    counted = [share.share for share in shares if share.entitlement_ppm]
    even = bool(counted) and min(counted) >= 0
    return FairnessFigures(
        shares=shares,
        worst=shares[0] if counted else None,
        jain=jain_index(counted) if even else None,
        gini=gini_index(counted) if even else None,
        envies=_envies(round_, accepted, ppm),
    )


def gini_index(shares: Sequence[float]) -> float | None:
    """Return Gini's index of inequality, from 0 (all alike) to ``1 - 1/n`` (one has all).

    ``sum_ij |x_i - x_j| / (2 n sum x)``; none when nobody has anything.

    References
    ----------
    Gini (1912), Variabilità e mutabilità.

    Examples
    --------
    >>> gini_index([3.0, 3.0])
    0.0
    >>> gini_index([4.0, 0.0])
    0.5
    """
    ordered, total = sorted(shares), sum(shares)
    if not total:
        return None
    count = len(ordered)
    weighted = sum((2 * i - count + 1) * share for i, share in enumerate(ordered))
    return weighted / (count * total)


def _envies(round_: Round, accepted: Iterable[str], ppm: Mapping[str, int]) -> tuple[Envy, ...]:
    """Compare bundles: the accepted projects that a department sponsors, by others' benefit."""
    kept = set(accepted)
    worth: dict[tuple[str, str], int] = defaultdict(int)
    for project in round_.projects:
        if project.id in kept:
            weight = round_.policy.tier_weight(project.tier)
            for benefit in project.benefits:
                worth[benefit.department, project.sponsor] += weight * benefit.value
    found = []
    for one, own in ppm.items():
        for other, others in ppm.items():
            if one == other or not own or not others:
                continue
            points = worth[one, other] * own / others - worth[one, one]
            if points > 0:
                found.append(Envy(one, other, points))
    return tuple(sorted(found, key=lambda e: (-e.points, e.department, e.envied)))
