"""Benefit evaluation: what a plan promised, what came of it, and whose estimates drift.

Planned figures come from the round, the plan and its shares; actual ones from a small document that
is filled in when projects close. What is not reported stays open: it is never counted as nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

from pydantic import Field

from optimizer.domain import Plan, Round
from optimizer.domain.types import Cents, Frozen, Id
from optimizer.findings import Finding, Place, Severity
from optimizer.sharing.plans.documents import PlanShares
from optimizer.sharing.plans.money import minor_digits

__all__ = [
    "ActualBenefit",
    "Actuals",
    "BenefitEvaluation",
    "DepartmentBenefit",
    "ProjectActuals",
    "ProjectBenefit",
    "RequesterDrift",
    "check_actuals",
    "evaluate_benefits",
    "requester_drift",
]


class ActualBenefit(Frozen):
    """What a project turned out to be worth to a department, in value points."""

    department: Id
    value: Annotated[int, Field(ge=0, le=10**9)]


class ProjectActuals(Frozen):
    """What is known of a project afterwards; what is left out is not known."""

    project: Id
    cost_cents: Cents | None = None
    benefits: tuple[ActualBenefit, ...] | None = None
    """Once given, departments that are not listed had no benefit."""
    note: str = ""


class Actuals(Frozen):
    """Actual figures of a round's accepted projects."""

    schema_version: Literal["1.0"] = "1.0"
    round_hash: str | None = None
    """Of the round they belong to; ``None``: not checked."""
    projects: tuple[ProjectActuals, ...] = ()


class ProjectBenefit(Frozen):
    """A project's planned and actual figures."""

    project: Id
    sponsor: Id
    planned_points: int
    actual_points: int | None
    planned_cents: int
    actual_cents: int | None


class DepartmentBenefit(Frozen):
    """A department's benefit and what it pays for it.

    Returns are value points for each thousand of the currency's units paid; ``None`` where nothing
    is paid, or nothing is reported.
    """

    department: Id
    planned_points: int
    pays_cents: int
    planned_return: float | None
    reported_planned_points: int
    """Planned benefit in the projects whose actual benefit is known."""
    actual_points: int | None
    """In the same projects."""
    reported_pays_cents: int
    """Its shares of the same projects."""
    actual_return: float | None


class RequesterDrift(Frozen):
    """How a sponsor's estimates compare with what came of them, over the projects reported."""

    sponsor: Id
    benefit_projects: int
    planned_points: int
    actual_points: int
    benefit_drift_pct: float | None
    """``100 * (actual / planned - 1)``; negative: less came than was promised."""
    cost_projects: int
    planned_cents: int
    actual_cents: int
    cost_drift_pct: float | None
    """The same for cost; positive: dearer than planned."""


class BenefitEvaluation(Frozen):
    """Planned and actual benefit of a plan."""

    schema_version: Literal["1.0"] = "1.0"
    round_hash: str
    currency: str
    departments: tuple[DepartmentBenefit, ...]
    projects: tuple[ProjectBenefit, ...]
    requesters: tuple[RequesterDrift, ...]


def check_actuals(round_: Round, plan: Plan, actuals: Actuals) -> tuple[Finding, ...]:
    """Return everything that is wrong with actual figures as an account of a plan."""
    found: list[Finding] = []

    def add(code: str, pointer: str, zh: str, en: str, value: str) -> None:
        place = Place(pointer=pointer)
        found.append(Finding(code, Severity.ERROR, place, zh, en, found=value))

    if actuals.round_hash not in (None, round_.content_hash()):
        zh, en = "实际数据属于另一个轮次。", "The actual figures belong to another round."
        add("actuals.other-round", "/round_hash", zh, en, str(actuals.round_hash))
    accepted = {planned.project for planned in plan.projects}
    departments = {d.id for d in round_.departments}
    seen: set[str] = set()
    for i, item in enumerate(actuals.projects):
        at = f"/projects/{i}"
        if item.project not in accepted:
            zh = f"项目 {item.project} 不在计划中。"
            en = f"{item.project} is not a project of the plan."
            add("actuals.unknown-project", f"{at}/project", zh, en, item.project)
        if item.project in seen:
            zh, en = f"项目 {item.project} 重复。", f"{item.project} is given twice."
            add("actuals.duplicate-project", f"{at}/project", zh, en, item.project)
        seen.add(item.project)
        named: set[str] = set()
        for k, benefit in enumerate(item.benefits or ()):
            place = f"{at}/benefits/{k}/department"
            if benefit.department not in departments:
                zh = f"没有部门 {benefit.department}。"
                en = f"There is no department {benefit.department!r}."
                add("actuals.unknown-department", place, zh, en, benefit.department)
            if benefit.department in named:
                zh = f"部门 {benefit.department} 重复。"
                en = f"{benefit.department} is given twice."
                add("actuals.duplicate-department", place, zh, en, benefit.department)
            named.add(benefit.department)
    return tuple(found)


