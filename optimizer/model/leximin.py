"""Sums of the smallest shares, for lexicographic max-min fairness."""

from __future__ import annotations

from optimizer.model.objective import PPM, Expr, department_utility_expressions
from optimizer.model.variables import Variables

__all__ = ["smallest_shares"]


def smallest_shares(variables: Variables, entitlements: dict[str, int], count: int) -> Expr:
    """Return an expression whose maximum is the largest sum of the ``count`` smallest shares.

    ``count * t - sum_d max(0, t - v_d)`` with ``v_d <= 10^6 u_d / e_d``.

    References
    ----------
    Ogryczak & Sliwinski (2006), On direct methods for lexicographic min-max optimization.
    """
    model = variables.model
    utilities = department_utility_expressions(variables)
    entitled = {d: e for d, e in entitlements.items() if e > 0}
    low = min(utilities[d][1] * PPM // e for d, e in entitled.items())
    high = max(utilities[d][2] * PPM // e for d, e in entitled.items())
    level = model.new_int_var(low, high, f"share-level[{count}]")
    shortfalls = []
    for department, entitlement in entitled.items():
        share = model.new_int_var(low, high, f"share[{count}/{department}]")
        model.add(entitlement * share <= PPM * utilities[department][0])
        short = model.new_int_var(0, high - low, f"short[{count}/{department}]")
        model.add(short >= level - share)
        shortfalls.append(short)
    return count * level - sum(shortfalls)
