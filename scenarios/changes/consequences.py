"""What follows when things leave a round: references to them, each told and none left dangling.

A wish for somebody who left is void. A pin on something that left is void. A mode that asks for a
facility, dataset, kind or fund category that no longer exists can't be done; a package without
modes makes its project impossible, and what requires that project goes with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from optimizer.checks.report import finding
from optimizer.domain import (
    FundPin,
    Mode,
    ModePin,
    PersonPin,
    Pin,
    Project,
    ProjectPin,
    Round,
    Text,
    WorkPackage,
)
from optimizer.errors import BadScenario
from optimizer.findings import Finding

__all__ = ["follow_through"]


@dataclass
class _Left:
    """What is still there, and the notes on what went."""

    departments: set[str]
    experts: set[str]
    facilities: set[str]
    kinds: set[str]
    datasets: set[str]
    funds: set[str]
    categories: set[str] | None
    """``None``: some fund pays every category."""
    notes: list[Text] = field(default_factory=list)

    def note(self, zh: str, en: str) -> None:
        self.notes.append(Text(zh=zh, en=en))


def follow_through(before: Round, after: Round) -> tuple[Round, tuple[Text, ...]]:
    """Return the round with every reference to what left taken out, and a note for each.

    Parameters
    ----------
    before, after : Round
        The round before and after a change. What dangled before is left as it was.

    Raises
    ------
    BadScenario
        A mandatory project can't be done any more; one finding for each.
    """
    if not _lost(before, after):
        return after, ()
    left = _left_in(after)
    projects = [_cleaned(project, left) for project in after.projects]
    projects, broken = _without_impossible(before, projects, left)
    if broken:
        raise BadScenario(broken)
    pins = tuple(pin for pin in after.pins if _pin_holds(pin, projects, left))
    opened = {
        name: tuple(_opened(thing, left.departments) for thing in getattr(after, name))
        for name in ("experts", "facilities", "datasets", "funds")
    }
    settled = after.model_copy(update={"projects": tuple(projects), "pins": pins, **opened})
    return settled, tuple(left.notes)


def _lost(before: Round, after: Round) -> bool:
    """Say whether anything with an id went."""
    names = ("departments", "experts", "facilities", "datasets", "funds", "projects")
    return any(
        {thing.id for thing in getattr(before, name)} - {thing.id for thing in getattr(after, name)}
        for name in names
    )


def _left_in(round_: Round) -> _Left:
    pays_all = any(not fund.categories for fund in round_.funds)
    return _Left(
        departments={d.id for d in round_.departments},
        experts={e.id for e in round_.experts},
        facilities={f.id for f in round_.facilities},
        kinds={f.kind for f in round_.facilities},
        datasets={d.id for d in round_.datasets},
        funds={f.id for f in round_.funds},
        categories=None if pays_all else {c for f in round_.funds for c in f.categories},
    )


def _opened(thing: object, departments: set[str]) -> object:
    """Return a resource whose list of departments holds no one who left."""
    access = thing.access  # type: ignore[attr-defined]
    kept = tuple(d for d in access.departments if d in departments)
    if kept == access.departments:
        return thing
    return thing.model_copy(  # type: ignore[attr-defined]
        update={"access": access.model_copy(update={"departments": kept})}
    )


def _cleaned(project: Project, left: _Left) -> Project:
    """Return a project without wishes for people who left and modes that can't be done."""
    for expert in project.requested_experts:
        if expert not in left.experts:
            left.note(
                f"项目 {project.id} 对 {expert} 的人员意愿作废。",
                f"The wish of project {project.id} for {expert} is void.",
            )
    packages = []
    for package in project.packages:
        modes = tuple(mode for mode in package.modes if not _missing(mode, left))
        packages.append(package.model_copy(update={"modes": modes}))
    return project.model_copy(
        update={
            "requested_experts": tuple(e for e in project.requested_experts if e in left.experts),
            "forbidden_experts": tuple(e for e in project.forbidden_experts if e in left.experts),
            "packages": tuple(packages),
        }
    )


def _missing(mode: Mode, left: _Left) -> list[str]:
    """Return what a mode asks for and nobody offers any more."""
    missing = [
        need.facility or need.kind or ""
        for need in mode.facilities
        if (need.facility is not None and need.facility not in left.facilities)
        or (need.kind is not None and need.kind not in left.kinds)
    ]
    missing += [need.dataset for need in mode.datasets if need.dataset not in left.datasets]
    if left.categories is not None:
        missing += [n.category for n in mode.money if n.category not in left.categories]
    return missing


def _without_impossible(
    before: Round, projects: list[Project], left: _Left
) -> tuple[list[Project], list[Finding]]:
    """Take out projects that lost every mode of a package, or a project they require."""
    packages = {(p.id, k.id): k for p in before.projects for k in p.packages}
    known = {project.id for project in before.projects}
    broken: list[Finding] = []
    while True:
        lost = known - {project.id for project in projects}
        reasons = {
            project.id: reason
            for project in projects
            if (reason := _why_impossible(project, packages, lost, left)) is not None
        }
        if not reasons:
            return projects, broken
        for project in projects:
            if project.id not in reasons:
                continue
            zh, en = reasons[project.id]
            left.note(
                f"项目 {project.id} 无法再进行：{zh}。",
                f"Project {project.id} can't be done any more: {en}.",
            )
            if project.mandatory:
                broken.append(_breaks_mandatory(project.id, zh, en))
        projects = [project for project in projects if project.id not in reasons]


def _why_impossible(
    project: Project,
    packages: dict[tuple[str, str], WorkPackage],
    lost: set[str],
    left: _Left,
) -> tuple[str, str] | None:
    """Return in zh and en why a project can't be done any more, or ``None`` when it can."""
    for package in project.packages:
        if not package.modes:
            asked = packages[project.id, package.id].modes
            what = ", ".join(sorted({name for mode in asked for name in _missing(mode, left)}))
            return f"缺少 {what}", f"{what} is gone"
    for before in project.prerequisites:
        if before.project in lost:
            return f"其前置项目 {before.project} 已不在", f"it requires {before.project}"
    return None


def _breaks_mandatory(project: str, zh: str, en: str) -> Finding:
    return finding(
        "change.breaks-mandatory",
        "",
        f"必须完成的项目“{project}”无法再进行：{zh}。",
        f"Mandatory project {project!r} can't be done any more: {en}.",
        fix=("取消其“必须”标记，或保留该资源。", "Make it optional, or keep what it needs."),
        subject=(project,),
    )


def _pin_holds(pin: Pin, projects: list[Project], left: _Left) -> bool:
    """Say whether everything a pin names is still there; note it otherwise."""
    project = next((p for p in projects if p.id == pin.project), None)
    void = project is None
    if project is not None and not isinstance(pin, ProjectPin):
        modes = {m.id for p in project.packages if p.id == pin.package for m in p.modes}
        void = (
            (isinstance(pin, PersonPin) and pin.expert not in left.experts)
            or (isinstance(pin, FundPin) and pin.fund not in left.funds)
            or (isinstance(pin, ModePin) and pin.mode not in modes)
        )
    if void:
        left.note(
            f"项目 {pin.project} 上的一项约定（{pin.kind}）作废。",
            f"A pin ({pin.kind}) on project {pin.project} is void.",
        )
    return not void
