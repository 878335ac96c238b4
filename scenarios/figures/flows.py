"""What passes between departments: each resource of one in a project that another sponsors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from scenarios.figures.costs import CostLine
from scenarios.figures.lines import PlanLines

__all__ = ["Flow", "FlowKind", "flows"]

FlowKind = Literal["person", "facility", "dataset", "referral", "money"]


@dataclass(frozen=True, slots=True)
class Flow:
    """Something that one department gives to a project of another.

    Attributes
    ----------
    giver, getter : str
        Who owns it, and who sponsors the project.
    what : str
    resource : str
        Id of the expert, facility, dataset or fund; empty for a referral share.
    project : str
    amount : int
        Percent-periods, unit-periods, 1 for a dataset or a referral share, cents of money.
    cents : int
        Its worth: the internal price, or the money itself.
    """

    giver: str
    getter: str
    what: FlowKind
    resource: str
    project: str
    amount: int
    cents: int


def flows(lines: PlanLines, costs: Sequence[CostLine]) -> tuple[Flow, ...]:
    """Return what passes between departments, summed over the packages of each project."""
    sums: dict[tuple[str, str, FlowKind, str, str], tuple[int, int]] = {}
    for flow in _all(lines, costs):
        key = (flow.giver, flow.getter, flow.what, flow.resource, flow.project)
        amount, cents = sums.get(key, (0, 0))
        sums[key] = (amount + flow.amount, cents + flow.cents)
    return tuple(Flow(*key, amount, cents) for key, (amount, cents) in sums.items())


def _all(lines: PlanLines, costs: Iterable[CostLine]) -> Iterator[Flow]:
    for p in lines.people:
        if p.lent:
            yield Flow(p.department, p.sponsor, "person", p.expert, p.project, p.effort, p.cents)
    for f in lines.facilities:
        if f.lent:
            yield Flow(
                f.department, f.sponsor, "facility", f.facility, f.project, f.unit_periods, f.cents
            )
    for d in lines.datasets:
        if d.lent:
            yield Flow(d.department, d.sponsor, "dataset", d.dataset, d.project, 1, d.cents)
    for cost in costs:
        if cost.kind == "referral" and cost.provider != cost.sponsor:
            yield Flow(cost.provider, cost.sponsor, "referral", "", cost.project, 1, cost.cents)
    for m in lines.payments:
        if m.department != m.sponsor:
            yield Flow(m.department, m.sponsor, "money", m.fund, m.project, m.cents, m.cents)
