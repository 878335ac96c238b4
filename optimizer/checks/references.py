"""References: every id that is named exists."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from optimizer.checks.report import finding, nearest
from optimizer.domain import (
    Dataset,
    Expert,
    Facility,
    Fund,
    Mode,
    Project,
    Round,
    WorkPackage,
)
from optimizer.findings import Finding, Severity

__all__ = ["check_references", "need_ids", "unknown"]

_ZH = {
    "department": "部门", "skill": "技能", "expert": "人员", "facility": "设施",
    "kind": "设施类别", "dataset": "数据集", "category": "资金类别", "project": "项目",
    "package": "工作包", "mode": "方式", "need": "需求", "fund": "资金",
}  # fmt: skip
_Named = tuple[str, str, str]
"""What is named, its id, and the pointer where it is named."""


def check_references(round_: Round) -> list[Finding]:
    """Return a finding for each unknown id outside the pins and the baseline."""
    known: dict[str, Collection[str]] = {
        "department": {d.id for d in round_.departments},
        "skill": {s.id for s in round_.skills},
        "expert": {e.id for e in round_.experts},
        "facility": {f.id for f in round_.facilities},
        "kind": {f.kind for f in round_.facilities},
        "dataset": {d.id for d in round_.datasets},
        "project": {p.id for p in round_.projects},
    }
    named = [*_in_resources(round_)]
    for i, project in enumerate(round_.projects):
        named += _in_project(project, f"/projects/{i}")
    results = [
        unknown(what, name, at, known[what]) for what, name, at in named if name not in known[what]
    ]
    return results + _inner(round_) + _categories(round_)


def unknown(
    what: str,
    name: str,
    at: str,
    known: Iterable[str],
    severity: Severity = Severity.ERROR,
    code: str = "",
) -> Finding:
    """Return the finding that ``name`` is not a known thing of a sort."""
    near = nearest(name, known)
    fix = (
        (f"是否指“{near}”？", f"Did you mean {near!r}?")
        if near is not None
        else (f"先登记这个{_ZH[what]}，或改正编号。", f"Add this {what}, or correct the id.")
    )
    return finding(
        code or f"reference.unknown-{what}",
        at,
        f"没有名为“{name}”的{_ZH[what]}。",
        f"There is no {what} {name!r}.",
        fix=fix,
        found=name,
        expected=near or f"a known {what}",
        severity=severity,
        subject=(name,),
    )


def _in_resources(round_: Round) -> Iterator[_Named]:
    for i, expert in enumerate(round_.experts):
        yield "department", expert.department, f"/experts/{i}/department"
        for j, skill in enumerate(expert.skills):
            yield "skill", skill.skill, f"/experts/{i}/skills/{j}/skill"
    for i, facility in enumerate(round_.facilities):
        if facility.operator is not None:
            yield "skill", facility.operator.skill, f"/facilities/{i}/operator/skill"
        yield "department", facility.department, f"/facilities/{i}/department"
    owners: tuple[tuple[str, tuple[Dataset | Fund, ...]], ...] = (
        ("datasets", round_.datasets),
        ("funds", round_.funds),
    )
    for name, owned in owners:
        for i, thing in enumerate(owned):
            yield "department", thing.department, f"/{name}/{i}/department"
    sharers: tuple[tuple[str, tuple[Expert | Facility | Dataset | Fund, ...]], ...] = (
        ("experts", round_.experts),
        ("facilities", round_.facilities),
        ("datasets", round_.datasets),
        ("funds", round_.funds),
    )
    for name, shared in sharers:
        for i, item in enumerate(shared):
            for j, department in enumerate(item.access.departments):
                yield "department", department, f"/{name}/{i}/access/departments/{j}"


def _in_project(project: Project, at: str) -> Iterator[_Named]:
    yield "department", project.sponsor, f"{at}/sponsor"
    for j, department in enumerate(project.participants):
        yield "department", department, f"{at}/participants/{j}"
    for j, benefit in enumerate(project.benefits):
        yield "department", benefit.department, f"{at}/benefits/{j}/department"
    for j, before in enumerate(project.prerequisites):
        yield "project", before.project, f"{at}/prerequisites/{j}/project"
    for j, expert in enumerate(project.requested_experts):
        yield "expert", expert, f"{at}/requested_experts/{j}"
    for j, expert in enumerate(project.forbidden_experts):
        yield "expert", expert, f"{at}/forbidden_experts/{j}"
    for j, package in enumerate(project.packages):
        for k, department in enumerate(package.needed_by):
            yield "department", department, f"{at}/packages/{j}/needed_by/{k}"
        for k, mode in enumerate(package.modes):
            yield from _in_mode(mode, f"{at}/packages/{j}/modes/{k}")


def _in_mode(mode: Mode, at: str) -> Iterator[_Named]:
    for i, staffing in enumerate(mode.staffing):
        yield "skill", staffing.skill, f"{at}/staffing/{i}/skill"
    for i, facility in enumerate(mode.facilities):
        if facility.kind is not None:
            yield "kind", facility.kind, f"{at}/facilities/{i}/kind"
        if facility.facility is not None:
            yield "facility", facility.facility, f"{at}/facilities/{i}/facility"
    for i, dataset in enumerate(mode.datasets):
        yield "dataset", dataset.dataset, f"{at}/datasets/{i}/dataset"


def _inner(round_: Round) -> list[Finding]:
    """Return findings on predecessors and continuity references inside projects."""
    results = []
    for i, project in enumerate(round_.projects):
        packages = {p.id: p for p in project.packages}
        for j, package in enumerate(project.packages):
            at = f"/projects/{i}/packages/{j}"
            for k, before in enumerate(package.predecessors):
                if before.package not in packages:
                    place = f"{at}/predecessors/{k}/package"
                    results.append(unknown("package", before.package, place, packages))
            for k, mode in enumerate(package.modes):
                for m, need in enumerate(mode.staffing):
                    if need.same_as is None:
                        continue
                    place = f"{at}/modes/{k}/staffing/{m}/same_as"
                    other = packages.get(need.same_as.package)
                    if other is None:
                        name = need.same_as.package
                        results.append(unknown("package", name, f"{place}/package", packages))
                    elif need.same_as.need not in (ids := need_ids(other)):
                        name = need.same_as.need
                        results.append(unknown("need", name, f"{place}/need", ids))
    return results


def need_ids(package: WorkPackage) -> set[str]:
    """Return the ids of the staffing, facility and money needs in any mode."""
    ids: set[str] = set()
    for mode in package.modes:
        ids |= {need.id for need in mode.staffing}
        ids |= {need.id for need in mode.facilities}
        ids |= {need.id for need in mode.money}
    return ids


def _categories(round_: Round) -> list[Finding]:
    """Return findings on categories of money that no fund pays."""
    if any(not fund.categories for fund in round_.funds):
        return []
    paid = {category for fund in round_.funds for category in fund.categories}
    results = []
    for i, project in enumerate(round_.projects):
        for j, package in enumerate(project.packages):
            for k, mode in enumerate(package.modes):
                at = f"/projects/{i}/packages/{j}/modes/{k}"
                asked = [(n.category, f"{at}/money/{m}/category") for m, n in enumerate(mode.money)]
                asked += [
                    (need.outsource.category, f"{at}/staffing/{m}/outsource/category")
                    for m, need in enumerate(mode.staffing)
                    if need.outsource is not None and need.outsource.category is not None
                ]
                results += [
                    unknown("category", name, place, paid)
                    for name, place in asked
                    if name not in paid
                ]
    return results
