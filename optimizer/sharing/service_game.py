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

from optimizer.sharing.certificates.service import ServiceProof
from optimizer.sharing.game import MAX_TABLE_PLAYERS, Game, Interval, Kind, members
from optimizer.sharing.proportional import share_proportionally
from optimizer.sharing.refusals import refuse

__all__ = ["ServiceGame", "WorstService"]

MOST_PLAYERS_FOR_WORDS = 16


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
        """Always a cost game."""
        return Kind.COST

    @property
    def n(self) -> int:
        """Number of players."""
        return len(self.players)

    @property
    def grand(self) -> int:
        """Mask of the grand coalition."""
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

    def weighted_shapley_value(self, weights: Sequence[Fraction]) -> tuple[Fraction, ...]:
        """Return the weighted Shapley value of these games, in the sense of cost responsibility.

        Each package is split in proportion to weights among those who need it. Axioms: efficiency,
        dummy, additivity, core, equal treatment of equal weights.

        Raises
        ------
        RuleRefused
            A package is needed only by players of weight 0, or a weight is negative.
        """
        shares = [Fraction(0)] * len(self.players)
        for cost, needed_by in self.packages:
            users = members(needed_by)
            split = share_proportionally(cost, [weights[i] for i in users])
            for i, share in zip(users, split, strict=True):
                shares[i] += share
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

    def equal_split(self) -> tuple[tuple[Fraction, ...], ...]:
        """Return each package in equal parts: the split that proves Shapley shares in the core."""
        return tuple(
            (cost / needed_by.bit_count(),) * needed_by.bit_count()
            for cost, needed_by in self.packages
        )

    def prove_core(self, shares: Sequence[Fraction]) -> ServiceProof:
        """Return a split that proves shares in the core, or a coalition that refutes it.

        One flow of shares through players to the packages they need: it fills every package exactly
        when the shares are in the core; otherwise the minimum cut holds a coalition that pays more
        than it needs. Shares that do not sum to the total may yield neither.
        """
        best = self.gains_from_leaving(shares)
        if best.excess > 0:
            # Everybody together can't leave; who pays too much inside then refutes it, if anybody.
            return ServiceProof(coalition=best.mask if best.mask != self.grand else None)
        scale = self._scale(shares)
        graph: nx.DiGraph[object] = nx.DiGraph()
        graph.add_nodes_from(("in", "out"))
        for i, share in enumerate(shares):
            graph.add_edge("in", ("player", i), capacity=int(share * scale))
        for k, (cost, needed_by) in enumerate(self.packages):
            graph.add_edge(("package", k), "out", capacity=int(cost * scale))
            for i in members(needed_by):
                graph.add_edge(("player", i), ("package", k))
        _, flow = nx.maximum_flow(graph, "in", "out")
        split = tuple(
            tuple(Fraction(flow["player", i]["package", k], scale) for i in members(needed_by))
            for k, (_, needed_by) in enumerate(self.packages)
        )
        return ServiceProof(split=split, nearest=self.nearest_to_leaving(shares))

    def nearest_to_leaving(self, shares: Sequence[Fraction]) -> int | None:
        """Return the proper coalition that saves least by staying, for the words of a certificate.

        None for a single player, and beyond :data:`MOST_PLAYERS_FOR_WORDS`: two cuts a player are
        too much for a sentence that nothing rests on.
        """
        if len(self.players) > MOST_PLAYERS_FOR_WORDS:
            return None
        worst = self.worst_coalition(shares)
        return None if worst is None else worst.mask

    def _scale(self, shares: Sequence[Fraction]) -> int:
        return math.lcm(
            *(share.denominator for share in shares),
            *(cost.denominator for cost, _ in self.packages),
        )

    def gains_from_leaving(self, shares: Sequence[Fraction]) -> WorstService:
        """Return the best of all coalitions, ∅ and N included: one cut decides the core.

        Efficient shares are in the core exactly when the excess is 0.
        """
        mask = self._closure(shares, None, None)
        paid = sum((shares[i] for i in members(mask)), Fraction(0))
        return WorstService(mask, paid - self.value(mask))

    def _closure(self, shares: Sequence[Fraction], inside: int | None, outside: int | None) -> int:
        scale = self._scale(shares)
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
