"""Requests: written by anybody, checked live, assessed by the office, decided by leaders."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from api.access import Actor, Role
from api.access.life import REQUEST_STEPS, RequestState, RoundState, steps_from
from api.problems import Problem
from api.store import Session, inventory, rounds
from api.store import requests as store
from api.store.audit import append_event
from api.store.tables import Request
from api.usecases.pool import assemble_round, findings_about
from optimizer.domain import Project
from optimizer.findings import Finding, Severity
from scenarios.formats.structure import structure_findings

__all__ = [
    "Sight",
    "address",
    "change",
    "check",
    "feasibility",
    "latest_rules",
    "read",
    "sight_of",
    "step",
    "write",
]

Sight = dict[str, Any]


def _validated(document: dict[str, Any]) -> Project:
    try:
        return Project.model_validate(document)
    except ValidationError as error:
        raise Problem("invalid", findings=structure_findings(error)) from None


def sight_of(actor: Actor) -> Sight:
    """Return which requests the actor sees, as arguments of the store's list."""
    if actor.sees_all:
        return {}
    return {"sponsors": actor.departments, "keys": actor.projects, "author_id": actor.id}


def _sees(actor: Actor, row: Request) -> bool:
    if actor.sees_all or row.author_id == actor.id:
        return True
    return row.sponsor in actor.departments or row.key in actor.projects


def _may_write(actor: Actor, row: Request) -> bool:
    return actor.has(Role.OFFICE) or row.author_id == actor.id or row.sponsor in actor.departments


def read(session: Session, actor: Actor, request_id: str) -> Request:
    """Return a request.

    Raises
    ------
    Problem
        ``not-found``, also for one that the actor may not see.
    """
    row = store.find_request(session, request_id)
    if row is None or not _sees(actor, row):
        raise Problem("not-found")
    return row


def write(session: Session, actor: Actor, document: dict[str, Any]) -> Request:
    """Write a request as a draft.

    Raises
    ------
    Problem
        ``invalid``, ``key-taken``, ``conflict`` for an unknown sponsor.
    """
    project = _validated(document)
    _check_sponsor(session, project)
    if store.request_by_key(session, project.id) is not None:
        raise Problem("key-taken", f"“{project.id}”已存在。", f"{project.id!r} exists already.")
    full = project.model_dump(mode="json")
    row = store.add_request(
        session, project.id, project.sponsor, actor.id, RequestState.DRAFT, full
    )
    append_event(session, actor.id, "request.write", row.id, {"key": row.key})
    return row


def change(session: Session, actor: Actor, row: Request, document: dict[str, Any]) -> None:
    """Replace a draft's or a returned request's document.

    Raises
    ------
    Problem
        ``invalid``, ``forbidden``, ``conflict``.
    """
    if not _may_write(actor, row):
        raise Problem("forbidden")
    if row.state not in (RequestState.DRAFT, RequestState.RETURNED):
        raise Problem(
            "conflict",
            "已提交的申请须先撤回才能修改。",
            "A submitted request is withdrawn before it is changed.",
        )
    project = _validated(document)
    _check_sponsor(session, project)
    if project.id != row.key:
        raise Problem("conflict", "编号不能更改。", "The id of a project can't change.")
    row.document, row.sponsor = project.model_dump(mode="json"), project.sponsor
    store.touch_request(session, row)
    append_event(session, actor.id, "request.change", row.id, {"version": row.version})


def step(
    session: Session,
    actor: Actor,
    row: Request,
    name: str,
    *,
    note: str = "",
    score: int | None = None,
) -> None:
    """Take a step of the request's life.

    Parameters
    ----------
    session, actor, row
    name : str
        A key of :data:`api.access.life.REQUEST_STEPS`.
    note : str
        What to say with it; required to return and to reject.
    score : int, optional
        0 to 100, when assessing.

    Raises
    ------
    Problem
        ``forbidden``, ``conflict``, and ``invalid`` for a missing reason.
    """
    edge = REQUEST_STEPS[name]
    own = name in ("submit", "withdraw") and _may_write(actor, row)
    if not own and not (actor.has(*edge.roles) and name not in ("submit", "withdraw")):
        raise Problem("forbidden")
    if row.state not in edge.sources:
        can = ", ".join(s.name for s in steps_from(REQUEST_STEPS, row.state)) or "–"
        raise Problem(
            "conflict",
            f"申请处于“{row.state}”，可进行：{can}。",
            f"The request is {row.state}; possible now: {can}.",
        )
    if edge.reason and not note.strip():
        raise Problem("invalid", "请说明理由。", "Give a reason.")
    if name in ("assess", "approve") and row.author_id == actor.id:
        raise Problem(
            "forbidden",
            "不能评估或审批自己的申请。",
            "Nobody assesses or approves a request of their own.",
        )
    if name == "assess":
        entry = {"by": actor.id, "score": score, "note": note}
        others = [a for a in row.assessments if a["by"] != actor.id]
        row.assessments = [*others, entry]
    row.state, row.note = edge.target, note
    store.touch_request(session, row)
    append_event(session, actor.id, f"request.{name}", row.id, {"note": note, "score": score})


