"""Owen's prices of the relaxed plan: what one more of anything is worth, and to whom that falls.

One LP, solved by HiGHS and checked from both sides: its primal and its dual agree, and the prices
are certified in exact fractions afterwards. They are a price list and a warm start, never a
division of the plan's value: the relaxed plan is worth more than any whole one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import highspy
import numpy as np

from optimizer.coalitions.relaxation import RelaxedRound, Resource, relax_round
from optimizer.domain import Round
from optimizer.errors import SolverFault

__all__ = ["OwenPrices", "owen_prices", "relaxed_value"]

_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class OwenPrices:
    """Prices of a relaxed round.

    Attributes
    ----------
    relaxed : RelaxedRound
    prices : tuple of Fraction
        One a resource, not negative, in value points.
    value : float
        What the relaxed plan is worth, by the LP solver.
    slack : Fraction
        Proven in exact fractions: in the relaxed game no coalition is worth more than its resources
        at these prices plus this.
    """

    relaxed: RelaxedRound
    prices: tuple[Fraction, ...]
    value: float
    slack: Fraction

    def shares(self, departments: Sequence[str]) -> dict[str, Fraction]:
        """Return each department's resources at these prices, in value points."""
        worth: dict[str, Fraction] = defaultdict(Fraction)
        for resource, price in zip(self.relaxed.resources, self.prices, strict=True):
            worth[resource.department] += price * resource.amount
        return {department: worth[department] for department in departments}

    def price_list(self) -> tuple[tuple[Resource, Fraction], ...]:
        """Return the resources that have a price, those worth most in all first."""
        found = [
            (resource, price)
            for resource, price in zip(self.relaxed.resources, self.prices, strict=True)
            if price and resource.department
        ]
        return tuple(sorted(found, key=lambda pair: (-pair[1] * pair[0].amount, pair[0].id)))


def owen_prices(round_: Round) -> OwenPrices:
    """Return the dual prices of a round's relaxation.

    Not unique when the dual is degenerate; the tie rule is the vertex that HiGHS' simplex ends at,
    the same for the same round and version.

    Raises
    ------
    SolverFault
        The LP was not solved to optimality, or its primal and dual do not agree.
    """
    relaxed = relax_round(round_)
    value, duals = _solve(relaxed, tuple(resource.amount for resource in relaxed.resources))
    prices = tuple(Fraction(max(0.0, float(dual))) for dual in duals)
    total = float(sum(p * r.amount for p, r in zip(prices, relaxed.resources, strict=True)))
    if abs(total - value) > _TOLERANCE * max(1.0, abs(value)):
        raise SolverFault(f"the relaxed plan is worth {value}, its prices sum to {total}")
    return OwenPrices(relaxed, prices, value, _slack(relaxed, prices))


def relaxed_value(relaxed: RelaxedRound, members: Iterable[str]) -> float:
    """Return what a coalition is worth in the relaxed game, by its own LP.

    Raises
    ------
    SolverFault
        The LP was not solved to optimality.
    """
    inside = frozenset(members)
    amounts = tuple(r.amount if r.department in inside else 0 for r in relaxed.resources)
    return _solve(relaxed, amounts)[0]


def _slack(relaxed: RelaxedRound, prices: Sequence[Fraction]) -> Fraction:
    """Return by how much the columns' profits exceed their price, at most, over a whole plan."""
    slack = Fraction(0)
    for profit, limit, column in zip(relaxed.profits, relaxed.limits, relaxed.columns, strict=True):
        short = profit - sum((a * prices[row] for row, a in column), Fraction(0))
        slack += max(Fraction(0), short) * limit
    return slack


def _solve(relaxed: RelaxedRound, amounts: Sequence[int]) -> tuple[float, Sequence[float]]:
    count, rows = len(relaxed.columns), len(relaxed.resources)
    if not count:
        return 0.0, [0.0] * rows
    problem = highspy.HighsLp()
    problem.num_col_, problem.num_row_ = count, rows
    problem.sense_ = highspy.ObjSense.kMaximize
    problem.col_cost_ = np.array(relaxed.profits, dtype=np.float64)
    problem.col_lower_ = np.zeros(count)
    problem.col_upper_ = np.full(count, highspy.kHighsInf)
    problem.row_lower_ = np.full(rows, -highspy.kHighsInf)
    problem.row_upper_ = np.array(amounts, dtype=np.float64)
    problem.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    starts = np.cumsum([0, *(len(column) for column in relaxed.columns)])
    problem.a_matrix_.start_ = starts.astype(np.int32)
    entries = [entry for column in relaxed.columns for entry in column]
    problem.a_matrix_.index_ = np.array([row for row, _ in entries], dtype=np.int32)
    problem.a_matrix_.value_ = np.array([a for _, a in entries], dtype=np.float64)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("solver", "simplex")
    solver.setOptionValue("threads", 1)
    solver.passModel(problem)
    solver.run()
    status = solver.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        raise SolverFault(f"the relaxed plan was not solved: {solver.modelStatusToString(status)}")
    return float(solver.getInfo().objective_function_value), list(solver.getSolution().row_dual)
