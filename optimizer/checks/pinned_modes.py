"""What pins on people and funds ask of one mode, and why the mode can't give it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from optimizer.checks.facts import Facts
from optimizer.domain import (
    FundPin,
    Mode,
    PersonPin,
    Pin,
    Project,
    StaffingNeed,
    WorkPackage,
)
from optimizer.domain.semantics import access_allows, required_clearance_rank

__all__ = ["mode_objections"]

_Words = tuple[str, str]


def mode_objections(
    facts: Facts, project: Project, package: WorkPackage, mode: Mode, pins: Sequence[Pin]
) -> list[_Words]:
    """Return why a package can't run in a mode under its pins, in zh and en; empty when it can."""
    people = [pin for pin in pins if isinstance(pin, PersonPin)]
    money = [pin for pin in pins if isinstance(pin, FundPin)]
    return [
        *_people(facts, project, mode, people),
        *_continuity(facts, project, package, mode),
        *_money(facts, project, mode, money),
    ]


def _people(
    facts: Facts, project: Project, mode: Mode, pins: Sequence[PersonPin]
) -> Iterator[_Words]:
    needs = {need.id: need for need in mode.staffing}
    wanted: dict[str, set[str]] = defaultdict(set)
    barred: dict[str, set[str]] = defaultdict(set)
    for pin in pins:
        (wanted if pin.assigned else barred)[pin.need].add(pin.expert)
    rank = 0
    if all(need.dataset in facts.datasets for need in mode.datasets):
        rank = required_clearance_rank(project, mode, facts.datasets)
    place_of: dict[str, str] = {}
    for name, experts in wanted.items():
        need = needs.get(name)
        if need is None:
            yield f"没有需求“{name}”", f"it has no need {name!r}"
            continue
        if len(experts) > need.headcount:
            yield (
                f"需求“{name}”只要 {need.headcount} 人，却约定了 {len(experts)} 人",
                f"need {name!r} takes {need.headcount}, and {len(experts)} are pinned on it",
            )
        cleared = _cleared(facts, project, need, rank)
        for expert in sorted(experts):
            if expert not in cleared:
                yield (
                    f"“{expert}”在需求“{name}”上缺少技能、级别、使用权或涉密等级",
                    f"{expert!r} lacks the skill, level, access or clearance for need {name!r}",
                )
            other = place_of.setdefault(expert, name)
            if other != name:
                yield (
                    f"“{expert}”不能同时占“{other}”与“{name}”两个岗位",
                    f"{expert!r} can't fill both {other!r} and {name!r}",
                )
    for name, experts in barred.items():
        need = needs.get(name)
        if need is None or need.outsource is not None:
            continue
        left = len(_cleared(facts, project, need, rank) - experts)
        if left < need.headcount:
            yield (
                f"需求“{name}”只剩 {left} 人可用，要 {need.headcount} 人",
                f"need {name!r} is left with {left} of the {need.headcount} people it takes",
            )


def _cleared(facts: Facts, project: Project, need: StaffingNeed, rank: int) -> set[str]:
    return {e.id for e in facts.able(need, project) if e.clearance.rank >= rank}


def _continuity(
    facts: Facts, project: Project, package: WorkPackage, mode: Mode
) -> Iterator[_Words]:
    """Two needs filled wholly by pins whose people are not among one another."""
    packages = {other.id: other for other in project.packages}
    for need in mode.staffing:
        if need.same_as is None or need.same_as.package not in packages:
            continue
        twin_package = packages[need.same_as.package]
        twins = [
            (m, n) for m in twin_package.modes for n in m.staffing if n.id == need.same_as.need
        ]
        if twin_package.id == package.id or len(twins) != len(twin_package.modes):
            continue  # a mode without that need is outside the rule
        here = _pinned(facts, project.id, package.id, need.id)
        there = _pinned(facts, project.id, twin_package.id, need.same_as.need)
        full = all(len(there) >= n.headcount for _, n in twins)
        if len(here) >= need.headcount and full and not (here <= there or there <= here):
            yield (
                f"需求“{need.id}”与“{twin_package.id}/{need.same_as.need}”应由相同的人承担",
                f"need {need.id!r} is to have the people of {twin_package.id}/{need.same_as.need}",
            )


def _pinned(facts: Facts, project: str, package: str, need: str) -> set[str]:
    return {
        pin.expert
        for pin in facts.round.pins
        if isinstance(pin, PersonPin)
        and pin.assigned
        and (pin.project, pin.package, pin.need) == (project, package, need)
    }


def _money(facts: Facts, project: Project, mode: Mode, pins: Sequence[FundPin]) -> Iterator[_Words]:
    amounts: dict[str, dict[str, int]] = defaultdict(dict)
    for pin in pins:
        amounts[pin.need][pin.fund] = pin.amount_cents
    cash = {need.id: need for need in mode.money}
    places = {need.id for need in mode.staffing if need.outsource is not None}
    for name, by_fund in amounts.items():
        pinned = sum(by_fund.values())
        need = cash.get(name)
        if need is None:
            if pinned and name not in places:
                yield f"没有需求“{name}”", f"it has no need {name!r}"
            continue
        if pinned > need.amount_cents:
            yield (
                f"需求“{name}”只要 {need.amount_cents} 分，约定共 {pinned} 分",
                f"need {name!r} takes {need.amount_cents} cents, and {pinned} are pinned on it",
            )
        others = [
            fund
            for fund in facts.round.funds
            if fund.id not in by_fund
            and (not fund.categories or need.category in fund.categories)
            and access_allows(fund.access, fund.department, project)
        ]
        if pinned < need.amount_cents and not others:
            asked = need.amount_cents
            yield (
                f"需求“{name}”要 {asked} 分，约定只有 {pinned} 分，且没有别的资金",
                f"need {name!r} takes {asked} cents, pins give it {pinned}, and no other fund pays",
            )
