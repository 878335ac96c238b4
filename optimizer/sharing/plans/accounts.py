"""Accounts of a plan: who bore what from which fund, and the transfers that settle the shares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from optimizer.domain import Fund, Round
from optimizer.domain.capacity import fund_slots, spendable_cents
from optimizer.sharing.plans.cost_lines import CostLine
from optimizer.sharing.plans.documents import AccountLine, TransferLine
from optimizer.sharing.plans.settlement import settle_balances

__all__ = ["SettledAccounts", "settle_accounts"]

Account = tuple[str, str | None]
"""A department and one of its funds, or its own budget."""


class SettledAccounts:
    """Accounts and transfers of a round.

    Attributes
    ----------
    lines : tuple of AccountLine
        Funds that bore or settle something, and own budgets, in the round's order.
    transfers : tuple of TransferLine
    least : int
        Proven: the accounts' balances need at least so many transfers.
    beyond_funds : dict of str to int
        Cents that a department with funds settles from its own budget because they do not suffice.
    """

    def __init__(
        self,
        lines: tuple[AccountLine, ...],
        transfers: tuple[TransferLine, ...],
        least: int,
        beyond_funds: dict[str, int],
    ) -> None:
        self.lines = lines
        self.transfers = transfers
        self.least = least
        self.beyond_funds = beyond_funds


def settle_accounts(
    round_: Round, lines: Sequence[CostLine], pays_cents: Mapping[str, int]
) -> SettledAccounts:
    """Settle what departments pay against what they bore.

    A department that owes pays from its funds, the one with the most left first, and beyond them
    from its own budget. One that is owed is refunded in the fund that bore most, when that fund
    bore at least the amount, else in its own budget.

    Parameters
    ----------
    round_ : Round
    lines : sequence of CostLine
        Of the plan.
    pays_cents : mapping of department to int
        Shares in whole cents that sum to the cost of the lines.
    """
    bears: dict[Account, int] = defaultdict(int)
    for line in lines:
        for bearer in line.bearers:
            bears[bearer.department, bearer.fund] += bearer.cents
    balances: dict[Account, int] = {}
    beyond: dict[str, int] = {}
    for department in round_.departments:
        own = {account: cents for account, cents in bears.items() if account[0] == department.id}
        balance = sum(own.values()) - pays_cents.get(department.id, 0)
        if balance > 0:
            balances[_refunded(department.id, own, balance)] = balance
        elif balance < 0:
            funds = [fund for fund in round_.funds if fund.department == department.id]
            paid = _paid_from(round_, funds, bears, -balance)
            balances |= {(department.id, fund): -cents for fund, cents in paid.items()}
            if funds and paid.get(None):
                beyond[department.id] = paid[None]
    accounts = list(balances)
    settlement = settle_balances([balances[account] for account in accounts])
    transfers = tuple(
        TransferLine(
            payer=accounts[i][0],
            payer_fund=accounts[i][1],
            payee=accounts[j][0],
            payee_fund=accounts[j][1],
            cents=cents,
        )
        for i, j, cents in settlement.transfers
    )
    return SettledAccounts(
        _account_lines(round_, bears, balances), transfers, settlement.least, beyond
    )


def _refunded(department: str, own: Mapping[Account, int], cents: int) -> Account:
    """Return the account that takes a refund."""
    funds = [account for account in own if account[1] is not None and own[account] >= cents]
    return max(funds, key=lambda account: own[account], default=(department, None))


def _paid_from(
    round_: Round, funds: Sequence[Fund], bears: Mapping[Account, int], cents: int
) -> dict[str | None, int]:
    """Split a debt over funds by what they have left, largest first; the rest is own budget."""
    left = {}
    for fund in funds:
        slots = fund_slots(fund, round_.calendar.periods)
        spendable = sum(spendable_cents(round_.policy, fund, slot) for slot in slots)
        left[fund.id] = spendable - bears.get((fund.department, fund.id), 0)
    paid: dict[str | None, int] = {}
    for fund_id in sorted(left, key=lambda id_: -left[id_]):
        part = min(cents, left[fund_id])
        if part > 0:
            paid[fund_id] = part
            cents -= part
    if cents:
        paid[None] = cents
    return paid


def _account_lines(
    round_: Round, bears: Mapping[Account, int], balances: Mapping[Account, int]
) -> tuple[AccountLine, ...]:
    order: list[Account] = []
    for department in round_.departments:
        order += [(department.id, f.id) for f in round_.funds if f.department == department.id]
        order.append((department.id, None))
    return tuple(
        AccountLine(
            department=account[0],
            fund=account[1],
            bears_cents=bears.get(account, 0),
            settles_cents=-balances.get(account, 0),
            carries_cents=bears.get(account, 0) - balances.get(account, 0),
        )
        for account in order
        if bears.get(account) or balances.get(account)
    )
