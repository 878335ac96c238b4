"""What a project asks of scarce things, at the prices of the relaxation behind the value bound.

Nothing is priced by hand: a person's hour is worth what the bound's dual says others make of it.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.bounds import BoundLimits, Prices, bound_value
from optimizer.checks.facts import Facts
from optimizer.domain import FacilityNeed, Mode, MoneyNeed, Project, Round, StaffingNeed, Text
from optimizer.domain.capacity import fiscal_segments, money_by_period
from optimizer.domain.semantics import access_allows, durations, facility_fits, load_at, serves
from optimizer.solve.compiling import Compiling, is_compiled
from scenarios.why.documents import Binding

__all__ = ["Priced", "price_project", "price_weights", "prices_of"]

Reals = NDArray[np.float64]

PACKAGES = ("bounds",)
BOUND_SECONDS, LEAST_SECONDS = 3.0, 0.5
"""Most and least time for the bound itself."""
POLL_SECONDS = 0.2
LEAST_SHARE = 0.01
"""Bindings below this share of the project's price are not told."""


@dataclass(frozen=True)
class Priced:
    """What a project would use, at its cheapest.

    ``points``: value that others make of it, at the least (packages priced one by one).
    """

    points: float
    bindings: tuple[Binding, ...]


def prices_of(
    round_: Round, seconds: float, cancel: threading.Event | None = None
) -> Prices | None:
    """Return the prices behind a bound on the value of a round.

    Bounds are compiled code. Where it is not compiled yet, that is done beside, and waited for as
    long as there is time; what is compiled until then is kept for the next time.

    Returns
    -------
    Prices or None
        ``None``: not compiled in time, or the round has no plan.
    """
    until = time.monotonic() + seconds
    if not is_compiled(PACKAGES) and not _compiled_by(until, cancel):
        return None
    left = min(BOUND_SECONDS, max(LEAST_SECONDS, until - time.monotonic()))
    return bound_value(round_, BoundLimits(seconds=left), cancel=cancel).prices


def _compiled_by(until: float, cancel: threading.Event | None) -> bool:
    compiling = Compiling(PACKAGES)
    pause = threading.Event() if cancel is None else cancel
    try:
        while not compiling.is_done:
            if time.monotonic() >= until or pause.wait(POLL_SECONDS):
                return False
    finally:
        compiling.stop()
    return True


def price_weights(facts: Facts, prices: Prices) -> dict[tuple[str, str], Reals]:
    """Return the price of each person and facility by period, by kind and id."""
    weights = {("expert", e.id): prices.people[i] for i, e in enumerate(facts.round.experts)}
    things = facts.round.facilities
    return weights | {("facility", f.id): prices.facilities[i] for i, f in enumerate(things)}


def price_project(facts: Facts, prices: Prices, project: Project) -> Priced | None:
    """Return a project's cheapest use of everything; ``None``: it can't be done even alone."""
    return _Pricing(facts, prices, project).priced()


@dataclass(frozen=True)
class _Line:
    """What a need costs at each start, and how to name it."""

    kind: str
    resource: str
    costs: Reals
    duration: int


