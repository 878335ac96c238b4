"""A round's own page: its life, what to do now, what it rests on; and the steps of its life."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Request, Response

from api.access import Role
from api.access.life import ROUND_STEPS, RoundState, Step, steps_from
from api.console.forms import check_version, whole_number
from api.console.navigation import PEOPLE
from api.console.page import gone_to, page, voice_of
from api.console.pages.rounds import window_of
from api.console.route import console_router
from api.console.standing import STALE_DAYS, facts_of, pool_of, runs_of
from api.console.what_now import what_now
from api.http.route import ActorOf, SessionOf, open_to
from api.usecases import closing, review, rounds

__all__ = ["router"]

router = console_router()

OFFICE = open_to(Role.OFFICE)
LIFE = tuple(RoundState)

Version = Annotated[int, Form()]
Reason = Annotated[str, Form(max_length=4000)]


@router.get("/rounds/{round_id}", **open_to(*PEOPLE, Role.ADMIN))
def show(round_id: str, request: Request, session: SessionOf, actor: ActorOf) -> Response:
    """Show where a round stands and what to do."""
    row = rounds.read(session, round_id)
    pool = pool_of(session, actor)
    listed = runs_of(session, row)
    facts = facts_of(session, actor, row, pool, listed)
    return page(
        request,
        "round.html",
        row=row,
        left_out=rounds.shown_left_out(session, actor, row),
        window=window_of(voice_of(request), row),
        life=[state.value for state in LIFE],
        reached=LIFE.index(RoundState(row.state)),
        now=what_now(row.state, actor, facts, f"/rounds/{row.id}"),
        facts=facts,
        pool=pool,
        kinds=("departments", "experts", "facilities", "datasets", "funds"),
        waiting=facts.requests.get("submitted", 0) + facts.requests.get("assessed", 0),
        asked=sum(facts.requests.values()),
        runs=listed[:5] if actor.has(Role.OFFICE, Role.LEADER, Role.AUDITOR) else [],
        more_runs=len(listed) > 5,
        steps={step.name for step in steps_from(ROUND_STEPS, row.state) if _may(actor, step)},
        sees_pool=actor.has(Role.OFFICE, Role.LEADER, Role.CONTACT, Role.AUDITOR),
    )


def _may(actor: ActorOf, step: Step) -> bool:
    return actor.has(*step.roles)


@router.get("/rounds/{round_id}/freeze", **open_to(Role.OFFICE, Role.LEADER, Role.AUDITOR))
def preview(round_id: str, request: Request, session: SessionOf, stale_days: str = "") -> Response:
    """Show the round as it would be frozen now."""
    row = rounds.read(session, round_id)
    days = whole_number(stale_days)
    round_, findings, left = rounds.preview(session, row, days)
    return page(
        request,
        "round_freeze.html",
        row=row,
        round_=round_,
        items=[finding.to_json() for finding in findings],
        left=left,
        days=days,
        usual=STALE_DAYS,
    )


@router.post("/rounds/{round_id}/freeze", **OFFICE)
def freeze(
    round_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    version: Version,
    stale_days: Annotated[str, Form()] = "",
) -> Response:
    """Freeze the round."""
    row = rounds.read(session, round_id)
    check_version(version, row.version)
    rounds.freeze(session, actor, row, whole_number(stale_days))
    return gone_to(request, f"/rounds/{row.id}", "notice.round-freeze")


@router.post("/rounds/{round_id}/decide", **open_to(Role.LEADER))
def decide(
    round_id: str, request: Request, session: SessionOf, actor: ActorOf, version: Version
) -> Response:
    """Decide for the plan under review."""
    row = rounds.read(session, round_id)
    check_version(version, row.version)
    review.decide(session, actor, row)
    return gone_to(request, f"/rounds/{row.id}", "notice.round-decide")


@router.post("/rounds/{round_id}/publish", **OFFICE)
def publish(
    round_id: str, request: Request, session: SessionOf, actor: ActorOf, version: Version
) -> Response:
    """Publish the decided plan."""
    row = rounds.read(session, round_id)
    check_version(version, row.version)
    review.publish(session, actor, row)
    return gone_to(request, f"/rounds/{row.id}", "notice.round-publish")


def _take(
    name: str,
    round_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    version: int,
    reason: str = "",
) -> Response:
    row = rounds.read(session, round_id)
    check_version(version, row.version)
    rounds.take_step(session, actor, row, name, reason)
    return gone_to(request, f"/rounds/{row.id}", f"notice.round-{name}")


@router.post("/rounds/{round_id}/open", **OFFICE)
def open_round(
    round_id: str, request: Request, session: SessionOf, actor: ActorOf, version: Version
) -> Response:
    """Open the round."""
    return _take("open", round_id, request, session, actor, version)


@router.post("/rounds/{round_id}/close", **OFFICE)
def close_round(
    round_id: str, request: Request, session: SessionOf, actor: ActorOf, version: Version
) -> Response:
    """Close the round."""
    row = rounds.read(session, round_id)
    check_version(version, row.version)
    closing.close(session, actor, row)
    return gone_to(request, f"/rounds/{row.id}", "notice.round-close")


@router.post("/rounds/{round_id}/reopen", **OFFICE)
def reopen_round(
    round_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    version: Version,
    reason: Reason = "",
) -> Response:
    """Reopen the round, with a reason."""
    return _take("reopen", round_id, request, session, actor, version, reason)
