"""Delegations: an authority lent to somebody else until a date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from api.access import Actor, Role
from api.access.rules import SIGNING_ROLES
from api.problems import Problem
from api.store import Session, principals
from api.store import authority as store
from api.store.audit import append_event
from api.store.tables import Delegation

__all__ = ["LONGEST", "delegate", "read", "revoke", "sees_every"]

LONGEST = timedelta(days=366)
"""A delegation lasts no longer."""


def sees_every(actor: Actor) -> bool:
    """Say whether the actor sees the delegations of others."""
    return actor.sees_all or actor.has(Role.ADMIN)


def delegate(
    session: Session,
    actor: Actor,
    to_id: str,
    *,
    ends_at: datetime,
    starts_at: datetime | None = None,
    role: Role | None = None,
    reason: str = "",
) -> Delegation:
    """Lend one's own authority, or that of one role, until a date.

    Raises
    ------
    Problem
        ``invalid`` for oneself, for a period that is over, empty or too long, and for a role that
        the actor does not have or that signs nothing; ``not-found`` for an unknown delegate.
    """
    now = datetime.now(UTC)
    starts_at = max(starts_at or now, now)
    if to_id == actor.id:
        raise Problem("invalid", "不能委托给自己。", "Nobody delegates to themselves.")
    if not starts_at < ends_at <= starts_at + LONGEST:
        raise Problem(
            "invalid",
            "委托须在将来结束，且不超过一年。",
            "A delegation ends in the future, within a year of its beginning.",
        )
    if not actor.has(*((role,) if role else SIGNING_ROLES)) or role not in (None, *SIGNING_ROLES):
        raise Problem("invalid", "您没有可委托的角色。", "You have no such role to delegate.")
    to = principals.find_principal(session, to_id)
    if to is None or not to.active:
        raise Problem("not-found", "没有这个受托人。", "There is no such delegate.")
    row = store.add_delegation(session, actor.id, to_id, role, reason, (starts_at, ends_at))
    told = {"to": to_id, "role": role, "ends_at": ends_at.isoformat(), "reason": reason}
    append_event(session, actor.id, "delegation.make", row.id, told)
    return row


def read(session: Session, actor: Actor, delegation_id: str) -> Delegation:
    """Return a delegation.

    Raises
    ------
    Problem
        ``not-found``, also for one between others.
    """
    row = store.find_delegation(session, delegation_id)
    if row is None or not (sees_every(actor) or actor.id in (row.from_id, row.to_id)):
        raise Problem("not-found")
    return row


def revoke(session: Session, actor: Actor, row: Delegation) -> None:
    """End a delegation now; what was signed while it held stays signed.

    Raises
    ------
    Problem
        ``forbidden`` for anybody but the two it is between and administrators; ``conflict`` when it
        is over.
    """
    if actor.id not in (row.from_id, row.to_id) and not actor.has(Role.ADMIN):
        raise Problem("forbidden")
    if row.revoked_at is not None or row.ends_at <= datetime.now(UTC):
        raise Problem("conflict", "委托已结束。", "The delegation is over.")
    store.revoke_delegation(session, row)
    append_event(session, actor.id, "delegation.revoke", row.id)
