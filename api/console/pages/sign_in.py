"""Signing in and out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Form, Query, Request, Response

from api.access.roles import EVERYBODY
from api.console.page import gone_to, page, voice_of
from api.console.route import console_router, within_site
from api.http.cookies import address_of, drop_session_cookie, set_session_cookie
from api.http.route import ActorOf, SessionOf, open_to, session_cookie
from api.problems import Problem
from api.usecases import sign_in
from api.usecases.key_sign_in import sign_in_by_key

__all__ = ["open_router", "router"]

open_router = console_router(to_anybody=True)
router = console_router()

To = Annotated[str, Form(alias="next", max_length=2000)]


@router.get("/")
def home(request: Request) -> Response:
    """Lead on to the rounds."""
    return gone_to(request, "/rounds")


@router.get("/sign-in")
def show(request: Request, to: Annotated[str, Query(alias="next")] = "/") -> Response:
    """Show the door; whoever is in is led on."""
    if request.state.actor is not None:
        return gone_to(request, within_site(to))
    return _door(request, within_site(to))


@open_router.post("/sign-in")
def by_password(
    request: Request,
    login: Annotated[str, Form(max_length=120)],
    password: Annotated[str, Form(max_length=200)],
    to: To = "/",
) -> Response:
    """Sign in with account and password."""
    state = request.app.state
    return _opened(
        request,
        to,
        lambda: sign_in.sign_in_by_password(
            state.database, state.settings, login, password, address_of(request)
        ),
        login=login,
    )


@open_router.post("/sign-in/key")
def by_key(request: Request, key: Annotated[str, Form(max_length=200)], to: To = "/") -> Response:
    """Sign in with an access token."""
    state = request.app.state
    return _opened(
        request, to, lambda: sign_in_by_key(state.database, state.settings, key), by_key=True
    )


@router.post("/sign-out", **open_to(*EVERYBODY))
def sign_out(request: Request, session: SessionOf, actor: ActorOf) -> Response:
    """Sign out."""
    sign_in.sign_out(session, actor, request.cookies.get(session_cookie, ""))
    response = gone_to(request, "/sign-in", "notice.signed-out")
    drop_session_cookie(request, response)
    return response


def _opened(
    request: Request,
    to: str,
    attempt: Callable[[], sign_in.SignedIn],
    *,
    login: str = "",
    by_key: bool = False,
) -> Response:
    try:
        made = attempt()
    except Problem as problem:
        if problem.code not in ("unauthenticated", "too-many-requests"):
            raise
        voice = voice_of(request)
        wrong = problem.detail[voice.lang] or voice("sign.wrong")
        status = 401 if problem.code == "unauthenticated" else 429
        return _door(request, within_site(to), status, wrong=wrong, login=login, by_key=by_key)
    response = gone_to(request, within_site(to))
    set_session_cookie(request, response, made.cookie, made.expires_at)
    return response


def _door(
    request: Request,
    to: str,
    status: int = 200,
    *,
    wrong: str = "",
    login: str = "",
    by_key: bool = False,
) -> Response:
    elsewhere = request.app.state.provider is not None
    shown = {"next": to, "wrong": wrong, "login": login, "by_key": by_key, "elsewhere": elsewhere}
    return page(request, "sign_in.html", status, **shown)
