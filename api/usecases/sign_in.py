"""Browser sessions: sign-in by password, its limits, sign-out, and changes of passwords.

A password takes long to check, on purpose. A sign-in therefore holds no transaction meanwhile: it
is counted as failed before, and the count is taken back after.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from api.access import Actor
from api.problems import Problem
from api.settings import Settings
from api.store import Database, Session, sign_in
from api.store import principals as store
from api.store.audit import append_event
from api.store.tables import Principal
from api.usecases.passwords import hash_password, verify_password

__all__ = [
    "SignedIn",
    "change_password",
    "open_session",
    "set_password",
    "sign_in_by_password",
    "sign_out",
]

LOGIN_FACTOR, ADDRESS_FACTOR = 10, 20
"""A login from anywhere, and an address with any login, may fail so many times more often."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that was opened.

    Attributes
    ----------
    cookie : str
        What the browser keeps; only its hash is stored.
    csrf : str
        What writing requests by cookie carry in ``X-CSRF-Token``.
    expires_at : datetime
    principal : Principal
    """

    cookie: str
    csrf: str
    expires_at: datetime
    principal: Principal


def sign_in_by_password(
    database: Database, settings: Settings, login: str, password: str, address: str
) -> SignedIn:
    """Open a browser session for whoever knows the password.

    Parameters
    ----------
    database, settings
    login, password : str
    address : str
        Where the request comes from; failures are counted by login and address.

    Raises
    ------
    Problem
        ``unauthenticated``, the same for an unknown login and for a wrong password;
        ``too-many-requests`` after too many failures, whatever the password.
    """
    login, address = login.strip(), address[:200]
    with database.writing() as session:
        _count_try(session, settings, login, address)
        row = store.principal_by_login(session, login)
        kept = row.password_hash if row is not None and row.active else None
    right, newer = verify_password(password, kept)
    if row is None or not right:
        raise Problem(
            "unauthenticated", "用户名或密码不正确。", "The login or the password is wrong."
        )
    with database.writing() as session:
        row = store.find_principal(session, row.id)
        if row is None or not row.active or row.password_hash != kept:
            raise Problem("unauthenticated")  # changed while it was being checked
        if newer is not None:
            store.set_password_hash(session, row, newer)
        sign_in.forget_tries(session, login, address)
        return open_session(session, settings, row, "password")


def open_session(session: Session, settings: Settings, row: Principal, how: str) -> SignedIn:
    """Open a browser session for somebody who has shown who they are."""
    sign_in.sweep_sessions(session)
    cookie, kept = store.issue_session(session, row.id, settings.session_hours)
    append_event(session, row.id, "session.open", row.id, {"by": how})
    return SignedIn(cookie, kept.csrf, kept.expires_at, row)


def sign_out(session: Session, actor: Actor, cookie: str) -> None:
    """End the session of a cookie."""
    store.revoke_session(session, cookie)
    append_event(session, actor.id, "session.close", actor.id)


def change_password(
    session: Session,
    settings: Settings,
    actor: Actor,
    old: str,
    new: str,
    address: str,
    cookie: str | None = None,
) -> bool:
    """Change one's own password; false when the old one is wrong, which is counted.

    Every other session of the actor ends.

    Raises
    ------
    Problem
        ``too-many-requests``; ``conflict`` for somebody who has no password.
    """
    row = store.find_principal(session, actor.id)
    if row is None or row.password_hash is None:
        raise Problem(
            "conflict",
            "您没有密码，请由管理员设置。",
            "You have no password: an administrator sets the first one.",
        )
    _count_try(session, settings, row.login, address)
    right, _ = verify_password(old, row.password_hash)
    if not right:
        return False
    sign_in.forget_tries(session, row.login, address)
    _set(session, actor, row, new, cookie)
    return True


def set_password(session: Session, actor: Actor, row: Principal, password: str | None) -> None:
    """Give somebody a password, or none; every session of theirs ends."""
    _set(session, actor, row, password, None)


def _set(
    session: Session, actor: Actor, row: Principal, password: str | None, but: str | None
) -> None:
    store.set_password_hash(session, row, None if password is None else hash_password(password))
    store.revoke_sessions(session, row.id, but)
    told = {"set": password is not None}
    append_event(session, actor.id, "password.change", row.id, told)


def _count_try(session: Session, settings: Settings, login: str, address: str) -> None:
    here, anywhere, any_login = sign_in.tries_before(session, login, address)
    most = settings.sign_in_tries
    if here >= most or anywhere >= most * LOGIN_FACTOR or any_login >= most * ADDRESS_FACTOR:
        wait = int(sign_in.WINDOW.total_seconds())
        raise Problem(
            "too-many-requests",
            "登录失败次数过多，请稍后再试。",
            "Too many sign-ins failed: wait before the next.",
            headers={"Retry-After": str(wait)},
        )
    sign_in.add_try(session, login, address)
