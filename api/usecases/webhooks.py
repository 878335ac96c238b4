"""Webhook endpoints: registered by whoever may hear something, secrets shown once and rotated."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from api.access import Actor, Role
from api.problems import Problem
from api.store import Session
from api.store import webhooks as store
from api.store.audit import append_event
from api.store.tables import WebhookDelivery, WebhookEndpoint, WebhookMessage
from api.store.webhooks import DeliveryState, EndpointState
from api.usecases.announcements import KINDS, Notice, announce_to
from api.usecases.deliveries import disable
from api.webhooks.addresses import BadAddress, check_url
from api.webhooks.signing import new_secret
from optimizer.findings import Finding, Place, Severity

__all__ = [
    "change",
    "enable",
    "read",
    "read_own",
    "register",
    "remove",
    "resend",
    "rotate",
    "switch_off",
    "test",
]

_WORDS = {
    "bad-url": ("不是可用的网址。", "It is no usable URL."),
    "bad-scheme": ("只接受 https 网址。", "Only https is accepted."),
    "credentials": ("网址中不得含用户名或口令。", "A URL may hold no user name or password."),
    "private-address": (
        "不向内部地址发送。",
        "Nothing is sent to addresses inside, unless the operator allows it.",
    ),
}


def read(session: Session, actor: Actor, endpoint_id: str) -> WebhookEndpoint:
    """Return an endpoint of the actor's own; administrators read all.

    Raises
    ------
    Problem
        ``not-found``.
    """
    row = store.find_endpoint(session, endpoint_id)
    if row is None or not (row.owner_id == actor.id or actor.has(Role.ADMIN)):
        raise Problem("not-found")
    return row


def read_own(session: Session, actor: Actor, endpoint_id: str) -> WebhookEndpoint:
    """Return an endpoint of the actor's own.

    Raises
    ------
    Problem
        ``not-found``.
    """
    row = read(session, actor, endpoint_id)
    if row.owner_id != actor.id:
        raise Problem("not-found")
    return row


def register(
    session: Session,
    actor: Actor,
    url: str,
    kinds: Collection[str],
    label: str,
    *,
    allow_private: bool,
) -> WebhookEndpoint:
    """Register an endpoint of the actor's own; its secret is in the row, to be shown this once.

    Raises
    ------
    Problem
        ``invalid`` for a URL or a kind of event that can't be.
    """
    _check(url, kinds, allow_private)
    row = store.add_endpoint(session, actor.id, url, label, sorted(set(kinds)), new_secret())
    append_event(session, actor.id, "webhook.register", row.id, {"kinds": row.kinds})
    return row


def change(
    session: Session,
    actor: Actor,
    row: WebhookEndpoint,
    url: str,
    kinds: Collection[str],
    label: str,
    *,
    allow_private: bool,
) -> None:
    """Change where an endpoint is and what it wants.

    Raises
    ------
    Problem
        ``invalid``.
    """
    _check(url, kinds, allow_private)
    row.url, row.kinds, row.label = url, sorted(set(kinds)), label
    store.touch_endpoint(session, row)
    append_event(session, actor.id, "webhook.change", row.id, {"kinds": row.kinds})


def rotate(session: Session, actor: Actor, row: WebhookEndpoint, hours: int) -> None:
    """Give an endpoint another secret; for some hours the one before signs as well."""
    row.earlier_secret = row.secret
    row.earlier_until = datetime.now(UTC) + timedelta(hours=hours)
    row.secret = new_secret()
    store.touch_endpoint(session, row)
    append_event(session, actor.id, "webhook.rotate", row.id, {"hours": hours})


def switch_off(session: Session, actor: Actor, row: WebhookEndpoint) -> None:
    """Send nothing more to an endpoint."""
    disable(session, actor.id, row.id, "asked")


def enable(session: Session, actor: Actor, row: WebhookEndpoint) -> None:
    """Send to an endpoint again what happens from now on."""
    if row.state == EndpointState.ACTIVE:
        return
    row.state, row.reason = EndpointState.ACTIVE, ""
    store.touch_endpoint(session, row)
    append_event(session, actor.id, "webhook.enable", row.id)


def remove(session: Session, actor: Actor, row: WebhookEndpoint) -> None:
    """Take an endpoint away, with its log."""
    id_ = row.id
    store.remove_endpoint(session, row)
    append_event(session, actor.id, "webhook.remove", id_)


def test(session: Session, actor: Actor, row: WebhookEndpoint) -> None:
    """Send a test to an endpoint.

    Raises
    ------
    Problem
        ``conflict`` while it is disabled.
    """
    _check_active(row)
    path = f"/v1/webhooks/{row.id}"
    announce_to(session, row, Notice("webhook.test", path, {"webhook": row.id}))
    append_event(session, actor.id, "webhook.test", row.id)


def resend(
    session: Session, actor: Actor, row: WebhookEndpoint, delivery_id: str
) -> tuple[WebhookDelivery, WebhookMessage]:
    """Send a message again, from the beginning of the schedule, under its own id.

    Raises
    ------
    Problem
        ``not-found``, ``conflict`` while the endpoint is disabled or the message on its way.
    """
    found = store.find_delivery(session, delivery_id)
    if found is None or found[0].endpoint_id != row.id:
        raise Problem("not-found")
    _check_active(row)
    delivery, message = found
    if delivery.held:
        raise Problem("conflict", "正在发送。", "It is being sent.")
    delivery.state, delivery.tries, delivery.ended_at = DeliveryState.WAITING, 0, None
    delivery.next_at = datetime.now(UTC)
    append_event(session, actor.id, "webhook.resend", delivery.id, {"message": message.id})
    return found


def _check_active(row: WebhookEndpoint) -> None:
    if row.state != EndpointState.ACTIVE:
        raise Problem("conflict", "该回调已停用。", "The endpoint is disabled.")


def _check(url: str, kinds: Collection[str], allow_private: bool) -> None:
    found = []
    try:
        check_url(url, allow_private=allow_private)
    except BadAddress as bad:
        zh, en = _WORDS[bad.code]
        found.append(
            Finding(
                code=f"webhook.{bad.code}",
                severity=Severity.ERROR,
                place=Place(pointer="/url"),
                message_zh=zh,
                message_en=en,
                found=url[:120],
            )
        )
    for number, kind in enumerate(kinds):
        if kind not in KINDS:
            found.append(
                Finding(
                    code="webhook.unknown-kind",
                    severity=Severity.ERROR,
                    place=Place(pointer=f"/kinds/{number}"),
                    message_zh=f"没有事件类型“{kind}”。",
                    message_en=f"There is no kind of event {kind!r}.",
                    found=kind[:80],
                    expected=", ".join(KINDS),
                )
            )
    if found:
        raise Problem("invalid", findings=found)
