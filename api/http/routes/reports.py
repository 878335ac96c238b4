"""Reports to take away: of the plan of a run, and of a published round."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.downloads import DOCX, HTML, XLSX, download
from api.http.language import language_of
from api.http.route import ServiceRoute, SessionOf, open_to
from api.http.routes.runs import DEEP
from api.usecases import meeting, reports, rounds, runs
from scenarios.meeting_pack import render_document, render_pack

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["reports"], route_class=ServiceRoute)

Number = Annotated[int | None, Query(ge=1, description="A version; else the newest.")]


@router.get(
    "/runs/{run_id}/report.html", response_class=Response, **open_to(*DEEP, problems=(409,))
)
def report_of_run(run_id: str, request: Request, session: SessionOf) -> Response:
    """Read the report of a run's outcome as one HTML file, which opens without a network."""
    figures, paid = reports.run_figures(session, runs.read(session, run_id))
    content = reports.page_of(figures, paid, language_of(request))
    return download(content, HTML, f"{run_id}.html")


@router.get(
    "/runs/{run_id}/report.xlsx", response_class=Response, **open_to(*DEEP, problems=(409,))
)
def workbook_of_run(run_id: str, request: Request, session: SessionOf) -> Response:
    """Read the report of a run's outcome as a workbook, with a sheet for each department."""
    figures, paid = reports.run_figures(session, runs.read(session, run_id))
    content = reports.workbook_of(figures, paid, language_of(request))
    return download(content, XLSX, f"{run_id}.xlsx")


@router.get(
    "/runs/{run_id}/meeting.html", response_class=Response, **open_to(*DEEP, problems=(409,))
)
def meeting_page(run_id: str, request: Request, session: SessionOf) -> Response:
    """Read what a meeting has to decide about a plan: the contested items only, as HTML."""
    pack = meeting.pack_of(session, runs.read(session, run_id), language_of(request))
    return download(render_pack(pack).encode(), HTML, f"{run_id}-meeting.html")


@router.get(
    "/runs/{run_id}/meeting.docx", response_class=Response, **open_to(*DEEP, problems=(409,))
)
def meeting_document(run_id: str, request: Request, session: SessionOf) -> Response:
    """Read what a meeting has to decide about a plan as a document for word processors."""
    pack = meeting.pack_of(session, runs.read(session, run_id), language_of(request))
    return download(render_document(pack), DOCX, f"{run_id}-meeting.docx")


@router.get(
    "/rounds/{round_id}/report.html", response_class=Response, **open_to(*DEEP, problems=(409,))
)
def report_of_round(
    round_id: str, request: Request, session: SessionOf, number: Number = None
) -> Response:
    """Read the report of the published plan as one HTML file, with the shares as fixed."""
    figures, paid = reports.published_figures(session, rounds.read(session, round_id), number)
    content = reports.page_of(figures, paid, language_of(request))
    return download(content, HTML, f"{round_id}.html")


@router.get(
    "/rounds/{round_id}/report.xlsx", response_class=Response, **open_to(*DEEP, problems=(409,))
)
def workbook_of_round(
    round_id: str, request: Request, session: SessionOf, number: Number = None
) -> Response:
    """Read the report of the published plan as a workbook, with the shares as fixed."""
    figures, paid = reports.published_figures(session, rounds.read(session, round_id), number)
    content = reports.workbook_of(figures, paid, language_of(request))
    return download(content, XLSX, f"{round_id}.xlsx")
