"""The stand-alone game of a round: what every coalition is worth, or costs, by itself.

Every coalition's own round is solved. Assumptions are part of the answer: what a coalition may use
stands in :func:`~optimizer.coalitions.value_round.value_round` and
:func:`~optimizer.coalitions.cost_round.cost_round`. The grand coalition's number is the plan's own,
since that is what is shared; all others are proven numbers or intervals.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from optimizer.coalitions.cost_round import cost_round
from optimizer.coalitions.evaluation import (
    CoalitionCache,
    CoalitionLimits,
    CoalitionSolver,
    CoalitionTask,
    Evaluator,
    Known,
    OnCoalition,
    solve_by_cp_sat,
)
from optimizer.coalitions.value_round import value_bound, value_round
from optimizer.domain import Plan, Round
from optimizer.domain.types import Text
from optimizer.sharing import AmountInterval
from optimizer.sharing.game import Game, Interval, Kind, OracleGame, members
from optimizer.verify.measures import measure

__all__ = ["StandAlone", "StandAloneGame", "stand_alone_costs", "stand_alone_values"]

MOST_TABLE_DEPARTMENTS = 12


@dataclass(frozen=True)
class StandAlone:
    """A stand-alone game with all its coalitions evaluated.

    Attributes
    ----------
    game : Game
        Value points (tier weights counted) or cents; of intervals when coalitions are open.
    solves, remembered, given_up, still_open : int
        Coalitions solved now, taken from the cache, not solved because a limit was reached, and
        known only as an interval.
    assumptions : Text
    """

    game: Game
    solves: int
    remembered: int
    given_up: int
    still_open: int
    assumptions: Text


class StandAloneGame:
    """A stand-alone game whose coalitions are solved when asked, each once.

    Parameters
    ----------
    round_, plan : Round, Plan
        A plan that the verifier finds nothing against.
    kind : Kind
        ``value``: the best value by itself. ``cost``: the least cost of what the plan promises.
    evaluator : Evaluator
    markup_pct : int
        For costs: what owners outside a coalition add to their rates.
    """

    def __init__(
        self,
        round_: Round,
        plan: Plan,
        kind: Kind,
        evaluator: Evaluator,
        markup_pct: int = 0,
    ) -> None:
        self.players = tuple(d.id for d in round_.departments)
        self.kind = kind
        self.evaluator = evaluator
        self._round = round_
        self._plan = plan
        self.markup_pct = markup_pct
        self._known: dict[int, Known] = {}

    @property
    def oracle(self) -> OracleGame:
        """The game as rules that ask for single coalitions take it."""
        return OracleGame(self.players, self.kind, self.interval, "stand-alone")

    @property
    def assumptions(self) -> Text:
        """What the numbers take for granted, in words."""
        if self.kind is Kind.VALUE:
            return Text(zh=_VALUE_ZH, en=_VALUE_EN)
        return Text(
            zh=_COST_ZH.format(markup=self.markup_pct), en=_COST_EN.format(markup=self.markup_pct)
        )

    def interval(self, mask: int) -> Interval:
        """Return a coalition's number."""
        known = self.known(mask)
        return Interval(Fraction(known.low), Fraction(known.high))

    def known(self, mask: int) -> Known:
        """Return what is known of a coalition, after solving it if that is still allowed."""
        if mask == 0:
            return Known(0, 0)
        if mask == (1 << len(self.players)) - 1:
            whole = measure(self._round, self._plan, self.kind.value)
            return Known(whole, whole)
        if mask not in self._known:
            self._known[mask] = self.evaluator.evaluate(self._task(mask))
        return self._known[mask]

    def _task(self, mask: int) -> CoalitionTask:
        inside = [self.players[i] for i in members(mask)]
        if self.kind is Kind.VALUE:
            alone = value_round(self._round, inside)
            # Whatever a smaller coalition reaches a larger one does: often that settles it.
            smaller = (self._known.get(mask ^ 1 << i) for i in members(mask))
            high = value_bound(alone)
            low = max((known.low for known in smaller if known is not None), default=0)
            return CoalitionTask(alone, "value", min(low, high), high)
        task = cost_round(self._round, self._plan, inside, self.markup_pct)
        if not task.round.projects:
            return CoalitionTask(task.round, "cost", 0, 0)
        return CoalitionTask(task.round, "cost", 0, measure(task.round, task.plan, "cost"))

    def standing(self) -> dict[str, tuple[AmountInterval, AmountInterval]]:
        """Return each department's number by itself and that of all others without it.

        Takes two coalitions a department, whatever their number.
        """
        grand = (1 << len(self.players)) - 1
        return {
            player: (self._amount(1 << i), self._amount(grand ^ 1 << i))
            for i, player in enumerate(self.players)
        }

    def _amount(self, mask: int) -> AmountInterval:
        known = self.known(mask)
        return AmountInterval(low=known.low, high=known.high)

    def tabulate(self, on_progress: OnCoalition | None = None) -> StandAlone:
        """Evaluate every coalition, small ones first, and return the table.

        Raises
        ------
        ValueError
            There are more than :data:`MOST_TABLE_DEPARTMENTS` departments: ask for single
            coalitions (sampling, row generation) instead.
        """
        n = len(self.players)
        if n > MOST_TABLE_DEPARTMENTS:
            raise ValueError(f"{n} departments are too many to solve every coalition")
        low = np.zeros(1 << n, dtype=np.int64)
        high = np.zeros(1 << n, dtype=np.int64)
        order = sorted(range(1, 1 << n), key=lambda mask: (mask.bit_count(), mask))
        for done, mask in enumerate(order, start=1):
            known = self.known(mask)
            low[mask], high[mask] = known.low, known.high
            if on_progress is not None:
                on_progress(done, len(order), self.evaluator.seconds)
        if self.kind is Kind.VALUE:
            _tighten(low, high, n)
        exact = bool(np.array_equal(low, high))
        game = Game(self.players, self.kind, low, 1, None if exact else high, "stand-alone")
        return StandAlone(
            game,
            self.evaluator.solves,
            self.evaluator.remembered,
            self.evaluator.given_up,
            int(np.count_nonzero(low != high)),
            self.assumptions,
        )


