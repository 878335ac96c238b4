"""What is scarce: the worth of one more of everything, gaps in skills, and who to train or lend.

The prices of the bound say where to look; the changed round, solved from the plan at hand, says
what it brings.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.bounds import Prices
from optimizer.checks.facts import Facts
from optimizer.domain import Expert, Outcome, Plan, Round, SecurityLevel, Status, Text
from optimizer.domain.capacity import fiscal_segments
from optimizer.errors import BadRound, BadScenario
from optimizer.explain.making_offers import hire_cents, training_cents
from optimizer.explain.offers import PriceList
from optimizer.explain.widening import levels_of
from optimizer.solve import Limits, solve_round
from optimizer.verify import verify_plan
from optimizer.verify.measures import measure
from scenarios.changes import AnyChange, HirePerson, LendExpert, TrainExpert, apply_changes
from scenarios.figures import person_loads, skill_pressures
from scenarios.why.bindings import prices_of
from scenarios.why.documents import ChangeWorth, ScarceAnswer, SkillGap, UnitWorth
from scenarios.why.question import OnStep

__all__ = ["explain_scarcity"]

Reals = NDArray[np.float64]

MOST_SOLVED = 3
"""Units, trainings and loans each that are solved, those that promise most."""
PRICING_SHARE = 0.6
"""Share of the time for prices, most of which is only used where code is still to be compiled."""
LEAST_POINTS = 1e-6
MONEY_UNIT = 100_000
"""Cents in which the worth of money is told."""


@dataclass(frozen=True)
class _Candidate:
    kind: str
    change: AnyChange
    cost_cents: int
    points: float


def explain_scarcity(
    round_: Round,
    outcome: Outcome,
    limits: Limits | None = None,
    *,
    prices: PriceList | None = None,
    on_step: OnStep | None = None,
    cancel: threading.Event | None = None,
) -> ScarceAnswer:
    """Return what is scarce in a round, and what more of it, training or lending would bring.

    Parameters
    ----------
    round_, outcome : Round, Outcome
        An outcome of the round with a plan that the verifier finds nothing against.
    limits : Limits, optional
        Time for the whole answer, 30 seconds by default.
    prices : PriceList, optional
        How hiring and training are priced.
    on_step : callable, optional
        Called with ``prices`` and, for each change that is solved, ``solve``.
    cancel : threading.Event, optional

    Raises
    ------
    ValueError
        The outcome holds no plan.
    """
    if outcome.plan is None:
        raise ValueError("the outcome holds no plan")
    began = time.monotonic()
    limits = limits or Limits(time_limit_seconds=30.0)
    total = limits.time_limit_seconds
    if on_step is not None:
        on_step("prices")
    dual = prices_of(round_, 600.0 if total is None else PRICING_SHARE * total, cancel)
    units = () if dual is None else _units(round_, dual)
    candidates = [] if dual is None else _candidates(round_, dual, units, prices or PriceList())
    worths: list[ChangeWorth] = []
    complete = dual is not None
    for index, candidate in enumerate(candidates):
        left = None if total is None else total - (time.monotonic() - began)
        seconds = None if left is None else left / (len(candidates) - index)
        stopped = cancel is not None and cancel.is_set()
        if stopped or (seconds is not None and seconds < 0.1):
            complete = False
            worths.append(_worth(round_, candidate, None, False, False))
            continue
        if on_step is not None:
            on_step("solve")
        part = replace(limits, time_limit_seconds=seconds)
        worths.append(_solved(round_, outcome, outcome.plan, candidate, part, cancel))
    return ScarceAnswer(
        units=units,
        gaps=_gaps(round_),
        worths=tuple(sorted(worths, key=lambda w: (-(w.gain_points or 0), -w.estimate_points))),
        seconds=round(time.monotonic() - began, 3),
        complete=complete,
    )


# Prices


def _units(round_: Round, prices: Prices) -> tuple[UnitWorth, ...]:
    periods = round_.calendar.periods
    rows: list[tuple[str, str, Text, Reals]] = [
        ("people", skill.id, skill.name, prices.skills[i]) for i, skill in enumerate(round_.skills)
    ]
    rows += [
        ("facility", facility.id, facility.name, prices.facilities[i])
        for i, facility in enumerate(round_.facilities)
    ]
    for i, fund in enumerate(round_.funds):
        by_period = np.zeros(periods)
        for segment, (start, end) in enumerate(fiscal_segments(round_)):
            by_period[start:end] = prices.funds[i, segment] * MONEY_UNIT
        rows.append(("fund", fund.id, fund.name, by_period))
    units = [_unit(*row) for row in rows if row[3].max(initial=0.0) > LEAST_POINTS]
    return tuple(sorted(units, key=lambda unit: (-unit.points, unit.kind, unit.resource)))


def _unit(kind: str, resource: str, name: Text, by_period: Reals) -> UnitWorth:
    start, end = _dearest(by_period)
    # Money is drawn once, whenever that is; time and units are there in every period.
    points = by_period.max() if kind == "fund" else by_period[start:end].sum()
    return UnitWorth.model_validate(
        {
            "kind": kind,
            "resource": resource,
            "name": name,
            "by_period": tuple(round(float(price), 4) for price in by_period),
            "start": start,
            "end": end,
            "points": round(float(points), 3),
        }
    )


def _dearest(by_period: Reals) -> tuple[int, int]:
    """Return the stretch around the highest price in which it is at least half of it."""
    top = int(np.argmax(by_period))
    half = by_period[top] / 2
    start, end = top, top + 1
    while start > 0 and by_period[start - 1] >= half:
        start -= 1
    while end < len(by_period) and by_period[end] >= half:
        end += 1
    return start, end


def _gaps(round_: Round) -> tuple[SkillGap, ...]:
    names = {skill.id: skill.name for skill in round_.skills}
    return tuple(
        SkillGap(
            skill=pressure.name,
            name=names.get(pressure.name, Text()),
            level=pressure.level,
            asked=pressure.asked,
            capacity=pressure.capacity,
            load_pct=None if pressure.load_pct is None else round(pressure.load_pct, 1),
        )
        for pressure in skill_pressures(round_, person_loads(round_, ()))
    )


# What promises most


def _candidates(
    round_: Round, prices: Prices, units: tuple[UnitWorth, ...], price_list: PriceList
) -> list[_Candidate]:
    facts = Facts(round_)
    asked = _levels_asked(round_)
    free = {e.id: facts.limited[e.id].astype(np.float64) for e in round_.experts}
    trainings = list(_trainings(round_, prices, asked, free, price_list))
    loans = list(_loans(round_, prices, free))
    chosen: list[_Candidate] = []
    for each in (list(_hires(round_, units, asked, price_list)), trainings, loans):
        promising = sorted((c for c in each if c.points > LEAST_POINTS), key=lambda c: -c.points)
        chosen += promising[:MOST_SOLVED]
    return chosen


def _levels_asked(round_: Round) -> dict[str, int]:
    """Return the highest level at which each skill is asked for."""
    levels: dict[str, int] = {}
    for project in round_.projects:
        for package in project.packages:
            for mode in package.modes:
                for need in mode.staffing:
                    levels[need.skill] = max(levels.get(need.skill, 0), need.min_level)
    return levels


def _hires(
    round_: Round, units: tuple[UnitWorth, ...], asked: dict[str, int], price_list: PriceList
) -> Iterator[_Candidate]:
    """One more person with a skill, in the stretch in which it is dearest."""
    known = {expert.id for expert in round_.experts}
    if not round_.departments:
        return
    for unit in units:
        if unit.kind != "people" or unit.resource not in asked:
            continue
        level = asked[unit.resource]
        cents = hire_cents(round_, unit.resource, level, price_list)
        id_ = f"one-more-{unit.resource}"
        while id_ in known:
            id_ += "+"
        clearances = [e.clearance for e in round_.experts] or [SecurityLevel.GENERAL_1]
        change = HirePerson(
            id=id_,
            department=round_.departments[0].id,
            skill=unit.resource,
            level=level,
            spans=((unit.start, unit.end),),
            rate_cents=cents,
            clearance=max(clearances, key=lambda clearance: clearance.rank),
        )
        yield _Candidate("unit", change, cents * change.periods, unit.points)


def _trainings(
    round_: Round,
    prices: Prices,
    asked: dict[str, int],
    free: dict[str, Reals],
    price_list: PriceList,
) -> Iterator[_Candidate]:
    """A person who gains the level at which a skill is asked for."""
    index = {skill.id: i for i, skill in enumerate(round_.skills)}
    for row, expert in enumerate(round_.experts):
        has = levels_of(expert)
        for skill, level in asked.items():
            before = has.get(skill, 0)
            if before >= level or skill not in index:
                continue
            gain = np.maximum(prices.skills[index[skill]] / 100 - prices.people[row], 0.0)
            points = float((gain * free[expert.id]).sum())
            cents = training_cents(expert.rate_cents, level - before, price_list)
            yield _Candidate(
                "training", TrainExpert(expert=expert.id, skill=skill, level=level), cents, points
            )


def _loans(round_: Round, prices: Prices, free: dict[str, Reals]) -> Iterator[_Candidate]:
    """A person who may serve every project."""
    index = {skill.id: i for i, skill in enumerate(round_.skills)}
    for row, expert in enumerate(round_.experts):
        if not _is_kept(expert):
            continue
        worth = np.zeros(round_.calendar.periods)
        for skill in levels_of(expert):
            if skill in index:
                worth = np.maximum(worth, prices.skills[index[skill]] / 100)
        points = float((np.maximum(worth - prices.people[row], 0.0) * free[expert.id]).sum())
        yield _Candidate("lending", LendExpert(expert=expert.id), 0, points)


def _is_kept(expert: Expert) -> bool:
    limited = expert.lend_limit_pct_periods is not None
    return expert.access.scope != "anyone" or bool(expert.keep_pct) or limited


# What it brings


def _solved(
    round_: Round,
    outcome: Outcome,
    plan: Plan,
    candidate: _Candidate,
    limits: Limits,
    cancel: threading.Event | None,
) -> ChangeWorth:
    try:
        changed = apply_changes(round_, (candidate.change,)).round
        after = solve_round(changed, limits, cancel=cancel, start=plan)
    except (BadScenario, BadRound):
        return _worth(round_, candidate, None, False, False)
    if after.plan is None:
        return _worth(round_, candidate, None, False, False)
    gain = measure(changed, after.plan, "value") - measure(round_, plan, "value")
    proven = after.status is outcome.status is Status.OPTIMAL
    return _worth(round_, candidate, gain, proven, not verify_plan(changed, after.plan))


def _worth(
    round_: Round, candidate: _Candidate, gain: int | None, proven: bool, verified: bool
) -> ChangeWorth:
    return ChangeWorth.model_validate(
        {
            "kind": candidate.kind,
            "change": candidate.change,
            "sentence": candidate.change.sentence(round_),
            "cost_cents": candidate.cost_cents,
            "estimate_points": round(candidate.points, 3),
            "gain_points": gain,
            "proven": proven,
            "verified": verified,
        }
    )
