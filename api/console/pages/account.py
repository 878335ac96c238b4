"""One's own account: the roles one has, and the password."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Request, Response

from api.access.roles import EVERYBODY
from api.console.page import gone_to, page
from api.console.pages.people import checked_password
from api.console.route import console_router, problem_page
from api.http.cookies import address_of
from api.http.route import ActorOf, SessionOf, open_to, session_cookie
from api.problems import Problem
from api.usecases import accounts, principals, sign_in

__all__ = ["router"]

router = console_router()


@router.get("/account", **open_to(*EVERYBODY))
def show(request: Request, session: SessionOf, actor: ActorOf) -> Response:
    """Show one's own account."""
    row = principals.read(session, actor.id)
    standing = accounts.standing_of(session, request.app.state.settings, row)
    return page(request, "account.html", person=row, standing=standing)


@router.post("/account/password", **open_to(*EVERYBODY))
def change_password(
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    old: Annotated[str, Form(max_length=200)],
    new: Annotated[str, Form(max_length=200)],
    again: Annotated[str, Form(max_length=200)],
) -> Response:
    """Change one's own password; one's other sessions end."""
    if new != again:
        raise Problem("invalid", "两次输入的新密码不一致。", "The new passwords differ.")
    done = sign_in.change_password(
        session,
        request.app.state.settings,
        actor,
        old,
        checked_password(new),
        address_of(request),
        request.cookies.get(session_cookie),
    )
    if not done:  # answered, not raised: that it failed is kept and counted
        refusal = Problem("forbidden", "原密码不正确。", "The old password is wrong.")
        return problem_page(request, refusal)
    return gone_to(request, "/account", "notice.own-password")
