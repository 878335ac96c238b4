"""Administration: who may sign in, and who answers for each department."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Form, Query, Request, Response

from api.access import GrantedRole, Role
from api.access.roles import EVERYBODY
from api.console.fields import Field, Table, read_form, shown_rows
from api.console.forms import Fields
from api.console.page import gone_to, page, voice_of
from api.console.route import console_router
from api.console.voice import Voice
from api.http.paging import Cursor, cursor_of, position_of
from api.http.route import ActorOf, SessionOf, open_to
from api.problems import Problem
from api.store import Session
from api.store import principals as store
from api.usecases import accounts, principals
from api.usecases.passwords import LEAST_LENGTH

__all__ = [
    "GRANTS",
    "READERS",
    "checked_password",
    "grants_in",
    "grants_shown",
    "lists_of",
    "router",
]

router = console_router()
SIZE = 50
READERS = (Role.ADMIN, Role.AUDITOR)

GRANTS = Table(
    "grants",
    "admin.roles",
    (
        Field("role", "admin.role", "roles"),
        Field("department", "admin.department", "departments"),
        Field("project", "admin.project", "code"),
    ),
    hint="admin.roles-hint",
)


@router.get("/admin", **open_to(*READERS, Role.OFFICE, Role.LEADER))
def home(request: Request, actor: ActorOf) -> Response:
    """Lead on to the first page that the actor may read."""
    return gone_to(request, "/admin/people" if actor.has(*READERS) else "/admin/departments")


@router.get("/admin/people", **open_to(*READERS))
def show(
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    named: Annotated[str, Query(max_length=120)] = "",
    cursor: Cursor = None,
) -> Response:
    """List who may sign in."""
    named = named.strip()
    rows = store.list_principals(session, position_of(cursor), SIZE + 1, named=named)
    query = {"named": named} if named else {}
    more = {**query, "cursor": cursor_of(rows[SIZE - 1].id)} if len(rows) > SIZE else None
    return page(
        request,
        "people.html",
        people=[(row, store.grants_of(session, row.id)) for row in rows[:SIZE]],
        named=named,
        keeps=actor.has(Role.ADMIN),
        first=f"/admin/people?{urlencode(query)}" if cursor else "",
        next=f"/admin/people?{urlencode(more)}" if more else "",
    )


@router.get("/admin/people/new", **open_to(Role.ADMIN))
def blank(request: Request, session: SessionOf) -> Response:
    """Show the form of somebody new."""
    voice = voice_of(request)
    return page(
        request,
        "person_new.html",
        grants=grants_shown(()),
        table=GRANTS,
        lists=lists_of(session, voice),
    )


@router.post("/admin/people/new", **open_to(Role.ADMIN))
def add(
    request: Request,
    fields: Fields,
    session: SessionOf,
    actor: ActorOf,
    name: Annotated[str, Form(min_length=1, max_length=120)],
    login: Annotated[str, Form(min_length=1, max_length=120)],
    password: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Add somebody with roles, and a password if one is given."""
    secret = checked_password(password) if password else None
    row = principals.add(session, actor, name, login, grants_in(fields), secret)
    return gone_to(request, f"/admin/people/{row.id}", "notice.person-added")


@router.get("/admin/departments", **open_to(*READERS, Role.OFFICE, Role.LEADER))
def departments(request: Request, session: SessionOf, actor: ActorOf) -> Response:
    """List the departments with who answers for each."""
    return page(
        request,
        "departments.html",
        departments=accounts.department_contacts(session),
        reads_people=actor.has(*READERS),
        keeps=actor.has(Role.ADMIN),
        writes=actor.has(Role.OFFICE),
    )


def checked_password(password: str) -> str:
    """Return a password that is long enough.

    Raises
    ------
    Problem
        ``invalid``.
    """
    if len(password) < LEAST_LENGTH:
        raise Problem(
            "invalid",
            f"密码至少 {LEAST_LENGTH} 个字符。",
            f"A password has at least {LEAST_LENGTH} characters.",
        )
    return password


def grants_shown(grants: tuple[GrantedRole, ...]) -> list[object]:
    """Return roles as rows of the form."""
    held = [
        {"role": g.role.value, "department": g.department, "project": g.project} for g in grants
    ]
    return list(shown_rows(GRANTS, {"grants": held}, "CNY"))


def grants_in(fields: Fields) -> list[GrantedRole]:
    """Return the roles that a form says; one that is said twice counts once."""
    read = read_form((), (GRANTS,), {}, fields, "CNY").get("grants", [])
    said = [
        GrantedRole(Role(row["role"]), row.get("department"), row.get("project") or None)
        for row in read
        if row.get("role") in EVERYBODY
    ]
    return list(dict.fromkeys(said))


def lists_of(session: Session, voice: Voice) -> dict[str, list[tuple[str, str]]]:
    """Return what the fields of roles choose from."""
    known = accounts.department_contacts(session)
    return {
        "roles": [(role.value, voice.coded("role", role.value)) for role in EVERYBODY],
        "departments": [(d.id, d.name.in_lang(voice.lang) or d.id) for d in known],
    }
