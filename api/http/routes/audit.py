"""``/v1/audit``: what was done, by whom, in a chain that shows every change to it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from api.access import Role
from api.http.language import language_of
from api.http.paging import PageSize
from api.http.route import ServiceRoute, SessionOf, open_to
from api.store.audit import audit_events, find_broken_link

__all__ = ["router"]

router = APIRouter(prefix="/v1/audit", tags=["audit"], route_class=ServiceRoute)
READERS = (Role.ADMIN, Role.OFFICE, Role.AUDITOR)


class Event(BaseModel):
    """One link of the chain."""

    sequence: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]
    previous: str
    digest: str


class Events(BaseModel):
    """Links in order; ask again with `after` set to the last sequence number."""

    items: list[Event]


class ChainVerdict(BaseModel):
    """Whether the chain holds, and where it first does not."""

    holds: bool
    broken_at: int | None = None
    reason: str = ""


@router.get("", **open_to(*READERS))
def list_events(
    session: SessionOf, after: Annotated[int, Query(ge=0, le=10**15)] = 0, size: PageSize = 100
) -> Events:
    """List the links of the audit chain."""
    return Events(
        items=[
            Event(
                sequence=row.sequence,
                at=row.at,
                actor=row.actor,
                action=row.action,
                subject=row.subject,
                detail=json.loads(row.detail),
                previous=row.previous,
                digest=row.digest,
            )
            for row in audit_events(session, after, size)
        ]
    )


@router.get("/verdict", **open_to(*READERS))
def verify_chain(
    request: Request,
    session: SessionOf,
    head: Annotated[
        str | None, Query(pattern="^[0-9a-f]{64}$", description="A hash noted earlier.")
    ] = None,
) -> ChainVerdict:
    """Check every link of the audit chain."""
    broken = find_broken_link(session, head)
    if broken is None:
        return ChainVerdict(holds=True)
    reason = broken.reason.in_lang(language_of(request))
    return ChainVerdict(holds=False, broken_at=broken.sequence, reason=reason)
