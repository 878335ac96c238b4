"""Imports: a file goes up, its preview is looked at, and all of it is taken in or nothing."""

from __future__ import annotations

from collections import Counter

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api.access import Role
from api.console.page import gone_to, page
from api.console.route import ConsoleRoute, console_router
from api.http.route import ActorOf, SessionOf, open_to
from api.problems import Problem
from api.usecases import imports

__all__ = ["router", "uploads"]

router = console_router()


async def _previewed(request: Request) -> imports.Preview:
    """Read the file before the transaction, in which nobody else writes."""
    async with request.form() as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise Problem("malformed", "请选择文件。", "Choose a file.")
        content, name = await file.read(), file.filename or "import"
    limit = request.app.state.settings.upload_bytes
    session, actor = request.state.session, request.state.actor
    return await run_in_threadpool(imports.preview, session, actor, content, name, limit)


class UploadRoute(ConsoleRoute):
    """A page's route that takes a file."""

    first = staticmethod(_previewed)


uploads = APIRouter(route_class=UploadRoute, include_in_schema=False)

WRITERS = open_to(Role.OFFICE, Role.CONTACT)
SHOWN = 300
"""Changes of a preview that stand on its page; the counts tell of all."""


@uploads.post("/imports", **WRITERS)
def upload(request: Request, session: SessionOf) -> Response:
    """Take a file and go to its preview; nothing is changed yet."""
    row = imports.keep(session, request.state.found)
    return gone_to(request, f"/imports/{row.id}")


@router.get("/imports/{import_id}", **WRITERS)
def show(import_id: str, request: Request, session: SessionOf, actor: ActorOf) -> Response:
    """Show what a file would change, and what is wrong with it."""
    row = imports.read(session, actor, import_id)
    counts = Counter(change["effect"] for change in row.changes)
    changed = [change for change in row.changes if change["effect"] != "unchanged"]
    return page(
        request,
        "import.html",
        row=row,
        counts=counts,
        changes=changed[:SHOWN],
        unchanged=len(row.changes) - len(changed),
        beyond=max(0, len(changed) - SHOWN),
        errors=sum(finding["severity"] == "error" for finding in row.findings),
        mine=row.author_id == actor.id,
    )


@router.post("/imports/{import_id}/commit", **WRITERS)
def commit(import_id: str, request: Request, session: SessionOf, actor: ActorOf) -> Response:
    """Take everything in."""
    imports.commit(session, actor, imports.read(session, actor, import_id))
    return gone_to(request, f"/imports/{import_id}", "notice.import-committed")
