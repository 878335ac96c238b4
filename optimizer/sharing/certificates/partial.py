"""What can be said of shares when only some coalitions are known: refutations, and open questions.

Used where a table is out of reach. A coalition that is known to do better by itself refutes; that
none of the known ones does proves nothing, and the line says how many were looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from optimizer.sharing.certificates.lines import Certificate, CertificateLine, Verdict
from optimizer.sharing.certificates.words import Words, amount, names_en, names_zh
from optimizer.sharing.game import Interval, Kind, members

__all__ = ["certify_known_coalitions"]


def certify_known_coalitions(
    players: Sequence[str],
    kind: Kind,
    total: Fraction,
    known: Mapping[int, Interval],
    shares: Sequence[Fraction],
    shown: Words = amount,
) -> Certificate:
    """Check shares against the coalitions that were evaluated.

    Parameters
    ----------
    players : sequence of str
    kind : Kind
    total : Fraction
        The grand coalition's number.
    known : mapping of mask to Interval
    shares : sequence of Fraction, one per player
    shown : callable, optional
        How the sentences write an amount.
    """
    given = sum(shares, Fraction(0))
    tied = given == total
    lines = [
        CertificateLine(
            "efficiency",
            Verdict.PASS if tied else Verdict.FAIL,
            f"份额合计 {shown(given)}，总额 {shown(total)}。",
            f"The shares sum to {shown(given)}; the total is {shown(total)}.",
            {"sum": str(given), "total": str(total)},
        ),
        _alone(players, kind, known, shares, shown),
        _core(players, kind, known, shares, shown),
    ]
    below = [players[i] for i, share in enumerate(shares) if share < 0]
    lines.append(
        CertificateLine(
            "non-negative",
            Verdict.FAIL if below else Verdict.PASS,
            f"{names_zh(below)} 的份额为负。" if below else "没有负的份额。",
            f"The share of {names_en(below)} is negative." if below else "No share is negative.",
        )
    )
    return Certificate(tuple(lines))


def _excess(kind: Kind, interval: Interval, mask: int, shares: Sequence[Fraction]) -> Interval:
    """Return what a coalition gains by leaving; the low end is certain."""
    paid = sum((shares[i] for i in members(mask)), Fraction(0))
    if kind is Kind.COST:
        return Interval(paid - interval.high, paid - interval.low)
    return Interval(interval.low - paid, interval.high - paid)


def _alone(
    players: Sequence[str],
    kind: Kind,
    known: Mapping[int, Interval],
    shares: Sequence[Fraction],
    shown: Words,
) -> CertificateLine:
    axiom = "individual-rationality"
    gains = {
        i: _excess(kind, known[1 << i], 1 << i, shares)
        for i in range(len(players))
        if 1 << i in known
    }
    worse = [i for i, gain in gains.items() if gain.low > 0]
    if worse:
        worst = max(worse, key=lambda i: (gains[i].low, -i))
        names = [players[i] for i in worse]
        gap = shown(gains[worst].low)
        return CertificateLine(
            axiom,
            Verdict.FAIL,
            f"{names_zh(names)} 不如独自行事；最差的 {players[worst]} 吃亏 {gap}。",
            f"{names_en(names)} would do better alone; {players[worst]} most, by {gap}.",
            {"players": names, "worst": players[worst], "loss": str(gains[worst].low)},
        )
    if len(gains) == len(players) and all(gain.high <= 0 for gain in gains.values()):
        zh, en = "没有任何一方不如独自行事。", "Nobody is worse off than alone."
        return CertificateLine(axiom, Verdict.PASS, zh, en)
    zh = "有的部门独自行事的数字未知或只知区间，未定。"
    en = "What some have alone is not known, or only as an interval, so this is open."
    return CertificateLine(axiom, Verdict.UNPROVEN, zh, en)


def _core(
    players: Sequence[str],
    kind: Kind,
    known: Mapping[int, Interval],
    shares: Sequence[Fraction],
    shown: Words,
) -> CertificateLine:
    everyone = (1 << len(players)) - 1
    gains = {
        mask: _excess(kind, interval, mask, shares)
        for mask, interval in known.items()
        if 0 < mask < everyone
    }
    count = len(gains)
    worst = max(gains, key=lambda mask: (gains[mask].low, -mask), default=None)
    if worst is not None and gains[worst].low > 0:
        names, gap = [players[i] for i in members(worst)], gains[worst].low
        return CertificateLine(
            "core",
            Verdict.FAIL,
            f"不在核中：联盟 {names_zh(names)} 单干可好 {shown(gap)}。",
            f"Not in the core: {names_en(names)} would do {shown(gap)} better by itself.",
            {"worst_coalition": names, "worst_excess": str(gap), "coalitions": count},
        )
    return CertificateLine(
        "core",
        Verdict.UNPROVEN,
        f"已求值的 {count} 个联盟中没有单干更好的；其余联盟未求值，未定。",
        f"None of the {count} coalitions evaluated does better by itself; the others were not "
        "looked at, so this is open.",
        {"coalitions": count},
    )
