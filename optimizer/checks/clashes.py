"""Pins together: what is agreed about one project or package, and what must be accepted.

What contradicts itself at one place (a package, a need) is an error. What clashes through something
else (a prerequisite, a group, lags) is a warning: the round is sound, there is no plan for it, and
the solver's answer names the conflict.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from optimizer.checks.facts import Facts
from optimizer.checks.pinned_modes import mode_objections
from optimizer.checks.report import finding
from optimizer.checks.windows import Limit, windows_of
from optimizer.domain import (
    FundPin,
    ModePin,
    PersonPin,
    Pin,
    Project,
    ProjectPin,
    Round,
    StartPin,
    WindowPin,
    WorkPackage,
)
from optimizer.domain.capacity import fund_slots, spendable_cents
from optimizer.findings import Finding, Severity

__all__ = ["check_clashes"]

_Numbered = tuple[int, Pin]


def check_clashes(facts: Facts, sound: Sequence[bool]) -> list[Finding]:
    """Return findings on pins that can't hold together, and on acceptance that contradicts itself.

    Parameters
    ----------
    facts : Facts
    sound : sequence of bool
        Whether each pin of the round is fine alone; the others are left out here.
    """
    results = _pinned_out(facts) + _groups(facts) + _overdrawn(facts, sound)
    by_project: dict[str, list[_Numbered]] = defaultdict(list)
    for i, pin in enumerate(facts.round.pins):
        if sound[i] and not isinstance(pin, ProjectPin):
            by_project[pin.project].append((i, pin))
    for name, pins in by_project.items():
        project = facts.projects[name]
        in_modes = _in_modes(facts, project, pins)
        results += in_modes or _in_time(facts, project, pins)
    return results


# Acceptance


def _pinned_out(facts: Facts) -> list[Finding]:
    """Find projects pinned out that a project which must be accepted needs first."""
    results = []
    for i, pin in enumerate(facts.round.pins):
        if isinstance(pin, ProjectPin) and not pin.accepted:
            needed_by = facts.forced.get(pin.project)
            if needed_by is not None:
                results.append(
                    finding(
                        "pin.prerequisite-out",
                        f"/pins/{i}",
                        f"项目“{pin.project}”被固定为不立项，但必须立项的“{needed_by}”以它为前置。",
                        f"Project {pin.project!r} is pinned out, and {needed_by!r}, which must be "
                        "accepted, needs it first.",
                        fix=(
                            "删去这个约定，或放开后一个项目。",
                            "Remove the pin, or release the other project.",
                        ),
                        found="rejected",
                        expected="accepted",
                        severity=Severity.WARNING,
                        subject=(pin.project, needed_by),
                    )
                )
    return results


def _groups(facts: Facts) -> list[Finding]:
    """Find exclusive groups of which two projects must be accepted, or one needs another."""
    results = []
    first_in: dict[str, str] = {}
    for i, project in enumerate(facts.round.projects):
        group = project.exclusive_group
        if group is None:
            continue
        at = f"/projects/{i}/exclusive_group"
        if project.id in facts.forced:
            other = first_in.setdefault(group, project.id)
            if other != project.id:
                results.append(
                    finding(
                        "acceptance.exclusive-group",
                        at,
                        f"互斥组“{group}”中“{other}”与“{project.id}”都必须立项。",
                        f"Of the exclusive group {group!r} both {other!r} and {project.id!r} must "
                        "be accepted.",
                        fix=("放开其中一个，或改动分组。", "Release one of them, or part them."),
                        found=f"{other}, {project.id}",
                        expected="at most one project that must be accepted",
                        severity=Severity.WARNING,
                        subject=(other, project.id),
                    )
                )
        results += [
            finding(
                "acceptance.prerequisite-in-group",
                at,
                f"“{project.id}”与其前置项目“{before.project}”在同一互斥组，不可能立项。",
                f"{project.id!r} is in an exclusive group with {before.project!r}, which it needs "
                "first: it can't be accepted.",
                fix=("改动分组或前置关系。", "Part them, or remove the prerequisite."),
                found=group,
                expected="another group",
                severity=Severity.WARNING,
                subject=(project.id, before.project),
            )
            for before in project.prerequisites
            if before.project in facts.projects
            and facts.projects[before.project].exclusive_group == group
            and before.project != project.id
        ]
    return results


# Money


def _overdrawn(facts: Facts, sound: Sequence[bool]) -> list[Finding]:
    """Find funds whose pinned draws, of projects that must be accepted, exceed what they hold."""
    pinned: dict[str, list[tuple[int, FundPin]]] = defaultdict(list)
    for i, pin in enumerate(facts.round.pins):
        if sound[i] and isinstance(pin, FundPin) and pin.project in facts.forced:
            pinned[pin.fund].append((i, pin))
    results = []
    for fund in facts.round.funds:
        pins = pinned.get(fund.id, [])
        drawn = sum({(p.project, p.package, p.need): p.amount_cents for _, p in pins}.values())
        slots = fund_slots(fund, facts.round.calendar.periods)
        held = sum(spendable_cents(facts.round.policy, fund, slot) for slot in slots)
        if drawn > held:
            results.append(
                finding(
                    "pin.fund-overdrawn",
                    f"/pins/{pins[-1][0]}/amount_cents",
                    f"约定从资金“{fund.id}”支出共 {drawn} 分，只有 {held} 分可用。",
                    f"Pins draw {drawn} cents from the fund {fund.id!r}, which may spend {held}.",
                    fix=("减少约定的金额。", "Lower the amounts pinned."),
                    found=drawn,
                    expected=f"at most {held}",
                    subject=(fund.id,),
                )
            )
    return results


# One project


def _in_modes(facts: Facts, project: Project, pins: list[_Numbered]) -> list[Finding]:
    """Find packages none of whose modes agrees with all pins on them."""
    by_package: dict[str, list[_Numbered]] = defaultdict(list)
    for i, pin in pins:
        if isinstance(pin, ModePin | PersonPin | FundPin):
            by_package[pin.package].append((i, pin))
    packages = {package.id: package for package in project.packages}
    results = []
    for name, numbered in by_package.items():
        package = packages[name]
        here = [pin for _, pin in numbered]
        wanted = {pin.mode for pin in here if isinstance(pin, ModePin)}
        modes = [mode for mode in package.modes if not wanted or mode.id in wanted]
        objections = [mode_objections(facts, project, package, mode, here) for mode in modes]
        if modes and all(objections):
            zh = "；".join(f"{m.id}：{o[0][0]}" for m, o in zip(modes, objections, strict=True))
            en = "; ".join(f"{m.id}: {o[0][1]}" for m, o in zip(modes, objections, strict=True))
            results.append(_clash(project, package, numbered, zh, en))
    return results


def _in_time(facts: Facts, project: Project, pins: list[_Numbered]) -> list[Finding]:
    """Find start, window and mode pins that the lags and durations of a project rule out."""
    timed = [(i, p) for i, p in pins if isinstance(p, StartPin | WindowPin | ModePin)]
    windows = facts.windows.get(project.id)
    if not timed or windows is None or not all(w.fits for w in windows.values()):
        return []
    if _fits(facts, project, [pin for _, pin in timed]):
        return []
    kept = list(timed)
    for item in timed:  # leave out whatever the clash does not need
        rest = [other for other in kept if other is not item]
        if not _fits(facts, project, [pin for _, pin in rest]):
            kept = rest
    packages = {package.id: package for package in project.packages}
    zh, en = "没有给前后的工作留出时间", "no time is left for the work before, after or between"
    found = _clash(project, packages[kept[0][1].package], kept, zh, en)
    alone = len({pin.package for _, pin in kept}) == 1 and len(kept) > 1
    return [found if alone else replace(found, severity=Severity.WARNING)]


def _fits(facts: Facts, project: Project, pins: Sequence[Pin]) -> bool:
    limits: dict[str, Limit] = {}
    modes: dict[str, str] = {}
    for pin in pins:
        if isinstance(pin, ModePin):
            modes[pin.package] = pin.mode
        elif isinstance(pin, StartPin | WindowPin):
            limit = limits.get(pin.package, Limit())
            limits[pin.package] = limit.and_also(_limit(facts.round, pin))
    packages = tuple(
        package.model_copy(
            update={"modes": tuple(m for m in package.modes if m.id == modes[package.id])}
        )
        if package.id in modes
        else package
        for package in project.packages
    )
    narrowed = project.model_copy(update={"packages": packages})
    windows = windows_of(
        facts.round, narrowed, facts.orders[project.id], facts.not_before[project.id], limits=limits
    )
    return all(window.fits for window in windows.values())


def _limit(round_: Round, pin: StartPin | WindowPin) -> Limit:
    if isinstance(pin, StartPin):
        return Limit(first_start=pin.start, last_start=pin.start)
    last = round_.calendar.periods if pin.deadline is None else pin.deadline
    return Limit(first_start=pin.earliest_start, last_end=last)


def _clash(
    project: Project, package: WorkPackage, pins: Sequence[_Numbered], zh: str, en: str
) -> Finding:
    numbers = ", ".join(str(i) for i, _ in pins)
    which_zh, which_en = (
        f"这些约定（第 {numbers} 项，从 0 数起）不能同时成立",
        "can't hold together",
    )
    which_en = f"These pins of project {project.id!r} (numbers {numbers}, from 0) {which_en}"
    if len(pins) == 1:
        which_zh, which_en = "这个约定不能成立", f"This pin of project {project.id!r} can't hold"
    return finding(
        "pin.clash",
        f"/pins/{pins[-1][0]}",
        f"项目“{project.id}”的{which_zh}：{zh}。",
        f"{which_en}: {en}.",
        fix=("删去或改正其中一个约定。", "Remove or correct one of the pins."),
        found=numbers,
        expected="pins that agree",
        subject=(project.id, package.id),
    )
