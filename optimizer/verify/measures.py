"""What a plan is worth: the measures that objective levels are made of, recomputed from the plan.

``tier-<k>`` counts accepted projects of tier k. ``value`` is accepted benefit x tier weight.
``fairness`` stands in :mod:`optimizer.verify.fairness`. ``cost`` is cents: people, facilities,
dataset fees, cash, outsourcing, referral shares and lateness. ``people`` is penalty points.
``change`` counts differences from the baseline. ``makespan`` is the last end of any package.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain

from optimizer.domain import ObjectiveLevel, Plan, PlannedPackage, Round
from optimizer.domain.capacity import expert_availability_pct
from optimizer.domain.policy import is_maximised
from optimizer.domain.semantics import staffing_cents
from optimizer.verify.fairness import entitlements, fairness, fairness_vector
from optimizer.verify.resolved import Activity, Resolved, resolve
from optimizer.verify.violation import Ledger

__all__ = ["entitlements", "fairness_vector", "level_value", "measure"]


def measure(
    round_: Round, plan: Plan, name: str, entitlements: dict[str, int] | None = None
) -> int:
    """Return one measure of a plan.

    Parameters
    ----------
    round_, plan : Round, Plan
        A plan that :func:`optimizer.verify.verify_plan` finds nothing against.
    name : str
        ``tier-<k>``, ``value``, ``fairness``, ``cost``, ``people``, ``change`` or ``makespan``.
    entitlements : dict of str to int, optional
        Parts per million by department, for ``fairness``; computed from the round when absent.

    Returns
    -------
    int
        Projects, value points, fairness units, cents, penalty points, changes or periods.

    Raises
    ------
    ValueError
        For an unknown name, and for ``fairness`` against stand-alone entitlements not given.
    """
    resolved = resolve(round_, plan, Ledger())
    if name.startswith("tier-") and name[5:].isdecimal():
        tier = int(name[5:])
        return sum(p.tier == tier for p in round_.projects if p.id in resolved.accepted)
    if name == "value":
        tier_weight = round_.policy.tier_weight
        accepted = (p for p in round_.projects if p.id in resolved.accepted)
        return sum(tier_weight(p.tier) * p.benefit for p in accepted)
    if name == "fairness":
        return fairness(round_, resolved.accepted, entitlements)
    if name == "cost":
        return sum(_package_cents(a) for a in resolved.activities) + _project_cents(resolved)
    if name == "people":
        return _people(resolved)
    if name == "change":
        return _change(round_, plan)
    if name == "makespan":
        return max((a.planned.end for a in resolved.activities), default=0)
    raise ValueError(f"no measure is called {name!r}")


def level_value(
    round_: Round, plan: Plan, level: ObjectiveLevel, entitlements: dict[str, int] | None = None
) -> int:
    """Return ``sum of weight x measure`` of a level; terms of the other sense count negatively.

    What goes beyond the level's target is not counted.

    Raises
    ------
    ValueError
        See :func:`measure`.
    """
    total = 0
    for term in level.terms:
        sign = 1 if is_maximised(term.measure) == level.maximise else -1
        total += sign * term.weight * measure(round_, plan, term.measure, entitlements)
    return level.counted(total)


def _package_cents(activity: Activity) -> int:
    """People, outsourcing, facilities and cash of one package."""
    duration = activity.duration
    cents = sum(need.amount_cents for need in activity.mode.money)
    for supplied in activity.supplied:
        cents += supplied.facility.rate_cents * supplied.need.units * duration
    for line in activity.staffed:
        load = activity.load_pct(line.need)
        cents += sum(staffing_cents(e.rate_cents, load, duration) for e in line.experts)
        if line.need.outsource is not None:
            rate = line.need.outsource.rate_cents
            cents += line.outsourced * staffing_cents(rate, load, duration)
    return cents


def _project_cents(resolved: Resolved) -> int:
    """Dataset fees and referral shares, once a project, and lateness."""
    cents = 0
    for project in resolved.round.projects:
        activities = resolved.of_project(project.id)
        if not activities:
            continue
        used = {need.dataset for a in activities for need in a.mode.datasets}
        cents += sum(resolved.datasets[dataset].fee_cents for dataset in used)
        channels = {s.facility.id: s.facility.channel for a in activities for s in a.supplied}
        for terms in channels.values():
            if terms is not None:
                cents += project.revenue_cents * terms.referral_share_pct // 100
        if project.due is not None:
            late = max(a.planned.end for a in activities) - project.due
            cents += project.late_penalty_cents * max(0, late)
    return cents


def _people(resolved: Resolved) -> int:
    """Unmet wishes, pairs of person and project, and the largest committed share in permille.

    A person *works* in a project when named on any of its packages. The share is committed
    percent-periods over limited availability of the whole horizon, rounded down; people who offer
    nothing are left out.
    """
    round_, weights = resolved.round, resolved.round.policy.people_weights
    on_project = {(e.id, a.project.id) for a in resolved.activities for e in a.experts}
    unmet = sum(
        (expert, project.id) not in on_project
        for project in round_.projects
        if project.id in resolved.accepted
        for expert in dict.fromkeys(project.requested_experts)
    )
    committed: dict[str, int] = defaultdict(int)
    for activity in resolved.activities:
        for line in activity.staffed:
            for expert in line.experts:
                committed[expert.id] += activity.load_pct(line.need) * activity.duration
    peak = 0
    for expert_id, load in committed.items():
        offered = expert_availability_pct(round_.calendar, resolved.experts[expert_id])
        limited = int((offered * round_.policy.load_limit_pct // 100).sum())
        if limited:
            peak = max(peak, load * 1000 // limited)
    return weights.wish * unmet + weights.handover * len(on_project) + weights.balance * peak


def _change(round_: Round, plan: Plan) -> int:
    """Weighted differences from the baseline; 0 without one.

    Start, mode and people are compared for packages that stand in both plans; a person counts for
    each need they are named on in the baseline and not in the plan.
    """
    if round_.baseline is None:
        return 0
    weights = round_.baseline.weights
    before = {p.project: p for p in round_.baseline.plan.projects}
    after = {p.project: p for p in plan.projects}
    total = weights.project * len(before.keys() ^ after.keys())
    for project in before.keys() & after.keys():
        now = {p.package: p for p in after[project].packages}
        for old in before[project].packages:
            new = now.get(old.package)
            if new is not None:
                total += weights.start * (new.start != old.start)
                total += weights.mode * (new.mode != old.mode)
                total += weights.person * len(_named(old) - _named(new))
    return total


def _named(planned: PlannedPackage) -> set[tuple[str, str]]:
    return set(chain.from_iterable(((s.need, e) for e in s.experts) for s in planned.staffing))
