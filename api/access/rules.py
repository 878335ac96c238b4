"""Authority rules as data: which matters they bind, and who must sign those.

A rule applies to a matter (a line of a plan, a project, a whole plan, a change after award) when
every condition it states fits; all rules that apply must be met. Whom a rule requires is a tree of
seats and groups; it is evaluated in :mod:`api.access.signing`.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from api.access.roles import Role
from optimizer.domain import SecurityLevel, Text
from optimizer.domain.types import Cents, Frozen, Id

__all__ = [
    "SIGNING_ROLES",
    "AllOf",
    "AnyOf",
    "AuthorityRule",
    "AuthorityRules",
    "Condition",
    "KOf",
    "Participants",
    "Requirement",
    "Scope",
    "Seat",
    "seats_in",
]

SIGNING_ROLES = (Role.OFFICE, Role.LEADER, Role.CONTACT, Role.TEAM)
"""Who may sign at all; administrators keep accounts, auditors read."""
MOST_SEATS = 12
"""Seats of one rule, counted with their number of people."""
MOST_DEPTH = 4

Count = Annotated[int, Field(ge=1, le=9)]


class Scope(StrEnum):
    """How large the matter is that is signed."""

    LINE = "line"
    PROJECT = "project"
    PLAN = "plan"
    CHANGE = "change"
    """A change of a published plan: extension, supplement, transfer, reduction, release."""


class Condition(Frozen):
    """Which matters a rule is about; what is not stated fits everything."""

    scopes: Annotated[tuple[Scope, ...], Field(min_length=1, max_length=4)]
    kinds: Annotated[tuple[Id, ...], Field(max_length=20)] = ()
    """Kinds of lines (``person``, ``facility``, ``dataset``, ``money``, ``time``) or of changes."""
    amount_cents_from: Cents | None = None
    """Cash of at least so much, in minor units of the round's currency."""
    effort_pct_periods_from: Annotated[int, Field(ge=0, le=10**12)] | None = None
    """Work of at least so many percent-periods: 100 is one person full time for one period."""
    security_from: SecurityLevel | None = None
    department: Literal["own", "other"] | None = None
    """``other``: something is given by another department than the project's sponsor."""
    owners: Annotated[tuple[Id, ...], Field(max_length=200)] = ()
    """Only what these departments give."""
    disputed: bool | None = None
    """Whether somebody objects, or a leader settled an objection against its owner."""


class Seat(Frozen):
    """A signature by one or more different people with a role, or by one person."""

    form: Literal["signer"] = "signer"
    role: Literal["office", "leader", "contact", "team"] | None = None
    principal: Id | None = None
    """One person, by id, in place of a role."""
    of: Literal["owner", "sponsor"] | None = None
    """Contacts of the department that gives (for a change, of each), or of the sponsor."""
    department: Id | None = None
    """Contacts of one department."""
    count: Count = 1
    """How many different people."""

    @model_validator(mode="after")
    def _checked(self) -> Self:
        if (self.role is None) == (self.principal is None):
            raise ValueError("a signer has either a role or a principal")
        if self.principal is not None and self.count != 1:
            raise ValueError("one person signs once")
        if self.role != "contact" and (self.of or self.department):
            raise ValueError("only contacts are of a department")
        if self.of and self.department:
            raise ValueError("either 'of' or 'department'")
        return self


class Participants(Frozen):
    """A contact each of the project's departments, or of at least so many of them."""

    form: Literal["participants"] = "participants"
    count: Count | None = None
    """``None``: every department."""


class AllOf(Frozen):
    """All of them."""

    form: Literal["all"] = "all"
    of: Annotated[tuple[Requirement, ...], Field(min_length=1, max_length=MOST_SEATS)]


class AnyOf(Frozen):
    """Any one of them."""

    form: Literal["any"] = "any"
    of: Annotated[tuple[Requirement, ...], Field(min_length=1, max_length=MOST_SEATS)]


class KOf(Frozen):
    """At least ``count`` of them."""

    form: Literal["k-of"] = "k-of"
    count: Count
    of: Annotated[tuple[Requirement, ...], Field(min_length=1, max_length=MOST_SEATS)]

    @model_validator(mode="after")
    def _checked(self) -> Self:
        if self.count > len(self.of):
            raise ValueError("more are required than there are")
        return self


Requirement = Annotated[
    Seat | Participants | AllOf | AnyOf | KOf,
    Field(discriminator="form"),
]

AllOf.model_rebuild()
AnyOf.model_rebuild()
KOf.model_rebuild()


class AuthorityRule(Frozen):
    """Matters of this condition need these signatures."""

    id: Id
    title: Text = Text()
    applies: Condition
    requires: Requirement

    @model_validator(mode="after")
    def _checked(self) -> Self:
        if sum(seat.count for seat in seats_in(self.requires)) > MOST_SEATS:
            raise ValueError(f"a rule has at most {MOST_SEATS} seats")
        if _depth(self.requires) > MOST_DEPTH:
            raise ValueError(f"groups are nested at most {MOST_DEPTH} deep")
        of_owner = any(seat.of == "owner" for seat in seats_in(self.requires))
        if of_owner and not set(self.applies.scopes) <= {Scope.LINE, Scope.CHANGE}:
            raise ValueError("only a line or a change has one owner")
        of_sponsor = any(seat.of == "sponsor" for seat in seats_in(self.requires))
        if (of_sponsor or _asks_participants(self.requires)) and Scope.PLAN in self.applies.scopes:
            raise ValueError("a plan has no sponsor and no participants")
        return self


class AuthorityRules(Frozen):
    """The rules of a round; a matter that none applies to needs no signature."""

    rules: Annotated[tuple[AuthorityRule, ...], Field(max_length=100)] = ()

    @model_validator(mode="after")
    def _checked(self) -> Self:
        ids = [rule.id for rule in self.rules]
        if len(set(ids)) < len(ids):
            raise ValueError("ids of rules are unique")
        return self


def seats_in(requirement: Seat | Participants | AllOf | AnyOf | KOf) -> Iterator[Seat]:
    """Return every seat of a tree, in order."""
    if isinstance(requirement, Seat):
        yield requirement
    elif not isinstance(requirement, Participants):
        for child in requirement.of:
            yield from seats_in(child)


def _depth(requirement: Seat | Participants | AllOf | AnyOf | KOf) -> int:
    if isinstance(requirement, Seat | Participants):
        return 0
    return 1 + max(_depth(child) for child in requirement.of)


def _asks_participants(requirement: Seat | Participants | AllOf | AnyOf | KOf) -> bool:
    if isinstance(requirement, Participants):
        return True
    return not isinstance(requirement, Seat) and any(map(_asks_participants, requirement.of))
