"""The round in which a coalition delivers by itself what a plan promises it, as cheaply as it can.

Step of the way: share, by solving. What a coalition *costs* is the least cost of this round.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.coalitions.pruning import prune_idle
from optimizer.domain import (
    Fund,
    Mode,
    MoneyLine,
    ObjectiveLevel,
    Plan,
    PlannedPackage,
    PlannedProject,
    Project,
    Round,
    Term,
    WorkPackage,
)
from optimizer.domain.policy import FairnessPolicy
from optimizer.domain.types import Access
from optimizer.sharing.plans.cost_lines import needing_departments

__all__ = ["CostRound", "cost_round", "marked_up"]

_BUDGET = "coalition-budget"
_MOST_CENTS = 10**13


@dataclass(frozen=True, slots=True)
class CostRound:
    """A coalition's task, and a plan that is known to do it.

    Attributes
    ----------
    round : Round
    plan : Plan
        The plan in force, cut down to what the coalition needs: always allowed, hardly the
        cheapest.
    """

    round: Round
    plan: Plan


def cost_round(round_: Round, plan: Plan, members: Iterable[str], markup_pct: int = 0) -> CostRound:
    """Return the round in which a coalition delivers its part of a plan by itself.

    Its task is every package of an accepted project that somebody in it needs (``needed_by``),
    within the same windows and deadlines. Its own resources cost their rates; those of other
    departments it hires like anybody on the market, as far as they are there, at their rates plus
    `markup_pct`; places may be filled from outside where a need allows it. Money is no limit: cash
    counts as cost, whichever fund would pay. So the task can always be done.

    Parameters
    ----------
    round_, plan : Round, Plan
        A plan that the verifier finds nothing against.
    members : iterable of str
    markup_pct : int
        What owners outside the coalition add to their rates and fees, in percent, rounded up.
    """
    inside = frozenset(members)
    kept: dict[str, tuple[WorkPackage, ...]] = {}
    accepted = {planned.project for planned in plan.projects}
    for project in round_.projects:
        if project.id in accepted:
            packages = tuple(
                package
                for package in project.packages
                if inside.intersection(needing_departments(round_, project, package))
            )
            if packages:
                kept[project.id] = packages
    projects = tuple(_task(project, kept) for project in round_.projects if project.id in kept)
    reduced = round_.model_copy(
        update={
            "experts": tuple(
                e
                if e.department in inside
                else e.model_copy(update={"rate_cents": marked_up(e.rate_cents, markup_pct)})
                for e in round_.experts
            ),
            "facilities": tuple(
                f
                if f.department in inside
                else f.model_copy(update={"rate_cents": marked_up(f.rate_cents, markup_pct)})
                for f in round_.facilities
            ),
            "datasets": tuple(
                d
                if d.department in inside
                else d.model_copy(update={"fee_cents": marked_up(d.fee_cents, markup_pct)})
                for d in round_.datasets
            ),
            "funds": (
                Fund(
                    id=_BUDGET,
                    department=round_.departments[0].id,
                    amount_cents=_MOST_CENTS,
                    access=Access(scope="anyone"),
                    reserve_pct=0,
                ),
            ),
            "projects": projects,
            "pins": (),
            "baseline": None,
            "policy": round_.policy.model_copy(
                update={
                    "levels": (ObjectiveLevel(name="cost", terms=(Term(measure="cost"),)),),
                    "fairness": FairnessPolicy(),
                }
            ),
        }
    )
    return CostRound(prune_idle(reduced), _restricted(plan, projects))


def marked_up(cents: int, markup_pct: int) -> int:
    """Return what owners outside a coalition ask for, in percent more, rounded up."""
    return -(-cents * (100 + markup_pct) // 100)


def _task(project: Project, kept: dict[str, tuple[WorkPackage, ...]]) -> Project:
    """Cut a project down to some of its packages; what it no longer has binds nobody."""
    names = {package.id for package in kept[project.id]}
    return project.model_copy(
        update={
            "packages": tuple(_package(package, names) for package in kept[project.id]),
            "mandatory": True,
            "exclusive_group": None,
            "prerequisites": tuple(p for p in project.prerequisites if p.project in kept),
        }
    )


def _package(package: WorkPackage, names: set[str]) -> WorkPackage:
    return package.model_copy(
        update={
            "predecessors": tuple(p for p in package.predecessors if p.package in names),
            "modes": tuple(_mode(mode, names) for mode in package.modes),
        }
    )


def _mode(mode: Mode, names: set[str]) -> Mode:
    staffing = tuple(
        need.model_copy(update={"same_as": None})
        if need.same_as is not None and need.same_as.package not in names
        else need
        for need in mode.staffing
    )
    return mode.model_copy(update={"staffing": staffing})


def _restricted(plan: Plan, projects: tuple[Project, ...]) -> Plan:
    """Cut a plan down to the packages that are left; the one budget pays."""
    wanted = {project.id: {package.id for package in project.packages} for project in projects}
    return Plan(
        projects=tuple(
            PlannedProject(
                project=planned.project,
                packages=tuple(
                    _paid_from_budget(package)
                    for package in planned.packages
                    if package.package in wanted[planned.project]
                ),
            )
            for planned in plan.projects
            if planned.project in wanted
        )
    )


def _paid_from_budget(package: PlannedPackage) -> PlannedPackage:
    cents: dict[str, int] = {}
    for line in package.money:
        cents[line.need] = cents.get(line.need, 0) + line.amount_cents
    money = tuple(
        MoneyLine(need=need, fund=_BUDGET, period=0, amount_cents=amount)
        for need, amount in cents.items()
        if amount
    )
    return package.model_copy(update={"money": money})
