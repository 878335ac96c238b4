"""Changes to funds."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from optimizer.domain import Fund, Round, Text
from optimizer.domain.types import Cents
from scenarios.changes.change import RoundChange, impossible, named, shown, swapped

__all__ = ["ScaleFund", "SetFund"]


class ScaleFund(RoundChange):
    """Every amount of a fund becomes ``percent`` of itself, rounded half up to a cent."""

    kind: Literal["scale-fund"] = "scale-fund"
    fund: str
    percent: Annotated[int, Field(ge=0, le=10_000)]
    """100 changes nothing."""

    def apply(self, round_: Round, /) -> Round:
        """Return the round with the fund scaled, slot by slot."""
        fund = named("fund", round_.funds, self.fund)
        slots = tuple(
            slot.model_copy(update={"amount_cents": self._scaled(slot.amount_cents)})
            for slot in fund.slots
        )
        amount = self._scaled(fund.amount_cents)
        return _with_fund(round_, fund.model_copy(update={"amount_cents": amount, "slots": slots}))

    def _scaled(self, cents: int) -> int:
        return (cents * self.percent + 50) // 100

    def sentence(self, round_: Round, /) -> Text:
        """Return for instance *Fund F1 becomes 110 % of what it is*."""
        fund = named("fund", round_.funds, self.fund)
        return Text(
            zh=f"资金“{shown(fund.name, fund.id, 'zh')}”调整为原来的 {self.percent}%。",
            en=f"Fund {shown(fund.name, fund.id, 'en')} becomes {self.percent} % of what it is.",
        )


class SetFund(RoundChange):
    """A fund without slots, or one slot of a fund, gets a new amount."""

    kind: Literal["set-fund"] = "set-fund"
    fund: str
    amount_cents: Cents
    slot: Annotated[int, Field(ge=0)] | None = None
    """Position of the slot, from 0, in the order of the round."""

    def apply(self, round_: Round, /) -> Round:
        """Return the round with the amount set."""
        fund = named("fund", round_.funds, self.fund)
        if self.slot is None:
            if fund.slots:
                raise self._no_slot(fund)
            return _with_fund(round_, fund.model_copy(update={"amount_cents": self.amount_cents}))
        if self.slot >= len(fund.slots):
            raise self._no_slot(fund)
        slots = list(fund.slots)
        slots[self.slot] = slots[self.slot].model_copy(update={"amount_cents": self.amount_cents})
        return _with_fund(round_, fund.model_copy(update={"slots": tuple(slots)}))

    def _no_slot(self, fund: Fund) -> Exception:
        count = len(fund.slots)
        return impossible(
            "no-such-slot",
            "/slot",
            f"资金“{fund.id}”有 {count} 个时段，请指明其中之一。" if count else "该资金没有时段。",
            f"Fund {fund.id!r} has {count} slots; name one of them."
            if count
            else f"Fund {fund.id!r} has no slots.",
            fix=("改正时段序号，或改用按比例调整。", "Correct the slot, or scale the fund."),
        )

    def sentence(self, round_: Round, /) -> Text:
        """Return for instance *Fund F1 is set to 120,000.00 CNY*."""
        fund = named("fund", round_.funds, self.fund)
        money = f"{self.amount_cents // 100:,}.{self.amount_cents % 100:02d} {round_.currency}"
        where_zh = "" if self.slot is None else f"第 {self.slot + 1} 时段"
        where_en = "" if self.slot is None else f" slot {self.slot + 1}"
        return Text(
            zh=f"资金“{shown(fund.name, fund.id, 'zh')}”{where_zh}定为 {money}。",
            en=f"Fund {shown(fund.name, fund.id, 'en')}{where_en} is set to {money}.",
        )


def _with_fund(round_: Round, fund: Fund) -> Round:
    return round_.model_copy(update={"funds": swapped(round_.funds, fund)})
