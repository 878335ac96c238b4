"""Principals, their roles, keys and sessions."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from api.access import Actor, GrantedRole, Role
from api.store.identifiers import new_id
from api.store.tables import ApiKey, Grant, Principal, WebSession

__all__ = [
    "actor_of",
    "actor_of_key",
    "actor_of_session",
    "add_principal",
    "any_principal",
    "contacts_by_department",
    "count_sessions",
    "find_principal",
    "find_session",
    "grants_of",
    "issue_key",
    "issue_session",
    "keys_of",
    "list_principals",
    "principal_by_login",
    "replace_grants",
    "revoke_key",
    "revoke_session",
    "revoke_sessions",
    "set_password_hash",
]

KEY_PREFIX = "rt"


def add_principal(
    session: Session,
    name: str,
    login: str,
    grants: Iterable[GrantedRole],
    password_hash: str | None = None,
) -> Principal:
    """Add a principal with roles; the caller has made sure that the login is free."""
    principal = Principal(
        id=new_id("prn"),
        name=name,
        login=login,
        password_hash=password_hash,
        created_at=datetime.now(UTC),
    )
    session.add(principal)
    session.flush()
    replace_grants(session, principal.id, grants)
    return principal


def replace_grants(session: Session, principal_id: str, grants: Iterable[GrantedRole]) -> None:
    """Give a principal exactly these roles."""
    session.execute(delete(Grant).where(Grant.principal_id == principal_id))
    session.add_all(
        Grant(
            id=new_id("grt"),
            principal_id=principal_id,
            role=grant.role.value,
            department=grant.department,
            project=grant.project,
        )
        for grant in grants
    )
    session.flush()


def grants_of(session: Session, principal_id: str) -> tuple[GrantedRole, ...]:
    """Return the roles of a principal."""
    rows = session.scalars(
        select(Grant).where(Grant.principal_id == principal_id).order_by(Grant.id)
    )
    return tuple(GrantedRole(Role(row.role), row.department, row.project) for row in rows)


def any_principal(session: Session) -> bool:
    """Say whether anybody is known."""
    return session.scalar(select(func.count()).select_from(Principal)) != 0


def find_principal(session: Session, principal_id: str) -> Principal | None:
    """Return the principal with an id."""
    return session.get(Principal, principal_id)


def principal_by_login(session: Session, login: str) -> Principal | None:
    """Return the principal with a login."""
    return session.scalar(select(Principal).where(Principal.login == login))


def list_principals(
    session: Session, after: str = "", limit: int = 100, *, named: str = ""
) -> list[Principal]:
    """Return principals in the order of their ids, from behind ``after``.

    With ``named``, those whose name or login holds it, in small letters or capitals.
    """
    query = select(Principal).where(Principal.id > after)
    if named:
        query = query.where(
            or_(
                Principal.name.icontains(named, autoescape=True),
                Principal.login.icontains(named, autoescape=True),
            )
        )
    return list(session.scalars(query.order_by(Principal.id).limit(limit)))


def contacts_by_department(session: Session) -> dict[str, list[Principal]]:
    """Return the active contacts of each department that has any."""
    query = (
        select(Grant.department, Principal)
        .join(Principal, Principal.id == Grant.principal_id)
        .where(Grant.role == Role.CONTACT.value, Grant.department.is_not(None), Principal.active)
        .order_by(Principal.name, Principal.id)
    )
    found: dict[str, list[Principal]] = {}
    for department, row in session.execute(query):
        found.setdefault(department or "", []).append(row)
    return found


def issue_key(
    session: Session, principal_id: str, label: str, expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """Return a new key's row and its text, which is shown this once and not kept."""
    secret = f"{KEY_PREFIX}_{secrets.token_urlsafe(32)}"
    row = ApiKey(
        id=new_id("key"),
        principal_id=principal_id,
        label=label,
        digest=_digest(secret),
        created_at=datetime.now(UTC),
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    return row, secret


def keys_of(session: Session, principal_id: str) -> list[ApiKey]:
    """Return the keys of a principal, also those that open nothing any more, the newest first."""
    query = select(ApiKey).where(ApiKey.principal_id == principal_id)
    return list(session.scalars(query.order_by(ApiKey.created_at.desc(), ApiKey.id.desc())))


def revoke_key(session: Session, key_id: str) -> bool:
    """Revoke a key; false when there is none."""
    row = session.get(ApiKey, key_id)
    if row is None or row.revoked_at is not None:
        return False
    row.revoked_at = datetime.now(UTC)
    return True


def actor_of_key(session: Session, secret: str) -> Actor | None:
    """Return whose key it is, or ``None`` when it opens nothing (any more)."""
    row = session.scalar(select(ApiKey).where(ApiKey.digest == _digest(secret)))
    if row is None or row.revoked_at is not None or _is_over(row.expires_at):
        return None
    return actor_of(session, row.principal_id)


def issue_session(session: Session, principal_id: str, hours: int) -> tuple[str, WebSession]:
    """Return a new session's cookie, which is not kept, and its row with the CSRF token."""
    cookie = secrets.token_urlsafe(32)
    now = datetime.now(UTC)
    row = WebSession(
        digest=_digest(cookie),
        principal_id=principal_id,
        csrf=secrets.token_urlsafe(24),
        created_at=now,
        expires_at=now + timedelta(hours=hours),
    )
    session.add(row)
    session.flush()
    return cookie, row


def find_session(session: Session, cookie: str) -> WebSession | None:
    """Return the session of a cookie, also one whose time is over."""
    return session.get(WebSession, _digest(cookie))


def count_sessions(session: Session, principal_id: str) -> int:
    """Return how many browsers a principal is signed in with now."""
    query = select(func.count()).select_from(WebSession)
    query = query.where(
        WebSession.principal_id == principal_id, WebSession.expires_at > datetime.now(UTC)
    )
    return session.execute(query).scalar_one()


def revoke_session(session: Session, cookie: str) -> None:
    """End a session."""
    session.execute(delete(WebSession).where(WebSession.digest == _digest(cookie)))


def revoke_sessions(session: Session, principal_id: str, but: str | None = None) -> None:
    """End every session of a principal, but the one of a cookie."""
    query = delete(WebSession).where(WebSession.principal_id == principal_id)
    if but is not None:
        query = query.where(WebSession.digest != _digest(but))
    session.execute(query)


def set_password_hash(session: Session, row: Principal, password_hash: str | None) -> None:
    """Keep another password's hash, or none."""
    row.password_hash = password_hash
    row.version += 1
    session.flush()


def actor_of_session(session: Session, cookie: str) -> tuple[Actor, str] | None:
    """Return who is signed in with a cookie, and the session's CSRF token."""
    row = find_session(session, cookie)
    if row is None or _is_over(row.expires_at):
        return None
    actor = actor_of(session, row.principal_id)
    return None if actor is None else (actor, row.csrf)


def actor_of(session: Session, principal_id: str) -> Actor | None:
    """Return somebody with the roles they have now; ``None`` when they may not sign in."""
    principal = session.get(Principal, principal_id)
    if principal is None or not principal.active:
        return None
    return Actor(principal.id, principal.name, grants_of(session, principal.id))


def _is_over(moment: datetime | None) -> bool:
    return moment is not None and moment <= datetime.now(UTC)


def _digest(secret: str) -> str:
    # The secret has 256 random bits: a plain hash can't be searched, and a lookup by the hash
    # compares in constant time whatever the secret.
    return hashlib.sha256(secret.encode()).hexdigest()
