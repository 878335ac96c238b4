"""Urgent requests: options against a plan, each with its bill, and what is made of the chosen one.

An option decides nothing. Of a published plan it becomes a change that whoever is touched agrees to
and signs like any other; before publishing it becomes a run whose plan is put under review.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from api.access import Actor
from api.access.life import RequestState, RoundState
from api.problems import Problem
from api.runs.figures import figures_of
from api.store import Session, requests, rounds
from api.store import runs as store
from api.store.audit import append_event
from api.store.runs import RunState
from api.store.tables import AllocationRound, ChangeRequest, Run
from api.usecases import runs
from api.usecases.changes import URGENT, add_urgent, today_in
from api.usecases.publications import published
from api.usecases.questions import answer_of
from optimizer.domain import Outcome, Plan, Project, Rejection, Round
from optimizer.errors import BadScenario
from optimizer.solve import Limits
from optimizer.verify import verify_plan
from scenarios.amendments import freed_round
from scenarios.changes import AddProject, ForceProject, Scenario, apply_changes
from scenarios.formats.structure import structure_findings
from scenarios.urgent import UrgentAnswer, UrgentOption, option_outcome

__all__ = [
    "Asked",
    "Chosen",
    "Draft",
    "answer_to",
    "ask",
    "choose",
    "prepare_choice",
    "prepare_question",
]

BEFORE_PUBLISHING = (RoundState.FROZEN, RoundState.IN_REVIEW, RoundState.DECIDED)


@dataclass(frozen=True, slots=True)
class Draft:
    """An urgent request as it is asked about.

    Attributes
    ----------
    project : str or None
        A project of the round that the plan leaves out.
    document : dict or None
        A project that the round does not hold; one of the two is given.
    run_id : str or None
        The run whose plan is to change, before publishing; the one under review when not given.
    from_period : int or None
        What begins before is not touched; ``None``: the period of today once published, else 0.
    release_reserve : bool
        Whether it may draw on what funds keep for the fast lane.
    """

    project: str | None = None
    document: dict[str, Any] | None = None
    run_id: str | None = None
    from_period: int | None = None
    release_reserve: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """A draft that fits the plan: the round to ask about, and the run whose plan it is.

    Attributes
    ----------
    run_id : str
    number : int or None
        Version of the published plan; ``None`` before publishing.
    round : Round
        Everything may move in it but what has begun.
    question : dict
        As the run keeps it.
    """

    run_id: str
    number: int | None
    round: Round
    question: dict[str, Any]


def prepare_question(session: Session, row: AllocationRound, draft: Draft) -> Asked:
    """Find out whether an urgent request can be asked about; nothing is written.

    Raises
    ------
    Problem
        ``conflict`` without a plan to change; ``not-found`` for a run of another round; ``invalid``
        with every finding when the request does not fit the round, or is in the plan.
    """
    if (draft.project is None) == (draft.document is None):
        raise Problem(
            "invalid",
            "请给出计划外的项目编号，或一份新的申请。",
            "Give either a project that the plan leaves out or a new one.",
        )
    wanted = None if draft.document is None else _project(draft.document)
    name = draft.project if wanted is None else wanted.id
    run_id, number, round_, plan, from_period = _basis(session, row, draft, name or "")
    if name in {item.project for item in plan.projects}:
        raise Problem("invalid", f"{name} 已在计划中。", f"{name} is in the plan.")
    if wanted is not None:
        first = max(wanted.earliest_start, from_period)
        wanted = wanted.model_copy(update={"earliest_start": first})
    change = ForceProject(project=name or "") if wanted is None else AddProject(project=wanted)
    try:
        apply_changes(round_, (change,))
    except BadScenario as error:
        raise Problem("invalid", findings=error.findings) from None
    question = {
        "project": name,
        "document": None if wanted is None else wanted.model_dump(mode="json"),
        "number": number,
        "from_period": from_period,
        "release_reserve": draft.release_reserve,
    }
    return Asked(run_id, number, round_, question)


def _project(document: dict[str, Any]) -> Project:
    try:
        return Project.model_validate(document)
    except ValidationError as error:
        raise Problem("invalid", findings=structure_findings(error)) from None


def _basis(
    session: Session, row: AllocationRound, draft: Draft, name: str
) -> tuple[str, int | None, Round, Plan, int]:
    if row.state == RoundState.PUBLISHED:
        if draft.run_id is not None:
            raise Problem(
                "conflict",
                "方案已发布，紧急申请只针对已发布的方案。",
                "The round is published: an urgent request is about its plan.",
            )
        base = published(session, row)
        from_period = draft.from_period
        if from_period is None:
            from_period = today_in(base.round)
        frozen = rounds.snapshot_of(session, runs.solvable_base(row))
        try:
            free = freed_round(
                base.round, base.plan, wanted=(name,), from_period=from_period, policy=frozen.policy
            )
        except BadScenario as error:
            raise Problem("invalid", findings=error.findings) from None
        return base.row.run_id, base.row.number, free, base.plan, from_period
    if row.state not in BEFORE_PUBLISHING:
        raise Problem("conflict", "没有可变更的方案。", "There is no plan to change.")
    run = runs.read(session, draft.run_id or row.run_id or "")
    if run.round_id != row.id:
        raise Problem("not-found")
    plan = runs.outcome_of(run).plan
    if plan is None:
        raise Problem("conflict", "该求解没有计划。", "The run found no plan.")
    return run.id, None, rounds.snapshot_of(session, run.round_hash), plan, 0


def ask(
    session: Session, actor: Actor, row: AllocationRound, asked: Asked, wishes: runs.Wishes
) -> Run:
    """Ask for the options for an urgent request; they are looked for in the background.

    Raises
    ------
    Problem
        ``conflict`` when the plan has become another since the request was prepared;
        ``too-many-runs``.
    """
    _check_current(session, row, asked.number)
    department = runs.acting_for(actor)
    runs.check_room(session, department, wishes.most_waiting)
    place = store.RunPlace(
        priority=wishes.priority, department=department, kind=URGENT, question=asked.question
    )
    digest = rounds.keep_snapshot(session, asked.round)
    run = store.add_run(
        session, row.id, digest, wishes.limits, actor.id, start_run_id=asked.run_id, place=place
    )
    said = {"round": row.id, "about": asked.run_id, "project": asked.question["project"]}
    append_event(session, actor.id, "urgent.ask", run.id, said)
    return run


def _check_current(session: Session, row: AllocationRound, number: int | None) -> None:
    rounds.lock_round(session, row)
    is_published = row.state == RoundState.PUBLISHED
    same = is_published if number is not None else row.state in BEFORE_PUBLISHING
    if not same or (number is not None and published(session, row).row.number != number):
        raise Problem(
            "conflict",
            "方案已有新版本，请重新征询。",
            "The plan has a newer version: ask for options again.",
        )


def answer_to(run: Run) -> UrgentAnswer:
    """Return the options for an urgent request.

    Raises
    ------
    Problem
        ``not-found`` for another kind of run; ``conflict`` while there is no answer.
    """
    if run.kind != URGENT:
        raise Problem("not-found")
    return UrgentAnswer.model_validate(answer_of(run))


@dataclass(frozen=True, slots=True)
class Chosen:
    """An option, the round that it makes, and its plan, verified, as an outcome of that round."""

    run_id: str
    option: UrgentOption
    round: Round
    outcome: Outcome
    figures: dict[str, Any]
    sentences: list[dict[str, str]]


def prepare_choice(session: Session, run: Run, number: int) -> Chosen:
    """Make an outcome of an option, and verify its plan again; nothing is written.

    Parameters
    ----------
    session, run
    number : int
        Of the option, from 0, in the order of the answer.

    Raises
    ------
    Problem
        ``not-found``, also for an option that there is not; ``conflict`` while there is no answer;
        ``fault`` when the plan fails the verifier.
    """
    answer = answer_to(run)
    if number >= len(answer.options):
        raise Problem("not-found")
    option = answer.options[number]
    base = rounds.snapshot_of(session, run.round_hash)
    changed, outcome = option_outcome(base, option, Limits(**run.limits))
    if verify_plan(changed, option.plan):
        raise Problem("fault", "计划未通过核验。", "The plan failed the verifier.")
    about = runs.read(session, run.start_run_id or "")
    before = runs.outcome_of(about)
    outcome = outcome.model_copy(update={"rejected": _rejected(before, changed, option)})
    return Chosen(
        run_id=run.id,
        option=option,
        round=changed,
        outcome=outcome,
        figures=figures_of(changed, outcome, before.plan, answer.seconds),
        sentences=runs.pairs(apply_changes(base, option.changes).sentences),
    )


def _rejected(before: Outcome, changed: Round, option: UrgentOption) -> tuple[Rejection, ...]:
    """Return why each project is left out: as told before, or because it is displaced."""
    told = {rejection.project: rejection for rejection in before.rejected}
    accepted = {item.project for item in option.plan.projects}
    lost = {item.project: item.sentence for item in option.displaced if item.fate == "lost"}
    for name, sentence in lost.items():
        told[name] = Rejection(project=name, code="displaced", reason=sentence)
    return tuple(
        told[project.id]
        for project in changed.projects
        if project.id not in accepted and project.id in told
    )


def choose(
    session: Session, actor: Actor, row: AllocationRound, run: Run, chosen: Chosen, reason: str
) -> tuple[Run, ChangeRequest | None]:
    """Make of an option a change of the published plan, or a run to be put under review.

    Nothing binds by this: a change is agreed to by every department that gives something or loses a
    project, signed, and applied by somebody else; a run's plan is adopted and reviewed line by
    line.

    Raises
    ------
    Problem
        ``conflict`` when the plan has become another, and for a new project whose request is not
        approved as it was asked about; ``invalid`` without a reason.
    """
    question = run.question or {}
    _check_current(session, row, question.get("number"))
    if not reason.strip():
        raise Problem("invalid", "请说明理由。", "Give a reason.")
    if question.get("document") is not None:
        _check_approved(session, question)
    option = chosen.option
    scenario = Scenario(name=option.title, changes=option.changes)
    made = store.add_run(
        session,
        row.id,
        rounds.keep_snapshot(session, chosen.round),
        run.limits,
        actor.id,
        scenario=scenario.model_dump(mode="json"),
        sentences=chosen.sentences,
        start_run_id=run.start_run_id,
        place=store.RunPlace(department=runs.acting_for(actor)),
    )
    store.end_run(
        session, made, RunState.DONE, chosen.outcome.model_dump_json(), figures=chosen.figures
    )
    said = {"asked": run.id, "option": option.code, "run": made.id, "reason": reason}
    append_event(session, actor.id, "urgent.choose", row.id, said)
    if question.get("number") is None:
        return made, None
    document = {
        "kind": URGENT,
        "project": question["project"],
        "option": option.code,
        "asked": run.id,
        "displaced": [item.project for item in option.displaced if item.fate == "lost"],
    }
    change = add_urgent(session, actor, row, made, document, reason, question)
    return made, change


def _check_approved(session: Session, question: dict[str, Any]) -> None:
    """A project comes into a plan by a request that was assessed and approved, urgent or not."""
    request = requests.request_by_key(session, question["project"])
    if request is None or request.state != RequestState.APPROVED:
        raise Problem(
            "conflict",
            "请先按程序提交、评估并批准该申请。",
            "Have it requested, assessed and approved first.",
        )
    asked = dict(question["document"])
    approved = Project.model_validate(request.document)
    first = max(approved.earliest_start, int(question["from_period"]))
    if Project.model_validate(asked) != approved.model_copy(update={"earliest_start": first}):
        raise Problem(
            "conflict",
            "已批准的申请与征询时不同，请重新征询。",
            "The approved request differs from what was asked about: ask again.",
        )
