"""What an amendment changes in the facts of a round: durations, needs, packages, projects."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.domain import (
    FacilityNeed,
    FundPin,
    Mode,
    ModePin,
    MoneyNeed,
    PersonPin,
    Pin,
    Plan,
    Project,
    Round,
    StaffingNeed,
    WindowPin,
    WorkPackage,
)
from optimizer.domain.semantics import load_at
from scenarios.amendments.kinds import (
    AnyAmendment,
    Extension,
    Reduction,
    Release,
    Supplement,
    Transfer,
)
from scenarios.amendments.refusals import (
    planned_package,
    planned_project,
    refused,
    the_mode,
    the_package,
)
from scenarios.amendments.transfers import transfer

__all__ = ["Amended", "amended"]

Need = StaffingNeed | FacilityNeed | MoneyNeed


@dataclass(frozen=True, slots=True)
class Amended:
    """The round with changed facts, and what of the plan is not asked for any more.

    Attributes
    ----------
    round : Round
    released_project : str or None
    released_package : tuple of (str, str) or None
    """

    round: Round
    released_project: str | None = None
    released_package: tuple[str, str] | None = None


def amended(round_: Round, plan: Plan, amendment: AnyAmendment) -> Amended:
    """Return what an amendment makes of the facts of a round whose plan is published.

    Raises
    ------
    BadScenario
        It can't be made; findings point into it.
    """
    project = planned_project(round_, plan, amendment.project)
    if isinstance(amendment, Extension):
        return Amended(_extended(round_, plan, project, amendment))
    if isinstance(amendment, Supplement):
        return Amended(_resized(round_, plan, project, amendment, amendment.amount))
    if isinstance(amendment, Reduction):
        return Amended(_resized(round_, plan, project, amendment, -amendment.amount))
    if isinstance(amendment, Transfer):
        planned = planned_package(plan, project.id, amendment.package)
        return Amended(transfer(round_, project, planned, amendment))
    if amendment.package is None:
        return Amended(_without_project(round_, plan, project), released_project=project.id)
    planned_package(plan, project.id, amendment.package)
    return Amended(
        _without_package(round_, project, amendment),
        released_package=(project.id, amendment.package),
    )


def _extended(round_: Round, plan: Plan, project: Project, asked: Extension) -> Round:
    planned = planned_package(plan, project.id, asked.package)
    package = the_package(project, asked.package)
    mode = the_mode(package, planned.mode)
    lasts = planned.end - planned.start
    if lasts == 0:
        raise refused(
            "milestone",
            "/package",
            f"“{package.id}”是里程碑，没有工期。",
            f"{package.id!r} is a milestone and takes no time.",
            fix=("延长其前置工作包。", "Extend the package before it."),
        )
    if planned.end + asked.periods > round_.calendar.periods:
        raise refused(
            "beyond-horizon",
            "/periods",
            "延长后超出本轮次的时间范围。",
            "It would end beyond the horizon of the round.",
            fix=(
                "缩短延长，其余列入下一轮次。",
                "Ask for less, and for the rest in another round.",
            ),
            found=asked.periods,
        )
    longer = mode.model_copy(
        update={
            "duration": lasts + asked.periods,
            "max_duration": None,
            "staffing": tuple(
                need.model_copy(update={"load_pct": load_at(need, mode, lasts)})
                for need in mode.staffing
            ),
        }
    )
    moved = package.model_copy(update={"deadline": _moved(package.deadline, asked.periods)})
    changed = _with_mode(round_, project, moved, longer)
    whole = next(p for p in changed.projects if p.id == project.id)
    whole = whole.model_copy(update={"deadline": _moved(project.deadline, asked.periods)})
    pins: list[Pin] = []
    for pin in changed.pins:
        here = (
            isinstance(pin, WindowPin) and pin.project == project.id and pin.package == package.id
        )
        if here and isinstance(pin, WindowPin):
            later = _moved(pin.deadline, asked.periods)
            pins.append(pin.model_copy(update={"deadline": later}))
        else:
            pins.append(pin)
    return _with_project(changed, whole).model_copy(update={"pins": tuple(pins)})


def _moved(deadline: int | None, periods: int) -> int | None:
    return None if deadline is None else deadline + periods


def _resized(
    round_: Round, plan: Plan, project: Project, asked: Supplement | Reduction, by: int
) -> Round:
    planned = planned_package(plan, project.id, asked.package)
    package = the_package(project, asked.package)
    mode = the_mode(package, planned.mode)
    needs: tuple[Need, ...] = (*mode.staffing, *mode.facilities, *mode.money)
    need = next((n for n in needs if n.id == asked.need), None)
    if need is None:
        names = ", ".join(n.id for n in needs) or "–"
        raise refused(
            "unknown-need",
            "/need",
            f"工作包“{package.id}”没有需求“{asked.need}”。",
            f"Package {package.id!r} has no need {asked.need!r}.",
            fix=(f"已有：{names}。", f"It has {names}."),
            found=asked.need,
        )
    name = _MEASURED[type(need)]
    now = int(getattr(need, name))
    if now + by < 0:
        raise refused(
            "below-nothing",
            "/amount",
            f"最多可减少 {now}。",
            f"It can be reduced by {now} at most.",
            fix=("减少数量。", "Ask for less."),
            found=-by,
        )
    left = need.model_copy(update={name: now + by}) if now + by else None
    changed = _with_mode(round_, project, package, _with_need(mode, need, left))
    # What was agreed on the amounts of the need is not what is asked for any more.
    gone = FundPin if left is not None else (FundPin, PersonPin)
    return _forget(changed, project.id, package.id, asked.need, gone, dropped=left is None)


_MEASURED: dict[type[Need], str] = {
    StaffingNeed: "headcount",
    FacilityNeed: "units",
    MoneyNeed: "amount_cents",
}


def _with_need(mode: Mode, old: Need, new: Need | None) -> Mode:
    def swap(needs: tuple[Need, ...]) -> tuple[Need, ...]:
        swapped = (new if need is old else need for need in needs)
        return tuple(need for need in swapped if need is not None)

    return mode.model_copy(
        update={
            "staffing": swap(mode.staffing),
            "facilities": swap(mode.facilities),
            "money": swap(mode.money),
        }
    )


def _forget(
    round_: Round,
    project: str,
    package: str,
    need: str,
    kinds: type[Pin] | tuple[type[Pin], ...],
    *,
    dropped: bool,
) -> Round:
    pins = tuple(
        pin
        for pin in round_.pins
        if not (
            isinstance(pin, kinds)
            and isinstance(pin, FundPin | PersonPin)
            and (pin.project, pin.package, pin.need) == (project, package, need)
        )
    )
    changed = round_.model_copy(update={"pins": pins})
    if not dropped:
        return changed
    whole = next(p for p in changed.projects if p.id == project)
    return _with_project(changed, _without_references(whole, package, need))


def _without_project(round_: Round, plan: Plan, project: Project) -> Round:
    accepted = {planned.project for planned in plan.projects}
    waiting = [
        other.id
        for other in round_.projects
        if other.id in accepted and any(p.project == project.id for p in other.prerequisites)
    ]
    if waiting:
        raise refused(
            "needed-by",
            "/project",
            f"项目 {'、'.join(waiting)} 以其为前提。",
            f"It is a prerequisite of {', '.join(waiting)}.",
            fix=("先释放这些项目。", "Release those first."),
            found=project.id,
        )
    return _with_project(round_, project.model_copy(update={"mandatory": False}))


def _without_package(round_: Round, project: Project, asked: Release) -> Round:
    left = tuple(package for package in project.packages if package.id != asked.package)
    if not left:
        raise refused(
            "last-package",
            "/package",
            "这是该项目的最后一个工作包。",
            "It is the last package of its project.",
            fix=("释放整个项目。", "Release the project as a whole."),
            found=asked.package,
        )
    packages = tuple(
        package.model_copy(
            update={
                "predecessors": tuple(p for p in package.predecessors if p.package != asked.package)
            }
        )
        for package in left
    )
    whole = project.model_copy(update={"packages": packages})
    whole = _without_references(whole, str(asked.package), None)
    pins = tuple(
        pin
        for pin in round_.pins
        if (pin.project, getattr(pin, "package", None)) != (project.id, asked.package)
    )
    return _with_project(round_, whole).model_copy(update={"pins": pins})


def _without_references(project: Project, package: str, need: str | None) -> Project:
    """Drop wishes for the same people as on a need, or on a package, that is no more."""

    def cleared(mode: Mode) -> Mode:
        staffing = tuple(
            n.model_copy(update={"same_as": None})
            if n.same_as is not None
            and n.same_as.package == package
            and need in (None, n.same_as.need)
            else n
            for n in mode.staffing
        )
        return mode.model_copy(update={"staffing": staffing})

    packages = tuple(
        p.model_copy(update={"modes": tuple(cleared(mode) for mode in p.modes)})
        for p in project.packages
    )
    return project.model_copy(update={"packages": packages})


def _with_mode(round_: Round, project: Project, package: WorkPackage, mode: Mode) -> Round:
    """Return the round in which a package is done in one mode, and no other."""
    modes = tuple(mode if m.id == mode.id else m for m in package.modes)
    changed = package.model_copy(update={"modes": modes})
    packages = tuple(changed if p.id == package.id else p for p in project.packages)
    pins = tuple(
        pin
        for pin in round_.pins
        if not (isinstance(pin, ModePin) and (pin.project, pin.package) == (project.id, package.id))
    )
    pin = ModePin(project=project.id, package=package.id, mode=mode.id)
    whole = project.model_copy(update={"packages": packages})
    return _with_project(round_, whole).model_copy(update={"pins": (*pins, pin)})


def _with_project(round_: Round, project: Project) -> Round:
    projects = tuple(project if p.id == project.id else p for p in round_.projects)
    return round_.model_copy(update={"projects": projects})
