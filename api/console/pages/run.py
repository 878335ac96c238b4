"""A run: live while it goes on, its outcome once it has ended."""

from __future__ import annotations

from fastapi import Request, Response

from api.access import Role
from api.access.life import RoundState
from api.console import charts
from api.console.page import gone_to, page, voice_of
from api.console.pages.runs import DEEP, DOERS
from api.console.plans import outcome_shown
from api.console.route import console_router
from api.http.route import ActorOf, SessionOf, open_to
from api.store import Session, principals
from api.store import rounds as round_store
from api.store import runs as store
from api.store.runs import ENDED, RunState
from api.store.tables import Run
from api.usecases import rounds, runs
from scenarios.report.sections.overview import overview
from scenarios.report.words import WORDS, say

__all__ = ["router"]

router = console_router()
DRAWN = 5000
"""Words of a run that its page begins with; the rest comes as they are said."""
LISTED = 30


@router.get("/runs/{run_id}", **open_to(*DEEP))
def show(run_id: str, request: Request, session: SessionOf, actor: ActorOf) -> Response:
    """Show a run."""
    run = runs.read(session, run_id)
    row = rounds.read(session, run.round_id)
    voice = voice_of(request)
    said = store.events_after(session, run.id, 0, DRAWN)
    points = [event.data for event in said if event.kind == "progress"]
    done = run.state == RunState.DONE and run.outcome is not None
    shown = outcome_shown(session, run, voice.lang) if done else None
    levels = _levels(session, run, voice.lang)
    submitter = principals.find_principal(session, run.submitted_by)
    return page(
        request,
        "run.html",
        run=run,
        row=row,
        by="–" if submitter is None else submitter.name,
        live=run.state not in ENDED,
        last=said[-1].number if said else 0,
        points=points,
        listed=points[::-1][:LISTED],
        levels=levels,
        spec=charts.progress(
            points,
            dict(levels),
            {name: voice(f"run.{name}") for name in ("incumbent", "bound", "seconds")},
        ),
        shown=shown,
        rt=None if shown is None else shown.voice,
        overview=None if shown is None else overview(shown.figures, shown.voice),
        has_plan=shown is not None and shown.figures.plan is not None,
        can_ask=actor.has(*DOERS) and run.state not in ENDED and run.asked_to is None,
        can_review=actor.has(Role.OFFICE)
        and row.state in (RoundState.FROZEN, RoundState.IN_REVIEW)
        and row.run_id != run.id,
    )


@router.post("/runs/{run_id}/cancel", **open_to(*DOERS))
def cancel(run_id: str, request: Request, session: SessionOf, actor: ActorOf) -> Response:
    """Ask a run to end without a plan."""
    return _ask("cancel", run_id, request, session, actor)


@router.post("/runs/{run_id}/keep", **open_to(*DOERS))
def keep(run_id: str, request: Request, session: SessionOf, actor: ActorOf) -> Response:
    """Ask a run to stop and keep its best plan."""
    return _ask("keep", run_id, request, session, actor)


def _ask(wish: str, run_id: str, request: Request, session: SessionOf, actor: ActorOf) -> Response:
    run = runs.read(session, run_id)
    runs.ask(session, actor, run, wish)
    return gone_to(request, f"/runs/{run.id}", f"notice.run-{wish}")


def _levels(session: Session, run: Run, lang: str) -> list[tuple[str, str]]:
    """Return the levels that a run goes through, with their names."""
    policy = round_store.snapshot_of(session, run.round_hash).policy
    named = []
    for level in policy.levels:
        key = f"level.{level.terms[0].measure}"
        plain = len(level.terms) == 1 and key in WORDS
        named.append((level.name, say(lang, key) if plain else level.name))
    return named
