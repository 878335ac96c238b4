"""A purchase at once, without a search: the project is inserted beside the plan, market included.

It is an answer when there is no time for a better one, and where the search for one begins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from optimizer.checks.facts import Facts
from optimizer.domain import Plan, PlannedPackage, PlannedProject, Round
from optimizer.domain.capacity import fund_slots
from optimizer.explain.insertion import Inserted, insert_project
from optimizer.explain.making_offers import offers_for
from optimizer.explain.offers import OfferKind, Offers, PriceList
from optimizer.explain.room import Room
from optimizer.solve.till import Bought, spans_of

__all__ = ["QuickPurchase", "quick_purchase"]

KINDS: tuple[OfferKind, ...] = ("people", "facilities", "money", "deadline")
"""Levels and training are left to the search: it takes judgement to use them."""
MOST_STARTS = 6
"""First periods that are tried, spread over the round."""


@dataclass(frozen=True, slots=True)
class QuickPurchase:
    """What was bought, and the projects that it makes possible, in the offers' own names."""

    bought: tuple[Bought, ...]
    planned: tuple[PlannedProject, ...]

    @property
    def cents(self) -> int:
        """What it costs, reserves left out."""
        return sum(part.cents for part in self.bought)


def quick_purchase(
    round_: Round, plan: Plan, wanted: Collection[str], prices: PriceList
) -> QuickPurchase | None:
    """Return the cheapest of a few insertions; ``None``: none of them finds a place.

    Parameters
    ----------
    round_ : Round
        Of the plan, with the wanted projects in it.
    plan : Plan
        Without the wanted projects; it stays as it is.
    wanted : collection of str
    prices : PriceList
    """
    offers = offers_for(round_, wanted, prices, KINDS)
    periods = round_.calendar.periods
    step = max(1, periods // MOST_STARTS)
    found = [
        made
        for first in range(0, periods, step)
        if (made := _inserted(offers, plan, wanted, first)) is not None
    ]
    return min(found, key=lambda made: made.cents, default=None)


def _inserted(
    offers: Offers, plan: Plan, wanted: Collection[str], first: int
) -> QuickPurchase | None:
    """Return the projects inserted from a period on."""
    there = {item.project for item in plan.projects} | set(wanted)
    later = tuple(
        project.model_copy(update={"earliest_start": max(project.earliest_start, first)})
        if project.id in wanted
        else project
        for project in offers.round.projects
        if project.id in there
    )
    pins = tuple(pin for pin in offers.round.pins if pin.project in there)
    facts = Facts(offers.round.model_copy(update={"projects": later, "pins": pins}))
    planned: list[PlannedProject] = []
    for project in facts.with_prerequisites(name for name in wanted):
        if project.id not in wanted:
            continue
        room = Room(facts, Plan(projects=(*plan.projects, *planned)))
        made = insert_project(room, project)
        if not isinstance(made, Inserted):
            return None
        planned.append(made.planned)
    packages = [(item.project, package) for item in planned for package in item.packages]
    return QuickPurchase(_bought(offers, packages), tuple(planned))


Packages = list[tuple[str, PlannedPackage]]
"""Packages with the project of each."""


def _bought(offers: Offers, packages: Packages) -> tuple[Bought, ...]:
    """Return what some packages use of the offers."""
    return (*_people_and_things(offers, packages), *_money(offers, packages),
            *_delays(offers, packages))  # fmt: skip


def _people_and_things(offers: Offers, packages: Packages) -> Iterator[Bought]:
    last = offers.round.calendar.periods - 1
    cells: dict[str, set[int]] = defaultdict(set)
    for _, package in packages:
        span = range(package.start, max(package.end, package.start + 1))
        names = [name for line in package.staffing for name in line.experts]
        names += [line.facility for line in package.facilities]
        for name in names:
            cells[name] |= {min(t, last) for t in span}
    for hire in offers.hires:
        periods = sorted(cells.get(hire.id, ()))
        if periods:
            yield Bought(hire, len(periods), len(periods) * hire.cents, spans_of(periods))
    for rent in offers.rents:
        periods = sorted(cells.get(rent.id, ()))
        if periods:
            cents = len(periods) * rent.cents * rent.units
            yield Bought(rent, len(periods), cents, spans_of(periods))


def _money(offers: Offers, packages: Packages) -> Iterator[Bought]:
    drawn: dict[tuple[str, int], int] = defaultdict(int)
    for _, package in packages:
        for money in package.money:
            drawn[money.fund, money.period] += money.amount_cents
    funds = {fund.id: fund for fund in offers.round.funds}
    for more in offers.money:
        for index, slot in enumerate(fund_slots(funds[more.id], offers.round.calendar.periods)):
            cents = sum(drawn[more.id, at] for at in range(slot.start, slot.end))
            if cents:
                yield Bought(more, cents, cents, slot=index)


def _delays(offers: Offers, packages: Packages) -> Iterator[Bought]:
    for late in offers.deadlines:
        ends = [
            package.end
            for project, package in packages
            if project == late.project and late.package in (None, package.package)
        ]
        over = max(ends, default=0) - late.deadline
        if over > 0:
            yield Bought(late, over, over * late.cents)
