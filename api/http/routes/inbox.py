"""``/v1/inbox``: what waits for your answer or signature."""

from __future__ import annotations

from collections import Counter

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.access import Role
from api.access.roles import EVERYBODY
from api.http.paging import Cursor, PageSize, cursor_of, position_of
from api.http.route import ActorOf, ServiceRoute, SessionOf, open_to
from api.usecases import inbox

__all__ = ["router"]

router = APIRouter(prefix="/v1/inbox", tags=["authority"], route_class=ServiceRoute)

PEOPLE = tuple(role for role in EVERYBODY if role is not Role.ADMIN)


class WaitingAnswer(BaseModel):
    """One thing that waits for you."""

    kind: str = Field(
        description="answer-line, settle-line, sign, assess-request or approve-request"
    )
    key: str
    href: str = Field(description="Where it is read and acted on.")
    round_id: str
    scope: str
    project: str
    title: dict[str, str]
    detail: str
    authorities: list[str] = Field(description="To sign: with whose authority you may.")


class Inbox(BaseModel):
    """A page of what waits, and how much there is of each kind in all."""

    items: list[WaitingAnswer]
    next: str | None
    counts: dict[str, int]


@router.get("", **open_to(*PEOPLE))
def read_inbox(
    session: SessionOf, actor: ActorOf, cursor: Cursor = None, size: PageSize = 100
) -> Inbox:
    """Read what waits for your answer or signature."""
    found = inbox.waiting_for(session, actor)
    after = position_of(cursor)
    rest = [item for item in found if item.order > after]
    return Inbox(
        items=[
            WaitingAnswer(
                kind=item.kind,
                key=item.key,
                href=item.href,
                round_id=item.round_id,
                scope=item.scope,
                project=item.project,
                title=item.title.model_dump(),
                detail=item.detail,
                authorities=list(item.authorities),
            )
            for item in rest[:size]
        ],
        next=cursor_of(rest[size - 1].order) if len(rest) > size else None,
        counts=dict(Counter(item.kind for item in found)),
    )
