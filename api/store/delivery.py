"""Changes asked for after publishing, actual figures, reviews of closed rounds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.identifiers import new_id
from api.store.tables import ActualReport, ChangeRequest, RoundReview

__all__ = [
    "add_change",
    "change_of_run",
    "every_change",
    "find_change",
    "find_review",
    "keep_report",
    "keep_review",
    "lock_change",
    "open_changes",
    "report_of",
    "reports_of",
    "reviews",
    "touch_change",
]


def add_change(session: Session, **fields: Any) -> ChangeRequest:
    """Add a change; the fields are those of the row that are not set here."""
    now = datetime.now(UTC)
    row = ChangeRequest(
        id=new_id("chg"),
        answers={},
        note="",
        version=1,
        created_at=now,
        updated_at=now,
        **fields,
    )
    session.add(row)
    session.flush()
    return row


def touch_change(session: Session, row: ChangeRequest) -> None:
    """Count a change of the row as a new version."""
    row.version += 1
    row.updated_at = datetime.now(UTC)
    session.flush()


def lock_change(session: Session, row: ChangeRequest) -> None:
    """Let nobody else decide on the change until this transaction ends; read it as it is now."""
    session.refresh(row, with_for_update=True)


def find_change(session: Session, change_id: str) -> ChangeRequest | None:
    """Return the change with an id."""
    return session.get(ChangeRequest, change_id)


def every_change(session: Session, round_id: str) -> list[ChangeRequest]:
    """Return the changes of a round, in the order in which they were asked for."""
    query = select(ChangeRequest).where(ChangeRequest.round_id == round_id)
    return list(session.scalars(query.order_by(ChangeRequest.id)))


def change_of_run(session: Session, run_id: str) -> ChangeRequest | None:
    """Return the change that a run checks."""
    return session.scalar(select(ChangeRequest).where(ChangeRequest.run_id == run_id))


def open_changes(session: Session, round_id: str) -> list[ChangeRequest]:
    """Return the changes of a round that wait for a decision."""
    query = select(ChangeRequest).where(
        ChangeRequest.round_id == round_id, ChangeRequest.state == "open"
    )
    return list(session.scalars(query.order_by(ChangeRequest.id)))


def report_of(session: Session, round_id: str, project: str) -> ActualReport | None:
    """Return what is reported of a project."""
    return session.get(ActualReport, (round_id, project))


def reports_of(session: Session, round_id: str) -> list[ActualReport]:
    """Return everything that is reported of a round's projects."""
    query = select(ActualReport).where(ActualReport.round_id == round_id)
    return list(session.scalars(query.order_by(ActualReport.project)))


def keep_report(
    session: Session, round_id: str, project: str, document: dict[str, Any], by: str
) -> ActualReport:
    """Keep what is reported of a project, in place of what was."""
    row = report_of(session, round_id, project)
    if row is None:
        row = ActualReport(round_id=round_id, project=project, id=new_id("act"), version=0)
        session.add(row)
    row.document, row.reported_by = document, by
    row.version += 1
    row.updated_at = datetime.now(UTC)
    session.flush()
    return row


def keep_review(session: Session, round_id: str, document: str, by: str) -> RoundReview:
    """Keep what a round came to."""
    row = RoundReview(
        round_id=round_id, document=document, closed_at=datetime.now(UTC), closed_by=by
    )
    session.add(row)
    session.flush()
    return row


def find_review(session: Session, round_id: str) -> RoundReview | None:
    """Return what a round came to."""
    return session.get(RoundReview, round_id)


def reviews(session: Session) -> list[RoundReview]:
    """Return what every closed round came to, in the order closed."""
    query = select(RoundReview).order_by(RoundReview.closed_at, RoundReview.round_id)
    return list(session.scalars(query))
