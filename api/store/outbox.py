"""The outbox: messages written with their event, held by one sender at a time, ticked off.

Somebody who sends a delivery holds it until a moment by which they are done or dead. Who dies
leaves it to be sent again then, under the same message id, by which its receiver knows it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from api.store.identifiers import new_id
from api.store.tables import WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookMessage
from api.store.webhooks import DeliveryState, EndpointState, last_number

__all__ = [
    "Held",
    "any_due",
    "forget_messages",
    "hold_due",
    "put_message",
    "release_held",
    "tick_off",
]

KEPT = timedelta(days=30)
_CANDIDATES = 8
"""How many times the number asked for is looked at, so that one endpoint can't fill the list."""


@dataclass(frozen=True, slots=True)
class Held:
    """A delivery to be made now, with everything that it takes.

    Attributes
    ----------
    delivery_id, message_id, endpoint_id : str
    url : str
    secrets : tuple of str
        Every secret that signs now, the newest first.
    body : str
    tries : int
        Attempts before this one, on the schedule.
    """

    delivery_id: str
    message_id: str
    endpoint_id: str
    url: str
    secrets: tuple[str, ...]
    body: str
    tries: int


def put_message(
    session: Session, kind: str, body: str, at: datetime, endpoint_ids: Collection[str], id_: str
) -> WebhookMessage:
    """Put a message into the outbox, on its way to some endpoints."""
    message = WebhookMessage(id=id_, kind=kind, body=body, at=at)
    session.add(message)
    session.flush()
    session.add_all(
        WebhookDelivery(
            id=new_id("whd"),
            endpoint_id=endpoint_id,
            message_id=message.id,
            state=DeliveryState.WAITING,
            tries=0,
            next_at=at,
            held=False,
            created_at=at,
        )
        for endpoint_id in endpoint_ids
    )
    session.flush()
    return message


def any_due(session: Session, now: datetime) -> bool:
    """Say whether anything is due."""
    query = select(WebhookDelivery.id).where(*_due(now)).limit(1)
    return session.scalar(query.join(WebhookEndpoint)) is not None


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        WebhookDelivery.state == DeliveryState.WAITING,
        WebhookDelivery.next_at <= now,
        WebhookEndpoint.state == EndpointState.ACTIVE,
    )


def hold_due(session: Session, now: datetime, until: datetime, limit: int, each: int) -> list[Held]:
    """Hold deliveries that are due, the longest waiting first.

    Parameters
    ----------
    session : Session
    now : datetime
    until : datetime
        Nobody else sends them before.
    limit : int
        Most deliveries.
    each : int
        Most deliveries to one endpoint, so that a slow one does not hold the others up.
    """
    query = (
        select(WebhookDelivery, WebhookEndpoint, WebhookMessage)
        .join(WebhookEndpoint, WebhookEndpoint.id == WebhookDelivery.endpoint_id)
        .join(WebhookMessage, WebhookMessage.id == WebhookDelivery.message_id)
        .where(*_due(now))
        .order_by(WebhookDelivery.next_at, WebhookDelivery.id)
        .limit(limit * _CANDIDATES)
        .with_for_update(skip_locked=True, of=WebhookDelivery)
    )
    held: list[Held] = []
    count: dict[str, int] = {}
    for delivery, endpoint, message in session.execute(query):
        if len(held) == limit:
            break
        if count.get(endpoint.id, 0) == each:
            continue
        count[endpoint.id] = count.get(endpoint.id, 0) + 1
        delivery.next_at, delivery.held = until, True
        secrets = [endpoint.secret]
        if endpoint.earlier_secret and endpoint.earlier_until and endpoint.earlier_until > now:
            secrets.append(endpoint.earlier_secret)
        held.append(
            Held(
                delivery_id=delivery.id,
                message_id=message.id,
                endpoint_id=endpoint.id,
                url=endpoint.url,
                secrets=tuple(secrets),
                body=message.body,
                tries=delivery.tries,
            )
        )
    session.flush()
    return held


def release_held(session: Session, now: datetime) -> None:
    """Make what a dead sender held due now; only where nobody else sends from the store."""
    session.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.state == DeliveryState.WAITING, WebhookDelivery.held.is_(True))
        .values(next_at=now, held=False)
    )


def tick_off(
    session: Session,
    held: Held,
    at: datetime,
    *,
    status: int | None,
    error: str,
    ms: int,
    state: DeliveryState,
    next_at: datetime,
) -> WebhookDelivery | None:
    """Note what came of an attempt; ``None`` when the delivery is gone meanwhile."""
    row = session.get(WebhookDelivery, held.delivery_id)
    if row is None:
        return None
    number = last_number(session, row.id) + 1
    session.add(
        WebhookAttempt(delivery_id=row.id, number=number, at=at, status=status, error=error, ms=ms)
    )
    row.held = False
    if row.state == DeliveryState.DELIVERED:
        return row
    row.state, row.tries, row.next_at = state, held.tries + 1, next_at
    row.ended_at = None if state == DeliveryState.WAITING else at
    session.flush()
    return row


def forget_messages(session: Session, now: datetime | None = None) -> None:
    """Drop messages that are over since 30 days, with their log."""
    before = (now or datetime.now(UTC)) - KEPT
    over = select(WebhookDelivery.id).where(WebhookDelivery.ended_at < before)
    session.execute(delete(WebhookAttempt).where(WebhookAttempt.delivery_id.in_(over)))
    session.execute(delete(WebhookDelivery).where(WebhookDelivery.ended_at < before))
    waited = select(func.count()).where(WebhookDelivery.message_id == WebhookMessage.id)
    session.execute(
        delete(WebhookMessage).where(
            WebhookMessage.at < before, waited.correlate(WebhookMessage).scalar_subquery() == 0
        )
    )
