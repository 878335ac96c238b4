"""Service games: packages of cost, each needed by some players; a coalition pays what it needs.

``c(S)`` is the cost of the packages that somebody in S needs. The game is concave, so its Shapley
value, which splits each package equally among those who need it, is in the core; everything has a
closed form or one minimum cut, for any number of players.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import networkx as nx

from optimizer.sharing.game import MAX_TABLE_PLAYERS, Game, Interval, Kind, members
from optimizer.sharing.refusals import refuse

__all__ = ["ServiceGame", "WorstService"]


@dataclass(frozen=True, slots=True)
class WorstService:
    """A coalition of largest excess ``x(S) − c(S)``, found by minimum cuts and so proved."""

    mask: int
    excess: Fraction


@dataclass(frozen=True, slots=True)
class ServiceGame:
    """An additive cost game.

    Parameters
    ----------
    players : tuple of str
    packages : tuple of (cost, mask)
        Not negative; the mask says who needs the package and is not empty.
    """

    players: tuple[str, ...]
    packages: tuple[tuple[Fraction, int], ...]
    name: str = ""

    def __post_init__(self) -> None:
        for cost, needed_by in self.packages:
            if cost < 0:
                raise ValueError("a package's cost must not be negative")
            if not 0 < needed_by < 1 << len(self.players):
                raise ValueError("a package must be needed by players of the game")

    @property
    def kind(self) -> Kind:
        return Kind.COST

    @property
    def grand(self) -> int:
        return (1 << len(self.players)) - 1

    def value(self, mask: int) -> Fraction:
        """Return the cost of the packages that a coalition needs."""
        return sum((cost for cost, needed in self.packages if needed & mask), Fraction(0))

    def interval(self, mask: int) -> Interval:
        """Return the coalition's cost as a point interval."""
        cost = self.value(mask)
        return Interval(cost, cost)

    def tabulate(self) -> Game:
        """Return the dense game."""
        if len(self.players) > MAX_TABLE_PLAYERS:
            raise refuse(
                "game.too-many-players",
                "参与方太多，无法列出所有联盟。",
                "There are too many players for a table.",
                found=str(len(self.players)),
                expected=f"at most {MAX_TABLE_PLAYERS}",
            )
        return Game.from_function(self.players, self.value, Kind.COST, self.name)

    def shapley_value(self) -> tuple[Fraction, ...]:
        """Return the Shapley value: each package in equal parts among those who need it.

        Axioms: efficiency, symmetry, dummy, additivity, core, coalition monotonicity.
        """
        shares = [Fraction(0)] * len(self.players)
        for cost, needed_by in self.packages:
            users = members(needed_by)
            for i in users:
                shares[i] += cost / len(users)
        return tuple(shares)

    def worst_coalition(self, shares: Sequence[Fraction]) -> WorstService | None:
        """Return the proper coalition that gains most by leaving; None for a single player.

        Choosing players to maximise ``x(S) − c(S)`` is a maximum-closure problem. One player is
        pinned inside and one outside in turn, ``2(n − 1)`` cuts in all, so ∅ and N are left out.
        """
        n = len(self.players)
        if n < 2:
            return None
        best: WorstService | None = None
        for other in range(1, n):
            for inside, outside in ((0, other), (other, 0)):
                mask = self._closure(shares, inside, outside)
                paid = sum((shares[i] for i in members(mask)), Fraction(0))
                excess = paid - self.value(mask)
                if best is None or excess > best.excess:
                    best = WorstService(mask, excess)
        return best

    def gains_from_leaving(self, shares: Sequence[Fraction]) -> WorstService:
        """Return the best of all coalitions, ∅ and N included: one cut decides the core.

        Efficient shares are in the core exactly when the excess is 0.
        """
        mask = self._closure(shares, None, None)
        paid = sum((shares[i] for i in members(mask)), Fraction(0))
        return WorstService(mask, paid - self.value(mask))

    def _closure(self, shares: Sequence[Fraction], inside: int | None, outside: int | None) -> int:
        scale = math.lcm(
            *(share.denominator for share in shares),
            *(cost.denominator for cost, _ in self.packages),
        )
        graph: nx.DiGraph[object] = nx.DiGraph()
        graph.add_nodes_from(("in", "out"))
        for i, share in enumerate(shares):
            node = ("player", i)
            if i == inside:
                graph.add_edge("in", node)  # no capacity: unlimited
            elif i == outside:
                graph.add_edge(node, "out")
            elif share > 0:
                graph.add_edge("in", node, capacity=int(share * scale))
            elif share < 0:
                graph.add_edge(node, "out", capacity=int(-share * scale))
        for k, (cost, needed_by) in enumerate(self.packages):
            graph.add_edge(("package", k), "out", capacity=int(cost * scale))
            for i in members(needed_by):
                graph.add_edge(("player", i), ("package", k))
        _, (source_side, _) = nx.minimum_cut(graph, "in", "out")
        return sum(1 << i for i in range(len(shares)) if ("player", i) in source_side)
