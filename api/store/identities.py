"""Sign-ins under way at an identity provider, and who its subjects are here."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from api.store.tables import Identity, OidcFlow

__all__ = ["begin_flow", "find_identity", "keep_identity", "take_flow"]

FLOW_LIFE = timedelta(minutes=10)


def begin_flow(
    session: Session, state: str, browser: str, nonce: str, verifier: str, after: str
) -> None:
    """Note a sign-in that was begun, and forget those that never ended."""
    now = datetime.now(UTC)
    session.execute(delete(OidcFlow).where(OidcFlow.created_at <= now - FLOW_LIFE))
    session.add(
        OidcFlow(
            state_digest=_digest(state),
            browser_digest=_digest(browser),
            nonce=nonce,
            verifier=verifier,
            after=after,
            created_at=now,
        )
    )
    session.flush()


def take_flow(session: Session, state: str, browser: str) -> OidcFlow | None:
    """Return a sign-in that this browser began, once; ``None`` when there is none."""
    row = session.get(OidcFlow, _digest(state), with_for_update=True)
    if row is None:
        return None
    session.delete(row)
    session.flush()
    fresh = row.created_at > datetime.now(UTC) - FLOW_LIFE
    return row if fresh and row.browser_digest == _digest(browser) else None


def find_identity(session: Session, issuer: str, subject: str) -> Identity | None:
    """Return who a provider's subject is here."""
    return session.get(Identity, (issuer, subject))


def keep_identity(session: Session, issuer: str, subject: str, principal_id: str) -> None:
    """Note who a provider's subject is here."""
    session.add(
        Identity(
            issuer=issuer,
            subject=subject,
            principal_id=principal_id,
            created_at=datetime.now(UTC),
        )
    )
    session.flush()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
