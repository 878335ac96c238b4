"""Who may do what: roles, and rules about who must sign. Pure functions, no store, no web."""

from api.access.roles import Actor, GrantedRole, Role

__all__ = ["Actor", "GrantedRole", "Role"]
