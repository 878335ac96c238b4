"""The order of a project's packages, arranged for a dynamic program over a forest.

Step of the way: bound. A package graph that is a forest is priced exactly by passing messages from
the leaves to the roots. Where it has cycles (as an undirected graph), a few packages are *cut*: the
program runs once for each way of fixing them, which is exact too. When that would take too many
runs links are dropped instead, which keeps a bound valid; their effect on the windows stays.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import networkx as nx

from optimizer.instance import UNLIMITED, Instance

__all__ = ["Arrangement", "Link", "arrange", "links_of"]

MOST_RUNS = 20_000
"""Most runs of the dynamic program for one project and one pricing."""


@dataclass(frozen=True)
class Link:
    """``end(before) + min_lag <= start(after) <= end(before) + max_lag``, by package number."""

    before: int
    after: int
    min_lag: int
    max_lag: int | None


@dataclass
class Arrangement:
    """How to visit the packages of a project.

    Attributes
    ----------
    visit : list of int
        Packages, leaves first.
    above : dict of int to Link
        The link between a package and its neighbour on the way to the root; roots have none.
    cut : list of int
        Packages to fix, in order.
    cut_links : dict of int to list of Link
        The links of each cut package, those to earlier cut packages left out.
    dropped : int
        Links that are left out.
    """

    visit: list[int] = field(default_factory=list)
    above: dict[int, Link] = field(default_factory=dict)
    cut: list[int] = field(default_factory=list)
    cut_links: dict[int, list[Link]] = field(default_factory=dict)
    dropped: int = 0


def links_of(instance: Instance, p: int) -> list[Link]:
    """Return the links between the packages of a project, one for each pair."""
    first, end = instance.projects.package_ptr[p], instance.projects.package_ptr[p + 1]
    table = instance.packages.predecessors
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    for k in range(int(first), int(end)):
        for i in range(int(table.ptr[k]), int(table.ptr[k + 1])):
            pair = (int(table.other[i] - first), int(k - first))
            low, high = int(table.min_lag[i]), int(table.max_lag[i])
            least, most = merged.get(pair, (low, high))
            merged[pair] = (max(least, low), min(most, high))
    return [
        Link(i, j, low, None if high >= UNLIMITED else high)
        for (i, j), (low, high) in merged.items()
    ]


def arrange(packages: int, links: list[Link], ways: list[int]) -> Arrangement:
    """Arrange the packages of a project.

    Parameters
    ----------
    packages : int
    links : list of Link
    ways : list of int
        How many pairs of option and start each package has.
    """
    result = Arrangement()
    around: dict[int, dict[int, Link]] = defaultdict(dict)
    for link in links:
        around[link.before][link.after] = link
        around[link.after][link.before] = link
    runs = 1
    while core := _core(packages, around):
        found = [k for k in core if runs * ways[k] <= MOST_RUNS]
        if not found:
            break
        # Most links inside the core first: a cut that opens several cycles at once is the cheapest.
        node = max(found, key=lambda k: (sum(j in core for j in around[k]), -ways[k], -k))
        runs *= ways[node]
        result.cut.append(node)
        result.cut_links[node] = list(around[node].values())
        for neighbour in list(around[node]):
            del around[neighbour][node]
        around[node].clear()
    _visit(packages, around, result)
    kept = len(result.above) + sum(len(items) for items in result.cut_links.values())
    result.dropped = len(links) - kept
    return result


def _core(packages: int, around: dict[int, dict[int, Link]]) -> set[int]:
    """Return what is left when packages with at most one link are taken away, again and again."""
    left = {k: set(around[k]) for k in range(packages)}
    leaves = [k for k, others in left.items() if len(others) <= 1]
    while leaves:
        leaf = leaves.pop()
        for other in left.pop(leaf, ()):
            if other in left:
                left[other].discard(leaf)
                if len(left[other]) == 1:
                    leaves.append(other)
    return set(left)


def _visit(packages: int, around: dict[int, dict[int, Link]], result: Arrangement) -> None:
    """Fill the order over a spanning forest of the links left."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(packages))
    graph.add_edges_from((i, j) for i in around for j in around[i])
    for part in sorted(nx.connected_components(graph), key=min):
        root = min(part)
        reached = [root]
        for parent, child in nx.bfs_edges(graph, root):
            result.above[child] = around[child][parent]
            reached.append(child)
        result.visit += reversed(reached)
