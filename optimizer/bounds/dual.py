"""The price dual of a round: multipliers in, a valid bound and its slope out.

Step of the way: bound. With multipliers ``m >= 0`` on the rows of renewables, lending limits and
funds, every plan is worth at most

    sum over rows (limit * m)  +  the best choice of projects at (value - cheapest cost at m),

because a plan pays at least the cheapest cost of what it accepts and uses at most the limits
(Lagrangian relaxation; Geoffrion 1974). Projects are priced apart, exactly, in whole numbers of a
small unit: the figure needs no allowance for rounding.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from optimizer.bounds.columns import IMPOSSIBLE, Asks, asks_of, network_of
from optimizer.bounds.costs import load_lanes, price_options
from optimizer.bounds.pricing import price_projects
from optimizer.bounds.relaxation import Relaxation
from optimizer.bounds.rows import capacity_rows_of, lane_prices, row_loads
from optimizer.bounds.selection import read_selection
from optimizer.instance import UNLIMITED
from optimizer.instance.arrays import Bools, Ints

__all__ = ["Excess", "Multipliers", "Point", "PriceDual"]

Reals = NDArray[np.float64]

UNIT_BITS = 44
"""The values of all projects together are below ``2**UNIT_BITS`` small units."""


@dataclass(frozen=True)
class Multipliers:
    """What one more of each limit is worth, in value points.

    Attributes
    ----------
    rows : array, shape (renewables, periods, rows)
    lending : array, shape (renewables,)
        For each percent-period (unit-period) lent over the round.
    funds : array, shape (fund rows,)
        For each cent.
    """

    rows: Reals
    lending: Reals
    funds: Reals


@dataclass(frozen=True)
class Point:
    """The dual at some multipliers.

    Attributes
    ----------
    bound : float
        The dual value; ``whole`` is the largest whole number not above it, exactly.
    whole : int
    slope : Multipliers
        Limits less loads of the best choice: a subgradient.
    cost : array, shape (projects,)
        Cheapest cost in small units, ``IMPOSSIBLE`` for what can't be done.
    worth : int
        What all limits are worth, in small units: no plan costs more.
    taken : array of bool, shape (projects,)
    option, start : array, shape (packages,)
        The cheapest way of each project.
    """

    bound: float
    whole: int
    slope: Multipliers
    cost: Ints
    worth: int
    taken: Bools
    option: Ints
    start: Ints


@dataclass(frozen=True)
class Excess:
    """By how much a set of projects costs more than the limits' worth, in small units."""

    units: int
    cost: Ints
    worth: int
    slope: Multipliers
    option: Ints
    start: Ints


@dataclass(frozen=True)
class _Priced:
    worth: int
    cost: Ints
    option: Ints
    start: Ints
    pay: Reals
    payer: Ints