def address(session: Session, actor: Actor, row: Request, round_id: str | None) -> None:
    """Say which round a request is meant for; none: the next one that is frozen.

    The author and the sponsor say so while they write it, the office until a round has taken it.

    Raises
    ------
    Problem
        ``forbidden``; ``not-found`` for an unknown round; ``conflict`` when it is submitted, or a
        round has taken it, or the other round is frozen already.
    """
    if not _may_write(actor, row):
        raise Problem("forbidden")
    if not actor.has(Role.OFFICE) and row.state not in (RequestState.DRAFT, RequestState.RETURNED):
        raise Problem(
            "conflict",
            "已提交的申请须先撤回才能修改。",
            "A submitted request is withdrawn before it is changed.",
        )
    for id_ in (row.round_id, round_id):
        if id_ is None:
            continue
        there = rounds.find_round(session, id_)
        if there is None:
            raise Problem("not-found")
        rounds.lock_round(session, there)
        if there.state not in (RoundState.DRAFT, RoundState.COLLECTING):
            raise Problem(
                "conflict",
                f"轮次“{there.title}”已冻结。",
                f"The round {there.title!r} is frozen.",
            )
    before = row.round_id
    store.lock_request(session, row)
    if row.round_id != before:
        raise Problem("conflict", "该申请刚刚被更改。", "The request has just changed.")
    row.round_id = round_id
    store.touch_request(session, row)
    append_event(session, actor.id, "request.address", row.id, {"round": round_id})


def feasibility(
    session: Session, project: Project, round_document: dict[str, Any]
) -> tuple[Finding, ...]:
    """Return what stands in the way of a project with the present inventory to itself.

    Findings point into the project's own document.
    """
    probe = Request(document=project.model_dump(mode="json"))
    _, findings = assemble_round(session, round_document, [probe])
    about = findings_about(project, findings, 0)
    return tuple(
        replace(f, place=replace(f.place, pointer=f.place.pointer.removeprefix("/projects/0")))
        for f in about
    )


def check(session: Session, document: dict[str, Any]) -> tuple[bool, tuple[Finding, ...]]:
    """Say whether the inventory could serve a project that had it to itself, and what is found.

    Raises
    ------
    Problem
        ``conflict`` while there is no round to check against.
    """
    try:
        project = Project.model_validate(document)
    except ValidationError as error:
        return False, tuple(structure_findings(error))
    rules = latest_rules(session)
    if rules is None:
        raise Problem("conflict", "尚无任何轮次。", "There is no round yet to check against.")
    found = feasibility(session, project, rules)
    # Alone in the round a need that nobody can fill is fatal, though a warning among others.
    fatal = any(
        f.severity is Severity.ERROR or f.code.startswith(("staffing.", "precedence.window"))
        for f in found
    )
    return not fatal, found


def latest_rules(session: Session) -> dict[str, Any] | None:
    """Return the rules of the newest round that is collecting, or of the newest at all."""
    listed = rounds.list_rounds(session, limit=10_000)
    collecting = [row for row in listed if row.state == RoundState.COLLECTING]
    chosen = collecting or listed
    return chosen[-1].document if chosen else None


def _check_sponsor(session: Session, project: Project) -> None:
    if inventory.item_by_key(session, "departments", project.sponsor) is None:
        raise Problem(
            "conflict",
            f"没有部门“{project.sponsor}”。",
            f"There is no department {project.sponsor!r}.",
        )
