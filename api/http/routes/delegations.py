"""``/v1/delegations``: authorities lent until a date."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response, status
from pydantic import AwareDatetime, BaseModel, Field

from api.access import Role
from api.access.roles import EVERYBODY
from api.access.rules import SIGNING_ROLES
from api.http.conditional import IfMatch, check_match, tagged
from api.http.paging import Cursor, Paged, PageSize, cursor_of, position_of
from api.http.route import ActorOf, ServiceRoute, SessionOf, open_to
from api.store import authority as store
from api.store.tables import Delegation
from api.usecases import delegations

__all__ = ["router"]

router = APIRouter(prefix="/v1/delegations", tags=["authority"], route_class=ServiceRoute)


class DelegationBody(BaseModel):
    """To whom, until when; all one's authority, or that of one role."""

    to_id: Annotated[str, Field(min_length=1, max_length=120)]
    ends_at: AwareDatetime
    starts_at: AwareDatetime | None = None
    role: Role | None = None
    reason: Annotated[str, Field(max_length=4000)] = ""


class DelegationAnswer(BaseModel):
    """An authority lent to somebody until a date."""

    id: str
    from_id: str
    to_id: str
    role: Role | None
    reason: str
    starts_at: datetime
    ends_at: datetime
    revoked_at: datetime | None
    created_at: datetime
    version: int


def _shown(row: Delegation, response: Response | None = None) -> DelegationAnswer:
    if response is not None:
        tagged(response, row.id, row.version)
    return DelegationAnswer.model_validate(row, from_attributes=True)


@router.get("", **open_to(*EVERYBODY))
def list_delegations(
    session: SessionOf, actor: ActorOf, cursor: Cursor = None, size: PageSize = 100
) -> Paged[DelegationAnswer]:
    """List the delegations from and to you; office, leaders, auditors, administrators see all."""
    of = None if delegations.sees_every(actor) else actor.id
    rows = store.list_delegations(session, after=position_of(cursor), limit=size + 1, of=of)
    more = cursor_of(rows[size - 1].id) if len(rows) > size else None
    return Paged(items=[_shown(row) for row in rows[:size]], next=more)


@router.post(
    "", status_code=status.HTTP_201_CREATED, **open_to(*SIGNING_ROLES, key=True, problems=(404,))
)
def delegate(
    body: DelegationBody, response: Response, session: SessionOf, actor: ActorOf
) -> DelegationAnswer:
    """Lend your authority to somebody until a date."""
    row = delegations.delegate(
        session,
        actor,
        body.to_id,
        ends_at=body.ends_at,
        starts_at=body.starts_at,
        role=body.role,
        reason=body.reason,
    )
    response.headers["Location"] = f"/v1/delegations/{row.id}"
    return _shown(row, response)


@router.get("/{delegation_id}", **open_to(*EVERYBODY))
def read_delegation(
    delegation_id: str, response: Response, session: SessionOf, actor: ActorOf
) -> DelegationAnswer:
    """Read a delegation."""
    return _shown(delegations.read(session, actor, delegation_id), response)


@router.delete("/{delegation_id}", **open_to(*SIGNING_ROLES, Role.ADMIN))
def revoke_delegation(
    delegation_id: str, response: Response, session: SessionOf, actor: ActorOf, if_match: IfMatch
) -> DelegationAnswer:
    """End a delegation now; what was signed while it held stays signed."""
    row = delegations.read(session, actor, delegation_id)
    check_match(if_match, row.id, row.version)
    delegations.revoke(session, actor, row)
    return _shown(row, response)
