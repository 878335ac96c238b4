"""The cookie of a browser session."""

from __future__ import annotations

from datetime import datetime

from fastapi import Request, Response

from api.http.route import session_cookie

__all__ = ["address_of", "drop_session_cookie", "is_secure", "set_session_cookie"]


def set_session_cookie(
    request: Request, response: Response, cookie: str, expires_at: datetime
) -> None:
    """Give the browser its session: out of reach of scripts, and of other sites' requests."""
    response.set_cookie(
        session_cookie,
        cookie,
        expires=expires_at,
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )


def drop_session_cookie(request: Request, response: Response) -> None:
    """Take the session back from the browser."""
    response.delete_cookie(
        session_cookie, path="/", secure=is_secure(request), httponly=True, samesite="lax"
    )


def is_secure(request: Request) -> bool:
    """Say whether browsers reach the service by HTTPS."""
    public = request.app.state.settings.public_url or str(request.url)
    return bool(public.startswith("https:"))


def address_of(request: Request) -> str:
    """Return where the request comes from."""
    return "unknown" if request.client is None else request.client.host
