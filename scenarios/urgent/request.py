"""An urgent request beside a published plan: the round it makes, and what re-runs must know."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from optimizer.checks.facts import Facts
from optimizer.domain import Outcome, Plan, Project, Round
from optimizer.explain.offers import PriceList
from optimizer.explain.rivals import rivals
from optimizer.solve import Limits
from scenarios.changes import AddProject, AnyChange, ForceProject, SetReserve, apply_changes
from scenarios.why.bindings import price_weights, prices_of
from scenarios.why.question import Question
from scenarios.why.worth import project_worths

__all__ = ["Request", "request_for"]


@dataclass(frozen=True)
class Request:
    """An urgent request.

    Attributes
    ----------
    published : Round
        The round of the published plan.
    outcome : Outcome
    question : Question
        About the request in the round that holds it.
    changes : tuple
        What makes that round of the published one; ``taken`` besides pins the request in.
    taken : tuple
    reserve_released : bool
    """

    published: Round
    outcome: Outcome
    question: Question
    changes: tuple[AnyChange, ...]
    taken: tuple[AnyChange, ...]
    reserve_released: bool
    values: dict[str, int] = field(default_factory=dict)

    @property
    def project(self) -> Project:
        """The request."""
        return self.question.project

    @property
    def plan(self) -> Plan:
        """The published plan."""
        return self.question.plan

    @cached_property
    def wanted(self) -> frozenset[str]:
        """The request and what it needs first."""
        return frozenset(project.id for project in self.question.wanted)

    @cached_property
    def worths(self) -> dict[str, int]:
        """What each project adds by the policy's leading levels, or its value."""
        return project_worths(self.question.base) or self.values

    @cached_property
    def must(self) -> frozenset[str]:
        """Accepted projects that may move and not be left out."""
        return frozenset(self.facts.forced) & self.question.planned

    @cached_property
    def facts(self) -> Facts:
        """The round with the request in it, indexed."""
        return Facts(self.question.base)

    @cached_property
    def rivals(self) -> Sequence[str]:
        """Accepted projects in the order in which to move them; by prices where they are at hand.

        A large round was solved with prices; for a small one they are not worth their loading.
        """
        question = self.question
        weights = None
        if not question.is_small:
            prices = prices_of(question.base, 2.0, question.cancel)
            weights = None if prices is None else price_weights(self.facts, prices)
        return rivals(self.facts, question.kept, question.wanted, self.worths, weights)

    def limits(self, seconds: float) -> Limits:
        """Return the limits of one re-run."""
        return replace(self.question.limits, time_limit_seconds=seconds)

    def after(self, *more: AnyChange) -> Round:
        """Return the round with the request pinned in, after further changes."""
        return apply_changes(self.published, (*self.taken, *more)).round


def request_for(
    round_: Round,
    outcome: Outcome,
    request: Project | str,
    limits: Limits,
    prices: PriceList | None = None,
    cancel: threading.Event | None = None,
    *,
    release_reserve: bool = True,
) -> Request:
    """Return an urgent request beside a published plan.

    Parameters
    ----------
    round_, outcome : Round, Outcome
        An outcome of the round with a plan that the verifier finds nothing against.
    request : Project or str
        A new project, or the id of one that the plan leaves out.
    limits : Limits
    prices : PriceList, optional
    cancel : threading.Event, optional
    release_reserve : bool
        Let the request draw on what funds keep for the fast lane.

    Raises
    ------
    BadScenario
        The request does not fit the round; the findings say where.
    ValueError
        There is no plan, or the project is in it.
    """
    if outcome.plan is None:
        raise ValueError("the outcome holds no plan")
    reserved = round_.policy.fast_lane_reserve_pct or any(f.reserve_pct for f in round_.funds)
    released = bool(release_reserve and reserved)
    first: tuple[AnyChange, ...] = (SetReserve(percent=0, all_funds=True),) if released else ()
    if isinstance(request, str):
        id_, changes = request, first
        taken: tuple[AnyChange, ...] = (*first, ForceProject(project=request))
    else:
        id_, changes = request.id, (*first, AddProject(project=request))
        taken = (*first, AddProject(project=request, forced=True))
    base = apply_changes(round_, changes).round
    question = Question(base, outcome.plan, id_, limits, prices or PriceList(), cancel)
    _ = question.project
    if id_ in question.planned:
        raise ValueError(f"project {id_} is in the plan")
    values = {p.id: base.policy.tier_weight(p.tier) * p.benefit for p in base.projects}
    return Request(round_, outcome, question, changes, taken, released, values)
