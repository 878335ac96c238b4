"""Separable-cost rules: everybody pays what it adds last, the rest is split.

References
----------
Federal Inter-Agency River Basin Committee (1950), the "Green Book" (separable costs, remaining
benefits). Straffin, P. and Heaney, J. (1981), Game theory and the Tennessee Valley Authority, Int.
J. Game Theory 10. Young, Okada and Hashimoto (1982), Water Resources Research 18.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from optimizer.sharing.game import Game, Interval, Kind
from optimizer.sharing.refusals import RuleRefused, refuse

__all__ = [
    "alternate_cost_avoided",
    "equal_nonseparable",
    "equal_nonseparable_intervals",
    "separable_cost_remaining_benefit",
    "separable_numbers",
]


def separable_numbers(game: Game) -> tuple[Fraction, ...]:
    """Return what each player adds to all the others: ``number(N) − number(N∖i)``."""
    whole = game.value(game.grand)
    return tuple(whole - game.value(game.grand ^ 1 << i) for i in range(game.n))


def equal_nonseparable(game: Game) -> tuple[Fraction, ...]:
    """Return ENSC: the separable number each, and the non-separable rest in equal parts.

    Axioms: efficiency, symmetry, additivity, covariance. Not: dummy, core (n > 3), stand-alone.
    For cost and value games alike (EANSC).
    """
    separable = separable_numbers(game)
    rest = (game.value(game.grand) - sum(separable, Fraction(0))) / game.n
    return tuple(part + rest for part in separable)


def equal_nonseparable_intervals(game: Game) -> tuple[Interval, ...]:
    """Return ENSC of an interval game: the rule is linear, so each end takes extreme numbers."""
    n = game.n
    without = [game.interval(game.grand ^ 1 << i) for i in range(n)]
    whole = game.interval(game.grand)

    def end(i: int, low: bool) -> Fraction:
        # x_i = number(N)/n + Σ_j number(N∖j)/n − number(N∖i)
        def pick(interval: Interval, rises: bool) -> Fraction:
            return interval.low if low == rises else interval.high

        others = sum((pick(without[j], True) for j in range(n) if j != i), Fraction(0))
        own = pick(without[i], False) * (n - 1)
        return (pick(whole, True) + others - own) / n

    return tuple(Interval(end(i, True), end(i, False)) for i in range(n))


def _split_by_remainder(
    game: Game, ceilings: Sequence[Fraction], rule: str
) -> tuple[Fraction, ...]:
    """Share the non-separable cost in proportion to what each ceiling leaves above separable."""
    separable = separable_numbers(game)
    remaining = [top - own for top, own in zip(ceilings, separable, strict=True)]
    short = [i for i, amount in enumerate(remaining) if amount < 0]
    if short:
        names = tuple(game.players[i] for i in short)
        raise refuse(
            "rule.benefit-below-separable",
            f"{'、'.join(names)} 的可分成本高于其上限（独自成本或效益），{rule} 不适用。",
            f"The separable cost of {', '.join(names)} is above what it would pay alone or gain, "
            f"so {rule} does not apply.",
            subject=names,
            suggestion=("改用夏普利值或核仁。", "Use the Shapley value or the nucleolus."),
        )
    rest = game.value(game.grand) - sum(separable, Fraction(0))
    whole = sum(remaining, Fraction(0))
    if whole == 0:
        if rest != 0:
            raise refuse(
                "rule.no-remaining-benefit",
                f"没有可按比例分摊的余额，{rule} 不适用。",
                f"Nobody has anything left above its separable cost, so {rule} does not apply.",
            )
        return separable
    return tuple(
        own + rest * amount / whole for own, amount in zip(separable, remaining, strict=True)
    )


def _needs_cost(game: Game, rule: str) -> RuleRefused | None:
    if game.kind is Kind.COST:
        return None
    return refuse(
        "rule.needs-cost-game",
        f"{rule} 只用于成本博弈，此局为价值博弈。",
        f"{rule} is for cost games; this is a value game.",
        pointer="/kind",
        found=game.kind.value,
        expected="cost",
    )


def alternate_cost_avoided(game: Game) -> tuple[Fraction, ...]:
    """Return ACA: the non-separable cost in proportion to ``c(i) − separable(i)``.

    Axioms: efficiency, symmetry, covariance, stand-alone when the remainders are not negative.
    Not: additivity, core.

    Raises
    ------
    RuleRefused
        Not a cost game, or a separable cost exceeds the stand-alone cost.
    """
    fault = _needs_cost(game, "ACA")
    if fault is not None:
        raise fault
    return _split_by_remainder(game, [game.value(1 << i) for i in range(game.n)], "ACA")


def separable_cost_remaining_benefit(
    game: Game, benefits: Sequence[Fraction] | None = None
) -> tuple[Fraction, ...]:
    """Return SCRB: remainders are ``min(benefit(i), c(i)) − separable(i)``.

    Without benefits each is taken to be at least the stand-alone cost, and SCRB is then ACA.
    Axioms: as :func:`alternate_cost_avoided`; nobody pays more than its benefit.

    Raises
    ------
    RuleRefused
        Not a cost game, or a separable cost exceeds the smaller of benefit and stand-alone cost.
    """
    fault = _needs_cost(game, "SCRB")
    if fault is not None:
        raise fault
    alone = [game.value(1 << i) for i in range(game.n)]
    if benefits is None:
        return _split_by_remainder(game, alone, "SCRB")
    if len(benefits) != game.n:
        raise ValueError("SCRB needs one benefit per player")
    ceilings = [min(pair) for pair in zip(benefits, alone, strict=True)]
    return _split_by_remainder(game, ceilings, "SCRB")
