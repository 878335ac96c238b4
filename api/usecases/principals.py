"""Keeping who may sign in, with which roles and keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from api.access import Actor, GrantedRole, Role
from api.problems import Problem
from api.store import Session
from api.store import principals as store
from api.store.audit import append_event
from api.store.tables import ApiKey, Principal
from api.usecases.passwords import hash_password

__all__ = ["FIRST_LOGIN", "add", "begin", "change", "issue_key", "read", "regrant", "revoke_key"]

FIRST_LOGIN = "admin"


def begin(session: Session) -> str | None:
    """Make the first administrator on an empty store and return the key, else ``None``."""
    if store.any_principal(session):
        return None
    roles = [GrantedRole(Role.ADMIN), GrantedRole(Role.OFFICE)]
    admin = store.add_principal(session, "Administrator", FIRST_LOGIN, roles)
    _, secret = store.issue_key(session, admin.id, "first key")
    append_event(session, "system", "principal.begin", admin.id)
    return secret


def read(session: Session, principal_id: str) -> Principal:
    """Return a principal.

    Raises
    ------
    Problem
        ``not-found``.
    """
    row = store.find_principal(session, principal_id)
    if row is None:
        raise Problem("not-found")
    return row


def add(
    session: Session,
    actor: Actor,
    name: str,
    login: str,
    grants: Sequence[GrantedRole],
    password: str | None,
) -> Principal:
    """Add a principal.

    Raises
    ------
    Problem
        ``key-taken`` for the login, ``invalid`` for a role without its department or project.
    """
    _check_grants(grants)
    if store.principal_by_login(session, login) is not None:
        raise Problem("key-taken")
    digest = None if password is None else hash_password(password)
    row = store.add_principal(session, name, login, grants, digest)
    append_event(session, actor.id, "principal.add", row.id, {"login": login, **_told(grants)})
    return row


def regrant(session: Session, actor: Actor, row: Principal, grants: Sequence[GrantedRole]) -> None:
    """Give a principal exactly these roles.

    Raises
    ------
    Problem
        ``invalid``; ``conflict`` for taking the last role from oneself.
    """
    _check_grants(grants)
    if row.id == actor.id and not any(grant.role is Role.ADMIN for grant in grants):
        raise Problem(
            "conflict", "不能取消自己的管理员角色。", "You can't give up your own admin role."
        )
    store.replace_grants(session, row.id, grants)
    row.version += 1
    append_event(session, actor.id, "principal.regrant", row.id, _told(grants))


def change(session: Session, actor: Actor, row: Principal, name: str, *, active: bool) -> None:
    """Rename a principal, or let it sign in no more; its browser sessions end then.

    Raises
    ------
    Problem
        ``conflict`` for shutting oneself out.
    """
    if row.id == actor.id and not active:
        raise Problem("conflict", "不能停用自己。", "You can't shut yourself out.")
    row.name, row.active = name, active
    row.version += 1
    if not active:
        store.revoke_sessions(session, row.id)
    append_event(session, actor.id, "principal.change", row.id, {"name": name, "active": active})


def issue_key(
    session: Session, actor: Actor, row: Principal, label: str, expires_at: datetime | None
) -> tuple[ApiKey, str]:
    """Issue a key and return its row and its text."""
    key, secret = store.issue_key(session, row.id, label, expires_at)
    append_event(session, actor.id, "key.issue", key.id, {"principal": row.id})
    return key, secret


def revoke_key(session: Session, actor: Actor, key_id: str) -> None:
    """Revoke a key.

    Raises
    ------
    Problem
        ``not-found``.
    """
    if not store.revoke_key(session, key_id):
        raise Problem("not-found")
    append_event(session, actor.id, "key.revoke", key_id)


def _check_grants(grants: Sequence[GrantedRole]) -> None:
    for grant in grants:
        needs_department = grant.role is Role.CONTACT
        needs_project = grant.role is Role.TEAM
        if needs_department != (grant.department is not None) or needs_project != (
            grant.project is not None
        ):
            raise Problem(
                "invalid",
                "联络人须指明部门，项目组须指明项目，其他角色都不需要。",
                "A contact names a department, a team member a project, other roles neither.",
            )


def _told(grants: Sequence[GrantedRole]) -> dict[str, object]:
    return {"grants": [[g.role.value, g.department, g.project] for g in grants]}
