"""After publishing: what projects cost, used and brought, and what a closed round came to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.access import Role
from api.access.life import RoundState
from api.http.conditional import IfMatch, check_match, tagged
from api.http.route import ActorOf, ServiceRoute, SessionOf, open_to
from api.problems import Problem
from api.store.tables import ActualReport
from api.usecases import actuals, closing, publications, rounds
from api.usecases.actuals import ActualFigures
from api.usecases.closing import ReviewDocument, UseLine
from optimizer.sharing.plans import BenefitEvaluation

__all__ = ["router"]

router = APIRouter(prefix="/v1/rounds/{round_id}", tags=["delivery"], route_class=ServiceRoute)

DEEP = (Role.OFFICE, Role.LEADER, Role.AUDITOR)
REPORTERS = (Role.OFFICE, Role.CONTACT, Role.TEAM)


class ReportAnswer(BaseModel):
    """What is reported of a project."""

    id: str
    project: str
    figures: ActualFigures
    reported_by: str
    version: int
    updated_at: datetime


def _shown(row: ActualReport, response: Response) -> ReportAnswer:
    tagged(response, row.id, row.version)
    return ReportAnswer(
        id=row.id,
        project=row.project,
        figures=actuals.reported_figures(row),
        reported_by=row.reported_by,
        version=row.version,
        updated_at=row.updated_at,
    )


@router.get("/actuals/{project}", **open_to(*DEEP, Role.CONTACT, Role.TEAM))
def read_actuals(
    round_id: str, project: str, response: Response, session: SessionOf, actor: ActorOf
) -> ReportAnswer:
    """Read what is reported of a project; 404 while nothing is."""
    row = rounds.read(session, round_id)
    kept = actuals.read_report(session, actor, row, project)
    if kept is None:
        raise Problem("not-found", "尚未报告。", "Nothing is reported yet.")
    return _shown(kept, response)


@router.put("/actuals/{project}", **open_to(*REPORTERS, key=True))
def report_actuals(
    round_id: str,
    project: str,
    figures: dict[str, Any],
    response: Response,
    session: SessionOf,
    actor: ActorOf,
    if_match: IfMatch,
) -> ReportAnswer:
    """Report what a project cost, used and brought, as far as it is known.

    `If-Match: *` for the first report.
    """
    row = rounds.read(session, round_id)
    before = actuals.read_report(session, actor, row, project)
    if before is not None:
        check_match(if_match, before.id, before.version)
    elif if_match.strip() != "*":
        raise Problem("precondition-failed")
    return _shown(actuals.report(session, actor, row, project, figures), response)


@router.get("/evaluation", **open_to(*DEEP))
def read_evaluation(round_id: str, session: SessionOf) -> BenefitEvaluation:
    """Read planned and actual benefit and cost, and whose estimates drift."""
    return actuals.evaluate(session, rounds.read(session, round_id))


@router.get("/use", **open_to(*DEEP, Role.CONTACT))
def read_use(round_id: str, session: SessionOf, actor: ActorOf) -> list[UseLine]:
    """Read planned and actual use, line by line; contacts read the lines of their department."""
    row = rounds.read(session, round_id)
    made = publications.published(session, row)
    lines = closing.use_lines(session, row, made)
    return [line for line in lines if actor.sees_all or line.owner in actor.departments]


@router.post("/close", **open_to(Role.OFFICE, key=True))
def close_round(
    round_id: str, session: SessionOf, actor: ActorOf, if_match: IfMatch
) -> dict[str, RoundState]:
    """Close a published round: its review is fixed, and credits are carried to the next one."""
    row = rounds.read(session, round_id)
    check_match(if_match, row.id, row.version)
    closing.close(session, actor, row)
    return {"state": RoundState(row.state)}


@router.get("/closing", **open_to(*DEEP))
def read_closing(round_id: str, session: SessionOf) -> ReviewDocument:
    """Read what a closed round came to."""
    return closing.review_of(session, rounds.read(session, round_id))
