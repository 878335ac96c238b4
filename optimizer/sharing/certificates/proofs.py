"""Proofs that whoever computed the shares hands over, and that the checker verifies by itself.

A proof is plain data: coalitions with positive weights. Finding it may need a solver; checking it
needs additions and comparisons of integers.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from optimizer.sharing.game import Game

__all__ = ["BalancedLevel", "EmptyCoreProof", "NucleolusProof", "ShareBounds", "Weights"]

Weights = tuple[tuple[int, Fraction], ...]
Bound = tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True)
class ShareBounds:
    """Lowest and highest share of each player; None means none."""

    lower: Bound
    upper: Bound

    @classmethod
    def none(cls, n: int) -> ShareBounds:
        """Return the bounds that bind nobody."""
        return cls((None,) * n, (None,) * n)

    @classmethod
    def individually_rational(cls, game: Game) -> ShareBounds:
        """A cost share at most, a value share at least, what the player has alone."""
        alone = tuple(game.value(1 << i) for i in range(game.n))
        nobody: Bound = (None,) * game.n
        return cls(alone, nobody) if game.sign > 0 else cls(nobody, alone)


@dataclass(frozen=True, slots=True)
class BalancedLevel:
    """One level of a Kohlberg proof.

    Attributes
    ----------
    excess : Fraction
        Every coalition in `weights` has at least this excess (per weight: see the proof).
    weights : tuple of (mask, Fraction)
        Positive weights on coalitions.
    at_lower, at_upper : tuple of (player index, Fraction)
        Non-negative weights on players whose share sits on its lower / upper bound.
    """

    excess: Fraction
    weights: Weights
    at_lower: Weights = ()
    at_upper: Weights = ()

    def to_json(self, game: Game) -> dict[str, Any]:
        """Return it as plain JSON data, coalitions by name."""
        return {
            "excess": str(self.excess),
            "weights": [[list(game.coalition(mask)), str(w)] for mask, w in self.weights],
            "at_lower": [[game.players[i], str(w)] for i, w in self.at_lower],
            "at_upper": [[game.players[i], str(w)] for i, w in self.at_upper],
        }


@dataclass(frozen=True, slots=True)
class NucleolusProof:
    """Balanced collections, one per level, that prove shares to be the (pre)nucleolus.

    Attributes
    ----------
    levels : tuple of BalancedLevel
        Strictly falling excesses. The first alone proves the least-core epsilon.
    bounds : ShareBounds
        The set the nucleolus is taken over: none for the prenucleolus, individual rationality for
        the nucleolus, policy bounds for a constrained one.
    per_capita : bool
        Excesses are divided by the coalition's size.
    """

    levels: tuple[BalancedLevel, ...]
    bounds: ShareBounds
    per_capita: bool = False

    def to_json(self, game: Game) -> dict[str, Any]:
        """Return it as plain JSON data, coalitions by name."""
        return {
            "per_capita": self.per_capita,
            "lower": [None if b is None else str(b) for b in self.bounds.lower],
            "upper": [None if b is None else str(b) for b in self.bounds.upper],
            "levels": [level.to_json(game) for level in self.levels],
        }


@dataclass(frozen=True, slots=True)
class EmptyCoreProof:
    """A balanced blocking collection, and shares that would be stable with the least subsidy.

    Attributes
    ----------
    weights : tuple of (mask, Fraction)
        Positive, each player covered with total weight exactly one.
    stable_shares : tuple of Fraction
        No coalition is worse off with them than alone; in a cost game they sum to the grand
        coalition's cost less the subsidy, in a value game to its value plus the subsidy.
    """

    weights: Weights
    stable_shares: tuple[Fraction, ...]

    def to_json(self, game: Game) -> dict[str, Any]:
        """Return it as plain JSON data, coalitions by name."""
        return {
            "weights": [[list(game.coalition(mask)), str(w)] for mask, w in self.weights],
            "stable_shares": {
                player: str(share)
                for player, share in zip(game.players, self.stable_shares, strict=True)
            },
        }
