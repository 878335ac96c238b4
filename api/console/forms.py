"""What forms send: their fields as text, and the version that was looked at."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData

from api.problems import Problem

__all__ = ["Fields", "check_version", "whole_number"]


async def _fields(request: Request) -> FormData:
    return await request.form(max_fields=5000)


Fields = Annotated[FormData, Depends(_fields)]
"""The fields of a form, for forms whose fields are not known beforehand."""


def check_version(asked: int, version: int) -> None:
    """Refuse what was decided while looking at an older version.

    Raises
    ------
    Problem
        ``precondition-failed``.
    """
    if asked != version:
        raise Problem("precondition-failed")


def whole_number(text: object, otherwise: int | None = None) -> int | None:
    """Return a whole number that somebody typed, or ``otherwise`` for an empty field.

    Raises
    ------
    Problem
        ``malformed``.
    """
    typed = str(text or "").strip().replace(",", "").replace("，", "")
    if not typed:
        return otherwise
    try:
        return int(typed)
    except ValueError:
        raise Problem(
            "malformed", f"“{typed}”不是整数。", f"{typed!r} is not a whole number."
        ) from None
