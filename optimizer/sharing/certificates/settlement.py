"""The line about a settlement: transfers sum to zero and leave everybody where the shares say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from optimizer.sharing.certificates.lines import CertificateLine, Verdict

__all__ = ["check_settlement"]


def check_settlement(
    balance_cents: Mapping[str, int], transfers: Sequence[tuple[str, str, int]]
) -> CertificateLine:
    """Check transfers against balances.

    Parameters
    ----------
    balance_cents : mapping
        What each player is still owed (positive) or still owes (negative), in cents.
    transfers : sequence of (payer, payee, cents)
        Positive amounts.
    """
    axiom = "settlement"
    total = sum(balance_cents.values())
    rest = dict(balance_cents)
    for payer, payee, cents in transfers:
        if cents <= 0 or payer == payee or payer not in rest or payee not in rest:
            return CertificateLine(
                axiom,
                Verdict.FAIL,
                f"转账 {payer} → {payee} {cents} 分不合规。",
                f"The transfer {payer} → {payee} of {cents} cents is not a legal one.",
                {"transfer": [payer, payee, cents]},
            )
        rest[payer] += cents
        rest[payee] -= cents
    open_players = {player: cents for player, cents in rest.items() if cents}
    if total == 0 and not open_players:
        return CertificateLine(
            axiom,
            Verdict.PASS,
            f"{len(transfers)} 笔转账使所有人结清，合计为零。",
            f"{len(transfers)} transfers leave nobody owing anything; the sum is zero.",
            {"transfers": len(transfers)},
        )
    return CertificateLine(
        axiom,
        Verdict.FAIL,
        f"结算未平：余额合计 {total} 分，未结清 {len(open_players)} 方。",
        f"The settlement does not close: balances sum to {total} cents and {len(open_players)} "
        "players are not settled.",
        {"sum_cents": total, "open": open_players},
    )