class _Pricing:
    def __init__(self, facts: Facts, prices: Prices, project: Project) -> None:
        self.facts = facts
        self.round = facts.round
        self.prices = prices
        self.project = project
        self.periods = facts.round.calendar.periods
        self.segment_of = np.zeros(self.periods, dtype=np.int64)
        for index, (start, end) in enumerate(fiscal_segments(self.round)):
            self.segment_of[start:end] = index

    def priced(self) -> Priced | None:
        sums: dict[tuple[str, str], float] = defaultdict(float)
        spans: dict[tuple[str, str], tuple[int, int]] = {}
        windows = self.facts.windows.get(self.project.id)
        if windows is None:
            return None
        for package in self.project.packages:
            window = windows[package.id]
            best: tuple[float, int, list[_Line]] | None = None
            for mode in package.modes:
                for duration in durations(mode):
                    last = min(window.last_start, window.last_end - duration)
                    if last < window.first_start:
                        continue
                    lines = list(self._lines(mode, duration))
                    total = sum((line.costs for line in lines), np.zeros(self.periods + 1))
                    here = total[window.first_start : last + 1]
                    at = int(np.argmin(here))
                    if np.isfinite(here[at]) and (best is None or here[at] < best[0]):
                        best = float(here[at]), window.first_start + at, lines
            if best is None:
                return None
            _, start, lines = best
            for line in lines:
                key = (line.kind, line.resource)
                sums[key] += float(line.costs[start])
                before = spans.get(key, (start, start + line.duration))
                spans[key] = min(before[0], start), max(before[1], start + line.duration)
        points = sum(sums.values())
        told = sorted(sums, key=lambda key: (-sums[key], key))
        return Priced(
            points,
            tuple(
                self._binding(key, spans[key], sums[key])
                for key in told
                if sums[key] > max(1e-9, LEAST_SHARE * points)
            ),
        )

    def _lines(self, mode: Mode, duration: int) -> Iterator[_Line]:
        for need in mode.staffing:
            yield _Line("people", need.skill, self._people(need, mode, duration), duration)
        for asked in mode.facilities:
            name = asked.kind or asked.facility or ""
            yield _Line("facility", name, self._facility(asked, duration), duration)
        for money in mode.money:
            yield _Line("fund", money.category, self._money(money, duration), duration)

    def _people(self, need: StaffingNeed, mode: Mode, duration: int) -> Reals:
        able = [i for i, e in enumerate(self.round.experts) if serves(e, need, self.project)]
        load = load_at(need, mode, duration)
        costs = self._stretches(self.prices.of_loads(load)[able], duration)
        outside = 0
        if need.outsource is not None:
            most = need.outsource.max_headcount
            outside = need.headcount if most is None else min(most, need.headcount)
        places = need.headcount - outside
        if places > len(able):
            return np.full(self.periods + 1, np.inf)
        cheapest: Reals = np.sort(costs, axis=0)[:places].sum(axis=0)
        return cheapest

    def _facility(self, need: FacilityNeed, duration: int) -> Reals:
        fitting = [
            i for i, f in enumerate(self.round.facilities) if facility_fits(f, need, self.project)
        ]
        if not fitting:
            return np.full(self.periods + 1, np.inf)
        costs: Reals = self._stretches(self.prices.facilities[fitting], duration).min(axis=0)
        return costs * need.units

    def _money(self, need: MoneyNeed, duration: int) -> Reals:
        payers = [
            i
            for i, fund in enumerate(self.round.funds)
            if (not fund.categories or need.category in fund.categories)
            and access_allows(fund.access, fund.department, self.project)
        ]
        if not payers:
            return np.full(self.periods + 1, np.inf if need.amount_cents else 0.0)
        each = self.prices.funds[payers].min(axis=0)
        costs = np.full(self.periods + 1, np.inf)
        for start in range(self.periods - duration + 1):
            due: Mapping[int, int] = money_by_period(need, start, duration)
            last = self.periods - 1
            costs[start] = sum(
                cents * each[self.segment_of[min(t, last)]] for t, cents in due.items()
            )
        return costs

    def _stretches(self, prices: Reals, duration: int) -> Reals:
        """Return sums over ``duration`` periods from each start; without end: out of the round."""
        rows = prices.shape[0]
        sums = np.full((rows, self.periods + 1), np.inf)
        so_far = np.zeros((rows, self.periods + 1))
        np.cumsum(prices, axis=1, out=so_far[:, 1:])
        if duration <= self.periods:
            starts = self.periods - duration + 1
            sums[:, :starts] = so_far[:, duration:] - so_far[:, :starts]
        return sums

    def _binding(self, key: tuple[str, str], span: tuple[int, int], points: float) -> Binding:
        kind, resource = key
        names = {skill.id: skill.name for skill in self.round.skills}
        name = names.get(resource, Text()) if kind == "people" else Text()
        return Binding.model_validate(
            {
                "kind": kind,
                "resource": resource,
                "name": name,
                "start": span[0],
                "end": min(span[1], self.periods),
                "price_points": round(points, 3),
            }
        )
