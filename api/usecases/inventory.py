"""Reporting what can be shared: the owner reports, the office keeps the lists that all share."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from api.access import Actor, Role
from api.problems import Problem
from api.store import Session, inventory
from api.store.audit import append_event
from api.store.tables import InventoryItem
from optimizer.domain import Dataset, Department, Expert, Facility, Fund, Skill
from optimizer.domain.types import Frozen
from scenarios.formats.structure import structure_findings

__all__ = [
    "KINDS",
    "change",
    "confirm",
    "read",
    "remove",
    "report",
    "shown_document",
    "validated",
    "visible_departments",
]

KINDS: dict[str, type[Frozen]] = {
    "departments": Department,
    "skills": Skill,
    "experts": Expert,
    "facilities": Facility,
    "datasets": Dataset,
    "funds": Fund,
}
"""Kind, as addresses and rounds name it: what its documents are."""

OFFICE_KINDS = ("departments", "skills")
_RATES = ("rate_cents",)
_MONEY = ("amount_cents", "slots")


def validated(kind: str, document: dict[str, Any]) -> tuple[dict[str, Any], str, str | None]:
    """Return a document in full, its key and its owner.

    Raises
    ------
    Problem
        ``invalid`` with a finding for each place that does not fit.
    """
    try:
        thing = KINDS[kind].model_validate(document)
    except ValidationError as error:
        raise Problem("invalid", findings=structure_findings(error)) from None
    full = thing.model_dump(mode="json")
    return full, full["id"], full.get("department")


def _may_write(actor: Actor, kind: str, department: str | None) -> bool:
    if actor.has(Role.OFFICE):
        return True
    return kind not in OFFICE_KINDS and department in actor.departments


def visible_departments(actor: Actor, kind: str) -> frozenset[str] | None:
    """Return whose things the actor may read; ``None``: everybody's."""
    if actor.sees_all or kind in OFFICE_KINDS:
        return None
    return actor.departments


def shown_document(actor: Actor, item: InventoryItem) -> dict[str, Any]:
    """Return a thing's document without the fields that are hidden from the actor."""
    own = item.department in actor.departments
    if actor.sees_rates or own or item.kind in OFFICE_KINDS:
        return item.document
    hidden = (*_RATES, *(_MONEY if item.kind == "funds" else ()))
    return {name: value for name, value in item.document.items() if name not in hidden}


def read(session: Session, actor: Actor, kind: str, item_id: str) -> InventoryItem:
    """Return a thing.

    Raises
    ------
    Problem
        ``not-found``, also for a thing that the actor may not see.
    """
    item = inventory.find_item(session, kind, item_id)
    seen = visible_departments(actor, kind)
    if item is None or (seen is not None and item.department not in seen):
        raise Problem("not-found")
    return item


def report(
    session: Session, actor: Actor, kind: str, document: dict[str, Any], *, validate_only: bool
) -> InventoryItem | None:
    """Add a thing to the inventory; ``None`` when it was only to be validated.

    Raises
    ------
    Problem
        ``invalid``, ``forbidden``, ``key-taken``.
    """
    full, key, department = validated(kind, document)
    if not _may_write(actor, kind, department):
        raise Problem("forbidden")
    _check_owner(session, kind, department)
    if inventory.item_by_key(session, kind, key) is not None:
        raise Problem("key-taken", f"“{key}”已存在。", f"{key!r} exists already.")
    if validate_only:
        return None
    item = inventory.add_item(session, kind, key, department, full)
    append_event(session, actor.id, "inventory.report", item.id, {"kind": kind, "key": key})
    return item


def change(
    session: Session,
    actor: Actor,
    item: InventoryItem,
    document: dict[str, Any],
    *,
    validate_only: bool,
) -> None:
    """Replace a thing's document.

    Raises
    ------
    Problem
        ``invalid``, ``forbidden``, ``key-taken``.
    """
    full, key, department = validated(item.kind, document)
    if not (
        _may_write(actor, item.kind, item.department) and _may_write(actor, item.kind, department)
    ):
        raise Problem("forbidden")
    _check_owner(session, item.kind, department)
    if key != item.key:
        raise Problem("conflict", "编号不能更改。", "The id of a thing can't change.")
    if validate_only:
        return
    inventory.change_item(session, item, department, full)
    append_event(
        session, actor.id, "inventory.change", item.id, {"key": key, "version": item.version}
    )


def confirm(session: Session, actor: Actor, item: InventoryItem) -> None:
    """Note that the owner stands by the thing as reported.

    Raises
    ------
    Problem
        ``forbidden``.
    """
    if not _may_write(actor, item.kind, item.department):
        raise Problem("forbidden")
    inventory.confirm_item(session, item, actor.id)
    append_event(session, actor.id, "inventory.confirm", item.id, {"key": item.key})


def remove(session: Session, actor: Actor, item: InventoryItem) -> None:
    """Take a thing out of the inventory.

    Raises
    ------
    Problem
        ``forbidden``.
    """
    if not _may_write(actor, item.kind, item.department):
        raise Problem("forbidden")
    append_event(session, actor.id, "inventory.remove", item.id, {"key": item.key})
    inventory.delete_item(session, item)


def _check_owner(session: Session, kind: str, department: str | None) -> None:
    if kind in OFFICE_KINDS or department is None:
        return
    if inventory.item_by_key(session, "departments", department) is None:
        raise Problem(
            "conflict", f"没有部门“{department}”。", f"There is no department {department!r}."
        )
