"""The cheapest change that lets a project in, by solving for purchases; each verified by a plan.

Two criteria. *Beside*: the project is done and nobody accepted before is left out. *Best*: every
best plan of the changed round holds the project. The first is asked of the plan as it stands (one
project moves: an answer in a blink on any round), then with neighbours that may move, and of the
whole round where that is small. The second compares optima, so it is asked of small rounds only.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from optimizer.domain import Plan, ProjectPin, Round, Status, Text
from optimizer.errors import BadScenario
from optimizer.explain.making_offers import offers_for
from optimizer.explain.offers import OFFER_KINDS, MoneyOffer, OfferKind
from optimizer.model.held import Held
from optimizer.solve import solve_round
from optimizer.solve.free_part import FreePart
from optimizer.solve.purchase import Beaten, PurchaseAnswer, solve_purchase, with_real_funds
from optimizer.solve.quick_purchase import quick_purchase
from optimizer.verify import verify_plan
from optimizer.verify.measures import measure
from scenarios.changes import apply_changes
from scenarios.why.documents import Purchase, Remedy
from scenarios.why.purchases import purchases_of
from scenarios.why.question import Question
from scenarios.why.worth import leading_levels, plan_worth, project_worths

__all__ = [
    "Found",
    "best_in_scope",
    "cheapest_beside",
    "cheapest_best",
    "cheapest_by_kind",
    "quick_beside",
    "search_beside",
]

Scope = Literal["nothing", "neighbours", "round"]
Criterion = Literal["beside", "best"]

MOST_BEATEN = 12
"""Purchases that turn out not to suffice before the search for a better one is given up."""


@dataclass(frozen=True)
class Found:
    """A remedy, the plan it makes possible, and a draft of it as a hint for a wider search."""

    remedy: Remedy
    plan: Plan
    draft: Plan | None


def cheapest_beside(
    question: Question, scope: Scope, seconds: float, kinds: Iterable[OfferKind] = OFFER_KINDS
) -> Remedy | None:
    """Return the cheapest remedy under which nobody accepted before is left out.

    See :func:`search_beside`.
    """
    found = search_beside(question, scope, seconds, kinds)
    return None if found is None else found.remedy


def search_beside(
    question: Question,
    scope: Scope,
    seconds: float,
    kinds: Iterable[OfferKind] = OFFER_KINDS,
    part: FreePart | None = None,
    draft: Plan | None = None,
) -> Found | None:
    """Return the cheapest remedy under which nobody accepted before is left out, with its draft.

    Parameters
    ----------
    question : Question
    scope : {"nothing", "neighbours", "round"}
        What besides the project may move.
    seconds : float
    kinds : iterable of str
        Sorts of offers to look at.
    part : FreePart, optional
        The free part under the scope ``neighbours``.
    draft : Plan, optional
        Of a narrower scope: the search begins there.

    Returns
    -------
    Found or None
        ``None``: no purchase on offer does it, or none was found in time.
    """
    if question.is_excluded:
        return None
    listed = tuple(kinds)
    if scope == "round":
        part = question.part(question.planned)
    elif scope == "nothing" or part is None:
        part = question.beside
    wanted = {project.id for project in question.wanted}
    answer = solve_purchase(
        offers_for(part.round, wanted, question.prices, listed),
        part.held,
        {project.id for project in part.round.projects},
        replace(question.limits, time_limit_seconds=seconds),
        question.cancel,
        hint=_hint(question, part, draft),
    )
    if answer.plan is None:
        return None
    whole = part.with_rest(answer.plan)
    remedy = _remedy(question, answer, "beside", scope, listed, whole)
    return None if remedy is None else Found(remedy, whole, answer.raw)


def quick_beside(question: Question) -> Found | None:
    """Return a remedy at once, by inserting the project beside the plan; not the cheapest."""
    if question.is_excluded:
        return None
    wanted = {project.id for project in question.wanted}
    made = quick_purchase(question.base, question.kept, wanted, question.prices)
    if made is None:
        return None
    raw = Plan(projects=made.planned)
    twins = {
        part.offer.id: part.offer.fund for part in made.bought if isinstance(part.offer, MoneyOffer)
    }
    real = with_real_funds(raw, twins)
    by_id = {item.project: item for item in (*question.kept.projects, *real.projects)}
    order = [project.id for project in question.base.projects]
    whole = Plan(projects=tuple(by_id[name] for name in order if name in by_id))
    answer = PurchaseAnswer("found", made.bought, real, raw, 0)
    remedy = _remedy(question, answer, "beside", "nothing", (), whole)
    return Found(remedy, whole, raw) if remedy is not None and remedy.verified else None


def _hint(question: Question, part: FreePart, draft: Plan | None) -> Plan | None:
    """Return the draft, and for the others what they have."""
    if draft is None:
        return None
    names = {project.id for project in part.round.projects}
    by_id = {p.project: p for p in (*question.kept.projects, *draft.projects)}
    return Plan(projects=tuple(by_id[name] for name in part.order if name in by_id.keys() & names))


def cheapest_by_kind(question: Question, seconds: float) -> tuple[Remedy, ...]:
    """Return for each sort of offer that suffices alone its cheapest remedy, cheapest first.

    Nothing else moves: each is one small solve.
    """
    found = []
    for kind in OFFER_KINDS:
        if question.cancelled():
            break
        remedy = cheapest_beside(question, "nothing", seconds, (kind,))
        if remedy is not None and remedy.purchases:
            found.append(remedy)
    return tuple(sorted(found, key=lambda remedy: remedy.cost_cents))


def cheapest_best(question: Question, seconds: float) -> Remedy | None:
    """Return the cheapest remedy under which every best plan holds the project.

    The purchase must be worth it: with it, the best plan with the project is worth more than the
    best one without. Purchases that fail the test are excluded one by one. Only proven optima
    count; ``None`` when time ran out, or nothing on offer does it.
    """
    base = question.base
    worths = project_worths(base)
    if worths is None:
        return None
    until = time.monotonic() + seconds
    without = _best_worth(question, base, worths, False, until)
    if without is None:
        return None
    wanted = {project.id for project in question.wanted}
    offers = offers_for(base, wanted, question.prices)
    beaten = [Beaten((), without[0])]
    for _ in range(MOST_BEATEN):
        left = until - time.monotonic()
        if left <= 0 or question.cancelled():
            return None
        answer = solve_purchase(
            offers,
            Held(),
            {question.project_id},
            replace(question.limits, time_limit_seconds=left),
            question.cancel,
            worth=worths,
            beaten=beaten,
        )
        if answer.plan is None:
            return None
        changes = tuple(p.change for p in purchases_of(base, answer.bought))
        changed = apply_changes(base, changes).round
        out = _best_worth(question, changed, worths, False, until)
        inside = _best_worth(question, changed, worths, True, until, answer.plan)
        if out is None or inside is None:
            return None
        if inside[0] > out[0]:
            return _remedy(question, answer, "best", "round", (), inside[1])
        beaten.append(Beaten(answer.bought, out[0]))
    return None


def _best_worth(
    question: Question,
    round_: Round,
    worths: dict[str, int],
    accepted: bool,
    until: float,
    start: Plan | None = None,
) -> tuple[int, Plan] | None:
    """Return the proven best worth with the project in, or out; ``None``: not proven in time.

    Without any plan the worth is below everything.
    """
    left = until - time.monotonic()
    if left <= 0:
        return None
    pin = ProjectPin(project=question.project_id, accepted=accepted)
    levels = round_.policy.levels[: leading_levels(round_)]
    asked = round_.model_copy(
        update={
            "pins": (*round_.pins, pin),
            "policy": round_.policy.model_copy(update={"levels": levels}),
        }
    )
    limits = replace(question.limits, time_limit_seconds=left)
    outcome = solve_round(asked, limits, cancel=question.cancel, start=start)
    if outcome.status is Status.INFEASIBLE:
        return -1, Plan()
    if outcome.status is not Status.OPTIMAL or outcome.plan is None:
        return None
    return plan_worth(worths, outcome.plan), outcome.plan


def _remedy(
    question: Question,
    answer: PurchaseAnswer,
    criterion: Criterion,
    scope: Scope,
    kinds: tuple[OfferKind, ...],
    plan: Plan,
) -> Remedy | None:
    """Return the purchase as changes, held to the round that they make."""
    purchases = (
        *(
            Purchase(change=change, sentence=change.sentence(question.round), cost_cents=0)
            for change in question.dropped
        ),
        *purchases_of(question.round, answer.bought),
    )
    try:
        changed = apply_changes(question.round, tuple(p.change for p in purchases)).round
    except BadScenario:
        return None
    cost = sum(purchase.cost_cents for purchase in purchases)
    return Remedy(
        criterion=criterion,
        scope=scope,
        kinds=() if len(kinds) in (0, len(OFFER_KINDS)) else kinds,
        purchases=purchases,
        cost_cents=cost,
        bound_cents=answer.bound,
        proven=answer.status == "proven",
        verified=not verify_plan(changed, plan),
        value_after=measure(changed, plan, "value"),
        sentence=_sentence(question, purchases, cost, criterion, scope),
    )


def best_in_scope(remedies: Iterable[Remedy]) -> tuple[Remedy, ...]:
    """Return remedies without those that another of the same kind beats; ``best`` first."""
    kept: dict[tuple[str, tuple[str, ...]], Remedy] = {}
    for remedy in remedies:
        key = (remedy.criterion, remedy.kinds)
        old = kept.get(key)
        if old is None or (remedy.cost_cents, not remedy.proven) <= (
            old.cost_cents,
            not old.proven,
        ):
            kept[key] = remedy
    return tuple(
        sorted(kept.values(), key=lambda r: (r.criterion != "best", bool(r.kinds), r.cost_cents))
    )


def _sentence(
    question: Question,
    purchases: tuple[Purchase, ...],
    cost: int,
    criterion: Criterion,
    scope: Scope,
) -> Text:
    money = f"{cost // 100:,}.{cost % 100:02d} {question.round.currency}"
    moving_zh = {"nothing": "其余安排不变", "neighbours": "部分项目可改期换人", "round": ""}[scope]
    moving_en = {
        "nothing": "nothing else moves",
        "neighbours": "some projects may move",
        "round": "",
    }[scope]
    if criterion == "best":
        zh, en = "最优计划即会包含它", "every best plan then holds it"
    elif question.given_up:
        gone = ", ".join(sorted(question.given_up))
        zh = f"即可立项，取代 {gone}，不挤掉其他项目"
        en = f"it can be done in place of {gone}, and nobody else is left out"
    else:
        zh, en = "即可立项，且不挤掉任何已入选项目", "it can be done and nobody is left out"
    zh = f"{zh}（{moving_zh}）" if moving_zh else zh
    en = f"{en} ({moving_en})" if moving_en else en
    if not purchases:
        return Text(zh=f"无需任何变更：{zh}。", en=f"Nothing need change: {en}.")
    what_zh = "".join(purchase.sentence.zh for purchase in purchases)
    what_en = " ".join(purchase.sentence.en for purchase in purchases)
    return Text(zh=f"{what_zh}费用 {money}，{zh}。", en=f"{what_en} For {money}, {en}.")
