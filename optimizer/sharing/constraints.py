"""Policy on top of a rule: caps, floors, exemptions, nobody worse off than alone.

Rules that are LPs take the bounds into the LP; other shares are projected onto them. When bounds
clash, the clash is put in words with the amounts that contradict each other, and the shares that
violate least are given instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Protocol

from optimizer.sharing.certificates.proofs import ShareBounds
from optimizer.sharing.certificates.words import Words, amount, names_en, names_zh
from optimizer.sharing.game import Kind

__all__ = [
    "Clash",
    "ConstrainedShares",
    "PlayerBound",
    "ShareConstraints",
    "TotalledGame",
    "find_clashes",
    "project_shares",
    "share_bounds",
]


@dataclass(frozen=True, slots=True)
class ShareConstraints:
    """What policy asks of the shares.

    Attributes
    ----------
    caps, floors : tuple of Fraction or None, length n
        Highest and lowest share of each player (what a fund can pay; a least contribution).
    exempt : frozenset of int
        Players whose share is zero by policy; the others fund it.
    not_worse_than_alone : bool
        A cost share at most, a value share at least, the player's own number.
    least : tuple of Fraction, length n or empty
        What meeting the rest pushes nobody below; see :meth:`paying_nobody`. Asks for nothing by
        itself.
    """

    caps: tuple[Fraction | None, ...]
    floors: tuple[Fraction | None, ...]
    exempt: frozenset[int] = frozenset()
    not_worse_than_alone: bool = False
    least: tuple[Fraction, ...] = ()

    @classmethod
    def none(cls, n: int) -> ShareConstraints:
        """Return the constraints that ask for nothing."""
        return cls((None,) * n, (None,) * n)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        bounds = (*self.caps, *self.floors)
        return all(b is None for b in bounds) and not self.exempt and not self.not_worse_than_alone

    def paying_nobody(self, fair: Sequence[Fraction]) -> ShareConstraints:
        """Return these constraints, met without turning anybody who pays into one who is paid.

        A negative share that the rule itself gives may stay.
        """
        return replace(self, least=tuple(min(Fraction(0), share) for share in fair))

    def player_bounds(self, game: TotalledGame) -> tuple[PlayerBound, ...]:
        """Return every bound with its source."""
        found = [PlayerBound(i, "cap", False, b) for i, b in enumerate(self.caps) if b is not None]
        found += [
            PlayerBound(i, "floor", True, b) for i, b in enumerate(self.floors) if b is not None
        ]
        found += [PlayerBound(i, "least", True, b) for i, b in enumerate(self.least)]
        for i in sorted(self.exempt):
            found += [PlayerBound(i, "exempt", low, Fraction(0)) for low in (False, True)]
        if self.not_worse_than_alone:
            is_lower = game.kind is Kind.VALUE
            found += [PlayerBound(i, "alone", is_lower, game.value(1 << i)) for i in range(game.n)]
        return tuple(found)


@dataclass(frozen=True, slots=True)
class PlayerBound:
    """One bound on one player's share; `source` is cap, floor, exempt, alone or least."""

    player: int
    source: str
    is_lower: bool
    value: Fraction


@dataclass(frozen=True, slots=True)
class Clash:
    """Bounds that contradict each other: their sum says ``0 ≥ gap > 0``.

    Attributes
    ----------
    bounds : tuple of PlayerBound
        Each with multiplier one; with the total (multiplier one) when `uses_total`.
    uses_total : bool
    gap : Fraction
        By how much they contradict.
    zh, en : str
    """

    bounds: tuple[PlayerBound, ...]
    uses_total: bool
    gap: Fraction
    zh: str
    en: str

    def to_json(self, players: Sequence[str]) -> dict[str, Any]:
        """Return the clash as plain JSON data, players by name."""
        return {
            "gap": str(self.gap),
            "uses_total": self.uses_total,
            "bounds": [
                {
                    "player": players[b.player],
                    "source": b.source,
                    "side": "lower" if b.is_lower else "upper",
                    "value": str(b.value),
                }
                for b in self.bounds
            ],
            "zh": self.zh,
            "en": self.en,
        }


