"""Money: funds with what is drawn, reserved and left, categories, and what the cost is made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.figures import COST_KINDS, OutcomeFigures, Pressure, SlotUse
from scenarios.report.voice import Voice

__all__ = [
    "CategoryView",
    "CostView",
    "FundView",
    "category_pressures",
    "cost_parts",
    "drawn_by_category",
    "funds",
    "slots",
]


@dataclass(frozen=True)
class FundView:
    """A fund, or a slot of one; bars in percent of the largest amount shown."""

    id: str
    name: str
    owner: str
    dates: str
    amount: str
    amount_cents: int
    carried: str
    drawn: str
    drawn_cents: int
    reserve: str
    left: str
    left_cents: int
    drawn_bar_pct: float
    reserve_bar_pct: float
    left_bar_pct: float
    tip: str


def funds(figures: OutcomeFigures, voice: Voice) -> tuple[FundView, ...]:
    """Return every fund over all its slots."""
    largest = max((fund.amount_cents for fund in figures.funds), default=0)
    return tuple(_fund(row, largest, voice) for row in figures.funds)


def slots(figures: OutcomeFigures, voice: Voice) -> tuple[FundView, ...]:
    """Return every slot of the funds that have more than one; empty when none has."""
    count: dict[str, int] = defaultdict(int)
    for slot in figures.slots:
        count[slot.fund] += 1
    several = [slot for slot in figures.slots if count[slot.fund] > 1]
    largest = max((s.amount_cents + s.carried_in_cents for s in several), default=0)
    return tuple(_fund(row, largest, voice) for row in several)


def _fund(row: SlotUse, largest: int, voice: Voice) -> FundView:
    n = voice.numerals
    drawn, reserve, left = n.money(row.drawn_cents), n.money(row.reserve_cents), row.left_cents
    name = voice.names.fund(row.fund)

    def bar(cents: int) -> float:
        return round(100 * max(0, cents) / largest, 2) if largest else 0.0

    return FundView(
        id="" if name == row.fund else row.fund,
        name=name,
        owner=voice.names.department(row.department),
        dates=n.span(row.start, row.end),
        amount=n.money(row.amount_cents),
        amount_cents=row.amount_cents,
        carried=n.money(row.carried_in_cents) if row.carried_in_cents else "",
        drawn=drawn,
        drawn_cents=row.drawn_cents,
        reserve=reserve,
        left=n.money(left),
        left_cents=left,
        drawn_bar_pct=bar(row.drawn_cents),
        reserve_bar_pct=bar(row.reserve_cents),
        left_bar_pct=bar(left),
        tip=voice("money.bar", drawn=drawn, reserve=reserve, left=n.money(left)),
    )


@dataclass(frozen=True)
class CategoryView:
    """A category of money: what all requests ask for against what may be drawn."""

    name: str
    asked: str
    spendable: str
    load: str
    load_bar_pct: float
    full_at_pct: float
    drawn: str
    tight: bool


def category_pressures(figures: OutcomeFigures, voice: Voice) -> tuple[CategoryView, ...]:
    """Return the categories asked for, the tightest first."""
    widest = max([100.0, *(row.load_pct or 0.0 for row in figures.money)])
    return tuple(_category(row, widest, voice) for row in figures.money)


def _category(row: Pressure, widest: float, voice: Voice) -> CategoryView:
    n = voice.numerals
    load = widest if row.load_pct is None else row.load_pct
    return CategoryView(
        name=row.name,
        asked=n.money(row.asked),
        spendable=n.money(row.capacity),
        load=voice("card.nobody") if row.load is None else voice.load(row),
        load_bar_pct=round(100 * load / widest, 2),
        full_at_pct=round(10_000 / widest, 2),
        drawn=n.money(row.used),
        tight=row.load is None or row.load > 1,
    )


@dataclass(frozen=True)
class CostView:
    """A part of a sum; the bar is its share in percent."""

    code: str
    name: str
    cents: str
    value: int
    share: str
    share_pct: float


def cost_parts(figures: OutcomeFigures, voice: Voice) -> tuple[CostView, ...]:
    """Return what the plan's cost is made of, in the order of the kinds."""
    sums: dict[str, int] = defaultdict(int)
    for line in figures.costs:
        sums[line.kind] += line.cents
    parts = [(kind, voice(f"cost.{kind}"), sums[kind]) for kind in COST_KINDS if sums[kind]]
    return _parts(parts, voice)


def drawn_by_category(figures: OutcomeFigures, voice: Voice) -> tuple[CostView, ...]:
    """Return what is drawn from the funds by category, outsourcing apart, most first."""
    sums: dict[tuple[str, bool], int] = defaultdict(int)
    for use in figures.categories:
        sums[use.category, use.outsourcing] += use.cents
    parts = [
        (category, voice("money.outsourcing", category=category) if bought else category, cents)
        for (category, bought), cents in sorted(sums.items(), key=lambda item: -item[1])
    ]
    return _parts(parts, voice)


def _parts(parts: Sequence[tuple[str, str, int]], voice: Voice) -> tuple[CostView, ...]:
    n, total = voice.numerals, sum(cents for _, _, cents in parts)
    return tuple(
        CostView(
            code=code,
            name=name,
            cents=n.money(cents),
            value=cents,
            share=n.percent(100 * cents / total),
            share_pct=round(100 * cents / total, 2),
        )
        for code, name, cents in parts
        if cents
    )
