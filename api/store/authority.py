"""Authority rules, delegations, signatures, and everybody who may sign."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from api.access import GrantedRole, Role
from api.access.matters import Act, Delegated, People, Person, Word
from api.store.identifiers import new_id
from api.store.tables import Delegation, Grant, Principal, RoundAuthority, SignatureAct

__all__ = [
    "acts_of",
    "add_act",
    "add_delegation",
    "as_act",
    "every_delegation",
    "everybody",
    "find_delegation",
    "find_rules",
    "keep_rules",
    "list_delegations",
    "names_of",
    "revoke_delegation",
]


def find_rules(session: Session, round_id: str) -> RoundAuthority | None:
    """Return the rules of a round, if any were set."""
    return session.get(RoundAuthority, round_id)


def keep_rules(session: Session, round_id: str, document: dict[str, Any]) -> RoundAuthority:
    """Keep the rules of a round in place of those before."""
    row = find_rules(session, round_id)
    if row is None:
        row = RoundAuthority(round_id=round_id, version=0)
        session.add(row)
    row.document, row.version, row.updated_at = document, row.version + 1, datetime.now(UTC)
    session.flush()
    return row


def everybody(session: Session) -> People:
    """Return every active principal with their roles, and every delegation there was."""
    active = select(Principal.id).where(Principal.active)
    grants: dict[str, list[GrantedRole]] = {id_: [] for id_ in session.scalars(active)}
    for row in session.scalars(select(Grant).order_by(Grant.id)):
        if row.principal_id in grants:
            granted = GrantedRole(Role(row.role), row.department, row.project)
            grants[row.principal_id].append(granted)
    persons = {id_: Person(id_, tuple(held)) for id_, held in grants.items()}
    return People(persons, tuple(every_delegation(session)))


def names_of(session: Session, ids: Collection[str]) -> dict[str, str]:
    """Return the names of principals."""
    query = select(Principal.id, Principal.name).where(Principal.id.in_(ids))
    return {row.id: row.name for row in session.execute(query)}


def every_delegation(session: Session) -> list[Delegated]:
    """Return every delegation there was, as the rules read it."""
    rows = session.scalars(select(Delegation).order_by(Delegation.id))
    return [
        Delegated(
            from_id=row.from_id,
            to_id=row.to_id,
            role=None if row.role is None else Role(row.role),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            revoked_at=row.revoked_at,
        )
        for row in rows
    ]


def add_delegation(
    session: Session,
    from_id: str,
    to_id: str,
    role: Role | None,
    reason: str,
    period: tuple[datetime, datetime],
) -> Delegation:
    """Add a delegation for a period of time."""
    row = Delegation(
        id=new_id("del"),
        from_id=from_id,
        to_id=to_id,
        role=None if role is None else role.value,
        reason=reason,
        starts_at=period[0],
        ends_at=period[1],
        created_at=datetime.now(UTC),
        version=1,
    )
    session.add(row)
    session.flush()
    return row


def find_delegation(session: Session, delegation_id: str) -> Delegation | None:
    """Return the delegation with an id."""
    return session.get(Delegation, delegation_id)


def list_delegations(
    session: Session, *, after: str = "", limit: int = 100, of: str | None = None
) -> list[Delegation]:
    """Return delegations in the order of their ids: all, or those from or to a principal."""
    query = select(Delegation).where(Delegation.id > after)
    if of is not None:
        query = query.where(or_(Delegation.from_id == of, Delegation.to_id == of))
    return list(session.scalars(query.order_by(Delegation.id).limit(limit)))


def revoke_delegation(session: Session, row: Delegation) -> None:
    """End a delegation now."""
    row.revoked_at = datetime.now(UTC)
    row.version += 1
    session.flush()


def add_act(
    session: Session, round_id: str, place: tuple[str, str], act: Act, reason: str
) -> SignatureAct:
    """Add a word on a matter; ``place`` is its scope and key."""
    scope, key = place
    row = SignatureAct(
        round_id=round_id,
        scope=scope,
        key=key,
        digest=act.digest,
        by_id=act.by,
        authority_id=act.authority,
        verdict=act.verdict.value,
        reason=reason,
        at=act.at,
    )
    session.add(row)
    session.flush()
    return row


def acts_of(
    session: Session, round_id: str, place: tuple[str, str] | None = None
) -> dict[tuple[str, str], list[SignatureAct]]:
    """Return every word on the matters of a round, or on one, oldest first, by scope and key."""
    query = select(SignatureAct).where(SignatureAct.round_id == round_id)
    if place is not None:
        query = query.where(SignatureAct.scope == place[0], SignatureAct.key == place[1])
    found: dict[tuple[str, str], list[SignatureAct]] = {}
    for row in session.scalars(query.order_by(SignatureAct.number)):
        found.setdefault((row.scope, row.key), []).append(row)
    return found


def as_act(row: SignatureAct) -> Act:
    """Return a stored word as the rules read it."""
    return Act(row.by_id, row.authority_id, Word(row.verdict), row.digest, row.at)
