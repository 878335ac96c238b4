"""Whether requests can be done together: their own round, solved for any plan that holds them all.

Step of the way: share, by solving. Money that departments put together is only worth taking when
what it buys can be carried out.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection

from optimizer.checks import check_round
from optimizer.checks.facts import Facts
from optimizer.domain import (
    FairnessPolicy,
    ObjectiveLevel,
    Plan,
    Project,
    ProjectPin,
    Round,
    Status,
    Term,
    Text,
)
from optimizer.explain import Room, explain_displaced
from optimizer.findings import Severity
from optimizer.sharing.plans.co_funding import Runs
from optimizer.solve import Limits, solve_round

__all__ = ["Together", "round_of"]


def round_of(round_: Round, names: Collection[str]) -> Round:
    """Return a round with some of its projects, all of which must be accepted.

    What is pinned about their packages stays. Value, which is then the same for every plan, is the
    only level, so that the first plan found ends the solve.

    Parameters
    ----------
    round_ : Round
    names : collection of str
        Projects of the round, with all that they need first.
    """
    pins = tuple(
        pin for pin in round_.pins if pin.project in names and not isinstance(pin, ProjectPin)
    )
    accepted = tuple(
        ProjectPin(project=p.id, accepted=True) for p in round_.projects if p.id in names
    )
    return round_.model_copy(
        update={
            "projects": tuple(p for p in round_.projects if p.id in names),
            "pins": (*accepted, *pins),
            "baseline": None,
            "policy": round_.policy.model_copy(
                update={
                    "levels": (ObjectiveLevel(name="value", terms=(Term(measure="value"),)),),
                    "fairness": FairnessPolicy(),
                }
            ),
        }
    )


class Together:
    """Tries requests beside each other, and remembers the plan of those that fit.

    A request is first inserted into the plan of those before it, which takes no solver; only when
    it finds no place there is the whole set solved.

    Parameters
    ----------
    round_ : Round
        Of no errors, its own mandatory projects and project pins set aside.
    seconds_each, seconds_total : float or None
        For one set and for all; a set that is not settled in time counts as unsettled.
    workers : int
    cancel : threading.Event, optional
        When it is set nothing more is solved.

    Attributes
    ----------
    plan : Plan
        Of the last set that was found to run.
    solves : int
        Sets solved.
    """

    def __init__(
        self,
        round_: Round,
        *,
        seconds_each: float | None = 10.0,
        seconds_total: float | None = None,
        workers: int = 2,
        cancel: threading.Event | None = None,
    ) -> None:
        self.plan = Plan()
        self.solves = 0
        self._round = round_
        self._projects = {project.id: project for project in round_.projects}
        self._each = seconds_each
        self._total = seconds_total
        self._workers = workers
        self._cancel = cancel
        self._started = time.monotonic()

    def __call__(self, before: frozenset[str], project: str) -> Runs:
        """Say whether a project runs together with those before it."""
        names = before | {project}
        asked = round_of(self._round, names)
        longer = self._inserted(asked, before, self._projects[project])
        if longer is not None:
            self.plan = longer
            return Runs(True)
        return self._solved(asked, project)

    def _inserted(self, asked: Round, before: frozenset[str], project: Project) -> Plan | None:
        """Put the project into the plan of those before it, where that one is known."""
        if {planned.project for planned in self.plan.projects} != before:
            return None
        if any(f.severity is Severity.ERROR for f in check_round(asked)):
            return None
        return explain_displaced(Room(Facts(asked), self.plan), self.plan, project).fits

    def _solved(self, asked: Round, project: str) -> Runs:
        errors = [f for f in check_round(asked) if f.severity is Severity.ERROR]
        if errors:
            first = errors[0]
            return Runs(False, Text(zh=first.message_zh, en=first.message_en))
        seconds = self._seconds_left()
        if seconds is not None and seconds <= 0:
            return Runs(
                None, Text(zh="时限已到，未曾试排。", en="Time ran out before it was tried.")
            )
        self.solves += 1
        limits = Limits(time_limit_seconds=seconds, workers=self._workers, seed=0)
        outcome = solve_round(asked, limits, cancel=self._cancel)
        if outcome.plan is not None:
            self.plan = outcome.plan
            return Runs(True)
        if outcome.status is not Status.INFEASIBLE or outcome.conflict is None:
            return Runs(
                None, Text(zh="在时限内未能判定。", en="It was not settled within the time limit.")
            )
        return _refused(asked, project, outcome.conflict.members)

    def _seconds_left(self) -> float | None:
        if self._cancel is not None and self._cancel.is_set():
            return 0.0
        if self._total is None:
            return self._each
        left = max(0.0, self._total - (time.monotonic() - self._started))
        return left if self._each is None else min(left, self._each)


def _refused(asked: Round, project: str, members: Collection[str]) -> Runs:
    """Return the answer that a conflict gives: the projects its pins and windows name."""
    named = {part for member in members for part in member.replace("/", ":").split(":")}
    others = tuple(p.id for p in asked.projects if p.id in named and p.id != project)
    if not others:
        return Runs(False, Text(zh="单独也无法完成。", en="It can't be done even alone."))
    return Runs(
        False,
        Text(
            zh=f"与 {'、'.join(others)} 不能一并完成。",
            en=f"It can't be done together with {', '.join(others)}.",
        ),
        others,
    )
