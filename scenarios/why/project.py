"""Why a project is not in a plan: what binds, which rules, who holds it, and what would let it in.

The parts come in the order of their cost, and share the time: what a blink answers comes first, and
whatever is left goes to proofs.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from optimizer.bounds import Prices
from optimizer.checks.facts import Facts
from optimizer.domain import Outcome, Rejection, Round, Text
from optimizer.explain import Room, explain_displaced
from optimizer.explain.offers import PriceList
from optimizer.explain.rivals import rivals
from optimizer.explain.words import blocked_words
from optimizer.solve import Limits
from scenarios.why.bindings import Priced, price_project, price_weights, prices_of
from scenarios.why.documents import FamilyConflict, Forced, ProjectAnswer, Remedy
from scenarios.why.families import explain_families
from scenarios.why.forced import displaced, explain_forced
from scenarios.why.question import OnStep, Question
from scenarios.why.remedies import (
    best_in_scope,
    cheapest_beside,
    cheapest_best,
    cheapest_by_kind,
    quick_beside,
    search_beside,
)
from scenarios.why.worth import project_worths

__all__ = ["explain_project"]

T = TypeVar("T")

LEAST_PRICING = 0.5
"""Seconds for prices, even when the time is up."""
NEIGHBOURS = 10
"""Rivals that may move in the scope ``neighbours``."""


def explain_project(
    round_: Round,
    outcome: Outcome,
    project: str,
    limits: Limits | None = None,
    *,
    prices: PriceList | None = None,
    on_step: OnStep | None = None,
    cancel: threading.Event | None = None,
) -> ProjectAnswer:
    """Return why a project is not in an outcome's plan, and the cheapest change that lets it in.

    Parameters
    ----------
    round_, outcome : Round, Outcome
        An outcome of the round with a plan that the verifier finds nothing against.
    project : str
        Not accepted in the plan.
    limits : Limits, optional
        Time for the whole answer, 20 seconds by default.
    prices : PriceList, optional
        How offers are priced where the round names no price.
    on_step : callable, optional
        Called with the name of each part as it begins: ``reason``, ``remedies``, ``rules``,
        ``prices``, ``forced``, ``proof``; the prices of a small round come last.
    cancel : threading.Event, optional
        Set it to stop; what was answered so far is returned.

    Raises
    ------
    BadScenario
        The round has no such project.
    ValueError
        There is no plan, or the project is in it.
    """
    if outcome.plan is None:
        raise ValueError("the outcome holds no plan")
    question = Question(
        round_,
        outcome.plan,
        project,
        limits or Limits(time_limit_seconds=20.0),
        prices or PriceList(),
        cancel,
    )
    _ = question.project  # an unknown id is told before all else
    if project in question.planned:
        raise ValueError(f"project {project} is in the plan")
    return _Answer(question, outcome, on_step).run()


@dataclass
class _Answer:
    question: Question
    outcome: Outcome
    on_step: OnStep | None

    def __post_init__(self) -> None:
        self.began = time.monotonic()
        self.complete = True
        self.total = self.question.limits.time_limit_seconds

    def run(self) -> ProjectAnswer:
        question = self.question
        small = question.is_small
        self._say("reason")
        facts = Facts(question.base)
        rejection = self._rejection(facts)
        self._say("remedies")
        quick = None if question.cancelled() else quick_beside(question)
        draft = None if quick is None else quick.draft
        found = self._timed(lambda s: search_beside(question, "nothing", s, draft=draft), 0.25)
        alone = found or quick
        remedies = [each.remedy for each in (quick, found) if each is not None]
        self._say("rules")
        conflict = self._timed(lambda s: explain_families(question, "nothing", s), 0.25)
        remedies += cheapest_by_kind(question, max(0.2, self._share(0.1) / 6))
        # Compiled code may have to be compiled first. A large round was solved by it, and needs the
        # prices now; a small one does without and is priced when all else is answered.
        prices = None if small else self._prices()
        values = _values(question.round)
        weights = None if prices is None else price_weights(facts, prices)
        order = rivals(facts, question.kept, question.wanted, values, weights)
        self._say("forced")
        forced = self._forced(facts, values, order)
        self._say("proof")
        if small:
            whole = self._timed(lambda s: explain_families(question, "round", s), 0.3)
            conflict = whole or conflict
            self._keep(remedies, lambda s: cheapest_beside(question, "round", s), 0.4)
            self._keep(remedies, lambda s: cheapest_best(question, s), 0.9)
            prices = self._prices(1.0)
        else:
            part = question.part(order[:NEIGHBOURS])
            draft = None if alone is None else alone.draft
            wider = self._timed(
                lambda s: search_beside(question, "neighbours", s, part=part, draft=draft), 0.9
            )
            remedies += [] if wider is None else [wider.remedy]
        priced = None if prices is None else price_project(facts, prices, question.project)
        return self._answer(rejection, conflict, priced, forced, remedies, order)

    def _prices(self, share: float = 0.15) -> Prices | None:
        """Return the prices, within a share of the time left."""
        self._say("prices")
        question = self.question
        if question.cancelled():
            return None
        seconds = max(LEAST_PRICING, self._share(share))
        prices = prices_of(question.base, seconds, question.cancel)
        self.complete = self.complete and prices is not None
        return prices

    def _forced(self, facts: Facts, values: dict[str, int], order: list[str]) -> Forced | None:
        question = self.question
        if question.is_excluded:
            return None
        worths = project_worths(question.base) or values
        must = facts.forced.keys() & question.planned
        return self._timed(lambda s: explain_forced(question, s, worths, order, must), 0.4)

    def _answer(
        self,
        rejection: Rejection,
        conflict: FamilyConflict | None,
        priced: Priced | None,
        forced: Forced | None,
        remedies: list[Remedy],
        order: list[str],
    ) -> ProjectAnswer:
        question = self.question
        project = question.project
        holders = list(dict.fromkeys(n for b in rejection.blockers for n in b.held_by))
        if not holders:
            holders = sorted(question.given_up)
        return ProjectAnswer(
            project=project.id,
            title=project.title,
            worth=question.round.policy.tier_weight(project.tier) * project.benefit,
            code=rejection.code,
            reason=rejection.reason,
            blockers=rejection.blockers,
            holders=displaced(question.round, holders or order[:3]),
            bindings=() if priced is None else priced.bindings,
            price_points=None if priced is None else round(priced.points, 3),
            conflict=conflict,
            forced=forced,
            remedies=best_in_scope(remedies),
            seconds=round(time.monotonic() - self.began, 3),
            complete=self.complete and not question.cancelled(),
        )

    def _rejection(self, facts: Facts) -> Rejection:
        """Return the outcome's reason, and what blocks the project where the outcome says none."""
        question = self.question
        given = next((r for r in self.outcome.rejected if r.project == question.project_id), None)
        if given is not None and (given.blockers or given.code != "displaced"):
            return given
        found = explain_displaced(Room(facts, question.plan), question.plan, question.project)
        reason = blocked_words(question.round, found.blockers) if found.blockers else None
        fallback = given.reason if given is not None else Text(zh="资源有限。", en="Scarce means.")
        return Rejection(
            project=question.project_id,
            code="displaced" if given is None else given.code,
            reason=reason or fallback,
            blockers=found.blockers,
        )

    # Time

    def _say(self, step: str) -> None:
        if self.on_step is not None and not self.question.cancelled():
            self.on_step(step)

    def _share(self, share: float) -> float:
        if self.total is None:
            return 3600.0
        return max(0.0, self.total - (time.monotonic() - self.began)) * share

    def _timed(self, ask: Callable[[float], T | None], share: float) -> T | None:
        """Ask with a share of the time left; nothing when there is none."""
        seconds = self._share(share)
        if seconds < 0.02 or self.question.cancelled():
            self.complete = False
            return None
        return ask(seconds)

    def _keep(
        self, remedies: list[Remedy], ask: Callable[[float], Remedy | None], share: float
    ) -> None:
        found = self._timed(ask, share)
        if found is not None:
            remedies.append(found)


def _values(round_: Round) -> dict[str, int]:
    return {p.id: round_.policy.tier_weight(p.tier) * p.benefit for p in round_.projects}
