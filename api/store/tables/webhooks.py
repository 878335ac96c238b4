"""Where programs want to be told, what there is to tell, and what came of telling it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.rows import Row

__all__ = ["WebhookAttempt", "WebhookDelivery", "WebhookEndpoint", "WebhookMessage"]


class WebhookEndpoint(Row):
    """An address to which events are sent that its owner may hear of."""

    __tablename__ = "webhook_endpoint"

    id: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("principal.id"), index=True)
    url: Mapped[str] = mapped_column(String(2000))
    label: Mapped[str]
    kinds: Mapped[list[Any]]
    """Kinds of events that are wanted; empty: all."""
    secret: Mapped[str]
    """Signs, so that it is kept as it is; shown once."""
    earlier_secret: Mapped[str | None]
    earlier_until: Mapped[datetime | None]
    """Until then, the secret before signs as well."""
    state: Mapped[str] = mapped_column(index=True)
    reason: Mapped[str]
    """Code of why it is disabled."""
    heard_at: Mapped[datetime | None]
    """When it last took a message."""
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class WebhookMessage(Row):
    """An event, as it is told: written with the event, in one transaction."""

    __tablename__ = "webhook_message"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(index=True)
    body: Mapped[str] = mapped_column(Text)
    """The bytes that are signed and sent, the same each time."""
    at: Mapped[datetime] = mapped_column(index=True)


class WebhookDelivery(Row):
    """A message on its way to one endpoint."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "message_id"),
        Index("ix_webhook_delivery_state_next_at", "state", "next_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    endpoint_id: Mapped[str] = mapped_column(
        ForeignKey("webhook_endpoint.id", ondelete="CASCADE"), index=True
    )
    message_id: Mapped[str] = mapped_column(ForeignKey("webhook_message.id"), index=True)
    state: Mapped[str]
    tries: Mapped[int]
    """Of the schedule; sent again by hand, it begins anew."""
    next_at: Mapped[datetime]
    """When it is due; while somebody sends it, when they are done or dead."""
    held: Mapped[bool]
    """Whether somebody sends it."""
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class WebhookAttempt(Row):
    """One attempt to deliver, and what came of it."""

    __tablename__ = "webhook_attempt"

    delivery_id: Mapped[str] = mapped_column(
        ForeignKey("webhook_delivery.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    status: Mapped[int | None]
    error: Mapped[str]
    """Code of why there was no answer."""
    ms: Mapped[int]
