"""What one more of each resource is worth, priced once for each frozen round."""

from __future__ import annotations

import threading
from collections import OrderedDict

from api.runs.pricing import PriceTables, price_in_child
from api.store import Session, rounds

__all__ = ["forget", "prices_of"]

KEPT = 16
"""Rounds whose prices are kept; a snapshot never changes, nor do its prices."""
_lock = threading.Lock()
_held: OrderedDict[str, PriceTables | None] = OrderedDict()
_turn = threading.Lock()
"""Pricing takes a core: one at a time, and whoever waits finds the first one's answer."""


def prices_of(session: Session, digest: str) -> PriceTables | None:
    """Return the prices of a snapshot (see :func:`api.runs.pricing.price_in_child`)."""
    held, found = _known(digest)
    if held:
        return found
    with _turn:
        held, found = _known(digest)
        if held:
            return found
        made = price_in_child(rounds.snapshot_of(session, digest))
        with _lock:
            _held[digest] = made
            while len(_held) > KEPT:
                _held.popitem(last=False)
        return made


def forget() -> None:
    """Forget every price; the next reading works them out again."""
    with _lock:
        _held.clear()


def _known(digest: str) -> tuple[bool, PriceTables | None]:
    with _lock:
        if digest not in _held:
            return False, None
        _held.move_to_end(digest)
        return True, _held[digest]
