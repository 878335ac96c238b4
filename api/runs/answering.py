"""Questions about a solved round, answered in the child: each kind, and what it asks of whom."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from api.runs.pricing import price_round
from optimizer.coalitions import CoalitionLimits, stand_alone_values
from optimizer.domain import Outcome, Plan, Project, Round
from optimizer.errors import RoundtableError
from optimizer.sharing import RuleRefused
from optimizer.sharing.plans import read_choice, share_plan
from optimizer.solve import Limits, solve_round
from scenarios.urgent import answer_urgent
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
        ``why-project``, ``why-person``, ``shares``, ``stand-alone``, ``prices`` or ``urgent``.
    round_, outcome : Round, Outcome
        An outcome of the round, with a plan.
    question : dict
        ``project``, and ``person`` where it is about one; ``rule`` of shares; of an urgent request
        ``document``, where the round does not hold it, and ``release_reserve``.
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
    if kind == "shares":
        on_step(question["rule"])
        return _shares(round_, outcome, question["rule"])
    if kind == "prices":
        on_step(kind)
        return {"prices": price_round(round_, limits.time_limit_seconds)}
    if kind == "stand-alone":
        return _stand_alone(round_, outcome, limits, on_step, cancel)
    project = question["project"]
    if kind == "urgent":
        document = question["document"]
        options = answer_urgent(
            round_,
            outcome,
            project if document is None else Project.model_validate(document),
            limits,
            release_reserve=question["release_reserve"],
            on_step=on_step,
            cancel=cancel,
        )
        return options.model_dump(mode="json")
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


def _shares(round_: Round, outcome: Outcome, rule: str) -> dict[str, Any]:
    """Share the plan by a rule that takes long on it."""
    choice = read_choice(round_, rule)
    try:
        made = share_plan(round_, _plan(outcome), choice.rule.id, basis=choice.basis)
    except RuleRefused as refusal:
        raise RoundtableError(refusal.finding.message_en) from None
    return {"shares": made.model_dump(mode="json")}


def _stand_alone(
    round_: Round,
    outcome: Outcome,
    limits: Limits,
    on_step: Callable[[str], None],
    cancel: threading.Event,
) -> dict[str, Any]:
    """Solve each department by itself, and all others without it, for value."""
    count = 2 * len(round_.departments)
    seconds = limits.time_limit_seconds
    each = None if seconds is None else max(1.0, 2 * seconds / count)

    def solve(alone: Round, most: float | None, stop: threading.Event | None) -> Outcome:
        on_step("stand-alone")
        return solve_round(alone, replace(limits, time_limit_seconds=most), cancel=stop)

    game = stand_alone_values(
        round_, _plan(outcome), CoalitionLimits(each, seconds, count), solve=solve, cancel=cancel
    )
    standing = game.standing()
    return {
        "standing": {
            department: [amount.model_dump() for amount in pair]
            for department, pair in standing.items()
        },
        "assumptions": game.assumptions.model_dump(),
        "solves": game.evaluator.solves,
        "still_open": sum(not a.is_exact for pair in standing.values() for a in pair),
    }


def _plan(outcome: Outcome) -> Plan:
    if outcome.plan is None:
        raise RoundtableError("the run asked about has no plan")
    return outcome.plan
