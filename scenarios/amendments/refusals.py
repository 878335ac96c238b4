"""Why an amendment can't be made, and what a plan gives a package."""

from __future__ import annotations

from optimizer.checks.report import finding, nearest
from optimizer.domain import Mode, Plan, PlannedPackage, Project, Round, WorkPackage
from optimizer.errors import BadScenario

__all__ = ["planned_package", "planned_project", "refused", "the_mode", "the_package"]


def refused(
    code: str, at: str, zh: str, en: str, *, fix: tuple[str, str], found: object = ""
) -> BadScenario:
    """Return the exception that says why an amendment can't be made, at a field of it."""
    return BadScenario([finding(f"amendment.{code}", at, zh, en, fix=fix, found=found)])


def planned_project(round_: Round, plan: Plan, id_: str) -> Project:
    """Return a project that the plan carries out.

    Raises
    ------
    BadScenario
        It is not in the plan.
    """
    accepted = [planned.project for planned in plan.projects]
    if id_ not in accepted:
        near = nearest(id_, accepted)
        raise refused(
            "not-in-plan",
            "/project",
            f"项目“{id_}”不在已发布的方案中。",
            f"Project {id_!r} is not in the published plan.",
            fix=(
                f"是否指“{near}”？" if near else "只能变更已立项的项目。",
                f"Did you mean {near!r}?" if near else "Only what is in the plan can be changed.",
            ),
            found=id_,
        )
    return next(project for project in round_.projects if project.id == id_)


def planned_package(plan: Plan, project: str, id_: str) -> PlannedPackage:
    """Return what the plan says of a package.

    Raises
    ------
    BadScenario
        The project has no such package.
    """
    packages = [
        package
        for planned in plan.projects
        if planned.project == project
        for package in planned.packages
    ]
    for package in packages:
        if package.package == id_:
            return package
    names = [package.package for package in packages]
    raise refused(
        "unknown-package",
        "/package",
        f"项目“{project}”没有工作包“{id_}”。",
        f"Project {project!r} has no package {id_!r}.",
        fix=(f"已有：{'、'.join(names)}。", f"It has {', '.join(names)}."),
        found=id_,
    )


def the_package(project: Project, id_: str) -> WorkPackage:
    """Return a package that is known to exist."""
    return next(package for package in project.packages if package.id == id_)


def the_mode(package: WorkPackage, id_: str) -> Mode:
    """Return a mode that is known to exist."""
    return next(mode for mode in package.modes if mode.id == id_)
