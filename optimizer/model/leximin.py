"""The k-th smallest share, for lexicographic max-min fairness."""

from __future__ import annotations

from optimizer.model.objective import PPM, Expr, department_utility_expressions
from optimizer.model.variables import Variables

__all__ = ["ordered_share"]


def ordered_share(variables: Variables, entitlements: dict[str, int], rank: int) -> Expr:
    """Return an expression whose maximum is the largest ``rank``-th smallest share (from 1).

    Every department reaches the level, ``10^6 u_d >= e_d t``, but for ``rank - 1`` of them that
    are let off. With the levels of the lower ranks held, the maximum is the next entry of the
    leximin vector: ordered values, one threshold each. Sums of the smallest shares give the same
    vectors; they need a deficit for every department and rank, and take many times longer.

    References
    ----------
    Ogryczak & Sliwinski (2006), On direct methods for lexicographic min-max optimization.
    """
    model = variables.model
    utilities = department_utility_expressions(variables)
    entitled = {d: e for d, e in entitlements.items() if e > 0}
    low = min(utilities[d][1] * PPM // e for d, e in entitled.items())
    high = max(utilities[d][2] * PPM // e for d, e in entitled.items())
    level = model.new_int_var(low, high, f"share-level[{rank}]")
    let_off = []
    for department, entitlement in entitled.items():
        reached = model.add(PPM * utilities[department][0] >= entitlement * level)
        if rank > 1:
            free = model.new_bool_var(f"below[{rank}/{department}]")
            reached.only_enforce_if(~free)
            let_off.append(free)
    model.add(sum(let_off) <= rank - 1)
    return level
