"""The main navigation: where each role can go."""

from __future__ import annotations

from dataclasses import dataclass

from api.access import Actor, Role
from api.access.roles import EVERYBODY

__all__ = ["NAVIGATION", "Destination", "destinations_of"]

PEOPLE = tuple(role for role in EVERYBODY if role is not Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Destination:
    """An entry of the navigation.

    Attributes
    ----------
    path : str
        Where it leads; the entry is current on every page below it.
    words : str
        Key of its words.
    roles : tuple of Role
        Who sees it: those whom the page itself lets in.
    """

    path: str
    words: str
    roles: tuple[Role, ...]


NAVIGATION = (
    Destination("/inbox", "nav.inbox", PEOPLE),
    Destination("/rounds", "nav.rounds", PEOPLE),
    Destination("/requests", "nav.requests", PEOPLE),
    Destination(
        "/inventory", "nav.inventory", (Role.OFFICE, Role.LEADER, Role.CONTACT, Role.AUDITOR)
    ),
    Destination("/projects", "nav.projects", (Role.TEAM, Role.CONTACT)),
    Destination("/audit", "nav.audit", (Role.ADMIN, Role.OFFICE, Role.AUDITOR)),
    Destination("/admin", "nav.admin", (Role.ADMIN, Role.AUDITOR)),
)


def destinations_of(actor: Actor | None) -> tuple[Destination, ...]:
    """Return the entries that an actor sees; none before signing in."""
    if actor is None:
        return ()
    return tuple(entry for entry in NAVIGATION if actor.has(*entry.roles))
