"""Purchases: a person or a facility for some periods, more money in a fund."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from optimizer.domain import (
    Access,
    Calendar,
    Expert,
    ExpertSkill,
    Facility,
    Fund,
    Round,
    SecurityLevel,
    Step,
    Text,
)
from optimizer.domain.types import Cents, Id, PeriodIndex
from scenarios.changes.change import RoundChange, impossible, named, shown, swapped

__all__ = ["AddMoney", "HirePerson", "RentFacility"]

Level = Annotated[int, Field(ge=1, le=5)]
Spans = Annotated[tuple[tuple[PeriodIndex, PeriodIndex], ...], Field(min_length=1)]
"""Stretches ``start <= t < end``, in order and apart from each other."""


class HirePerson(RoundChange):
    """One person with one skill is hired, full time, for some periods; open to every project."""

    kind: Literal["hire-person"] = "hire-person"
    id: Id
    department: str
    skill: str
    level: Level
    spans: Spans
    rate_cents: Cents = 0
    clearance: SecurityLevel = SecurityLevel.GENERAL_1

    @property
    def periods(self) -> int:
        """Person-periods hired."""
        return sum(end - start for start, end in self.spans)

    def apply(self, round_: Round, /) -> Round:
        """Return the round with the person at the end of the list."""
        named("department", round_.departments, self.department)
        skill = named("skill", round_.skills, self.skill)
        _refuse_taken(self.id, [expert.id for expert in round_.experts])
        _refuse_bad_spans(self.spans, round_.calendar)
        hired = Expert(
            id=self.id,
            name=Text(
                zh=f"外聘·{shown(skill.name, skill.id, 'zh')}",
                en=f"Hired, {shown(skill.name, skill.id, 'en')}",
            ),
            department=self.department,
            skills=(ExpertSkill(skill=skill.id, level=self.level),),
            availability_pct=0,
            exceptions=tuple(Step(start=a, end=b, value=100) for a, b in self.spans),
            rate_cents=self.rate_cents,
            clearance=self.clearance,
            access=Access(scope="anyone"),
        )
        return round_.model_copy(update={"experts": (*round_.experts, hired)})

    def sentence(self, round_: Round, /) -> Text:
        """Return for instance *A person with testing at level 3 is hired for 2 periods (...)*."""
        skill = named("skill", round_.skills, self.skill)
        many = "" if self.periods == 1 else "s"
        return Text(
            zh=f"外聘一名“{shown(skill.name, skill.id, 'zh')}”{self.level} 级人员，"
            f"共 {self.periods} 期（{_dates(self.spans, round_.calendar, 'zh')}）。",
            en=f"A person with {shown(skill.name, skill.id, 'en')} at level {self.level} is hired "
            f"for {self.periods} period{many} ({_dates(self.spans, round_.calendar, 'en')}).",
        )


class RentFacility(RoundChange):
    """One facility of a kind is rented for some periods; open to every project."""

    kind: Literal["rent-facility"] = "rent-facility"
    id: Id
    department: str
    facility_kind: Id
    units: Annotated[int, Field(ge=1, le=10**9)] = 1
    spans: Spans
    rate_cents: Cents = 0

    @property
    def periods(self) -> int:
        """Periods rented."""
        return sum(end - start for start, end in self.spans)

    def apply(self, round_: Round, /) -> Round:
        """Return the round with the facility at the end of the list."""
        named("department", round_.departments, self.department)
        _refuse_taken(self.id, [facility.id for facility in round_.facilities])
        _refuse_bad_spans(self.spans, round_.calendar)
        rented = Facility(
            id=self.id,
            name=Text(zh=f"租用·{self.facility_kind}", en=f"Rented {self.facility_kind}"),
            kind=self.facility_kind,
            department=self.department,
            units=0,
            exceptions=tuple(Step(start=a, end=b, value=self.units) for a, b in self.spans),
            rate_cents=self.rate_cents,
            access=Access(scope="anyone"),
        )
        return round_.model_copy(update={"facilities": (*round_.facilities, rented)})

    def sentence(self, round_: Round, /) -> Text:
        """Return for instance *A facility of kind lab (units: 1) is rented for 2 periods (...)*."""
        many = "" if self.periods == 1 else "s"
        return Text(
            zh=f"租用一处“{self.facility_kind}”设施（数量 {self.units}），"
            f"共 {self.periods} 期（{_dates(self.spans, round_.calendar, 'zh')}）。",
            en=f"A facility of kind {self.facility_kind} (units: {self.units}) is rented for "
            f"{self.periods} period{many} ({_dates(self.spans, round_.calendar, 'en')}).",
        )


class AddMoney(RoundChange):
    """A fund without slots, or one slot of a fund, gains money."""

    kind: Literal["add-money"] = "add-money"
    fund: str
    amount_cents: Annotated[int, Field(ge=1, le=10**13)]
    slot: Annotated[int, Field(ge=0)] | None = None
    """Position of the slot, from 0, in the order of the round."""

    def apply(self, round_: Round, /) -> Round:
        """Return the round with the fund's amount raised."""
        fund = named("fund", round_.funds, self.fund)
        if self.slot is None and not fund.slots:
            raised = fund.model_copy(update={"amount_cents": fund.amount_cents + self.amount_cents})
        elif self.slot is not None and self.slot < len(fund.slots):
            raised = _with_slot(fund, self.slot, self.amount_cents)
        else:
            count = len(fund.slots)
            raise impossible(
                "no-such-slot",
                "/slot",
                f"资金“{fund.id}”有 {count} 个时段，请指明其中之一。",
                f"Fund {fund.id!r} has {count} slots; name one of them.",
                fix=("改正时段序号。", "Correct the slot."),
            )
        return round_.model_copy(update={"funds": swapped(round_.funds, raised)})

    def sentence(self, round_: Round, /) -> Text:
        """Return for instance *Fund F1 gains 1,200.00 CNY*."""
        fund = named("fund", round_.funds, self.fund)
        money = f"{self.amount_cents // 100:,}.{self.amount_cents % 100:02d} {round_.currency}"
        where_zh = "" if self.slot is None else f"第 {self.slot + 1} 时段"
        where_en = "" if self.slot is None else f" slot {self.slot + 1}"
        return Text(
            zh=f"资金“{shown(fund.name, fund.id, 'zh')}”{where_zh}增加 {money}。",
            en=f"Fund {shown(fund.name, fund.id, 'en')}{where_en} gains {money}.",
        )


