"""Routes of pages: those of the service, with problems told as pages and a strict policy."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api.console.page import fragment, is_partial, page
from api.http.problems import from_http_exception, from_validation
from api.http.route import SAFE, Handler, OpenRoute, ServiceRoute
from api.problems import PROBLEMS, Problem

__all__ = ["ConsoleRoute", "console_router", "problem_page", "wants_page", "within_site"]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""What a page may load: our own files, never a script or a style that stands in the page."""
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class ConsoleRoute(ServiceRoute):
    """A page, or a thing done from one."""

    def get_route_handler(self) -> Handler:
        """Wrap the route's own work."""
        return _told_as_pages(super().get_route_handler())


class OpenConsoleRoute(OpenRoute):
    """A page for anybody that keeps its own transactions."""

    def get_route_handler(self) -> Handler:
        """Wrap the route's own work."""
        return _told_as_pages(super().get_route_handler())


def console_router(*, to_anybody: bool = False) -> APIRouter:
    """Return a router for pages; they are no part of the API's description.

    Parameters
    ----------
    to_anybody : bool
        For pages before signing in, which keep their own transactions.
    """
    kind = OpenConsoleRoute if to_anybody else ConsoleRoute
    return APIRouter(route_class=kind, include_in_schema=False)


def _told_as_pages(work: Handler) -> Handler:
    async def handle(request: Request) -> Response:
        try:
            _refuse_other_sites(request)
            response = await work(request)
        except Problem as problem:
            response = problem_page(request, problem)
        except HTTPException as error:
            response = problem_page(request, from_http_exception(error))
        except RequestValidationError as error:
            response = problem_page(request, from_validation(error))
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return handle


def _refuse_other_sites(request: Request) -> None:
    """Refuse what another site makes a browser send (beside the CSRF token; signing in has none).

    Raises
    ------
    Problem
        ``forbidden``.
    """
    if request.method in SAFE:
        return
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        foreign = site not in ("same-origin", "none")
    else:
        origin = request.headers.get("origin")
        foreign = origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    if foreign:
        raise Problem("forbidden", "该请求来自其他网站。", "The request comes from another site.")


def within_site(path: str | None, otherwise: str = "/") -> str:
    """Return an address if it stays within this site.

    Examples
    --------
    >>> within_site("/rounds?x=1"), within_site("//evil.example"), within_site("https://evil.example")
    ('/rounds?x=1', '/', '/')
    """
    plain = path or ""
    safe = plain.startswith("/") and not plain.startswith(("//", "/\\"))
    return plain if safe and plain.isprintable() else otherwise


def wants_page(request: Request) -> bool:
    """Say whether a person with a browser asks, and not for the API."""
    path = request.url.path
    # Browsers, not programs, come to sign in at an identity provider and come back from it.
    is_api = path.startswith("/v1/") and not path.startswith("/v1/oidc/")
    return not is_api and "text/html" in request.headers.get("accept", "")


def problem_page(request: Request, problem: Problem) -> Response:
    """Return the page, or the message on the page, that tells a problem and what to do next."""
    kind = PROBLEMS[problem.code]
    partial = is_partial(request)
    if problem.code == "unauthenticated":
        return _sign_in_first(request, partial)
    items = [finding.to_json() for finding in problem.findings]
    shown: dict[str, Any] = {"problem": problem, "kind": kind, "items": items}
    response: HTMLResponse
    if partial:
        response = fragment(request, "_problem.html", **shown)
        response.headers["HX-Retarget"] = "#messages"
        response.headers["HX-Reswap"] = "innerHTML"
    else:
        response = page(request, "problem.html", **shown)
    response.status_code = kind.status.value
    response.headers.update(problem.headers)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _sign_in_first(request: Request, partial: bool) -> Response:
    if partial:
        shown = urlsplit(request.headers.get("hx-current-url", "/"))
        at = f"{shown.path}?{shown.query}" if shown.query else shown.path
        return Response(status_code=401, headers={"HX-Redirect": f"/sign-in?next={quote(at)}"})
    at = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method not in SAFE:
        at = "/"
    return Response(status_code=303, headers={"Location": f"/sign-in?next={quote(at)}"})
