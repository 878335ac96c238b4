"""What was done: the audit chain, and answers kept for requests sent twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.rows import Row

__all__ = ["AuditEvent", "IdempotencyRecord"]


class AuditEvent(Row):
    """One link of the audit chain; never changed, never deleted."""

    __tablename__ = "audit_event"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[str] = mapped_column(Text)
    """Canonical JSON."""
    previous: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)


class IdempotencyRecord(Row):
    """The answer to a request that carried an idempotency key."""

    __tablename__ = "idempotency"

    principal_id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    status: Mapped[int | None]
    """None while the first request is under way."""
    headers: Mapped[dict[str, Any] | None]
    body: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
