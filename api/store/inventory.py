"""The inventory: what departments report, one row a thing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.store.identifiers import new_id
from api.store.tables import InventoryItem

__all__ = [
    "add_item",
    "change_item",
    "confirm_item",
    "count_items",
    "delete_item",
    "every_item",
    "find_item",
    "item_by_key",
    "list_items",
]


def add_item(
    session: Session, kind: str, key: str, department: str | None, document: dict[str, Any]
) -> InventoryItem:
    """Add a thing; the caller has made sure that its key is free."""
    item = InventoryItem(
        id=new_id("inv"),
        kind=kind,
        key=key,
        department=department,
        document=document,
        version=1,
        updated_at=datetime.now(UTC),
    )
    session.add(item)
    session.flush()
    return item


def change_item(
    session: Session, item: InventoryItem, department: str | None, document: dict[str, Any]
) -> None:
    """Replace a thing's document; what was confirmed before is not confirmed any more."""
    item.department = department
    item.document = document
    item.version += 1
    item.updated_at = datetime.now(UTC)
    item.confirmed_at = item.confirmed_by = None
    session.flush()


def confirm_item(session: Session, item: InventoryItem, by: str) -> None:
    """Note that the owner says the thing is still as reported."""
    item.confirmed_at, item.confirmed_by = datetime.now(UTC), by
    item.version += 1
    session.flush()


def delete_item(session: Session, item: InventoryItem) -> None:
    """Take a thing out of the inventory; rounds frozen before keep their copy."""
    session.delete(item)
    session.flush()


def find_item(session: Session, kind: str, item_id: str) -> InventoryItem | None:
    """Return the thing of a kind with an id."""
    item = session.get(InventoryItem, item_id)
    return item if item is not None and item.kind == kind else None


def item_by_key(session: Session, kind: str, key: str) -> InventoryItem | None:
    """Return the thing of a kind with a key."""
    query = select(InventoryItem).where(InventoryItem.kind == kind, InventoryItem.key == key)
    return session.scalar(query)


def list_items(
    session: Session,
    kind: str,
    *,
    after: str = "",
    limit: int = 100,
    departments: Collection[str] | None = None,
    stale_before: datetime | None = None,
) -> list[InventoryItem]:
    """Return things of a kind in the order of their ids.

    Parameters
    ----------
    session : Session
    kind : str
    after : str
        The id behind which to begin.
    limit : int
    departments : collection of str, optional
        Only things of these owners.
    stale_before : datetime, optional
        Only things not confirmed since then.
    """
    query = select(InventoryItem).where(InventoryItem.kind == kind, InventoryItem.id > after)
    if departments is not None:
        query = query.where(InventoryItem.department.in_(departments))
    if stale_before is not None:
        fresh = func.coalesce(InventoryItem.confirmed_at, InventoryItem.updated_at)
        query = query.where(fresh < stale_before)
    return list(session.scalars(query.order_by(InventoryItem.id).limit(limit)))


def every_item(session: Session) -> list[InventoryItem]:
    """Return the whole inventory, by kind and in the order in which things were added."""
    return list(
        session.scalars(select(InventoryItem).order_by(InventoryItem.kind, InventoryItem.id))
    )


def count_items(session: Session, kind: str) -> int:
    """Return how many things of a kind there are."""
    query = select(func.count()).select_from(InventoryItem).where(InventoryItem.kind == kind)
    return session.scalar(query) or 0
