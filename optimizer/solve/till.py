"""The till: what a plan uses of the offers, counted and priced by variables of the model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ortools.sat.python import cp_model

from optimizer.domain.capacity import fund_slots
from optimizer.explain.offers import (
    DeadlineOffer,
    HireOffer,
    LevelOffer,
    MoneyOffer,
    Offer,
    Offers,
    RentOffer,
    TrainOffer,
)
from optimizer.explain.widening import levels_of
from optimizer.model.variables import Variables

__all__ = ["PARTS", "Bought", "Till", "spans_of"]

PARTS = 100
"""Parts of a cent in which costs are added up."""

ORDER = (HireOffer, TrainOffer, LevelOffer, RentOffer, MoneyOffer, DeadlineOffer)

Key = tuple[Offer, int]
"""An offer and a period of it (people, facilities), a slot (money), a step (levels), or 0."""


@dataclass(frozen=True, slots=True)
class Bought:
    """A part of a purchase.

    Attributes
    ----------
    offer : Offer
    amount : int
        Periods, cents, periods of delay, levels, or 1 for a training.
    cents : int
        What it costs.
    spans : tuple of (int, int)
        The periods bought of a person or a facility, as stretches.
    slot : int
        Of a money offer: position among the fund's slots in time order.
    """

    offer: Offer
    amount: int
    cents: int
    spans: tuple[tuple[int, int], ...] = ()
    slot: int = 0


@dataclass(frozen=True, slots=True)
class _Use:
    literal: cp_model.IntVar
    interval: cp_model.IntervalVar
    demand: int
    duration: int


class Till:
    """The variables of what is bought, made so that every use of an offer is paid for."""

    def __init__(self, variables: Variables, offers: Offers) -> None:
        self.variables = variables
        self.offers = offers
        self.model = variables.model
        self.periods = variables.round.calendar.periods
        self.flags: dict[Key, cp_model.IntVar] = {}
        self.amounts: dict[Key, cp_model.IntVar] = {}
        self.cents: dict[Key, int] = {}
        self.below: set[int] = set()
        """Indices of literals that put somebody on a place above their level."""
        self._people_and_things()
        self._money()
        self._deadlines()
        self._levels_and_trainings()

    def cost(self) -> cp_model.LinearExprT:
        """Return the cost of all that is bought, in parts of a cent (`PARTS`).

        Where a share of a fund is kept in reserve, a cent that can be drawn costs more than a cent.
        """
        terms = [PARTS * self.cents[key] * flag for key, flag in self.flags.items()]
        for (offer, at), amount in self.amounts.items():
            kept = offer.reserve_pct if isinstance(offer, MoneyOffer) else 0
            each = PARTS * 100 // (100 - kept) if kept < 100 else PARTS
            terms.append(each * self.cents[offer, at] * amount)
        return sum(terms)

    def _flag(self, offer: Offer, at: int, cents: int) -> cp_model.IntVar:
        flag = self.model.new_bool_var(f"buy[{offer}/{at}]")
        self.flags[offer, at], self.cents[offer, at] = flag, cents
        return flag

    def _amount(self, offer: Offer, at: int, most: int, cents: int) -> cp_model.IntVar:
        amount = self.model.new_int_var(0, most, f"buy[{offer}/{at}]")
        self.amounts[offer, at], self.cents[offer, at] = amount, cents
        return amount

    # People and facilities

    def _people_and_things(self) -> None:
        uses: dict[str, list[_Use]] = defaultdict(list)
        hired = {offer.id for offer in self.offers.hires}
        rented = {offer.id for offer in self.offers.rents}
        for vars_ in self.variables.all_packages():
            for option in vars_.options:
                asked = [
                    (id_, literal, place.load_pct)
                    for place in option.places
                    for id_, literal in place.experts.items()
                    if id_ in hired
                ]
                asked += [
                    (id_, literal, supply.need.units)
                    for supply in option.supplies
                    for id_, literal in supply.facilities.items()
                    if id_ in rented
                ]
                for id_, literal, demand in asked:
                    interval = self.model.new_optional_interval_var(
                        vars_.start, option.duration, vars_.end, literal, f"paid[{literal.name}]"
                    )
                    uses[id_].append(_Use(literal, interval, demand, option.duration))
        for hire in self.offers.hires:
            self._cells(hire, uses[hire.id], 100, hire.cents)
        for first, second in pairwise(self.offers.hires):
            if first.skill == second.skill:  # they are alike: the first is hired for longest
                self.model.add(self._periods(first) >= self._periods(second))
        for rent in self.offers.rents:
            self._cells(rent, uses[rent.id], rent.units, rent.cents * rent.units)

    def _periods(self, offer: Offer) -> cp_model.LinearExprT:
        return sum(flag for (of, _), flag in self.flags.items() if of == offer)

    def _cells(self, offer: Offer, uses: list[_Use], full: int, cents: int) -> None:
        if not uses:
            return
        cells = [self._flag(offer, t, cents) for t in range(self.periods)]
        shut = [
            self.model.new_optional_fixed_size_interval_var(t, 1, bought.negated(), "shut")
            for t, bought in enumerate(cells)
        ]
        intervals = [*(use.interval for use in uses), *shut]
        demands = [*(use.demand for use in uses), *(full for _ in shut)]
        self.model.add_cumulative(intervals, demands, full)
        work = sum(use.demand * use.duration * use.literal for use in uses)
        self.model.add(full * sum(cells) >= work)
        for use in uses:
            self.model.add(sum(cells) >= use.duration).only_enforce_if(use.literal)
        for use in uses:
            if not use.duration * use.demand:  # takes no time, and somebody who is there
                self.model.add_bool_or([use.literal.negated(), *cells])

    # Money and time

    def _money(self) -> None:
        for offer in self.offers.money:
            fund = next(f for f in self.offers.round.funds if f.id == offer.id)
            for at, slot in enumerate(fund_slots(fund, self.periods)):
                draws = [
                    draw
                    for key, draw in self.variables.draws.items()
                    if key[4] == offer.id and slot.start <= key[5] < slot.end
                ]
                if draws:
                    most = sum(int(list(draw.proto.domain)[-1]) for draw in draws)
                    self.model.add(self._amount(offer, at, most, 1) == sum(draws))

    def _deadlines(self) -> None:
        for offer in self.offers.deadlines:
            item = self.variables.projects[offer.project]
            late = self._amount(offer, 0, offer.most, offer.cents)
            for vars_ in item.packages.values():
                if offer.package in (None, vars_.package.id):
                    self.model.add(vars_.end <= offer.deadline + late).only_enforce_if(
                        item.accepted
                    )

    # Skills

    def _levels_and_trainings(self) -> None:
        trained: dict[tuple[str, str], list[tuple[int, cp_model.IntVar]]] = defaultdict(list)
        for offer in self.offers.trainings:
            flag = self._flag(offer, 0, offer.cents)
            trained[offer.expert, offer.skill].append((offer.level, flag))
        lowered: dict[tuple[str, str, str, str], list[cp_model.IntVar]] = {}
        asked: dict[tuple[str, str, str, str], int] = {}
        for ease in self.offers.levels:
            place = (ease.project, ease.package, ease.mode, ease.need)
            steps = [self._flag(ease, step, ease.cents) for step in range(1, ease.level)]
            for first, second in pairwise(steps):
                self.model.add_implication(second, first)
            lowered[place], asked[place] = steps, ease.level
        if not trained and not lowered:
            return
        levels = {expert.id: levels_of(expert) for expert in self.offers.before.experts}
        for vars_ in self.variables.all_packages():
            for option in vars_.options:
                for place_ in option.places:
                    need = place_.need
                    at = (vars_.project.id, vars_.package.id, option.mode.id, need.id)
                    level = asked.get(at, need.min_level)
                    for expert, literal in place_.experts.items():
                        has = levels.get(expert, {}).get(need.skill)
                        if has is None or has >= level:
                            continue  # hired people come at the level asked for
                        ways = [flag for to, flag in trained[expert, need.skill] if to >= level]
                        steps = lowered.get(at, [])
                        if level - has <= len(steps):
                            ways.append(steps[level - has - 1])
                        self.model.add_bool_or([literal.negated(), *ways])
                        self.below.add(literal.index)

    # What was bought

    def at_least(self, part: Bought) -> list[cp_model.IntVar]:
        """Return literals that all hold exactly when a part of a purchase is contained."""
        if isinstance(part.offer, HireOffer | RentOffer):
            return [self.flags[part.offer, t] for a, b in part.spans for t in range(a, b)]
        if isinstance(part.offer, LevelOffer):
            return [self.flags[part.offer, part.amount]]
        if isinstance(part.offer, TrainOffer):
            return [self.flags[part.offer, 0]]
        amount = self.amounts[part.offer, part.slot]
        reached = self.model.new_bool_var("reached")
        self.model.add(amount >= part.amount).only_enforce_if(reached)
        self.model.add(amount < part.amount).only_enforce_if(reached.negated())
        return [reached]

    def bought(self, values: Sequence[int]) -> tuple[Bought, ...]:
        """Return what a solution buys, offer by offer."""
        cells: dict[Offer, list[int]] = {}
        for (offer, at), flag in self.flags.items():
            if values[flag.index]:
                cells.setdefault(offer, []).append(at)
        parts = []
        for offer, ats in cells.items():
            cents = sum(self.cents[offer, at] for at in ats)
            timed = isinstance(offer, HireOffer | RentOffer)
            parts.append(Bought(offer, len(ats), cents, spans_of(ats) if timed else ()))
        for (offer, at), amount in self.amounts.items():
            count = values[amount.index]
            if count:
                slot = at if isinstance(offer, MoneyOffer) else 0
                parts.append(Bought(offer, count, count * self.cents[offer, at], slot=slot))
        return tuple(sorted(parts, key=lambda part: ORDER.index(type(part.offer))))


def spans_of(periods: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Return periods as stretches ``start <= t < end``."""
    spans: list[tuple[int, int]] = []
    for t in sorted(periods):
        if spans and spans[-1][1] == t:
            spans[-1] = (spans[-1][0], t + 1)
        else:
            spans.append((t, t + 1))
    return tuple(spans)
