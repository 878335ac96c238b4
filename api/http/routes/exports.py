"""Workbooks to take away: the inventory, a frozen round, the template."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.access import Role
from api.access.roles import EVERYBODY
from api.http.language import language_of
from api.http.route import ActorOf, ServiceRoute, SessionOf, open_to
from api.http.workbooks import workbook_response
from api.problems import Problem
from api.usecases import exports, rounds

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["exports"], route_class=ServiceRoute)

PEOPLE = tuple(role for role in EVERYBODY if role is not Role.ADMIN)


@router.get(
    "/inventory.xlsx",
    response_class=Response,
    **open_to(Role.OFFICE, Role.LEADER, Role.CONTACT, Role.AUDITOR),
)
def export_inventory(request: Request, session: SessionOf, actor: ActorOf) -> Response:
    """Read the inventory that you see as a workbook; importing it changes nothing."""
    content = exports.inventory_workbook(session, actor, language_of(request))
    return workbook_response(content, "inventory.xlsx")


@router.get("/template.xlsx", response_class=Response, **open_to(*PEOPLE))
def export_template(request: Request, session: SessionOf, actor: ActorOf) -> Response:
    """Read the workbook to fill in, in your language, with the lists that you see."""
    content = exports.template_workbook(session, actor, language_of(request))
    return workbook_response(content, "template.xlsx")


@router.get(
    "/rounds/{round_id}/snapshot.xlsx",
    response_class=Response,
    **open_to(Role.OFFICE, Role.LEADER, Role.AUDITOR),
)
def export_snapshot(round_id: str, request: Request, session: SessionOf) -> Response:
    """Read the frozen round as a workbook."""
    row = rounds.read(session, round_id)
    if row.snapshot_hash is None:
        raise Problem("not-found", "该轮次尚未冻结。", "The round is not frozen.")
    content = exports.snapshot_workbook(session, row.snapshot_hash, language_of(request))
    return workbook_response(content, f"{round_id}.xlsx")
