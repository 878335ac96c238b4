"""The audit chain: every link holds the hash of the one before; a changed byte is found.

A link's hash is SHA-256 over the canonical JSON of its fields and the hash before it. The chain is
only ever appended to; deleting its tail is found by comparing with a head noted elsewhere
(``roundtable audit verify --head``).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from api.store.tables import AuditEvent
from optimizer.domain import Text

__all__ = [
    "GENESIS",
    "BrokenLink",
    "append_event",
    "audit_events",
    "audit_head",
    "find_broken_link",
]

GENESIS = "0" * 64
"""What the first link holds in place of an earlier hash."""


_OTHER_BEFORE = Text(zh="其中前一环的哈希不符", en="it does not hold the hash of the link before")
_OTHER_FIELDS = Text(zh="其内容与哈希不符", en="its fields do not give its hash")
_UNREADABLE = Text(
    zh="该环或其后某环的内容无法读取",
    en="a field of it, or of one soon after, can't be read",
)
_HEAD_GONE = Text(zh="链中没有此前记下的链首", en="the head noted earlier is not in the chain")


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first place where the chain does not hold."""

    sequence: int
    reason: Text


def append_event(
    session: Session, actor: str, action: str, subject: str, detail: dict[str, Any] | None = None
) -> AuditEvent:
    """Append a link in the transaction of the deed it tells of."""
    if session.get_bind().dialect.name == "postgresql":
        # One writer of the chain at a time; released with the transaction.
        session.execute(text("SELECT pg_advisory_xact_lock(7205759)"))
    last = session.execute(
        select(AuditEvent).order_by(AuditEvent.sequence.desc()).limit(1)
    ).scalar_one_or_none()
    event = AuditEvent(
        sequence=1 if last is None else last.sequence + 1,
        at=datetime.now(UTC),
        actor=actor,
        action=action,
        subject=subject,
        detail=json.dumps(detail or {}, sort_keys=True, ensure_ascii=False, separators=(",", ":")),
        previous=GENESIS if last is None else last.digest,
    )
    event.digest = _digest(event)
    session.add(event)
    session.flush()
    return event


def _digest(event: AuditEvent) -> str:
    fields = [
        event.sequence,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor,
        event.action,
        event.subject,
        event.detail,
        event.previous,
    ]
    canonical = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def audit_events(session: Session, after: int = 0, limit: int = 100) -> list[AuditEvent]:
    """Return links in order, from behind sequence number ``after``."""
    query = select(AuditEvent).where(AuditEvent.sequence > after)
    return list(session.scalars(query.order_by(AuditEvent.sequence).limit(limit)))


def audit_head(session: Session) -> tuple[int, str]:
    """Return the number of links and the hash of the last; `GENESIS` for an empty chain."""
    query = select(AuditEvent.sequence, AuditEvent.digest).order_by(AuditEvent.sequence.desc())
    last = session.execute(query.limit(1)).one_or_none()
    return (0, GENESIS) if last is None else (last.sequence, last.digest)


def find_broken_link(session: Session, head: str | None = None) -> BrokenLink | None:
    """Return the first broken link of the chain, or ``None`` when every link holds.

    Parameters
    ----------
    session : Session
    head : str, optional
        A hash noted earlier; it must stand in the chain, so that a cut tail is found.
    """
    previous, expected, seen = GENESIS, 1, head in (None, GENESIS)
    query = select(AuditEvent).order_by(AuditEvent.sequence).execution_options(yield_per=1000)
    try:
        for event in session.scalars(query):
            if event.sequence != expected:
                return BrokenLink(
                    expected, Text(zh=f"缺少第 {expected} 环", en=f"link {expected} is missing")
                )
            if event.previous != previous:
                return BrokenLink(expected, _OTHER_BEFORE)
            if _digest(event) != event.digest:
                return BrokenLink(expected, _OTHER_FIELDS)
            previous, expected = event.digest, expected + 1
            seen = seen or event.digest == head
    except (ValueError, TypeError):  # a moment that is none: only a change from outside makes one
        return BrokenLink(expected, _UNREADABLE)
    if not seen:
        return BrokenLink(expected, _HEAD_GONE)
    return None
