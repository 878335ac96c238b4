"""Trying authority rules before they bind: who would have to sign something, and why."""

from __future__ import annotations

from dataclasses import dataclass

from api.access.matters import Matter, People
from api.access.rules import AuthorityRule, AuthorityRules, Scope
from api.access.signing import Chain, chain_of, unmet
from api.store import Session
from api.store import authority as store
from optimizer.domain import SecurityLevel

__all__ = ["Described", "Trial", "try_rules"]


@dataclass(frozen=True, slots=True)
class Described:
    """A matter that need not exist, as somebody describes it.

    Attributes
    ----------
    scope : Scope
    kind : str
        Of a line or of a change; of anything else its scope counts.
    owner, sponsor : str
        The department that gives; the project's.
    participants : tuple of str
        The project's departments.
    amount_cents, effort_pct_periods : int
    security : SecurityLevel
    disputed : bool
    interested : frozenset of str
        Principals who may not sign.
    """

    scope: Scope = Scope.LINE
    kind: str = "money"
    owner: str = ""
    sponsor: str = ""
    participants: tuple[str, ...] = ()
    amount_cents: int = 0
    effort_pct_periods: int = 0
    security: SecurityLevel = SecurityLevel.GENERAL_1
    disputed: bool = False
    interested: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Trial:
    """Who would have to sign.

    Attributes
    ----------
    chain : Chain
        The rules that apply, and whom they mean.
    people : People
    passed_over : tuple
        Every other rule, with the parts of its condition that do not fit.
    """

    chain: Chain
    people: People
    passed_over: tuple[tuple[AuthorityRule, tuple[str, ...]], ...]


def try_rules(session: Session, rules: AuthorityRules, described: Described) -> Trial:
    """Return who would have to sign a matter; nothing is kept."""
    matter = Matter(
        scope=described.scope,
        key="try",
        digest="0" * 64,
        kind=described.kind,
        owner=described.owner,
        sponsor=described.sponsor,
        participants=described.participants,
        owners=frozenset({described.owner} - {""}),
        amount_cents=described.amount_cents,
        effort_pct_periods=described.effort_pct_periods,
        security=described.security,
        other=described.owner != described.sponsor,
        disputed=described.disputed,
        interested=described.interested,
    )
    people = store.everybody(session)
    passed = ((rule, unmet(rule.applies, matter)) for rule in rules.rules)
    return Trial(
        chain_of(rules, matter, people, ()),
        people,
        tuple((rule, because) for rule, because in passed if because),
    )