@dataclass(frozen=True, slots=True)
class ConstrainedShares:
    """Shares after the projection.

    Attributes
    ----------
    shares : tuple of Fraction
        Sum exactly to the total, whatever clashed.
    clashes : tuple of Clash
        Empty when all bounds are met.
    projection : str
        Name: ``least-squares`` (weights all one) or ``weighted-least-squares``.
    """

    shares: tuple[Fraction, ...]
    clashes: tuple[Clash, ...]
    projection: str


class TotalledGame(Protocol):
    """What policy needs of a game: who plays, what each has alone, what all have together."""

    @property
    def players(self) -> tuple[str, ...]:
        """Names."""

    @property
    def kind(self) -> Kind:
        """Cost or value."""

    @property
    def n(self) -> int:
        """Number of players."""

    @property
    def grand(self) -> int:
        """Mask of everybody."""

    def value(self, mask: int) -> Fraction:
        """Return a coalition's exact number."""


def find_clashes(
    game: TotalledGame,
    constraints: ShareConstraints,
    shown: Words = amount,
) -> tuple[Clash, ...]:
    """Return every way the bounds contradict each other or the total, in words.

    Parameters
    ----------
    game : TotalledGame
        Exact.
    constraints : ShareConstraints
    shown : callable, optional
        How the sentences write an amount.
    """
    lower, upper = _tightest(game, constraints)
    clashes = []
    for low, high in zip(lower, upper, strict=True):
        if low is not None and high is not None and low.value > high.value:
            name = game.players[low.player]
            clashes.append(
                Clash(
                    (low, high),
                    False,
                    low.value - high.value,
                    f"{name} 的{_ZH[low.source]} {shown(low.value)} 高于其{_ZH[high.source]} "
                    f"{shown(high.value)}。",
                    f"The {_EN[low.source]} of {name}, {shown(low.value)}, is above its "
                    f"{_EN[high.source]}, {shown(high.value)}.",
                )
            )
    total = game.value(game.grand)
    for side, is_lower in ((upper, False), (lower, True)):
        found = [bound for bound in side if bound is not None]
        whole = sum((bound.value for bound in found), Fraction(0))
        gap = whole - total if is_lower else total - whole
        if len(found) < game.n or gap <= 0:
            continue
        # A lower bound of nothing contradicts nobody.
        telling = [bound for bound in found if bound.value or not is_lower]
        names = [game.players[bound.player] for bound in telling]
        if is_lower:
            zh = (
                f"{names_zh(names)} 的下限合计 {shown(whole)}，比总额 {shown(total)} 多 "
                f"{shown(gap)}。"
            )
            en = (
                f"The lower bounds of {names_en(names)} sum to {shown(whole)}, {shown(gap)} "
                f"more than the total {shown(total)}."
            )
        else:
            zh = (
                f"{names_zh(names)} 的上限合计 {shown(whole)}，比总额 {shown(total)} 少 "
                f"{shown(gap)}。"
            )
            en = (
                f"The upper bounds of {names_en(names)} sum to {shown(whole)}, {shown(gap)} "
                f"short of the total {shown(total)}."
            )
        clashes.append(Clash(tuple(telling), True, gap, zh, en))
    return tuple(clashes)


_ZH = {
    "cap": "上限",
    "floor": "下限",
    "exempt": "豁免额",
    "alone": "独自行事的数字",
    "least": "最低份额",
}
_EN = {
    "cap": "cap",
    "floor": "floor",
    "exempt": "exemption",
    "alone": "stand-alone number",
    "least": "least share",
}

Side = list[PlayerBound | None]


def _tightest(game: TotalledGame, constraints: ShareConstraints) -> tuple[Side, Side]:
    lower: Side = [None] * game.n
    upper: Side = [None] * game.n
    for bound in constraints.player_bounds(game):
        side = lower if bound.is_lower else upper
        seen = side[bound.player]
        if (
            seen is None
            or (bound.is_lower and bound.value > seen.value)
            or (not bound.is_lower and bound.value < seen.value)
        ):
            side[bound.player] = bound
    return lower, upper


def share_bounds(game: TotalledGame, constraints: ShareConstraints) -> ShareBounds:
    """Return the tightest bound on each side of each player."""
    lower, upper = _tightest(game, constraints)
    return ShareBounds(
        tuple(None if b is None else b.value for b in lower),
        tuple(None if b is None else b.value for b in upper),
    )


