"""The money of each project: who pays it in the end, and who put it in at first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from optimizer.domain import Plan, Round
from optimizer.sharing.plans import PlanShares, cost_lines

__all__ = ["ProjectMoney", "project_money"]


@dataclass(frozen=True, slots=True)
class ProjectMoney:
    """A project's cost from both ends; both sums are its cost.

    Attributes
    ----------
    project : str
    cents : int
    paid : tuple of (str, int)
        Department and its share, the largest first.
    put_in : tuple of (str, int)
        Department and what it bears until the settlement: its people and facilities at their
        rates, its funds, its dues; the largest first.
    """

    project: str
    cents: int
    paid: tuple[tuple[str, int], ...]
    put_in: tuple[tuple[str, int], ...]


def project_money(round_: Round, plan: Plan, shares: PlanShares) -> tuple[ProjectMoney, ...]:
    """Return the money of every project that costs anything, the dearest first.

    Parameters
    ----------
    round_, plan : Round, Plan
    shares : PlanShares
        Of this very plan.
    """
    borne: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in cost_lines(round_, plan):
        for bearer in line.bearers:
            borne[line.project][bearer.department] += bearer.cents
    found = [
        ProjectMoney(
            project=item.project,
            cents=item.cost_cents,
            paid=_largest({share.department: share.cents for share in item.shares}),
            put_in=_largest(borne[item.project]),
        )
        for item in shares.projects
        if item.cost_cents
    ]
    return tuple(sorted(found, key=lambda money: (-money.cents, money.project)))


def _largest(amounts: dict[str, int]) -> tuple[tuple[str, int], ...]:
    told = [(department, cents) for department, cents in amounts.items() if cents]
    return tuple(sorted(told, key=lambda pair: (-pair[1], pair[0])))
