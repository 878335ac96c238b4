"""Every request of a round and what the plan does with it, ranked around the cut-off."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from optimizer.domain import Mode, Outcome, Project, ProjectPin, Round
from optimizer.domain.types import Text
from scenarios.figures.costs import CostKind, CostLine
from scenarios.figures.lines import PlanLines
from scenarios.figures.pressure import asked_modes, effort_asked

__all__ = ["Ask", "Difference", "ProjectRow", "project_rows"]

Difference = Literal["in", "out", "moved", ""]


@dataclass(frozen=True, slots=True)
class Ask:
    """What a request asks for: percent-periods of a skill, unit-periods of a kind, or cents."""

    what: Literal["skill", "kind", "money"]
    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A request.

    Attributes
    ----------
    project, sponsor : str
    tier, benefit, worth : int
        ``worth`` is benefit times the tier's weight: what it adds to the measure ``value``.
    accepted, mandatory : bool
    pinned : bool or None
        Pinned in (true), pinned out (false), or neither.
    difference : str
        Against the baseline: ``in`` (new), ``out`` (dropped), ``moved`` (kept, lines changed), or
        empty.
    start, end : int or None
        Periods ``start <= t < end`` of an accepted project.
    deadline, due : int or None
        As requested.
    late_periods : int
        Periods after ``due``.
    cost_cents : int
        Cost of an accepted project, all kinds; ``costs`` holds them apart.
    effort : int
        Percent-periods: worked by people and outsourced when accepted, else asked for.
    outside_effort : int
        The outsourced part of it.
    cash_cents : int
        Cash of the chosen modes, or asked for by the modes with the least effort.
    people, lent_people : int
        Named people, and those of other departments than the sponsor's among them.
    asks : tuple of Ask
        Everything asked for by the modes with the least effort: skills, kinds of facilities and
        categories of money, most first within each.
    code : str
        Why it is left out (stable); empty when accepted.
    reason : Text
    """

    project: str
    sponsor: str
    tier: int
    benefit: int
    worth: int
    accepted: bool
    mandatory: bool
    pinned: bool | None
    difference: Difference
    start: int | None
    end: int | None
    deadline: int | None
    due: int | None
    late_periods: int
    cost_cents: int
    costs: tuple[tuple[CostKind, int], ...]
    effort: int
    outside_effort: int
    cash_cents: int
    people: int
    lent_people: int
    asks: tuple[Ask, ...]
    code: str
    reason: Text


def project_rows(
    round_: Round, outcome: Outcome, lines: PlanLines, costs: tuple[CostLine, ...]
) -> tuple[ProjectRow, ...]:
    """Return every request: accepted ones, then the cut-off, then those left out.

    On either side those that differ from the baseline come first, then the worthiest.
    """
    sums = _Sums(round_, outcome, lines, costs)
    pinned = {pin.project: pin.accepted for pin in round_.pins if isinstance(pin, ProjectPin)}
    differences = _differences(round_, outcome)
    rows = [
        _row(
            project,
            sums,
            worth=round_.policy.tier_weight(project.tier) * project.benefit,
            pinned=pinned.get(project.id),
            difference=differences.get(project.id, ""),
        )
        for project in round_.projects
    ]
    rank = {"in": 0, "out": 0, "moved": 1, "": 2}
    return tuple(
        sorted(
            rows, key=lambda r: (not r.accepted, rank[r.difference], -r.worth, r.tier, r.project)
        )
    )


def _differences(round_: Round, outcome: Outcome) -> dict[str, Difference]:
    if round_.baseline is None or outcome.plan is None:
        return {}
    before = {planned.project for planned in round_.baseline.plan.projects}
    after = {planned.project for planned in outcome.plan.projects}
    moved = {change.project for change in outcome.changes} & before & after
    found: dict[str, Difference] = dict.fromkeys(moved, "moved")
    found |= dict.fromkeys(after - before, "in")
    found |= dict.fromkeys(before - after, "out")
    return found


