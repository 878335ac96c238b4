"""Airport games with clones: each use needs everything a smaller use needs, many uses are alike.

A coalition costs what its most demanding member costs alone. Thousands of players need no table:
the Shapley value and the nucleolus have closed forms in the number of types.

References
----------
Littlechild, S. C. and Owen, G. (1973), A simple expression for the Shapley value in a special case,
Management Science 20. Littlechild, S. C. (1974), A simple expression for the nucleolus in a special
case, Int. J. Game Theory 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from optimizer.sharing.certificates.lines import Certificate, CertificateLine, Verdict
from optimizer.sharing.certificates.words import amount, names_en, names_zh
from optimizer.sharing.game import Game, Kind

__all__ = ["AirportGame", "airport_nucleolus", "airport_shapley", "certify_airport_shares"]


@dataclass(frozen=True, slots=True)
class AirportGame:
    """A cost game ``c(S) = max over S of the type's cost``, with `counts` clones of each type.

    Parameters
    ----------
    types : tuple of str
    costs : tuple of Fraction
        Non-negative, in ascending order.
    counts : tuple of int
        Positive.
    """

    types: tuple[str, ...]
    costs: tuple[Fraction, ...]
    counts: tuple[int, ...]
    name: str = ""

    def __post_init__(self) -> None:
        if not self.types or not len(self.types) == len(self.costs) == len(self.counts):
            raise ValueError("types, costs and counts must be as many, and at least one")
        if any(count < 1 for count in self.counts):
            raise ValueError("each type needs at least one clone")
        if self.costs[0] < 0 or any(
            a > b for a, b in zip(self.costs, self.costs[1:], strict=False)
        ):
            raise ValueError("costs must be non-negative and ascending")

    def tabulate(self) -> Game:
        """Return the dense game with every clone as a player (small counts only)."""
        players = [
            f"{name}#{k + 1}" if count > 1 else name
            for name, count in zip(self.types, self.counts, strict=True)
            for k in range(count)
        ]
        costs = [c for c, count in zip(self.costs, self.counts, strict=True) for _ in range(count)]
        return Game.from_function(
            players,
            lambda mask: max(cost for i, cost in enumerate(costs) if mask >> i & 1),
            Kind.COST,
            self.name,
        )


def airport_shapley(game: AirportGame) -> tuple[Fraction, ...]:
    """Return the Shapley share of one player of each type.

    Each increment of cost is split equally among all players who need it. Axioms: efficiency,
    symmetry, dummy, additivity; in the core because the game is concave.
    """
    shares = []
    paid, below = Fraction(0), Fraction(0)
    users = sum(game.counts)
    for cost, count in zip(game.costs, game.counts, strict=True):
        paid += (cost - below) / users
        shares.append(paid)
        below = cost
        users -= count
    return tuple(shares)


def airport_nucleolus(game: AirportGame) -> tuple[Fraction, ...]:
    """Return the nucleolus share of one player of each type.

    Littlechild's recursion: with ``m(k)`` players of the first ``k`` types, the common rate of a
    stretch of types ending at ``k`` is ``(c(k) − paid) / (m(k) − m(start) + 1)``, or
    ``(c(K) − paid) / (m(K) − m(start))`` for the last; the stretch with the least rate is fixed
    and the recursion goes on above it. Axioms: efficiency, symmetry, core, least excess vector.
    """
    shares: list[Fraction] = []
    start, paid = 0, Fraction(0)
    last = len(game.types) - 1
    while start <= last:
        users = 0
        rates: list[Fraction] = []
        for k in range(start, last + 1):
            users += game.counts[k]
            rates.append((game.costs[k] - paid) / (users if k == last else users + 1))
        rate = min(rates)
        # Among equal rates the longest stretch is taken: the recursion above it is the same.
        end = start + max(k for k, other in enumerate(rates) if other == rate)
        for k in range(start, end + 1):
            shares.append(rate)
            paid += rate * game.counts[k]
        start = end + 1
    return tuple(shares)


def certify_airport_shares(game: AirportGame, shares: Sequence[Fraction]) -> Certificate:
    """Check shares per player of each type exactly: efficiency, core, no negative share.

    The coalition that gains most by leaving is, for some level of cost, everybody up to that level
    whose share is positive, so as many coalitions as types need a look.
    """
    total = sum(
        (share * count for share, count in zip(shares, game.counts, strict=True)), Fraction(0)
    )
    efficient = total == game.costs[-1]
    lines = [
        CertificateLine(
            "efficiency",
            Verdict.PASS if efficient else Verdict.FAIL,
            f"份额合计 {amount(total)}，总额 {amount(game.costs[-1])}。",
            f"The shares sum to {amount(total)}; the total is {amount(game.costs[-1])}.",
            {"sum": str(total)},
        )
    ]
    worst, level = _worst_level(game, shares)
    names = game.types[: level + 1]
    stable = efficient and worst <= 0
    lines.append(
        CertificateLine(
            "core",
            Verdict.PASS if stable else Verdict.FAIL,
            f"最接近退出的是 {names_zh(names)} 的全体，不满为 {amount(worst)}。",
            f"Nearest to leaving are all of {names_en(names)}, with an excess of {amount(worst)}.",
            {"worst_coalition": list(names), "worst_excess": str(worst)},
        )
    )
    negative = [t for t, share in zip(game.types, shares, strict=True) if share < 0]
    lines.append(
        CertificateLine(
            "non-negative",
            Verdict.FAIL if negative else Verdict.PASS,
            f"{names_zh(negative)} 的份额为负。" if negative else "没有负的份额。",
            f"The share of {names_en(negative)} is negative."
            if negative
            else "No share is negative.",
        )
    )
    return Certificate(tuple(lines))


def _worst_level(game: AirportGame, shares: Sequence[Fraction]) -> tuple[Fraction, int]:
    """Return the largest excess of a proper coalition and the level of cost it reaches."""
    last = len(game.types) - 1
    found: list[tuple[Fraction, int]] = []
    paid = Fraction(0)
    for k, (share, count) in enumerate(zip(shares, game.counts, strict=True)):
        paid += max(share, Fraction(0)) * count
        if k < last:
            found.append((paid - game.costs[k], k))
    # At the top level somebody who is not the only one up there stays out.
    droppable = [shares[k] for k in range(last + 1) if k < last or game.counts[k] > 1]
    if droppable:
        dropped = max(min(droppable), Fraction(0))
        found.append((paid - dropped - game.costs[last], last))
    else:
        found.append((Fraction(0), last))
    return max(found)
