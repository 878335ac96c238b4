"""The review: every line of the plan accepted, objected to, settled; and the next run."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Form, Request, Response

from api.access import Actor, Role
from api.access.life import RoundState
from api.console.forms import check_version, whole_number
from api.console.line_words import LineShown, line_shown
from api.console.navigation import PEOPLE
from api.console.page import fragment, gone_to, page, voice_of
from api.console.pages.runs import DEEP
from api.console.route import console_router, within_site
from api.console.voice import Voice
from api.http.paging import Cursor, cursor_of, position_of
from api.http.queueing import enqueue_when_kept
from api.http.route import ActorOf, SessionOf, open_to
from api.problems import Problem
from api.store import Session, principals
from api.store import review as store
from api.store import rounds as round_store
from api.store import runs as run_store
from api.store.review import LineState
from api.store.tables import AllocationRound, ReviewLine
from api.usecases import review, rounds
from scenarios.report.names import Names

__all__ = ["router"]

router = console_router()
ANSWERERS = (Role.CONTACT, Role.TEAM)
SIZE = 50


@router.get("/rounds/{round_id}/plan/lines", **open_to(*PEOPLE))
def show(
    round_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    state: LineState | None = None,
    cursor: Cursor = None,
) -> Response:
    """List the lines that the actor is asked about; who sees all sees all."""
    row = rounds.read(session, round_id)
    if row.run_id is None:
        return page(request, "plan_none.html", row=row)
    sight: dict[str, Any] = (
        {} if actor.sees_all else {"owners": actor.departments, "projects": actor.projects}
    )
    asked = None if state is None else state.value
    found = store.list_lines(
        session, row.id, after=position_of(cursor), limit=SIZE + 1, state=asked, **sight
    )
    every = store.list_lines(session, row.id, limit=1_000_000, **sight)
    choice = {"state": asked} if asked else {}
    at = f"/rounds/{row.id}/plan/lines"
    here = f"{at}?{urlencode(choice)}"
    next_ = {**choice, "cursor": cursor_of(found[SIZE - 1].id)} if len(found) > SIZE else None
    speaker = _Speaker(session, actor, row, voice_of(request))
    lines = [speaker.line(line) for line in found[:SIZE]]
    return page(
        request,
        "lines.html",
        row=row,
        run_id=row.run_id,
        at=at,
        lines=lines,
        counts=Counter(line.state for line in every),
        states=[state.value for state in LineState],
        state=asked or "",
        waiting=[shown.line for shown in lines if shown.asked],
        sees_plan=actor.has(*DEEP),
        can_rerun=actor.has(Role.OFFICE) and row.state == RoundState.IN_REVIEW,
        answers=actor.has(*ANSWERERS),
        here_with_query=here,
        first=here if cursor else "",
        next="" if next_ is None else f"{at}?{urlencode(next_)}",
    )


@router.post("/lines/accept", **open_to(*ANSWERERS))
def accept_many(
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    line: Annotated[list[str], Form(max_length=SIZE)],
    back: Annotated[str, Form()] = "/",
) -> Response:
    """Accept the lines of a page; each is named with the version that was looked at."""
    for named in line:
        id_, _, version = named.partition(":")
        found = review.read_line(session, actor, id_)
        check_version(whole_number(version, 0) or 0, found.version)
        review.answer(session, actor, found, accepted=True)
    return gone_to(request, within_site(back), "notice.lines-accepted")


@router.post("/lines/{line_id}/accept", **open_to(*ANSWERERS))
def accept(
    line_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    version: Annotated[int, Form()],
) -> Response:
    """Accept a line."""
    line = review.read_line(session, actor, line_id)
    check_version(version, line.version)
    review.answer(session, actor, line, accepted=True)
    return _row(request, session, actor, line)


@router.post("/lines/{line_id}/object", **open_to(*ANSWERERS))
def object_to(
    line_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    version: Annotated[int, Form()],
    reason: Annotated[str, Form(max_length=4000)] = "",
    wanted: Annotated[str, Form(max_length=6)] = "",
) -> Response:
    """Object to a line with a reason."""
    line = review.read_line(session, actor, line_id)
    check_version(version, line.version)
    start = whole_number(wanted)
    if start is not None and start < 0:
        raise Problem("malformed", "期从 0 数起。", "Periods are counted from 0.")
    review.answer(session, actor, line, accepted=False, reason=reason, wanted_start=start)
    return _row(request, session, actor, line)


@router.post("/lines/{line_id}/overrule", **open_to(Role.LEADER))
def overrule(
    line_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    version: Annotated[int, Form()],
    reason: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Settle an objection against its owner."""
    line = review.read_line(session, actor, line_id)
    check_version(version, line.version)
    review.overrule(session, actor, line, reason)
    return _row(request, session, actor, line)


@router.post("/rounds/{round_id}/rerun", **open_to(Role.OFFICE))
def rerun(
    round_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    seconds: Annotated[float, Form(ge=0.1, le=86_400)] = 60.0,
) -> Response:
    """Solve again with every objection as a pin."""
    limits = {
        "time_limit_seconds": seconds,
        "workers": request.app.state.settings.run_workers,
        "seed": 0,
        "deterministic": False,
    }
    made = review.rerun(session, actor, rounds.read(session, round_id), limits)
    enqueue_when_kept(request, made.id)
    return gone_to(request, f"/runs/{made.id}", "notice.rerun")


def _row(request: Request, session: Session, actor: Actor, line: ReviewLine) -> Response:
    row = rounds.read(session, line.round_id)
    speaker = _Speaker(session, actor, row, voice_of(request))
    return fragment(request, "_line.html", shown=speaker.line(line))


class _Speaker:
    """Puts the lines of a round into words, for somebody."""

    def __init__(self, session: Session, actor: Actor, row: AllocationRound, voice: Voice) -> None:
        run = None if row.run_id is None else run_store.find_run(session, row.run_id)
        if run is None:
            raise Problem("conflict", "没有审阅中的计划。", "No plan is under review.")
        self.round = round_store.snapshot_of(session, run.round_hash)
        self.names = Names(self.round, voice.lang)
        self.session, self.actor, self.voice = session, actor, voice
        self.open = row.state == RoundState.IN_REVIEW
        self.people: dict[str, str] = {}

    def line(self, line: ReviewLine) -> LineShown:
        team = line.kind == "time" and line.project in self.actor.projects
        own = line.owner in self.actor.departments
        settles: dict[str, Any] = {
            "can_answer": self.open and (own or team),
            "can_settle": self.open
            and line.state == LineState.OBJECTED
            and self.actor.has(Role.LEADER)
            and not own,
        }
        by = self._name(line.decided_by)
        return line_shown(self.voice, self.names, self.round, line, decided_by=by, **settles)

    def _name(self, id_: str | None) -> str:
        if id_ is None:
            return ""
        if id_ not in self.people:
            found = principals.find_principal(self.session, id_)
            self.people[id_] = "–" if found is None else found.name
        return self.people[id_]
