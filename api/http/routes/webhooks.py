"""``/v1/webhooks``: where programs want to be told, and what came of telling them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response, status
from pydantic import BaseModel, Field

from api.access import Role
from api.http.conditional import IfMatch, check_match, tagged
from api.http.paging import Cursor, Paged, PageSize, cursor_of, position_of
from api.http.route import ActorOf, ServiceRoute, SessionOf, open_to
from api.store import Session
from api.store import webhooks as store
from api.store.tables import WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookMessage
from api.store.webhooks import DeliveryState, EndpointState
from api.usecases import webhooks
from api.usecases.announcements import KINDS

__all__ = ["router"]

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"], route_class=ServiceRoute)

OWNERS = (Role.OFFICE, Role.LEADER, Role.CONTACT, Role.TEAM, Role.AUDITOR)
KEEPERS = (*OWNERS, Role.ADMIN)


class WebhookBody(BaseModel):
    """Where to send what; `kinds` empty: everything that you may hear of."""

    url: Annotated[str, Field(min_length=1, max_length=2000)]
    kinds: Annotated[list[str], Field(max_length=100)] = []
    label: Annotated[str, Field(max_length=120)] = ""


class WebhookAnswer(BaseModel):
    """An endpoint."""

    id: str
    owner_id: str
    url: str
    kinds: list[str]
    label: str
    state: EndpointState
    reason: str = Field(description="Why it is disabled: asked, gone (410) or unreachable.")
    heard_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime
    secret: str | None = Field(default=None, description="Shown once, when it is new.")


class WebhookKind(BaseModel):
    """A kind of event, with what it means."""

    kind: str
    zh: str
    en: str


class AttemptAnswer(BaseModel):
    """An attempt to deliver."""

    number: int
    at: datetime
    status: int | None
    error: str
    ms: int


class DeliveryAnswer(BaseModel):
    """A message on its way to an endpoint."""

    id: str
    message_id: str
    kind: str
    state: DeliveryState
    next_at: datetime | None
    created_at: datetime
    ended_at: datetime | None
    body: str
    attempts: list[AttemptAnswer]


def _shown(row: WebhookEndpoint, response: Response, *, secret: bool = False) -> WebhookAnswer:
    tagged(response, row.id, row.version)
    answer = _plain(row)
    return answer.model_copy(update={"secret": row.secret}) if secret else answer


def _plain(row: WebhookEndpoint) -> WebhookAnswer:
    return WebhookAnswer(
        id=row.id,
        owner_id=row.owner_id,
        url=row.url,
        kinds=row.kinds,
        label=row.label,
        state=EndpointState(row.state),
        reason=row.reason,
        heard_at=row.heard_at,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _told(
    delivery: WebhookDelivery, message: WebhookMessage, attempts: list[WebhookAttempt]
) -> DeliveryAnswer:
    return DeliveryAnswer(
        id=delivery.id,
        message_id=message.id,
        kind=message.kind,
        state=DeliveryState(delivery.state),
        next_at=delivery.next_at if delivery.state == DeliveryState.WAITING else None,
        created_at=delivery.created_at,
        ended_at=delivery.ended_at,
        body=message.body,
        attempts=[AttemptAnswer.model_validate(a, from_attributes=True) for a in attempts],
    )


@router.get("", **open_to(*KEEPERS))
def list_webhooks(
    session: SessionOf, actor: ActorOf, cursor: Cursor = None, size: PageSize = 100
) -> Paged[WebhookAnswer]:
    """List your endpoints; administrators see everybody's."""
    owner = None if actor.has(Role.ADMIN) else actor.id
    rows = store.list_endpoints(session, owner, position_of(cursor), size + 1)
    more = cursor_of(rows[size - 1].id) if len(rows) > size else None
    return Paged(items=[_plain(row) for row in rows[:size]], next=more)


@router.post("", status_code=status.HTTP_201_CREATED, **open_to(*OWNERS, hide="secret"))
def register_webhook(
    body: WebhookBody, request: Request, response: Response, session: SessionOf, actor: ActorOf
) -> WebhookAnswer:
    """Register an endpoint; its secret is shown this once."""
    allow = request.app.state.settings.allow_private_webhooks
    row = webhooks.register(session, actor, body.url, body.kinds, body.label, allow_private=allow)
    response.headers["Location"] = f"/v1/webhooks/{row.id}"
    return _shown(row, response, secret=True)


@router.get("/kinds", **open_to(*KEEPERS))
def list_kinds() -> list[WebhookKind]:
    """List the kinds of events."""
    return [WebhookKind(kind=kind, zh=zh, en=en) for kind, (zh, en) in KINDS.items()]


