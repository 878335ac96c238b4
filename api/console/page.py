"""From a template and what it shows to an answer: a whole page, a part of one, a way onward."""

from __future__ import annotations

import secrets
from functools import lru_cache, partial
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.addresses import segment
from api.console.badges import badge_of
from api.console.navigation import destinations_of
from api.console.static import static_url
from api.console.voice import Voice
from api.console.words import WORDS
from api.http.language import language_of
from optimizer import __version__

__all__ = ["fragment", "gone_to", "is_partial", "page", "voice_of"]

YEAR_SECONDS = 365 * 24 * 3600
THEMES = ("auto", "light", "dark")
_NOTICE = "roundtable_notice"
ASCII = "".join(map(chr, range(33, 127)))
"""What stays as it is in an address that is quoted already, but for other scripts."""


def voice_of(request: Request) -> Voice:
    """Return the voice in which to answer a request."""
    return Voice(language_of(request))


def is_partial(request: Request) -> bool:
    """Say whether a part of a page is asked for, not a whole one."""
    return "hx-request" in request.headers and "hx-boosted" not in request.headers


def page(request: Request, template: str, status: int = 200, **shown: Any) -> HTMLResponse:
    """Return a whole page; a notice left for it is shown once.

    Parameters
    ----------
    request : Request
    template : str
        Extends ``layout.html``.
    status : int
    **shown
        What the template shows.
    """
    notice = request.cookies.get(_NOTICE)
    content = _rendered(request, template, notice=notice if notice in WORDS else None, **shown)
    response = HTMLResponse(content, status)
    if notice is not None:
        response.delete_cookie(_NOTICE, path="/")
    _keep_choices(request, response)
    return response


def fragment(request: Request, template: str, **shown: Any) -> HTMLResponse:
    """Return a part of a page."""
    return HTMLResponse(_rendered(request, template, **shown))


def gone_to(request: Request, path: str, notice: str | None = None) -> Response:
    """Return the way onward after a thing was done, with a notice for the next page.

    Parameters
    ----------
    request : Request
    path : str
        Within this site.
    notice : str, optional
        Key of the words.
    """
    path = quote(path, safe=ASCII)  # what headers hold
    if is_partial(request):
        response = Response(status_code=204, headers={"HX-Redirect": path})
    else:
        response = Response(status_code=303, headers={"Location": path})
    if notice is not None:
        _set_cookie(request, response, _NOTICE, notice, 60)
    return response


def _rendered(request: Request, template: str, **shown: Any) -> str:
    voice = voice_of(request)
    actor = getattr(request.state, "actor", None)
    context = {
        "t": voice,
        "n": voice.numerals(),
        "lang": {"zh": "zh-CN"}.get(voice.lang, voice.lang),
        "theme": _theme(request),
        "themes": THEMES,
        "actor": actor,
        "csrf": getattr(request.state, "csrf", None),
        "nav": destinations_of(actor),
        "here": request.url.path,
        "with_choice": partial(_with_query, request),
        "badge_of": partial(badge_of, voice),
        "version_of_product": __version__,
        "notice": None,
        "reference": getattr(request.state, "request_id", ""),
    }
    return _environment().get_template(template).render({**context, **shown})


def _with_query(request: Request, **given: str) -> str:
    """Return the address of this page with parts of its query replaced."""
    query = {**request.query_params, **given}
    return f"{quote(request.url.path, safe='/%')}?{urlencode(query)}"


def _theme(request: Request) -> str:
    asked = request.query_params.get("theme") or request.cookies.get("theme")
    return asked if asked in THEMES else "auto"


def _keep_choices(request: Request, response: Response) -> None:
    """Keep the language and the appearance when this request chose them."""
    if request.query_params.get("lang") in ("zh", "en"):
        _set_cookie(request, response, "lang", language_of(request), YEAR_SECONDS)
    if request.query_params.get("theme") in THEMES:
        _set_cookie(request, response, "theme", _theme(request), YEAR_SECONDS)


def _set_cookie(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("api"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["urlencode"] = segment  # also a slash, which the one it comes with leaves
    made.globals["static"] = static_url
    made.globals["new_key"] = partial(secrets.token_urlsafe, 16)
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    return made
