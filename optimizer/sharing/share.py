"""Share a raw game by a named rule, with policy on top and a certificate underneath."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from optimizer.sharing.airport import (
    AirportGame,
    airport_nucleolus,
    airport_shapley,
    certify_airport_shares,
)
from optimizer.sharing.certificates import (
    Certificate,
    NucleolusProof,
    ShareBounds,
    certify_shares,
)
from optimizer.sharing.constraints import (
    Clash,
    ShareConstraints,
    find_clashes,
    project_shares,
    share_bounds,
)
from optimizer.sharing.divisible_use import (
    CostCurve,
    FacilityUse,
    aumann_shapley_prices,
    share_serially,
)
from optimizer.sharing.game import Game, Interval
from optimizer.sharing.nucleolus import NucleolusResult, solve_nucleolus
from optimizer.sharing.proportional import share_equally, share_proportionally
from optimizer.sharing.refusals import refuse
from optimizer.sharing.registry import Rule, RuleInputs
from optimizer.sharing.sampling import sample_shapley
from optimizer.sharing.separable import (
    alternate_cost_avoided,
    equal_nonseparable,
    equal_nonseparable_intervals,
    separable_cost_remaining_benefit,
)
from optimizer.sharing.shapley import shapley_intervals, shapley_value, weighted_shapley_value
from optimizer.sharing.stability import find_empty_core_proof

__all__ = ["GameShares", "share_game"]


@dataclass(frozen=True, slots=True)
class GameShares:
    """The shares of a game by a rule.

    Attributes
    ----------
    rule : Rule
    players : tuple of str
        For an airport game the types; each share is then per player of the type.
    shares : tuple of Fraction
    exact : bool
        False when the game has intervals or the rule is an estimate; then `intervals` is given
        where the rule supports it.
    intervals : tuple of Interval or None
    confidence : float or None
        Of `intervals`, when they are statistical.
    certificate : Certificate
    proof : NucleolusProof or None
    clashes : tuple of Clash
    notes : tuple of (zh, en)
        What was assumed, chosen or left open.
    """

    rule: Rule
    players: tuple[str, ...]
    shares: tuple[Fraction, ...]
    exact: bool
    certificate: Certificate
    intervals: tuple[Interval, ...] | None = None
    confidence: float | None = None
    proof: NucleolusProof | None = None
    clashes: tuple[Clash, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the shape ``roundtable game --json`` prints."""
        document: dict[str, Any] = {
            "rule": self.rule.id,
            "exact": self.exact,
            "shares": _by_player(self.players, [float(share) for share in self.shares]),
            "shares_exact": _by_player(self.players, [str(share) for share in self.shares]),
            "certificate": self.certificate.to_json(),
        }
        if self.intervals is not None:
            document["intervals"] = _by_player(
                self.players, [[float(i.low), float(i.high)] for i in self.intervals]
            )
        if self.confidence is not None:
            document["confidence"] = self.confidence
        if self.clashes:
            document["clashes"] = [clash.to_json(self.players) for clash in self.clashes]
        document["notes"] = [{"zh": zh, "en": en} for zh, en in self.notes]
        return document


def _by_player(players: tuple[str, ...], values: list[Any]) -> dict[str, Any]:
    return dict(zip(players, values, strict=True))


@dataclass(slots=True)
class _Draft:
    """What a rule produced, before policy and certificate."""

    shares: tuple[Fraction, ...]
    exact: bool = True
    intervals: tuple[Interval, ...] | None = None
    confidence: float | None = None
    result: NucleolusResult | None = None
    axiom: str = ""
    notes: tuple[tuple[str, str], ...] = ()


def share_game(
    game: Game | AirportGame,
    rule: Rule,
    inputs: RuleInputs | None = None,
    constraints: ShareConstraints | None = None,
) -> GameShares:
    """Share a game by a rule.

    Parameters
    ----------
    game : Game or AirportGame
        An interval game is shared at its midpoints, or by intervals where the rule is linear.
    rule : Rule
        From the registry.
    inputs : RuleInputs, optional
    constraints : ShareConstraints, optional
        For table games.

    Raises
    ------
    RuleRefused
        The rule does not apply to this game, or an input it needs is missing.
    """
    given = inputs if inputs is not None else RuleInputs()
    if isinstance(game, AirportGame):
        return _share_airport(game, rule, constraints)
    _check_needs(rule, given)
    policy = constraints if constraints is not None else ShareConstraints.none(game.n)
    exact_game = game.midpoint_game()
    clashes: tuple[Clash, ...] = () if policy.is_empty else find_clashes(exact_game, policy)
    if rule.is_lp:
        draft = _solve_lp_rule(exact_game, rule, policy, clashes)
        _note_intervals(game, draft)
    else:
        draft = _COMPUTE[rule.id](game, given)
        if not policy.is_empty:
            _apply_policy(exact_game, draft, policy)
    return _certified(game, rule, draft, policy, clashes)


