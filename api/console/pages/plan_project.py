"""Why a project is in a plan, or why not; and pinning it in or out for another run."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Form, Request, Response

from api.access.life import RoundState
from api.console.page import gone_to, page, voice_of
from api.console.pages.plan import head_of
from api.console.pages.runs import DEEP, DOERS
from api.console.plans import PlanShown, plan_shown
from api.console.route import console_router
from api.http.queueing import enqueue_when_kept
from api.http.route import ActorOf, SessionOf, open_to
from api.problems import Problem
from api.usecases import rounds, runs
from optimizer.domain import Blocker, Rejection
from scenarios.changes import Scenario
from scenarios.changes.projects import ForceProject
from scenarios.report.sections import plan as sections

__all__ = ["router"]

router = console_router()


@router.get("/runs/{run_id}/projects/{project}", **open_to(*DEEP))
def show(
    run_id: str, project: str, request: Request, session: SessionOf, actor: ActorOf
) -> Response:
    """Show why a project is in the plan, or why it is not."""
    shown = plan_shown(session, run_id, voice_of(request).lang)
    row = next((p for p in shown.figures.projects if p.project == project), None)
    if row is None:
        raise Problem("not-found")
    view = next(p for p in sections.projects(shown.figures, shown.voice) if p.id == project)
    rejection = next((r for r in shown.outcome.rejected if r.project == project), None)
    packages = sections.packages(shown.figures, shown.voice)
    return page(
        request,
        "plan_project.html",
        **head_of(shown, "projects"),
        project=view,
        title=view.title or view.id,
        figures_row=row,
        needs=sections.needs(shown.figures, row, shown.voice),
        packages=[item for item in packages if item.project == project],
        blockers=[] if rejection is None else _blockers(shown, rejection),
        contenders=_contenders(shown, project),
        can_pin=actor.has(*DOERS)
        and shown.row.state in (RoundState.FROZEN, RoundState.IN_REVIEW)
        and not row.mandatory,
    )


@router.post("/runs/{run_id}/projects/{project}/pin", **open_to(*DOERS))
def pin(
    run_id: str,
    project: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    accepted: Annotated[bool, Form()],
    seconds: Annotated[float, Form(ge=0.1, le=86_400)] = 60.0,
) -> Response:
    """Solve again with the project pinned in or out, beginning with this plan."""
    run = runs.read(session, run_id)
    shown = plan_shown(session, run_id, voice_of(request).lang)
    change = ForceProject(project=project, accepted=accepted)
    scenario = Scenario(
        name=change.sentence(shown.round), base_hash=run.round_hash, changes=(change,)
    )
    limits = {
        **run.limits,
        "time_limit_seconds": seconds,
        "workers": request.app.state.settings.run_workers,
    }
    row = rounds.read(session, run.round_id)
    made = runs.submit(
        session,
        actor,
        row,
        limits,
        scenario=scenario,
        digest=run.round_hash,
        start_run_id=run.id,
    )
    enqueue_when_kept(request, made.id)
    return gone_to(request, f"/runs/{made.id}", "notice.run-submitted")


def _blockers(shown: PlanShown, rejection: Rejection) -> list[dict[str, Any]]:
    """Return what stands in a project's way, in names."""
    return [_blocker(shown, rejection.project, blocker) for blocker in rejection.blockers]


def _blocker(shown: PlanShown, project: str, blocker: Blocker) -> dict[str, Any]:
    names, numerals = shown.voice.names, shown.voice.numerals
    called = {"people": names.skill, "dataset": names.dataset}.get(blocker.kind, str)
    taken = {"people": names.person, "facility": names.facility, "fund": names.fund}
    missing = numerals.number(blocker.missing)
    if blocker.kind == "fund":
        missing = numerals.amount(blocker.missing)
    return {
        "kind": blocker.kind,
        "package": names.package(project, blocker.package),
        "resource": called(blocker.resource) if blocker.resource else "",
        "missing": missing if blocker.missing else "",
        "when": numerals.span(blocker.start, blocker.end),
        "taken": [taken.get(blocker.kind, str)(id_) for id_ in blocker.taken[:8]],
        "held_by": [(id_, names.project(id_)) for id_ in blocker.held_by],
    }


def _contenders(shown: PlanShown, project: str) -> list[dict[str, str]]:
    """Return the projects left out that want what a project holds, the worthiest first."""
    wanting = {
        rejection.project
        for rejection in shown.outcome.rejected
        for blocker in rejection.blockers
        if project in blocker.held_by
    }
    views = sections.projects(shown.figures, shown.voice)
    return [
        {"id": view.id, "title": view.title or view.id, "worth": view.worth, "reason": view.reason}
        for view in views
        if view.id in wanting
    ]
