"""The tables. Documents of the domain are kept as JSON, what is searched for in columns."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

__all__ = [
    "AllocationRound",
    "ApiKey",
    "AuditEvent",
    "Grant",
    "IdempotencyRecord",
    "ImportUpload",
    "InventoryItem",
    "Moment",
    "Principal",
    "Publication",
    "Request",
    "ReviewLine",
    "Row",
    "Run",
    "RunEvent",
    "Snapshot",
    "WebSession",
]


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, with its zone on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: object) -> datetime | None:
        """Store UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: object) -> datetime | None:
        """Give UTC back; SQLite forgets the zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Row(DeclarativeBase):
    """A row of a table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy reads it from the class)
        datetime: Moment,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        str: String(200),
    }


class Principal(Row):
    """A person or a program that signs in."""

    __tablename__ = "principal"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    login: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Grant(Row):
    """A role that a principal has; of a department or on a project where the role asks for it."""

    __tablename__ = "grant"

    id: Mapped[str] = mapped_column(primary_key=True)
    principal_id: Mapped[str] = mapped_column(ForeignKey("principal.id"), index=True)
    role: Mapped[str]
    department: Mapped[str | None]
    project: Mapped[str | None]


class ApiKey(Row):
    """A key for programs; only its SHA-256 is kept."""

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(primary_key=True)
    principal_id: Mapped[str] = mapped_column(ForeignKey("principal.id"), index=True)
    label: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class WebSession(Row):
    """A browser's session; only the SHA-256 of its cookie is kept."""

    __tablename__ = "web_session"

    digest: Mapped[str] = mapped_column(primary_key=True)
    principal_id: Mapped[str] = mapped_column(ForeignKey("principal.id"), index=True)
    csrf: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class InventoryItem(Row):
    """A department, skill, expert, facility, dataset or fund as its owner reported it."""

    __tablename__ = "inventory_item"
    __table_args__ = (
        UniqueConstraint("kind", "key"),
        Index("ix_inventory_item_kind_department", "kind", "department"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str]
    """Its id in the round."""
    department: Mapped[str | None]
    """The owner; none for departments and skills, which the office keeps."""
    document: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str | None]


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


class Request(Row):
    """A request for a project, from draft to approval."""

    __tablename__ = "request"

    id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """Its project's id in the round."""
    sponsor: Mapped[str] = mapped_column(index=True)
    author_id: Mapped[str] = mapped_column(ForeignKey("principal.id"))
    state: Mapped[str] = mapped_column(index=True)
    document: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(Text, default="")
    """What was said when it was last returned, rejected or approved."""
    assessments: Mapped[list[Any]] = mapped_column(default=list)
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]


class Snapshot(Row):
    """A round as it was frozen, by its content hash; never changed."""

    __tablename__ = "snapshot"

    hash: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class AllocationRound(Row):
    """An allocation round: its rules, its state, what was frozen and what was chosen."""

    __tablename__ = "allocation_round"

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    document: Mapped[dict[str, Any]]
    """Title, currency, calendar, policy and pins, as a round holds them."""
    snapshot_hash: Mapped[str | None] = mapped_column(ForeignKey("snapshot.hash"))
    left_out: Mapped[list[Any]] = mapped_column(default=list)
    """What was not frozen, and why."""
    run_id: Mapped[str | None]
    """The run whose plan is under review, decided or published."""
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Run(Row):
    """A solve of a snapshot, or of what a scenario makes of it, in the background."""

    __tablename__ = "run"

    id: Mapped[str] = mapped_column(primary_key=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("allocation_round.id"), index=True)
    round_hash: Mapped[str] = mapped_column(ForeignKey("snapshot.hash"))
    """The round that is solved: the frozen one, or the one that the scenario makes of it."""
    scenario: Mapped[dict[str, Any] | None]
    limits: Mapped[dict[str, Any]]
    start_run_id: Mapped[str | None]
    """The run whose plan it starts from."""
    state: Mapped[str] = mapped_column(index=True)
    asked_to: Mapped[str | None]
    """``cancel`` or ``keep`` (stop now, keep the best plan)."""
    submitted_by: Mapped[str]
    submitted_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    progress: Mapped[dict[str, Any] | None]
    """The last word of the search: level, incumbent, bound, gap, seconds."""
    outcome: Mapped[str | None] = mapped_column(Text)
    """The outcome's JSON, verified again before it was kept."""
    error: Mapped[str] = mapped_column(Text, default="")


class RunEvent(Row):
    """A word about a run, in the order said; readers resume from a number."""

    __tablename__ = "run_event"

    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    data: Mapped[dict[str, Any]]


class ReviewLine(Row):
    """One line of a plan under review: what one owner is asked to give, or one team to accept."""

    __tablename__ = "review_line"
    __table_args__ = (UniqueConstraint("round_id", "project", "package", "need", "subject"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("allocation_round.id"), index=True)
    project: Mapped[str] = mapped_column(index=True)
    package: Mapped[str]
    need: Mapped[str]
    """Empty for the package's time."""
    kind: Mapped[str]
    """``person``, ``facility``, ``money`` or ``time``."""
    subject: Mapped[str]
    """The person, facility or fund; empty for a time."""
    owner: Mapped[str] = mapped_column(index=True)
    """The department that is asked; for a time, the project's sponsor."""
    document: Mapped[dict[str, Any]]
    """Periods, dates, load or amount."""
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Publication(Row):
    """A published plan with its fixed cost shares; never changed."""

    __tablename__ = "publication"

    round_id: Mapped[str] = mapped_column(ForeignKey("allocation_round.id"), primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"))
    round_hash: Mapped[str] = mapped_column(ForeignKey("snapshot.hash"))
    outcome: Mapped[str] = mapped_column(Text)
    shares: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime]
    published_by: Mapped[str]


class ImportUpload(Row):
    """A file that was uploaded to be imported, what was found in it, and what it would change."""

    __tablename__ = "import_upload"

    id: Mapped[str] = mapped_column(primary_key=True)
    author_id: Mapped[str] = mapped_column(ForeignKey("principal.id"), index=True)
    filename: Mapped[str]
    format: Mapped[str]
    """``xlsx``, ``csv`` (a zip of files) or ``json``."""
    digest: Mapped[str]
    """SHA-256 of the content."""
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    document: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    """What it holds, by kind; empty when it could not be read."""
    findings: Mapped[list[Any]]
    changes: Mapped[list[Any]]
    """Kind, key and effect of every thing in it."""
    basis: Mapped[str]
    """Hash of the versions that the preview was made against."""
    state: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(index=True)
    committed_at: Mapped[datetime | None]
