"""Who works on runs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.rows import Row

__all__ = ["Worker"]


class Worker(Row):
    """A process that takes runs from the queues of a shared database."""

    __tablename__ = "worker"

    id: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    """When it left by itself; none while it works, or when it died."""
