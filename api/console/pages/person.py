"""Administration of one account: name, roles, password, sessions, lockouts, keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Form, Request, Response

from api.access import Role
from api.console.forms import Fields, check_version
from api.console.page import fragment, gone_to, page, voice_of
from api.console.pages.people import (
    GRANTS,
    READERS,
    checked_password,
    grants_in,
    grants_shown,
    lists_of,
)
from api.console.route import console_router
from api.http.route import ActorOf, SessionOf, open_to
from api.problems import Problem
from api.store import Session
from api.store import principals as store
from api.store.tables import ApiKey, Principal
from api.usecases import accounts, principals, sign_in

__all__ = ["router"]

router = console_router()

Version = Annotated[int, Form()]


@router.get("/admin/people/{principal_id}", **open_to(*READERS))
def show(principal_id: str, request: Request, session: SessionOf, actor: ActorOf) -> Response:
    """Show an account."""
    row = principals.read(session, principal_id)
    grants = store.grants_of(session, row.id)
    return page(
        request,
        "person.html",
        person=row,
        held=grants,
        grants=grants_shown(grants),
        table=GRANTS,
        lists=lists_of(session, voice_of(request)),
        standing=accounts.standing_of(session, request.app.state.settings, row),
        keeps=actor.has(Role.ADMIN),
        own=row.id == actor.id,
        keys=_keys(session, row),
    )


@router.post("/admin/people/{principal_id}", **open_to(Role.ADMIN))
def change(
    principal_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    version: Version,
    name: Annotated[str, Form(min_length=1, max_length=120)],
    active: Annotated[str, Form()] = "",
) -> Response:
    """Rename somebody, or let them sign in no more."""
    row = principals.read(session, principal_id)
    check_version(version, row.version)
    principals.change(session, actor, row, name, active=bool(active))
    return gone_to(request, f"/admin/people/{row.id}", "notice.person-changed")


@router.post("/admin/people/{principal_id}/roles", **open_to(Role.ADMIN))
def regrant(
    principal_id: str,
    request: Request,
    fields: Fields,
    session: SessionOf,
    actor: ActorOf,
    version: Version,
) -> Response:
    """Give somebody exactly the roles of the form."""
    row = principals.read(session, principal_id)
    check_version(version, row.version)
    principals.regrant(session, actor, row, grants_in(fields))
    return gone_to(request, f"/admin/people/{row.id}", "notice.person-changed")


@router.post("/admin/people/{principal_id}/password", **open_to(Role.ADMIN))
def set_password(
    principal_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    password: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Give somebody a password."""
    row = principals.read(session, principal_id)
    sign_in.set_password(session, actor, row, checked_password(password))
    return gone_to(request, f"/admin/people/{row.id}", "notice.password-set")


@router.post("/admin/people/{principal_id}/password/remove", **open_to(Role.ADMIN))
def remove_password(
    principal_id: str, request: Request, session: SessionOf, actor: ActorOf
) -> Response:
    """Take somebody's password away: they come in by key or identity provider only."""
    row = principals.read(session, principal_id)
    sign_in.set_password(session, actor, row, None)
    return gone_to(request, f"/admin/people/{row.id}", "notice.password-removed")


@router.post("/admin/people/{principal_id}/sessions/end", **open_to(Role.ADMIN))
def end_sessions(
    principal_id: str, request: Request, session: SessionOf, actor: ActorOf
) -> Response:
    """Sign somebody out everywhere."""
    row = principals.read(session, principal_id)
    accounts.end_sessions(session, actor, row)
    return gone_to(request, f"/admin/people/{row.id}", "notice.sessions-ended")


@router.post("/admin/people/{principal_id}/failures/forget", **open_to(Role.ADMIN))
def forget_failures(
    principal_id: str, request: Request, session: SessionOf, actor: ActorOf
) -> Response:
    """Forget somebody's failed sign-ins."""
    row = principals.read(session, principal_id)
    accounts.forget_failures(session, actor, row)
    return gone_to(request, f"/admin/people/{row.id}", "notice.failures-forgotten")


# No Idempotency-Key: what answers one is kept, and the text of a key is not to be kept anywhere.
@router.post("/admin/people/{principal_id}/keys", **open_to(Role.ADMIN))
def issue_key(
    principal_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    label: Annotated[str, Form(min_length=1, max_length=120)],
    days: Annotated[str, Form(pattern=r"^\d{0,5}$")] = "",
) -> Response:
    """Issue a key; the panel that comes back shows it this once."""
    row = principals.read(session, principal_id)
    ends = datetime.now(UTC) + timedelta(days=int(days)) if days and int(days) else None
    _, secret = principals.issue_key(session, actor, row, label, ends)
    response = fragment(
        request, "_keys.html", person=row, keeps=True, issued=secret, keys=_keys(session, row)
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@router.post("/admin/people/{principal_id}/keys/{key_id}/revoke", **open_to(Role.ADMIN))
def revoke_key(
    principal_id: str, key_id: str, request: Request, session: SessionOf, actor: ActorOf
) -> Response:
    """Revoke a key at once."""
    row = principals.read(session, principal_id)
    if all(key.id != key_id for key in accounts.keys_of(session, row)):
        raise Problem("not-found")
    principals.revoke_key(session, actor, key_id)
    return fragment(request, "_keys.html", person=row, keeps=True, keys=_keys(session, row))


def _keys(session: Session, row: Principal) -> list[tuple[ApiKey, bool]]:
    """Return the keys, and whether each opens anything now."""
    return [(key, accounts.is_open(key)) for key in accounts.keys_of(session, row)]