def _with_slot(fund: Fund, slot: int, cents: int) -> Fund:
    slots = list(fund.slots)
    amount = slots[slot].amount_cents + cents
    slots[slot] = slots[slot].model_copy(update={"amount_cents": amount})
    return fund.model_copy(update={"slots": tuple(slots)})


def _refuse_taken(id_: str, known: list[str]) -> None:
    if id_ in known:
        raise impossible(
            "id-taken",
            "/id",
            f"编号“{id_}”已被使用。",
            f"The id {id_!r} is taken.",
            fix=("换一个编号。", "Take another id."),
        )


def _refuse_bad_spans(spans: Spans, calendar: Calendar) -> None:
    edges = [edge for span in spans for edge in span]
    inside = all(start < end for start, end in spans) and edges[-1] <= calendar.periods
    if not inside or edges != sorted(edges):
        raise impossible(
            "no-such-periods",
            "/spans",
            f"各段周期须依次排列并在 0–{calendar.periods} 之内。",
            f"The periods are not in order inside 0 to {calendar.periods}.",
            fix=("改正起止周期。", "Correct the periods."),
        )


def _dates(spans: Spans, calendar: Calendar, lang: str) -> str:
    last = calendar.periods - 1
    said = [
        (calendar.first_day(min(a, last)), calendar.last_day(min(max(b - 1, a), last)))
        for a, b in spans
    ]
    joint = " 至 " if lang == "zh" else " to "
    return ("、" if lang == "zh" else ", ").join(f"{a}{joint}{b}" for a, b in said)
