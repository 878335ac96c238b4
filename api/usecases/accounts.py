"""Accounts as administrators look after them: keys, open sessions, failed sign-ins, contacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from api.access import Actor
from api.settings import Settings
from api.store import Session, inventory, sign_in
from api.store import principals as store
from api.store.audit import append_event
from api.store.tables import ApiKey, Principal
from api.usecases.sign_in import LOGIN_FACTOR
from optimizer.domain import Text

__all__ = [
    "DepartmentContacts",
    "SignInStanding",
    "department_contacts",
    "end_sessions",
    "forget_failures",
    "is_open",
    "keys_of",
    "standing_of",
]


@dataclass(frozen=True, slots=True)
class SignInStanding:
    """Whether and how somebody can come in.

    Attributes
    ----------
    has_password : bool
    sessions : int
        Browsers they are signed in with.
    failures : int
        Sign-ins that failed lately.
    blocked : bool
        Whether so many failed that some address, or every one, has to wait.
    forgotten_at : datetime, optional
        When the last of the failures stops counting.
    """

    has_password: bool
    sessions: int
    failures: int
    blocked: bool
    forgotten_at: datetime | None


@dataclass(frozen=True, slots=True)
class DepartmentContacts:
    """A department of the inventory, or one that only a role names, with who answers for it.

    Attributes
    ----------
    id : str
    name : Text
    listed : bool
        Whether the office has it in its list of departments.
    resources : int
        How many things of the inventory it owns.
    contacts : tuple of Principal
        The active ones.
    """

    id: str
    name: Text
    listed: bool
    resources: int
    contacts: tuple[Principal, ...]


def keys_of(session: Session, row: Principal) -> list[ApiKey]:
    """Return the keys of somebody, the newest first; their texts are not kept."""
    return store.keys_of(session, row.id)


def is_open(key: ApiKey, now: datetime | None = None) -> bool:
    """Say whether a key opens anything now, its owner being active."""
    over = key.expires_at is not None and key.expires_at <= (now or datetime.now(UTC))
    return key.revoked_at is None and not over


def standing_of(session: Session, settings: Settings, row: Principal) -> SignInStanding:
    """Return whether and how somebody can come in."""
    tries = sign_in.tries_of(session, row.login)
    total = sum(count for count, _ in tries)
    most = settings.sign_in_tries
    return SignInStanding(
        has_password=row.password_hash is not None,
        sessions=store.count_sessions(session, row.id),
        failures=total,
        blocked=total >= most * LOGIN_FACTOR or any(count >= most for count, _ in tries),
        forgotten_at=max((at + sign_in.WINDOW for _, at in tries), default=None),
    )


def end_sessions(session: Session, actor: Actor, row: Principal) -> None:
    """Sign somebody out of every browser; their keys stay."""
    store.revoke_sessions(session, row.id)
    append_event(session, actor.id, "session.end-all", row.id)


def forget_failures(session: Session, actor: Actor, row: Principal) -> None:
    """Forget the failed sign-ins of somebody, so that they need not wait."""
    sign_in.forget_login(session, row.login)
    append_event(session, actor.id, "sign-in.forget", row.id)


def department_contacts(session: Session) -> list[DepartmentContacts]:
    """Return every department with who answers for it, in the order of their ids."""
    contacts = store.contacts_by_department(session)
    names: dict[str, Text] = {}
    owned: dict[str, int] = {}
    for item in inventory.every_item(session):
        if item.kind == "departments":
            names[item.key] = Text.model_validate(item.document["name"])
        elif item.department is not None:
            owned[item.department] = owned.get(item.department, 0) + 1
    return [
        DepartmentContacts(
            id=id_,
            name=names.get(id_, Text()),
            listed=id_ in names,
            resources=owned.get(id_, 0),
            contacts=tuple(contacts.get(id_, ())),
        )
        for id_ in sorted({*names, *contacts})
    ]
