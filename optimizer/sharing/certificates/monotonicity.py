"""Monotonicity between two games: when a coalition improves, its members must not lose.

References
----------
Young, H. P. (1985), Monotonic solutions of cooperative games, Int. J. Game Theory 14: no rule that
picks core shares is coalitionally monotone from five players on; the Shapley value is the only
efficient, symmetric, strongly monotone rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from optimizer.sharing.certificates.lines import CertificateLine, Verdict
from optimizer.sharing.certificates.words import amount, names_en, names_zh
from optimizer.sharing.game import Game, Kind

__all__ = ["check_aggregate_monotonicity", "check_coalition_monotonicity"]


def _better(before: Game, after: Game) -> object:
    """Return, per mask, how much better `after` is, over a common denominator."""
    if before.players != after.players or before.kind is not after.kind:
        raise ValueError("the two games must have the same players and kind")
    if before.is_interval or after.is_interval:
        raise ValueError("monotonicity is checked between exact games")
    old = before.numerators.astype(object) * after.denominator
    new = after.numerators.astype(object) * before.denominator
    return (new - old) * before.sign


def _losers(
    before: Game, old: Sequence[Fraction], new: Sequence[Fraction], players: Sequence[int]
) -> list[int]:
    return [i for i in players if before.sign * (new[i] - old[i]) < 0]


def _line(
    axiom: str, before: Game, losers: list[int], old: Sequence[Fraction], new: Sequence[Fraction]
) -> CertificateLine:
    if not losers:
        return CertificateLine(
            axiom,
            Verdict.PASS,
            "变好的联盟中没有成员吃亏。",
            "No member of an improved coalition loses.",
        )
    names = [before.players[i] for i in losers]
    i = losers[0]
    verb = ("付", "pays") if before.kind is Kind.COST else ("得", "gets")
    return CertificateLine(
        axiom,
        Verdict.FAIL,
        f"情况变好，{names_zh(names)} 却吃亏：{before.players[i]} 原{verb[0]} {amount(old[i])}，"
        f"现{verb[0]} {amount(new[i])}。",
        f"Things improved, yet {names_en(names)} loses: {before.players[i]} {verb[1]} "
        f"{amount(new[i])} after {amount(old[i])}.",
        {"players": names},
    )


def _not_comparable(axiom: str) -> CertificateLine:
    return CertificateLine(
        axiom,
        Verdict.SKIPPED,
        "两局之间的变化不属于此项所问的情形。",
        "The change between the two games is not of the kind this axiom speaks of.",
    )


def check_coalition_monotonicity(
    before: Game, old: Sequence[Fraction], after: Game, new: Sequence[Fraction]
) -> CertificateLine:
    """Check that who is in every changed coalition does not lose when all changes are good.

    Parameters
    ----------
    before, after : Game
        Exact, same players and kind.
    old, new : sequence of Fraction
        Shares by the same rule in each.
    """
    axiom = "coalition-monotonicity"
    better = np.asarray(_better(before, after))
    changed = np.flatnonzero(better != 0)
    if not len(changed) or bool(np.any(better[changed] < 0)):
        return _not_comparable(axiom)
    common = int(np.bitwise_and.reduce(changed))
    players = [i for i in range(before.n) if common >> i & 1]
    if not players:
        return _not_comparable(axiom)
    return _line(axiom, before, _losers(before, old, new, players), old, new)


def check_aggregate_monotonicity(
    before: Game, old: Sequence[Fraction], after: Game, new: Sequence[Fraction]
) -> CertificateLine:
    """Check that nobody loses when only the grand coalition improved."""
    axiom = "aggregate-monotonicity"
    better = np.asarray(_better(before, after))
    changed = np.flatnonzero(better != 0)
    if list(changed) != [before.grand] or better[before.grand] < 0:
        return _not_comparable(axiom)
    return _line(axiom, before, _losers(before, old, new, range(before.n)), old, new)
