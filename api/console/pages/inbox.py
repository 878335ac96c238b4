"""The inbox: what waits for somebody's answer or signature."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import Request, Response

from api.addresses import segment
from api.console.navigation import PEOPLE
from api.console.page import page, voice_of
from api.console.route import console_router
from api.console.voice import Voice
from api.http.paging import Cursor, cursor_of, position_of
from api.http.route import ActorOf, SessionOf, open_to
from api.store import rounds
from api.usecases import inbox
from api.usecases.inbox import Waiting

__all__ = ["router"]

router = console_router()
SIZE = 100


@router.get("/inbox", **open_to(*PEOPLE))
def show(
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    kind: str = "",
    cursor: Cursor = None,
) -> Response:
    """Show what waits for the actor, the kinds one by one."""
    found = _together(inbox.waiting_for(session, actor))
    counts = Counter(group.kind for group in found)
    after = position_of(cursor)
    rest = [group for group in found if group.first.order > after and kind in ("", group.kind)]
    shown = rest[:SIZE]
    titles = {}
    for round_id in {group.first.round_id for group in shown if group.first.round_id}:
        row = rounds.find_round(session, round_id)
        titles[round_id] = "" if row is None else row.title
    voice = voice_of(request)
    more = ""
    if len(rest) > SIZE:
        more = f"/inbox?kind={kind}&cursor={cursor_of(shown[-1].first.order)}"
    return page(
        request,
        "inbox.html",
        kinds=sorted(counts),
        counts=counts,
        total=len(found),
        kind=kind if kind in counts else "",
        items=[
            {
                "kind": group.kind,
                "title": group.first.title.in_lang(voice.lang) or group.first.project,
                "project": group.first.project,
                "what": _told(voice, group),
                "round": titles.get(group.first.round_id, ""),
                "path": _path_of(group.first),
            }
            for group in shown
        ],
        first=f"/inbox?kind={kind}" if cursor else "",
        next=more,
    )


@dataclass(frozen=True, slots=True)
class _Group:
    """Things that are decided on one page: the lines of a project, or one of anything else."""

    kind: str
    first: Waiting
    what: Counter[str]


def _together(found: Iterable[Waiting]) -> list[_Group]:
    groups: dict[tuple[str, str], _Group] = {}
    for item in found:
        group = groups.setdefault((item.kind, _path_of(item)), _Group(item.kind, item, Counter()))
        group.what[_what(item)] += 1
    return list(groups.values())


def _told(voice: Voice, group: _Group) -> str:
    """Return what it is about in words: kinds with how many of each."""
    return voice.listed(
        voice.coded("about", what) + (f" × {count}" if count > 1 else "")
        for what, count in sorted(group.what.items())
    )


def _what(item: Waiting) -> str:
    """Return the code of what it is about: a line's kind, a matter's scope, or a request."""
    if item.scope == "line":
        return item.detail.split(" ")[0]
    return item.scope or "request"


def _path_of(item: Waiting) -> str:
    """Return the page where it is decided."""
    if item.kind == "sign":
        return f"/rounds/{item.round_id}/chains/{item.scope}/{segment(item.key)}"
    if item.round_id:
        return f"/rounds/{item.round_id}/plan/lines?project={segment(item.project)}"
    return f"/requests/{item.key}"
