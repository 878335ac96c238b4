"""Money: every cent that falls is drawn from a fund that may pay it and can."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict

from optimizer.domain import Fund, MoneyLine
from optimizer.domain.capacity import (
    fiscal_segments,
    fund_slots,
    money_by_period,
    spendable_cents,
    spread,
)
from optimizer.domain.semantics import access_allows, staffing_cents
from optimizer.verify.resolved import Activity, Resolved
from optimizer.verify.violation import Ledger

__all__ = ["verify_money"]


def verify_money(resolved: Resolved, ledger: Ledger) -> None:
    """Lines sum to what falls in each fiscal segment and stay within the funds."""
    segments = fiscal_segments(resolved.round)
    starts = [start for start, _ in segments]
    known_starts = set(starts)
    drawn: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for activity in resolved.activities:
        asked = _asked(activity)
        sums: dict[tuple[str, int], int] = defaultdict(int)
        for need, (_, by_period) in asked.items():
            for period, cents in by_period.items():
                sums[need, starts[bisect_right(starts, period) - 1]] += cents
        paid: dict[tuple[str, int], int] = defaultdict(int)
        for line in activity.planned.money:
            if line.need not in asked:
                known = any(line.need == item.need.id for item in activity.staffed)
                code = "money.unasked" if known else "need.unknown"
                ledger.add(code, *activity.where, line.need, resource=line.fund)
            elif line.period not in known_starts:
                ledger.add("money.segment", *activity.where, line.need, period=line.period)
                continue
            else:
                paid[line.need, line.period] += line.amount_cents
                _verify_line(resolved, activity, line, asked[line.need][0], ledger)
            drawn[line.fund][line.period] += line.amount_cents
        for need, start in sorted(sums.keys() | paid.keys()):
            if paid[need, start] != sums[need, start]:
                ledger.add(
                    "money.amount",
                    *activity.where,
                    need,
                    period=start,
                    found=paid[need, start],
                    limit=sums[need, start],
                )
    for fund_id, by_segment in drawn.items():
        if fund_id in resolved.funds:
            _verify_fund(resolved, resolved.funds[fund_id], by_segment, ledger)


def _asked(activity: Activity) -> dict[str, tuple[str, dict[int, int]]]:
    """Category and cents by period of every need that funds must pay."""
    start, duration = activity.planned.start, activity.duration
    asked = {
        need.id: (need.category, money_by_period(need, start, duration))
        for need in activity.mode.money
    }
    for line in activity.staffed:
        terms = line.need.outsource
        if terms is not None and terms.category is not None and line.outsourced:
            each = staffing_cents(terms.rate_cents, activity.load_pct(line.need), duration)
            amount = line.outsourced * each
            asked[line.need.id] = (terms.category, spread(amount, start, duration))
    return asked


def _verify_line(
    resolved: Resolved, activity: Activity, line: MoneyLine, category: str, ledger: Ledger
) -> None:
    where = (*activity.where, line.need)
    fund = resolved.funds.get(line.fund)
    if fund is None:
        ledger.add("resource.unknown", *where, resource=line.fund)
        return
    if not access_allows(fund.access, fund.department, activity.project):
        ledger.add("fund.access", *where, resource=fund.id)
    if fund.categories and category not in fund.categories:
        ledger.add(
            "fund.category",
            *where,
            resource=fund.id,
            found=category,
            limit=", ".join(fund.categories),
        )
    slots = fund_slots(fund, resolved.round.calendar.periods)
    if not any(slot.start <= line.period < slot.end for slot in slots):
        ledger.add("fund.no-slot", *where, resource=fund.id, period=line.period)


def _verify_fund(
    resolved: Resolved, fund: Fund, by_segment: dict[int, int], ledger: Ledger
) -> None:
    drawn = limit = 0
    for slot in fund_slots(fund, resolved.round.calendar.periods):
        if not fund.roll_over:
            drawn = limit = 0
        drawn += sum(cents for t, cents in by_segment.items() if slot.start <= t < slot.end)
        limit += spendable_cents(resolved.round.policy, fund, slot)
        if drawn > limit:
            ledger.add(
                "fund.overdrawn", resource=fund.id, period=slot.start, found=drawn, limit=limit
            )
