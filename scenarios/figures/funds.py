"""Money: what each fund holds, keeps back, pays and has left, by slot, category and project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.domain import Round
from optimizer.domain.capacity import fund_slots, spendable_cents
from scenarios.figures.lines import Payment

__all__ = ["CategoryUse", "SlotUse", "category_uses", "fund_totals", "slot_uses"]


@dataclass(frozen=True, slots=True)
class SlotUse:
    """A slot of a fund, or the sums over all slots of one.

    ``amount = reserve + spendable``. What may be drawn is ``spendable + carried_in``, where
    ``carried_in`` is what earlier slots left over when the fund lets money roll over;
    ``left = spendable + carried_in - drawn``.
    """

    fund: str
    department: str
    start: int
    end: int
    amount_cents: int
    reserve_cents: int
    carried_in_cents: int
    drawn_cents: int
    left_cents: int

    @property
    def spendable_cents(self) -> int:
        """What the slot itself lets projects draw."""
        return self.amount_cents - self.reserve_cents

    @property
    def drawn_pct(self) -> float:
        """What is drawn, in percent of what may be; 0 where nothing may."""
        may = self.spendable_cents + self.carried_in_cents
        return 100 * self.drawn_cents / may if may else 0.0


@dataclass(frozen=True, slots=True)
class CategoryUse:
    """What a fund pays of one category in one of its slots."""

    fund: str
    start: int
    category: str
    outsourcing: bool
    cents: int


def slot_uses(round_: Round, payments: Iterable[Payment]) -> tuple[SlotUse, ...]:
    """Return every slot of every fund, in the round's order and then in time."""
    drawn: dict[tuple[str, int], int] = defaultdict(int)
    for payment in payments:
        drawn[payment.fund, payment.slot_start] += payment.cents
    rows = []
    for fund in round_.funds:
        carried = 0
        for slot in fund_slots(fund, round_.calendar.periods):
            spendable = spendable_cents(round_.policy, fund, slot)
            left = spendable + carried - drawn[fund.id, slot.start]
            rows.append(
                SlotUse(
                    fund=fund.id,
                    department=fund.department,
                    start=slot.start,
                    end=slot.end,
                    amount_cents=slot.amount_cents,
                    reserve_cents=slot.amount_cents - spendable,
                    carried_in_cents=carried,
                    drawn_cents=drawn[fund.id, slot.start],
                    left_cents=left,
                )
            )
            carried = left if fund.roll_over else 0
    return tuple(rows)


def fund_totals(round_: Round, slots: Iterable[SlotUse]) -> tuple[SlotUse, ...]:
    """Return one row a fund; money carried over is counted once, where it was first spendable."""
    by_fund: dict[str, list[SlotUse]] = defaultdict(list)
    for slot in slots:
        by_fund[slot.fund].append(slot)
    rows = []
    for fund in round_.funds:
        parts = by_fund[fund.id]
        amount = sum(part.amount_cents for part in parts)
        reserve = sum(part.reserve_cents for part in parts)
        drawn = sum(part.drawn_cents for part in parts)
        rows.append(
            SlotUse(
                fund=fund.id,
                department=fund.department,
                start=min((part.start for part in parts), default=0),
                end=max((part.end for part in parts), default=0),
                amount_cents=amount,
                reserve_cents=reserve,
                carried_in_cents=0,
                drawn_cents=drawn,
                left_cents=amount - reserve - drawn,
            )
        )
    return tuple(rows)


def category_uses(payments: Iterable[Payment]) -> tuple[CategoryUse, ...]:
    """Return what is drawn by fund, slot and category, outsourcing apart from cash."""
    sums: dict[tuple[str, int, str, bool], int] = defaultdict(int)
    for payment in payments:
        key = (payment.fund, payment.slot_start, payment.category, payment.outsourcing)
        sums[key] += payment.cents
    return tuple(CategoryUse(*key, cents) for key, cents in sums.items())
