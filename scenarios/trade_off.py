"""Value against a second goal at exact targets: the epsilon-constraint problems behind curves.

The second goal must reach a stated target, then the value is as large as it can be, then the second
goal is as good as that value allows (Haimes, Lasdon & Wismer 1971). At the ends one of the two goes
before the other. Every value carries its bound at its target.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Literal

from optimizer.domain import ObjectiveLevel, Outcome, Plan, Round, Term, Text
from optimizer.solve import Limits
from scenarios.changes import AnyChange, SetFairness, SetLevels
from scenarios.report.numerals import minor_digits
from scenarios.sweep import Axis, Choice, SweepProgress, cartesian, run_sweep

__all__ = [
    "BEST_SECOND",
    "BEST_VALUE",
    "Aim",
    "Goal",
    "TradeOff",
    "aim_name",
    "aims_axis",
    "solve_at",
    "trade_off_of",
]

Goal = Literal["fairness", "cost", "change"]
Aim = int | Literal["value first", "second first"]
"""A target of the second goal, or an end."""

BEST_VALUE: Aim = "value first"
BEST_SECOND: Aim = "second first"


@dataclass(frozen=True, slots=True)
class TradeOff:
    """The best plan found at one aim.

    Attributes
    ----------
    target : int or None
        What the second goal had to reach; none at the ends.
    value, value_bound : int, int or None
        No plan that reaches the target (at the far end: the best second goal) is worth more than
        the bound.
    second : int
        The second goal: share of the worst-off department, cents, or changes.
    second_bound : int or None
        Of the second goal where it goes first; none elsewhere.
    gap : float or None
        Of the value.
    outcome : Outcome
    """

    target: int | None
    value: int
    value_bound: int | None
    second: int
    second_bound: int | None
    gap: float | None
    outcome: Outcome


def solve_at(
    round_: Round,
    goal: Goal,
    aims: Sequence[Aim],
    limits: Limits | None = None,
    *,
    start: Plan | None = None,
    executor: Executor | None = None,
    on_progress: Callable[[SweepProgress], None] | None = None,
    cancel: threading.Event | None = None,
) -> dict[Aim, TradeOff]:
    """Return the trade-off at every aim that was reached.

    Parameters
    ----------
    round_ : Round
    goal : {"fairness", "cost", "change"}
        ``fairness`` is the share of the worst-off department, whatever the round's rule, against
        the round's entitlements; ``change`` counts against the round's baseline.
    aims : sequence of int or str
        Targets, `BEST_VALUE`, `BEST_SECOND`.
    limits, start, executor, on_progress, cancel
        See :func:`scenarios.sweep.run_sweep`; the limits are of each solve.

    Raises
    ------
    ValueError
        ``change`` without a baseline.
    """
    if goal == "change" and round_.baseline is None:
        raise ValueError("change is counted against a baseline, and the round has none")
    if not aims:
        return {}
    cells = cartesian([aims_axis(round_, goal, aims)])
    _, outcomes = run_sweep(
        round_,
        cells,
        limits,
        start=start,
        executor=executor,
        on_progress=on_progress,
        cancel=cancel,
    )
    found = {
        aim: trade_off_of(goal, aim, outcomes.get(cell.index))
        for aim, cell in zip(aims, cells, strict=True)
    }
    return {aim: point for aim, point in found.items() if point is not None}


_WORDS: dict[Goal, tuple[Text, Text]] = {
    "fairness": (
        Text(zh="最差部门", en="the worst-off department"),
        Text(zh="最差部门不低于 {target}", en="worst-off department of at least {target}"),
    ),
    "cost": (
        Text(zh="成本", en="cost"),
        Text(zh="成本不高于 {target}", en="cost of at most {target}"),
    ),
    "change": (
        Text(zh="变动", en="change"),
        Text(zh="变动不多于 {target}", en="changes of at most {target}"),
    ),
}


def aim_name(goal: Goal, aim: Aim, currency: str) -> Text:
    """Return what a plan at an aim is called.

    Examples
    --------
    >>> aim_name("cost", BEST_VALUE, "CNY").en, aim_name("cost", 120050, "CNY").en
    ('Value first, then cost', 'Value at cost of at most 1,200.50')
    """
    second, within = _WORDS[goal]
    if aim == BEST_VALUE:
        return Text(zh=f"价值优先，其次{second.zh}", en=f"Value first, then {second.en}")
    if aim == BEST_SECOND:
        name = second.en[0].upper() + second.en[1:]
        return Text(zh=f"{second.zh}优先，其次价值", en=f"{name} first, then value")
    digits = minor_digits(currency) if goal == "cost" else 0
    target = f"{int(aim) / 10**digits:,.{digits}f}"
    return Text(
        zh=f"价值，{within.zh.format(target=target)}",
        en=f"Value at {within.en.format(target=target)}",
    )


def aims_axis(round_: Round, goal: Goal, aims: Sequence[Aim]) -> Axis:
    """Return the axis along which a round is solved at every aim."""
    rule: tuple[AnyChange, ...] = ()
    if goal == "fairness":
        fairness = round_.policy.fairness
        rule = (SetFairness(fairness=fairness.model_copy(update={"rule": "max-min"})),)
    choices = (Choice(aim, (*rule, SetLevels(levels=_levels(goal, aim)))) for aim in aims)
    return Axis("aim", tuple(choices))


def _levels(goal: Goal, aim: Aim) -> tuple[ObjectiveLevel, ...]:
    value, second = _level("value", "value"), _level(goal, goal)
    if aim == BEST_VALUE:
        return value, second
    if aim == BEST_SECOND:
        return second, value
    return _level("target", goal, int(aim)), value, second


def _level(name: str, measure: str, target: int | None = None) -> ObjectiveLevel:
    return ObjectiveLevel(name=name, terms=(Term(measure=measure),), target=target)


def trade_off_of(goal: Goal, aim: Aim, outcome: Outcome | None) -> TradeOff | None:
    """Return what an outcome shows, unless it has no plan or missed its target."""
    if outcome is None or outcome.plan is None:
        return None
    levels = {level.name: level for level in outcome.objective}
    value, second = levels["value"], levels[goal]
    if value.value is None or second.value is None:
        return None
    target = aim if isinstance(aim, int) else None
    if target is not None and levels["target"].value != target:
        return None
    second_bound = second.bound if aim == BEST_SECOND else None
    return TradeOff(
        target, value.value, value.bound, second.value, second_bound, value.gap, outcome
    )
