"""What one more of each resource is worth, priced in the background once for each frozen round."""

from __future__ import annotations

from dataclasses import dataclass

from api.access import Actor
from api.runs.pricing import PriceTables
from api.store import Session
from api.store import runs as store
from api.store.runs import ENDED, RunState
from api.store.tables import Run
from api.usecases import questions, runs

__all__ = ["Priced", "ask_for_prices", "prices_of"]


@dataclass(frozen=True, slots=True)
class Priced:
    """Where the prices of a round stand.

    Attributes
    ----------
    tables : dict or None
        See :func:`api.runs.pricing.price_round`.
    waiting : str or None
        The run that works them out.
    known : bool
        Whether that ended; without tables the round has no prices.
    """

    tables: PriceTables | None = None
    waiting: str | None = None
    known: bool = False


def prices_of(session: Session, about: Run) -> Priced:
    """Return the prices of the round of a run, whichever of its runs they were asked about."""
    waiting = None
    for row in store.runs_of_kind(session, about, "prices"):
        if row.state == RunState.DONE:
            return Priced(questions.answer_of(row)["prices"], known=True)
        if row.state not in ENDED:
            waiting = waiting or row.id
    return Priced(waiting=waiting)


def ask_for_prices(session: Session, actor: Actor, about: Run, wishes: runs.Wishes) -> Run:
    """Ask for the prices of the round of a run.

    Raises
    ------
    Problem
        ``conflict`` while the run has no outcome; ``too-many-runs``.
    """
    runs.outcome_of(about)
    return questions.ask(session, actor, about, "prices", {}, wishes)
