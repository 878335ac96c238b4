"""A run with its round, its outcome and their figures, worked out once for all who look."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from api.problems import Problem
from api.store import Session, rounds, runs
from api.store.tables import AllocationRound, Run
from api.usecases.runs import outcome_of
from optimizer.domain import Outcome, Round
from scenarios.figures import OutcomeFigures, figures_of
from scenarios.report.voice import Voice as ReportVoice
from scenarios.report.voice import voice_of as report_voice

__all__ = ["PlanShown", "outcome_shown", "plan_shown"]

KEPT = 12
"""Plans whose figures are kept; a run's outcome never changes."""


@dataclass(frozen=True)
class PlanShown:
    """A run's plan as pages show it.

    Attributes
    ----------
    row : AllocationRound
    run : Run
    figures : OutcomeFigures
    voice : ReportVoice
        The voice of the report: names and numbers of this very round.
    """

    row: AllocationRound
    run: Run
    figures: OutcomeFigures
    voice: ReportVoice

    @property
    def round(self) -> Round:
        """The round that the plan answers."""
        return self.figures.round

    @property
    def outcome(self) -> Outcome:
        """The run's outcome."""
        return self.figures.outcome

    @property
    def under_review(self) -> bool:
        """Whether it is the plan that the round's lines are about."""
        return self.row.run_id == self.run.id


class _Kept:
    """Figures of the runs that were looked at last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[str, OutcomeFigures] = OrderedDict()

    def figures(self, session: Session, run: Run) -> OutcomeFigures:
        with self._lock:
            held = self._held.get(run.id)
            if held is not None:
                self._held.move_to_end(run.id)
                return held
        outcome = outcome_of(run)
        made = figures_of(rounds.snapshot_of(session, run.round_hash), outcome)
        with self._lock:
            self._held[run.id] = made
            while len(self._held) > KEPT:
                self._held.popitem(last=False)
        return made


_kept = _Kept()


def outcome_shown(session: Session, run: Run, lang: str) -> PlanShown:
    """Return a run with its outcome, with or without a plan.

    Raises
    ------
    Problem
        ``conflict`` while it has no outcome; ``not-found`` without its round.
    """
    row = rounds.find_round(session, run.round_id)
    if row is None:
        raise Problem("not-found")
    figures = _kept.figures(session, run)
    return PlanShown(row, run, figures, report_voice(figures, lang))


def plan_shown(session: Session, run_id: str, lang: str) -> PlanShown:
    """Return the plan of a run.

    Raises
    ------
    Problem
        ``not-found``; ``conflict`` for a run without a plan.
    """
    run = runs.find_run(session, run_id)
    if run is None:
        raise Problem("not-found")
    shown = outcome_shown(session, run, lang)
    if shown.figures.plan is None:
        raise Problem("conflict", "该求解没有计划。", "The run found no plan.")
    return shown
