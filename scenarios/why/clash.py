"""Why a round has no plan: what clashes, the least that must give way, and what could be bought."""

from __future__ import annotations

import threading
from dataclasses import replace

from optimizer.domain import Outcome, Plan, ProjectPin, Round, Status, Text
from optimizer.errors import BadRound, BadScenario
from optimizer.explain.making_offers import offers_for
from optimizer.explain.offers import PriceList
from optimizer.model.families.pins import pin_name
from optimizer.model.held import Held
from optimizer.solve import Limits, solve_round
from optimizer.solve.forced import needed_projects
from optimizer.solve.least_relaxation import least_relaxation
from optimizer.solve.purchase import solve_purchase
from optimizer.verify import verify_plan
from optimizer.verify.measures import measure
from scenarios.changes import AnyChange, DropPin, DropWindow, MakeOptional, apply_changes
from scenarios.why.documents import ClashAnswer, Relaxing, Remedy
from scenarios.why.purchases import purchases_of

__all__ = ["explain_clash"]

WEIGHTS = {"pin": 2, "window": 3, "mandatory": 4}
"""What it counts that a condition gives way: what was agreed gives way before a project does."""


def explain_clash(
    round_: Round,
    outcome: Outcome,
    limits: Limits | None = None,
    *,
    prices: PriceList | None = None,
    cancel: threading.Event | None = None,
) -> ClashAnswer:
    """Return why an infeasible round has no plan, and what would give it one.

    Parameters
    ----------
    round_, outcome : Round, Outcome
        An infeasible outcome of the round.
    limits : Limits, optional
        20 seconds by default.
    prices : PriceList, optional
    cancel : threading.Event, optional

    Raises
    ------
    ValueError
        The outcome is not infeasible.
    """
    if outcome.status is not Status.INFEASIBLE or outcome.conflict is None:
        raise ValueError("the outcome is not infeasible")
    limits = limits or Limits(time_limit_seconds=20.0)
    total = limits.time_limit_seconds
    half = replace(limits, time_limit_seconds=None if total is None else total / 2)
    relaxing = _relaxing(round_, half, cancel)
    purchase = _purchase(round_, half, prices or PriceList(), cancel)
    conflict = outcome.conflict
    zh, en = conflict.reason.zh, conflict.reason.en
    if relaxing is not None:
        zh += "最少须放宽：" + "".join(s.zh for s in relaxing.sentences)
        en += " The least that must give way: " + " ".join(s.en for s in relaxing.sentences)
    if purchase is not None:
        zh, en = zh + purchase.sentence.zh, f"{en} {purchase.sentence.en}"
    return ClashAnswer(
        conditions=conflict.members,
        minimal=conflict.minimal,
        relaxing=relaxing,
        purchase=purchase,
        sentence=Text(zh=zh, en=en),
    )


def _relaxing(round_: Round, limits: Limits, cancel: threading.Event | None) -> Relaxing | None:
    found = least_relaxation(round_, _weight, limits, cancel)
    if found is None:
        return None
    changes = tuple(_change(round_, name) for name in found.conditions)
    try:
        applied = apply_changes(round_, changes)
        again = solve_round(applied.round, limits, cancel=cancel)
    except (BadScenario, BadRound):
        return None
    return Relaxing(
        conditions=found.conditions,
        changes=changes,
        sentences=applied.sentences,
        least=found.least,
        verified=again.plan is not None and not verify_plan(applied.round, again.plan),
    )


def _weight(name: str) -> int:
    return WEIGHTS[name.partition(":")[0]]


def _change(round_: Round, name: str) -> AnyChange:
    """Return the change that lets a condition give way."""
    kind, _, rest = name.partition(":")
    if kind == "mandatory":
        return MakeOptional(project=rest)
    if kind == "window":
        return DropWindow(project=rest)
    return DropPin(pin=next(p for i, p in enumerate(round_.pins) if pin_name(i, p) == name))


def _purchase(
    round_: Round, limits: Limits, prices: PriceList, cancel: threading.Event | None
) -> Remedy | None:
    """Return the cheapest purchase under which everything that must be done can be."""
    needed = needed_projects(round_.projects, round_.pins)
    names = {project.id for project in needed}
    part = round_.model_copy(
        update={
            "projects": tuple(needed),
            "pins": tuple(
                pin
                for pin in round_.pins
                if pin.project in names and not (isinstance(pin, ProjectPin) and pin.accepted)
            ),
            "baseline": None,
        }
    )
    answer = solve_purchase(offers_for(part, names, prices), Held(), names, limits, cancel)
    if answer.plan is None:
        return None
    purchases = purchases_of(round_, answer.bought)
    try:
        changed = apply_changes(round_, tuple(p.change for p in purchases)).round
    except BadScenario:
        return None
    by_id = {item.project: item for item in answer.plan.projects}
    plan = Plan(projects=tuple(by_id[p.id] for p in round_.projects if p.id in by_id))
    cost = sum(purchase.cost_cents for purchase in purchases)
    money = f"{cost // 100:,}.{cost % 100:02d} {round_.currency}"
    return Remedy(
        criterion="beside",
        scope="round",
        purchases=purchases,
        cost_cents=cost,
        bound_cents=answer.bound,
        proven=answer.status == "proven",
        verified=not verify_plan(changed, plan),
        value_after=measure(changed, plan, "value"),
        sentence=Text(
            zh=f"或者：{''.join(p.sentence.zh for p in purchases)}费用 {money}，即有可行计划。",
            en=f"Or else: {' '.join(p.sentence.en for p in purchases)} For {money} there is a "
            "plan.",
        ),
    )
