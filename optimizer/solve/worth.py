"""Levels that are sums over accepted projects."""

from __future__ import annotations

import numpy as np

from optimizer.instance import Instance
from optimizer.instance.arrays import Ints
from optimizer.solve.levels import Stage

__all__ = ["is_additive", "worth_of"]

ADDITIVE = frozenset({"value", "cost", *(f"tier-{k}" for k in range(1, 10))})
"""Measures that are sums over projects."""


def is_additive(stage: Stage) -> bool:
    """Say whether a level is a sum over projects."""
    return stage.rank is None and {t.measure for t in stage.terms} <= ADDITIVE


def worth_of(instance: Instance, stage: Stage) -> Ints:
    """Return what accepting each project adds to a level of tiers and value, shape ``(P,)``."""
    projects = instance.projects
    worth = np.zeros(len(projects.value), dtype=np.int64)
    for term in stage.terms:
        if term.measure == "value":
            worth += term.weight * projects.value
        elif term.measure.startswith("tier-"):
            worth += term.weight * (projects.tier == int(term.measure[5:]))
    return worth
