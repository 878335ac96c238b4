"""Money: one currency, and amounts stated once."""

from __future__ import annotations

from optimizer.checks.report import finding
from optimizer.domain import Round
from optimizer.findings import Finding, Severity

__all__ = ["check_currency"]


def check_currency(round_: Round) -> list[Finding]:
    """Return findings on foreign currencies and on funds with an amount beside slots."""
    stated = [(f.currency, f"/funds/{i}/currency") for i, f in enumerate(round_.funds)]
    stated += [
        (need.currency, f"/projects/{i}/packages/{j}/modes/{k}/money/{m}/currency")
        for i, project in enumerate(round_.projects)
        for j, package in enumerate(project.packages)
        for k, mode in enumerate(package.modes)
        for m, need in enumerate(mode.money)
    ]
    results = [
        finding(
            "money.mixed-currency",
            at,
            f"币种是 {currency}，而本轮用 {round_.currency}。",
            f"The currency is {currency}, the round's is {round_.currency}.",
            fix=("换算成本轮的币种。", "Convert it to the round's currency."),
            found=currency,
            expected=round_.currency,
        )
        for currency, at in stated
        if currency not in (None, round_.currency)
    ]
    results += [
        finding(
            "money.amount-beside-slots",
            f"/funds/{i}/amount_cents",
            f"资金“{fund.id}”已分段，总额不起作用。",
            f"The fund {fund.id!r} has slots, so its amount is not used.",
            fix=("删去总额或各段。", "Remove the amount or the slots."),
            found=fund.amount_cents,
            expected="0",
            severity=Severity.WARNING,
            subject=(fund.id,),
        )
        for i, fund in enumerate(round_.funds)
        if fund.slots and fund.amount_cents
    ]
    return results
