"""What the fields of a round mean, as small functions: durations, loads, who may serve, costs."""

from __future__ import annotations

from optimizer.domain.projects import FacilityNeed, Mode, Project, StaffingNeed
from optimizer.domain.resources import Dataset, Expert, Facility
from optimizer.domain.round import Round
from optimizer.domain.types import Access

__all__ = [
    "access_allows",
    "department_utilities",
    "durations",
    "facility_fits",
    "is_lent",
    "latest_end",
    "load_at",
    "required_clearance_rank",
    "serves",
    "staffing_cents",
]


def durations(mode: Mode) -> range:
    """Return the durations a mode may last."""
    last = mode.duration if mode.max_duration is None else mode.max_duration
    return range(mode.duration, last + 1)


def load_at(need: StaffingNeed, mode: Mode, duration: int) -> int:
    """Return each person's load (%) when the mode lasts ``duration`` periods."""
    if duration == mode.duration or duration == 0:
        return need.load_pct
    return -(-need.load_pct * mode.duration // duration)


def access_allows(access: Access, owner: str, project: Project) -> bool:
    """Say whether a resource of ``owner`` with this access may serve the project."""
    if access.scope == "anyone":
        return True
    if access.scope == "own":
        return project.sponsor == owner
    if access.scope == "participants":
        return owner in project.departments
    return project.sponsor == owner or project.sponsor in access.departments


def is_lent(owner: str, project: Project) -> bool:
    """Say whether serving the project counts as lending (another department sponsors it)."""
    return project.sponsor != owner


def required_clearance_rank(
    project: Project,
    mode: Mode,
    datasets: dict[str, Dataset],
    facilities: tuple[Facility, ...] = (),
) -> int:
    """Return the rank of clearance that staff of a package need, given the facilities it uses."""
    ranks = [project.security_level.rank]
    ranks += [datasets[need.dataset].security_level.rank for need in mode.datasets]
    ranks += [facility.security_level.rank for facility in facilities]
    return max(ranks)


def serves(expert: Expert, need: StaffingNeed, project: Project) -> bool:
    """Say whether an expert has the skill and level and may work on the project.

    Clearance is left out: it depends on the mode and its facilities.
    """
    return (
        expert.id not in project.forbidden_experts
        and access_allows(expert.access, expert.department, project)
        and any(s.skill == need.skill and s.level >= need.min_level for s in expert.skills)
    )


def facility_fits(facility: Facility, need: FacilityNeed, project: Project) -> bool:
    """Say whether a facility is what the need asks for and may serve the project."""
    asked = need.facility == facility.id or need.kind == facility.kind
    return asked and access_allows(facility.access, facility.department, project)


def staffing_cents(rate_cents: int, load_pct: int, duration: int) -> int:
    """Return the cost of one person: rate x load x periods, rounded half up to a cent."""
    return (rate_cents * load_pct * duration + 50) // 100


def latest_end(round_: Round, project: Project, package_deadline: int | None) -> int:
    """Return the last period index by which a package must have ended."""
    ends = [round_.calendar.periods]
    ends += [d for d in (project.deadline, package_deadline) if d is not None]
    return min(ends)


def department_utilities(round_: Round, accepted: set[str]) -> dict[str, int]:
    """Return tier-weighted accepted benefit per department, with credit if the policy counts it.

    With credit, a department that is owed ``c`` starts at ``-c``: it is served first.
    """
    use_credit = round_.policy.fairness.use_credit
    utility = {d.id: -d.credit if use_credit else 0 for d in round_.departments}
    for project in round_.projects:
        if project.id in accepted:
            weight = round_.policy.tier_weight(project.tier)
            for benefit in project.benefits:
                utility[benefit.department] += weight * benefit.value
    return utility
