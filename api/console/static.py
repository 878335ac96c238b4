"""Style, scripts and the vendored libraries: compressed once, kept by browsers for good."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath

from fastapi import APIRouter, Request, Response

from api.problems import Problem

__all__ = ["router", "static_url"]

router = APIRouter(include_in_schema=False)

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    compressed: bytes
    kind: str
    digest: str


@cache
def _file(name: str) -> _File:
    """Return a file of ``api/static``.

    Raises
    ------
    Problem
        ``not-found``, also for every name that leads anywhere else.
    """
    path = PurePosixPath(name)
    kind = _TYPES.get(path.suffix)
    if kind is None or path.is_absolute() or ".." in path.parts:
        raise Problem("not-found")
    try:
        content = files("api").joinpath("static", *path.parts).read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise Problem("not-found") from None
    digest = hashlib.sha256(content).hexdigest()[:16]
    return _File(content, gzip.compress(content, 9, mtime=0), kind, digest)


def static_url(name: str) -> str:
    """Return the address of a file, which changes with its content."""
    return f"/static/{name}?v={_file(name).digest}"


@router.get("/static/{name:path}")
def read_static(name: str, request: Request) -> Response:
    """Read a file; an address with the content's hash may be kept for good."""
    held = _file(name)
    known = request.query_params.get("v") == held.digest
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable" if known else "no-cache",
        "ETag": f'"{held.digest}"',
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(held.compressed, media_type=held.kind, headers=headers)
    return Response(held.content, media_type=held.kind, headers=headers)