def _tighten(low: NDArray[np.int64], high: NDArray[np.int64], n: int) -> None:
    """Use that a coalition is worth no less than its parts and no more than what holds it.

    The grand coalition is left alone: its number is the plan's, which need not be the best.
    """
    grand = (1 << n) - 1
    whole = low[grand], high[grand]
    low[grand], high[grand] = 0, np.iinfo(np.int64).max
    for i in range(n):
        lows, highs = low.reshape(-1, 2, 1 << i), high.reshape(-1, 2, 1 << i)
        np.maximum(lows[:, 1], lows[:, 0], out=lows[:, 1])
        np.minimum(highs[:, 0], highs[:, 1], out=highs[:, 0])
    low[grand], high[grand] = whole


def stand_alone_values(
    round_: Round,
    plan: Plan,
    limits: CoalitionLimits | None = None,
    *,
    solve: CoalitionSolver = solve_by_cp_sat,
    cache: CoalitionCache | None = None,
    cancel: threading.Event | None = None,
) -> StandAloneGame:
    """Return the value game of a round, its coalitions unsolved yet."""
    evaluator = Evaluator(limits or CoalitionLimits(), solve, cache, cancel)
    return StandAloneGame(round_, plan, Kind.VALUE, evaluator)


def stand_alone_costs(
    round_: Round,
    plan: Plan,
    limits: CoalitionLimits | None = None,
    *,
    markup_pct: int = 0,
    solve: CoalitionSolver = solve_by_cp_sat,
    cache: CoalitionCache | None = None,
    cancel: threading.Event | None = None,
) -> StandAloneGame:
    """Return the cost game of a plan, its coalitions unsolved yet."""
    evaluator = Evaluator(limits or CoalitionLimits(), solve, cache, cancel)
    return StandAloneGame(round_, plan, Kind.COST, evaluator, markup_pct)


_VALUE_ZH = (
    "独自行事的价值：联盟只用成员自己的人员、设施、数据集与资金，只做成员发起的项目，只计对成员的效益"
    "（乘以级别权重），允许外包处可按市场价外包；他方发起的前置项目视为没有。"
    "全体的数字取本计划的价值。"
)
_VALUE_EN = (
    "Value alone: a coalition uses its members' own people, facilities, datasets and funds, does "
    "only what members sponsor, counts only benefit to members (times tier weights), and fills "
    "places from the market where that is allowed; what depends on others' projects is not done. "
    "Everybody together is worth what the plan is worth."
)
_COST_ZH = (
    "独自行事的成本：联盟交付计划中其成员所需的工作包，自有资源按费率计，他方资源按费率加 "
    "{markup}% 租用（限其可用量），允许外包处可按市场价外包，资金额度不设限。"
    "全体的数字取本计划的成本。"
)
_COST_EN = (
    "Cost alone: a coalition delivers the plan's packages that its members need, with its own "
    "resources at their rates, those of others hired at their rates plus {markup} % as far as they "
    "are there, market places where that is allowed, and no limit on money. Everybody together "
    "costs what the plan costs."
)