def _certified(
    game: Game, rule: Rule, draft: _Draft, policy: ShareConstraints, clashes: tuple[Clash, ...]
) -> GameShares:
    proof = draft.result.proof if draft.result is not None else None
    waived = {}
    if policy.exempt:
        names = [game.players[i] for i in sorted(policy.exempt)]
        reason = ("、".join(names) + " 免缴，由其他方承担", ", ".join(names) + " exempt by policy")
        waived = dict.fromkeys(("symmetry", "dummy", "no-subsidy"), reason)
    certificate = certify_shares(
        game, draft.shares, nucleolus=proof, nucleolus_axiom=draft.axiom, waived=waived
    )
    if "core" in certificate.failed and not game.is_interval:
        empty = find_empty_core_proof(game)
        if empty is not None:
            certificate = certify_shares(
                game,
                draft.shares,
                nucleolus=proof,
                nucleolus_axiom=draft.axiom,
                empty_core=empty,
                waived=waived,
            )
    return GameShares(
        rule,
        game.players,
        draft.shares,
        draft.exact and not game.is_interval,
        certificate,
        draft.intervals,
        draft.confidence,
        proof,
        clashes,
        draft.notes,
    )


def _check_needs(rule: Rule, inputs: RuleInputs) -> None:
    if not rule.is_game_rule:
        raise refuse(
            "rule.not-for-raw-games",
            f"{rule.zh}不是从联盟数字计算的。",
            f"{rule.en} is not computed from coalition numbers.",
            found=rule.id,
            expected=", ".join(rule.needs_in_words("en")),
            suggestion=("改用其他规则。", "Choose another rule."),
        )
    for need in rule.needs:
        if need != "cost-game" and getattr(inputs, need) is None:
            index = rule.needs.index(need)
            zh, en = rule.needs_in_words("zh")[index], rule.needs_in_words("en")[index]
            raise refuse(
                "rule.input-missing",
                f"{rule.zh}需要{zh}。",
                f"{rule.en} needs {en}.",
                pointer=f"/{need}",
                expected=en,
                suggestion=(f"在文件中加上 {need}。", f"Add {need} to the file."),
            )


# ---- LP rules ------------------------------------------------------------------------------------


def _solve_lp_rule(
    game: Game, rule: Rule, policy: ShareConstraints, clashes: tuple[Clash, ...]
) -> _Draft:
    per_capita = rule.id.startswith("per-capita")
    bounds = ShareBounds.none(game.n)
    if rule.id in ("nucleolus", "per-capita-nucleolus"):
        _check_imputations(game, rule)
        bounds = ShareBounds.individually_rational(game)
    if clashes:
        # Nothing meets the bounds, so the shares that violate least follow from the free nucleolus.
        free = solve_nucleolus(game, bounds, per_capita=per_capita)
        projected = project_shares(game, free.shares, policy)
        note = (
            "约束互相矛盾，给出违反最少的份额，不再是核仁。",
            "The constraints clash; the shares that violate least are given, not the nucleolus.",
        )
        return _Draft(projected.shares, notes=(note,))
    if not policy.is_empty:
        bounds = _merge(bounds, share_bounds(game, policy), game)
    result = solve_nucleolus(game, bounds, per_capita=per_capita)
    notes: tuple[tuple[str, str], ...] = ()
    axiom = rule.id
    if rule.id == "least-core":
        axiom = ""
        notes = (("最小核中取核仁。", "Among the least core, the nucleolus was taken."),)
    if not policy.is_empty:
        notes += (
            (
                "核仁在满足约束的份额中选取。",
                "The nucleolus was taken among the shares that meet the constraints.",
            ),
        )
    return _Draft(result.shares, result=result, axiom=axiom, notes=notes)


def _check_imputations(game: Game, rule: Rule) -> None:
    alone = sum((game.value(1 << i) for i in range(game.n)), Fraction(0))
    whole = game.value(game.grand)
    if game.sign * (alone - whole) > 0:
        raise refuse(
            "rule.no-imputation",
            f"各方独自行事合计优于全体合作，{rule.zh}无定义。",
            f"Standing alone adds up to more than everybody together, so the {rule.en} is "
            "undefined.",
            found=str(alone),
            expected=str(whole),
            suggestion=("改用预核仁。", "Use the prenucleolus."),
        )


def _merge(rational: ShareBounds, asked: ShareBounds, game: Game) -> ShareBounds:
    """Combine individual rationality with policy; where they clash for a player, policy wins."""
    lower, upper = list(asked.lower), list(asked.upper)
    for i in range(game.n):
        low, high = rational.lower[i], rational.upper[i]
        if low is not None and (upper[i] is None or low <= _sure(upper[i])):
            lower[i] = low if lower[i] is None else max(low, _sure(lower[i]))
        if high is not None and (lower[i] is None or high >= _sure(lower[i])):
            upper[i] = high if upper[i] is None else min(high, _sure(upper[i]))
    total = game.value(game.grand)
    too_low = all(u is not None for u in upper) and sum(map(_sure, upper), Fraction(0)) < total
    too_high = all(v is not None for v in lower) and sum(map(_sure, lower), Fraction(0)) > total
    # Policy that fits by itself but not together with individual rationality stands alone.
    return asked if too_low or too_high else ShareBounds(tuple(lower), tuple(upper))


