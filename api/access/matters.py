"""Matters that are signed, the people who may sign them, and what they said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from api.access.roles import GrantedRole, Role
from api.access.rules import SIGNING_ROLES, Scope
from optimizer.domain import SecurityLevel

__all__ = ["Act", "Delegated", "Matter", "People", "Person", "Word"]


class Word(StrEnum):
    """What somebody said to a matter."""

    SIGNED = "signed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Matter:
    """What is to be signed, and the facts that rules ask about.

    Attributes
    ----------
    scope : Scope
    key : str
        Its id within the scope and the round.
    digest : str
        Hash of its content: what a signature is given to.
    kind : str
        Kind of a line or of a change; the scope's name otherwise.
    owner, sponsor : str
        The department that gives, the project's sponsor; empty where there is none.
    participants : tuple of str
        The project's departments.
    owners : frozenset of str
        Every department that gives.
    amount_cents, effort_pct_periods : int
        Cash; work.
    security : SecurityLevel
    other : bool
        Whether a department other than the sponsor gives.
    disputed : bool
    interested : frozenset of str
        Principals who may not sign: the request's author, the project's team.
    project : str
        Empty for a plan.
    """

    scope: Scope
    key: str
    digest: str
    kind: str
    owner: str = ""
    sponsor: str = ""
    participants: tuple[str, ...] = ()
    owners: frozenset[str] = frozenset()
    amount_cents: int = 0
    effort_pct_periods: int = 0
    security: SecurityLevel = SecurityLevel.GENERAL_1
    other: bool = False
    disputed: bool = False
    interested: frozenset[str] = frozenset()
    project: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """An active principal with the roles they have now."""

    id: str
    grants: tuple[GrantedRole, ...]

    @property
    def may_sign(self) -> bool:
        """Whether they sign anything at all."""
        return any(grant.role in SIGNING_ROLES for grant in self.grants)


@dataclass(frozen=True, slots=True)
class Delegated:
    """An authority lent for a time, all of it or that of one role."""

    from_id: str
    to_id: str
    role: Role | None
    starts_at: datetime
    ends_at: datetime
    revoked_at: datetime | None = None

    def in_force(self, moment: datetime) -> bool:
        """Say whether it holds at a moment."""
        over = self.revoked_at is not None and moment >= self.revoked_at
        return self.starts_at <= moment < self.ends_at and not over


@dataclass(frozen=True, slots=True)
class Act:
    """A word on a matter, by somebody, with their own authority or another's."""

    by: str
    authority: str
    verdict: Word
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class People:
    """Everybody active, and every delegation there was."""

    persons: dict[str, Person]
    delegations: tuple[Delegated, ...] = ()
