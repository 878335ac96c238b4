"""Take out of a coalition's round what can't matter, so that it solves fast and equals its like.

Two coalitions that differ only by a department with nothing to add then have the same round, and it
is solved once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from optimizer.checks import check_round
from optimizer.checks.feasibility import check_feasibility
from optimizer.domain import Project, Round, StaffingNeed, WorkPackage
from optimizer.domain.semantics import access_allows, facility_fits, serves
from optimizer.findings import Severity

__all__ = ["prune_idle", "prune_impossible", "with_prerequisites"]


def prune_impossible(round_: Round) -> Round:
    """Return a round without what can't be done or is worth nothing in it.

    Modes that fail by themselves (nobody, no facility, no money for them) go, then projects with a
    package that has no mode left, with an error in the checks, without a prerequisite, or of no
    benefit and no use to others; then resources that nothing left can use. No plan that is worth
    anything is lost.
    """
    while True:
        faults = [f for f in check_round(round_) if f.severity is Severity.ERROR]
        broken = {_steps(f.place.pointer)[0] for f in faults if _steps(f.place.pointer)}
        if broken:
            kept = [p for i, p in enumerate(round_.projects) if i not in broken]
            round_ = _with_projects(round_, kept)
            continue
        impossible = {_steps(f.place.pointer) for f in check_feasibility(round_)}
        projects = [
            left
            for i, project in enumerate(round_.projects)
            if (left := _without_modes(project, i, impossible)) is not None
        ]
        projects = _worth_something(projects)
        if projects == list(round_.projects):
            return prune_idle(round_)
        round_ = _with_projects(round_, projects)


def with_prerequisites(projects: Iterable[Project]) -> list[Project]:
    """Return the projects whose prerequisites are all there, in the order given."""
    kept = list(projects)
    while True:
        known = {project.id for project in kept}
        left = [p for p in kept if all(q.project in known for q in p.prerequisites)]
        if len(left) == len(kept):
            return kept
        kept = left


def prune_idle(round_: Round) -> Round:
    """Return a round without the resources that no project of it can use."""
    modes = [(p, m) for p in round_.projects for k in p.packages for m in k.modes]
    experts = tuple(
        e for e in round_.experts if any(serves(e, n, p) for p, m in modes for n in m.staffing)
    )
    facilities = tuple(
        f
        for f in round_.facilities
        if any(facility_fits(f, n, p) for p, m in modes for n in m.facilities)
    )
    used = {need.dataset for _, mode in modes for need in mode.datasets}
    paid = [
        (project, category)
        for project, mode in modes
        for category in (
            *(need.category for need in mode.money),
            *(n.outsource.category for n in mode.staffing if n.outsource is not None),
        )
        if category is not None
    ]
    funds = tuple(
        fund
        for fund in round_.funds
        if any(
            (not fund.categories or category in fund.categories)
            and access_allows(fund.access, fund.department, project)
            for project, category in paid
        )
    )
    names = {e.id for e in experts}
    projects = tuple(
        project.model_copy(
            update={
                "requested_experts": tuple(e for e in project.requested_experts if e in names),
                "forbidden_experts": tuple(e for e in project.forbidden_experts if e in names),
            }
        )
        for project in round_.projects
    )
    return round_.model_copy(
        update={
            "experts": experts,
            "facilities": facilities,
            "datasets": tuple(d for d in round_.datasets if d.id in used),
            "funds": funds,
            "projects": projects,
        }
    )


def _steps(pointer: str) -> tuple[int, ...]:
    """Return project, package and mode of a pointer, as far as it goes; nothing if elsewhere."""
    parts = pointer.split("/")[1:]
    if parts[:1] != ["projects"]:
        return ()
    return tuple(int(step) for step in parts[1:7:2])


def _with_projects(round_: Round, projects: Iterable[Project]) -> Round:
    kept = with_prerequisites(projects)
    return round_.model_copy(update={"projects": tuple(map(_with_known_continuity, kept))})


def _without_modes(
    project: Project, place: int, impossible: set[tuple[int, ...]]
) -> Project | None:
    packages = []
    for j, package in enumerate(project.packages):
        modes = tuple(m for k, m in enumerate(package.modes) if (place, j, k) not in impossible)
        if not modes:
            return None
        packages.append(package.model_copy(update={"modes": modes}))
    return project.model_copy(update={"packages": tuple(packages)})


def _worth_something(projects: list[Project]) -> list[Project]:
    """Keep projects of benefit to somebody, and what these need as prerequisites."""
    by_id = {project.id: project for project in projects}
    wanted: set[str] = set()
    waiting = [project.id for project in projects if project.benefit]
    while waiting:
        id_ = waiting.pop()
        if id_ in by_id and id_ not in wanted:
            wanted.add(id_)
            waiting += [before.project for before in by_id[id_].prerequisites]
    return [project for project in projects if project.id in wanted]


def _with_known_continuity(project: Project) -> Project:
    """Drop continuity with needs of modes that are gone: they can't be chosen any more."""
    known = {
        (package.id, need.id)
        for package in project.packages
        for mode in package.modes
        for need in mode.staffing
    }

    def kept(need: StaffingNeed) -> StaffingNeed:
        other = need.same_as
        if other is None or (other.package, other.need) in known:
            return need
        return need.model_copy(update={"same_as": None})

    return project.model_copy(
        update={"packages": tuple(_with_needs(package, kept) for package in project.packages)}
    )


def _with_needs(
    package: WorkPackage, change: Callable[[StaffingNeed], StaffingNeed]
) -> WorkPackage:
    modes = tuple(
        mode.model_copy(update={"staffing": tuple(map(change, mode.staffing))})
        for mode in package.modes
    )
    return package.model_copy(update={"modes": modes})
