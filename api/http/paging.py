"""Pages: an opaque cursor in, a page and the next cursor out."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from api.problems import Problem

__all__ = ["Cursor", "PageSize", "Paged", "cursor_of", "position_of"]

T = TypeVar("T")

Cursor = Annotated[str | None, Query(description="The `next` of the page before.", max_length=400)]
PageSize = Annotated[int, Query(ge=1, le=500, description="Most items on a page.")]


class Paged(BaseModel, Generic[T]):
    """A page of a list."""

    items: list[T]
    next: str | None = Field(default=None, description="Cursor of the next page; null at the end.")


def cursor_of(position: str) -> str:
    """Return the cursor that stands for a position in the list."""
    return base64.urlsafe_b64encode(position.encode()).decode().rstrip("=")


def position_of(cursor: str | None) -> str:
    """Return the position that a cursor stands for; the beginning without one.

    Raises
    ------
    Problem
        ``malformed``: it is no cursor of ours.
    """
    if not cursor:
        return ""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return base64.b64decode(padded.encode("ascii"), b"-_", validate=True).decode()
    except (binascii.Error, UnicodeError, ValueError):
        raise Problem("malformed", "游标无效。", "That is no cursor of this list.") from None
