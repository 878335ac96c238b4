"""Answers kept by idempotency key, in the transaction of the deed they answer."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from api.store.tables import IdempotencyRecord

__all__ = ["find_answer", "forget_answers", "keep_answer", "take_key"]

KEPT = timedelta(days=7)


def take_key(session: Session, principal_id: str, key: str) -> bool:
    """Take the key for this transaction; false while another transaction holds it.

    On SQLite there is one writer at a time, so that nobody else can.
    """
    if session.get_bind().dialect.name != "postgresql":
        return True
    digest = hashlib.sha256(f"{principal_id}\0{key}".encode()).digest()
    number = int.from_bytes(digest[:8], "big", signed=True)
    taken = session.execute(text("SELECT pg_try_advisory_xact_lock(:n)"), {"n": number})
    return bool(taken.scalar_one())


def find_answer(session: Session, principal_id: str, key: str) -> IdempotencyRecord | None:
    """Return the answer kept under a key."""
    return session.get(IdempotencyRecord, (principal_id, key))


def keep_answer(
    session: Session,
    principal_id: str,
    key: str,
    fingerprint: str,
    status: int,
    headers: dict[str, str],
    body: str,
) -> None:
    """Keep an answer under a key."""
    session.add(
        IdempotencyRecord(
            principal_id=principal_id,
            key=key,
            fingerprint=fingerprint,
            status=status,
            headers=headers,
            body=body,
            created_at=datetime.now(UTC),
        )
    )
    session.flush()


def forget_answers(session: Session) -> None:
    """Drop answers older than a week."""
    before = datetime.now(UTC) - KEPT
    session.execute(delete(IdempotencyRecord).where(IdempotencyRecord.created_at < before))
