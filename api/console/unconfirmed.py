"""What capacity is tentative: things of the inventory that nobody confirmed for long."""

from __future__ import annotations

from datetime import datetime

from api.console.standing import is_stale
from api.store import Session, inventory

__all__ = ["unconfirmed"]


def unconfirmed(session: Session, now: datetime | None = None) -> dict[str, frozenset[str]]:
    """Return the keys of people and facilities whose report is stale, by kind.

    A department or a skill is never tentative by itself: what it is made of is.
    """
    found: dict[str, set[str]] = {"experts": set(), "facilities": set()}
    for item in inventory.every_item(session):
        if item.kind in found and is_stale(item, now=now):
            found[item.kind].add(item.key)
    return {kind: frozenset(keys) for kind, keys in found.items()}
