"""Branching on when packages start, where prices leave a set of projects alone.

Step of the way: bound. Prices see a project as a mixture of plans; a set of projects that fits as a
mixture need not fit with one start for each package. So the starts are split: a *leaf* is a choice
of starts left open for each package, with rows over acceptances that hold for every plan inside it
(those of the leaves above it, and its own). The best set of a leaf bounds the plans in it, and the
best leaf bounds all. That leaf is worked on: its set is broken by prices over its own starts, or
else the leaf is split in two at the package whose starts the prices mix most.

On generated rounds of 12 to 20 people and 5 to 8 projects, in eight seconds, this ends at 202, 199
and 418 where exact checks of whole sets alone ended at 243, 236 and 445 (optima 202, 199 and 312).
On the contended round of twelve projects some sets are refused by 15 to 30 leaves in one or two
seconds that the exact model could neither do nor refuse in half a minute; the best one is not: it
keeps the bound at 745 for half a minute and more. Leaves
must fill needs together: priced apart, six times as many were needed for one of those sets.

References
----------
Land & Doig (1960), branch and bound; Fisher (1981), The Lagrangian relaxation method for solving
integer programming problems, sec. 5 (bounds from multipliers inside a tree).
"""

from __future__ import annotations

import heapq
import itertools
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from optimizer.bounds.acceptance import Attempt, Master, Row, break_set, row_of
from optimizer.bounds.dual import Multipliers, PriceDual
from optimizer.bounds.relaxation import Relaxation
from optimizer.instance.arrays import Bools, Ints

__all__ = ["CHECKS", "Tree", "Watch"]

AT_ROOT = ((0.03, 60), (0.1, 120), (0.3, 400))
"""Stride and steps of the attempts to break a set while nothing is split."""
AT_LEAF = ((0.15, 120),)
"""In 8,000 steps on the hardest set of twelve projects, 60 steps at a third of the stride close
28 % of the tree, these 81 %; a dozen steps close nothing."""
LEAST_EXCESS = 0.001
"""Share of the worth by which a set should be broken: rows broken by less move nothing."""
CHECKS = {1: 1.0, 50: 2.0, 1000: 8.0}
"""Seconds for the exact model, by how often prices have left the set alone."""


class Watch(Protocol):
    """Keeps the best bound and says when to stop."""

    def keep(self, bound: int, route: str) -> None:
        """Take note of a bound."""

    def count(self, steps: int) -> None:
        """Count evaluations of the dual."""

    def over(self) -> bool:
        """Say whether it is time to stop."""

    def seconds_left(self) -> float | None:
        """Return the seconds left on the clock; ``None`` without a limit."""


@dataclass(frozen=True)
class _Leaf:
    """A part of all plans.

    Attributes
    ----------
    closed : array of bool over (option, start)
        What the plans of the leaf do not use.
    at : Multipliers
        Where the next attempt to break a set begins.
    rows : tuple of Row
    bound : int
        No plan of the leaf is worth more.
    members : array of bool, shape (projects,)
        The set that reaches the bound.
    """

    closed: Bools
    at: Multipliers
    rows: tuple[Row, ...]
    bound: int
    members: Bools


