"""Facilities, exclusive channels and datasets."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from optimizer.domain.capacity import facility_units
from optimizer.domain.semantics import access_allows, facility_fits
from optimizer.verify.resolved import Activity, Resolved
from optimizer.verify.usage import Usage, add_runs
from optimizer.verify.violation import Ledger

__all__ = ["verify_channels", "verify_datasets", "verify_facilities"]


def verify_facilities(resolved: Resolved, ledger: Ledger) -> None:
    """Facilities are what was asked for, have an operator, and are never in short supply."""
    calendar = resolved.round.calendar
    units = Usage(calendar.periods)
    for activity in resolved.activities:
        for line in activity.supplied:
            facility = line.facility
            if not facility_fits(facility, line.need, activity.project):
                ledger.add("facility.unfit", *activity.where, line.need.id, resource=facility.id)
            units.add(activity, facility.id, facility.department, line.need.units)
        _verify_operators(activity, ledger)
    for facility_id, used in units.total.items():
        facility = resolved.facilities[facility_id]
        offered = facility_units(calendar, facility)
        add_runs(ledger, "facility.units", facility_id, used, offered)
        if facility.keep_units:
            lendable = np.maximum(0, offered - facility.keep_units)
            add_runs(ledger, "facility.keep", facility_id, units.lent[facility_id], lendable)
        most = facility.lend_limit_unit_periods
        if most is not None and units.lent_sum[facility_id] > most:
            ledger.add(
                "facility.lend-limit",
                resource=facility_id,
                found=units.lent_sum[facility_id],
                limit=most,
            )


def _verify_operators(activity: Activity, ledger: Ledger) -> None:
    for facility in {line.facility.id: line.facility for line in activity.supplied}.values():
        asked = facility.operator
        if asked is not None and not any(
            has.skill == asked.skill and has.level >= asked.level
            for expert in activity.experts
            for has in expert.skills
        ):
            ledger.add(
                "facility.operator",
                *activity.where,
                resource=facility.id,
                limit=f"{asked.skill} {asked.level}",
            )


def verify_channels(resolved: Resolved, ledger: Ledger) -> None:
    """From first use to last use plus protection an exclusive channel belongs to one project."""
    hulls: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for activity in resolved.activities:
        for line in activity.supplied:
            terms = line.facility.channel
            if terms is None or not terms.exclusive or activity.duration == 0:
                continue
            of_channel = hulls[line.facility.id]
            start, end = activity.planned.start, activity.planned.end
            first, last = of_channel.get(activity.project.id, (start, end))
            of_channel[activity.project.id] = (min(first, start), max(last, end))
    for channel, spans in hulls.items():
        terms = resolved.facilities[channel].channel
        protection = terms.protection_periods if terms is not None else 0
        free, holder = 0, ""
        for project, (start, end) in sorted(spans.items(), key=lambda item: item[1]):
            if holder and start < free:
                ledger.add(
                    "channel.exclusive",
                    project,
                    resource=channel,
                    period=start,
                    found=holder,
                    limit=free,
                )
            if end + protection > free:
                free, holder = end + protection, project


def verify_datasets(resolved: Resolved, ledger: Ledger) -> None:
    """Datasets are used by projects that may, for purposes allowed, by so many at once."""
    periods = resolved.round.calendar.periods
    users = Usage(periods)
    for activity in resolved.activities:
        for need in activity.mode.datasets:
            dataset = resolved.datasets[need.dataset]
            if not access_allows(dataset.access, dataset.department, activity.project):
                ledger.add("dataset.access", *activity.where, resource=dataset.id)
            if dataset.purposes and need.purpose not in dataset.purposes:
                ledger.add(
                    "dataset.purpose",
                    *activity.where,
                    resource=dataset.id,
                    found=need.purpose,
                    limit=", ".join(dataset.purposes),
                )
        for dataset_id in {need.dataset for need in activity.mode.datasets}:
            users.add(activity, dataset_id, resolved.datasets[dataset_id].department, 1)
    for dataset_id in sorted(users.total):
        most = resolved.datasets[dataset_id].max_users
        if most is not None:
            limit = np.full(periods, most, dtype=np.int64)
            add_runs(ledger, "dataset.users", dataset_id, users.total[dataset_id], limit)
