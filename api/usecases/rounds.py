"""The life of a round up to its frozen snapshot."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from api.access import Actor
from api.access.life import ROUND_STEPS, RoundState, steps_from
from api.problems import Problem
from api.store import Session, inventory, requests
from api.store import rounds as store
from api.store.audit import append_event
from api.store.tables import AllocationRound
from api.usecases.announcements import Notice, announce
from api.usecases.pool import assemble_round, leave_out_stale
from optimizer.domain import Round
from optimizer.findings import Finding
from scenarios.formats.structure import structure_findings

__all__ = [
    "change_rules",
    "draft",
    "freeze",
    "preview",
    "read",
    "shown_left_out",
    "shown_rules",
    "take_step",
]

RULES = ("title", "currency", "calendar", "policy", "pins")
"""Parts of a round that the office sets; the rest is reported and requested."""


def _validated(document: dict[str, Any]) -> dict[str, Any]:
    strange = [name for name in document if name not in RULES]
    try:
        rules = Round.model_validate({k: v for k, v in document.items() if k in RULES})
    except ValidationError as error:
        raise Problem("invalid", findings=structure_findings(error)) from None
    if strange:
        raise Problem(
            "invalid",
            f"轮次规则不含：{'、'.join(strange)}。",
            f"The rules of a round don't hold {', '.join(strange)}.",
        )
    full = rules.model_dump(mode="json")
    return {name: full[name] for name in RULES}


def read(session: Session, round_id: str, *, lock: bool = False) -> AllocationRound:
    """Return a round; with ``lock``, nobody else changes it until the transaction ends.

    Raises
    ------
    Problem
        ``not-found``.
    """
    row = store.find_round(session, round_id)
    if row is None:
        raise Problem("not-found")
    if lock:
        store.lock_round(session, row)
    return row


def shown_rules(actor: Actor, row: AllocationRound) -> dict[str, Any]:
    """Return a round's rules; its pins, which name people and projects, only to who sees all."""
    return row.document if actor.sees_all else {**row.document, "pins": []}


def shown_left_out(session: Session, actor: Actor, row: AllocationRound) -> list[dict[str, Any]]:
    """Return what was not frozen of the things that the actor sees, and why."""
    if actor.sees_all:
        return row.left_out
    kept = []
    for left in row.left_out:
        item = inventory.item_by_key(session, left["kind"], left["key"])
        if item is not None and item.department in actor.departments:
            kept.append(left)
    return kept


def draft(session: Session, actor: Actor, title: str, document: dict[str, Any]) -> AllocationRound:
    """Begin a round with its rules.

    Raises
    ------
    Problem
        ``invalid``.
    """
    row = store.add_round(session, title, RoundState.DRAFT, _validated(document))
    append_event(session, actor.id, "round.draft", row.id, {"title": title})
    return row


def change_rules(
    session: Session, actor: Actor, row: AllocationRound, title: str, document: dict[str, Any]
) -> None:
    """Change the rules of a round that is not frozen yet.

    Raises
    ------
    Problem
        ``invalid``, ``conflict``.
    """
    if row.state not in (RoundState.DRAFT, RoundState.COLLECTING):
        raise Problem(
            "conflict", "轮次已冻结，规则不能更改。", "The round is frozen: its rules can't change."
        )
    row.title, row.document = title, _validated(document)
    store.touch_round(session, row)
    append_event(session, actor.id, "round.change", row.id, {"version": row.version})


def take_step(
    session: Session, actor: Actor, row: AllocationRound, name: str, reason: str = ""
) -> None:
    """Take a step of the round's life that needs nothing but the step.

    Raises
    ------
    Problem
        ``forbidden``, ``conflict``, ``invalid`` for a missing reason.
    """
    edge = ROUND_STEPS[name]
    if not actor.has(*edge.roles):
        raise Problem("forbidden")
    if row.state not in edge.sources:
        can = ", ".join(step.name for step in steps_from(ROUND_STEPS, row.state)) or "–"
        raise Problem(
            "conflict",
            f"轮次处于“{row.state}”，可进行：{can}。",
            f"The round is {row.state}; possible now: {can}.",
        )
    if edge.reason and not reason.strip():
        raise Problem("invalid", "请说明理由。", "Give a reason.")
    if name == "reopen":
        row.snapshot_hash = row.run_id = None
    row.state = edge.target
    store.touch_round(session, row)
    append_event(session, actor.id, f"round.{name}", row.id, {"reason": reason})
    path = f"/v1/rounds/{row.id}"
    announce(session, [Notice(f"round.{name}", path, {"round": row.id}, everyone=True)])


def preview(
    session: Session, row: AllocationRound, stale_days: int | None = None
) -> tuple[Round | None, list[Finding], list[dict[str, str]]]:
    """Return the round as it would be frozen now, its findings, and what would be left out.

    Of the requests those approved ones that are meant for the round, or that no round has yet.
    """
    items = inventory.every_item(session)
    left: list[dict[str, str]] = []
    if stale_days is not None:
        items, left = leave_out_stale(items, stale_days)
    asked = requests.approved_requests(session, row.id)
    round_, findings = assemble_round(session, row.document, asked, items)
    return round_, findings, left


def freeze(
    session: Session, actor: Actor, row: AllocationRound, stale_days: int | None = None
) -> list[Finding]:
    """Freeze the inventory and the round's approved requests into a snapshot; return the warnings.

    The requests are the round's from then on: no other round takes them. Once it is published,
    those that its plan leaves out are free for the next one.

    Raises
    ------
    Problem
        ``invalid`` with every finding when the round has errors; nothing is frozen then.
    """
    asked = requests.approved_requests(session, row.id, lock=True)
    round_, findings, left = preview(session, row, stale_days)
    if round_ is None:
        raise Problem("invalid", findings=findings)
    take_step(session, actor, row, "freeze")
    row.snapshot_hash = store.keep_snapshot(session, round_)
    row.left_out = left
    requests.take_requests(session, asked, row.id)
    append_event(
        session, actor.id, "round.snapshot", row.id, {"hash": row.snapshot_hash, "left_out": left}
    )
    return findings
