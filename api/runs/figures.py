"""The headline figures of a run's plan, kept with it, so that lists need no outcome."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from optimizer.domain import Outcome, Plan, Round
from scenarios.compare import plan_figures

__all__ = ["figures_of"]


def figures_of(
    round_: Round, outcome: Outcome, start: Plan | None, seconds: float
) -> dict[str, Any]:
    """Return status, value, bound and gap of the first level, and the figures of the plan.

    ``changed_lines`` counts against the plan that the run started from, where there is one.
    """
    figures = plan_figures(round_, outcome, start)
    said: dict[str, Any] = {} if figures is None else asdict(figures)
    first = outcome.objective[0] if outcome.objective else None
    return {
        **said,
        "status": outcome.status.value,
        "bound": None if first is None else first.bound,
        "gap": None if first is None else first.gap,
        "seconds": round(seconds, 3),
    }
