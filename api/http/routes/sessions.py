"""``/v1/sessions``: browser sessions, and passwords."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response, status
from pydantic import BaseModel, Field

from api.access import Role
from api.access.roles import EVERYBODY
from api.http.cookies import address_of, drop_session_cookie, set_session_cookie
from api.http.problems import problem_response
from api.http.route import ActorOf, OpenRoute, ServiceRoute, SessionOf, open_to, session_cookie
from api.problems import Problem
from api.store import principals as store
from api.usecases import principals, sign_in
from api.usecases.passwords import LEAST_LENGTH

__all__ = ["open_router", "router"]

open_router = APIRouter(prefix="/v1", tags=["sessions"], route_class=OpenRoute)
router = APIRouter(prefix="/v1", tags=["sessions"], route_class=ServiceRoute)

Password = Annotated[str, Field(min_length=LEAST_LENGTH, max_length=200)]


class SignInBody(BaseModel):
    """Who signs in."""

    login: Annotated[str, Field(min_length=1, max_length=120)]
    password: Annotated[str, Field(min_length=1, max_length=200)]


class SessionAnswer(BaseModel):
    """An open session; writing requests by cookie carry `csrf` in `X-CSRF-Token`."""

    principal_id: str
    name: str
    csrf: str
    expires_at: datetime


class OwnPasswordBody(BaseModel):
    """The password so far, and the next."""

    old: Annotated[str, Field(max_length=200)]
    new: Password


class PasswordBody(BaseModel):
    """A password, or null to take it away."""

    password: Password | None


@open_router.post(
    "/sessions",
    status_code=status.HTTP_201_CREATED,
    **open_to(problems=(401, 403, 429)),
)
def sign_in_by_password(body: SignInBody, request: Request, response: Response) -> SessionAnswer:
    """Sign in with a password; the answer sets the session's cookie."""
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise Problem("forbidden", "请在本站登录。", "Sign in from this site only.")
    state = request.app.state
    made = sign_in.sign_in_by_password(
        state.database, state.settings, body.login, body.password, address_of(request)
    )
    set_session_cookie(request, response, made.cookie, made.expires_at)
    response.headers["Location"] = "/v1/sessions/current"
    return SessionAnswer(
        principal_id=made.principal.id,
        name=made.principal.name,
        csrf=made.csrf,
        expires_at=made.expires_at,
    )


@router.get("/sessions/current", **open_to(*EVERYBODY, problems=(404,)))
def read_session(request: Request, session: SessionOf, actor: ActorOf) -> SessionAnswer:
    """Read the browser's session, with its token for writing requests."""
    kept = store.find_session(session, request.cookies.get(session_cookie, ""))
    if kept is None or kept.principal_id != actor.id:
        raise Problem("not-found", "没有浏览器会话。", "There is no browser session.")
    return SessionAnswer(
        principal_id=actor.id, name=actor.name, csrf=kept.csrf, expires_at=kept.expires_at
    )


@router.delete("/sessions/current", status_code=status.HTTP_204_NO_CONTENT, **open_to(*EVERYBODY))
def sign_out(request: Request, response: Response, session: SessionOf, actor: ActorOf) -> None:
    """Sign out: the browser's session ends."""
    sign_in.sign_out(session, actor, request.cookies.get(session_cookie, ""))
    drop_session_cookie(request, response)


@router.post("/me/password", status_code=status.HTTP_204_NO_CONTENT, **open_to(*EVERYBODY))
def change_own_password(
    body: OwnPasswordBody, request: Request, session: SessionOf, actor: ActorOf
) -> Response:
    """Change your password; your other sessions end."""
    settings, cookie = request.app.state.settings, request.cookies.get(session_cookie)
    done = sign_in.change_password(
        session, settings, actor, body.old, body.new, address_of(request), cookie
    )
    if not done:  # answered, not raised: that it failed is kept and counted
        refusal = Problem("forbidden", "原密码不正确。", "The old password is wrong.")
        return problem_response(request, refusal)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.put(
    "/principals/{principal_id}/password",
    status_code=status.HTTP_204_NO_CONTENT,
    **open_to(Role.ADMIN),
)
def set_password(principal_id: str, body: PasswordBody, session: SessionOf, actor: ActorOf) -> None:
    """Give somebody a password, or take it away; every session of theirs ends."""
    sign_in.set_password(session, actor, principals.read(session, principal_id), body.password)
