"""The tables. Documents of the domain are kept as JSON, what is searched for in columns."""

from __future__ import annotations

from api.store.tables.authority import Delegation, RoundAuthority, SignatureAct
from api.store.tables.delivery import ActualReport, ChangeRequest, RoundReview
from api.store.tables.pool import ImportUpload, InventoryItem, Request
from api.store.tables.principals import (
    ApiKey,
    Grant,
    Identity,
    OidcFlow,
    Principal,
    SignInTry,
    WebSession,
)
from api.store.tables.records import AuditEvent, IdempotencyRecord
from api.store.tables.rounds import (
    AllocationRound,
    Publication,
    ReviewLine,
    Run,
    RunEvent,
    Snapshot,
)
from api.store.tables.rows import Moment, Row
from api.store.tables.scenarios import Scenario, Sweep
from api.store.tables.webhooks import (
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookMessage,
)
from api.store.tables.workers import Worker

__all__ = [
    "ActualReport",
    "AllocationRound",
    "ApiKey",
    "AuditEvent",
    "ChangeRequest",
    "Delegation",
    "Grant",
    "IdempotencyRecord",
    "Identity",
    "ImportUpload",
    "InventoryItem",
    "Moment",
    "OidcFlow",
    "Principal",
    "Publication",
    "Request",
    "ReviewLine",
    "RoundAuthority",
    "RoundReview",
    "Row",
    "Run",
    "RunEvent",
    "Scenario",
    "SignInTry",
    "SignatureAct",
    "Snapshot",
    "Sweep",
    "WebSession",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookMessage",
    "Worker",
]
