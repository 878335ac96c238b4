"""People: headcounts, skills, clearance, continuity, and nobody beyond what they offer."""

from __future__ import annotations

from collections import Counter

import numpy as np

from optimizer.domain.capacity import expert_availability_pct
from optimizer.domain.semantics import required_clearance_rank, serves
from optimizer.verify.resolved import Activity, Resolved, Staffed
from optimizer.verify.usage import Usage, add_runs
from optimizer.verify.violation import Ledger

__all__ = ["verify_load", "verify_staffing"]


def verify_staffing(resolved: Resolved, ledger: Ledger) -> None:
    """Every place is filled by somebody who may fill it, and by different people."""
    places = resolved.by_place()
    for activity in resolved.activities:
        rank = required_clearance_rank(
            activity.project,
            activity.mode,
            resolved.datasets,
            tuple(line.facility for line in activity.supplied),
        )
        for line in activity.staffed:
            _verify_places(resolved, activity, line, rank, ledger)
            _verify_continuity(activity, line, places, ledger)
        counted = Counter(e.id for line in activity.staffed for e in line.experts)
        for expert, places_filled in counted.items():
            if places_filled > 1:
                ledger.add(
                    "staffing.two-places",
                    *activity.where,
                    resource=expert,
                    found=places_filled,
                    limit=1,
                )
        for expert_ in activity.experts:
            if expert_.clearance.rank < rank:
                ledger.add(
                    "staffing.clearance",
                    *activity.where,
                    resource=expert_.id,
                    found=expert_.clearance.rank,
                    limit=rank,
                )


def _verify_places(
    resolved: Resolved, activity: Activity, line: Staffed, rank: int, ledger: Ledger
) -> None:
    need, where = line.need, (*activity.where, line.need.id)
    filled = line.named + line.outsourced
    if filled != need.headcount:
        ledger.add("staffing.headcount", *where, found=filled, limit=need.headcount)
    for expert in {expert.id: expert for expert in line.experts}.values():
        if not serves(expert, need, activity.project):
            ledger.add("staffing.unfit", *where, resource=expert.id)
    if not line.outsourced:
        return
    if need.outsource is None:
        ledger.add("staffing.outsource", *where, found=line.outsourced, limit=0)
        return
    most = need.outsource.max_headcount
    if most is not None and line.outsourced > most:
        ledger.add("staffing.outsource-limit", *where, found=line.outsourced, limit=most)
    allowed = resolved.round.policy.outsource_clearance.rank
    if rank > allowed:
        ledger.add("staffing.outsource-clearance", *where, found=rank, limit=allowed)


def _verify_continuity(
    activity: Activity, line: Staffed, places: dict[tuple[str, str], Activity], ledger: Ledger
) -> None:
    link = line.need.same_as
    other = places.get((activity.project.id, link.package)) if link else None
    if link is None or other is None:
        return
    twin = next((item for item in other.staffed if item.need.id == link.need), None)
    if twin is None:  # the other package runs in a mode without that need
        return
    ours, theirs = {e.id for e in line.experts}, {e.id for e in twin.experts}
    if not (ours <= theirs or theirs <= ours):
        ledger.add(
            "staffing.continuity",
            *activity.where,
            line.need.id,
            resource=f"{link.package}/{link.need}",
            found=", ".join(sorted(ours)),
            limit=", ".join(sorted(theirs)),
        )


def verify_load(resolved: Resolved, ledger: Ledger) -> None:
    """Load, packages at once and lending of every person stay within their limits."""
    calendar, policy = resolved.round.calendar, resolved.round.policy
    load, packages = Usage(calendar.periods), Usage(calendar.periods)
    for activity in resolved.activities:
        for line in activity.staffed:
            for expert in line.experts:
                load.add(activity, expert.id, expert.department, activity.load_pct(line.need))
        for expert in activity.experts:
            packages.add(activity, expert.id, expert.department, 1)
    for expert_id, used in load.total.items():
        expert = resolved.experts[expert_id]
        limit = expert_availability_pct(calendar, expert) * policy.load_limit_pct // 100
        add_runs(ledger, "expert.load", expert_id, used, limit)
        if expert.max_packages is not None:
            most = np.full_like(limit, expert.max_packages)
            add_runs(ledger, "expert.packages", expert_id, packages.total[expert_id], most)
        lendable = np.maximum(0, limit - expert.keep_pct)
        if expert.keep_pct:
            add_runs(ledger, "expert.keep", expert_id, load.lent[expert_id], lendable)
        most_lent = expert.lend_limit_pct_periods
        if most_lent is not None and load.lent_sum[expert_id] > most_lent:
            ledger.add(
                "expert.lend-limit",
                resource=expert_id,
                found=load.lent_sum[expert_id],
                limit=most_lent,
            )
