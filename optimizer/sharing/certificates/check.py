"""The whole certificate of some shares of some game, without knowing the rule that made them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from optimizer.sharing.certificates.axioms import (
    check_dummy,
    check_efficiency,
    check_individual_rationality,
    check_non_negative,
    check_symmetry,
)
from optimizer.sharing.certificates.core import (
    check_core,
    check_empty_core,
    check_least_core,
    check_no_subsidy,
    find_worst,
)
from optimizer.sharing.certificates.lines import Certificate, CertificateLine, Verdict, waive
from optimizer.sharing.certificates.nucleolus_proof import check_nucleolus_proof
from optimizer.sharing.certificates.proofs import EmptyCoreProof, NucleolusProof
from optimizer.sharing.certificates.words import Words, amount
from optimizer.sharing.game import Game

__all__ = ["certify_shares", "check_nucleolus"]


def check_nucleolus(
    game: Game, shares: Sequence[Fraction], proof: NucleolusProof, axiom: str = "nucleolus"
) -> CertificateLine:
    """Check Kohlberg's proof and say it in words."""
    if game.is_interval:
        return CertificateLine(
            axiom,
            Verdict.UNPROVEN,
            "有联盟的数字只知区间，核仁无法证明。",
            "Some coalitions are known only as intervals, so the nucleolus cannot be proved.",
        )
    refusal = check_nucleolus_proof(game, shares, proof)
    if refusal is None:
        return CertificateLine(
            axiom,
            Verdict.PASS,
            f"{len(proof.levels)} 层平衡组合证明这就是核仁。",
            f"Balanced collections on {len(proof.levels)} levels prove that this is the nucleolus.",
            proof.to_json(game),
        )
    shown = "" if refusal.mask is None else ", ".join(game.coalition(refusal.mask))
    level = "" if refusal.level is None else str(refusal.level + 1)
    return CertificateLine(
        axiom,
        Verdict.FAIL,
        f"核仁证明不成立（{refusal.code}" + (f"，第 {level} 层" if level else "") + f"）{shown}。",
        f"The nucleolus proof does not hold ({refusal.code}"
        + (f", level {level}" if level else "")
        + (f", {{{shown}}}" if shown else "")
        + ").",
        {"refusal": refusal.code, "level": refusal.level, "coalition": shown.split(", ")},
    )


def certify_shares(
    game: Game,
    shares: Sequence[Fraction],
    *,
    nucleolus: NucleolusProof | None = None,
    nucleolus_axiom: str = "nucleolus",
    empty_core: EmptyCoreProof | None = None,
    waived: Mapping[str, tuple[str, str]] | None = None,
    shown: Words = amount,
) -> Certificate:
    """Check shares of a game axiom by axiom, in exact arithmetic.

    Parameters
    ----------
    game : Game
        Table game; intervals make lines ``unproven`` where they leave the answer open.
    shares : sequence of Fraction, length n
    nucleolus : NucleolusProof, optional
        Its first level also proves the least-core epsilon. A proof without the later levels is
        asked for its first level only when `nucleolus_axiom` is empty.
    nucleolus_axiom : str
        Name of the line the proof is checked under; empty to check the first level only.
    empty_core : EmptyCoreProof, optional
    waived : mapping of axiom to (zh, en) reason, optional
        Policy exemptions; the verdict found stays in the figures.
    shown : callable, optional
        How the sentences write an amount.

    Returns
    -------
    Certificate

    Raises
    ------
    ValueError
        The number of shares is not the number of players.
    """
    if len(shares) != game.n:
        raise ValueError(f"{game.n} players need {game.n} shares, not {len(shares)}")
    exact = tuple(Fraction(share) for share in shares)
    worst = find_worst(game, exact)
    lines = [
        check_efficiency(game, exact, shown),
        check_individual_rationality(game, exact, shown),
        check_core(game, exact, worst, shown),
        check_no_subsidy(game, exact, worst, shown),
        check_least_core(game, exact, worst, nucleolus, shown),
        check_symmetry(game, exact, shown),
        check_dummy(game, exact, shown),
        check_non_negative(game, exact),
    ]
    if empty_core is not None and not game.is_interval:
        lines.append(check_empty_core(game, empty_core, shown))
    if nucleolus is not None and nucleolus_axiom:
        lines.append(check_nucleolus(game, exact, nucleolus, nucleolus_axiom))
    reasons = waived or {}
    return Certificate(tuple(waive(line, reasons.get(line.axiom)) for line in lines))
