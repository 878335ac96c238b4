"""``/v1/oidc``: sign-in at the organisation's identity provider, when the operator has set one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response, status
from fastapi.responses import RedirectResponse

from api.http.cookies import is_secure, set_session_cookie
from api.http.route import OpenRoute, open_to
from api.identity import BadIdentity, Provider
from api.problems import Problem
from api.usecases import oidc

__all__ = ["router"]

router = APIRouter(prefix="/v1/oidc", tags=["sessions"], route_class=OpenRoute)

COOKIE = "roundtable_oidc"
PATH = "/v1/oidc"
FOUND = status.HTTP_303_SEE_OTHER


def _provider(request: Request) -> Provider:
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise Problem("not-found", "未设置身份提供方。", "No identity provider is set.")
    return provider


@contextmanager
def _logged(request: Request) -> Iterator[None]:
    """Log what the provider did wrong: it is the operator's business, not the visitor's."""
    try:
        yield
    except Problem as problem:
        if isinstance(problem.__cause__, BadIdentity):
            request.app.state.log.warning("identity provider", error=str(problem.__cause__))
        raise


def _redirect(request: Request) -> str:
    public = request.app.state.settings.public_url or str(request.base_url)
    return f"{public.rstrip('/')}{PATH}/callback"


@router.get(
    "/login",
    status_code=FOUND,
    response_class=RedirectResponse,
    **open_to(problems=(404, 503)),
)
def begin_sign_in(
    request: Request,
    after: Annotated[str, Query(max_length=2000, description="The page to go to.")] = "/",
) -> Response:
    """Go to the identity provider to sign in."""
    provider = _provider(request)
    with _logged(request):
        url, browser = oidc.begin(request.app.state.database, provider, _redirect(request), after)
    response = RedirectResponse(url, FOUND)
    response.set_cookie(
        COOKIE,
        browser,
        max_age=600,
        path=PATH,
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )
    return response


@router.get(
    "/callback",
    status_code=FOUND,
    response_class=RedirectResponse,
    **open_to(problems=(401, 403, 404)),
)
def end_sign_in(
    request: Request,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=4000)] = "",
    error: Annotated[str, Query(max_length=400)] = "",
    iss: Annotated[str | None, Query(max_length=2000)] = None,
) -> Response:
    """Come back from the identity provider, signed in."""
    provider, shared = _provider(request), request.app.state
    if error or not code or (iss is not None and iss.rstrip("/") != provider.issuer):
        raise Problem("unauthenticated", "登录未完成。", "The sign-in was not completed.")
    browser = request.cookies.get(COOKIE, "")
    with _logged(request):
        made, after = oidc.finish(
            shared.database, shared.settings, provider, _redirect(request), state, code, browser
        )
    response = RedirectResponse(after, FOUND)
    set_session_cookie(request, response, made.cookie, made.expires_at)
    response.delete_cookie(COOKIE, path=PATH)
    return response
