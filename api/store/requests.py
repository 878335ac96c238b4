"""Requests for projects."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from api.store.identifiers import new_id
from api.store.tables import Request

__all__ = [
    "add_request",
    "approved_requests",
    "find_request",
    "list_requests",
    "lock_request",
    "request_by_key",
    "settle_requests",
    "take_requests",
    "touch_request",
]


def add_request(
    session: Session, key: str, sponsor: str, author_id: str, state: str, document: dict[str, Any]
) -> Request:
    """Add a request; the caller has made sure that its key is free."""
    row = Request(
        id=new_id("req"),
        key=key,
        sponsor=sponsor,
        author_id=author_id,
        state=state,
        document=document,
        note="",
        assessments=[],
        version=1,
        updated_at=datetime.now(UTC),
    )
    session.add(row)
    session.flush()
    return row


def touch_request(session: Session, row: Request) -> None:
    """Count a change of the row as a new version."""
    row.version += 1
    row.updated_at = datetime.now(UTC)
    session.flush()


def lock_request(session: Session, row: Request) -> None:
    """Let nobody else change a request until this transaction ends; read it as it is now."""
    session.refresh(row, with_for_update=True)


def find_request(session: Session, request_id: str) -> Request | None:
    """Return the request with an id."""
    return session.get(Request, request_id)


def request_by_key(session: Session, key: str) -> Request | None:
    """Return the request of a project's id."""
    return session.scalar(select(Request).where(Request.key == key))


def list_requests(
    session: Session,
    *,
    after: str = "",
    limit: int = 100,
    state: str | None = None,
    sponsors: Collection[str] | None = None,
    keys: Collection[str] = (),
    author_id: str | None = None,
) -> list[Request]:
    """Return requests in the order of their ids.

    Parameters
    ----------
    session : Session
    after : str
        The id behind which to begin.
    limit : int
    state : str, optional
    sponsors : collection of str, optional
        Only requests of these departments, or of these projects, or by this author; all when not
        given.
    keys : collection of str
    author_id : str, optional
    """
    query = select(Request).where(Request.id > after)
    if state is not None:
        query = query.where(Request.state == state)
    if sponsors is not None:
        query = query.where(
            or_(
                Request.sponsor.in_(sponsors),
                Request.key.in_(keys),
                Request.author_id == author_id,
            )
        )
    return list(session.scalars(query.order_by(Request.id).limit(limit)))


def approved_requests(session: Session, round_id: str, *, lock: bool = False) -> list[Request]:
    """Return the approved requests for a round, in the order in which they were written.

    These are the ones meant for it or taken by it, and those that no round has yet. With ``lock``
    no other round takes them until the transaction ends.
    """
    query = (
        select(Request)
        .where(
            Request.state == "approved",
            or_(Request.round_id.is_(None), Request.round_id == round_id),
        )
        .order_by(Request.id)
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(query))


def take_requests(session: Session, rows: Iterable[Request], round_id: str) -> None:
    """Note that a round has taken requests: no other one does."""
    for row in rows:
        if row.round_id != round_id:
            row.round_id = round_id
            touch_request(session, row)


def settle_requests(session: Session, round_id: str, accepted: Collection[str]) -> None:
    """Keep for a round what its plan accepts, by project; the rest is for the next round again."""
    for row in approved_requests(session, round_id, lock=True):
        served = round_id if row.key in accepted else None
        if row.round_id != served:
            row.round_id = served
            touch_request(session, row)