def project_shares(
    game: TotalledGame,
    target: Sequence[Fraction],
    constraints: ShareConstraints,
    weights: Sequence[Fraction] | None = None,
) -> ConstrainedShares:
    """Return the shares nearest to a rule's shares that meet the constraints, or violate least.

    Minimises ``Σ (x_i − target_i)² / w_i`` over the bounds and the total, exactly. Where a player's
    own bounds clash, its share may lie anywhere between them; where the bounds clash with the
    total, the missing (or surplus) amount is spread over the players who are not exempt in
    proportion to their weights, which violates the bounds by the least weighted squares.

    Parameters
    ----------
    game : Game
        Exact.
    target : sequence of Fraction, length n
    constraints : ShareConstraints
    weights : sequence of Fraction, optional
        Positive; a larger weight moves more. All one when left out.
    """
    moves = [Fraction(1)] * game.n if weights is None else list(weights)
    if len(moves) != game.n or any(w <= 0 for w in moves):
        raise ValueError("a projection needs one positive weight per player")
    name = "least-squares" if weights is None else "weighted-least-squares"
    clashes = find_clashes(game, constraints)
    bounds = share_bounds(game, constraints)
    lower, upper = list(bounds.lower), list(bounds.upper)
    for i, (low, high) in enumerate(zip(lower, upper, strict=True)):
        if low is not None and high is not None and low > high:
            lower[i], upper[i] = high, low
    total = game.value(game.grand)
    for limits, is_lower in ((upper, False), (lower, True)):
        known = [limit for limit in limits if limit is not None]
        rest = total - sum(known, Fraction(0))
        if len(known) == game.n and (rest < 0 if is_lower else rest > 0):
            open_players = [i for i in range(game.n) if i not in constraints.exempt]
            bearing = open_players or list(range(game.n))
            if is_lower and constraints.least:
                # What policy asks for gives way first; that nobody is paid for the rest does not.
                fixed = set(range(game.n)) - set(bearing)
                least = [known[i] if i in fixed else constraints.least[i] for i in range(game.n)]
                most = [known[i] if i in fixed else None for i in range(game.n)]
                return ConstrainedShares(_fill(known, moves, least, most, total), clashes, name)
            whole = sum((moves[i] for i in bearing), Fraction(0))
            shares = list(known)
            for i in bearing:
                shares[i] += rest * moves[i] / whole
            return ConstrainedShares(tuple(shares), clashes, name)
    return ConstrainedShares(_fill(target, moves, lower, upper, total), clashes, name)


def _fill(
    target: Sequence[Fraction],
    moves: Sequence[Fraction],
    lower: Sequence[Fraction | None],
    upper: Sequence[Fraction | None],
    total: Fraction,
) -> tuple[Fraction, ...]:
    """Return ``clip(target + w·μ)`` with the μ that makes the sum right."""

    def at(level: Fraction) -> tuple[Fraction, ...]:
        shares = []
        for t, w, low, high in zip(target, moves, lower, upper, strict=True):
            share = t + w * level
            share = share if low is None else max(share, low)
            shares.append(share if high is None else min(share, high))
        return tuple(shares)

    breaks = sorted(
        {
            (limit - t) / w
            for t, w, low, high in zip(target, moves, lower, upper, strict=True)
            for limit in (low, high)
            if limit is not None
        }
    )
    # The sum rises with μ and is linear between breaks; one more point on each side covers the
    # rays.
    points = [breaks[0] - 1, *breaks, breaks[-1] + 1] if breaks else [Fraction(-1), Fraction(1)]
    sums = [sum(at(point), Fraction(0)) for point in points]
    for k in range(len(points) - 1):
        first, last = k == 0, k == len(points) - 2
        inside = (first or sums[k] <= total) and (last or total <= sums[k + 1])
        slope = (sums[k + 1] - sums[k]) / (points[k + 1] - points[k])
        if inside and slope > 0:
            return at(points[k] + (total - sums[k]) / slope)
        if inside and sums[k] == total:
            return at(points[k])
    raise ValueError("no level meets the total: the bounds were not checked")
