"""Which accepted projects compete with one that is left out: they use what it could use, then.

Step of the way: explain. The order in which projects are worth moving or leaving out for another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from optimizer.checks.facts import Facts
from optimizer.domain import Plan, Project
from optimizer.domain.capacity import fund_slots
from optimizer.domain.semantics import access_allows, facility_fits, serves
from optimizer.explain.room import Hold, Room

__all__ = ["rivals"]

Weights = Mapping[tuple[str, str], np.ndarray[tuple[int], np.dtype[np.float64]]]
"""What a unit of a resource is worth in each period, by kind and id."""


def rivals(
    facts: Facts,
    plan: Plan,
    projects: Iterable[Project],
    worths: Mapping[str, int],
    weights: Weights | None = None,
) -> list[str]:
    """Return the accepted projects that use what others could use, the likeliest to yield first.

    A use counts by its size, by how few could stand in for it, and by what it is worth
    (``weights``; evenly without). Projects that hold much for what they are worth come first, in
    turn with those that hold most.

    Parameters
    ----------
    facts : Facts
    plan : Plan
    projects : iterable of Project
        Not in the plan.
    worths : mapping of str to int
    weights : mapping, optional
    """
    room = Room(facts, plan)
    held: dict[str, float] = defaultdict(float)
    for project in projects:
        windows = facts.windows.get(project.id, {})
        for package in project.packages:
            window = windows.get(package.id)
            if window is None:
                continue
            first, last = window.first_start, window.last_end
            for mode in package.modes:
                for need in mode.staffing:
                    able = [e.id for e in facts.round.experts if serves(e, need, project)]
                    share = need.headcount * need.load_pct / max(1, 100 * len(able))
                    for name in able:
                        holds = room.holds.get(("expert", name), ())
                        _add(held, holds, first, last, share / 100, _of(weights, "expert", name))
                for asked in mode.facilities:
                    fitting = [
                        f for f in facts.round.facilities if facility_fits(f, asked, project)
                    ]
                    share = asked.units / max(1, sum(f.units for f in fitting))
                    for facility in fitting:
                        holds = room.holds.get(("facility", facility.id), ())
                        weight = _of(weights, "facility", facility.id)
                        _add(held, holds, first, last, share, weight)
                for use in mode.datasets:
                    _add(held, room.holds.get(("dataset", use.dataset), ()), first, last, 0.1, None)
                for money in mode.money:
                    _add_money(held, room, project, money.category, money.amount_cents)
    most = sorted(held, key=lambda name: (-held[name], name))
    dear = sorted(held, key=lambda name: (-held[name] / max(1, worths.get(name, 1)), name))
    order: dict[str, None] = {}
    for one, other in zip(dear, most, strict=True):
        order[one] = order[other] = None
    return list(order)


def _of(
    weights: Weights | None, kind: str, name: str
) -> np.ndarray[tuple[int], np.dtype[np.float64]] | None:
    return None if weights is None else weights.get((kind, name))


def _add(
    held: dict[str, float],
    holds: Iterable[Hold],
    first: int,
    last: int,
    share: float,
    weight: np.ndarray[tuple[int], np.dtype[np.float64]] | None,
) -> None:
    for hold in holds:
        start, end = max(hold.start, first), min(hold.end, last)
        if start < end:
            periods = float(end - start) if weight is None else float(weight[start:end].sum())
            held[hold.project] += hold.amount * share * (periods + 1e-6)


def _add_money(
    held: dict[str, float], room: Room, project: Project, category: str, cents: int
) -> None:
    for fund in room.facts.round.funds:
        able = not fund.categories or category in fund.categories
        if not able or not access_allows(fund.access, fund.department, project):
            continue
        slots = fund_slots(fund, room.periods)
        whole = max(1, sum(slot.amount_cents for slot in slots))
        for hold in room.holds.get(("fund", fund.id), ()):
            held[hold.project] += min(hold.amount, cents) / whole
