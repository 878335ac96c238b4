"""All figures of an outcome together, computed once."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.domain import Outcome, Plan, Round
from scenarios.figures.accounts import Account, accounts
from scenarios.figures.costs import CostLine, cost_lines
from scenarios.figures.flows import Flow, flows
from scenarios.figures.funds import CategoryUse, SlotUse, category_uses, fund_totals, slot_uses
from scenarios.figures.lines import PlanLines, lines_of
from scenarios.figures.loads import Loads, facility_loads, grouped, person_loads
from scenarios.figures.pressure import (
    Pressure,
    kind_pressures,
    money_pressures,
    skill_pressures,
)
from scenarios.figures.projects import ProjectRow, project_rows

__all__ = ["OutcomeFigures", "figures_of"]


@dataclass(frozen=True)
class OutcomeFigures:
    """What reports, pages and notebooks show about an outcome.

    Without a plan there are no lines and no use, but requests, capacity and pressure are the same.
    """

    round: Round
    outcome: Outcome
    lines: PlanLines
    costs: tuple[CostLine, ...]
    projects: tuple[ProjectRow, ...]
    accounts: tuple[Account, ...]
    flows: tuple[Flow, ...]
    """What passes between departments."""
    people: Loads
    departments: Loads
    """People's load by department."""
    facilities: Loads
    skills: tuple[Pressure, ...]
    kinds: tuple[Pressure, ...]
    money: tuple[Pressure, ...]
    slots: tuple[SlotUse, ...]
    funds: tuple[SlotUse, ...]
    categories: tuple[CategoryUse, ...]

    @property
    def plan(self) -> Plan | None:
        """The plan, if there is one."""
        return self.outcome.plan

    @property
    def accepted(self) -> tuple[ProjectRow, ...]:
        """The accepted projects."""
        return tuple(row for row in self.projects if row.accepted)

    @property
    def left_out(self) -> tuple[ProjectRow, ...]:
        """The requests that are not done."""
        return tuple(row for row in self.projects if not row.accepted)

    @property
    def cost_cents(self) -> int:
        """What the plan costs, the measure ``cost``."""
        return sum(line.cents for line in self.costs)

    @property
    def worst_off(self) -> Account | None:
        """The department served least of what it asked for (the first of equals)."""
        asking = [account for account in self.accounts if account.served_pct is not None]
        return min(asking, key=lambda account: account.served_pct or 0.0, default=None)


def figures_of(round_: Round, outcome: Outcome) -> OutcomeFigures:
    """Return all figures of an outcome of ``round_``.

    Parameters
    ----------
    round_, outcome : Round, Outcome
        A plan that :func:`optimizer.verify.verify_plan` finds nothing against, or none.

    Raises
    ------
    KeyError
        The plan names something that the round does not have.
    """
    plan = outcome.plan
    lines = PlanLines() if plan is None else lines_of(round_, plan)
    costs = () if plan is None else cost_lines(round_, plan, lines)
    people = person_loads(round_, lines.people)
    departments = grouped(
        people, [d.id for d in round_.departments], lambda row: people.departments[row]
    )
    offered = {id_: int(departments.offered[row].sum()) for row, id_ in enumerate(departments.ids)}
    accepted = frozenset(p.project for p in plan.projects) if plan is not None else frozenset()
    slots = slot_uses(round_, lines.payments)
    return OutcomeFigures(
        round=round_,
        outcome=outcome,
        lines=lines,
        costs=costs,
        projects=project_rows(round_, outcome, lines, costs),
        accounts=accounts(round_, lines, costs, accepted, offered),
        flows=flows(lines, costs),
        people=people,
        departments=departments,
        facilities=facility_loads(round_, lines.facilities),
        skills=skill_pressures(round_, people),
        kinds=kind_pressures(round_, lines.facilities),
        money=money_pressures(round_, lines.payments),
        slots=slots,
        funds=fund_totals(round_, slots),
        categories=category_uses(lines.payments),
    )
