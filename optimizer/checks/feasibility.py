"""Feasibility of single modes: somebody, some facility, the data and the money exist.

A mode alone that can't be done is a warning; it stops the round when no other mode of a
package of a project that must be accepted is left.
"""

from __future__ import annotations

from dataclasses import replace

from optimizer.checks.facts import Facts, longest_in
from optimizer.checks.funding import mode_money, project_money
from optimizer.checks.report import finding
from optimizer.checks.staffing import Staffing
from optimizer.checks.windows import Window
from optimizer.domain import Facility, FacilityNeed, Mode, Project, Round, WorkPackage
from optimizer.domain.semantics import (
    access_allows,
    durations,
    facility_fits,
    is_lent,
    latest_end,
)
from optimizer.findings import Finding, Severity

__all__ = ["check_feasibility"]


def check_feasibility(round_: Round, facts: Facts | None = None) -> list[Finding]:
    """Return findings on modes that can't be done, whatever else is planned.

    ``facts`` are those of the round, when they have been worked out already.
    """
    facts = facts or Facts(round_)
    results: list[Finding] = []
    for i, project in enumerate(facts.round.projects):
        severity = facts.severity(project)
        stuck = False
        for j, package in enumerate(project.packages):
            at = f"/projects/{i}/packages/{j}/modes"
            window = _window(facts, project, package)
            by_mode = [
                _mode(facts, project, mode, window, f"{at}/{k}")
                for k, mode in enumerate(package.modes)
            ]
            blocked = severity if all(by_mode) else Severity.WARNING
            stuck |= all(by_mode)
            results += [replace(item, severity=blocked) for items in by_mode for item in items]
        if not stuck:
            results += project_money(facts, project, f"/projects/{i}")
    return results


def _window(facts: Facts, project: Project, package: WorkPackage) -> Window:
    """Return the window of a package; the stated one where lags run in circles or don't fit."""
    found = facts.windows.get(project.id, {}).get(package.id)
    if found is not None and found.fits:
        return found
    first = max(project.earliest_start, package.earliest_start)
    last = latest_end(facts.round, project, package.deadline)
    return Window(first, first, max(last, first), max(last, first))


def _mode(facts: Facts, project: Project, mode: Mode, window: Window, at: str) -> list[Finding]:
    results: list[Finding] = []
    usable = []
    for i, need in enumerate(mode.facilities):
        fitting = _usable(facts, project, mode, need, window)
        usable.append(fitting)
        if not fitting:
            results += _too_few_units(facts, project, need, f"{at}/facilities/{i}")
    for i, dataset in enumerate(mode.datasets):
        results += _dataset(facts, project, dataset.dataset, dataset.purpose, f"{at}/datasets/{i}")
    if all(need.dataset in facts.datasets for need in mode.datasets):
        results += Staffing(facts, project, mode, window, usable).findings(at)
    return results + mode_money(facts, project, mode, window, at)


def _usable(
    facts: Facts, project: Project, mode: Mode, need: FacilityNeed, window: Window
) -> list[Facility]:
    """Return the facilities that could supply a need, if nothing else used them."""
    usable = []
    shortest = min(durations(mode), default=0)
    for facility in facts.suppliers(need):
        if not facility_fits(facility, need, project):
            continue
        limit = facility.lend_limit_unit_periods
        if (
            limit is not None
            and need.units * shortest > limit
            and is_lent(facility.department, project)
        ):
            continue
        runs = facts.unit_runs(facility, need.units, project)
        if shortest == 0 or longest_in(runs, window.first_start, window.last_end) >= shortest:
            usable.append(facility)
    return usable


def _too_few_units(facts: Facts, project: Project, need: FacilityNeed, at: str) -> list[Finding]:
    asked = facts.suppliers(need)
    if not asked:
        return []
    most = 0
    for facility in asked:
        if facility_fits(facility, need, project):
            kept = facility.keep_units if is_lent(facility.department, project) else 0
            most = max(most, int(facts.units[facility.id].max()) - kept)
    zh, en = f"可用设施最多 {most} 个", f"no usable facility has more than {most}"
    if most >= need.units:
        zh, en = "没有设施在时间窗内连续有这么多", "none has them without a break in the window"
    return [
        finding(
            "facility.not-enough",
            at,
            f"需要 {need.units} 个单位，{zh}。",
            f"{need.units} units are needed, {en}.",
            fix=("减少单位数或放开使用权。", "Ask for fewer units or widen the access."),
            found=most,
            expected=f"at least {need.units}",
            subject=(project.id, need.id),
        )
    ]


def _dataset(facts: Facts, project: Project, name: str, purpose: str, at: str) -> list[Finding]:
    dataset = facts.datasets.get(name)
    if dataset is None:
        return []
    if not access_allows(dataset.access, dataset.department, project):
        return [
            finding(
                "dataset.no-access",
                f"{at}/dataset",
                f"项目无权使用数据集“{name}”。",
                f"The project may not use the dataset {name!r}.",
                fix=("请数据所有部门授权。", "Ask the owning department for access."),
                found=name,
                expected="a dataset the project may use",
                subject=(project.id, name),
            )
        ]
    if dataset.purposes and purpose not in dataset.purposes:
        return [
            finding(
                "dataset.purpose",
                f"{at}/purpose",
                f"数据集“{name}”不允许用于“{purpose}”。",
                f"The dataset {name!r} may not be used for {purpose!r}.",
                fix=("改用允许的用途。", "State an allowed purpose."),
                found=purpose,
                expected=", ".join(dataset.purposes),
                subject=(project.id, name),
            )
        ]
    if dataset.max_users == 0:
        return [
            finding(
                "dataset.no-users",
                f"{at}/dataset",
                f"数据集“{name}”不允许任何使用者。",
                f"The dataset {name!r} allows no user at all.",
                fix=("提高其使用者上限。", "Raise its limit of users."),
                found=0,
                expected="at least 1",
                subject=(project.id, name),
            )
        ]
    return []
