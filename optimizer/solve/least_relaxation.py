"""The least that must give way so that an infeasible round has a plan.

Every conflict must lose one of its members, so the least relaxation is a smallest hitting set of
all conflicts. Only those conflicts are ever found that a hitting set so far has missed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from optimizer.domain import Round
from optimizer.solve.conflict import minimal_conflict
from optimizer.solve.conflict_probe import ConflictProbe
from optimizer.solve.limits import Limits

__all__ = ["Relaxation", "least_relaxation"]

MOST_CONFLICTS = 40
MOST_TOGETHER = 5
"""Conditions that give way together are looked for up to this many; beyond, greedily."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Conditions that give way.

    Attributes
    ----------
    conditions : tuple of str
        Names as :func:`optimizer.solve.conflict.explain_conflict` gives them.
    conflicts : tuple of tuple of str
        The conflicts found on the way: each holds one of the conditions.
    least : bool
        Proven that nothing of less weight suffices.
    """

    conditions: tuple[str, ...]
    conflicts: tuple[tuple[str, ...], ...]
    least: bool


def least_relaxation(
    round_: Round,
    weight: Callable[[str], int],
    limits: Limits,
    cancel: threading.Event | None = None,
) -> Relaxation | None:
    """Return the conditions of least total weight whose giving way leaves the round a plan.

    Parameters
    ----------
    round_ : Round
        Proven infeasible.
    weight : callable
        What a condition counts, at least 1.
    limits : Limits
    cancel : threading.Event, optional

    Returns
    -------
    Relaxation or None
        ``None``: out of time, or the round is feasible.

    References
    ----------
    Reiter (1987), A theory of diagnosis from first principles.
    Moreno-Centeno & Karp (2013), The implicit hitting set approach.
    """
    probe = ConflictProbe(round_, limits, cancel, limits.time_limit_seconds)
    names = probe.conditions
    weights = {name: weight(name) for name in names}
    conflicts: list[tuple[str, ...]] = []
    exact = True
    while len(conflicts) < MOST_CONFLICTS:
        gone, is_least = _hitting_set(conflicts, weights)
        exact = exact and is_least
        left = [name for name in names if name not in gone]
        if not probe.infeasible(left):
            if probe.cut_short or not conflicts:
                return None
            return Relaxation(tuple(n for n in names if n in gone), tuple(conflicts), exact)
        conflicts.append(tuple(minimal_conflict(probe, left)))
    return None


def _hitting_set(
    conflicts: Sequence[tuple[str, ...]], weights: Mapping[str, int]
) -> tuple[frozenset[str], bool]:
    """Return a hitting set of least weight, and whether it is proven so."""
    if not conflicts:
        return frozenset(), True
    members = sorted({name for conflict in conflicts for name in conflict})
    best: frozenset[str] | None = None
    least = sum(weights.values()) + 1
    for size in range(1, MOST_TOGETHER + 1):
        if best is not None and size * min(weights[name] for name in members) >= least:
            return best, True
        for chosen in combinations(members, size):
            total = sum(weights[name] for name in chosen)
            if total < least and all(set(chosen) & set(conflict) for conflict in conflicts):
                best, least = frozenset(chosen), total
    if best is not None:
        return best, len(members) <= MOST_TOGETHER
    chosen_: set[str] = set()
    open_ = list(conflicts)
    while open_:
        counts = {name: sum(name in conflict for conflict in open_) for name in members}
        name = max(members, key=lambda n: (counts[n] / weights[n], n))
        chosen_.add(name)
        open_ = [conflict for conflict in open_ if name not in conflict]
    return frozenset(chosen_), False
