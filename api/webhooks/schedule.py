"""When a delivery that failed is tried again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

__all__ = ["RETRY_SECONDS", "wait_seconds"]

RETRY_SECONDS = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Waits after each failure: about three days in all, as Standard Webhooks proposes."""
_SPREAD = 0.1
_LONGEST_ASKED = 86_400.0


def wait_seconds(
    tries: int, schedule: Sequence[float], delivery: str, retry_after: float | None = None
) -> float | None:
    """Return the seconds to wait after so many failed attempts; ``None``: that was the last.

    Parameters
    ----------
    tries : int
        Failed attempts, at least 1.
    schedule : sequence of float
    delivery : str
        Id of the delivery: waits are up to a tenth longer, each by another part, so that what
        failed together does not come back together.
    retry_after : float, optional
        What the receiver asked for; kept up to a day.
    """
    if tries > len(schedule):
        return None
    digest = hashlib.sha256(f"{delivery}/{tries}".encode()).digest()
    part = int.from_bytes(digest[:4], "big") / 2**32
    wait = schedule[tries - 1] * (1 + _SPREAD * part)
    return max(wait, min(retry_after or 0.0, _LONGEST_ASKED))
