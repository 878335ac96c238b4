"""Webhook endpoints, and the log of what was sent to them."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from api.store.identifiers import new_id
from api.store.tables import WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookMessage

__all__ = [
    "DeliveryState",
    "EndpointState",
    "active_endpoints",
    "add_endpoint",
    "attempts_of",
    "find_delivery",
    "find_endpoint",
    "give_up_waiting",
    "last_number",
    "list_deliveries",
    "list_endpoints",
    "remove_endpoint",
    "touch_endpoint",
]


class EndpointState(StrEnum):
    """Whether messages are sent to an endpoint."""

    ACTIVE = "active"
    DISABLED = "disabled"


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    """For its first attempt, or for the next one."""
    DELIVERED = "delivered"
    GIVEN_UP = "given up"


def add_endpoint(
    session: Session, owner_id: str, url: str, label: str, kinds: list[str], secret: str
) -> WebhookEndpoint:
    """Add an active endpoint."""
    now = datetime.now(UTC)
    row = WebhookEndpoint(
        id=new_id("whk"),
        owner_id=owner_id,
        url=url,
        label=label,
        kinds=kinds,
        secret=secret,
        state=EndpointState.ACTIVE,
        reason="",
        version=1,
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    session.flush()
    return row


def touch_endpoint(session: Session, row: WebhookEndpoint) -> None:
    """Count a change of the row as a new version."""
    row.version += 1
    row.updated_at = datetime.now(UTC)
    session.flush()


def find_endpoint(session: Session, endpoint_id: str) -> WebhookEndpoint | None:
    """Return the endpoint with an id."""
    return session.get(WebhookEndpoint, endpoint_id)


def list_endpoints(
    session: Session, owner_id: str | None, after: str = "", limit: int = 100
) -> list[WebhookEndpoint]:
    """Return endpoints in the order of their ids: of an owner, or everybody's."""
    query = select(WebhookEndpoint).where(WebhookEndpoint.id > after)
    if owner_id is not None:
        query = query.where(WebhookEndpoint.owner_id == owner_id)
    return list(session.scalars(query.order_by(WebhookEndpoint.id).limit(limit)))


def active_endpoints(session: Session) -> list[WebhookEndpoint]:
    """Return the endpoints to which messages are sent."""
    query = select(WebhookEndpoint).where(WebhookEndpoint.state == EndpointState.ACTIVE)
    return list(session.scalars(query.order_by(WebhookEndpoint.id)))


def remove_endpoint(session: Session, row: WebhookEndpoint) -> None:
    """Take an endpoint away, with its log."""
    mine = select(WebhookDelivery.id).where(WebhookDelivery.endpoint_id == row.id)
    session.execute(delete(WebhookAttempt).where(WebhookAttempt.delivery_id.in_(mine)))
    session.execute(delete(WebhookDelivery).where(WebhookDelivery.endpoint_id == row.id))
    session.delete(row)
    session.flush()


def give_up_waiting(session: Session, row: WebhookEndpoint) -> None:
    """Give up what still waits for an endpoint."""
    waits = (WebhookDelivery.endpoint_id == row.id, WebhookDelivery.state == DeliveryState.WAITING)
    session.execute(
        update(WebhookDelivery)
        .where(*waits)
        .values(state=DeliveryState.GIVEN_UP, ended_at=datetime.now(UTC))
    )


def list_deliveries(
    session: Session, endpoint_id: str, after: str = "", limit: int = 100
) -> list[tuple[WebhookDelivery, WebhookMessage]]:
    """Return deliveries to an endpoint with their messages, newest first, from behind ``after``."""
    query = (
        select(WebhookDelivery, WebhookMessage)
        .join(WebhookMessage, WebhookMessage.id == WebhookDelivery.message_id)
        .where(WebhookDelivery.endpoint_id == endpoint_id)
    )
    if after:
        query = query.where(WebhookDelivery.id < after)
    rows = session.execute(query.order_by(WebhookDelivery.id.desc()).limit(limit))
    return [(delivery, message) for delivery, message in rows]


def find_delivery(
    session: Session, delivery_id: str
) -> tuple[WebhookDelivery, WebhookMessage] | None:
    """Return a delivery and its message."""
    query = (
        select(WebhookDelivery, WebhookMessage)
        .join(WebhookMessage, WebhookMessage.id == WebhookDelivery.message_id)
        .where(WebhookDelivery.id == delivery_id)
    )
    found = session.execute(query).one_or_none()
    return None if found is None else (found[0], found[1])


def attempts_of(session: Session, delivery_ids: list[str]) -> dict[str, list[WebhookAttempt]]:
    """Return the attempts of deliveries, in order."""
    query = select(WebhookAttempt).where(WebhookAttempt.delivery_id.in_(delivery_ids))
    found: dict[str, list[WebhookAttempt]] = {id_: [] for id_ in delivery_ids}
    for row in session.scalars(query.order_by(WebhookAttempt.number)):
        found[row.delivery_id].append(row)
    return found


def last_number(session: Session, delivery_id: str) -> int:
    """Return how many attempts there were."""
    query = select(func.max(WebhookAttempt.number)).where(WebhookAttempt.delivery_id == delivery_id)
    return session.scalar(query) or 0
