"""Versions of things: strong ETags going out, If-Match and If-None-Match coming in."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Header, Request, Response

from api.problems import Problem

__all__ = ["IfMatch", "answered_once", "check_match", "etag", "tagged"]


def etag(id_: str, version: int) -> str:
    """Return the strong ETag of a version of a thing."""
    return f'"{id_}.{version}"'


def tagged(response: Response, id_: str, version: int) -> None:
    """Put the ETag on an answer."""
    response.headers["ETag"] = etag(id_, version)


def _if_match(if_match: Annotated[str | None, Header()] = None) -> str:
    if if_match is None:
        raise Problem("precondition-required")
    return if_match


IfMatch = Annotated[str, Depends(_if_match)]
"""The ``If-Match`` of a request; without it the request is refused (428)."""


def check_match(if_match: str, id_: str, version: int) -> None:
    """Refuse a request made from an older version.

    Raises
    ------
    Problem
        ``precondition-failed``.
    """
    if if_match.strip() == "*":
        return
    tags = [tag.strip() for tag in if_match.split(",")]
    if etag(id_, version) not in tags:
        raise Problem("precondition-failed", headers={"ETag": etag(id_, version)})


def answered_once(request: Request, response: Response) -> Response:
    """Put a tag on an answer that has none, and answer 304 to who holds it already.

    A tag of a version comes from the route; any other answer is tagged by its bytes. Streams have
    no tag.
    """
    if response.status_code != HTTPStatus.OK or not hasattr(response, "body"):
        return response
    if "etag" not in response.headers:
        digest = hashlib.sha256(bytes(response.body)).hexdigest()
        response.headers["ETag"] = f'"{digest[:32]}"'
    held = [
        tag.strip().removeprefix("W/")
        for tag in request.headers.get("if-none-match", "").split(",")
    ]
    if response.headers["ETag"] in held or held == ["*"]:
        kept = {k: v for k, v in response.headers.items() if not k.startswith("content-")}
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=kept)
    return response
