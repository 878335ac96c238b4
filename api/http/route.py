"""Every route: who may call it, one transaction for its work, one effect for an idempotency key.

A route that reads gets a reading session; one that writes gets a transaction that is kept only when
the answer is a success, together with the answer itself where the request carried a key: a request
sent twice has one effect, whatever happens in between. What must follow only once the work is kept
(``request.state.after``, a callable) follows then; it must not mind being lost or repeated.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from api.access import Actor, Role
from api.http.addresses import AddressedRoute
from api.http.bodies import check_text
from api.http.conditional import answered_once
from api.http.retirement import Retired
from api.problems import Problem
from api.store import Session, idempotency, principals

__all__ = ["ActorOf", "OpenRoute", "ServiceRoute", "SessionOf", "open_to", "session_cookie"]

SAFE = {"GET", "HEAD", "OPTIONS"}
session_cookie = "roundtable_session"
Handler = Callable[[Request], Coroutine[Any, Any, Response]]
First = Callable[[Request], Coroutine[Any, Any, object]]


def _session(request: Request) -> Session:
    session: Session = request.state.session
    return session


def _actor(request: Request) -> Actor:
    actor: Actor = request.state.actor
    return actor


SessionOf = Annotated[Session, Depends(_session)]
ActorOf = Annotated[Actor, Depends(_actor)]


def open_to(
    *roles: Role,
    key: bool = False,
    hide: str = "",
    problems: tuple[int, ...] = (),
    documents: tuple[str, ...] = (),
    patch: bool = False,
    retired: Retired | None = None,
) -> dict[str, Any]:
    """Return the arguments of a route that say who may call it, and how.

    Parameters
    ----------
    *roles : Role
        Any one of them is enough; none: everybody, signed in or not.
    key : bool
        Whether an ``Idempotency-Key`` is required.
    hide : str
        A field of the answer that is shown once: it is left out (null) of the answer that is kept
        for a request sent twice.
    problems : tuple of int
        Statuses of refusals beyond those that its shape implies (see :mod:`api.http.schema`).
    documents : tuple of str
        What the body is one of, by the names of the domain, where the route takes it as it comes.
    patch : bool
        Whether the body is a merge patch (RFC 7396).
    retired : Retired, optional
        When it became, or becomes, deprecated, and when it ends.
    """
    extra: dict[str, Any] = {
        "x-roles": [role.value for role in roles],
        "x-key-required": key,
        "x-problems": list(problems),
        "x-document": list(documents),
    }
    if hide:
        extra["x-shown-once"] = hide
    if patch:
        content = {"application/merge-patch+json": {"schema": {"type": "object"}}}
        extra["requestBody"] = {"required": True, "content": content}
        extra["x-problems"] = [*problems, HTTPStatus.UNSUPPORTED_MEDIA_TYPE.value]
    if retired is None:
        return {"openapi_extra": extra}
    return {"openapi_extra": {**extra, "x-retired": retired.headers()}, "deprecated": True}


class ServiceRoute(AddressedRoute):
    """A route of the service; see the module's text.

    What takes long and writes nothing is done by `first`, before the transaction: it may read, by
    ``request.state.session``, and leaves what it found in ``request.state.found``.
    """

    first: First | None = None

    def get_route_handler(self) -> Handler:
        """Wrap the route's own work."""
        work = super().get_route_handler()
        extra = self.openapi_extra or {}
        roles = tuple(Role(name) for name in extra.get("x-roles", ()))
        key_required = bool(extra.get("x-key-required"))
        hide = str(extra.get("x-shown-once", ""))
        reads = set(self.methods or ()) <= SAFE

        async def handle(request: Request) -> Response:
            limit = request.app.state.settings.upload_bytes
            request = Request(request.scope, _limited(request.receive, limit))
            database = request.app.state.database
            if not reads:
                # Somebody who sends slowly must not hold up the others who write.
                check_text(await request.body())
            if self.first is not None:
                with database.reading() as session:
                    request.state.session = session
                    request.state.actor = await run_in_threadpool(_sign_in, request, session, reads)
                    _allow(request, roles)
                    request.state.found = await self.first(request)
            unit = database.reading() if reads else database.writing()
            request.state.session = await run_in_threadpool(unit.__enter__)
            try:
                response = await _answer(request, work, roles, key_required, reads, hide)
            except BaseException as error:
                await run_in_threadpool(_leave, unit, error)
                raise
            await run_in_threadpool(_leave, unit, None)
            response.headers.update(extra.get("x-retired", {}))
            if reads:
                response = answered_once(request, response)
            after: Callable[[], object] | None = getattr(request.state, "after", None)
            if after is not None:
                try:
                    await run_in_threadpool(after)
                except Exception as error:  # noqa: BLE001 (the work itself is kept)
                    request.app.state.log.warning("not followed up", error=repr(error))
            return response

        return handle


class OpenRoute(AddressedRoute):
    """A route for anybody that keeps its own transactions; its body is limited like any other."""

    def get_route_handler(self) -> Handler:
        """Wrap the route's own work."""
        work = super().get_route_handler()

        async def handle(request: Request) -> Response:
            limit = request.app.state.settings.upload_bytes
            return await work(Request(request.scope, _limited(request.receive, limit)))

        return handle


