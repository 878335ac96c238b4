"""Closing a round: what it came to is fixed, and credits are carried over to the next one."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from api.access import Actor
from api.problems import Problem
from api.store import Session, delivery, inventory, review, rounds
from api.store.audit import append_event
from api.store.tables import AllocationRound
from api.usecases.actuals import actuals_of, compare_use
from api.usecases.publications import Published, published
from api.usecases.rounds import take_step
from optimizer.domain import Benefit, Plan, Round
from optimizer.domain.types import Frozen, Id
from optimizer.sharing.plans import BenefitEvaluation, evaluate_benefits, requester_drift
from optimizer.sharing.plans.benefits import Actuals, RequesterDrift
from scenarios.fairness import carried_credits

__all__ = ["CarriedCredit", "ReviewDocument", "UseLine", "close", "review_of", "use_lines"]


class CarriedCredit(Frozen):
    """A department's credit, in value points: what it is owed (positive) or owes."""

    department: Id
    before: int
    """In this round."""
    earned: int
    """Because of this round: its due part of the benefit less what it got."""
    after: int
    """In the inventory now, for the next round."""


class UseLine(Frozen):
    """Planned and actual use of a line of the plan."""

    project: Id
    package: Id
    need: str
    subject: str
    kind: Literal["person", "facility", "money"]
    owner: Id
    unit: Literal["percent-periods", "unit-periods", "cents"]
    planned: int
    actual: int | None


class ReviewDocument(Frozen):
    """What a round came to."""

    schema_version: Literal["1.0"] = "1.0"
    round_id: str
    title: str
    versions: int
    """How many versions of the plan were published."""
    changes: dict[str, int]
    """Changes that were asked for, by state."""
    evaluation: BenefitEvaluation
    use: tuple[UseLine, ...]
    drift: tuple[RequesterDrift, ...]
    """Of each sponsor's estimates, over all closed rounds and this one."""
    unreported: tuple[Id, ...]
    """Projects of the plan of which nothing was reported: planned figures stand for them."""
    credit_basis: Literal["entitlement", "weight"]
    """``weight``: in place of stand-alone entitlements, which would have to be solved."""
    credits: tuple[CarriedCredit, ...]


def close(session: Session, actor: Actor, row: AllocationRound) -> ReviewDocument:
    """Close a published round: fix its review, and carry the credits of departments over.

    A department's due part of the round's benefit, by its entitlement, less what it got is added to
    its credit in the inventory, where the next round is frozen from. What a project really brought
    counts where it is reported, else what was planned. Nothing is lost: the credits earned in a
    round sum to zero.

    Raises
    ------
    Problem
        ``conflict`` when the round is not published, or while changes wait for a decision;
        ``forbidden``.
    """
    rounds.lock_round(session, row)
    waiting = delivery.open_changes(session, row.id)
    if waiting:
        raise Problem(
            "conflict",
            f"尚有 {len(waiting)} 项变更申请待裁定。",
            f"{len(waiting)} changes wait for a decision.",
        )
    take_step(session, actor, row, "close")
    made = published(session, row)
    actuals = actuals_of(session, row, made)
    evaluation = evaluate_benefits(made.round, made.plan, made.shares, actuals)
    earned, basis = _earned(made.round, made.plan, actuals)
    earlier = [
        ReviewDocument.model_validate_json(kept.document).evaluation
        for kept in delivery.reviews(session)
    ]
    reported = {item.project for item in actuals.projects}
    document = ReviewDocument(
        round_id=row.id,
        title=row.title,
        versions=len(review.every_publication(session, row.id)),
        changes=dict(Counter(c.state for c in delivery.every_change(session, row.id))),
        evaluation=evaluation,
        use=use_lines(session, row, made),
        drift=requester_drift([*earlier, evaluation]),
        unreported=tuple(p.project for p in made.plan.projects if p.project not in reported),
        credit_basis=basis,
        credits=_carry(session, made.round, earned),
    )
    delivery.keep_review(session, row.id, document.model_dump_json(), actor.id)
    told = {c.department: c.after for c in document.credits}
    append_event(session, actor.id, "round.review", row.id, {"credits": told})
    return document


def review_of(session: Session, row: AllocationRound) -> ReviewDocument:
    """Return what a closed round came to.

    Raises
    ------
    Problem
        ``conflict`` before it is closed.
    """
    kept = delivery.find_review(session, row.id)
    if kept is None:
        raise Problem("conflict", "轮次尚未关闭。", "The round is not closed.")
    return ReviewDocument.model_validate_json(kept.document)


def _earned(
    round_: Round, plan: Plan, actuals: Actuals
) -> tuple[dict[str, int], Literal["entitlement", "weight"]]:
    """Return what each department's credit changes by, and on which basis."""
    brought = {
        item.project: tuple(Benefit(department=b.department, value=b.value) for b in item.benefits)
        for item in actuals.projects
        if item.benefits is not None
    }
    projects = tuple(
        project.model_copy(update={"benefits": brought[project.id]})
        if project.id in brought
        else project
        for project in round_.projects
    )
    as_it_came = round_.model_copy(update={"projects": projects})
    basis: Literal["entitlement", "weight"] = "entitlement"
    entitled = None
    if round_.policy.fairness.entitlement == "stand-alone":
        basis, entitled = "weight", {d.id: d.weight for d in round_.departments}
    after = carried_credits(as_it_came, plan, entitled)
    return {d.id: after[d.id] - d.credit for d in round_.departments}, basis


def _carry(session: Session, round_: Round, earned: dict[str, int]) -> tuple[CarriedCredit, ...]:
    """Add what was earned to the departments in the inventory, where they still are."""
    lines = []
    for department in round_.departments:
        item = inventory.item_by_key(session, "departments", department.id)
        by = earned[department.id]
        after = by + (department.credit if item is None else int(item.document.get("credit", 0)))
        if item is not None and by:
            document = {**item.document, "credit": after}
            inventory.change_item(session, item, None, document)
        lines.append(
            CarriedCredit(
                department=department.id, before=department.credit, earned=by, after=after
            )
        )
    return tuple(lines)


def use_lines(session: Session, row: AllocationRound, made: Published) -> tuple[UseLine, ...]:
    """Return planned and actual use, line by line of the plan."""
    return tuple(
        UseLine.model_validate(
            {
                "project": line.key[0],
                "package": line.key[1],
                "need": line.key[2],
                "subject": line.key[3],
                "kind": line.kind,
                "owner": line.owner,
                "unit": line.unit,
                "planned": line.planned,
                "actual": line.actual,
            }
        )
        for line in compare_use(session, row, made)
    )
