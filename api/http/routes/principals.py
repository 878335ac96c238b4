"""``/v1/principals`` and ``/v1/me``: who may sign in, with which roles and keys."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response, status
from pydantic import BaseModel, Field, ValidationError

from api.access import GrantedRole, Role
from api.access.roles import EVERYBODY
from api.http.conditional import IfMatch, check_match, tagged
from api.http.merge_patch import MergePatch, merged
from api.http.paging import Cursor, Paged, PageSize, cursor_of, position_of
from api.http.route import ActorOf, ServiceRoute, SessionOf, open_to
from api.problems import Problem
from api.store import principals as store
from api.store.tables import Principal
from api.usecases import principals
from api.usecases.passwords import LEAST_LENGTH
from scenarios.formats.structure import structure_findings

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["principals"], route_class=ServiceRoute)

Name = Annotated[str, Field(min_length=1, max_length=120)]


class GrantBody(BaseModel):
    """A role; a contact names the department, a team member the project."""

    role: Role
    department: str | None = None
    project: str | None = None


class PrincipalBody(BaseModel):
    """Somebody to add."""

    name: Name
    login: Name
    password: Annotated[str, Field(min_length=LEAST_LENGTH, max_length=200)] | None = None
    grants: list[GrantBody] = []


class PrincipalPatch(BaseModel, extra="forbid"):
    """What may be changed of somebody."""

    name: Name
    active: bool


class PrincipalAnswer(BaseModel):
    """Somebody who may sign in."""

    id: str
    name: str
    login: str
    active: bool
    created_at: datetime
    grants: list[GrantBody]


class KeyBody(BaseModel):
    """A key to issue."""

    label: Name
    expires_at: datetime | None = None


class KeyAnswer(BaseModel):
    """An issued key; its text is shown this once."""

    id: str
    label: str
    key: str | None


class Me(BaseModel):
    """The caller."""

    id: str
    name: str
    grants: list[GrantBody]


def _grants(grants: tuple[GrantedRole, ...]) -> list[GrantBody]:
    return [GrantBody(role=g.role, department=g.department, project=g.project) for g in grants]


def _shown(session: SessionOf, row: Principal, response: Response | None = None) -> PrincipalAnswer:
    if response is not None:
        tagged(response, row.id, row.version)
    return PrincipalAnswer(
        id=row.id,
        name=row.name,
        login=row.login,
        active=row.active,
        created_at=row.created_at,
        grants=_grants(store.grants_of(session, row.id)),
    )


@router.get("/me", **open_to(*EVERYBODY))
def read_me(actor: ActorOf) -> Me:
    """Say who you are and what you may do."""
    return Me(id=actor.id, name=actor.name, grants=_grants(actor.grants))


@router.get("/principals", **open_to(Role.ADMIN, Role.AUDITOR))
def list_principals(
    session: SessionOf,
    cursor: Cursor = None,
    size: PageSize = 100,
    named: Annotated[
        str, Query(max_length=120, description="Only those whose name or login holds it.")
    ] = "",
) -> Paged[PrincipalAnswer]:
    """List who may sign in."""
    rows = store.list_principals(session, position_of(cursor), size + 1, named=named)
    more = cursor_of(rows[size - 1].id) if len(rows) > size else None
    return Paged(items=[_shown(session, row) for row in rows[:size]], next=more)


@router.post("/principals", status_code=status.HTTP_201_CREATED, **open_to(Role.ADMIN))
def add_principal(
    body: PrincipalBody, response: Response, session: SessionOf, actor: ActorOf
) -> PrincipalAnswer:
    """Add somebody with roles."""
    grants = [GrantedRole(g.role, g.department, g.project) for g in body.grants]
    row = principals.add(session, actor, body.name, body.login, grants, body.password)
    response.headers["Location"] = f"/v1/principals/{row.id}"
    return _shown(session, row, response)


@router.get("/principals/{principal_id}", **open_to(Role.ADMIN, Role.AUDITOR))
def read_principal(principal_id: str, response: Response, session: SessionOf) -> PrincipalAnswer:
    """Read who somebody is."""
    return _shown(session, principals.read(session, principal_id), response)


@router.patch("/principals/{principal_id}", **open_to(Role.ADMIN, patch=True))
def amend_principal(
    principal_id: str,
    patch: MergePatch,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
    if_match: IfMatch,
) -> PrincipalAnswer:
    """Rename somebody, or let them sign in no more (`active`: false)."""
    row = principals.read(session, principal_id)
    check_match(if_match, row.id, row.version)
    made = merged({"name": row.name, "active": row.active}, patch)
    try:
        body = PrincipalPatch.model_validate(made, strict=True)
    except ValidationError as error:
        raise Problem("invalid", findings=structure_findings(error)) from None
    principals.change(session, actor, row, body.name, active=body.active)
    return _shown(session, row, response)


@router.put("/principals/{principal_id}/grants", **open_to(Role.ADMIN))
def replace_grants(
    principal_id: str,
    grants: list[GrantBody],
    response: Response,
    session: SessionOf,
    actor: ActorOf,
    if_match: IfMatch,
) -> PrincipalAnswer:
    """Give somebody exactly these roles."""
    row = principals.read(session, principal_id)
    check_match(if_match, row.id, row.version)
    principals.regrant(
        session, actor, row, [GrantedRole(g.role, g.department, g.project) for g in grants]
    )
    return _shown(session, row, response)


@router.post(
    "/principals/{principal_id}/keys",
    status_code=status.HTTP_201_CREATED,
    **open_to(Role.ADMIN, hide="key"),
)
def issue_key(principal_id: str, body: KeyBody, session: SessionOf, actor: ActorOf) -> KeyAnswer:
    """Issue a key; it is shown this once."""
    row = principals.read(session, principal_id)
    key, secret = principals.issue_key(session, actor, row, body.label, body.expires_at)
    return KeyAnswer(id=key.id, label=key.label, key=secret)


@router.delete("/keys/{key_id}", status_code=status.HTTP_204_NO_CONTENT, **open_to(Role.ADMIN))
def revoke_key(key_id: str, session: SessionOf, actor: ActorOf) -> None:
    """Revoke a key at once."""
    principals.revoke_key(session, actor, key_id)
