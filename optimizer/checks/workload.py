"""Workload: skills, facilities and money asked for beyond everything there is.

What all projects ask for at least is held against what the round offers: beyond it, some will be
rejected. Where the projects that *must* be accepted ask for more, there is no plan. Both are
warnings: the data is sound, and the solver says which projects clash.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from optimizer.checks.facts import Facts
from optimizer.checks.report import finding
from optimizer.domain import Mode, Project, StaffingNeed
from optimizer.domain.capacity import fund_slots, spendable_cents
from optimizer.findings import Finding, Severity

__all__ = ["check_workload"]


def check_workload(facts: Facts) -> list[Finding]:
    """Return findings on skills, kinds of facilities and money whose least demand is too much."""
    offer = _Offer(facts)
    everything = facts.round.projects
    forced = [project for project in everything if project.id in facts.forced]
    results = offer.exceeded_by(forced, must=True)
    said = {(item.code, item.place.pointer) for item in results}
    beyond = offer.exceeded_by(everything, must=False)
    return results + [item for item in beyond if (item.code, item.place.pointer) not in said]


@dataclass(frozen=True, slots=True)
class _Thing:
    """A skill from some level up, a kind of facility, or a category of money."""

    sort: str
    name: str
    level: int = 0


_UNITS = {
    "skill": ("百分比·期", "percent-periods"),
    "kind": ("单位·期", "unit-periods"),
    "category": ("分", "cents"),
}
_CODES = {
    "skill": "staffing.skill-overbooked",
    "kind": "facility.kind-overbooked",
    "category": "money.category-overbooked",
}
_NAMES = {
    "skill": ("技能", "Skill"),
    "kind": ("设施类别", "Kind"),
    "category": ("资金类别", "Category"),
}


def _asked(mode: Mode, kind_of: dict[str, str]) -> dict[_Thing, int]:
    """Return what a mode takes at least; places that may go outside are left out."""
    asked: dict[_Thing, int] = defaultdict(int)
    for need in mode.staffing:
        effort = _inside(need) * need.load_pct * mode.duration
        for level in range(1, need.min_level + 1):
            asked[_Thing("skill", need.skill, level)] += effort
    for facility in mode.facilities:
        kind = facility.kind if facility.kind is not None else kind_of.get(facility.facility or "")
        if kind is not None:
            asked[_Thing("kind", kind)] += facility.units * mode.duration
    for money in mode.money:
        asked[_Thing("category", money.category)] += money.amount_cents
    return asked


def _inside(need: StaffingNeed) -> int:
    """Return the places of a need that can't go outside, whatever the clearance."""
    if need.outsource is None:
        return need.headcount
    most = need.outsource.max_headcount
    return 0 if most is None else max(need.headcount - most, 0)


class _Offer:
    """What a round offers of everything, over its whole horizon."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.kind_of = {facility.id: facility.kind for facility in facts.round.facilities}

    @cached_property
    def skills(self) -> dict[tuple[str, int], int]:
        offered: dict[tuple[str, int], int] = defaultdict(int)
        totals = {name: int(values.sum()) for name, values in self.facts.limited.items()}
        for skill, holders in self.facts.holders.items():
            for level, expert in holders:
                for least in range(1, level + 1):
                    offered[skill, least] += totals[expert.id]
        return offered

    @cached_property
    def kinds(self) -> dict[str, int]:
        offered: dict[str, int] = defaultdict(int)
        for facility in self.facts.round.facilities:
            offered[facility.kind] += int(self.facts.units[facility.id].sum())
        return offered

    def cents(self, category: str) -> int:
        """Return what all funds together may pay of a category."""
        round_ = self.facts.round
        return sum(
            spendable_cents(round_.policy, fund, slot)
            for fund in round_.funds
            if not fund.categories or category in fund.categories
            for slot in fund_slots(fund, round_.calendar.periods)
            if slot.start < round_.calendar.periods
        )

    def of(self, thing: _Thing) -> int:
        """Return what there is of a thing."""
        if thing.sort == "skill":
            return self.skills.get((thing.name, thing.level), 0)
        return self.kinds[thing.name] if thing.sort == "kind" else self.cents(thing.name)

    def exceeded_by(self, projects: Iterable[Project], *, must: bool) -> list[Finding]:
        """Return a finding for each thing that projects ask for beyond what there is."""
        demand: dict[_Thing, int] = defaultdict(int)
        for project in projects:
            for package in project.packages:
                by_mode = [_asked(mode, self.kind_of) for mode in package.modes]
                for thing in by_mode[0]:
                    demand[thing] += min(asked.get(thing, 0) for asked in by_mode)
        # Where there is nothing at all, each need says so itself.
        over = [thing for thing, amount in demand.items() if amount > self.of(thing) > 0]
        lowest: dict[tuple[str, str], _Thing] = {}
        for thing in over:
            first = lowest.setdefault((thing.sort, thing.name), thing)
            if thing.level < first.level:
                lowest[thing.sort, thing.name] = thing
        places = self._places()
        return [
            self._finding(thing, demand[thing], places[thing.sort, thing.name], must=must)
            for thing in lowest.values()
            if (thing.sort, thing.name) in places
        ]

    def _places(self) -> dict[tuple[str, str], str]:
        """Return where a thing stands; unknown ones, found elsewhere, have no place."""
        round_ = self.facts.round
        places = {("skill", skill.id): f"/skills/{i}" for i, skill in enumerate(round_.skills)}
        for i, facility in enumerate(round_.facilities):
            places.setdefault(("kind", facility.kind), f"/facilities/{i}/kind")
        for i, fund in enumerate(round_.funds):
            for category in fund.categories:
                places.setdefault(("category", category), f"/funds/{i}/categories")
        return places

    def _finding(self, thing: _Thing, asked: int, at: str, *, must: bool) -> Finding:
        offered = self.of(thing)
        unit_zh, unit_en = _UNITS[thing.sort]
        name_zh, name_en = _NAMES[thing.sort]
        level_zh = f"（{thing.level} 级以上）" if thing.level > 1 else ""
        level_en = f" from level {thing.level}" if thing.level > 1 else ""
        who_zh, who_en = "各项目共需", "asked for"
        fix = (
            "部分项目会被拒绝；增加供给可避免。",
            "Some projects will be rejected; offer more of it.",
        )
        if must:
            who_zh, who_en = "必做项目共需", "asked for by projects that must be accepted"
            fix = (
                "这样没有可行的计划：增加供给，或放开一个必做项目。",
                "There is no plan like this: offer more of it, or release a mandatory project.",
            )
        return finding(
            _CODES[thing.sort],
            at,
            f"{name_zh}“{thing.name}”{level_zh}：{who_zh} {asked}，只有 {offered}（{unit_zh}）。",
            f"{name_en} {thing.name!r}{level_en}: {asked} {unit_en} {who_en}, {offered} on offer.",
            fix=fix,
            found=asked,
            expected=f"at most {offered}",
            severity=Severity.WARNING,
            subject=(thing.name,),
        )
