"""Which projects to accept when each has a profit: groups, prerequisites, what is forced.

Step of the way: bound. Projects tied by an exclusive group or a prerequisite are decided together,
over every set of them that the round's rules allow; the others each for itself.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import networkx as nx
import numpy as np

from optimizer.bounds.columns import IMPOSSIBLE
from optimizer.instance import Instance
from optimizer.instance.arrays import Bools, Ints

__all__ = ["Selection", "read_selection"]

MOST_TIED = 14
"""Projects tied together beyond this number keep their groups and lose their prerequisites."""


@dataclass(frozen=True)
class _Tied:
    members: Ints
    allowed: Bools
    """Every allowed set of members, shape ``(sets, members)``."""


@dataclass(frozen=True)
class Selection:
    """What may be accepted together, apart from resources.

    Attributes
    ----------
    forced, barred : array of bool, shape (projects,)
        Mandatory or pinned in; pinned out.
    """

    forced: Bools
    barred: Bools
    free: Bools
    tied: tuple[_Tied, ...]

    def impossible(self, cost: Ints) -> list[int]:
        """Return projects that must be accepted and can't be, at the costs of a pricing."""
        found = np.flatnonzero(self.forced & (cost >= IMPOSSIBLE)).tolist()
        for tied in self.tied:
            possible = ~(tied.allowed & (cost[tied.members] >= IMPOSSIBLE)).any(axis=1)
            if not possible.any():
                found += [p for p in tied.members.tolist() if p not in found]
        return sorted(found)

    def choose(self, value: Ints, cost: Ints) -> tuple[int, Bools]:
        """Return the largest total profit and which projects reach it.

        Call :meth:`impossible` first: forced projects must have a cost.
        """
        profit = value - cost
        can = cost < IMPOSSIBLE
        taken = self.free & can & ~self.barred & ((profit > 0) | self.forced)
        total = sum(profit[taken].tolist())
        for tied in self.tied:
            possible = ~(tied.allowed & ~can[tied.members]).any(axis=1)
            worth = np.where(tied.allowed, profit[tied.members], 0).sum(axis=1)
            best = int(np.flatnonzero(possible)[np.argmax(worth[possible])])
            taken[tied.members] = tied.allowed[best]
            total += int(worth[best])
        return total, taken


def read_selection(instance: Instance) -> Selection:
    """Read what may be accepted together from a round."""
    projects = instance.projects
    forced, barred = projects.required, projects.barred
    groups: dict[int, list[int]] = defaultdict(list)
    for p in np.flatnonzero(projects.group >= 0).tolist():
        groups[int(projects.group[p])].append(p)
    after = np.repeat(np.arange(forced.size), np.diff(projects.prerequisites.ptr))
    needs = list(zip(after.tolist(), projects.prerequisites.other.tolist(), strict=True))
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(forced.size))
    for members in groups.values():
        nx.add_path(graph, members)
    small = graph.copy()
    small.add_edges_from(needs)
    parts = []
    for part in nx.connected_components(small):
        if len(part) <= MOST_TIED:
            parts.append((sorted(part), needs))
        else:
            parts += [(sorted(p), []) for p in nx.connected_components(graph.subgraph(part))]
    contradicted = forced & barred
    free = np.zeros(forced.size, dtype=np.bool_)
    tied = []
    for part_, links in parts:
        if len(part_) == 1 and not contradicted[part_[0]]:
            free[part_] = True
        else:
            tied.append(_tie(part_, links, list(groups.values()), forced, barred))
    return Selection(forced, barred, free, tuple(tied))


def _tie(
    part: list[int],
    needs: list[tuple[int, int]],
    groups: list[list[int]],
    forced: Bools,
    barred: Bools,
) -> _Tied:
    """List the sets of some projects that the rules allow, one project after the other."""
    place = {p: i for i, p in enumerate(part)}
    group_of = {p: g for g, members in enumerate(groups) for p in members}
    sets: list[tuple[bool, ...]] = [()]
    for i, p in enumerate(part):
        longer = []
        for chosen in sets:
            rivals = any(
                chosen[place[q]]
                for q in part[:i]
                if p in group_of and group_of.get(q) == group_of[p]
            )
            if not forced[p]:
                longer.append((*chosen, False))
            if not barred[p] and not rivals:
                longer.append((*chosen, True))
        sets = longer
    inner = [(place[p], place[q]) for p, q in needs if p in place and q in place]
    allowed = [chosen for chosen in sets if all(chosen[q] or not chosen[p] for p, q in inner)]
    table = np.array(allowed, dtype=np.bool_).reshape(len(allowed), len(part))
    return _Tied(np.array(part, dtype=np.int64), table)