def _limited(receive: Receive, limit: int) -> Receive:
    """Return what receives a body, refusing (413) one that turns out larger than ``limit`` bytes.

    A length said beforehand is checked elsewhere; a body sent in chunks says none.
    """
    taken = 0

    async def receive_limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise HTTPException(413)
        return message

    return receive_limited


def _leave(unit: AbstractContextManager[Session], error: BaseException | None) -> None:
    if error is None:
        unit.__exit__(None, None, None)
        return
    try:
        unit.__exit__(type(error), error, error.__traceback__)
    except BaseException as raised:
        if raised is not error:
            raise


async def _answer(
    request: Request,
    work: Handler,
    roles: tuple[Role, ...],
    key_required: bool,
    reads: bool,
    hide: str,
) -> Response:
    session = request.state.session
    request.state.actor = await run_in_threadpool(_sign_in, request, session, reads)
    if roles:
        _allow(request, roles)
    key = request.headers.get("idempotency-key")
    if reads or request.state.actor is None:
        return await work(request)
    if key is None:
        if key_required:
            raise Problem("key-required")
        return await work(request)
    return await _once(request, work, key, hide)


def _sign_in(request: Request, session: Session, reads: bool) -> Actor | None:
    """Return who calls, by API key or by session cookie.

    Raises
    ------
    Problem
        ``unauthenticated`` for credentials that open nothing; ``forbidden`` for a writing request
        by cookie without the session's CSRF token.
    """
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        actor = principals.actor_of_key(session, secret.strip())
        if actor is None:
            raise Problem("unauthenticated")
        return actor
    cookie = request.cookies.get(session_cookie)
    if cookie is None:
        return None
    found = principals.actor_of_session(session, cookie)
    if found is None:
        return None
    actor, csrf = found
    request.state.csrf = csrf
    token = request.headers.get("x-csrf-token", "")
    if not reads and not secrets.compare_digest(token.encode(), csrf.encode()):
        raise Problem("forbidden", "缺少 CSRF 令牌。", "The CSRF token is missing.")
    return actor


def _allow(request: Request, roles: tuple[Role, ...]) -> None:
    actor: Actor | None = request.state.actor
    if actor is None:
        raise Problem("unauthenticated")
    if not getattr(request.state, "counted", False):
        request.app.state.rates.take(actor.id)
        request.state.counted = True
    if not actor.has(*roles):
        raise Problem("forbidden")


async def _once(request: Request, work: Handler, key: str, hide: str) -> Response:
    """Do the work, or give the answer that the same request got before."""
    session, actor = request.state.session, request.state.actor
    if not 1 <= len(key) <= 200 or not key.isascii() or not key.isprintable():
        raise Problem("key-required", "该键无法使用。", "The key can't be used.")
    body = await request.body()
    target = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    fingerprint = hashlib.sha256(target + body).hexdigest()
    if not await run_in_threadpool(idempotency.take_key, session, actor.id, key):
        raise Problem("in-flight")
    kept = await run_in_threadpool(idempotency.find_answer, session, actor.id, key)
    if kept is not None:
        if kept.fingerprint != fingerprint:
            raise Problem("key-reused")
        headers = {**(kept.headers or {}), "Idempotent-Replayed": "true"}
        return Response((kept.body or "").encode(), kept.status or 200, headers)
    response = await work(request)
    if response.status_code < 400:
        names = ("content-type", "location", "etag", "content-language", "hx-redirect")
        headers = {name: response.headers[name] for name in names if name in response.headers}
        text = bytes(response.body).decode("utf-8")
        if hide:
            text = json.dumps({**json.loads(text), hide: None}, ensure_ascii=False)
        await run_in_threadpool(
            idempotency.keep_answer,
            session, actor.id, key, fingerprint, response.status_code, headers, text,
        )  # fmt: skip
    return response


class Rates:
    """Requests of each principal in the last minute, in this process."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._times: dict[str, deque[float]] = {}

    def take(self, principal_id: str) -> None:
        """Count a request.

        Raises
        ------
        Problem
            ``too-many-requests`` when the minute is used up.
        """
        if not self.per_minute:
            return
        now = time.monotonic()
        times = self._times.setdefault(principal_id, deque())
        while times and times[0] <= now - 60:
            times.popleft()
        if len(times) >= self.per_minute:
            wait = max(1, round(60 - (now - times[0])))
            headers = {"Retry-After": str(wait), **self.headers(principal_id)}
            raise Problem("too-many-requests", headers=headers)
        times.append(now)

    def headers(self, principal_id: str) -> dict[str, str]:
        """Return what an answer says of the limit: what is left, and in how long it is whole.

        References
        ----------
        IETF draft-ietf-httpapi-ratelimit-headers.
        """
        times = self._times.get(principal_id, ())
        left = max(0, self.per_minute - len(times))
        wait = max(1, round(60 - (time.monotonic() - times[0]))) if times else 60
        return {
            "RateLimit": f'"default";r={left};t={wait}',
            "RateLimit-Policy": f'"default";q={self.per_minute};w=60',
        }
