"""Server-sent events: what is said from a place on, with ids to resume from, and a heartbeat."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from api.store import Database

__all__ = ["Look", "Said", "streamed"]

HEARTBEAT_SECONDS = 15.0
POLL_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Said:
    """A word: the id behind which a reader resumes, what kind it is, and its data."""

    id: str
    kind: str
    data: dict[str, Any]


Look = Callable[[Database, str], tuple[list[Said], bool]]
"""Returns what was said behind an id, and whether nothing more will be."""


def streamed(request: Request, after: str, look: Look) -> StreamingResponse:
    """Return a stream of what is said behind an id, until nothing more will be."""
    return StreamingResponse(_lines(request, after, look), media_type="text/event-stream")


async def _lines(request: Request, after: str, look: Look) -> AsyncIterator[str]:
    quiet = 0.0
    state = request.app.state
    while not state.stopping.is_set() and not await request.is_disconnected():
        said, over = await run_in_threadpool(look, state.database, after)
        for word in said:
            after = word.id
            text = json.dumps(word.data, ensure_ascii=False)
            yield f"id: {word.id}\nevent: {word.kind}\ndata: {text}\n\n"
        if over and not said:
            return
        quiet = 0.0 if said else quiet + POLL_SECONDS
        if quiet >= HEARTBEAT_SECONDS:
            quiet = 0.0
            yield ": still here\n\n"
        if not said:
            await asyncio.sleep(POLL_SECONDS)
