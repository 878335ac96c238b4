"""Linear production games and Owen's dual prices: a core point from one LP.

References
----------
Owen, G. (1975), On the core of linear production games, Mathematical Programming 9.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from optimizer.sharing.exact_simplex import InfeasibleRows, Row, minimise_exactly
from optimizer.sharing.game import Game, Kind
from optimizer.sharing.refusals import refuse

__all__ = ["LinearProduction", "OwenShares", "owen_shares"]


@dataclass(frozen=True, slots=True)
class LinearProduction:
    """Players pool resources and make what pays best: ``v(S) = max p·z, A z ≤ Σ b_i, z ≥ 0``.

    Parameters
    ----------
    players : tuple of str
    profits : tuple of Fraction, length m
        Profit per unit of each product.
    technology : tuple of tuple of Fraction, shape (k, m)
        Use of resource r per unit of product.
    resources : tuple of tuple of Fraction, shape (n, k)
        What each player owns, not negative.
    """

    players: tuple[str, ...]
    profits: tuple[Fraction, ...]
    technology: tuple[tuple[Fraction, ...], ...]
    resources: tuple[tuple[Fraction, ...], ...]

    def __post_init__(self) -> None:
        k, m = len(self.technology), len(self.profits)
        if any(len(row) != m for row in self.technology):
            raise ValueError("each resource needs its use by every product")
        if len(self.resources) != len(self.players) or any(len(row) != k for row in self.resources):
            raise ValueError("each player needs an amount of every resource")
        if any(amount < 0 for row in self.resources for amount in row):
            raise ValueError("resources must not be negative")

    def pooled(self, mask: int) -> tuple[Fraction, ...]:
        """Return a coalition's resources."""
        return tuple(
            sum((row[r] for i, row in enumerate(self.resources) if mask >> i & 1), Fraction(0))
            for r in range(len(self.technology))
        )

    def prices(self, mask: int) -> tuple[tuple[Fraction, ...], Fraction]:
        """Return a coalition's optimal dual prices and its value, exactly.

        Solves ``min u·b`` subject to ``uᵀA ≥ p, u ≥ 0``; primal and dual agree by construction.

        Raises
        ------
        RuleRefused
            A profitable product uses no resource, so the value is unbounded.
        """
        amounts = self.pooled(mask)
        scale = math.lcm(*(amount.denominator for amount in amounts))
        objective = [int(amount * scale) for amount in amounts]
        k = len(amounts)
        rows = []
        for j, profit in enumerate(self.profits):
            column = [self.technology[r][j] for r in range(k)]
            factor = math.lcm(*(entry.denominator for entry in column))
            whole = tuple(int(entry * factor) for entry in column)
            rows.append(Row(("product", j), whole, profit * factor))
        start = [
            Row(("resource", r), tuple(int(i == r) for i in range(k)), Fraction(0))
            for r in range(k)
        ]

        def separate(point: Sequence[Fraction], first: bool) -> Row | None:
            gaps = [
                (
                    row.bound
                    - sum(
                        (c * z for c, z in zip(row.coefficients, point, strict=True)), Fraction(0)
                    ),
                    row,
                )
                for row in (*start, *rows)
            ]
            broken = [pair for pair in gaps if pair[0] > 0]
            if not broken:
                return None
            if first:
                return min((row for _, row in broken), key=lambda row: row.key)
            return max(broken, key=lambda pair: pair[0])[1]

        try:
            optimum = minimise_exactly(objective, start, separate)
        except InfeasibleRows:
            raise refuse(
                "rule.unbounded-production",
                "有获利产品不占用任何资源，价值无界。",
                "A profitable product uses no resource, so the value has no bound.",
            ) from None
        return optimum.point, optimum.value / scale

    def game(self) -> Game:
        """Return the value game, one exact LP per coalition."""
        return Game.from_function(self.players, lambda mask: self.prices(mask)[1], Kind.VALUE)


@dataclass(frozen=True, slots=True)
class OwenShares:
    """Dual prices per resource, and each player's resources valued at them."""

    prices: tuple[Fraction, ...]
    shares: tuple[Fraction, ...]


def owen_shares(production: LinearProduction) -> OwenShares:
    """Return Owen's shares: everybody's resources at the grand coalition's dual prices.

    Axioms: efficiency, core (of the linear production game, never of the integer one). Not unique
    when the dual is degenerate; the tie rule is the vertex of the exact dual simplex that starts
    from zero prices.
    """
    prices, _ = production.prices((1 << len(production.players)) - 1)
    shares = tuple(
        sum((price * amount for price, amount in zip(prices, row, strict=True)), Fraction(0))
        for row in production.resources
    )
    return OwenShares(prices, shares)
