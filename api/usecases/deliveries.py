"""Delivering what the outbox holds: held, sent outside any transaction, ticked off."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime, timedelta
from typing import Protocol

from api.settings import Settings
from api.store import Database, Session
from api.store.audit import append_event
from api.store.outbox import Held, any_due, forget_messages, hold_due, release_held, tick_off
from api.store.webhooks import (
    DeliveryState,
    EndpointState,
    find_endpoint,
    give_up_waiting,
    touch_endpoint,
)
from api.webhooks.schedule import wait_seconds
from api.webhooks.sending import Attempt, attempt_delivery
from api.webhooks.signing import signed_headers

__all__ = ["Send", "deliver_due", "disable", "take_over"]

AT_ONCE = 16
AT_ONCE_EACH = 4
LOOK_UP_SECONDS = 60
"""How much longer than an attempt's time limit a delivery is held: names are looked up before, by
a resolver that keeps its own time."""


class Send(Protocol):
    """Makes one attempt."""

    def __call__(
        self,
        url: str,
        headers: dict[str, str],
        body: str,
        *,
        timeout: float,
        allow_private: bool,
    ) -> Attempt:
        """Return what came of it."""


def _now() -> datetime:
    return datetime.now(UTC)


def deliver_due(
    database: Database,
    settings: Settings,
    *,
    send: Send = attempt_delivery,
    clock: Callable[[], datetime] = _now,
) -> int:
    """Send what is due, once, and return how many attempts that took.

    Any number of threads and processes may do this at the same time: none sends what another holds.
    One that dies leaves what it held to be sent again, later, under the same id.

    Parameters
    ----------
    database, settings
    send, clock : callable
        How to send and tell the time.
    """
    now = clock()
    until = now + timedelta(seconds=settings.webhook_timeout_seconds + LOOK_UP_SECONDS)
    with database.reading() as session:
        if not any_due(session, now):
            return 0
    with database.writing() as session:
        held = hold_due(session, now, until, AT_ONCE, AT_ONCE_EACH)
    if not held:
        return 0

    def make(item: Held) -> Attempt:
        at = int(clock().timestamp())
        headers = signed_headers(item.message_id, at, item.body, item.secrets)
        return send(
            item.url,
            headers,
            item.body,
            timeout=settings.webhook_timeout_seconds,
            allow_private=settings.allow_private_webhooks,
        )

    with ThreadPoolExecutor(len(held), "webhook") as pool:
        made = {pool.submit(make, item): item for item in held}
        for future in as_completed(made):
            with database.writing() as session:
                _note(session, settings, made[future], future.result(), clock())
    return len(held)


def take_over(database: Database, clock: Callable[[], datetime] = _now) -> None:
    """Begin with a store of which nobody else sends: what a dead sender held is due at once."""
    with database.writing() as session:
        release_held(session, clock())
        forget_messages(session, clock())


def _note(session: Session, settings: Settings, held: Held, made: Attempt, now: datetime) -> None:
    wait = None
    if not made.is_delivered:
        schedule = settings.webhook_retry_seconds
        wait = wait_seconds(held.tries + 1, schedule, held.delivery_id, made.retry_after)
    state = DeliveryState.GIVEN_UP if wait is None else DeliveryState.WAITING
    row = tick_off(
        session,
        held,
        now,
        status=made.status,
        error=made.error,
        ms=round(made.seconds * 1000),
        state=DeliveryState.DELIVERED if made.is_delivered else state,
        next_at=now + timedelta(seconds=wait or 0.0),
    )
    endpoint = find_endpoint(session, held.endpoint_id)
    if row is None or endpoint is None:
        return
    if made.is_delivered:
        endpoint.heard_at = now
    elif made.status == 410:
        disable(session, "system", endpoint.id, "gone")
    elif wait is None and (endpoint.heard_at is None or endpoint.heard_at < row.created_at):
        # Nothing has reached it for as long as the whole schedule lasts.
        disable(session, "system", endpoint.id, "unreachable")


def disable(session: Session, actor_id: str, endpoint_id: str, reason: str) -> None:
    """Send nothing more to an endpoint, and give up what waits for it."""
    endpoint = find_endpoint(session, endpoint_id)
    if endpoint is None or endpoint.state == EndpointState.DISABLED:
        return
    endpoint.state, endpoint.reason = EndpointState.DISABLED, reason
    give_up_waiting(session, endpoint)
    touch_endpoint(session, endpoint)
    append_event(session, actor_id, "webhook.disable", endpoint.id, {"reason": reason})
