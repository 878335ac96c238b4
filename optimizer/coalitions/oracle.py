"""Which coalition does a division treat worst: one integer programme over who joins.

A programme has a literal for each player, and a worth made of what the players who join can do, or
a cost of what they must. It is asked for the coalition of largest excess; in its answers lie the
rows that row generation needs, and the proof that none is missing.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from ortools.sat.python import cp_model

from optimizer.errors import SolverFault
from optimizer.sharing.certificates import ShareBounds
from optimizer.sharing.game import Interval, Kind
from optimizer.sharing.row_generation import GeneratedResult, Separation, solve_by_rows

__all__ = ["CoalitionOracle", "JoinModel", "ProgrammeEnd", "run_programme", "solve_by_oracle"]

_GRID = 1000
_MOST_SCALE = 10**6
_MOST_SCALED = 10**13
_GAP = 0.02
_MET_KEPT = 3


@dataclass(frozen=True)
class JoinModel:
    """A programme in which players join.

    Attributes
    ----------
    players : tuple of str
    model : CpModel
        Without an objective. What a player brings can only be used when the player joins, or what
        it needs must be done.
    joins : tuple of IntVar
        One literal a player.
    worth : tuple of (int, IntVar)
        Non-negative coefficients and variables; their sum is what the coalition reaches, or pays.
    kind : Kind
        A coalition is worth the greatest such sum, or costs the least.
    is_relaxed : bool
        The programme leaves something out: a coalition is worth no more than the sum, or costs no
        less. What is found of single coalitions is then held in it, until no doubt is left.
    grows : bool
        A coalition costs no less than any part of it.
    """

    players: tuple[str, ...]
    model: cp_model.CpModel
    joins: tuple[cp_model.IntVar, ...]
    worth: tuple[tuple[int, cp_model.IntVar], ...]
    kind: Kind = Kind.VALUE
    is_relaxed: bool = False
    grows: bool = False

    @property
    def sign(self) -> int:
        """1 where more is better, -1 for costs."""
        return 1 if self.kind is Kind.VALUE else -1

    @property
    def most(self) -> int:
        """What no coalition is worth more than (of a value programme, whose worth is literals)."""
        return sum(coefficient for coefficient, _ in self.worth)

    @property
    def grand(self) -> int:
        """Mask of the grand coalition."""
        return (1 << len(self.players)) - 1


@dataclass(frozen=True, slots=True)
class ProgrammeEnd:
    """How a programme ended: its value and bound, or that it has no solution."""

    low: int
    high: int
    has_solution: bool


def run_programme(
    model: cp_model.CpModel,
    watch: cp_model.CpSolverSolutionCallback | None,
    *,
    seconds: float,
    workers: int,
    within: tuple[int, int],
    gap: float = 0.0,
) -> ProgrammeEnd:
    """Maximise a programme and say what is proven.

    Parameters
    ----------
    model : CpModel
    watch : callback, optional
    seconds : float
    workers : int
    within : tuple of int
        Bounds that hold anyway, for when time runs out.
    gap : float
        Stop at this relative gap.

    Raises
    ------
    SolverFault
        The model is invalid.
    """
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = 0
    solver.parameters.relative_gap_limit = gap
    # The relaxation carries these programmes: without it closures take seconds, not hundredths.
    solver.parameters.linearization_level = 2
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.catch_sigint_signal = False
    bounds: list[float] = []
    solver.best_bound_callback = bounds.append
    status = solver.solve(model, watch)
    if status == cp_model.MODEL_INVALID:
        raise SolverFault(model.validate())
    least, most = within
    if status == cp_model.INFEASIBLE:
        return ProgrammeEnd(least, least, has_solution=False)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    low = round(solver.objective_value) if found else least
    if status == cp_model.OPTIMAL and not gap:
        return ProgrammeEnd(low, low, has_solution=True)
    # Stopped before the search begins, CP-SAT states the bound 0, which nothing has proved.
    bound = solver.best_objective_bound if found or bounds else math.inf
    high = most if not math.isfinite(bound) else min(most, math.floor(bound + 1e-6))
    return ProgrammeEnd(low, max(low, high), has_solution=True)


@dataclass
class CoalitionOracle:
    """A separation oracle on a programme in which players join.

    Parameters
    ----------
    programme : JoinModel
    evaluate : callable
        Mask to what the coalition is worth, an interval when that is open.
    seconds_each : float
        For one programme; one stopped early gives a wider bound, which still holds.
    deadline : float or None
        ``time.monotonic()`` after which programmes are stopped at once.
    workers : int
    margins : tuple of Fraction
        Falling; see :meth:`separate`.

    Attributes
    ----------
    asked : int
        Programmes run so far, evaluations not counted.
    """

    programme: JoinModel
    evaluate: Callable[[int], Interval]
    seconds_each: float = 10.0
    deadline: float | None = None
    workers: int = 1
    margins: tuple[Fraction, ...] = (Fraction(1, 100), Fraction(1, 1000), Fraction(0))
    asked: int = 0
    known: dict[int, Interval] = field(default_factory=dict)

    def value(self, mask: int) -> Interval:
        """Return what a coalition is worth, evaluated once."""
        if mask not in self.known:
            self.known[mask] = self.evaluate(mask)
        return self.known[mask]

    @property
    def seconds(self) -> float:
        """What the next programme may take."""
        if self.deadline is None:
            return self.seconds_each
        return max(0.01, min(self.seconds_each, self.deadline - time.monotonic()))

    def separate(
        self,
        shares: tuple[Fraction, ...],
        nulls: tuple[tuple[int, ...], ...],
        floor: Fraction,
    ) -> Separation:
        """Return coalitions treated worse than the floor, or a proof that none is.

        That none is worse by a hundredth is proved fast, that none is worse at all slowly; so the
        margin is narrowed step by step, as long as there is time, and the bound is what was proved.
        """
        scale = math.lcm(floor.denominator, *(share.denominator for share in shares))
        exact = scale <= _MOST_SCALE and scale * max(map(abs, shares)) <= _MOST_SCALED
        if not exact:
            size = max(1, self.programme.most, *(math.ceil(abs(share)) for share in shares))
            scale = max(_GRID if size < _MOST_SCALED // _GRID else 1, 10**6 // size)
        # On the grid shares are taken the way that overstates an excess, by less than n of its
        # units.
        taken = math.floor if self.programme.kind is Kind.VALUE else math.ceil
        grid = [taken(share * scale) for share in shares]
        base = math.floor(floor * scale) + (0 if exact else len(shares))
        # Before anything is settled every proper coalition is asked about.
        undecided = nulls if len(nulls) < len(shares) - 1 else ()
        proved: int | None = None
        for margin in self.margins:
            least = base + int(abs(base) * margin) + 1
            met: dict[int, Interval] = {}
            high = self._ask(grid, scale, least, undecided, met)
            if high is not None:
                # Something is worse than that, or time ran out before the answer.
                best = high if proved is None else min(high, proved)
                return Separation(tuple(met.items()), Fraction(max(best, base), scale))
            proved = least - 1
        bound = Fraction(base if proved is None else proved, scale)
        return Separation((), max(bound, floor) if exact else bound)

    def _ask(
        self,
        grid: Sequence[int],
        scale: int,
        least: int,
        undecided: Sequence[Sequence[int]],
        met: dict[int, Interval],
    ) -> int | None:
        """Look for a coalition with so much excess at least; None when there provably is none."""
        programme = self.programme
        model = programme.model.clone()

        def here(variable: cp_model.IntVar) -> cp_model.IntVar:
            return model.get_int_var_from_proto_index(variable.index)

        joins = [here(join) for join in programme.joins]
        # Neither nobody nor everybody is a coalition that could leave.
        model.add_bool_or(joins)
        model.add_bool_or([join.negated() for join in joins])
        sides = []
        for vector in undecided:
            moved = sum(a * join for a, join in zip(vector, joins, strict=True))
            for k, holds in enumerate((moved >= 1, moved <= -1)):
                sides.append(model.new_bool_var(f"off {k}"))
                model.add(holds).only_enforce_if(sides[-1])
        if sides:
            model.add_bool_or(sides)
        if programme.is_relaxed:
            self._hold_known(model, joins, sum(c * here(v) for c, v in programme.worth))
        worth = sum(scale * c * here(variable) for c, variable in programme.worth)
        shared = sum(x * join for x, join in zip(grid, joins, strict=True))
        excess = programme.sign * (worth - shared)
        model.add(excess >= least)
        model.maximize(excess)
        # Of costs nothing is known but that they are not negative.
        reach = scale * programme.most if programme.kind is Kind.VALUE else 0
        most = reach + sum(max(0, -programme.sign * x) for x in grid)
        watch = _Watch(joins)
        self.asked += 1
        end = run_programme(
            model,
            watch,
            seconds=self.seconds,
            workers=self.workers,
            within=(least - 1, most),
            gap=_GAP,
        )
        if not end.has_solution:
            return None
        for mask in watch.last(_MET_KEPT):
            if mask not in met:
                met[mask] = self.value(mask)
        return end.high

    def _hold_known(
        self,
        model: cp_model.CpModel,
        joins: Sequence[cp_model.IntVar],
        reached: cp_model.LinearExprT,
    ) -> None:
        """Hold a relaxed programme to what was found of the coalitions evaluated.

        A coalition costs what it was found to cost at least, and so does every larger one where
        that is how costs grow; of values the same the other way round, for the coalition alone.
        """
        programme = self.programme
        for mask, interval in self.known.items():
            inside = [join for i, join in enumerate(joins) if mask >> i & 1]
            outside = [join.negated() for i, join in enumerate(joins) if not mask >> i & 1]
            given = inside if programme.grows else [*inside, *outside]
            if programme.kind is Kind.COST:
                model.add(reached >= math.ceil(interval.low)).only_enforce_if(given)
            else:
                given = [*inside, *outside]
                model.add(reached <= math.floor(interval.high)).only_enforce_if(given)


class _Watch(cp_model.CpSolverSolutionCallback):
    """Remembers the coalitions met, in the order met: each was better than those before."""

    def __init__(self, joins: Sequence[cp_model.IntVar]) -> None:
        super().__init__()
        self._joins = joins
        self._met: dict[int, None] = {}

    def on_solution_callback(self) -> None:
        """Remember the solution's coalition."""
        mask = sum(1 << i for i, join in enumerate(self._joins) if self.value(join))
        self._met.pop(mask, None)
        self._met[mask] = None

    def last(self, count: int) -> list[int]:
        """Return the last coalitions met, the best first."""
        return list(self._met)[::-1][:count]


