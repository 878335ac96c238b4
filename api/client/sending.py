"""One request and its answer: keys, safe retries, problems as exceptions, pages one after another.

A request is only sent again when that can't do anything twice: it reads, or it carries an
idempotency key, by which the service knows that it is the same. Writing requests get a key unless
their answer holds a secret, which the service should not keep.
"""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

import httpx2
from pydantic import BaseModel, ValidationError

from api.client.answers import Page, Versioned
from api.client.errors import NoAnswer, ServiceProblem

__all__ = ["Sender", "match_of"]

T = TypeVar("T", bound=BaseModel)
Params = Mapping[str, str | int | float | bool | None]

AGAIN = frozenset({429, 502, 503, 504})
"""Statuses that say: try again later."""
FIRST_WAIT_SECONDS = 0.2
LONGEST_WAIT_SECONDS = 20.0
PAGE = 500


def match_of(thing: Versioned | str) -> str:
    """Return the ``If-Match`` for a thing; an id alone stands for any version of it."""
    return thing.etag if isinstance(thing, Versioned) else "*"


class Sender:
    """Sends requests and reads answers.

    Parameters
    ----------
    http : httpx2.Client
    headers : mapping of str to str
        On every request.
    tries : int
        How often a request that may be sent again is sent, the first time included.
    sleep : callable
        Waits for some seconds.
    chance : callable
        Gives a number in [0, 1), so that many clients don't come back at the same moment.
    """

    def __init__(
        self,
        http: httpx2.Client,
        headers: Mapping[str, str],
        tries: int = 6,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.http = http
        self.headers = dict(headers)
        self.tries = tries
        self.sleep = sleep
        self._chance = chance

    def read(self, model: type[T], path: str, params: Params | None = None) -> T:
        """Return what is at an address."""
        return _typed(model, self.send("GET", path, params=params))

    def write(
        self,
        model: type[T],
        method: str,
        path: str,
        *,
        body: object = None,
        content: bytes | None = None,
        params: Params | None = None,
        match: str | None = None,
        key: str | None = None,
    ) -> T:
        """Change something, once however often it has to be sent, and return the answer."""
        response = self.send(
            method, path,
            body=body, content=content, params=params, match=match,
            key=key or uuid.uuid4().hex,
        )  # fmt: skip
        return _typed(model, response)

    def every(self, model: type[T], path: str, params: Params | None = None) -> Iterator[T]:
        """Yield the things of a list, page by page."""
        cursor: str | None = None
        while True:
            asked = {"size": PAGE, **(params or {})}
            if cursor is not None:
                asked["cursor"] = cursor
            page = _typed(Page[model], self.send("GET", path, params=asked))  # type: ignore[valid-type]
            yield from page.items
            cursor = page.next
            if cursor is None:
                return

    def send(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        content: bytes | None = None,
        params: Params | None = None,
        match: str | None = None,
        key: str | None = None,
    ) -> httpx2.Response:
        """Return the answer to a request, which is a success.

        Raises
        ------
        ServiceProblem
            The service refused.
        NoAnswer
            The service could not be reached, however often it was tried.
        """
        headers = dict(self.headers)
        if match is not None:
            headers["If-Match"] = match
        if key is not None:
            headers["Idempotency-Key"] = key
        shown = {name: value for name, value in (params or {}).items() if value is not None}
        request = self.http.build_request(
            method, path, headers=headers, params=shown, json=body, content=content
        )
        tries = self.tries if method == "GET" or key is not None else 1
        for number in range(1, tries + 1):
            try:
                response = self.http.send(request)
            except httpx2.TransportError as error:
                if number == tries:
                    raise NoAnswer(f"{method} {path}: {error!r}") from error
                self.sleep(self.wait_before(number))
                continue
            if response.is_success:
                return response
            problem = problem_of(response)
            in_flight = problem.code == "in-flight"
            if number == tries or not (response.status_code in AGAIN or in_flight):
                raise problem
            self.sleep(max(self.wait_before(number), problem.retry_after or 0.0))
        raise NoAnswer(f"{method} {path}: it was not to be tried")

    def wait_before(self, number: int) -> float:
        """Return the seconds to wait after so many tries: doubled each time, and spread."""
        whole = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** (number - 1))
        return float(whole * (0.5 + self._chance() / 2))


def problem_of(response: httpx2.Response) -> ServiceProblem:
    """Return the exception that a refusal is; one without a document has no code."""
    try:
        document = response.json()
    except ValueError:
        document = None
    if not isinstance(document, dict):
        document = {"title": f"HTTP {response.status_code}"}
    after = response.headers.get("retry-after", "")
    return ServiceProblem(
        response.status_code, document, float(after) if after.isdecimal() else None
    )


def _typed(model: type[T], response: httpx2.Response) -> T:
    try:
        return model.model_validate_json(response.content)
    except ValidationError as error:
        raise NoAnswer(f"{response.request.url}: the answer can't be read: {error}") from error
