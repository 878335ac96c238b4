"""A plan as lines that owners and teams answer one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from optimizer.domain import FundPin, PersonPin, Pin, Plan, Round, StartPin
from optimizer.domain.semantics import load_at

__all__ = ["PlanLine", "pin_against", "review_lines"]


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line: who is asked, for what.

    Attributes
    ----------
    key : tuple of str
        Project, package, need (empty for a time) and subject (empty for a time).
    kind : str
        ``person``, ``facility``, ``dataset``, ``money`` or ``time``.
    owner : str
        Department that is asked.
    document : dict
        What the line says, as JSON data.
    """

    key: tuple[str, str, str, str]
    kind: str
    owner: str
    document: dict[str, Any]


def review_lines(round_: Round, plan: Plan) -> Iterator[PlanLine]:
    """Return every line of a plan, in its order."""
    projects = {p.id: p for p in round_.projects}
    owners = {e.id: e.department for e in round_.experts}
    facilities = {f.id: f.department for f in round_.facilities}
    datasets = {d.id: d for d in round_.datasets}
    funds = {f.id: f.department for f in round_.funds}
    for planned in plan.projects:
        project = projects[planned.project]
        packages = {p.id: p for p in project.packages}
        for item in planned.packages:
            mode = next(m for m in packages[item.package].modes if m.id == item.mode)
            when = _when(round_, item.start, item.end)
            here = (planned.project, item.package)
            yield PlanLine((*here, "", ""), "time", project.sponsor, {**when, "mode": item.mode})
            needs = {need.id: need for need in mode.staffing}
            for staffing in item.staffing:
                need = needs[staffing.need]
                load = load_at(need, mode, item.end - item.start)
                said = {**when, "skill": need.skill, "load_pct": load}
                for expert in staffing.experts:
                    key = (*here, staffing.need, expert)
                    yield PlanLine(key, "person", owners[expert], said)
            units = {need.id: need.units for need in mode.facilities}
            for line in item.facilities:
                key = (*here, line.need, line.facility)
                said = {**when, "units": units[line.need]}
                yield PlanLine(key, "facility", facilities[line.facility], said)
            uses: dict[str, list[str]] = {}
            for use in mode.datasets:
                uses.setdefault(use.dataset, []).append(use.purpose)
            for dataset, purposes in uses.items():
                data = datasets[dataset]
                said = {**when, "purposes": purposes, "security": data.security_level.value}
                yield PlanLine((*here, "", dataset), "dataset", data.department, said)
            paid: dict[tuple[str, str], int] = {}
            for money in item.money:
                place = (money.need, money.fund)
                paid[place] = paid.get(place, 0) + money.amount_cents
            for (need_id, fund), cents in paid.items():
                key = (*here, need_id, fund)
                said = {"amount_cents": cents, "currency": round_.currency}
                yield PlanLine(key, "money", funds[fund], said)


def _when(round_: Round, start: int, end: int) -> dict[str, Any]:
    calendar = round_.calendar
    first = min(start, calendar.periods - 1)
    last = max(min(end, calendar.periods) - 1, first)
    return {
        "start": start,
        "end": end,
        "first_day": calendar.first_day(first).isoformat(),
        "last_day": calendar.last_day(last).isoformat(),
    }


def pin_against(line: PlanLine, reason: str, wanted_start: int | None = None) -> Pin | None:
    """Return the pin that an objection to a line becomes.

    ``None`` where only a change of the inventory can express it (a facility, a dataset). A person
    is kept off the need, a fund pays nothing of it, a package starts when it is wanted.
    """
    project, package, need, subject = line.key
    if line.kind == "person":
        return PersonPin(
            project=project,
            package=package,
            need=need,
            expert=subject,
            assigned=False,
            reason=reason,
        )
    if line.kind == "money":
        return FundPin(
            project=project, package=package, need=need, fund=subject, amount_cents=0, reason=reason
        )
    if line.kind == "time" and wanted_start is not None:
        return StartPin(project=project, package=package, start=wanted_start, reason=reason)
    return None
