"""The pool: a round made of the inventory, requests, and the rules of an allocation round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from api.store import Session, inventory
from api.store.tables import InventoryItem, Request
from optimizer.checks import read_round
from optimizer.domain import Project, Round
from optimizer.findings import Finding

__all__ = ["assemble_round", "findings_about", "leave_out_stale"]


def assemble_round(
    session: Session,
    document: dict[str, Any],
    requests: Sequence[Request],
    items: Iterable[InventoryItem] | None = None,
) -> tuple[Round | None, list[Finding]]:
    """Return the round of the present inventory and some requests, and every finding about it.

    Parameters
    ----------
    session : Session
    document : dict
        Title, currency, calendar, policy and pins.
    requests : sequence of Request
    items : iterable of InventoryItem, optional
        What to take of the inventory; all of it when not given.

    Returns
    -------
    round_ : Round or None
        ``None`` when a finding is an error.
    findings : list of Finding
    """
    kinds: dict[str, list[dict[str, Any]]] = {}
    for item in inventory.every_item(session) if items is None else items:
        kinds.setdefault(item.kind, []).append(item.document)
    projects = [request.document for request in requests]
    return read_round({**document, **kinds, "projects": projects})


def leave_out_stale(
    items: Sequence[InventoryItem], days: int
) -> tuple[list[InventoryItem], list[dict[str, str]]]:
    """Return the things confirmed or reported within ``days``, and what was left out and why.

    Departments and skills are the office's own lists and never stale.
    """
    since = datetime.now(UTC) - timedelta(days=days)
    kept, left = [], []
    for item in items:
        seen = item.confirmed_at or item.updated_at
        if item.kind in ("departments", "skills") or seen >= since:
            kept.append(item)
        else:
            left.append(
                {"kind": item.kind, "key": item.key, "code": "stale", "since": seen.isoformat()}
            )
    return kept, left


def findings_about(project: Project, findings: Iterable[Finding], position: int) -> list[Finding]:
    """Return the findings about the project at a position of the round."""
    prefix = f"/projects/{position}"
    return [
        finding
        for finding in findings
        if finding.place.pointer == prefix
        or finding.place.pointer.startswith(prefix + "/")
        or project.id in finding.subject[:1]
    ]
