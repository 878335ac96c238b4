"""From the bill of one published version to that of the next: what is still to be moved."""

from __future__ import annotations

from optimizer.domain.types import Frozen, Id
from optimizer.sharing.plans import PlanShares, settle_balances

__all__ = ["DepartmentDifference", "Payment", "SettlementDifference", "settle_difference"]


class DepartmentDifference(Frozen):
    """What changes for a department, in cents."""

    department: Id
    pays_before: int
    pays_after: int
    earns_before: int
    earns_after: int
    receives_cents: int
    """Receives (positive) or pays (negative) once more, the earlier settlement being made."""


class Payment(Frozen):
    """Money that one department passes to another."""

    payer: Id
    payee: Id
    cents: int


class SettlementDifference(Frozen):
    """What departments still owe each other when one version follows another."""

    currency: str
    departments: tuple[DepartmentDifference, ...]
    payments: tuple[Payment, ...]
    least_payments: int
    """Proven: it can't be done with fewer."""


def settle_difference(before: PlanShares | None, after: PlanShares) -> SettlementDifference:
    """Return the settlement of what changes from one version to the next.

    Parameters
    ----------
    before : PlanShares or None
        Of the version before, whose settlement was made; ``None``: of nothing, so that the
        difference is the whole settlement.
    after : PlanShares

    Returns
    -------
    SettlementDifference
        What departments receive sums to zero; over all versions it sums to the last settlement.
    """
    old = {} if before is None else {item.department: item for item in before.departments}
    rows = []
    for new in after.departments:
        was = old.get(new.department)
        pays, earns = (0, 0) if was is None else (was.pays_cents, was.earns_cents)
        rows.append(
            DepartmentDifference(
                department=new.department,
                pays_before=pays,
                pays_after=new.pays_cents,
                earns_before=earns,
                earns_after=new.earns_cents,
                receives_cents=new.balance_cents - (earns - pays),
            )
        )
    settled = settle_balances([row.receives_cents for row in rows])
    return SettlementDifference(
        currency=after.currency,
        departments=tuple(rows),
        payments=tuple(
            Payment(payer=rows[i].department, payee=rows[j].department, cents=cents)
            for i, j, cents in settled.transfers
        ),
        least_payments=settled.least,
    )
