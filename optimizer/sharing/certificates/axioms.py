"""Lines about players: efficiency, individual rationality, sign, symmetry, dummies.

Each function returns one line and knows nothing of the rule that made the shares.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.sharing.certificates.lines import CertificateLine, Verdict
from optimizer.sharing.certificates.words import Words, amount, names_en, names_zh
from optimizer.sharing.game import Game, Kind

__all__ = [
    "check_dummy",
    "check_efficiency",
    "check_individual_rationality",
    "check_non_negative",
    "check_symmetry",
    "dummy_players",
    "symmetric_pairs",
]

_SAMPLE = 4096


def check_efficiency(
    game: Game, shares: Sequence[Fraction], shown: Words = amount
) -> CertificateLine:
    """Check that the shares sum to the grand coalition's number, exactly."""
    total = sum(shares, Fraction(0))
    whole = game.interval(game.grand)
    figures = {"sum": str(total), "low": str(whole.low), "high": str(whole.high)}
    if not whole.is_exact and whole.low <= total <= whole.high:
        return CertificateLine(
            "efficiency",
            Verdict.UNPROVEN,
            f"份额合计 {shown(total)}；总额只知在 {shown(whole.low)} 与 {shown(whole.high)} 之间。",
            f"The shares sum to {shown(total)}; the total is only known to lie between "
            f"{shown(whole.low)} and {shown(whole.high)}.",
            figures,
        )
    gap = total - whole.low if total < whole.low else total - whole.high
    if gap == 0:
        return CertificateLine(
            "efficiency",
            Verdict.PASS,
            f"份额合计恰为总额 {shown(whole.low)}。",
            f"The shares sum exactly to the total {shown(whole.low)}.",
            figures,
        )
    zh = "多出" if gap > 0 else "短缺"
    en = "more" if gap > 0 else "less"
    return CertificateLine(
        "efficiency",
        Verdict.FAIL,
        f"份额合计 {shown(total)}，比总额{zh} {shown(abs(gap))}。",
        f"The shares sum to {shown(total)}, {shown(abs(gap))} {en} than the total.",
        {**figures, "gap": str(gap)},
    )


def check_individual_rationality(
    game: Game, shares: Sequence[Fraction], shown: Words = amount
) -> CertificateLine:
    """Check that no player is worse off than alone."""
    worse: list[tuple[Fraction, int]] = []
    unsure: list[int] = []
    for i, share in enumerate(shares):
        alone = game.interval(1 << i)
        losses = [game.sign * (end - share) for end in (alone.low, alone.high)]
        if min(losses) > 0:
            worse.append((min(losses), i))
        elif max(losses) > 0:
            unsure.append(i)
    axiom = "individual-rationality"
    if worse:
        loss, worst = max(worse, key=lambda pair: (pair[0], -pair[1]))
        names = [game.players[i] for _, i in worse]
        return CertificateLine(
            axiom,
            Verdict.FAIL,
            f"{names_zh(names)} 不如独自行事；最差的 {game.players[worst]} 吃亏 {shown(loss)}。",
            f"{names_en(names)} would do better alone; {game.players[worst]} most, by "
            f"{shown(loss)}.",
            {"players": names, "worst": game.players[worst], "loss": str(loss)},
        )
    if unsure:
        names = [game.players[i] for i in unsure]
        return CertificateLine(
            axiom,
            Verdict.UNPROVEN,
            f"{names_zh(names)} 独自行事的数字只知区间，尚不能断定。",
            f"What {names_en(names)} has alone is only an interval, so this is open.",
            {"players": names},
        )
    return CertificateLine(
        axiom,
        Verdict.PASS,
        "没有任何一方不如独自行事。",
        "Nobody is worse off than alone.",
    )


def check_non_negative(game: Game, shares: Sequence[Fraction]) -> CertificateLine:
    """Check that no share is negative; a negative one is named, not hidden."""
    below = [i for i, share in enumerate(shares) if share < 0]
    if not below:
        return CertificateLine(
            "non-negative", Verdict.PASS, "没有负的份额。", "No share is negative."
        )
    names = [game.players[i] for i in below]
    verb = ("收款而非付款", "is paid instead of paying")
    if game.kind is Kind.VALUE:
        verb = ("倒贴而非所得", "pays instead of receiving")
    return CertificateLine(
        "non-negative",
        Verdict.FAIL,
        f"{names_zh(names)} 的份额为负（{verb[0]}）。",
        f"The share of {names_en(names)} is negative ({verb[1]}).",
        {"players": names, "shares": [str(shares[i]) for i in below]},
    )


