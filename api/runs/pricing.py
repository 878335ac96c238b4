"""A child that prices a round: the round on stdin, the prices on stdout.

Compiling the kernels takes a minute or two when a machine first prices anything, and would hold up
everybody whom this process serves; a child holds up nobody.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from optimizer.domain import Round

__all__ = ["PriceTables", "main", "price_in_child"]

STEPS, SECONDS = 2_000, 20.0
"""Effort of the descent behind the prices."""
DEADLINE_SECONDS = 240.0
"""Time for all of it, with compiling."""
DIGITS = 4
PriceTables = dict[str, Any]


def price_in_child(round_: Round) -> PriceTables | None:
    """Return what one more of each resource is worth in each period; none when it can't be said.

    Returns
    -------
    dict or None
        ``bound`` and the matrices ``people``, ``skills`` (one full-time period of a person) and
        ``facilities`` (one unit for a period): a row for each in the round's order, a column for
        each period, in value points.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", "api.runs.pricing"],
            input=round_.model_dump_json(),
            capture_output=True,
            encoding="utf-8",
            timeout=DEADLINE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        return None
    made: PriceTables | None = json.loads(done.stdout)
    return made


def main() -> None:
    """Price the round on stdin."""
    from optimizer.bounds import BoundLimits, bound_value

    round_ = Round.model_validate_json(sys.stdin.read())
    found = bound_value(round_, BoundLimits(seconds=SECONDS, steps=STEPS))
    prices = found.prices
    made = None
    if prices is not None:
        tables = {
            "people": 100.0 * prices.people,
            "skills": prices.skills,
            "facilities": prices.facilities,
        }
        made = {
            "bound": found.bound,
            **{name: table.round(DIGITS).tolist() for name, table in tables.items()},
        }
    json.dump(made, sys.stdout)


if __name__ == "__main__":
    main()
