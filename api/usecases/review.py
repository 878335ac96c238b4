"""Review line by line, objections that become pins, the decision, the publication."""

from __future__ import annotations

from typing import Any

from api.access import Actor, Role
from api.access.life import RoundState
from api.problems import Problem
from api.store import Session, requests, rounds
from api.store import review as store
from api.store.audit import append_event
from api.store.review import LineState
from api.store.runs import RunState, find_run
from api.store.tables import AllocationRound, Publication, ReviewLine, Run
from api.usecases import runs
from api.usecases.announcements import Notice, announce, proposals_changed
from api.usecases.binding import check_signed, sign_along
from api.usecases.lines import PlanLine, pin_against, review_lines
from api.usecases.reruns import least_change_round
from api.usecases.rounds import take_step
from optimizer.domain import Outcome, Round
from optimizer.sharing.plans import share_plan
from optimizer.verify import verify_plan

__all__ = ["answer", "decide", "overrule", "publish", "put_under_review", "read_line", "rerun"]


def put_under_review(
    session: Session, actor: Actor, row: AllocationRound, run_id: str
) -> tuple[int, int]:
    """Put the plan of a run under review; return how many lines it has and how many are open.

    Of a plan put under review before, lines that say the same keep their answer.

    Raises
    ------
    Problem
        ``conflict``: the run has no plan, or is not on a frozen round of this one.
    """
    run = find_run(session, run_id)
    if run is None or run.round_id != row.id:
        raise Problem("not-found")
    outcome = runs.outcome_of(run)
    if outcome.plan is None:
        raise Problem("conflict", "该求解没有计划。", "The run found no plan.")
    round_ = rounds.snapshot_of(session, run.round_hash)
    if row.state == RoundState.FROZEN:
        take_step(session, actor, row, "review")
    elif row.state != RoundState.IN_REVIEW:
        raise Problem("conflict", "轮次不在审阅中。", "The round is not under review.")
    known = {_key(line): line for line in store.every_line(session, row.id)}
    listed = list(review_lines(round_, outcome.plan))
    touched: dict[str, set[str]] = {}
    for line in listed:
        before = known.pop(line.key, None)
        if before is None or before.document != line.document:
            touched.setdefault(line.key[0], set()).add(line.owner)
        if before is None:
            store.add_line(session, row.id, line.key, line.kind, line.owner, line.document)
        elif before.document != line.document:
            before.document = line.document
            store.mark_line(session, before, LineState.OPEN, actor.id, "")
    for gone in known.values():
        touched.setdefault(gone.project, set()).add(gone.owner)
    store.delete_lines(session, [line.id for line in known.values()])
    row.run_id = run.id
    rounds.touch_round(session, row)
    session.flush()
    waiting = sum(line.state == LineState.OPEN for line in store.every_line(session, row.id))
    append_event(
        session, actor.id, "review.begin", row.id,
        {"run": run.id, "lines": len(listed), "open": waiting},
    )  # fmt: skip
    announce(session, proposals_changed(row.id, round_, touched))
    return len(listed), waiting


def _key(line: ReviewLine) -> tuple[str, str, str, str]:
    return (line.project, line.package, line.need, line.subject)


def read_line(session: Session, actor: Actor, line_id: str) -> ReviewLine:
    """Return a line.

    Raises
    ------
    Problem
        ``not-found``, also for a line that the actor may not see.
    """
    line = store.find_line(session, line_id)
    if line is None:
        raise Problem("not-found")
    concerned = line.owner in actor.departments or line.project in actor.projects
    if not (actor.sees_all or concerned):
        raise Problem("not-found")
    return line


def answer(
    session: Session,
    actor: Actor,
    line: ReviewLine,
    *,
    accepted: bool,
    reason: str = "",
    wanted_start: int | None = None,
) -> None:
    """Accept a line, or object to it with a reason.

    The owner answers for what it gives, the team for the times of its packages.

    Raises
    ------
    Problem
        ``forbidden``, ``conflict`` outside a review, ``invalid`` without a reason.
    """
    _in_review(session, line)
    team = line.kind == "time" and line.project in actor.projects
    if not (line.owner in actor.departments or team):
        raise Problem("forbidden")
    if not accepted and not reason.strip():
        raise Problem("invalid", "请说明异议理由。", "Say why you object.")
    state = LineState.ACCEPTED if accepted else LineState.OBJECTED
    store.mark_line(session, line, state, actor.id, reason)
    if wanted_start is not None and line.kind == "time":
        line.document = {**line.document, "wanted_start": wanted_start}
    append_event(session, actor.id, f"line.{state.value}", line.id, {"reason": reason})
    if accepted:
        _sign_line(session, actor, line)
    else:
        heard = Notice(
            "line.objected",
            f"/v1/rounds/{line.round_id}/lines",
            {"round": line.round_id, "line": line.id},
            departments=frozenset((line.owner,)),
            projects=frozenset((line.project,)),
        )
        announce(session, [heard])


def _sign_line(session: Session, actor: Actor, line: ReviewLine) -> None:
    row = rounds.find_round(session, line.round_id)
    if row is not None:
        sign_along(session, actor, row, line)


