"""The list of requests."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import Request, Response

from api.access.life import RequestState
from api.console.navigation import PEOPLE
from api.console.page import page, voice_of
from api.console.pages.inventory import names_of
from api.console.pages.request_form import WRITERS
from api.console.route import console_router
from api.http.paging import Cursor, cursor_of, position_of
from api.http.route import ActorOf, SessionOf, open_to
from api.store import requests as store
from api.store.tables import Request as RequestRow
from api.usecases import requests

__all__ = ["router", "score_of"]

router = console_router()
SIZE = 50


@router.get("/requests", **open_to(*PEOPLE))
def show(
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    state: RequestState | None = None,
    mine: str = "",
    cursor: Cursor = None,
) -> Response:
    """List the requests that the actor may see."""
    sight = requests.sight_of(actor)
    if mine:
        sight = {"sponsors": (), "keys": (), "author_id": actor.id}
    rows = store.list_requests(
        session,
        after=position_of(cursor),
        limit=SIZE + 1,
        state=None if state is None else state.value,
        **sight,
    )
    asked = {"state": state.value if state else "", "mine": mine}
    choice = {name: value for name, value in asked.items() if value}
    next_ = {**choice, "cursor": cursor_of(rows[SIZE - 1].id)} if len(rows) > SIZE else None
    voice = voice_of(request)
    return page(
        request,
        "requests.html",
        rows=[
            {
                "id": row.id,
                "key": row.key,
                "title": voice.text(row.document.get("title"), row.key),
                "sponsor": row.sponsor,
                "state": row.state,
                "tier": row.document.get("tier", 3),
                "benefit": sum(part["value"] for part in row.document.get("benefits", ())),
                "score": score_of(row),
                "changed": row.updated_at,
                "own": row.author_id == actor.id,
            }
            for row in rows[:SIZE]
        ],
        names=names_of(session, voice),
        states=[state.value for state in RequestState],
        state=asked["state"],
        mine=mine,
        writes=actor.has(*WRITERS),
        first=f"/requests?{urlencode(choice)}" if cursor else "",
        next="" if next_ is None else f"/requests?{urlencode(next_)}",
    )


def score_of(row: RequestRow) -> float | None:
    """Return the mean score of a request's assessments, if any has one."""
    scores = [entry["score"] for entry in row.assessments if entry["score"] is not None]
    return sum(scores) / len(scores) if scores else None