def _pair_views(table: NDArray[Any], n: int, i: int, j: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return v(S ∪ i) and v(S ∪ j) over all S without i < j, as views."""
    cube = table.reshape(1 << (n - 1 - j), 2, 1 << (j - i - 1), 2, 1 << i)
    return cube[:, 0, :, 1, :], cube[:, 1, :, 0, :]


def _sample_masks(n: int) -> NDArray[np.int64]:
    """Return some masks, all when few; they only make refusals quick, never acceptances."""
    if n <= 12:
        return np.arange(1 << n, dtype=np.int64)
    return np.random.default_rng(7).integers(0, 1 << n, _SAMPLE)


def _are_symmetric(game: Game, i: int, j: int, masks: NDArray[np.int64]) -> bool:
    table = game.numerators
    if table[1 << i] != table[1 << j]:
        return False
    rest = masks & ~((1 << i) | (1 << j))
    if np.any(table[rest | (1 << i)] != table[rest | (1 << j)]):
        return False
    first, second = _pair_views(table, game.n, i, j)
    return bool(np.array_equal(first, second))


def symmetric_pairs(game: Game) -> Iterator[tuple[int, int]]:
    """Yield pairs (representative, player) that every coalition can exchange freely.

    Symmetry is transitive, so comparing with one representative of each class is enough.
    """
    masks = _sample_masks(game.n)
    representatives: list[int] = []
    for j in range(game.n):
        match = next((i for i in representatives if _are_symmetric(game, i, j, masks)), None)
        if match is None:
            representatives.append(j)
        else:
            yield match, j


def dummy_players(game: Game) -> list[int]:
    """Return the players that add to every coalition just what they have alone."""
    masks = _sample_masks(game.n)
    table = game.numerators
    found = []
    for i in range(game.n):
        alone = table[1 << i]
        rest = masks & ~(1 << i)
        if np.any(table[rest | (1 << i)] - table[rest] != alone):
            continue
        cube = table.reshape(1 << (game.n - 1 - i), 2, 1 << i)
        if np.array_equal(cube[:, 1, :], cube[:, 0, :] + alone):
            found.append(i)
    return found


def _open_line(axiom: str) -> CertificateLine:
    return CertificateLine(
        axiom,
        Verdict.UNPROVEN,
        "有联盟的数字只知区间，此项无法断定。",
        "Some coalitions are known only as intervals, so this is open.",
    )


def check_symmetry(
    game: Game, shares: Sequence[Fraction], shown: Words = amount
) -> CertificateLine:
    """Check that players whom every coalition can exchange have equal shares."""
    if game.is_interval:
        return _open_line("symmetry")
    pairs = list(symmetric_pairs(game))
    broken = [(i, j) for i, j in pairs if shares[i] != shares[j]]
    if broken:
        i, j = broken[0]
        return CertificateLine(
            "symmetry",
            Verdict.FAIL,
            f"{game.players[i]} 与 {game.players[j]} 作用相同，份额却不同"
            f"（{shown(shares[i])} 与 {shown(shares[j])}）。",
            f"{game.players[i]} and {game.players[j]} are interchangeable but get "
            f"{shown(shares[i])} and {shown(shares[j])}.",
            {"pairs": [[game.players[a], game.players[b]] for a, b in broken]},
        )
    figures = {"pairs": [[game.players[a], game.players[b]] for a, b in pairs]}
    if pairs:
        zh, en = "作用相同的各方份额相同。", "Interchangeable players have equal shares."
    else:
        zh, en = "没有两方作用完全相同。", "No two players are interchangeable."
    return CertificateLine("symmetry", Verdict.PASS, zh, en, figures)


def check_dummy(game: Game, shares: Sequence[Fraction], shown: Words = amount) -> CertificateLine:
    """Check that a player who only ever adds what it has alone gets just that."""
    if game.is_interval:
        return _open_line("dummy")
    dummies = dummy_players(game)
    broken = [i for i in dummies if shares[i] != game.value(1 << i)]
    if broken:
        i = broken[0]
        alone = game.value(1 << i)
        return CertificateLine(
            "dummy",
            Verdict.FAIL,
            f"{game.players[i]} 对任何联盟只增加 {shown(alone)}，份额却是 {shown(shares[i])}。",
            f"{game.players[i]} adds just {shown(alone)} to every coalition, yet its share is "
            f"{shown(shares[i])}.",
            {"players": [game.players[a] for a in broken]},
        )
    figures = {"dummies": [game.players[i] for i in dummies]}
    if dummies:
        names = [game.players[i] for i in dummies]
        zh = f"无关方 {names_zh(names)} 的份额恰为其独自的数字。"
        en = f"Each dummy {names_en(names)} gets exactly what it has alone."
    else:
        zh, en = "没有无关方。", "There is no dummy player."
    return CertificateLine("dummy", Verdict.PASS, zh, en, figures)
