"""The headline figures of a plan, and when a difference between two of them proves anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from optimizer.domain import Outcome, Plan, Round, Text
from optimizer.verify.measures import measure
from scenarios.compare.lines import line_changes
from scenarios.figures import OutcomeFigures, figures_of, jain_index

__all__ = [
    "KPIS",
    "Delta",
    "Kpi",
    "PlanFigures",
    "Verdict",
    "figures_from",
    "headline_deltas",
    "plan_figures",
]

Verdict = Literal["same", "better", "worse", "unproven"]
"""``unproven``: the values differ, but by less than the gaps leave open."""


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """The headline figures of a plan.

    Attributes
    ----------
    value : int
        Accepted benefit times tier weight, in points.
    bound : int or None
        No plan of the round can be worth more, if ``value`` was the first level; else unknown.
    accepted : int
        Projects.
    unmet_days : int
        Person-days that the projects left out ask for, in their modes of least effort.
    cost_cents : int
    worst_off : float or None
        Accepted benefit of the department served least, in percent of what it asked for.
    worst_off_department : str or None
    jain : float or None
        Jain's index of these percentages over the departments that asked for something.
    makespan : int
        Last end of any package, in periods.
    changed_lines, lines : int or None
        Lines that differ from the plan compared with, of all lines of both.
    full_people : int
        People committed to their limit in at least one period.
    """

    value: int
    bound: int | None
    accepted: int
    unmet_days: int
    cost_cents: int
    worst_off: float | None
    worst_off_department: str | None
    jain: float | None
    makespan: int
    changed_lines: int | None
    lines: int | None
    full_people: int


@dataclass(frozen=True, slots=True)
class Kpi:
    """A headline figure with its name in both languages; ``higher``: more is better."""

    name: str
    label: Text
    higher: bool


KPIS = (
    Kpi("value", Text(zh="总价值", en="Value"), True),
    Kpi("accepted", Text(zh="立项数", en="Projects accepted"), True),
    Kpi("unmet_days", Text(zh="未满足人日", en="Unmet person-days"), False),
    Kpi("cost_cents", Text(zh="成本", en="Cost"), False),
    Kpi("worst_off", Text(zh="最少受益部门满足率", en="Worst-off department served"), True),
    Kpi("jain", Text(zh="公平指数", en="Fairness index"), True),
    Kpi("makespan", Text(zh="最晚完工周期", en="Last period of work"), False),
    Kpi("changed_lines", Text(zh="变动行数", en="Lines changed"), False),
    Kpi("full_people", Text(zh="满负荷人数", en="People at their limit"), False),
)


def plan_figures(
    round_: Round, outcome: Outcome, against: Plan | None = None
) -> PlanFigures | None:
    """Return the headline figures of an outcome's plan; ``None`` without a plan.

    Parameters
    ----------
    round_, outcome : Round, Outcome
    against : Plan, optional
        Lines are compared with this plan.
    """
    if outcome.plan is None:
        return None
    return figures_from(figures_of(round_, outcome), against)


def figures_from(figures: OutcomeFigures, against: Plan | None = None) -> PlanFigures:
    """Return the headline figures of a plan whose figures are at hand.

    Raises
    ------
    ValueError
        There is no plan.
    """
    round_, plan = figures.round, figures.plan
    if plan is None:
        raise ValueError("there is no plan")
    served = [a.served_pct for a in figures.accounts if a.served_pct is not None]
    worst = figures.worst_off
    changes = None if against is None else line_changes(against, plan)
    first = figures.outcome.objective[0] if figures.outcome.objective else None
    return PlanFigures(
        value=measure(round_, plan, "value"),
        bound=first.bound if first is not None and first.name == "value" else None,
        accepted=len(figures.accepted),
        unmet_days=_days(round_, sum(row.effort for row in figures.left_out)),
        cost_cents=figures.cost_cents,
        worst_off=None if worst is None else worst.served_pct,
        worst_off_department=None if worst is None else worst.department,
        jain=jain_index(served),
        makespan=measure(round_, plan, "makespan"),
        changed_lines=None if changes is None else len(changes.changed),
        lines=None if changes is None else changes.total,
        full_people=int(
            ((figures.people.used >= figures.people.limit) & (figures.people.limit > 0))
            .any(axis=1)
            .sum()
        ),
    )


def _days(round_: Round, percent_periods: int) -> int:
    """Return working days of full time for percent-periods, at the calendar's mean period."""
    calendar = round_.calendar
    working = sum(len(calendar.working_days(t)) for t in range(calendar.periods))
    return round(percent_periods * working / calendar.periods / 100)


@dataclass(frozen=True, slots=True)
class Delta:
    """A headline figure in two plans.

    Attributes
    ----------
    kpi : Kpi
    before, after : float or None
        ``None``: one of them has no such figure.
    verdict : str
        Whether the change is for the better. ``unproven`` only for ``value``: the better plan is
        within the other round's bound, so solving longer might turn the order round.
    """

    kpi: Kpi
    before: float | None
    after: float | None
    verdict: Verdict

    @property
    def change(self) -> float | None:
        """Signed change, after less before."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


def headline_deltas(before: PlanFigures, after: PlanFigures) -> tuple[Delta, ...]:
    """Return the deltas of all headline figures, in the order of `KPIS`."""
    return tuple(_delta(kpi, before, after) for kpi in KPIS)


def _delta(kpi: Kpi, before: PlanFigures, after: PlanFigures) -> Delta:
    old, new = getattr(before, kpi.name), getattr(after, kpi.name)
    if kpi.name == "changed_lines":
        old = None if new is None else 0
    verdict: Verdict = "same"
    if old is not None and new is not None and old != new:
        verdict = "better" if (new > old) == kpi.higher else "worse"
        if kpi.name == "value" and not _proves(before, after):
            verdict = "unproven"
    return Delta(kpi, old, new, verdict)


def _proves(before: PlanFigures, after: PlanFigures) -> bool:
    """Say whether the optimum of one round is certainly above the other's.

    The optimum of each lies between its value and its bound.
    """
    low, high = (before, after) if before.value < after.value else (after, before)
    return low.bound is not None and high.value > low.bound
