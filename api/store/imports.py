"""Uploads that wait to be committed, and the writing of many things at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.store.identifiers import new_id
from api.store.tables import ImportUpload, InventoryItem, Request

__all__ = ["add_upload", "every_request", "find_upload", "forget_uploads", "keep_things"]

KEPT = timedelta(days=30)


def add_upload(session: Session, **fields: Any) -> ImportUpload:
    """Add an upload; the fields are those of the row that are not set here."""
    row = ImportUpload(id=new_id("imp"), created_at=datetime.now(UTC), **fields)
    session.add(row)
    session.flush()
    return row


def find_upload(session: Session, upload_id: str) -> ImportUpload | None:
    """Return the upload with an id."""
    return session.get(ImportUpload, upload_id)


def forget_uploads(session: Session) -> None:
    """Drop uploads older than 30 days; the audit chain keeps what they changed."""
    before = datetime.now(UTC) - KEPT
    session.execute(delete(ImportUpload).where(ImportUpload.created_at < before))


def every_request(session: Session) -> list[Request]:
    """Return every request, in the order in which they were written."""
    return list(session.scalars(select(Request).order_by(Request.id)))


def keep_things(session: Session, rows: Iterable[InventoryItem | Request]) -> None:
    """Write new and changed rows in one go; each counts as a new version of its thing.

    The identifiers of new rows sort in the order given, though they are made within the same
    millisecond.
    """
    now = datetime.now(UTC)
    listed = list(rows)
    new = [row for row in listed if row.id is None]
    for kind, prefix in ((InventoryItem, "inv"), (Request, "req")):
        fresh = [row for row in new if isinstance(row, kind)]
        for row, id_ in zip(fresh, sorted(new_id(prefix) for _ in fresh), strict=True):
            row.id, row.version = id_, 0
    for row in listed:
        row.version += 1
        row.updated_at = now
    session.add_all(new)
    session.flush()