class PriceDual:
    """Evaluates the dual of one round; not to be shared between threads.

    Parameters
    ----------
    relaxation : Relaxation
    workers : int
        Threads that price projects (compiled code that holds no lock).

    Attributes
    ----------
    joined : bool
        Whether the needs of a package are filled together, one place a person. Apart they cost
        less, which is valid too, and are priced several times as fast.
    closed : array of bool over (option, start), or None
        What no package may use: figures then hold for the plans that do not.
    """

    def __init__(self, relaxation: Relaxation, workers: int = 1) -> None:
        self.relaxation = relaxation
        instance = relaxation.instance
        self.rows = capacity_rows_of(relaxation.renewables, relaxation.crews)
        self.selection = read_selection(instance)
        self.value: Ints = instance.projects.value
        total = sum(self.value.tolist())
        length = max(0, instance.periods.bit_length() - 14)
        self._bits = UNIT_BITS - length - total.bit_length()
        if self._bits >= 0:
            self._units: Ints = self.value << self._bits
        else:
            self._units = -(-self.value >> -self._bits)
        self.total = total
        self.limits = self.rows.limits
        lend = relaxation.renewables.lend_limit
        self.lend_limits: Ints = np.where(lend < UNLIMITED, lend, 0)
        self._network, self._together = network_of(relaxation), asks_of(relaxation)
        self._apart = self._together._replace(option_joint=self._together.option_needs[:-1])
        self.joined = True
        self.closed: Bools | None = None
        self._heads = int(relaxation.needs.headcount.max(initial=1))
        lanes = relaxation.crews.size.size
        self._prefix = np.zeros((lanes, instance.periods + 1), dtype=np.int64)
        self._used = np.zeros(self._prefix.shape, dtype=np.int32)
        self._costs = np.zeros(int(relaxation.start_ptr[-1]), dtype=np.int64)
        self._lent_size = np.where(relaxation.crews.lent, relaxation.crews.size, 0)
        self._parts = self._split(workers)
        self._pool = ThreadPoolExecutor(workers) if len(self._parts) > 1 else None

    def _split(self, workers: int) -> list[tuple[int, int]]:
        """Cut the projects into parts of about the same number of starts."""
        options = self.relaxation.instance.packages.option_ptr[
            self.relaxation.instance.projects.package_ptr
        ]
        work = self.relaxation.start_ptr[options]
        parts = max(1, workers)
        cuts = np.searchsorted(work, np.arange(1, parts) * (work[-1] / parts))
        edges = [0, *cuts.tolist(), self.value.size]
        return [(a, b) for a, b in pairwise(edges) if a < b]

    @property
    def _asks(self) -> Asks:
        return self._together if self.joined else self._apart

    def zero(self) -> Multipliers:
        """Return multipliers that are all 0."""
        return Multipliers(
            np.zeros(self.limits.shape),
            np.zeros(self.lend_limits.shape),
            np.zeros(self.relaxation.funds.cents.shape),
        )

    def units(self, multipliers: Reals, limits: Ints) -> Ints:
        """Round multipliers to the small unit; none above what all projects are worth."""
        most = np.where(limits > 0, self.total / np.maximum(limits, 1), 0.0)
        scaled = np.clip(multipliers, 0.0, most) * 2.0**self._bits
        units: Ints = np.rint(scaled).astype(np.int64)
        return units

    def evaluate(self, at: Multipliers) -> Point | list[int]:
        """Return the dual at some multipliers, or the required projects that can't be done."""
        priced = self._priced(at)
        impossible = self.selection.impossible(priced.cost)
        if impossible:
            return impossible
        profit, taken = self.selection.choose(self._units, priced.cost)
        units = priced.worth + profit
        return Point(
            bound=units / 2.0**self._bits,
            whole=units >> self._bits if self._bits >= 0 else units << -self._bits,
            slope=self._slope(taken, priced),
            cost=priced.cost,
            worth=priced.worth,
            taken=taken,
            option=priced.option,
            start=priced.start,
        )

    def excess(self, at: Multipliers, taken: Bools) -> Excess:
        """Return by how much a set of projects costs more than all limits are worth.

        A set that can be done together costs at most their worth at any multipliers.
        """
        priced = self._priced(at)
        spent = sum(priced.cost[taken].tolist())
        return Excess(
            units=spent - priced.worth,
            cost=priced.cost,
            worth=priced.worth,
            slope=self._slope(taken, priced),
            option=priced.option,
            start=priced.start,
        )

    def _priced(self, at: Multipliers) -> _Priced:
        relaxation = self.relaxation
        rows = self.units(at.rows, self.limits)
        lending = self.units(at.lending, self.lend_limits)
        lent_price = self._lent_size * lending[relaxation.crews.renewable]
        parts = (self.rows.situation, self.rows.weight, self.rows.lane_class)
        lane_prices(*parts, self.rows.lane_renewable, rows, lent_price, self._prefix)
        cents = relaxation.funds.cents
        most = np.where(cents > 0, self.total / np.maximum(cents, 1), 0.0)
        funds = np.clip(at.funds, 0.0, most) * 2.0**self._bits
        pay, payer = relaxation.funds.pay_prices(funds)
        cost = np.zeros(self.value.size, dtype=np.int64)
        packages = relaxation.forest.visit.size
        option, start = (np.zeros(packages, dtype=np.int64) for _ in range(2))
        self._price(pay, cost, option, start)
        worth = _exact_dot(rows, self.limits) + _exact_dot(lending, self.lend_limits)
        # Rounded up by more than the error of a double product and of the sum over the rows.
        money = math.ceil(float(cents @ funds) * (1 + 2.0**-30)) if cents.size else 0
        return _Priced(worth + money, cost, option, start, pay, payer)

    def _price(self, pay: Reals, cost: Ints, option: Ints, start: Ints) -> None:
        network = self._network
        options = network.package_options[network.project_packages]

        def run(part: tuple[int, int]) -> None:
            first, end = (int(options[p]) for p in part)
            price_options(
                self._asks, first, end, self._heads, self._prefix, pay, self._costs
            )  # fmt: skip
            if self.closed is not None:
                low, high = self.relaxation.start_ptr[first], self.relaxation.start_ptr[end]
                self._costs[low:high][self.closed[low:high]] = IMPOSSIBLE
            periods = self.relaxation.instance.periods
            price_projects(self._network, *part, periods, self._costs, cost, option, start)

        if self._pool is None:
            for part in self._parts:
                run(part)
        else:
            list(self._pool.map(run, self._parts))

    def _slope(self, taken: Bools, priced: _Priced) -> Multipliers:
        relaxation = self.relaxation
        self._used[:] = 0
        paid = np.zeros(priced.pay.shape)
        used = (taken & (priced.cost < IMPOSSIBLE))[relaxation.instance.packages.project]
        load_lanes(
            self._asks, np.flatnonzero(used), self._heads, self._prefix,
            priced.pay, priced.option, priced.start, self._used, paid,
        )  # fmt: skip
        loads = np.zeros(self.limits.shape)
        parts = (self.rows.situation, self.rows.weight, self.rows.lane_class)
        row_loads(*parts, self.rows.lane_renewable, self._used, loads)
        lent = np.zeros(self.lend_limits.size)
        borrowed = np.flatnonzero(relaxation.crews.lent)
        periods = np.cumsum(self._used[borrowed], axis=1).sum(axis=1)
        np.add.at(lent, relaxation.crews.renewable[borrowed], periods * self._lent_size[borrowed])
        return Multipliers(
            self.limits - loads,
            self.lend_limits - lent,
            relaxation.funds.cents - relaxation.funds.drawn(paid, priced.payer),
        )


def _exact_dot(left: Ints, right: Ints) -> int:
    """Sum of products, each below 2**62, as a Python integer."""
    product = left * right
    low = int((product & (2**31 - 1)).sum())
    return low + (int((product >> 31).sum()) << 31)
