"""The list of rounds."""

from __future__ import annotations

from fastapi import Request, Response

from api.access import Role
from api.console.navigation import PEOPLE
from api.console.page import page, voice_of
from api.console.route import console_router
from api.console.voice import Voice
from api.http.paging import Cursor, cursor_of, position_of
from api.http.route import SessionOf, open_to
from api.store import rounds as store
from api.store.tables import AllocationRound
from optimizer.domain import Calendar

__all__ = ["router", "window_of"]

router = console_router()
SIZE = 50


@router.get("/rounds", **open_to(*PEOPLE, Role.ADMIN))
def show(request: Request, session: SessionOf, cursor: Cursor = None) -> Response:
    """List the rounds."""
    rows = store.list_rounds(session, position_of(cursor), SIZE + 1)
    voice = voice_of(request)
    listed = [(row, window_of(voice, row)) for row in rows[:SIZE]]
    more = cursor_of(rows[SIZE - 1].id) if len(rows) > SIZE else None
    return page(request, "rounds.html", rounds=listed, more=more, first=bool(cursor))


def window_of(voice: Voice, row: AllocationRound) -> str:
    """Return the dates of a round and how many periods it has."""
    if "calendar" not in row.document:
        return "–"
    calendar = Calendar.model_validate(row.document["calendar"])
    numerals = voice.numerals(calendar=calendar)
    return voice(
        "round.window",
        first=numerals.first_day(0),
        last=numerals.last_day(calendar.periods),
        periods=numerals.periods(calendar.periods),
    )
