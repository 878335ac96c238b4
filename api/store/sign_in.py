"""Sign-ins that were begun: counted while they fail, forgotten when they succeed or grow old."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from api.store.identifiers import new_id
from api.store.tables import SignInTry, WebSession

__all__ = [
    "WINDOW",
    "TriesBefore",
    "add_try",
    "forget_login",
    "forget_tries",
    "sweep_sessions",
    "tries_before",
    "tries_of",
]

WINDOW = timedelta(minutes=15)
"""How long a failed sign-in counts."""

TriesBefore = tuple[int, int, int]
"""Tries with a login from an address, with the login, from the address, within `WINDOW`."""


def digest_of_login(login: str) -> str:
    """Return under what tries with a login are counted."""
    return hashlib.sha256(login.strip().casefold().encode()).hexdigest()


def tries_before(session: Session, login: str, address: str) -> TriesBefore:
    """Count the tries that have not succeeded; on PostgreSQL, one counts at a time a login."""
    digest = digest_of_login(login)
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(bytes.fromhex(digest)[:8], "big", signed=True)
        session.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": number})
    recent = select(func.count()).where(SignInTry.at > datetime.now(UTC) - WINDOW)
    by_login, from_here = SignInTry.login_digest == digest, SignInTry.address == address
    return (
        session.execute(recent.where(by_login, from_here)).scalar_one(),
        session.execute(recent.where(by_login)).scalar_one(),
        session.execute(recent.where(from_here)).scalar_one(),
    )


def add_try(session: Session, login: str, address: str) -> None:
    """Count a try from now on, and forget old ones."""
    now = datetime.now(UTC)
    session.execute(delete(SignInTry).where(SignInTry.at <= now - WINDOW))
    session.add(
        SignInTry(id=new_id("try"), login_digest=digest_of_login(login), address=address, at=now)
    )
    session.flush()


def forget_tries(session: Session, login: str, address: str) -> None:
    """Forget the tries with a login from an address: one of them succeeded."""
    session.execute(
        delete(SignInTry).where(
            SignInTry.login_digest == digest_of_login(login), SignInTry.address == address
        )
    )


def tries_of(session: Session, login: str) -> list[tuple[int, datetime]]:
    """Return for each address how many tries with a login have not succeeded, and the last one."""
    query = (
        select(func.count(), func.max(SignInTry.at))
        .where(
            SignInTry.login_digest == digest_of_login(login),
            SignInTry.at > datetime.now(UTC) - WINDOW,
        )
        .group_by(SignInTry.address)
    )
    return [(count, at) for count, at in session.execute(query)]


def forget_login(session: Session, login: str) -> None:
    """Forget the tries with a login, wherever they came from."""
    session.execute(delete(SignInTry).where(SignInTry.login_digest == digest_of_login(login)))


def sweep_sessions(session: Session) -> None:
    """Drop the browser sessions whose time is over."""
    session.execute(delete(WebSession).where(WebSession.expires_at <= datetime.now(UTC)))
