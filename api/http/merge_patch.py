"""JSON merge patches (RFC 7396): only what changes is sent, ``null`` takes a field away."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import Depends, Request

from api.problems import Problem

__all__ = ["MERGE_PATCH", "MergePatch", "merged"]

MERGE_PATCH = "application/merge-patch+json"
_DEEPEST = 100


async def _patch(request: Request) -> dict[str, Any]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != MERGE_PATCH:
        raise Problem("unsupported-type", headers={"Accept-Patch": MERGE_PATCH})
    try:
        patch = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise Problem("malformed") from None
    if not isinstance(patch, dict):
        raise Problem("invalid", "合并补丁须为对象。", "A merge patch is an object.")
    return patch


MergePatch = Annotated[dict[str, Any], Depends(_patch)]
"""The merge patch of a request; another content type is refused (415)."""


def merged(document: dict[str, Any], patch: dict[str, Any], depth: int = 0) -> dict[str, Any]:
    """Return a document with a merge patch applied; the document stays as it is.

    Raises
    ------
    Problem
        ``invalid``: the patch is nested too deep.
    """
    if depth > _DEEPEST:
        raise Problem("invalid", "嵌套过深。", "It is nested too deep.")
    made = dict(document)
    for name, value in patch.items():
        if value is None:
            made.pop(name, None)
        elif isinstance(value, dict):
            before = made.get(name)
            made[name] = merged(before if isinstance(before, dict) else {}, value, depth + 1)
        else:
            made[name] = value
    return made