@router.get("/{webhook_id}", **open_to(*KEEPERS))
def read_webhook(
    webhook_id: str, response: Response, session: SessionOf, actor: ActorOf
) -> WebhookAnswer:
    """Read an endpoint."""
    return _shown(webhooks.read(session, actor, webhook_id), response)


@router.put("/{webhook_id}", **open_to(*OWNERS))
def change_webhook(
    webhook_id: str,
    body: WebhookBody,
    request: Request,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
    if_match: IfMatch,
) -> WebhookAnswer:
    """Change where an endpoint is and what it wants."""
    row = _own(session, actor, webhook_id, if_match)
    allow = request.app.state.settings.allow_private_webhooks
    webhooks.change(session, actor, row, body.url, body.kinds, body.label, allow_private=allow)
    return _shown(row, response)


@router.post("/{webhook_id}/rotate", **open_to(*OWNERS, hide="secret"))
def rotate_secret(
    webhook_id: str,
    request: Request,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
    if_match: IfMatch,
) -> WebhookAnswer:
    """Get a new secret, shown this once; for a while the one before signs as well."""
    row = _own(session, actor, webhook_id, if_match)
    webhooks.rotate(session, actor, row, request.app.state.settings.webhook_overlap_hours)
    return _shown(row, response, secret=True)


@router.post("/{webhook_id}/disable", **open_to(*KEEPERS))
def disable_webhook(
    webhook_id: str, response: Response, session: SessionOf, actor: ActorOf
) -> WebhookAnswer:
    """Send nothing more to an endpoint, and give up what waits for it."""
    row = webhooks.read(session, actor, webhook_id)
    webhooks.switch_off(session, actor, row)
    return _shown(row, response)


@router.post("/{webhook_id}/enable", **open_to(*OWNERS))
def enable_webhook(
    webhook_id: str, response: Response, session: SessionOf, actor: ActorOf
) -> WebhookAnswer:
    """Send to an endpoint again what happens from now on."""
    row = _own(session, actor, webhook_id)
    webhooks.enable(session, actor, row)
    return _shown(row, response)


@router.post("/{webhook_id}/test", status_code=status.HTTP_202_ACCEPTED, **open_to(*OWNERS))
def test_webhook(
    webhook_id: str, response: Response, session: SessionOf, actor: ActorOf
) -> WebhookAnswer:
    """Send a test to an endpoint."""
    row = _own(session, actor, webhook_id)
    webhooks.test(session, actor, row)
    return _shown(row, response)


@router.delete("/{webhook_id}", status_code=status.HTTP_204_NO_CONTENT, **open_to(*KEEPERS))
def remove_webhook(webhook_id: str, session: SessionOf, actor: ActorOf, if_match: IfMatch) -> None:
    """Take an endpoint away, with its log."""
    row = webhooks.read(session, actor, webhook_id)
    check_match(if_match, row.id, row.version)
    webhooks.remove(session, actor, row)


@router.get("/{webhook_id}/deliveries", **open_to(*KEEPERS))
def list_deliveries(
    webhook_id: str,
    session: SessionOf,
    actor: ActorOf,
    cursor: Cursor = None,
    size: PageSize = 100,
) -> Paged[DeliveryAnswer]:
    """List what was sent to an endpoint and what came of it, newest first."""
    row = webhooks.read(session, actor, webhook_id)
    found = store.list_deliveries(session, row.id, position_of(cursor), size + 1)
    more = cursor_of(found[size - 1][0].id) if len(found) > size else None
    attempts = store.attempts_of(session, [delivery.id for delivery, _ in found])
    items = [_told(d, m, attempts[d.id]) for d, m in found[:size]]
    return Paged(items=items, next=more)


@router.post(
    "/{webhook_id}/deliveries/{delivery_id}/resend",
    status_code=status.HTTP_202_ACCEPTED,
    **open_to(*OWNERS),
)
def resend_delivery(
    webhook_id: str, delivery_id: str, session: SessionOf, actor: ActorOf
) -> DeliveryAnswer:
    """Send a message again, under its own id."""
    row = _own(session, actor, webhook_id)
    delivery, message = webhooks.resend(session, actor, row, delivery_id)
    return _told(delivery, message, store.attempts_of(session, [delivery.id])[delivery.id])


def _own(session: Session, actor: ActorOf, webhook_id: str, if_match: str = "*") -> WebhookEndpoint:
    row = webhooks.read_own(session, actor, webhook_id)
    check_match(if_match, row.id, row.version)
    return row