@dataclass
class Tree:
    """The leaves so far, and what is known of sets.

    Parameters
    ----------
    dual : PriceDual
    watch : Watch
    workers : int
        For the master and the exact model.
    cancel : threading.Event or None
    checks : mapping of int to float
        See :data:`CHECKS`; an empty one leaves everything to prices.
    """

    dual: PriceDual
    watch: Watch
    workers: int
    cancel: threading.Event | None
    checks: Mapping[int, float] = field(default_factory=lambda: CHECKS)
    _leaves: list[tuple[int, int, _Leaf]] = field(default_factory=list)
    _numbers: Callable[[], int] = field(default_factory=lambda: itertools.count().__next__)
    _barred: list[Bools] = field(default_factory=list)
    _failures: defaultdict[bytes, int] = field(default_factory=lambda: defaultdict(int))

    def __post_init__(self) -> None:
        """Read the start of each (option, start) and the work of each package."""
        relaxation = self.dual.relaxation
        options = relaxation.instance.options
        widths = np.diff(relaxation.start_ptr)
        before = np.repeat(relaxation.start_ptr[:-1] - relaxation.first_start, widths)
        self._starts: Ints = np.arange(before.size) - before
        self._work_of: Ints = np.zeros(relaxation.instance.packages.project.size, dtype=np.int64)
        np.maximum.at(self._work_of, options.package, _work_of_options(relaxation))

    def grow(self, at: Multipliers, rows: tuple[Row, ...]) -> bool:
        """Lower the bound until time is over or it is reached; False: no plan exists.

        Parameters
        ----------
        at : Multipliers
            The best known.
        rows : tuple of Row
            Rows over acceptances that hold for every plan.
        """
        closed = np.zeros(int(self.dual.relaxation.start_ptr[-1]), dtype=np.bool_)
        members = np.zeros(self.dual.value.size, dtype=np.bool_)
        try:
            go_on = self._solve(_Leaf(closed, at, rows, self.dual.total, members))
            while go_on and self._leaves and not self.watch.over():
                go_on = self._work(self._leaves[0][2])
        finally:
            self.dual.closed = None
        return bool(self._leaves) or not go_on

    def _work(self, leaf: _Leaf) -> bool:
        """Work on the best leaf; False: the bound can't be lowered any more."""
        self.watch.keep(leaf.bound, "branching" if leaf.closed.any() else "acceptance")
        if self.watch.over():
            return False
        if any((leaf.members >= members).all() for members in self._barred):
            heapq.heappop(self._leaves)
            return self._solve(leaf)
        attempt, rows = self._break(leaf)
        if attempt.excess.units > 0 or self.watch.over():
            heapq.heappop(self._leaves)
            return self._solve(_Leaf(leaf.closed, leaf.at, rows, leaf.bound, leaf.members))
        possible = self._check(leaf.members)
        if possible is not None:
            return not possible  # it can be done, so the bound is the optimum
        parts = self._split(leaf, attempt.seen)
        if not parts:
            return False
        heapq.heappop(self._leaves)
        for part in parts:
            self._push(_Leaf(part, attempt.at, rows, leaf.bound, leaf.members))
        return True

    def _push(self, leaf: _Leaf) -> None:
        heapq.heappush(self._leaves, (-leaf.bound, -self._numbers(), leaf))

    def _solve(self, leaf: _Leaf) -> bool:
        """Put a leaf back with its best set; False: the set is not known."""
        master = Master(self.dual, list(leaf.rows), self._barred)
        answer = master.solve(self.watch.seconds_left(), self.workers, self.cancel)
        if answer is None:
            return True
        bound, members = answer
        known = leaf.members if members is None else members
        self._push(_Leaf(leaf.closed, leaf.at, leaf.rows, min(bound, leaf.bound), known))
        if members is None:
            self.watch.keep(self._leaves[0][2].bound, "acceptance")
        return members is not None

    def _break(self, leaf: _Leaf) -> tuple[Attempt, tuple[Row, ...]]:
        """Look for prices that break a leaf's set; return the last attempt and all rows."""
        is_root = not leaf.closed.any()
        self.dual.closed = None if is_root else leaf.closed
        enough = float("inf") if is_root else LEAST_EXCESS
        rows = leaf.rows
        ways = iter(AT_ROOT if is_root else AT_LEAF)
        while True:
            stride, steps = next(ways)
            attempt = break_set(
                self.dual, leaf.at, leaf.members, stride, steps, self.watch.over, enough
            )
            self.watch.count(steps)
            excess = attempt.excess
            if excess.units > 0:
                rows = (*rows, row_of(excess.cost, excess.worth))
            is_broken = excess.units > LEAST_EXCESS * excess.worth
            if is_broken or self.watch.over() or (stride, steps) in (AT_ROOT[-1], AT_LEAF[-1]):
                return attempt, rows

    def _check(self, members: Bools) -> bool | None:
        """Ask the exact model now and then; ``None``: undecided, or not asked."""
        self._failures[members.tobytes()] += 1
        seconds = self.checks.get(self._failures[members.tobytes()])
        if seconds is None:
            return None
        master = Master(self.dual, [], self._barred)
        left = self.watch.seconds_left()
        return master.check(members, left, seconds, self.workers, self.cancel)

    def _split(self, leaf: _Leaf, seen: Ints) -> list[Bools]:
        """Split the starts of a package in two; nothing when each has one start left."""
        relaxation = self.dual.relaxation
        packages = relaxation.instance.packages
        best, parts = -1.0, list[Bools]()
        for package in np.flatnonzero(leaf.members[packages.project]).tolist():
            first, end = packages.option_ptr[package], packages.option_ptr[package + 1]
            span = slice(int(relaxation.start_ptr[first]), int(relaxation.start_ptr[end]))
            open_ = np.flatnonzero(~leaf.closed[span])
            counts = seen[span][open_]
            if open_.size < 2 or not counts.sum():
                continue
            start = self._starts[span][open_]
            mean = float((counts * start).sum() / counts.sum())
            spread = float(np.sqrt((counts * np.square(start - mean)).sum() / counts.sum()))
            score = spread * self._work_of[package]
            if score <= best:
                continue
            late = start > mean if spread > 0.0 else open_ != open_[int(counts.argmax())]
            best, parts = score, []
            for shut in (late, ~late):
                closed = leaf.closed.copy()
                closed[span.start + open_[shut]] = True
                parts.append(closed)
        return parts


def _work_of_options(relaxation: Relaxation) -> Ints:
    """Return load (percent, units) times periods of each option, at least 1."""
    needs, crews = relaxation.needs, relaxation.crews
    sizes = np.array(
        [
            crews.size[crews.lane[first]] if first < end else 0
            for first, end in itertools.pairwise(crews.ptr.tolist())
        ],
        dtype=np.int64,
    )
    loads = np.concatenate(
        [np.zeros(1, dtype=np.int64), np.cumsum(sizes[needs.crew] * needs.headcount)]
    )
    work: Ints = relaxation.instance.options.duration * (
        loads[needs.ptr[1:]] - loads[needs.ptr[:-1]]
    )
    return np.maximum(work, 1)
