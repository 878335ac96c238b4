"""Deciding on a change: departments agree, somebody else of the office or a leader applies it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from api.access import Actor, Role
from api.access.life import ChangeState, RoundState
from api.problems import Problem
from api.store import Session, delivery, requests, review, rounds
from api.store.audit import append_event
from api.store.tables import AllocationRound, ChangeRequest, Publication
from api.usecases.announcements import Notice, announce, proposals_changed
from api.usecases.binding import check_change_signed, sign_change_along
from api.usecases.change_effects import CheckState, Effect, effect_of
from api.usecases.changes import URGENT
from optimizer.domain import Outcome, Rejection
from optimizer.domain.types import Text
from optimizer.verify import verify_plan

__all__ = ["Standing", "answer", "apply", "check_may_apply", "refuse", "standing_of", "withdraw"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is said to a change.

    Attributes
    ----------
    agreed, objecting, waiting : tuple of str
        Departments that have to agree, by what they said to this very re-run.
    """

    agreed: tuple[str, ...]
    objecting: tuple[str, ...]
    waiting: tuple[str, ...]


def standing_of(change: ChangeRequest, effect: Effect) -> Standing:
    """Return who agreed to what the change would do, who objects, and who has not answered.

    An answer holds for the re-run it was given to: after another check it is asked for again.
    """
    said = {
        department: bool(entry["accepted"])
        for department, entry in change.answers.items()
        if entry["run"] == change.run_id
    }
    return Standing(
        agreed=tuple(d for d in effect.asked if said.get(d) is True),
        objecting=tuple(d for d in effect.asked if said.get(d) is False),
        waiting=tuple(d for d in effect.asked if d not in said),
    )


def answer(
    session: Session,
    actor: Actor,
    row: AllocationRound,
    change: ChangeRequest,
    *,
    accepted: bool,
    reason: str = "",
) -> None:
    """Agree to a change, or object, for the actor's departments that are asked.

    Raises
    ------
    Problem
        ``conflict`` when it is decided or not feasible, ``forbidden`` when none of the actor's
        departments is asked, ``invalid`` for an objection without a reason.
    """
    _hold_open(session, change)
    effect = effect_of(session, row, change)
    if effect.feasibility is not CheckState.FEASIBLE:
        raise Problem("conflict", "变更尚无可行方案。", "There is no plan for the change.")
    mine = [d for d in effect.asked if d in actor.departments]
    if not mine:
        raise Problem("forbidden")
    if not accepted and not reason.strip():
        raise Problem("invalid", "请说明异议理由。", "Say why you object.")
    entry = {
        "accepted": accepted,
        "by": actor.id,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "reason": reason,
        "run": change.run_id,
    }
    change.answers = {**change.answers, **dict.fromkeys(mine, entry)}
    delivery.touch_change(session, change)
    told = {"departments": mine, "accepted": accepted, "reason": reason, "run": change.run_id}
    append_event(session, actor.id, "change.answer", change.id, told)
    if accepted:
        sign_change_along(session, actor, row, change, effect)


def check_may_apply(
    session: Session, actor: Actor, row: AllocationRound, change: ChangeRequest, effect: Effect
) -> None:
    """Refuse to apply a change that is not for the actor to apply, or not yet.

    Everything that must be true before a change binds is asked for here.

    Raises
    ------
    Problem
        ``forbidden`` for its author and for whoever may not decide; ``conflict`` while it is not
        feasible, made against an older version, or not agreed to.
    """
    if not actor.has(Role.OFFICE, Role.LEADER):
        raise Problem("forbidden")
    if actor.id == change.author_id:
        raise Problem(
            "forbidden", "不能批准自己的变更申请。", "Nobody applies a change of their own."
        )
    if row.state != RoundState.PUBLISHED:
        raise Problem("conflict", "轮次不在执行中。", "The round is not published, or is closed.")
    newest = review.find_publication(session, row.id)
    if newest is None or newest.number != change.number:
        raise Problem(
            "conflict",
            "方案已有新版本，请重新检查。",
            "The plan has a newer version: check the change again.",
        )
    if effect.feasibility is not CheckState.FEASIBLE:
        raise Problem("conflict", "变更尚无可行方案。", "There is no plan for the change.")
    standing = standing_of(change, effect)
    if standing.waiting:
        names = ", ".join(standing.waiting)
        raise Problem("conflict", f"待 {names} 答复。", f"{names} have not answered.")
    if standing.objecting:
        _check_overrule(actor, standing.objecting)


def _check_overrule(actor: Actor, objecting: tuple[str, ...]) -> None:
    names = ", ".join(objecting)
    if not actor.has(Role.LEADER):
        raise Problem(
            "conflict",
            f"{names} 有异议，须由领导小组裁决。",
            f"{names} object: a leader has to settle that.",
        )
    if set(objecting) & actor.departments:
        raise Problem(
            "forbidden",
            "不能裁决本部门的异议。",
            "Nobody settles an objection of their own department.",
        )