def _sure(bound: Fraction | None) -> Fraction:
    if bound is None:
        raise ValueError("a missing bound was used")
    return bound


def _note_intervals(game: Game, draft: _Draft) -> None:
    if game.is_interval:
        draft.exact = False
        draft.notes += (
            (
                "有联盟只知区间，按中点计算；稳定性各项按区间判断。",
                "Some coalitions are known only as intervals: computed at midpoints, judged by "
                "intervals.",
            ),
        )


# ---- the other rules -----------------------------------------------------------------------------


def _apply_policy(game: Game, draft: _Draft, policy: ShareConstraints) -> None:
    projected = project_shares(game, draft.shares, policy)
    if projected.shares != draft.shares:
        draft.shares = projected.shares
        draft.intervals = None
        draft.notes += (
            (
                f"按约束调整（{projected.projection} 投影），不再是原规则的份额。",
                f"Adjusted to the constraints by a {projected.projection} projection; no longer "
                "the rule's own shares.",
            ),
        )


def _total(game: Game) -> Fraction:
    return game.midpoint_game().value(game.grand)


def _needed(numbers: tuple[Fraction, ...] | None, what: str) -> tuple[Fraction, ...]:
    if numbers is None:
        raise refuse("rule.input-missing", f"缺少 {what}。", f"{what} is missing.")
    return numbers


def _shapley(game: Game, _: RuleInputs) -> _Draft:
    if not game.is_interval:
        return _Draft(shapley_value(game))
    return _Draft(shapley_value(game.midpoint_game()), intervals=shapley_intervals(game))


def _weighted(game: Game, inputs: RuleInputs) -> _Draft:
    weights = _needed(inputs.weights, "weights")
    try:
        shares = weighted_shapley_value(game.midpoint_game(), weights)
    except ValueError as fault:
        raise refuse(
            "rule.bad-weights",
            "加权夏普利值需要正权重，且参与方不超过 16。",
            f"The weighted Shapley value does not apply: {fault}.",
            pointer="/weights",
        ) from None
    return _linear_note(game, _Draft(shares))


def _sampled(game: Game, inputs: RuleInputs) -> _Draft:
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
    return _Draft(
        tuple(shares), exact=False, intervals=intervals, confidence=found.confidence, notes=(note,)
    )


def _ensc(game: Game, _: RuleInputs) -> _Draft:
    if not game.is_interval:
        return _Draft(equal_nonseparable(game))
    return _Draft(
        equal_nonseparable(game.midpoint_game()), intervals=equal_nonseparable_intervals(game)
    )


def _linear_note(game: Game, draft: _Draft) -> _Draft:
    _note_intervals(game, draft)
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


def _of_use(game: Game, shares: tuple[Fraction, ...]) -> _Draft:
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
    return _Draft(shares)


def _serial(game: Game, inputs: RuleInputs) -> _Draft:
    return _of_use(game, share_serially(_curve(inputs), _needed(inputs.demands, "demands")))


def _aumann_shapley(game: Game, inputs: RuleInputs) -> _Draft:
    demands = _needed(inputs.demands, "demands")
    use = FacilityUse(_curve(inputs), (Fraction(1),) * game.n)
    prices = aumann_shapley_prices({"facility": use}, demands)
    return _of_use(game, tuple(p * q for p, q in zip(prices, demands, strict=True)))


_COMPUTE: dict[str, Callable[[Game, RuleInputs], _Draft]] = {
    "equal": lambda game, _: _linear_note(game, _Draft(share_equally(_total(game), game.n))),
    "proportional": lambda game, inputs: _linear_note(
        game, _Draft(share_proportionally(_total(game), _needed(inputs.weights, "weights")))
    ),
    "shapley": _shapley,
    "weighted-shapley": _weighted,
    "sampled-shapley": _sampled,
    "ensc": _ensc,
    "scrb": lambda game, inputs: _linear_note(
        game, _Draft(separable_cost_remaining_benefit(game.midpoint_game(), inputs.benefits))
    ),
    "aca": lambda game, _: _linear_note(game, _Draft(alternate_cost_avoided(game.midpoint_game()))),
    "serial": _serial,
    "aumann-shapley": _aumann_shapley,
}


def _share_airport(
    game: AirportGame, rule: Rule, constraints: ShareConstraints | None
) -> GameShares:
    compute = {"shapley": airport_shapley, "nucleolus": airport_nucleolus}.get(rule.id)
    if compute is None or (constraints is not None and not constraints.is_empty):
        raise refuse(
            "rule.not-for-airport-games",
            "带重复使用者的机场博弈只支持夏普利值与核仁，且不带约束。",
            "An airport game with clones takes the Shapley value or the nucleolus, without "
            "constraints.",
            found=rule.id,
            expected="shapley, nucleolus",
        )
    shares = compute(game)
    note = ("份额按每个使用者（架次）计。", "Shares are per player (movement) of each type.")
    return GameShares(
        rule, game.types, shares, True, certify_airport_shares(game, shares), notes=(note,)
    )
