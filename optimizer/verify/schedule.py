"""Acceptance and time: groups, prerequisites, modes, windows and lags."""

from __future__ import annotations

from optimizer.domain.semantics import durations, latest_end
from optimizer.verify.resolved import Activity, Resolved
from optimizer.verify.violation import Ledger

__all__ = ["verify_acceptance", "verify_schedule"]


def verify_acceptance(resolved: Resolved, ledger: Ledger) -> None:
    """Mandatory projects are in, groups hold at most one, prerequisites are in and over in time."""
    groups: dict[str, str] = {}
    for project in resolved.round.projects:
        if project.id not in resolved.accepted:
            if project.mandatory:
                ledger.add("project.mandatory", project.id)
            continue
        if project.exclusive_group is not None:
            first = groups.setdefault(project.exclusive_group, project.id)
            if first != project.id:
                ledger.add(
                    "project.exclusive-group",
                    project.id,
                    resource=project.exclusive_group,
                    found=first,
                )
        for needed in project.prerequisites:
            if needed.project not in resolved.accepted:
                ledger.add("project.prerequisite", project.id, resource=needed.project)
                continue
            before, own = resolved.of_project(needed.project), resolved.of_project(project.id)
            if needed.min_lag is None or not before or not own:
                continue
            start = min(a.planned.start for a in own)
            earliest = max(a.planned.end for a in before) + needed.min_lag
            if start < earliest:
                ledger.add(
                    "project.prerequisite-lag",
                    project.id,
                    resource=needed.project,
                    period=start,
                    found=start,
                    limit=earliest,
                )


def verify_schedule(resolved: Resolved, ledger: Ledger) -> None:
    """Durations fit the mode; windows, horizon and lags between packages hold."""
    places = resolved.by_place()
    for activity in resolved.activities:
        _verify_window(resolved, activity, ledger)
        start = activity.planned.start
        for link in activity.package.predecessors:
            before = places.get((activity.project.id, link.package))
            if before is None:
                continue
            earliest = before.planned.end + link.min_lag
            if start < earliest:
                ledger.add(
                    "package.min-lag",
                    *activity.where,
                    resource=link.package,
                    period=start,
                    found=start,
                    limit=earliest,
                )
            if link.max_lag is not None and start > before.planned.end + link.max_lag:
                ledger.add(
                    "package.max-lag",
                    *activity.where,
                    resource=link.package,
                    period=start,
                    found=start,
                    limit=before.planned.end + link.max_lag,
                )


def _verify_window(resolved: Resolved, activity: Activity, ledger: Ledger) -> None:
    start, end = activity.planned.start, activity.planned.end
    allowed = durations(activity.mode)
    if end - start not in allowed:
        ledger.add(
            "package.duration",
            *activity.where,
            resource=activity.mode.id,
            found=end - start,
            limit=f"{allowed.start}..{allowed.stop - 1}",
        )
    earliest = max(activity.project.earliest_start, activity.package.earliest_start)
    if start < earliest:
        ledger.add("package.too-early", *activity.where, period=start, found=start, limit=earliest)
    latest = latest_end(resolved.round, activity.project, activity.package.deadline)
    if end > latest:
        ledger.add("package.too-late", *activity.where, period=end, found=end, limit=latest)