def evaluate_benefits(
    round_: Round, plan: Plan, shares: PlanShares, actuals: Actuals | None = None
) -> BenefitEvaluation:
    """Compare planned with actual benefit and cost.

    Parameters
    ----------
    round_, plan : Round, Plan
    shares : PlanShares
        Of the same plan.
    actuals : Actuals, optional
        That :func:`check_actuals` finds nothing against.

    Raises
    ------
    ValueError
        The shares belong to another round.
    """
    if shares.round_hash != round_.content_hash():
        raise ValueError("the shares belong to another round")
    known = {item.project: item for item in (actuals or Actuals()).projects}
    accepted = {planned.project for planned in plan.projects}
    costs = {item.project: item.cost_cents for item in shares.projects}
    projects = tuple(
        _project(
            p.id,
            p.sponsor,
            p.benefit,
            costs.get(p.id, 0),
            known.get(p.id, ProjectActuals(project=p.id)),
        )
        for p in round_.projects
        if p.id in accepted
    )
    return BenefitEvaluation(
        round_hash=shares.round_hash,
        currency=shares.currency,
        departments=_departments(round_, accepted, shares, known),
        projects=projects,
        requesters=_drift(projects),
    )


def requester_drift(evaluations: Iterable[BenefitEvaluation]) -> tuple[RequesterDrift, ...]:
    """Return each sponsor's drift over several rounds together."""
    return _drift([project for item in evaluations for project in item.projects])


def _project(
    id_: str, sponsor: str, planned_points: int, planned_cents: int, actual: ProjectActuals
) -> ProjectBenefit:
    points = None if actual.benefits is None else sum(b.value for b in actual.benefits)
    return ProjectBenefit(
        project=id_,
        sponsor=sponsor,
        planned_points=planned_points,
        actual_points=points,
        planned_cents=planned_cents,
        actual_cents=actual.cost_cents,
    )


def _departments(
    round_: Round,
    accepted: set[str],
    shares: PlanShares,
    known: dict[str, ProjectActuals],
) -> tuple[DepartmentBenefit, ...]:
    thousand = 1000 * 10 ** minor_digits(shares.currency)
    reported = {id_ for id_, item in known.items() if item.benefits is not None}
    planned: dict[str, int] = defaultdict(int)
    promised: dict[str, int] = defaultdict(int)
    actual: dict[str, int] = defaultdict(int)
    paid: dict[str, int] = defaultdict(int)
    for project in round_.projects:
        for benefit in project.benefits if project.id in accepted else ():
            planned[benefit.department] += benefit.value
            promised[benefit.department] += benefit.value if project.id in reported else 0
    for id_ in reported:
        for item in known[id_].benefits or ():
            actual[item.department] += item.value
    for shared in shares.projects:
        for share in shared.shares if shared.project in reported else ():
            paid[share.department] += share.cents

    def rate(points: int, cents: int) -> float | None:
        return points * thousand / cents if cents > 0 else None

    return tuple(
        DepartmentBenefit(
            department=d.department,
            planned_points=planned[d.department],
            pays_cents=d.pays_cents,
            planned_return=rate(planned[d.department], d.pays_cents),
            reported_planned_points=promised[d.department],
            actual_points=actual[d.department] if reported else None,
            reported_pays_cents=paid[d.department],
            actual_return=rate(actual[d.department], paid[d.department]) if reported else None,
        )
        for d in shares.departments
    )


def _drift(projects: Sequence[ProjectBenefit]) -> tuple[RequesterDrift, ...]:
    def pct(actual: int, planned: int) -> float | None:
        return 100 * (actual / planned - 1) if planned else None

    found = []
    for sponsor in dict.fromkeys(project.sponsor for project in projects):
        own = [project for project in projects if project.sponsor == sponsor]
        points = [(p.planned_points, p.actual_points) for p in own if p.actual_points is not None]
        cents = [(p.planned_cents, p.actual_cents) for p in own if p.actual_cents is not None]
        if not points and not cents:
            continue
        planned_points, actual_points = (sum(pair[k] or 0 for pair in points) for k in (0, 1))
        planned_cents, actual_cents = (sum(pair[k] or 0 for pair in cents) for k in (0, 1))
        found.append(
            RequesterDrift(
                sponsor=sponsor,
                benefit_projects=len(points),
                planned_points=planned_points,
                actual_points=actual_points,
                benefit_drift_pct=pct(actual_points, planned_points),
                cost_projects=len(cents),
                planned_cents=planned_cents,
                actual_cents=actual_cents,
                cost_drift_pct=pct(actual_cents, planned_cents),
            )
        )
    return tuple(found)
