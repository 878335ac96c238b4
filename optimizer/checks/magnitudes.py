"""Magnitudes: sums that stay exact, in whole numbers and in the bounds a solver reports."""

from __future__ import annotations

from collections.abc import Callable

from optimizer.checks.report import finding
from optimizer.domain import Project, Round, WorkPackage
from optimizer.findings import Finding

__all__ = ["LARGEST_SUM", "LARGEST_UTILITY", "check_magnitudes"]

LARGEST_SUM = 2**53
"""Objective levels beyond this can't be told apart in double precision, in which bounds come."""
LARGEST_UTILITY = 10**12
"""A department's benefit is multiplied by a million to compare shares; this keeps it in 63 bits."""


def check_magnitudes(round_: Round) -> list[Finding]:
    """Return findings on objective levels and utilities that can grow beyond exact numbers."""
    results = []
    most: dict[str, Callable[[Round], int]] = {
        "value": _value,
        "cost": _cost,
        "people": _people,
        "change": _change,
        "makespan": lambda round_: round_.calendar.periods,
        "fairness": lambda _: 10**9,
    }
    largest = {name: bound(round_) for name, bound in most.items()}
    for i, level in enumerate(round_.policy.levels):
        total = sum(
            term.weight * largest.get(term.measure, len(round_.projects)) for term in level.terms
        )
        if total > LARGEST_SUM:
            results.append(_too_large(f"/policy/levels/{i}", level.name, total, LARGEST_SUM))
    if round_.policy.fairness.rule != "none":
        results += [
            _too_large(f"/departments/{i}", department.id, total, LARGEST_UTILITY)
            for i, department in enumerate(round_.departments)
            if (total := abs(department.credit) + largest["value"]) > LARGEST_UTILITY
        ]
    return results


def _too_large(at: str, name: str, found: int, most: int) -> Finding:
    return finding(
        "number.sums-too-large",
        at,
        f"“{name}”的数值合计可达 {found}，超出能精确计算的范围。",
        f"The figures of {name!r} can add up to {found}, more than can be counted exactly.",
        fix=(
            "改用更大的单位，或降低权重。",
            "Use larger units, or lower the weights.",
        ),
        found=found,
        expected=f"at most {most}",
        subject=(name,),
    )


def _value(round_: Round) -> int:
    return sum(round_.policy.tier_weight(p.tier) * p.benefit for p in round_.projects)


def _cost(round_: Round) -> int:
    dearest = max((expert.rate_cents for expert in round_.experts), default=0)
    rent = max((facility.rate_cents for facility in round_.facilities), default=0)
    fees = {dataset.id: dataset.fee_cents for dataset in round_.datasets}
    shares = sum(f.channel.referral_share_pct for f in round_.facilities if f.channel)
    return sum(
        sum(_package_cost(package, dearest, rent) for package in project.packages)
        + sum(fees.get(name, 0) for name in _datasets(project))
        + project.revenue_cents * shares // 100
        + project.late_penalty_cents * round_.calendar.periods
        for project in round_.projects
    )


def _package_cost(package: WorkPackage, dearest: int, rent: int) -> int:
    """Return the most a package can cost: rounded-up loads cost at most twice the effort."""
    costs = []
    for mode in package.modes:
        longest = mode.duration if mode.max_duration is None else mode.max_duration
        people = sum(
            need.headcount * max(dearest, need.outsource.rate_cents if need.outsource else 0)
            for need in mode.staffing
        )
        units = sum(need.units for need in mode.facilities)
        cash = sum(need.amount_cents for need in mode.money)
        costs.append((people + rent * units) * max(longest, 1) + cash)
    return max(costs)


def _datasets(project: Project) -> set[str]:
    return {n.dataset for p in project.packages for m in p.modes for n in m.datasets}


def _people(round_: Round) -> int:
    weights = round_.policy.people_weights
    wishes = sum(len(project.requested_experts) for project in round_.projects)
    pairs = len(round_.projects) * len(round_.experts)
    return weights.wish * wishes + weights.handover * pairs + weights.balance * 1000


def _change(round_: Round) -> int:
    if round_.baseline is None:
        return 0
    weights = round_.baseline.weights
    lines = [p for project in round_.baseline.plan.projects for p in project.packages]
    people = sum(len(line.experts) for package in lines for line in package.staffing)
    projects = len(round_.projects) + len(round_.baseline.plan.projects)
    return (
        weights.project * projects
        + (weights.start + weights.mode) * len(lines)
        + weights.person * people
    )
