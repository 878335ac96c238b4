"""Each rule of the registry on a raw game: shares before policy and certificate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from optimizer.sharing.divisible_use import (
    CostCurve,
    FacilityUse,
    aumann_shapley_prices,
    share_serially,
)
from optimizer.sharing.game import Game, Interval, Kind
from optimizer.sharing.nucleolus import NucleolusResult
from optimizer.sharing.proportional import share_equally, share_proportionally
from optimizer.sharing.refusals import refuse
from optimizer.sharing.registry import RuleInputs
from optimizer.sharing.sampling import sample_shapley
from optimizer.sharing.separable import (
    alternate_cost_avoided,
    equal_nonseparable,
    equal_nonseparable_intervals,
    separable_cost_remaining_benefit,
)
from optimizer.sharing.shapley import shapley_intervals, shapley_value, weighted_shapley_value

__all__ = ["COMPUTE", "Draft", "note_intervals"]


@dataclass(slots=True)
class Draft:
    """What a rule produced, before policy and certificate."""

    shares: tuple[Fraction, ...]
    exact: bool = True
    intervals: tuple[Interval, ...] | None = None
    confidence: float | None = None
    result: NucleolusResult | None = None
    axiom: str = ""
    notes: tuple[tuple[str, str], ...] = ()


def note_intervals(game: Game, draft: Draft) -> None:
    """Mark a draft of an interval game as computed at midpoints."""
    if game.is_interval:
        draft.exact = False
        draft.notes += (
            (
                "有联盟只知区间，按中点计算；稳定性各项按区间判断。",
                "Some coalitions are intervals: computed at midpoints, judged by intervals.",
            ),
        )


def _total(game: Game) -> Fraction:
    return game.midpoint_game().value(game.grand)


def _needed(numbers: tuple[Fraction, ...] | None, what: str) -> tuple[Fraction, ...]:
    if numbers is None:
        raise refuse("rule.input-missing", f"缺少 {what}。", f"{what} is missing.")
    return numbers


def _shapley(game: Game, _: RuleInputs) -> Draft:
    if not game.is_interval:
        return Draft(shapley_value(game))
    return Draft(shapley_value(game.midpoint_game()), intervals=shapley_intervals(game))


def _weighted(game: Game, inputs: RuleInputs) -> Draft:
    weights = _needed(inputs.weights, "weights")
    exact = game.midpoint_game()
    # Of a cost that all need, the heavier must pay more: that is the value of the dual game, where
    # what is needed together comes first (Kalai and Samet 1987); of the game itself it pays less.
    weighed = exact.dual() if game.kind is Kind.COST else exact
    try:
        shares = weighted_shapley_value(weighed, weights)
    except ValueError as fault:
        raise refuse(
            "rule.bad-weights",
            "加权夏普利值需要正权重，且参与方不超过 16。",
            f"The weighted Shapley value does not apply: {fault}.",
            pointer="/weights",
        ) from None
    return _linear_note(game, Draft(shares))


def _sampled(game: Game, inputs: RuleInputs) -> Draft:
    budget = inputs.budget if inputs.budget is not None else 0
    try:
        found = sample_shapley(game, budget=budget, seed=inputs.seed)
    except ValueError as fault:
        raise refuse(
            "rule.bad-budget",
            "抽样的求值次数太少。",
            f"The sampling budget is too small: {fault}.",
            found=str(budget),
        ) from None
    # The last player takes what rounding to decimals leaves, so that the sum is exact.
    shares = [Fraction(round(x * 10**9), 10**9) for x in found.estimates]
    shares[-1] += _total(game) - sum(shares, Fraction(0))
    intervals = tuple(
        Interval(share - Fraction(width), share + Fraction(width))
        for share, width in zip(shares, found.half_widths, strict=True)
    )
    note = (
        f"抽样估计：{found.evaluations} 次求值，种子 {found.seed}。",
        f"Estimated from {found.evaluations} evaluations, seed {found.seed}.",
    )
    return Draft(
        tuple(shares), exact=False, intervals=intervals, confidence=found.confidence, notes=(note,)
    )


def _ensc(game: Game, _: RuleInputs) -> Draft:
    if not game.is_interval:
        return Draft(equal_nonseparable(game))
    return Draft(
        equal_nonseparable(game.midpoint_game()), intervals=equal_nonseparable_intervals(game)
    )


def _linear_note(game: Game, draft: Draft) -> Draft:
    note_intervals(game, draft)
    return draft


def _curve(inputs: RuleInputs) -> CostCurve:
    try:
        return CostCurve(inputs.cost_function or ())
    except ValueError as fault:
        raise refuse(
            "rule.bad-cost-function",
            "成本函数须从 (0, 0) 起，至少两点，数量递增。",
            f"The cost function cannot be used: {fault}.",
            pointer="/cost_function",
        ) from None


def _of_use(game: Game, shares: tuple[Fraction, ...]) -> Draft:
    """Check that the cost curve and the game speak of the same total."""
    total = sum(shares, Fraction(0))
    if total != _total(game):
        raise refuse(
            "rule.cost-function-total",
            "成本函数在总需求处的值不等于全体联盟的数字。",
            "The cost function at the total demand differs from the grand coalition's number.",
            pointer="/cost_function",
            found=str(total),
            expected=str(_total(game)),
        )
    return Draft(shares)


def _serial(game: Game, inputs: RuleInputs) -> Draft:
    return _of_use(game, share_serially(_curve(inputs), _needed(inputs.demands, "demands")))


def _aumann_shapley(game: Game, inputs: RuleInputs) -> Draft:
    demands = _needed(inputs.demands, "demands")
    use = FacilityUse(_curve(inputs), (Fraction(1),) * game.n)
    prices = aumann_shapley_prices({"facility": use}, demands)
    return _of_use(game, tuple(p * q for p, q in zip(prices, demands, strict=True)))


COMPUTE: dict[str, Callable[[Game, RuleInputs], Draft]] = {
    "equal": lambda game, _: _linear_note(game, Draft(share_equally(_total(game), game.n))),
    "proportional": lambda game, inputs: _linear_note(
        game, Draft(share_proportionally(_total(game), _needed(inputs.weights, "weights")))
    ),
    "shapley": _shapley,
    "weighted-shapley": _weighted,
    "sampled-shapley": _sampled,
    "ensc": _ensc,
    "scrb": lambda game, inputs: _linear_note(
        game, Draft(separable_cost_remaining_benefit(game.midpoint_game(), inputs.benefits))
    ),
    "aca": lambda game, _: _linear_note(game, Draft(alternate_cost_avoided(game.midpoint_game()))),
    "serial": _serial,
    "aumann-shapley": _aumann_shapley,
}
