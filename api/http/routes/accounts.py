"""Accounts as administrators look after them: keys, sessions, failed sign-ins, contacts."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request, status
from pydantic import BaseModel, Field

from api.access import Role
from api.http.route import ActorOf, ServiceRoute, SessionOf, open_to
from api.usecases import accounts, principals

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["principals"], route_class=ServiceRoute)


class KeptKey(BaseModel):
    """A key without its text, which is not kept."""

    id: str
    label: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    opens: bool = Field(description="Whether it opens anything now, its owner being active.")


class StandingAnswer(BaseModel):
    """Whether and how somebody can come in."""

    has_password: bool
    sessions: int = Field(description="Browsers they are signed in with.")
    failures: int = Field(description="Sign-ins that failed lately.")
    blocked: bool = Field(description="Whether so many failed that the next has to wait.")
    forgotten_at: datetime | None = Field(description="When the last failure stops counting.")


class ContactAnswer(BaseModel):
    """Who answers for a department."""

    id: str
    name: str


class DepartmentAnswer(BaseModel):
    """A department with who answers for it."""

    id: str
    name: dict[str, str]
    listed: bool = Field(description="Whether the office's list of departments has it.")
    resources: int
    contacts: list[ContactAnswer]


@router.get("/principals/{principal_id}/keys", **open_to(Role.ADMIN, Role.AUDITOR))
def list_keys(principal_id: str, session: SessionOf) -> list[KeptKey]:
    """List the keys of somebody, the newest first, also those that open nothing any more."""
    return [
        KeptKey(
            id=key.id,
            label=key.label,
            created_at=key.created_at,
            expires_at=key.expires_at,
            revoked_at=key.revoked_at,
            opens=accounts.is_open(key),
        )
        for key in accounts.keys_of(session, principals.read(session, principal_id))
    ]


@router.get("/principals/{principal_id}/sign-in", **open_to(Role.ADMIN, Role.AUDITOR))
def read_standing(principal_id: str, request: Request, session: SessionOf) -> StandingAnswer:
    """Read whether somebody has a password, is signed in, or has to wait after failures."""
    row = principals.read(session, principal_id)
    found = accounts.standing_of(session, request.app.state.settings, row)
    return StandingAnswer(
        has_password=found.has_password,
        sessions=found.sessions,
        failures=found.failures,
        blocked=found.blocked,
        forgotten_at=found.forgotten_at,
    )


@router.delete(
    "/principals/{principal_id}/sessions",
    status_code=status.HTTP_204_NO_CONTENT,
    **open_to(Role.ADMIN),
)
def end_sessions(principal_id: str, session: SessionOf, actor: ActorOf) -> None:
    """Sign somebody out of every browser; their keys stay."""
    accounts.end_sessions(session, actor, principals.read(session, principal_id))


@router.delete(
    "/principals/{principal_id}/sign-in/failures",
    status_code=status.HTTP_204_NO_CONTENT,
    **open_to(Role.ADMIN),
)
def forget_failures(principal_id: str, session: SessionOf, actor: ActorOf) -> None:
    """Forget the failed sign-ins of somebody, so that they need not wait."""
    accounts.forget_failures(session, actor, principals.read(session, principal_id))


@router.get("/departments", **open_to(Role.ADMIN, Role.OFFICE, Role.LEADER, Role.AUDITOR))
def list_departments(session: SessionOf) -> list[DepartmentAnswer]:
    """List the departments with who answers for each."""
    return [
        DepartmentAnswer(
            id=found.id,
            name=found.name.model_dump(),
            listed=found.listed,
            resources=found.resources,
            contacts=[ContactAnswer(id=row.id, name=row.name) for row in found.contacts],
        )
        for found in accounts.department_contacts(session)
    ]
