"""The lines of plans under review, and publications."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from api.store.identifiers import new_id
from api.store.tables import Publication, ReviewLine

__all__ = [
    "LineState",
    "add_line",
    "delete_lines",
    "every_line",
    "every_publication",
    "find_line",
    "find_publication",
    "keep_publication",
    "list_lines",
    "mark_line",
]


class LineState(StrEnum):
    """Where a line stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    OBJECTED = "objected"
    OVERRULED = "overruled"
    """An objection that a leader settled against the owner, with a reason."""


def add_line(
    session: Session,
    round_id: str,
    key: tuple[str, str, str, str],
    kind: str,
    owner: str,
    document: dict[str, Any],
) -> ReviewLine:
    """Add an open line; ``key`` is project, package, need and subject."""
    project, package, need, subject = key
    row = ReviewLine(
        id=new_id("lin"),
        round_id=round_id,
        project=project,
        package=package,
        need=need,
        subject=subject,
        kind=kind,
        owner=owner,
        document=document,
        state=LineState.OPEN,
        reason="",
        version=1,
    )
    session.add(row)
    return row


def delete_lines(session: Session, line_ids: Collection[str]) -> None:
    """Drop lines that a new plan no longer holds."""
    session.execute(delete(ReviewLine).where(ReviewLine.id.in_(line_ids)))


def every_line(session: Session, round_id: str) -> list[ReviewLine]:
    """Return all lines of a round, in order."""
    query = select(ReviewLine).where(ReviewLine.round_id == round_id)
    return list(session.scalars(query.order_by(ReviewLine.id)))


def list_lines(
    session: Session,
    round_id: str,
    *,
    after: str = "",
    limit: int = 100,
    state: str | None = None,
    owners: Collection[str] | None = None,
    projects: Collection[str] = (),
) -> list[ReviewLine]:
    """Return lines of a round in order: everybody's, or of these owners and these projects."""
    query = select(ReviewLine).where(ReviewLine.round_id == round_id, ReviewLine.id > after)
    if state is not None:
        query = query.where(ReviewLine.state == state)
    if owners is not None:
        query = query.where(or_(ReviewLine.owner.in_(owners), ReviewLine.project.in_(projects)))
    return list(session.scalars(query.order_by(ReviewLine.id).limit(limit)))


def find_line(session: Session, line_id: str) -> ReviewLine | None:
    """Return the line with an id."""
    return session.get(ReviewLine, line_id)


def mark_line(session: Session, row: ReviewLine, state: LineState, by: str, reason: str) -> None:
    """Note what was said to a line."""
    row.state, row.reason = state, reason
    row.decided_by, row.decided_at = by, datetime.now(UTC)
    row.version += 1
    session.flush()


def keep_publication(
    session: Session,
    round_id: str,
    run_id: str,
    round_hash: str,
    documents: tuple[str, str],
    by: str,
    *,
    number: int = 1,
    change_id: str | None = None,
) -> Publication:
    """Keep a version of a published plan: its outcome and its cost shares, as JSON."""
    outcome, shares = documents
    row = Publication(
        round_id=round_id,
        number=number,
        change_id=change_id,
        run_id=run_id,
        round_hash=round_hash,
        outcome=outcome,
        shares=shares,
        published_at=datetime.now(UTC),
        published_by=by,
    )
    session.add(row)
    session.flush()
    return row


def find_publication(
    session: Session, round_id: str, number: int | None = None
) -> Publication | None:
    """Return a version of what was published of a round; the newest when no number is given."""
    query = select(Publication).where(Publication.round_id == round_id)
    if number is not None:
        query = query.where(Publication.number == number)
    return session.scalar(query.order_by(Publication.number.desc()).limit(1))


def every_publication(session: Session, round_id: str) -> list[Publication]:
    """Return every version of what was published of a round, in order."""
    query = select(Publication).where(Publication.round_id == round_id)
    return list(session.scalars(query.order_by(Publication.number)))
