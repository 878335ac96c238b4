"""What one more of each resource is worth in a round: the prices behind the bound.

Pricing takes a core for a while, and compiling its kernels a minute or two when a machine first
prices anything: it is done in the child that answers questions, and holds up nobody.
"""

from __future__ import annotations

from typing import Any

from optimizer.domain import Round

__all__ = ["PriceTables", "price_round"]

STEPS, SECONDS = 2_000, 20.0
"""Effort of the descent behind the prices."""
DIGITS = 4
PriceTables = dict[str, Any]


def price_round(round_: Round, seconds: float | None = None) -> PriceTables | None:
    """Return what one more of each resource is worth in each period; none when it can't be said.

    Parameters
    ----------
    round_ : Round
    seconds : float, optional
        At most so many, where that is less than is usual.

    Returns
    -------
    dict or None
        ``bound`` and the matrices ``people``, ``skills`` (one full-time period of a person) and
        ``facilities`` (one unit for a period): a row for each in the round's order, a column for
        each period, in value points.
    """
    # Only the child that answers needs the kernels; the service starts without them.
    from optimizer.bounds import BoundLimits, bound_value

    most = SECONDS if seconds is None else min(seconds, SECONDS)
    found = bound_value(round_, BoundLimits(seconds=most, steps=STEPS))
    prices = found.prices
    if prices is None:
        return None
    tables = {
        "people": 100.0 * prices.people,
        "skills": prices.skills,
        "facilities": prices.facilities,
    }
    return {
        "bound": found.bound,
        **{name: table.round(DIGITS).tolist() for name, table in tables.items()},
    }
