"""Equal and proportional shares: the rules everybody knows, exact, for any total."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from optimizer.sharing.refusals import refuse

__all__ = ["share_equally", "share_proportionally"]


def share_equally(total: Fraction, n: int) -> tuple[Fraction, ...]:
    """Return ``total / n`` for each of n players.

    Axioms: efficiency, symmetry, coalition monotonicity. Not: dummy, stand-alone, core.
    """
    if n < 1:
        raise ValueError("there must be at least one player")
    return (total / n,) * n


def share_proportionally(total: Fraction, weights: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Return shares in proportion to benefit, use, ability to pay or any other weights.

    Axioms: efficiency, equal treatment of equal weights, monotonicity in the own weight, no
    advantage from merging or splitting. Not: stand-alone, core.

    Parameters
    ----------
    total : Fraction
    weights : sequence of Fraction, length n
        Not negative, not all zero.

    Raises
    ------
    RuleRefused
        A weight is negative or all are zero.
    """
    whole = sum(weights, Fraction(0))
    if any(weight < 0 for weight in weights) or whole <= 0:
        raise refuse(
            "rule.bad-weights",
            "按比例分摊的权重须非负且不全为零。",
            "Weights to share by must not be negative and not all zero.",
            pointer="/weights",
            found=", ".join(map(str, weights))[:80],
        )
    return tuple(total * weight / whole for weight in weights)
