"""The body of a request before its route reads it, for what is worked out before a transaction."""

from __future__ import annotations

import json
from typing import TypeVar

from fastapi import Request
from pydantic import BaseModel

from api.problems import Problem

__all__ = ["body_of", "check_text"]

HALF = b"\\ud"
"""How the escape of half a character begins, in small letters."""

M = TypeVar("M", bound=BaseModel)


def check_text(body: bytes) -> None:
    """Refuse JSON with half a character (a lone surrogate), which no database and no answer holds.

    Raises
    ------
    Problem
        ``malformed``.
    """
    if HALF not in body.lower():
        return
    try:
        json.dumps(json.loads(body), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Problem(
            "malformed", "文本含不完整的字符。", "A text holds half a character."
        ) from None
    except (ValueError, RecursionError):
        return  # no JSON: whoever reads it says so


async def body_of(request: Request, model: type[M]) -> M | None:
    """Return the body as a model; ``None`` where it is none, of which the route says what is wrong.

    It is read as the route reads it: as JSON first, then as the model.
    """
    try:
        return model.model_validate(json.loads(await request.body()))
    except (ValueError, RecursionError):
        return None
