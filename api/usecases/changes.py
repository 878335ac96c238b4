"""Changes of a published plan: written by teams and departments, checked by a small re-run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from api.access import Actor, Role
from api.access.life import ChangeState, RoundState
from api.problems import Problem
from api.store import Session, delivery, rounds
from api.store.audit import append_event
from api.store.tables import AllocationRound, ChangeRequest, Run
from api.usecases import runs
from api.usecases.announcements import Notice, announce
from api.usecases.change_effects import Effect, effect_of
from api.usecases.lines import review_lines
from api.usecases.publications import Published, published
from optimizer.domain import Round
from optimizer.errors import BadScenario
from optimizer.findings import Finding
from scenarios.amendments import AnyAmendment, rerun_round
from scenarios.formats.structure import structure_findings

__all__ = [
    "URGENT",
    "Draft",
    "add_urgent",
    "announce_check",
    "read",
    "recheck",
    "shown_to",
    "submit",
    "today_in",
    "visible",
]

URGENT = "urgent"
"""Kind of a change that takes an urgent request in, and of the run that looks for its options."""

_AMENDMENT: TypeAdapter[AnyAmendment] = TypeAdapter(AnyAmendment)


@dataclass(frozen=True, slots=True)
class Draft:
    """A change as it is asked for.

    Attributes
    ----------
    amendment : mapping
        A document of `scenarios.amendments.AnyAmendment`.
    reason : str
    from_period : int or None
        What begins before is not touched; ``None``: the period of today.
    """

    amendment: Mapping[str, Any]
    reason: str
    from_period: int | None = None


def submit(
    session: Session,
    actor: Actor,
    row: AllocationRound,
    draft: Draft,
    limits: dict[str, Any],
    *,
    validate_only: bool = False,
) -> tuple[ChangeRequest, Run] | None:
    """Ask for a change and submit its check; ``None`` when it was only to be validated.

    The published plan stays as it is until the change is applied.

    Raises
    ------
    Problem
        ``conflict`` when the round is not published; ``invalid`` with every finding, also for a
        change that shows at once that it can't be; ``not-found`` for a project that is not the
        actor's to see, ``forbidden`` for one that is not theirs to change.
    """
    rounds.lock_round(session, row)  # it is not closed meanwhile
    if row.state != RoundState.PUBLISHED:
        raise Problem("conflict", "轮次不在执行中。", "The round is not published, or is closed.")
    base = published(session, row)
    try:
        amendment = _AMENDMENT.validate_python(dict(draft.amendment))
    except ValidationError as error:
        raise Problem("invalid", findings=_inside(structure_findings(error))) from None
    _check_author(actor, base, amendment.project)
    if not draft.reason.strip():
        raise Problem("invalid", "请说明理由。", "Give a reason.")
    from_period = draft.from_period
    if from_period is None:
        from_period = today_in(base.round)
    changed = _changed(session, row, base, amendment, from_period)
    if validate_only:
        return None
    run = _check(session, actor, row, base, changed, limits)
    change = delivery.add_change(
        session,
        round_id=row.id,
        project=amendment.project,
        kind=amendment.kind,
        document=amendment.model_dump(mode="json"),
        reason=draft.reason,
        from_period=from_period,
        author_id=actor.id,
        limits=limits,
        number=base.row.number,
        run_id=run.id,
        state=ChangeState.OPEN,
    )
    _agree_as_author(actor, change)
    told = {"round": row.id, "amendment": change.document, "run": run.id}
    append_event(session, actor.id, "change.submit", change.id, told)
    project = next(p for p in base.round.projects if p.id == change.project)
    announce(session, [_notice("change.submitted", change, project.departments)])
    return change, run


def add_urgent(
    session: Session,
    actor: Actor,
    row: AllocationRound,
    run: Run,
    document: dict[str, Any],
    reason: str,
    question: Mapping[str, Any],
) -> ChangeRequest:
    """Add the change that a chosen option for an urgent request is; its run is its check.

    Parameters
    ----------
    session, actor, row
    run : Run
        Ended, with the option's plan.
    document : dict
        ``kind``, ``project`` and the option.
    reason : str
    question : mapping
        With ``number``, the version of the published plan, and ``from_period``.
    """
    change = delivery.add_change(
        session,
        round_id=row.id,
        project=document["project"],
        kind=URGENT,
        document=document,
        reason=reason,
        from_period=question["from_period"],
        author_id=actor.id,
        limits=run.limits,
        number=question["number"],
        run_id=run.id,
        state=ChangeState.OPEN,
    )
    _agree_as_author(actor, change)
    append_event(
        session, actor.id, "change.submit", change.id,
        {"round": row.id, "amendment": document, "run": run.id},
    )  # fmt: skip
    announce_check(session, run)
    return change


def announce_check(session: Session, run: Run) -> None:
    """Tell who is asked, when the run that has ended was the check of a change."""
    change = delivery.change_of_run(session, run.id)
    row = None if change is None else rounds.find_round(session, change.round_id)
    if change is None or row is None or change.state != ChangeState.OPEN:
        return
    effect = effect_of(session, row, change)
    announce(session, [_notice("change.checked", change, effect.asked)])


def _notice(kind: str, change: ChangeRequest, departments: Iterable[str]) -> Notice:
    return Notice(
        kind,
        f"/v1/changes/{change.id}",
        {"change": change.id, "round": change.round_id, "project": change.project},
        departments=frozenset(departments),
        projects=frozenset((change.project,)),
    )


def recheck(session: Session, actor: Actor, row: AllocationRound, change: ChangeRequest) -> Run:
    """Check a change again, against the newest version; departments are asked again.

    Raises
    ------
    Problem
        ``forbidden``, ``conflict`` when it is decided, ``invalid`` when it can't be any more.
    """
    delivery.lock_change(session, change)
    if change.state != ChangeState.OPEN or row.state != RoundState.PUBLISHED:
        raise Problem("conflict", "该变更已裁定。", "The change is decided.")
    if not (actor.has(Role.OFFICE) or actor.id == change.author_id):
        raise Problem("forbidden")
    if change.kind == URGENT:
        raise Problem(
            "conflict",
            "紧急申请须重新征询方案。",
            "Ask for the options of the urgent request again.",
        )
    base = published(session, row)
    amendment = _AMENDMENT.validate_python(change.document)
    changed = _changed(session, row, base, amendment, change.from_period)
    run = _check(session, actor, row, base, changed, change.limits)
    change.number, change.run_id = base.row.number, run.id
    if actor.id == change.author_id:
        _agree_as_author(actor, change)
    delivery.touch_change(session, change)
    append_event(session, actor.id, "change.recheck", change.id, {"run": run.id})
    return run


def read(
    session: Session, actor: Actor, change_id: str
) -> tuple[AllocationRound, ChangeRequest, Effect]:
    """Return a change, its round, and what it would do.

    Raises
    ------
    Problem
        ``not-found``, also for a change that does not concern the actor.
    """
    change = delivery.find_change(session, change_id)
    row = None if change is None else rounds.find_round(session, change.round_id)
    if change is None or row is None:
        raise Problem("not-found")
    if not _concerns(session, actor, row, concerned_projects(session, actor, row), change):
        raise Problem("not-found")
    return row, change, effect_of(session, row, change)


def visible(session: Session, actor: Actor, row: AllocationRound) -> list[ChangeRequest]:
    """Return the changes of a round that concern the actor, in order."""
    listed = delivery.every_change(session, row.id)
    if not listed:  # nor need anything be published yet
        return []
    known = concerned_projects(session, actor, row)
    return [change for change in listed if _concerns(session, actor, row, known, change)]


def shown_to(actor: Actor, effect: Effect) -> Effect:
    """Return of an effect what the actor may see: all, or their lines and their own money."""
    if actor.sees_all:
        return effect
    departments, projects = actor.departments, actor.projects
    sponsored = {p.id for p in effect.base.round.projects if departments & set(p.departments)}
    lines = tuple(
        line
        for line in effect.lines
        if line.owner in departments or line.key[0] in projects | sponsored
    )
    settlement = effect.settlement
    if settlement is not None:
        rows = tuple(d for d in settlement.departments if d.department in departments)
        paid = tuple(p for p in settlement.payments if departments & {p.payer, p.payee})
        settlement = settlement.model_copy(update={"departments": rows, "payments": paid})
    return replace(effect, lines=lines, settlement=settlement, cost_before=None, cost_after=None)


def _concerns(
    session: Session,
    actor: Actor,
    row: AllocationRound,
    projects: frozenset[str] | None,
    change: ChangeRequest,
) -> bool:
    if projects is None or change.project in projects or change.author_id == actor.id:
        return True
    # Only the re-run shows that a department is asked which had nothing to do with the project.
    return bool(
        actor.departments and actor.departments & set(effect_of(session, row, change).asked)
    )


def concerned_projects(
    session: Session, actor: Actor, row: AllocationRound
) -> frozenset[str] | None:
    """Return the projects whose changes the actor may see; ``None``: all.

    These are the actor's own, those a department of theirs takes part in, and those it gives
    something to.
    """
    if actor.sees_all:
        return None
    base = published(session, row)
    found = set(actor.projects)
    found |= {p.id for p in base.round.projects if actor.departments & set(p.departments)}
    lines = review_lines(base.round, base.plan)
    found |= {line.key[0] for line in lines if line.owner in actor.departments}
    return frozenset(found)


def _check_author(actor: Actor, base: Published, project_id: str) -> None:
    project = next((p for p in base.round.projects if p.id == project_id), None)
    lines = review_lines(base.round, base.plan)
    owners = {line.owner for line in lines if line.key[0] == project_id}
    involved = set() if project is None else {*project.departments, *owners}
    writes = actor.has(Role.OFFICE) or project_id in actor.projects
    if writes or involved & actor.departments:
        return
    raise Problem("forbidden" if actor.sees_all else "not-found")


def _changed(
    session: Session,
    row: AllocationRound,
    base: Published,
    amendment: AnyAmendment,
    from_period: int,
) -> Round:
    # The objective as frozen; of an urgent request the rules have changed since.
    policy = base.round.policy
    if row.snapshot_hash is not None:
        frozen = rounds.snapshot_of(session, row.snapshot_hash).policy
        policy = policy.model_copy(update={"levels": frozen.levels})
    try:
        return rerun_round(
            base.round,
            base.plan,
            amendment,
            from_period=from_period,
            policy=policy,
        )
    except BadScenario as error:
        raise Problem("invalid", findings=_inside(error.findings)) from None


def _inside(findings: Any) -> list[Finding]:
    """Return findings about an amendment as findings about the request that holds it."""
    return [
        replace(f, place=replace(f.place, pointer=f"/amendment{f.place.pointer}"))
        if not f.place.pointer.startswith(("/projects", "/pins", "/funds", "/experts"))
        else f
        for f in findings
    ]


def _check(
    session: Session,
    actor: Actor,
    row: AllocationRound,
    base: Published,
    changed: Round,
    limits: dict[str, Any],
) -> Run:
    digest = rounds.keep_snapshot(session, changed)
    return runs.submit(session, actor, row, limits, digest=digest, start_run_id=base.row.run_id)


def _agree_as_author(actor: Actor, change: ChangeRequest) -> None:
    """Who asks for a change has agreed to it, for the departments they speak for."""
    entry = {
        "accepted": True,
        "by": actor.id,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "reason": "",
        "run": change.run_id,
    }
    change.answers = {**change.answers, **dict.fromkeys(sorted(actor.departments), entry)}


def today_in(round_: Round) -> int:
    """Return the period of today: 0 before the calendar begins, its end once it is over."""
    calendar, today = round_.calendar, datetime.now(UTC).date()
    if today < calendar.start:
        return 0
    period = calendar.period_of(today)
    return calendar.periods if period is None else period
