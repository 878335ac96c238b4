"""Money of single modes and projects: what is asked for against what the funds may ever pay."""

from __future__ import annotations

from collections import defaultdict

from optimizer.checks.facts import Facts
from optimizer.checks.report import finding
from optimizer.checks.windows import Window
from optimizer.domain import Fund, Mode, Project
from optimizer.domain.capacity import fund_slots, spendable_cents
from optimizer.domain.semantics import access_allows
from optimizer.findings import Finding

__all__ = ["mode_money", "project_money"]


def mode_money(
    facts: Facts, project: Project, mode: Mode, window: Window, at: str
) -> list[Finding]:
    """Return needs above what the funds that may pay them hold, while the package can run."""
    results = []
    for i, need in enumerate(mode.money):
        paying = [f for f in facts.round.funds if not f.categories or need.category in f.categories]
        if facts.round.funds and not paying:
            continue  # an unknown category, found elsewhere
        most = sum(
            _spendable(facts, fund, window.first_start, window.last_end)
            for fund in paying
            if access_allows(fund.access, fund.department, project)
        )
        if need.amount_cents > most:
            results.append(_above(project, need.id, f"{at}/money/{i}", need.amount_cents, most))
    return results


def _spendable(facts: Facts, fund: Fund, first: int, last: int) -> int:
    """Return what a fund may pay in ``first <= t < last`` (or at ``first`` when it is empty)."""
    periods = facts.round.calendar.periods
    end = min(max(last, first + 1), periods)
    first = min(first, periods - 1)  # what falls due at the very end falls in the last period
    reachable = [s for s in fund_slots(fund, periods) if s.start < end and s.end > first]
    if not reachable:
        return 0
    earlier = [
        s for s in fund_slots(fund, periods) if fund.roll_over and s.start < reachable[0].start
    ]
    return sum(spendable_cents(facts.round.policy, fund, s) for s in [*earlier, *reachable])


def _above(project: Project, need: str, at: str, asked: int, most: int) -> Finding:
    return finding(
        "money.above-funds",
        f"{at}/amount_cents",
        f"需要 {asked} 分，可动用的资金共 {most} 分。",
        f"{asked} cents are needed, the funds that may pay hold {most}.",
        fix=("减少金额或增加资金。", "Lower the amount or add money."),
        found=asked,
        expected=f"at most {most}",
        subject=(project.id, need),
    )


def project_money(facts: Facts, project: Project, at: str) -> list[Finding]:
    """Return categories of which a whole project asks for more than the funds may pay.

    A package counts with its cheapest mode; all categories together are looked at as well.
    """
    least: dict[str, int] = defaultdict(int)
    total = 0
    for package in project.packages:
        by_mode: list[dict[str, int]] = []
        for mode in package.modes:
            asked: dict[str, int] = defaultdict(int)
            for need in mode.money:
                asked[need.category] += need.amount_cents
            by_mode.append(asked)
        for category in by_mode[0]:
            least[category] += min(asked.get(category, 0) for asked in by_mode)
        total += min(sum(asked.values()) for asked in by_mode)
    if not total:
        return []
    open_funds = [f for f in facts.round.funds if access_allows(f.access, f.department, project)]
    periods = facts.round.calendar.periods
    held = {f.id: _spendable(facts, f, 0, periods) for f in open_funds}
    results = []
    for category, asked_cents in least.items():
        paying = [f for f in open_funds if not f.categories or category in f.categories]
        most = sum(held[f.id] for f in paying)
        if asked_cents > most:
            results.append(_project_above(facts, project, at, category, asked_cents, most))
    used = {need.category for p in project.packages for m in p.modes for need in m.money}
    paying = [f for f in open_funds if not f.categories or used & set(f.categories)]
    most = sum(held[f.id] for f in paying)
    if not results and total > most:
        results.append(_project_above(facts, project, at, ", ".join(sorted(used)), total, most))
    return results


def _project_above(
    facts: Facts, project: Project, at: str, category: str, asked: int, most: int
) -> Finding:
    return finding(
        "money.project-above-funds",
        at,
        f"整个项目至少需要 {asked} 分（{category}），可动用的资金共 {most} 分。",
        f"The project needs at least {asked} cents ({category}), the funds that may pay hold "
        f"{most}.",
        fix=("减少金额、增加资金或放开使用权。", "Lower amounts, add money or widen the access."),
        found=asked,
        expected=f"at most {most}",
        severity=facts.severity(project),
        subject=(project.id, category),
    )
