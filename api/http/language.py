"""The reader's language: `?lang=`, then a cookie, then Accept-Language; English otherwise."""

from __future__ import annotations

from typing import Literal

from fastapi import Request

__all__ = ["Language", "language_of"]

Language = Literal["zh", "en"]


def language_of(request: Request) -> Language:
    """Return the language in which to answer."""
    for asked in (request.query_params.get("lang"), request.cookies.get("lang")):
        if asked in ("zh", "en"):
            return asked  # type: ignore[return-value]
    best, weight = "en", 0.0
    for part in request.headers.get("accept-language", "").split(","):
        tag, _, options = part.strip().partition(";")
        base = tag.split("-")[0].lower()
        try:
            quality = float(options.strip().removeprefix("q=")) if options.strip() else 1.0
        except ValueError:
            continue
        if base in ("zh", "en") and quality > weight:
            best, weight = base, quality
    return best  # type: ignore[return-value]
