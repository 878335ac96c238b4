"""My projects: what a team receives, whole, with the reason and the cost shares."""

from __future__ import annotations

from fastapi import Request, Response

from api.access import Role
from api.access.life import RoundState
from api.addresses import segment
from api.console.navigation import PEOPLE
from api.console.page import page, voice_of
from api.console.route import console_router
from api.http.route import ActorOf, SessionOf, open_to
from api.store import rounds as store
from api.usecases import proposals, rounds

__all__ = ["router"]

router = console_router()

SHOWN = (RoundState.IN_REVIEW, RoundState.DECIDED, RoundState.PUBLISHED, RoundState.CLOSED)
MOST = 1000


@router.get("/projects", **open_to(*PEOPLE))
def show_all(request: Request, session: SessionOf, actor: ActorOf) -> Response:
    """List the proposals for the actor's own projects, and for those of their departments."""
    voice = voice_of(request)
    listed = [
        {
            "round": row.title,
            "state": row.state,
            "path": f"/rounds/{row.id}/proposals/{segment(project.id)}",
            "project": project.id,
            "title": project.title.in_lang(voice.lang) or project.id,
            "accepted": accepted,
            "own": project.id in actor.projects,
        }
        for row in store.list_rounds(session, limit=MOST)
        if row.state in SHOWN
        for project, accepted in proposals.proposed_projects(session, actor, row)
    ]
    listed.sort(key=lambda item: (not item["own"], not item["accepted"]))
    return page(request, "projects.html", items=listed)


@router.get("/rounds/{round_id}/proposals/{project}", **open_to(*PEOPLE))
def show(
    round_id: str, project: str, request: Request, session: SessionOf, actor: ActorOf
) -> Response:
    """Show who, what, when, how much, from whom, at which cost share, and why."""
    row = rounds.read(session, round_id)
    found = proposals.proposal_for(session, actor, row, project)
    voice = voice_of(request)
    names = {d.id: d.name.in_lang(voice.lang) or d.id for d in found.round.departments}
    packages = {p.id: p.name.in_lang(voice.lang) or p.id for p in found.project.packages}
    skills = {s.id: s.name.in_lang(voice.lang) or s.id for s in found.round.skills}
    currency = found.round.currency
    return page(
        request,
        "proposal.html",
        row=row,
        found=found,
        title=found.project.title.in_lang(voice.lang) or project,
        sponsor=names.get(found.project.sponsor, found.project.sponsor),
        times=[
            {**line, "name": packages.get(line["package"], line["package"])}
            for line in found.lines
            if line["kind"] == "time"
        ],
        lines={
            kind: [
                {
                    **line,
                    "package": packages.get(line["package"], line["package"]),
                    "name": voice.text(line["name"], line["subject"]),
                    "skill": skills.get(line.get("skill", ""), line.get("skill", "")),
                    "owner": names.get(line["from_department"], line["from_department"]),
                }
                for line in found.lines
                if line["kind"] == kind
            ]
            for kind in ("person", "facility", "money")
        },
        shares=[
            (names.get(share["department"], share["department"]), share["cents"])
            for share in found.shares
        ],
        total=sum(share["cents"] for share in found.shares),
        currency=currency,
        may_answer=actor.has(Role.TEAM) and row.state == RoundState.IN_REVIEW,
    )
