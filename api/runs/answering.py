"""Questions about a solved round, answered in the child: each kind, and what it asks of whom."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from optimizer.domain import Outcome, Round
from optimizer.solve import Limits
from scenarios.why import explain_person, explain_project, places_of

__all__ = ["answer_question"]


def answer_question(
    kind: str,
    round_: Round,
    outcome: Outcome,
    question: dict[str, Any],
    limits: Limits,
    *,
    on_step: Callable[[str], None],
    cancel: threading.Event,
) -> dict[str, Any]:
    """Return the answer to a question as JSON data.

    Parameters
    ----------
    kind : str
        ``why-project`` or ``why-person``.
    round_, outcome : Round, Outcome
        An outcome of the round, with a plan.
    question : dict
        ``project``, and ``person`` where it is about one.
    limits : Limits
        Time for the whole answer.
    on_step : callable
        Called with the name of each part as it begins.
    cancel : threading.Event
        Set it to stop with what is answered so far.

    Raises
    ------
    BadScenario
        The question does not fit the plan.
    """
    project = question["project"]
    if kind == "why-project":
        about = explain_project(round_, outcome, project, limits, on_step=on_step, cancel=cancel)
        return about.model_dump(mode="json")
    person = question["person"]
    places = () if outcome.plan is None else places_of(outcome.plan, project, person)
    seconds = limits.time_limit_seconds
    each = replace(limits, time_limit_seconds=None if seconds is None else seconds / len(places))
    said = []
    for package, need in places:
        on_step(f"{package}/{need}")
        answer = explain_person(
            round_, outcome, project, package, need, person, each, cancel=cancel
        )
        said.append(answer.model_dump(mode="json"))
    return {"places": said}
