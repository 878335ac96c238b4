"""The nucleolus family as rules: individual rationality and policy bounds go into the LPs."""

from __future__ import annotations

from fractions import Fraction

from optimizer.sharing.certificates import ShareBounds
from optimizer.sharing.constraints import Clash, ShareConstraints, project_shares, share_bounds
from optimizer.sharing.game import Game
from optimizer.sharing.game_rules import Draft
from optimizer.sharing.nucleolus import solve_nucleolus
from optimizer.sharing.refusals import refuse
from optimizer.sharing.registry import Rule

__all__ = ["solve_lp_rule"]


def solve_lp_rule(
    game: Game, rule: Rule, policy: ShareConstraints, clashes: tuple[Clash, ...]
) -> Draft:
    """Return the draft of a nucleolus-like rule within policy, or the least violation of it."""
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
        return Draft(projected.shares, notes=(note,))
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
    return Draft(result.shares, result=result, axiom=axiom, notes=notes)


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
