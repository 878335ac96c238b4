"""The cheapest purchase with which given projects can all be done.

The widened round of :mod:`optimizer.explain.offers` is built like any other; here its use of what
is offered is counted and paid for:

- a person or a facility by whole periods: a cell ``b_kt`` is bought, or shut by an optional
  interval that takes all of it;
- money by the cent, slot by slot: what the fund's twin pays;
- a deadline by the period, a level of skill by the step, a training once.

The cost is minimised. A purchase that is known to be beaten (the round with it has a better plan
without the project) is excluded with all that contains it, unless the plan's worth is higher.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from optimizer.domain import MoneyLine, Plan, PlannedPackage
from optimizer.explain.offers import Offers
from optimizer.model.build import build_model
from optimizer.model.held import Held
from optimizer.solve.engine import Clock, optimise
from optimizer.solve.extract import extract_plan
from optimizer.solve.hints import hint_plan
from optimizer.solve.limits import Limits
from optimizer.solve.purchase_cuts import add_start_cuts
from optimizer.solve.till import PARTS, Bought, Till

__all__ = ["Beaten", "PurchaseAnswer", "solve_purchase", "with_real_funds"]


@dataclass(frozen=True, slots=True)
class Beaten:
    """With this purchase, or none, there is a plan of this worth without the project."""

    bought: tuple[Bought, ...]
    worth: int


@dataclass(frozen=True, slots=True)
class PurchaseAnswer:
    """How the search for a purchase ended.

    Attributes
    ----------
    status : str
        ``proven``: nothing cheaper is on offer. ``found``: there may be something cheaper.
        ``impossible``: proven that no purchase on offer does it. ``unknown``: out of time.
    bought : tuple of Bought
    plan : Plan or None
        Of the free projects, with the names of hired people and rented facilities in it.
    raw : Plan or None
        The same with the twins of funds in it, as a hint for a larger question.
    bound : int or None
        What anything that does it costs at least, in cents.
    """

    status: Literal["proven", "found", "impossible", "unknown"]
    bought: tuple[Bought, ...] = ()
    plan: Plan | None = None
    raw: Plan | None = None
    bound: int | None = None


def solve_purchase(
    offers: Offers,
    held: Held,
    required: Collection[str],
    limits: Limits,
    cancel: threading.Event | None = None,
    *,
    worth: Mapping[str, int] | None = None,
    beaten: Sequence[Beaten] = (),
    hint: Plan | None = None,
) -> PurchaseAnswer:
    """Return the cheapest purchase under which all required projects can be done.

    Parameters
    ----------
    offers : Offers
        Of a round that holds the required projects, and others that may be done or left out.
    held : Held
        What projects outside that round use.
    required : collection of str
    limits : Limits
    cancel : threading.Event, optional
    worth : mapping of str to int, optional
        What each project is worth, for ``beaten``.
    beaten : sequence of Beaten
        Purchases that do not suffice unless the plan is worth more.
    hint : Plan, optional
        Where to begin.
    """
    clock = Clock(limits, time.monotonic())
    variables = build_model(offers.round, held=held)
    model = variables.model
    for name in required:
        model.add(variables.projects[name].accepted == 1)
    till = Till(variables, offers)
    if held.load or held.units:
        market = {offer.id for offer in offers.hires} | {offer.id for offer in offers.rents}
        add_start_cuts(variables, market, till.below)
    if beaten:
        of = worth or {}
        total = sum(of.get(id_, 0) * item.accepted for id_, item in variables.projects.items())
        for item in beaten:
            has_all = [till.at_least(part) for part in item.bought]
            model.add(total >= item.worth + 1).only_enforce_if(
                [literal for literals in has_all for literal in literals]
            )
    model.minimize(till.cost())
    if hint is not None:
        hint_plan(variables, hint)
    answer = optimise(
        model,
        level="purchase",
        maximise=False,
        seconds=limits.time_limit_seconds,
        clock=clock,
        cancel=cancel,
    )
    if answer.infeasible:
        return PurchaseAnswer("impossible")
    if answer.values is None:
        return PurchaseAnswer("unknown")
    bought = till.bought(answer.values)
    twins = {offer.id: offer.fund for offer in offers.money}
    raw = extract_plan(variables, answer.values)
    return PurchaseAnswer(
        "proven" if answer.proven else "found",
        bought,
        with_real_funds(raw, twins),
        raw,
        None if answer.bound is None else -(-answer.bound // PARTS),
    )


def with_real_funds(plan: Plan, twins: Mapping[str, str]) -> Plan:
    """Return the plan with the money of each twin drawn from the fund itself."""
    if not twins:
        return plan
    projects = tuple(
        project.model_copy(
            update={"packages": tuple(_paid(package, twins) for package in project.packages)}
        )
        for project in plan.projects
    )
    return Plan(projects=projects)


def _paid(package: PlannedPackage, twins: Mapping[str, str]) -> PlannedPackage:
    sums: dict[tuple[str, str, int], int] = {}
    for line in package.money:
        key = (line.need, twins.get(line.fund, line.fund), line.period)
        sums[key] = sums.get(key, 0) + line.amount_cents
    money = tuple(
        MoneyLine(need=need, fund=fund, period=period, amount_cents=cents)
        for (need, fund, period), cents in sums.items()
    )
    return package.model_copy(update={"money": money})
