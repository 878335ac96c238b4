"""A renewable resource whose capacity changes over time, as one cumulative constraint."""

from __future__ import annotations

from collections.abc import Sequence

from ortools.sat.python import cp_model

from optimizer.domain.capacity import IntArray

__all__ = ["add_capacity", "runs"]


def runs(values: IntArray) -> list[tuple[int, int, int]]:
    """Return maximal stretches ``(start, end, value)`` of equal values.

    Examples
    --------
    >>> import numpy as np
    >>> runs(np.array([1, 1, 0]))
    [(0, 2, 1), (2, 3, 0)]
    """
    stretches: list[tuple[int, int, int]] = []
    for t, value in enumerate(values.tolist()):
        if stretches and stretches[-1][2] == value:
            stretches[-1] = (stretches[-1][0], t + 1, value)
        else:
            stretches.append((t, t + 1, value))
    return stretches


def add_capacity(
    model: cp_model.CpModel,
    intervals: Sequence[cp_model.IntervalVar],
    demands: Sequence[int],
    capacity: IntArray,
) -> None:
    """Add ``sum_{i runs in t} demand_i <= capacity_t`` for every period ``t``.

    Lower capacity in a stretch is a fixed interval that takes the difference to the highest. When
    no two demands fit together, a no-overlap says the same and propagates better.
    """
    if not intervals:
        return
    top = int(capacity.max())
    blocks = [(start, end, top - value) for start, end, value in runs(capacity) if value < top]
    fixed = [
        model.new_fixed_size_interval_var(start, end - start, "shut") for start, end, _ in blocks
    ]
    two_smallest = sum(sorted(demands)[:2])
    if len(demands) > 1 and two_smallest > top:
        model.add_no_overlap(intervals)
    model.add_cumulative(
        [*intervals, *fixed], [*demands, *(height for _, _, height in blocks)], top
    )