def apply(
    session: Session, actor: Actor, row: AllocationRound, change: ChangeRequest, note: str
) -> Publication:
    """Make a change's plan the next version of the published one, in one transaction.

    The plan is verified again and its cost shared anew; who was left out keeps the reason told when
    the round was published.

    Raises
    ------
    Problem
        See `check_may_apply`; ``unsigned`` while its signer chain is incomplete; ``invalid`` for
        objections overruled without a word; ``fault`` when the plan fails the verifier.
    """
    rounds.lock_round(session, row)
    _hold_open(session, change)
    effect = effect_of(session, row, change)
    check_may_apply(session, actor, row, change, effect)
    sign_change_along(session, actor, row, change, effect)
    check_change_signed(session, row, change, effect)
    standing = standing_of(change, effect)
    if standing.objecting and not note.strip():
        raise Problem("invalid", "请说明裁决理由。", "Say why.")
    round_, outcome, shares = effect.round, effect.outcome, effect.shares
    if round_ is None or outcome is None or outcome.plan is None or shares is None:
        raise Problem("fault")
    if verify_plan(round_, outcome.plan):
        raise Problem("fault", "计划未通过核验。", "The plan failed the verifier.")
    kept = outcome
    if change.kind == URGENT:  # its option says itself who is displaced
        requests.settle_requests(session, row.id, {item.project for item in outcome.plan.projects})
    else:
        kept = outcome.model_copy(update={"rejected": _reasons(effect.base.outcome, outcome)})
    made = review.keep_publication(
        session, row.id, change.run_id, round_.content_hash(),
        (kept.model_dump_json(), shares.model_dump_json()), actor.id,
        number=change.number + 1, change_id=change.id,
    )  # fmt: skip
    change.applied_number = made.number
    _decide(session, actor, change, ChangeState.APPLIED, note)
    rounds.touch_round(session, row)
    told = {
        "change": change.id,
        "number": made.number,
        "run": change.run_id,
        "hash": made.round_hash,
        "plan": shares.plan_hash,
        "overruled": list(standing.objecting),
    }
    append_event(session, actor.id, "round.published", row.id, told)
    data = {"round": row.id, "number": str(made.number), "change": change.id}
    path = f"/v1/rounds/{row.id}"
    notices = [Notice("round.publish", path, data, everyone=True)]
    announce(session, [*notices, *proposals_changed(row.id, round_, effect.projects)])
    return made


def _reasons(before: Outcome, after: Outcome) -> tuple[Rejection, ...]:
    told = {rejection.project: rejection for rejection in before.rejected}
    released = Text(zh="经变更申请释放。", en="It was released by a change.")
    return tuple(
        told.get(item.project) or item.model_copy(update={"code": "released", "reason": released})
        for item in after.rejected
    )


def refuse(session: Session, actor: Actor, change: ChangeRequest, note: str) -> None:
    """Refuse a change, with a reason.

    Raises
    ------
    Problem
        ``forbidden``, ``conflict``, ``invalid``.
    """
    _hold_open(session, change)
    if not actor.has(Role.OFFICE, Role.LEADER) or actor.id == change.author_id:
        raise Problem("forbidden")
    if not note.strip():
        raise Problem("invalid", "请说明理由。", "Give a reason.")
    _decide(session, actor, change, ChangeState.REFUSED, note)


def withdraw(session: Session, actor: Actor, change: ChangeRequest) -> None:
    """Take a change of one's own back.

    Raises
    ------
    Problem
        ``forbidden``, ``conflict``.
    """
    _hold_open(session, change)
    if actor.id != change.author_id:
        raise Problem("forbidden")
    _decide(session, actor, change, ChangeState.WITHDRAWN, "")


def _hold_open(session: Session, change: ChangeRequest) -> None:
    """Hold a change that is open still, so that it is decided once."""
    delivery.lock_change(session, change)
    if change.state != ChangeState.OPEN:
        raise Problem(
            "conflict", f"该变更已“{change.state}”。", f"The change is {change.state} already."
        )


def _decide(
    session: Session, actor: Actor, change: ChangeRequest, state: ChangeState, note: str
) -> None:
    change.state, change.note = state, note
    change.decided_by, change.decided_at = actor.id, datetime.now(UTC)
    delivery.touch_change(session, change)
    append_event(session, actor.id, f"change.{state.value}", change.id, {"note": note})
    notice = Notice(
        "change.decided",
        f"/v1/changes/{change.id}",
        {"change": change.id, "round": change.round_id, "state": state.value},
        departments=frozenset(change.answers),
        projects=frozenset((change.project,)),
    )
    announce(session, [notice])
