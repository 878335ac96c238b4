"""Reports of a plan to take away: one HTML file that opens offline, one workbook.

Rendering a large plan takes a second or two: routes that call this are plain functions, which run
beside the event loop.
"""

from __future__ import annotations

from api.problems import Problem
from api.store import Session, rounds
from api.store.tables import AllocationRound, Run
from api.usecases import runs, shares
from api.usecases.publications import published
from optimizer.sharing.plans import PlanShares
from scenarios.figures import OutcomeFigures, figures_of
from scenarios.report import render_page, render_workbook

__all__ = ["page_of", "published_figures", "run_figures", "workbook_of"]


def run_figures(session: Session, run: Run) -> tuple[OutcomeFigures, PlanShares | None]:
    """Return the figures of the plan of a run, and who would pay what by the round's rule.

    Raises
    ------
    Problem
        ``conflict`` while the run has no outcome.
    """
    outcome = runs.outcome_of(run)
    figures = figures_of(rounds.snapshot_of(session, run.round_hash), outcome)
    if outcome.plan is None:
        return figures, None
    try:
        return figures, shares.shares_of(session, run)
    except Problem:  # a rule that does not apply, or takes long: the report is about the plan
        return figures, None


def published_figures(
    session: Session, row: AllocationRound, number: int | None = None
) -> tuple[OutcomeFigures, PlanShares]:
    """Return the figures of a version of the published plan, and its shares as they were fixed.

    Raises
    ------
    Problem
        See :func:`api.usecases.publications.published`.
    """
    made = published(session, row, number)
    return figures_of(made.round, made.outcome), made.shares


def page_of(figures: OutcomeFigures, shares_: PlanShares | None, lang: str) -> bytes:
    """Return the report as an HTML file."""
    return render_page(figures, lang, shares_).encode()


def workbook_of(figures: OutcomeFigures, shares_: PlanShares | None, lang: str) -> bytes:
    """Return the report as a workbook."""
    return render_workbook(figures, lang, shares_)
