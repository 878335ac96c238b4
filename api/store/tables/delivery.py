"""After publishing: changes asked for, what came of projects, and the review of a closed round."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.rows import Row

__all__ = ["ActualReport", "ChangeRequest", "RoundReview"]


class ChangeRequest(Row):
    """A change of a published plan that somebody asks for."""

    __tablename__ = "change_request"

    id: Mapped[str] = mapped_column(primary_key=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("allocation_round.id"), index=True)
    project: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    document: Mapped[dict[str, Any]]
    """The amendment."""
    reason: Mapped[str] = mapped_column(Text)
    from_period: Mapped[int]
    """What begins before is not touched."""
    author_id: Mapped[str] = mapped_column(ForeignKey("principal.id"), index=True)
    limits: Mapped[dict[str, Any]]
    """For how long to search, for the first check and for later ones."""
    number: Mapped[int]
    """Of the publication that it changes."""
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"))
    """The re-run against that publication."""
    answers: Mapped[dict[str, Any]]
    """What departments said, by department."""
    state: Mapped[str] = mapped_column(index=True)
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(Text)
    applied_number: Mapped[int | None]
    """Of the publication that it made."""
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ActualReport(Row):
    """What a project of a published plan cost, used and brought, as far as it is known."""

    __tablename__ = "actual_report"

    round_id: Mapped[str] = mapped_column(ForeignKey("allocation_round.id"), primary_key=True)
    project: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    document: Mapped[dict[str, Any]]
    reported_by: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]


class RoundReview(Row):
    """What a round came to, fixed when it was closed; never changed."""

    __tablename__ = "round_review"

    round_id: Mapped[str] = mapped_column(ForeignKey("allocation_round.id"), primary_key=True)
    document: Mapped[str] = mapped_column(Text)
    closed_at: Mapped[datetime]
    closed_by: Mapped[str]