def overrule(session: Session, actor: Actor, line: ReviewLine, reason: str) -> None:
    """Settle an objection against the owner.

    Raises
    ------
    Problem
        ``conflict`` when nobody objected, ``invalid`` without a reason, ``forbidden``.
    """
    _in_review(session, line)
    if not actor.has(Role.LEADER):
        raise Problem("forbidden")
    if line.owner in actor.departments:
        raise Problem(
            "forbidden",
            "不能裁决本部门的异议。",
            "Nobody settles an objection of their own department.",
        )
    if line.state != LineState.OBJECTED:
        raise Problem("conflict", "该行没有异议。", "Nobody objects to this line.")
    if not reason.strip():
        raise Problem("invalid", "请说明裁决理由。", "Say why.")
    store.mark_line(session, line, LineState.OVERRULED, actor.id, reason)
    append_event(session, actor.id, "line.overruled", line.id, {"reason": reason})
    _sign_line(session, actor, line)


def _in_review(session: Session, line: ReviewLine) -> None:
    row = rounds.find_round(session, line.round_id)
    if row is None or row.state != RoundState.IN_REVIEW:
        raise Problem("conflict", "轮次不在审阅中。", "The round is not under review.")


def rerun(session: Session, actor: Actor, row: AllocationRound, limits: dict[str, Any]) -> Run:
    """Submit a run in which every objection is a pin, and as little as possible changes.

    Raises
    ------
    Problem
        ``conflict`` without objections, or when one can't be expressed as a pin; ``invalid`` when
        pins contradict each other.
    """
    run = _reviewed(session, row)
    outcome = runs.outcome_of(run)
    base = rounds.snapshot_of(session, run.round_hash)
    objected = [x for x in store.every_line(session, row.id) if x.state == LineState.OBJECTED]
    if not objected:
        raise Problem("conflict", "没有异议。", "There are no objections.")
    pins = []
    for line in objected:
        said = PlanLine(_key(line), line.kind, line.owner, line.document)
        pin = pin_against(said, line.reason, line.document.get("wanted_start"))
        if pin is None:
            raise Problem(
                "conflict",
                f"对 {line.subject or line.package} 的异议须由办公室调整资源后重新冻结。",
                f"The objection to {line.subject or line.package} can't become a pin: change the "
                "inventory and freeze again, or settle it.",
            )
        pins.append(pin)
    changed = least_change_round(base, outcome.plan, pins)
    digest = rounds.keep_snapshot(session, changed)
    new = runs.submit(session, actor, row, limits, digest=digest, start_run_id=run.id)
    append_event(session, actor.id, "review.rerun", row.id, {"run": new.id, "pins": len(pins)})
    return new


def decide(session: Session, actor: Actor, row: AllocationRound) -> None:
    """Decide for the plan under review, once every signer chain is complete.

    Raises
    ------
    Problem
        ``conflict`` while lines are open or objected to; ``unsigned`` while signatures are missing;
        ``forbidden``.
    """
    lines = store.every_line(session, row.id)
    waiting = [x for x in lines if x.state in (LineState.OPEN, LineState.OBJECTED)]
    if row.state == RoundState.IN_REVIEW and waiting:
        raise Problem(
            "conflict",
            f"尚有 {len(waiting)} 行待答复或有异议。",
            f"{len(waiting)} lines are open or objected to.",
        )
    take_step(session, actor, row, "decide")
    sign_along(session, actor, row)
    check_signed(session, row)


def publish(session: Session, actor: Actor, row: AllocationRound) -> Publication:
    """Publish the decided plan: verified again, with its cost shares fixed, in one transaction.

    Requests that it leaves out are free for the next round.

    Raises
    ------
    Problem
        ``conflict`` when the round is not decided; ``unsigned`` when a signer chain is not (or no
        longer) complete; ``fault`` when the plan fails the verifier.
    """
    take_step(session, actor, row, "publish")
    check_signed(session, row)
    run = _reviewed(session, row)
    round_, outcome = _verified(session, run)
    if outcome.plan is None:
        raise Problem("conflict", "没有计划。", "There is no plan.")
    shares = share_plan(round_, outcome.plan)
    requests.settle_requests(session, row.id, {item.project for item in outcome.plan.projects})
    made = store.keep_publication(
        session, row.id, run.id, run.round_hash,
        (outcome.model_dump_json(), shares.model_dump_json()), actor.id,
    )  # fmt: skip
    append_event(
        session, actor.id, "round.published", row.id,
        {"run": run.id, "hash": run.round_hash, "plan": shares.plan_hash},
    )  # fmt: skip
    return made


def _reviewed(session: Session, row: AllocationRound) -> Run:
    run = None if row.run_id is None else find_run(session, row.run_id)
    if run is None or run.state != RunState.DONE:
        raise Problem("conflict", "没有审阅中的计划。", "No plan is under review.")
    return run


def _verified(session: Session, run: Run) -> tuple[Round, Outcome]:
    round_, outcome = rounds.snapshot_of(session, run.round_hash), runs.outcome_of(run)
    if outcome.plan is not None and verify_plan(round_, outcome.plan):
        raise Problem("fault", "计划未通过核验。", "The plan failed the verifier.")
    return round_, outcome
