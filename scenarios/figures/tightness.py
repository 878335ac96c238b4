"""How tight shared supplies are: demands that compete for suppliers who can each serve several.

A person with three skills can't give full time to each of them, so holding every skill's demand
against everybody who has it looks too comfortable. The demand of a *set* of skills against all who
have any of them does not: where that passes 100 %, no assignment serves it (Hall's condition).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Generic, TypeVar

__all__ = ["TightSet", "tight_sets"]

Node = TypeVar("Node", bound=Hashable)


@dataclass(frozen=True)
class TightSet(Generic[Node]):
    """Demands that share their suppliers, with the least load at which these can serve them.

    ``ratio`` is demand over supply; none when there is demand and no supply at all.
    """

    members: frozenset[Node]
    demand: int
    supply: int

    @property
    def ratio(self) -> Fraction | None:
        """Demand over supply."""
        return Fraction(self.demand, self.supply) if self.supply else None


def tight_sets(
    demands: Mapping[Node, int], supplies: Iterable[tuple[frozenset[Node], int]]
) -> tuple[TightSet[Node], ...]:
    """Split demands into sets of falling tightness: the most even way to load the suppliers.

    The set whose demand over the supply of all who can serve any of it is highest goes first
    (the largest such set); it and its suppliers are taken out, and so on. The ratios are the loads
    of a lexicographically optimal flow.

    Parameters
    ----------
    demands : mapping
        Amount by demand; those of 0 are left out.
    supplies : iterable of (frozenset, int)
        What each supplier can serve, and how much in all.

    Returns
    -------
    tuple of TightSet
        Ratios strictly falling, sets without any supply before them all.

    References
    ----------
    Megiddo (1974), Optimal flows in networks with multiple sources and sinks, Math. Programming 7.
    Dinkelbach (1967), On nonlinear fractional programming, Management Science 13.

    Examples
    --------
    >>> sets = tight_sets({"a": 60, "b": 90}, [(frozenset("a"), 50), (frozenset("ab"), 100)])
    >>> [(sorted(s.members), s.ratio) for s in sets]
    [(['a', 'b'], Fraction(1, 1))]
    """
    left = {node: amount for node, amount in demands.items() if amount > 0}
    groups: dict[frozenset[Node], int] = {}
    for serves, amount in supplies:
        able = frozenset(serves & left.keys())
        if able and amount > 0:
            groups[able] = groups.get(able, 0) + amount
    served = frozenset[Node]().union(*groups)
    found = [
        TightSet(frozenset({node}), left.pop(node), 0) for node in list(left) if node not in served
    ]
    while left:
        members = _tightest(left, groups)
        supply = sum(amount for serves, amount in groups.items() if serves & members)
        found.append(TightSet(members, sum(left.pop(node) for node in members), supply))
        groups = {serves: amount for serves, amount in groups.items() if not serves & members}
    return tuple(found)


def _tightest(
    demands: Mapping[Node, int], groups: Mapping[frozenset[Node], int]
) -> frozenset[Node]:
    """Return the largest set of highest ratio, every demand having a supplier.

    At ratio ``p/q`` the cut of least weight, every demand weighted ``q`` and every supply ``p``,
    names a set that is tighter, if there is one (Dinkelbach's step, in whole numbers).
    """
    import networkx as nx  # slow to load, and only needed where something is asked for

    members = frozenset(demands)
    while True:
        demand = sum(demands[node] for node in members)
        supply = sum(amount for serves, amount in groups.items() if serves & members)
        graph: Any = nx.DiGraph()
        for node, amount in demands.items():
            graph.add_edge("source", ("demand", node), capacity=amount * supply)
        for index, (serves, amount) in enumerate(groups.items()):
            graph.add_edge(("supply", index), "sink", capacity=amount * demand)
            for node in serves & demands.keys():
                graph.add_edge(("demand", node), ("supply", index))
        residual = nx.algorithms.flow.preflow_push(graph, "source", "sink")
        total = sum(demands.values()) * supply
        if residual.graph["flow_value"] == total:  # every set fits: `members` is tightest
            return _all_tight(demands, residual)
        _, (side, _) = nx.minimum_cut(graph, "source", "sink")
        members = frozenset(node for node in demands if ("demand", node) in side)


def _all_tight(demands: Mapping[Node, int], residual: Any) -> frozenset[Node]:
    """Return the demands that can't reach spare supply along the residual flow."""
    free: set[Any] = {"sink"}
    queue: list[Any] = ["sink"]
    while queue:
        at = queue.pop()
        for before, _, edge in residual.in_edges(at, data=True):
            if before not in free and edge["flow"] < edge["capacity"]:
                free.add(before)
                queue.append(before)
    return frozenset(node for node in demands if ("demand", node) not in free)
