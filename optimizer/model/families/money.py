"""Money: every need is paid from funds of its category, in the fiscal segment where it falls."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from ortools.sat.python import cp_model

from optimizer.domain import Fund, MoneyNeed, Project
from optimizer.domain.capacity import (
    fiscal_segments,
    fund_slots,
    money_by_period,
    spendable_cents,
    spread,
)
from optimizer.domain.semantics import access_allows, staffing_cents
from optimizer.model.variables import Option, PackageVars, Variables

__all__ = ["add_money"]


@dataclass
class _Demand:
    """Cents that fall due when a literal holds, by start period of the package."""

    literal: cp_model.IntVar
    amount: int
    timing: MoneyNeed
    duration: int

    def by_period(self, start: int) -> dict[int, int]:
        if self.timing.timing == "spread":
            return spread(self.amount, start, self.duration)
        return money_by_period(self.timing, start, self.duration)


def add_money(variables: Variables) -> None:
    """Add ``sum_f d_nfs = due_ns`` for every need and segment, and ``sum_n d_nfs <= slot``.

    With one fiscal segment the due amount is linear in the options; with several it is read from a
    table over the package's start. Unspent money rolls over when the fund says so.
    """
    round_ = variables.round
    segments = fiscal_segments(round_)
    drawn: dict[tuple[str, int], list[cp_model.IntVar]] = defaultdict(list)
    for vars_ in variables.all_packages():
        demands: dict[tuple[str, str], list[_Demand]] = defaultdict(list)
        categories: dict[tuple[str, str], str] = {}
        for option in vars_.options:
            for need in option.mode.money:
                key = (option.mode.id, need.id)
                categories[key] = need.category
                demands[key].append(
                    _Demand(option.chosen, need.amount_cents, need, option.duration)
                )
            _outsourcing(option, demands, categories)
        for key, items in demands.items():
            funds = _payers(round_.funds, vars_.project, categories[key])
            _pay(variables, vars_, key, items, funds, segments, drawn)
    for fund in round_.funds:
        slots = fund_slots(fund, round_.calendar.periods)
        spent: list[cp_model.IntVar] = []
        granted = 0
        for slot in slots:
            here = [
                draw
                for start, _ in segments
                if slot.start <= start < slot.end
                for draw in drawn.get((fund.id, start), [])
            ]
            held = sum(
                variables.held.drawn.get((fund.id, start), 0)
                for start, _ in segments
                if slot.start <= start < slot.end
            )
            spendable = spendable_cents(round_.policy, fund, slot) - held
            if fund.roll_over:
                spent, granted = spent + here, granted + spendable
                variables.model.add(sum(spent) <= granted)
            else:
                variables.model.add(sum(here) <= spendable)


def _outsourcing(
    option: Option,
    demands: dict[tuple[str, str], list[_Demand]],
    categories: dict[tuple[str, str], str],
) -> None:
    for place in option.places:
        terms = place.need.outsource
        if terms is None or terms.category is None:
            continue
        each = staffing_cents(terms.rate_cents, place.load_pct, option.duration)
        key = (option.mode.id, place.need.id)
        categories[key] = terms.category
        for count, literal in enumerate(place.outside, start=1):
            timing = MoneyNeed(id=place.need.id, category=terms.category, amount_cents=each * count)
            demands[key].append(_Demand(literal, each * count, timing, option.duration))


def _payers(funds: tuple[Fund, ...], project: Project, category: str) -> list[Fund]:
    return [
        fund
        for fund in funds
        if (not fund.categories or category in fund.categories)
        and access_allows(fund.access, fund.department, project)
    ]


def _pay(
    variables: Variables,
    vars_: PackageVars,
    key: tuple[str, str],
    items: list[_Demand],
    funds: list[Fund],
    segments: tuple[tuple[int, int], ...],
    drawn: dict[tuple[str, int], list[cp_model.IntVar]],
) -> None:
    round_, model = variables.round, variables.model
    most = max(item.amount for item in items)
    domain = list(vars_.start.proto.domain)
    starts = range(domain[0], domain[-1] + 1)
    for index, (segment, _) in enumerate(segments):
        draws = []
        for fund in funds:
            slots = fund_slots(fund, round_.calendar.periods)
            if not any(slot.start <= segment < slot.end for slot in slots):
                continue
            name = (vars_.project.id, vars_.package.id, *key, fund.id, segment)
            draw = model.new_int_var(0, most, f"draw{list(name)}")
            variables.draws[name] = draw
            drawn[fund.id, segment].append(draw)
            draws.append(draw)
        if len(segments) == 1:
            model.add(sum(draws) == sum(item.amount * item.literal for item in items))
            continue
        due = []
        for item in items:
            table = _table(item, segments, index, round_.calendar.periods, starts)
            at = model.new_int_var(0, item.amount, "")
            model.add_element(vars_.start - starts.start, table, at)
            owed = model.new_int_var(0, item.amount, "")
            model.add(owed == at).only_enforce_if(item.literal)
            model.add(owed == 0).only_enforce_if(item.literal.negated())
            due.append(owed)
        model.add(sum(draws) == sum(due))


def _table(
    item: _Demand,
    segments: tuple[tuple[int, int], ...],
    index: int,
    periods: int,
    starts: range,
) -> list[int]:
    """Cents due in a segment for every start."""
    first, last = segments[index]
    table = []
    for start in starts:
        cents = 0
        for t, amount in item.by_period(start).items():
            cents += amount if first <= min(t, periods - 1) < last else 0
        table.append(cents)
    return table
