"""Allocation rounds and the snapshots they freeze."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.identifiers import new_id
from api.store.tables import AllocationRound, Snapshot
from optimizer.domain import Round

__all__ = [
    "add_round",
    "find_round",
    "keep_snapshot",
    "list_rounds",
    "lock_round",
    "snapshot_of",
    "touch_round",
]

_READ_MOST = 8
_read: dict[str, Round] = {}
"""The rounds read last, by content hash: neither ever changes, and reading one takes long."""


def add_round(
    session: Session, title: str, state: str, document: dict[str, Any]
) -> AllocationRound:
    """Add a round."""
    now = datetime.now(UTC)
    row = AllocationRound(
        id=new_id("rnd"),
        title=title,
        state=state,
        document=document,
        left_out=[],
        version=1,
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    session.flush()
    return row


def touch_round(session: Session, row: AllocationRound) -> None:
    """Count a change of the row as a new version."""
    row.version += 1
    row.updated_at = datetime.now(UTC)
    session.flush()


def find_round(session: Session, round_id: str) -> AllocationRound | None:
    """Return the round with an id."""
    return session.get(AllocationRound, round_id)


def lock_round(session: Session, row: AllocationRound) -> None:
    """Let nobody else change the round, or sign for it, until this transaction ends.

    Where transactions write at the same time (PostgreSQL) this reads the row again as it is now.
    """
    session.refresh(row, with_for_update=True)


def list_rounds(session: Session, after: str = "", limit: int = 100) -> list[AllocationRound]:
    """Return rounds in the order of their ids, from behind ``after``."""
    query = select(AllocationRound).where(AllocationRound.id > after)
    return list(session.scalars(query.order_by(AllocationRound.id).limit(limit)))


def keep_snapshot(session: Session, round_: Round) -> str:
    """Keep a round by its content hash, once, and return the hash."""
    digest = round_.content_hash()
    if session.get(Snapshot, digest) is None:
        document = round_.model_dump_json()
        session.add(Snapshot(hash=digest, document=document, created_at=datetime.now(UTC)))
        session.flush()
    return digest


def snapshot_of(session: Session, digest: str) -> Round:
    """Return the round kept under a hash.

    Raises
    ------
    KeyError
        There is none.
    """
    known = _read.get(digest)
    if known is not None:
        return known
    row = session.get(Snapshot, digest)
    if row is None:
        raise KeyError(digest)
    round_ = Round.model_validate_json(row.document)
    if len(_read) >= _READ_MOST:
        _read.pop(next(iter(_read)), None)
    _read[digest] = round_
    return round_
