"""The roles, and what an actor who has some of them may see."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["EVERYBODY", "Actor", "GrantedRole", "Role"]


class Role(StrEnum):
    """What somebody is in the life of rounds."""

    ADMIN = "admin"
    """Keeps principals, keys and settings; decides nothing about rounds."""
    OFFICE = "office"
    """Runs rounds."""
    LEADER = "leader"
    """Decides."""
    CONTACT = "contact"
    """Reports, accepts and objects for one department."""
    TEAM = "team"
    """Works on one project: reads its proposal, accepts, objects, asks for changes."""
    AUDITOR = "auditor"
    """Reads everything."""


EVERYBODY = tuple(Role)


@dataclass(frozen=True, slots=True)
class GrantedRole:
    """A role with the department (contact) or the project (team) it is for."""

    role: Role
    department: str | None = None
    project: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody signed in, with the roles they have."""

    id: str
    name: str
    grants: tuple[GrantedRole, ...]

    def has(self, *roles: Role) -> bool:
        """Say whether the actor has one of the roles."""
        return any(grant.role in roles for grant in self.grants)

    @property
    def departments(self) -> frozenset[str]:
        """The departments the actor is a contact of."""
        return frozenset(
            grant.department
            for grant in self.grants
            if grant.role is Role.CONTACT and grant.department is not None
        )

    @property
    def projects(self) -> frozenset[str]:
        """The projects the actor is on the team of."""
        return frozenset(
            grant.project
            for grant in self.grants
            if grant.role is Role.TEAM and grant.project is not None
        )

    @property
    def sees_all(self) -> bool:
        """Whether nothing is hidden from the actor because of its department."""
        return self.has(Role.OFFICE, Role.LEADER, Role.AUDITOR)

    @property
    def sees_rates(self) -> bool:
        """Whether cost rates of departments other than the actor's own are shown."""
        return self.has(Role.OFFICE, Role.LEADER, Role.AUDITOR)
