"""Use of renewable resources by period, and where it passes what is there."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from optimizer.domain.capacity import IntArray
from optimizer.domain.semantics import is_lent
from optimizer.verify.resolved import Activity
from optimizer.verify.violation import Ledger

__all__ = ["Usage", "add_runs"]


class Usage:
    """Use per resource and period, all of it and the part that is lent."""

    def __init__(self, periods: int) -> None:
        self._periods = periods
        self.total: dict[str, IntArray] = defaultdict(self._zeros)
        self.lent: dict[str, IntArray] = defaultdict(self._zeros)
        self.lent_sum: dict[str, int] = defaultdict(int)

    def _zeros(self) -> IntArray:
        return np.zeros(self._periods, dtype=np.int64)

    def add(self, activity: Activity, resource: str, owner: str, amount: int) -> None:
        """Use ``amount`` of a resource in every period of an activity."""
        when = slice(activity.planned.start, activity.planned.start + activity.duration)
        self.total[resource][when] += amount
        if is_lent(owner, activity.project):
            self.lent[resource][when] += amount
            self.lent_sum[resource] += amount * activity.duration


def add_runs(ledger: Ledger, code: str, resource: str, used: IntArray, limit: IntArray) -> None:
    """Add one violation for each unbroken run of periods with ``used > limit``."""
    over = used > limit
    starts = np.flatnonzero(over & ~np.concatenate(([False], over[:-1])))
    for t in starts.tolist():
        ledger.add(code, resource=resource, period=t, found=int(used[t]), limit=int(limit[t]))
