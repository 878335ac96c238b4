"""What departments report, what is requested, and files that bring either."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.rows import Row

__all__ = ["ImportUpload", "InventoryItem", "Request"]


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
    round_id: Mapped[str | None] = mapped_column(ForeignKey("allocation_round.id"), index=True)
    """The round that it is meant for, or that took it when it was frozen; none: the next one. Of a
    published round only what its plan accepts keeps it."""
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]


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
