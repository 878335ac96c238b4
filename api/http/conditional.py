"""Versions of things: strong ETags going out, If-Match coming in."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Response

from api.problems import Problem

__all__ = ["IfMatch", "check_match", "etag", "tagged"]


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
