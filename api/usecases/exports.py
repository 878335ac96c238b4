"""Workbooks of what is stored: the inventory, a frozen round, the template to fill in."""

from __future__ import annotations

from typing import Any

from api.access import Actor
from api.problems import Problem
from api.store import Session, inventory, rounds
from api.usecases.imports import ANY_CALENDAR
from api.usecases.inventory import KINDS, shown_document, visible_departments
from api.usecases.requests import latest_rules
from optimizer.domain import Round
from optimizer.errors import NoPlace
from scenarios.tables.workbook_writer import template_bytes, workbook_bytes

__all__ = ["inventory_workbook", "snapshot_workbook", "template_workbook"]


def inventory_workbook(session: Session, actor: Actor, lang: str) -> bytes:
    """Return the inventory that the actor sees as a workbook; importing it changes nothing."""
    return _book(_seen(session, actor), lang)


def snapshot_workbook(session: Session, digest: str, lang: str) -> bytes:
    """Return a frozen round as a workbook."""
    return _book(rounds.snapshot_of(session, digest), lang)


def template_workbook(session: Session, actor: Actor, lang: str) -> bytes:
    """Return the workbook to fill in, with the lists that the actor sees."""
    lists = _seen(session, actor)
    known = latest_rules(session) is not None or lists.departments or lists.skills
    return template_bytes(lang, lists if known else None)


def _seen(session: Session, actor: Actor) -> Round:
    rules = latest_rules(session) or {"calendar": ANY_CALENDAR}
    kinds: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for item in inventory.every_item(session):
        departments = visible_departments(actor, item.kind)
        if departments is None or item.department in departments:
            kinds[item.kind].append(shown_document(actor, item))
    return Round.model_validate({**rules, **kinds, "pins": []})


def _book(round_: Round, lang: str) -> bytes:
    try:
        return workbook_bytes(round_, lang)
    except NoPlace as error:
        raise Problem("conflict", findings=error.findings) from None