class _Sums:
    """What the lines of each project add up to."""

    def __init__(
        self, round_: Round, outcome: Outcome, lines: PlanLines, costs: tuple[CostLine, ...]
    ) -> None:
        self.kind_of = {facility.id: facility.kind for facility in round_.facilities}
        self.accepted = {p.project for p in outcome.plan.projects} if outcome.plan else set()
        self.rejections = {item.project: item for item in outcome.rejected}
        self.spans: dict[str, tuple[int, int]] = {}
        for run in lines.packages:
            start, end = self.spans.get(run.project, (run.start, run.end))
            self.spans[run.project] = (min(start, run.start), max(end, run.end))
        self.costs: dict[str, dict[CostKind, int]] = defaultdict(dict)
        for cost in costs:
            kinds = self.costs[cost.project]
            kinds[cost.kind] = kinds.get(cost.kind, 0) + cost.cents
        self.people: dict[str, set[str]] = defaultdict(set)
        self.lent: dict[str, set[str]] = defaultdict(set)
        self.effort: dict[str, int] = defaultdict(int)
        for use in lines.people:
            self.people[use.project].add(use.expert)
            self.effort[use.project] += use.effort
            if use.lent:
                self.lent[use.project].add(use.expert)
        self.outside: dict[str, int] = defaultdict(int)
        for outside in lines.outside:
            self.outside[outside.project] += outside.effort


def _asks(modes: list[Mode], kind_of: dict[str, str]) -> tuple[Ask, ...]:
    skills: dict[str, int] = defaultdict(int)
    kinds: dict[str, int] = defaultdict(int)
    money: dict[str, int] = defaultdict(int)
    for mode in modes:
        for place in mode.staffing:
            skills[place.skill] += place.headcount * place.load_pct * mode.duration
        for use in mode.facilities:
            kind = use.kind or kind_of.get(use.facility or "", "")
            kinds[kind] += use.units * mode.duration
        for cash in mode.money:
            money[cash.category] += cash.amount_cents
    asks = [Ask("skill", name, amount) for name, amount in skills.items()]
    asks += [Ask("kind", name, amount) for name, amount in kinds.items()]
    asks += [Ask("money", name, amount) for name, amount in money.items()]
    order = ("skill", "kind", "money")
    return tuple(sorted(asks, key=lambda ask: (order.index(ask.what), -ask.amount, ask.name)))


def _row(
    project: Project, sums: _Sums, worth: int, pinned: bool | None, difference: Difference
) -> ProjectRow:
    accepted = project.id in sums.accepted
    modes = asked_modes(project)
    start, end = sums.spans.get(project.id, (None, None))
    costs = sums.costs.get(project.id, {})
    rejection = sums.rejections.get(project.id)
    outside = sums.outside[project.id]
    if accepted:
        effort, cash = sums.effort[project.id] + outside, costs.get("cash", 0)
    else:
        effort = sum(effort_asked(mode) for mode in modes)
        cash = sum(need.amount_cents for mode in modes for need in mode.money)
    late = 0 if end is None or project.due is None else max(0, end - project.due)
    return ProjectRow(
        project=project.id,
        sponsor=project.sponsor,
        tier=project.tier,
        benefit=project.benefit,
        worth=worth,
        accepted=accepted,
        mandatory=project.mandatory,
        pinned=pinned,
        difference=difference,
        start=start,
        end=end,
        deadline=project.deadline,
        due=project.due,
        late_periods=late,
        cost_cents=sum(costs.values()),
        costs=tuple(costs.items()),
        effort=effort,
        outside_effort=outside,
        cash_cents=cash,
        people=len(sums.people[project.id]),
        lent_people=len(sums.lent[project.id]),
        asks=_asks(modes, sums.kind_of),
        code="" if accepted or rejection is None else rejection.code,
        reason=Text() if accepted or rejection is None else rejection.reason,
    )
