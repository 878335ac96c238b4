"""Handing a run to the engine once it is in the store for good, where the engine finds it."""

from __future__ import annotations

from functools import partial

from fastapi import Request

__all__ = ["enqueue_when_kept"]


def enqueue_when_kept(request: Request, run_id: str) -> None:
    """Have a run, or the runs of a sweep, queued after the request's transaction."""
    request.state.after = partial(request.app.state.engine.enqueue, run_id)
