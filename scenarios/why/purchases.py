"""What was bought, as named changes that make the same of the round as the solver saw."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.domain import Fund, FundSlot, Round
from optimizer.domain.capacity import spendable_cents
from optimizer.explain.offers import HireOffer, LevelOffer, MoneyOffer, RentOffer, TrainOffer
from optimizer.solve.till import Bought
from scenarios.changes import (
    AddMoney,
    AnyChange,
    HirePerson,
    LowerLevel,
    RentFacility,
    SetDeadline,
    TrainExpert,
)
from scenarios.changes.change import named
from scenarios.why.documents import Purchase

__all__ = ["purchases_of"]


def purchases_of(round_: Round, bought: Sequence[Bought]) -> tuple[Purchase, ...]:
    """Return a purchase for each thing bought.

    Money counts with what the fund must be raised by: where a share of it is a reserve, that is
    more than what is drawn.
    """
    return tuple(_purchase(round_, part) for part in bought)


def _purchase(round_: Round, part: Bought) -> Purchase:
    change = _change(round_, part)
    cents = change.amount_cents if isinstance(change, AddMoney) else part.cents
    return Purchase(change=change, sentence=change.sentence(round_), cost_cents=cents)


def _change(round_: Round, part: Bought) -> AnyChange:
    offer = part.offer
    if isinstance(offer, HireOffer):
        return HirePerson(
            id=offer.id,
            department=offer.department,
            skill=offer.skill,
            level=offer.level,
            spans=part.spans,
            rate_cents=offer.cents,
            clearance=offer.clearance,
        )
    if isinstance(offer, RentOffer):
        return RentFacility(
            id=offer.id,
            department=offer.department,
            facility_kind=offer.kind,
            units=offer.units,
            spans=part.spans,
            rate_cents=offer.cents,
        )
    if isinstance(offer, MoneyOffer):
        fund = named("fund", round_.funds, offer.fund)
        slot = None
        if fund.slots:
            in_order = sorted(range(len(fund.slots)), key=lambda i: fund.slots[i].start)
            slot = in_order[part.slot]
        raised = _raise(round_, fund, slot, part.amount)
        return AddMoney(fund=fund.id, slot=slot, amount_cents=raised)
    if isinstance(offer, LevelOffer):
        return LowerLevel(
            project=offer.project,
            package=offer.package,
            mode=offer.mode,
            need=offer.need,
            level=offer.level - part.amount,
        )
    if isinstance(offer, TrainOffer):
        return TrainExpert(expert=offer.expert, skill=offer.skill, level=offer.level)
    return SetDeadline(
        project=offer.project, package=offer.package, deadline=offer.deadline + part.amount
    )


def _raise(round_: Round, fund: Fund, slot: int | None, cents: int) -> int:
    """Return the least amount that makes ``cents`` more of a fund spendable."""
    whole = fund.model_copy(update={"slots": ()}) if slot is None else None
    amount = fund.amount_cents if slot is None else fund.slots[slot].amount_cents

    def spendable(total: int) -> int:
        at = FundSlot(start=0, end=1, amount_cents=total)
        return spendable_cents(round_.policy, whole or fund, at)

    wanted = spendable(amount) + cents
    low, high = amount + cents, amount + 200 * cents + 100
    while low < high:
        middle = (low + high) // 2
        if spendable(middle) >= wanted:
            high = middle
        else:
            low = middle + 1
    return low - amount
