"""The costs of a plan, line by line: what it costs, who needs it, and who bears it at first.

Step of the way: share. The lines sum to the measure ``cost`` of the plan; each names the
departments that need it, which makes the service games, and the departments that bear it until the
settlement, which makes the credits. Nothing here knows a sharing rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from optimizer.domain import Plan, Project, Round, WorkPackage
from optimizer.domain.semantics import staffing_cents
from optimizer.verify.resolved import Activity, Resolved, resolve
from optimizer.verify.violation import Ledger

__all__ = ["Bearer", "CostKind", "CostLine", "cost_lines", "needing_departments"]


class CostKind(StrEnum):
    """What a cost line is for.

    ``people``, ``facilities`` and ``fees`` are internal prices owed to the owner, ``referral`` is
    the share of expected revenue owed to a channel's owner; ``cash`` and ``outsourcing`` leave the
    house; ``lateness`` is the penalty for ending after the due period.
    """

    PEOPLE = "people"
    FACILITIES = "facilities"
    FEES = "fees"
    REFERRAL = "referral"
    CASH = "cash"
    OUTSOURCING = "outsourcing"
    LATENESS = "lateness"


@dataclass(frozen=True, slots=True)
class Bearer:
    """A department that bears part of a cost at first, from a fund of its own or from none."""

    department: str
    fund: str | None
    cents: int


@dataclass(frozen=True, slots=True)
class CostLine:
    """One cost of a plan.

    Attributes
    ----------
    project : str
    package : str or None
        None for what is charged once a project (fees, referral shares, lateness).
    kind : CostKind
    subject : str
        The expert, facility, dataset, channel or need it is for; empty for lateness.
    cents : int
        Not negative.
    needed_by : tuple of str
        Departments that need it, in the round's order; never empty.
    bearers : tuple of Bearer
        Sum to `cents`. Owners bear what is theirs, funds what is drawn from them; what no fund pays
        (market places without a category, lateness) the project's sponsor bears.
    """

    project: str
    package: str | None
    kind: CostKind
    subject: str
    cents: int
    needed_by: tuple[str, ...]
    bearers: tuple[Bearer, ...]


def needing_departments(round_: Round, project: Project, package: WorkPackage) -> tuple[str, ...]:
    """Return the departments whose benefit needs a package, in the round's order.

    Without ``needed_by`` every department with a positive benefit does; without any, the sponsor.
    """
    named = set(package.needed_by) or {b.department for b in project.benefits if b.value > 0}
    return _in_order(round_, named or {project.sponsor})


def cost_lines(round_: Round, plan: Plan) -> tuple[CostLine, ...]:
    """Return every cost of a verified plan, in the plan's order; lines of nothing are left out.

    Parameters
    ----------
    round_, plan : Round, Plan
        A plan that :func:`optimizer.verify.verify_plan` finds nothing against.

    Returns
    -------
    tuple of CostLine
        They sum to :func:`optimizer.verify.measures.measure` of ``cost``.
    """
    resolved = resolve(round_, plan, Ledger())
    lines: list[CostLine] = []
    for activity in resolved.activities:
        lines += _package_lines(resolved, activity)
    for planned in plan.projects:
        lines += _project_lines(resolved, resolved.of_project(planned.project))
    return tuple(line for line in lines if line.cents)


def _in_order(round_: Round, departments: Iterable[str]) -> tuple[str, ...]:
    wanted = set(departments)
    return tuple(d.id for d in round_.departments if d.id in wanted)


def _package_lines(resolved: Resolved, activity: Activity) -> Iterator[CostLine]:
    """People, outsourcing, facilities and cash of one package."""
    project, package = activity.where
    needed = needing_departments(resolved.round, activity.project, activity.package)

    def line(kind: CostKind, subject: str, cents: int, bearers: tuple[Bearer, ...]) -> CostLine:
        return CostLine(project, package, kind, subject, cents, needed, bearers)

    def owned(kind: CostKind, subject: str, cents: int, owner: str) -> CostLine:
        return line(kind, subject, cents, (Bearer(owner, None, cents),))

    for staffed in activity.staffed:
        load = activity.load_pct(staffed.need)
        for expert in staffed.experts:
            cents = staffing_cents(expert.rate_cents, load, activity.duration)
            yield owned(CostKind.PEOPLE, expert.id, cents, expert.department)
        terms = staffed.need.outsource
        if terms is not None and staffed.outsourced:
            each = staffing_cents(terms.rate_cents, load, activity.duration)
            cents = staffed.outsourced * each
            if terms.category is None:
                sponsor = activity.project.sponsor
                yield owned(CostKind.OUTSOURCING, staffed.need.id, cents, sponsor)
            else:
                drawn = _drawn(resolved, activity, staffed.need.id)
                yield line(CostKind.OUTSOURCING, staffed.need.id, cents, drawn)
    for supplied in activity.supplied:
        facility = supplied.facility
        cents = facility.rate_cents * supplied.need.units * activity.duration
        yield owned(CostKind.FACILITIES, facility.id, cents, facility.department)
    for need in activity.mode.money:
        drawn = _drawn(resolved, activity, need.id)
        yield line(CostKind.CASH, need.id, need.amount_cents, drawn)


def _drawn(resolved: Resolved, activity: Activity, need: str) -> tuple[Bearer, ...]:
    by_fund: dict[str, int] = defaultdict(int)
    for line in activity.planned.money:
        if line.need == need:
            by_fund[line.fund] += line.amount_cents
    return tuple(
        Bearer(resolved.funds[fund].department, fund, cents)
        for fund, cents in by_fund.items()
        if cents
    )


def _project_lines(resolved: Resolved, activities: list[Activity]) -> Iterator[CostLine]:
    """Fees and referral shares, needed by whoever needs a package that uses the thing; lateness."""
    if not activities:
        return
    project = activities[0].project
    fees: dict[str, set[str]] = defaultdict(set)
    channels: dict[str, set[str]] = defaultdict(set)
    everyone: set[str] = set()
    for activity in activities:
        needing = needing_departments(resolved.round, project, activity.package)
        everyone.update(needing)
        for need in activity.mode.datasets:
            fees[need.dataset].update(needing)
        for supplied in activity.supplied:
            if supplied.facility.channel is not None:
                channels[supplied.facility.id].update(needing)

    def line(kind: CostKind, subject: str, cents: int, needing: set[str], bearer: str) -> CostLine:
        needed = _in_order(resolved.round, needing)
        bearers = (Bearer(bearer, None, cents),)
        return CostLine(project.id, None, kind, subject, cents, needed, bearers)

    for id_, needing_ in fees.items():
        dataset = resolved.datasets[id_]
        yield line(CostKind.FEES, id_, dataset.fee_cents, needing_, dataset.department)
    for id_, needing_ in channels.items():
        facility = resolved.facilities[id_]
        terms = facility.channel
        if terms is not None:
            cents = project.revenue_cents * terms.referral_share_pct // 100
            yield line(CostKind.REFERRAL, id_, cents, needing_, facility.department)
    if project.due is not None:
        late = max(activity.planned.end for activity in activities) - project.due
        cents = project.late_penalty_cents * max(0, late)
        yield line(CostKind.LATENESS, "", cents, everyone, project.sponsor)
