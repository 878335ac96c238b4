"""Goals: the levels of a policy as the compiled search reads them, and prices that steer it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.domain import Term
from optimizer.domain.policy import is_maximised
from optimizer.instance import Instance
from optimizer.instance.arrays import Ints
from optimizer.search.goal import KINDS, Goal
from optimizer.search.relations import least_work
from optimizer.search.tables import Tables

__all__ = ["Level", "Steering", "make_goal", "pressure", "steering_of"]

Reals = NDArray[np.float64]

DETAILED = frozenset({"cost", "people", "change", "makespan"})
"""Measures that depend on how projects are done, not only on which."""

NO_CAP = 2**62

LEANING = 0.5


@dataclass(frozen=True)
class Level:
    """One level: its terms and sense.

    ``rank``: the share of that rank instead, the least first; ``target``: more counts for nothing.
    """

    terms: tuple[Term, ...]
    maximise: bool
    rank: int | None = None
    target: int | None = None


@dataclass(frozen=True)
class Steering:
    """Prices of one percent, one unit and one cent, in value points: where work is dear."""

    people: Reals
    """``(E, T)``."""
    facilities: Reals
    """``(F, T)``."""
    funds: Reals
    """``(B,)``."""


def pressure(instance: Instance) -> Steering:
    """Return first prices: what is asked of each resource over what there is of it.

    Every package asks its pool evenly. In units of mean value for a percent-period, so that they
    can stand beside prices that a bound has found.
    """
    places, options, people = instance.places, instance.options, instance.people
    asked = np.zeros(len(people.department))
    sizes = np.maximum(1, np.diff(instance.pools.ptr))
    amount = places.headcount * places.load * options.duration[places.option]
    by_pool = np.bincount(places.pool, weights=amount, minlength=len(sizes)) / sizes
    np.add.at(asked, instance.pools.member, np.repeat(by_pool, np.diff(instance.pools.ptr)))
    ratio = asked / np.maximum(1, people.limit.sum(axis=1))
    worth = instance.projects.value.sum() / max(1.0, float(least_work(instance).sum()))
    return Steering(
        people=np.repeat(ratio[:, None] * worth, instance.periods, axis=1),
        facilities=np.zeros(instance.facilities.units.shape),
        funds=np.zeros(len(instance.funds.department)),
    )


def steering_of(instance: Instance, people: Reals, facilities: Reals, funds: Reals) -> Steering:
    """Return prices found by a bound; ``funds`` by segment, shape ``(B, G)``."""
    count = len(instance.funds.department)
    each = funds.max(axis=1) if funds.shape[1] else np.zeros(count)
    return Steering(people, facilities, each)


def make_goal(
    instance: Instance,
    tables: Tables,
    levels: Sequence[Level],
    aim: int,
    floors: Sequence[int],
    entitlements: Mapping[str, int],
    steering: Steering,
) -> Goal:
    """Return the goal of improving one level.

    Parameters
    ----------
    aim
        0: see that required projects are in; ``i``: improve level ``i - 1``.
    floors
        Least value of each level before the one aimed at, each in its own sense.
    """
    rows: list[Ints] = [instance.projects.required.astype(np.int64)]
    kinds, weights, columns, ptr = [0], [1], [0], [0, 1]
    for level in levels:
        for term in level.terms:
            kind, row = _kind_of(instance, level, term, rows)
            kinds.append(kind)
            columns.append(row)
            weights.append(term.weight if is_maximised(term.measure) else -term.weight)
        ptr.append(len(kinds))
    required = int(instance.projects.required.sum())
    limits = [required] + [
        floor if level.maximise else -floor for level, floor in zip(levels, floors, strict=False)
    ]
    aimed = levels[aim - 1] if aim else None
    pulls = _pulls(aimed)
    change = None if instance.round.baseline is None else instance.round.baseline.weights
    people = instance.round.policy.people_weights
    # The project's worth in keys: what accepting it adds to the first level that says anything.
    worth = next((row for row in rows[1:] if row.any()), instance.projects.value)
    return Goal(
        aim=aim,
        floor=np.asarray(limits + [0] * (len(levels) + 1 - len(limits)), dtype=np.int64),
        cap=np.asarray([required, *map(_cap, levels)], dtype=np.int64),
        term_ptr=np.asarray(ptr, dtype=np.int64),
        term_kind=np.asarray(kinds, dtype=np.int64),
        term_weight=np.asarray(weights, dtype=np.int64),
        term_row=np.asarray(columns, dtype=np.int64),
        linear=np.ascontiguousarray(np.stack(rows)),
        worth=worth.astype(np.int64),
        entitlement=np.asarray(
            [entitlements.get(d.id, 0) for d in instance.round.departments], dtype=np.int64
        ),
        base_utility=_base_utility(instance),
        benefit_ptr=instance.projects.benefits.ptr,
        benefit_department=instance.projects.benefits.department,
        benefit_value=_weighted_benefits(instance),
        wish_weight=people.wish,
        handover_weight=people.handover,
        balance_weight=people.balance,
        change_project=0 if change is None else change.project,
        change_start=0 if change is None else change.start,
        change_mode=0 if change is None else change.mode,
        change_person=0 if change is None else change.person,
        person_prefix=_prefix(steering.people * pulls["prices"]),
        facility_prefix=_prefix(steering.facilities * pulls["prices"]),
        fund_price=np.append(steering.funds * pulls["prices"], 0.0),
        payer=_cheapest_first(tables, steering.funds),
        leaning=_leaning(aimed),
        unit=float(steering.people.mean() if steering.people.size else 0.0) * pulls["prices"],
        cents_pull=pulls["cost"],
        points_pull=pulls["people"],
        change_pull=pulls["change"],
        end_pull=pulls["makespan"],
        detail=any(term.measure in DETAILED for level in levels for term in level.terms),
    )


def _cap(level: Level) -> int:
    """Return what counts at most, where more is better."""
    if level.target is None:
        return NO_CAP
    return level.target if level.maximise else -level.target


def _kind_of(instance: Instance, level: Level, term: Term, rows: list[Ints]) -> tuple[int, int]:
    """Code and argument of a term; a linear one adds its row."""
    measure = term.measure
    if level.rank is not None:
        return KINDS["ranked"], level.rank
    if measure == "value":
        rows.append(instance.projects.value)
        return KINDS["linear"], len(rows) - 1
    if measure.startswith("tier-"):
        rows.append((instance.projects.tier == int(measure[5:])).astype(np.int64))
        return KINDS["linear"], len(rows) - 1
    if measure == "fairness":
        rule = instance.round.policy.fairness.rule
        if rule == "none":
            rows.append(np.zeros(len(instance.projects.value), dtype=np.int64))
            return KINDS["linear"], len(rows) - 1
        return KINDS["nash" if rule == "nash" else "max-min"], 1
    return KINDS[measure], 0


def _pulls(aimed: Level | None) -> dict[str, float]:
    """Weights of prices and of each detailed measure while a level is improved."""
    pulls = {"prices": 1.0, "cost": 0.0, "people": 0.0, "change": 0.0, "makespan": 0.0}
    for term in () if aimed is None else aimed.terms:
        if term.measure in DETAILED:
            # A detailed level leads; prices only break its ties.
            pulls[term.measure] = float(term.weight)
            pulls["prices"] = 1e-3
    return pulls


def _leaning(aimed: Level | None) -> float:
    """Return what prices weigh between plans: they are in points of value, and say nothing else."""
    if aimed is None or aimed.rank is not None:
        return 0.0
    return LEANING if all(term.measure == "value" for term in aimed.terms) else 0.0


def _prefix(prices: Reals) -> NDArray[np.float32]:
    rows, periods = prices.shape
    running = np.zeros((rows, periods + 1))
    np.cumsum(prices, axis=1, out=running[:, 1:])
    return running.astype(np.float32)


def _cheapest_first(tables: Tables, prices: Reals) -> Ints:
    """Payers of each row by price; among equals the fund that fewest rows may use."""
    used = np.bincount(tables.payer, minlength=max(1, len(prices)))
    payer = tables.payer.copy()
    for first, end in zip(tables.payer_ptr[:-1], tables.payer_ptr[1:], strict=True):
        row = payer[first:end]
        payer[first:end] = row[np.lexsort((row, used[row], prices[row]))]
    return payer


def _base_utility(instance: Instance) -> Ints:
    policy = instance.round.policy
    return np.asarray(
        [-d.credit if policy.fairness.use_credit else 0 for d in instance.round.departments],
        dtype=np.int64,
    )


def _weighted_benefits(instance: Instance) -> Ints:
    policy, benefits = instance.round.policy, instance.projects.benefits
    weights = np.asarray(
        [policy.tier_weight(int(tier)) for tier in instance.projects.tier], dtype=np.int64
    )
    return benefits.value * np.repeat(weights, np.diff(benefits.ptr))
