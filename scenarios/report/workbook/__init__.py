"""The report as a workbook: a sheet for each subject, and one for each department."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios.figures import OutcomeFigures
from scenarios.report.voice import voice_of
from scenarios.report.workbook.book import Book
from scenarios.report.workbook.departments import department_sheets
from scenarios.report.workbook.plan import (
    changes_sheet,
    packages_sheet,
    projects_sheet,
    rejected_sheet,
)
from scenarios.report.workbook.resources import (
    assignments_sheet,
    facilities_sheet,
    money_sheet,
    people_sheet,
    pressure_sheet,
)
from scenarios.report.workbook.sharing import sharing_sheet
from scenarios.report.workbook.summary import summary_sheet

if TYPE_CHECKING:
    from optimizer.sharing.plans.documents import PlanShares

__all__ = ["render_workbook"]


def render_workbook(figures: OutcomeFigures, lang: str, shares: PlanShares | None = None) -> bytes:
    """Return the report of an outcome as an Excel workbook.

    Texts are written as texts whatever they look like, numbers as numbers, dates as dates; money is
    in whole units of the currency. Equal outcomes give equal bytes.

    Parameters
    ----------
    figures : OutcomeFigures
    lang : str
        ``"zh"`` or ``"en"``.
    shares : PlanShares, optional
        Cost shares of the same plan; without them there is no sheet on them.
    """
    with Book(voice_of(figures, lang)) as book:
        summary_sheet(book, figures)
        projects_sheet(book, figures)
        if figures.plan is not None:
            rejected_sheet(book, figures)
            packages_sheet(book, figures)
            people_sheet(book, figures)
            assignments_sheet(book, figures)
            facilities_sheet(book, figures)
        money_sheet(book, figures)
        if shares is not None:
            sharing_sheet(book, shares)
        pressure_sheet(book, figures)
        if figures.plan is not None and figures.round.baseline is not None:
            changes_sheet(book, figures)
        if figures.plan is not None:
            department_sheets(book, figures)
    return book.content
