"""What a plan costs, line by line: of which project, for what, and who provides it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from optimizer.domain import Plan, Round
from scenarios.figures.lines import PlanLines

__all__ = ["COST_KINDS", "CostKind", "CostLine", "cost_lines", "sums_by"]

CostKind = Literal[
    "people", "facilities", "datasets", "cash", "outsourcing", "referral", "lateness"
]
COST_KINDS: tuple[CostKind, ...] = get_args(CostKind)
"""In the order shown. They sum to the measure ``cost`` of :mod:`optimizer.verify.measures`."""


@dataclass(frozen=True, slots=True)
class CostLine:
    """An amount that a project costs.

    ``provider`` is the department whose person, facility, dataset or channel it is; empty for what
    comes from outside (cash, outsourcing) and for lateness, which nobody provides.
    """

    project: str
    sponsor: str
    kind: CostKind
    provider: str
    cents: int


def cost_lines(round_: Round, plan: Plan, lines: PlanLines) -> tuple[CostLine, ...]:
    """Return every cost of a plan; amounts of zero are left out.

    Cash is what the chosen modes ask for, whichever fund pays it.
    """
    return tuple(line for line in _lines(round_, plan, lines) if line.cents)


def _lines(round_: Round, plan: Plan, lines: PlanLines) -> Iterator[CostLine]:
    for person in lines.people:
        yield CostLine(person.project, person.sponsor, "people", person.department, person.cents)
    for outside in lines.outside:
        yield CostLine(outside.project, outside.sponsor, "outsourcing", "", outside.cents)
    for use in lines.facilities:
        yield CostLine(use.project, use.sponsor, "facilities", use.department, use.cents)
    for data in lines.datasets:
        yield CostLine(data.project, data.sponsor, "datasets", data.department, data.cents)
    projects = {project.id: project for project in round_.projects}
    facilities = {facility.id: facility for facility in round_.facilities}
    channels: dict[str, dict[str, None]] = defaultdict(dict)
    for use in lines.facilities:
        channels[use.project][use.facility] = None
    for planned in plan.projects:
        project = projects[planned.project]
        modes = {(k.id, mode.id): mode for k in project.packages for mode in k.modes}
        cash = sum(
            need.amount_cents
            for run in planned.packages
            for need in modes[run.package, run.mode].money
        )
        yield CostLine(project.id, project.sponsor, "cash", "", cash)
        for id_ in channels[project.id]:
            terms = facilities[id_].channel
            if terms is not None:
                share = project.revenue_cents * terms.referral_share_pct // 100
                owner = facilities[id_].department
                yield CostLine(project.id, project.sponsor, "referral", owner, share)
        if project.due is not None:
            late = max(0, max(run.end for run in planned.packages) - project.due)
            penalty = project.late_penalty_cents * late
            yield CostLine(project.id, project.sponsor, "lateness", "", penalty)


def sums_by(
    costs: Iterable[CostLine], field: Literal["project", "sponsor", "provider", "kind"]
) -> dict[str, dict[CostKind, int]]:
    """Return cents by ``field`` and kind; absent where nothing falls."""
    sums: dict[str, dict[CostKind, int]] = defaultdict(lambda: defaultdict(int))
    for line in costs:
        sums[str(getattr(line, field))][line.kind] += line.cents
    return {key: dict(kinds) for key, kinds in sums.items()}
