"""The baseline as arrays: what counts as a change in the compiled search."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimizer.instance import Instance
from optimizer.instance.arrays import Bools, Ints
from optimizer.instance.rows import offsets

__all__ = ["BaselineArrays", "baseline_arrays"]


class BaselineArrays(NamedTuple):
    """See :class:`optimizer.search.tables.Tables` for the fields."""

    base_project: Bools
    base_start: Ints
    base_mode: Ints
    base_ptr: Ints
    base_need: Ints
    base_person: Ints
    base_lost: Ints
    base_gone: int


def baseline_arrays(instance: Instance) -> BaselineArrays:
    """Return the baseline of a round; without one nothing is in it."""
    round_ = instance.round
    baseline = round_.baseline
    planned = {} if baseline is None else {p.project: p for p in baseline.plan.projects}
    people = {expert.id: e for e, expert in enumerate(round_.experts)}
    needs = {name: i for i, name in enumerate(instance.needs)}
    count = len(instance.packages.project)
    start, mode = np.full(count, -1, dtype=np.int64), np.full(count, -1, dtype=np.int64)
    lost = np.zeros(count, dtype=np.int64)
    rows: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    k = 0
    for project in round_.projects:
        before = planned.get(project.id)
        lines = {} if before is None else {line.package: line for line in before.packages}
        for package in project.packages:
            line = lines.get(package.id)
            if line is not None:
                modes = [item.id for item in package.modes]
                start[k] = line.start
                mode[k] = modes.index(line.mode) if line.mode in modes else -2
                named = {(s.need, e) for s in line.staffing for e in s.experts}
                rows[k] = sorted(
                    (needs[need], people[e]) for need, e in named if need in needs and e in people
                )
                lost[k] = len(named) - len(rows[k])
            k += 1
    ids = {project.id for project in round_.projects}
    return BaselineArrays(
        base_project=np.array([p.id in planned for p in round_.projects], dtype=np.bool_),
        base_start=start,
        base_mode=mode,
        base_ptr=offsets([len(row) for row in rows]),
        base_need=np.array([need for row in rows for need, _ in row], dtype=np.int64),
        base_person=np.array([e for row in rows for _, e in row], dtype=np.int64),
        base_lost=lost,
        base_gone=len(planned.keys() - ids),
    )
