"""Lines about coalitions: the core, no subsidy, the least-core epsilon, an empty core.

References
----------
Bondareva, O. (1963) and Shapley, L. (1967), On balanced sets and cores: the core is empty exactly
when some balanced collection of coalitions does better than the grand coalition.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from optimizer.sharing.certificates.excess import ExcessScan, WorstCoalition
from optimizer.sharing.certificates.lines import CertificateLine, Verdict
from optimizer.sharing.certificates.nucleolus_proof import check_least_core_level
from optimizer.sharing.certificates.proofs import EmptyCoreProof, NucleolusProof
from optimizer.sharing.certificates.words import Words, amount, coalition_names
from optimizer.sharing.game import Game, Kind, members

__all__ = [
    "WorstPair",
    "check_core",
    "check_empty_core",
    "check_least_core",
    "check_no_subsidy",
    "find_worst",
]


class WorstPair:
    """Worst coalition when every interval is taken at its least / most favourable end."""

    __slots__ = ("certain", "possible")

    def __init__(self, certain: WorstCoalition | None, possible: WorstCoalition | None) -> None:
        self.certain = certain
        self.possible = possible


def find_worst(game: Game, shares: Sequence[Fraction], per_capita: bool = False) -> WorstPair:
    """Return the worst coalition; for intervals the one certain and the one possible."""
    calm = game.lower_game() if game.kind is Kind.VALUE else game.upper_game()
    certain = ExcessScan(calm, shares).worst(per_capita)
    if not game.is_interval:
        return WorstPair(certain, certain)
    harsh = game.upper_game() if game.kind is Kind.VALUE else game.lower_game()
    return WorstPair(certain, ExcessScan(harsh, shares).worst(per_capita))


def _single_player(axiom: str) -> CertificateLine:
    return CertificateLine(
        axiom,
        Verdict.SKIPPED,
        "只有一方，没有其他联盟。",
        "There is one player and no other coalition.",
    )


def check_core(
    game: Game, shares: Sequence[Fraction], worst: WorstPair, shown: Words = amount
) -> CertificateLine:
    """Check that no coalition would do better by itself, and name the worst one."""
    if worst.certain is None or worst.possible is None:
        return _single_player("core")
    seen = worst.certain if worst.certain.excess > 0 else worst.possible
    zh, en = coalition_names(game, seen.mask)
    excess = seen.excess
    figures = {
        "worst_coalition": list(game.coalition(seen.mask)),
        "worst_excess": str(excess),
    }
    low = game.interval(game.grand)
    if not low.is_exact or sum(shares, Fraction(0)) != low.low:
        verdict = Verdict.UNPROVEN if not low.is_exact else Verdict.FAIL
        return CertificateLine(
            "core",
            verdict,
            "份额合计不等于总额，不在核中。"
            if low.is_exact
            else "总额只知区间，核的归属无法断定。",
            "The shares do not sum to the total, so they are not in the core."
            if low.is_exact
            else "The total is only an interval, so core membership is open.",
            figures,
        )
    if worst.certain.excess > 0:
        better = ("少付", "would pay") if game.kind is Kind.COST else ("多得", "would earn")
        more = "less" if game.kind is Kind.COST else "more"
        return CertificateLine(
            "core",
            Verdict.FAIL,
            f"不在核中：联盟 {zh} 单干可{better[0]} {shown(excess)}。",
            f"Not in the core: {en} {better[1]} {shown(excess)} {more} by itself.",
            figures,
        )
    if worst.possible.excess > 0:
        return CertificateLine(
            "core",
            Verdict.UNPROVEN,
            f"联盟 {zh} 的数字只知区间，最坏时单干可好 {shown(excess)}，尚不能断定。",
            f"{en} is known only as an interval; at worst it would gain {shown(excess)} by "
            "itself, so this is open.",
            figures,
        )
    return CertificateLine(
        "core",
        Verdict.PASS,
        f"在核中：最接近退出的联盟 {zh} 仍好 {shown(-excess)}。",
        f"In the core: even {en}, the coalition nearest to leaving, is {shown(-excess)} better "
        "off by staying.",
        figures,
    )


def check_no_subsidy(
    game: Game, shares: Sequence[Fraction], worst: WorstPair, shown: Words = amount
) -> CertificateLine:
    """Check the incremental test: nobody is carried by the others.

    Cost: ``x(S) ≥ c(N) − c(N∖S)``; value: ``x(S) ≤ v(N) − v(N∖S)``, for every coalition. It is
    the stand-alone test of the complement, so the worst coalition comes from the same pass.
    """
    if worst.certain is None or worst.possible is None:
        return _single_player("no-subsidy")
    whole = game.interval(game.grand)
    if not whole.is_exact:
        return CertificateLine(
            "no-subsidy",
            Verdict.UNPROVEN,
            "总额只知区间，此项无法断定。",
            "The total is only an interval, so this is open.",
        )
    slack = game.sign * (sum(shares, Fraction(0)) - whole.low)
    certain, possible = worst.certain.excess + slack, worst.possible.excess + slack
    seen = worst.certain if certain > 0 else worst.possible
    short = certain if certain > 0 else possible
    inside = game.grand & ~seen.mask
    zh, en = coalition_names(game, inside)
    figures = {"worst_coalition": list(game.coalition(inside)), "subsidy": str(max(short, 0))}
    if possible <= 0:
        return CertificateLine(
            "no-subsidy",
            Verdict.PASS,
            "每个联盟至少承担自己带来的增量。"
            if game.kind is Kind.COST
            else "没有联盟拿走超过自己带来的增量。",
            "Every coalition pays at least what it adds to the cost."
            if game.kind is Kind.COST
            else "No coalition takes more than it adds.",
            figures,
        )
    if certain <= 0:
        return CertificateLine(
            "no-subsidy",
            Verdict.UNPROVEN,
            f"{zh} 是否受补贴取决于只知区间的数字。",
            f"Whether {en} is subsidised depends on figures known only as intervals.",
            figures,
        )
    return CertificateLine(
        "no-subsidy",
        Verdict.FAIL,
        f"{zh} 受其他方补贴 {shown(short)}。",
        f"{en} is subsidised by the others by {shown(short)}.",
        figures,
    )


def check_least_core(
    game: Game,
    shares: Sequence[Fraction],
    worst: WorstPair,
    proof: NucleolusProof | None,
    shown: Words = amount,
) -> CertificateLine:
    """Check that the largest excess is the least possible, from the first balanced level."""
    if worst.certain is None or worst.possible is None:
        return _single_player("least-core")
    figures = {
        "epsilon": str(worst.certain.excess),
        "epsilon_high": str(worst.possible.excess),
    }
    if proof is None or game.is_interval:
        return CertificateLine(
            "least-core",
            Verdict.UNPROVEN,
            f"最大不满为 {shown(worst.possible.excess)}；没有附上它最小的证明。",
            f"The largest excess is {shown(worst.possible.excess)}; no proof that it is least "
            "was handed over.",
            figures,
        )
    refusal = check_least_core_level(game, shares, proof)
    if refusal is None:
        unit = ("人均", " per head") if proof.per_capita else ("", "")
        epsilon = proof.levels[0].excess
        return CertificateLine(
            "least-core",
            Verdict.PASS,
            f"{unit[0]}最大不满 ε = {shown(epsilon)} 已证明是所能达到的最小值。",
            f"The largest excess{unit[1]}, ε = {shown(epsilon)}, is proved to be the least "
            "possible.",
            {**figures, "epsilon": str(epsilon)},
        )
    return CertificateLine(
        "least-core",
        Verdict.FAIL,
        f"所附的最小核证明不成立（{refusal.code}）。",
        f"The least-core proof that was handed over does not hold ({refusal.code}).",
        {**figures, "refusal": refusal.code},
    )


def check_empty_core(game: Game, proof: EmptyCoreProof, shown: Words = amount) -> CertificateLine:
    """Check a balanced blocking collection and the least subsidy, exactly.

    The weights give a lower bound on what the grand coalition lacks, the stable shares an upper
    bound; the subsidy is proved least when the two agree.
    """
    axiom = "core-nonempty"
    cover = [Fraction(0)] * game.n
    reach = Fraction(0)
    for mask, weight in proof.weights:
        if weight <= 0 or not 0 < mask <= game.grand:
            return _refused(axiom)
        reach += weight * game.value(mask)
        for i in members(mask):
            cover[i] += weight
    if any(entry != 1 for entry in cover):
        return _refused(axiom)
    gap = game.sign * (reach - game.value(game.grand))
    if gap <= 0:
        return _refused(axiom)
    given = game.sign * (sum(proof.stable_shares, Fraction(0)) - game.value(game.grand))
    worst = ExcessScan(game, proof.stable_shares).worst()
    stable = worst is None or worst.excess <= 0
    zh_list = "、".join(coalition_names(game, mask)[0] for mask, _ in proof.weights)
    en_list = ", ".join(coalition_names(game, mask)[1] for mask, _ in proof.weights)
    figures = {"gap": str(gap), **proof.to_json(game)}
    if stable and given == gap:
        zh = f"至少补贴 {shown(gap)} 才能稳定，且此数已证明最小。"
        en = f"A subsidy of {shown(gap)} is the least that makes it stable, and is proved so."
        figures["least_subsidy"] = str(gap)
    else:
        zh = f"补贴不会少于 {shown(gap)}。"
        en = f"No subsidy below {shown(gap)} can make it stable."
    return CertificateLine(
        axiom,
        Verdict.FAIL,
        f"核是空的：{zh_list} 的平衡组合比全体合作好 {shown(gap)}。{zh}",
        f"The core is empty: the balanced collection {en_list} does {shown(gap)} better than "
        f"everybody together. {en}",
        figures,
    )


def _refused(axiom: str) -> CertificateLine:
    return CertificateLine(
        axiom,
        Verdict.UNPROVEN,
        "所附的空核证明不成立，核是否为空未定。",
        "The proof of an empty core that was handed over does not hold; it is open whether the "
        "core is empty.",
        {"refusal": "not-balanced"},
    )
