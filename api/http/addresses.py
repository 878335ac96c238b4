"""Ids of any script and any signs in addresses: a slash that is written %2F is part of an id.

A server hands on the path decoded, in which that slash looks like those between segments. So the
path is made anew of what was sent: decoded, but for a slash (``%2F``) and a percent sign (``%25``)
within a segment. Routes are found by that, and their parameters are decoded to the end.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["AddressedRoute", "WholeIds"]


class WholeIds:
    """The application with paths in which ids are whole."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its path made anew."""
        if scope["type"] == "http":
            scope = {**scope, "path": _path(scope)}
        await self.app(scope, receive, send)


class AddressedRoute(APIRoute):
    """A route whose parameters are ids as they were before they were put into an address."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Say whether a request is for this route, and with which parameters."""
        match, found = super().matches(scope)
        if "path_params" in found:
            own = set(self.param_convertors)
            params: dict[str, Any] = found["path_params"]
            decoded = {k: _whole(v) if k in own else v for k, v in params.items()}
            found = {**found, "path_params": decoded}
        return match, found


def _path(scope: Scope) -> str:
    raw: bytes | None = scope.get("raw_path")
    if raw is None:  # a server that does not tell what was sent
        return str(scope["path"]).replace("%", "%25")
    sent = raw.split(b"?", 1)[0].decode("ascii", "replace")
    return "/".join(_held(unquote(part)) for part in sent.split("/"))


def _held(text: str) -> str:
    return text.replace("%", "%25").replace("/", "%2F")


def _whole(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return value.replace("%2F", "/").replace("%25", "%")
