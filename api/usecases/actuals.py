"""What projects cost, used and brought: reported by teams, compared with what was planned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from api.access import Actor, Role
from api.access.life import RoundState
from api.problems import Problem
from api.store import Session, delivery
from api.store.audit import append_event
from api.store.tables import ActualReport, AllocationRound
from api.usecases.lines import PlanLine, review_lines
from api.usecases.publications import Published, published
from optimizer.domain.types import Cents, Frozen, Id
from optimizer.findings import Finding, Place, Severity
from optimizer.sharing.plans import BenefitEvaluation, check_actuals, evaluate_benefits
from optimizer.sharing.plans.benefits import ActualBenefit, Actuals, ProjectActuals
from scenarios.formats.structure import structure_findings

__all__ = [
    "ActualFigures",
    "UseComparison",
    "UsedLine",
    "actuals_of",
    "compare_use",
    "evaluate",
    "read_report",
    "report",
    "reported_figures",
]

Unit = Literal["percent-periods", "unit-periods", "cents"]
_UNITS: dict[str, Unit] = {
    "person": "percent-periods",
    "facility": "unit-periods",
    "money": "cents",
}


class UsedLine(Frozen):
    """How much of a person, facility or fund a package really used."""

    package: Id
    need: Id
    subject: Id
    amount: Annotated[int, Field(ge=0, le=10**13)]
    """Percent-periods of a person, unit-periods of a facility, cents of a fund."""


class ActualFigures(Frozen):
    """What is known of a project afterwards; what is left out is not known."""

    cost_cents: Cents | None = None
    benefits: tuple[ActualBenefit, ...] | None = None
    """Once given, departments that are not listed had no benefit."""
    use: tuple[UsedLine, ...] = ()
    note: Annotated[str, Field(max_length=4000)] = ""


@dataclass(frozen=True, slots=True)
class UseComparison:
    """Planned and actual use of a line of the plan.

    Attributes
    ----------
    key : tuple of str
        Project, package, need, subject.
    kind : str
        ``person``, ``facility`` or ``money``.
    owner : str
    unit : str
    planned : int
    actual : int or None
        ``None``: not reported.
    """

    key: tuple[str, str, str, str]
    kind: str
    owner: str
    unit: Unit
    planned: int
    actual: int | None


def report(
    session: Session, actor: Actor, row: AllocationRound, project: str, document: dict[str, Any]
) -> ActualReport:
    """Report what is known of a project, in place of what was reported before.

    Its team, its sponsor's contacts and the office report.

    Raises
    ------
    Problem
        ``conflict`` when the round is not published or closed already; ``not-found`` for a project
        that the actor does not report on; ``invalid`` with every finding.
    """
    made = published(session, row)
    if not _reports(actor, made, project):
        raise Problem("not-found")
    if row.state != RoundState.PUBLISHED:
        raise Problem("conflict", "轮次已关闭。", "The round is closed.")
    try:
        figures = ActualFigures.model_validate(document)
    except ValidationError as error:
        raise Problem("invalid", findings=structure_findings(error)) from None
    findings = _findings(made, project, figures)
    if findings:
        raise Problem("invalid", findings=findings)
    kept = delivery.keep_report(session, row.id, project, figures.model_dump(mode="json"), actor.id)
    told = {"round": row.id, "project": project, "version": kept.version}
    append_event(session, actor.id, "actuals.report", kept.id, told)
    return kept


def read_report(
    session: Session, actor: Actor, row: AllocationRound, project: str
) -> ActualReport | None:
    """Return what is reported of a project; ``None`` when nothing is.

    Raises
    ------
    Problem
        ``not-found`` for a project that the actor neither reports on nor may read of.
    """
    made = published(session, row)
    if not (actor.sees_all or _reports(actor, made, project)):
        raise Problem("not-found")
    if project not in {p.project for p in made.plan.projects}:
        raise Problem("not-found")
    return delivery.report_of(session, row.id, project)


def reported_figures(report_: ActualReport) -> ActualFigures:
    """Return the figures of a report."""
    return ActualFigures.model_validate(report_.document)


def _reports(actor: Actor, made: Published, project: str) -> bool:
    planned = {p.project for p in made.plan.projects}
    sponsor = next((p.sponsor for p in made.round.projects if p.id == project), None)
    if project not in planned or sponsor is None:
        return False
    mine = sponsor in actor.departments or project in actor.projects
    return mine or actor.has(Role.OFFICE)


def _findings(made: Published, project: str, figures: ActualFigures) -> list[Finding]:
    given = Actuals(projects=(_actuals(project, figures),))
    found = [
        Finding(
            code=f.code,
            severity=f.severity,
            place=Place(pointer=f.place.pointer.removeprefix("/projects/0")),
            message_zh=f.message_zh,
            message_en=f.message_en,
            found=f.found,
        )
        for f in check_actuals(made.round, made.plan, given)
    ]
    known = {
        line.key
        for line in review_lines(made.round, made.plan)
        if line.key[0] == project and line.kind in _UNITS
    }
    seen: set[tuple[str, str, str, str]] = set()
    for number, used in enumerate(figures.use):
        key = (project, used.package, used.need, used.subject)
        code = "unknown-line" if key not in known else "duplicate-line" if key in seen else ""
        seen.add(key)
        if not code:
            continue
        words = {
            "unknown-line": ("方案中没有这一行。", "The plan has no such line."),
            "duplicate-line": ("该行重复。", "The line is given twice."),
        }[code]
        found.append(
            Finding(
                code=f"actuals.{code}",
                severity=Severity.ERROR,
                place=Place(pointer=f"/use/{number}"),
                message_zh=words[0],
                message_en=words[1],
                found=f"{used.package} {used.need} {used.subject}",
            )
        )
    return found


def actuals_of(session: Session, row: AllocationRound, made: Published) -> Actuals:
    """Return the actual figures reported of the projects that are still in the plan."""
    planned = {p.project for p in made.plan.projects}
    return Actuals(
        round_hash=made.round.content_hash(),
        projects=tuple(
            _actuals(item.project, reported_figures(item))
            for item in delivery.reports_of(session, row.id)
            if item.project in planned
        ),
    )


def _actuals(project: str, figures: ActualFigures) -> ProjectActuals:
    return ProjectActuals(
        project=project,
        cost_cents=figures.cost_cents,
        benefits=figures.benefits,
        note=figures.note,
    )


def evaluate(session: Session, row: AllocationRound) -> BenefitEvaluation:
    """Return planned and actual benefit and cost of the newest version of the plan.

    Raises
    ------
    Problem
        ``conflict`` while nothing is published.
    """
    made = published(session, row)
    actuals = actuals_of(session, row, made)
    return evaluate_benefits(made.round, made.plan, made.shares, actuals)


def compare_use(session: Session, row: AllocationRound, made: Published) -> list[UseComparison]:
    """Return planned and actual use, line by line of the plan."""
    used: dict[tuple[str, str, str, str], int] = {}
    for item in delivery.reports_of(session, row.id):
        for line in reported_figures(item).use:
            used[item.project, line.package, line.need, line.subject] = line.amount
    return [
        UseComparison(
            key=line.key,
            kind=line.kind,
            owner=line.owner,
            unit=_UNITS[line.kind],
            planned=_planned(line),
            actual=used.get(line.key),
        )
        for line in review_lines(made.round, made.plan)
        if line.kind in _UNITS
    ]


def _planned(line: PlanLine) -> int:
    said = line.document
    if line.kind == "money":
        return int(said["amount_cents"])
    lasts = int(said["end"]) - int(said["start"])
    return lasts * int(said["load_pct" if line.kind == "person" else "units"])
