"""Versions of a published plan: who pays what, with its certificate, and each department's bill."""

from __future__ import annotations

from dataclasses import dataclass

from api.access import Actor
from api.access.life import RoundState
from api.problems import Problem
from api.store import Session, review, rounds
from api.store.tables import AllocationRound, Publication
from optimizer.domain import Outcome, Plan, Round
from optimizer.sharing.plans import PlanShares
from optimizer.sharing.plans.documents import AccountLine, DepartmentStatement, TransferLine
from scenarios.amendments import SettlementDifference, settle_difference

__all__ = ["Bill", "Published", "bill_of", "difference_of", "published"]


@dataclass(frozen=True, slots=True)
class Published:
    """A version of a published plan.

    Attributes
    ----------
    row : Publication
    round : Round
    outcome : Outcome
    plan : Plan
    shares : PlanShares
    """

    row: Publication
    round: Round
    outcome: Outcome
    plan: Plan
    shares: PlanShares


@dataclass(frozen=True, slots=True)
class Bill:
    """What one department gives, gets, pays and moves.

    Attributes
    ----------
    statement : DepartmentStatement
    accounts : tuple of AccountLine
        Its funds and its own budget.
    transfers : tuple of TransferLine
        To it and from it.
    projects : tuple of (str, int)
        What it pays of each project, in cents.
    """

    statement: DepartmentStatement
    accounts: tuple[AccountLine, ...]
    transfers: tuple[TransferLine, ...]
    projects: tuple[tuple[str, int], ...]


def published(session: Session, row: AllocationRound, number: int | None = None) -> Published:
    """Return a version of a round's published plan; the newest when no number is given.

    Raises
    ------
    Problem
        ``conflict`` while nothing is published, ``not-found`` for a version that there is not.
    """
    if row.state not in (RoundState.PUBLISHED, RoundState.CLOSED):
        raise Problem("conflict", "尚未发布。", "It is not published yet.")
    made = review.find_publication(session, row.id, number)
    if made is None:
        raise Problem("not-found")
    outcome = Outcome.model_validate_json(made.outcome)
    if outcome.plan is None:
        raise Problem("fault")
    round_ = rounds.snapshot_of(session, made.round_hash)
    shares = PlanShares.model_validate_json(made.shares)
    return Published(made, round_, outcome, outcome.plan, shares)


def bill_of(actor: Actor, made: Published, department: str) -> Bill:
    """Return a department's bill: to its contacts, and to those who see all.

    Raises
    ------
    Problem
        ``not-found``, also for another department's.
    """
    shares = made.shares
    statement = next((s for s in shares.departments if s.department == department), None)
    if statement is None or not (actor.sees_all or department in actor.departments):
        raise Problem("not-found")
    return Bill(
        statement=statement,
        accounts=tuple(a for a in shares.accounts if a.department == department),
        transfers=tuple(t for t in shares.transfers if department in (t.payer, t.payee)),
        projects=tuple(
            (project.project, share.cents)
            for project in shares.projects
            for share in project.shares
            if share.department == department and share.cents
        ),
    )


def difference_of(session: Session, row: AllocationRound, made: Published) -> SettlementDifference:
    """Return what departments owe each other because a version followed the one before."""
    if made.row.number == 1:
        return settle_difference(None, made.shares)
    before = published(session, row, made.row.number - 1)
    return settle_difference(before.shares, made.shares)