def solve_by_oracle(
    oracle: CoalitionOracle,
    grand: Fraction,
    *,
    seconds: float | None = None,
    levels: int | None = None,
    gap: Fraction = Fraction(0),
    bounds: ShareBounds | None = None,
) -> GeneratedResult:
    """Return least-core shares of a game, and the nucleolus as far as it gets.

    Parameters
    ----------
    oracle : CoalitionOracle
    grand : Fraction
        What the grand coalition is worth, or costs.
    seconds : float, optional
        For everything; what is reached then comes with its interval.
    levels : int, optional
        1 for the least core alone.
    gap : Fraction
        A level counts as reached within this part of its excess, and its interval says so.
    bounds : ShareBounds, optional
        None for the prenucleolus.
    """
    if gap:
        oracle.margins = (gap,)
    if seconds is not None:
        oracle.deadline = time.monotonic() + seconds
    programme = oracle.programme
    units = [1 << i for i in range(len(programme.players))]
    start = dict.fromkeys([*units, *(programme.grand ^ unit for unit in units)])
    rows = [(mask, oracle.value(mask)) for mask in start if 0 < mask < programme.grand]
    return solve_by_rows(
        programme.players,
        programme.kind,
        grand,
        rows,
        oracle.separate,
        levels=levels,
        gap=gap,
        bounds=bounds,
        max_calls=100_000,
    )
