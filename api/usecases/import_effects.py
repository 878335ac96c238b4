"""What an upload would change: create, update, unchanged or error, for every thing in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from api.access import Actor, Role
from api.access.life import RequestState
from api.store import Session, imports, inventory
from api.store.tables import InventoryItem, Request
from api.usecases.inventory import KINDS, OFFICE_KINDS, visible_departments
from api.usecases.requests import latest_rules
from optimizer.checks import check_round
from optimizer.domain import Round
from optimizer.findings import Finding, Place, Severity

__all__ = ["Change", "Effect", "Stored", "basis_of", "changes_of", "findings_in", "stored_now"]

Documents = dict[str, list[dict[str, Any]]]
_WORDS = {
    "import.not-yours": (
        "您只能导入本部门的内容。",
        "You import for your own department only.",
        "删去该行，或请其负责部门或统筹办公室导入。",
        "Remove it, or let its owner or the office import it.",
    ),
    "import.key-taken": (
        "该编号已被他人使用。",
        "The id is taken by somebody else's.",
        "换一个编号。",
        "Choose another id.",
    ),
    "import.not-open": (
        "该申请已提交，不能通过导入更改。",
        "The request was submitted; an import can't change it.",
        "先撤回该申请。",
        "Withdraw it first.",
    ),
}


class Effect(StrEnum):
    """What a commit does to a thing."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing of an upload, and what a commit does to it.

    Attributes
    ----------
    kind : str
        As addresses name it: a kind of the inventory, or ``requests``.
    key : str
    effect : Effect
    fields : tuple of str
        The fields that an update changes.
    """

    kind: str
    key: str
    effect: Effect
    fields: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the change as plain JSON data."""
        return {
            "kind": self.kind,
            "key": self.key,
            "effect": self.effect.value,
            "fields": list(self.fields),
        }


@dataclass(frozen=True, slots=True)
class Stored:
    """What the store holds now, by kind and key."""

    items: dict[tuple[str, str], InventoryItem]
    requests: dict[str, Request]


def stored_now(session: Session) -> Stored:
    """Return what the store holds now."""
    return Stored(
        {(item.kind, item.key): item for item in inventory.every_item(session)},
        {row.key: row for row in imports.every_request(session)},
    )


def basis_of(actor: Actor, documents: Documents, stored: Stored) -> str:
    """Return the hash of the versions that a preview depends on.

    These are the things that the actor sees, and those that the upload names; what other
    departments do to things of their own does not spoil anybody's preview.
    """
    named = {(kind, str(d["id"])) for kind, listed in documents.items() for d in listed}
    seen = []
    for (kind, key), item in stored.items.items():
        departments = visible_departments(actor, kind)
        if (kind, key) in named or departments is None or item.department in departments:
            seen.append([item.id, item.version])
    for key, row in stored.requests.items():
        if ("projects", key) in named:
            seen.append([row.id, row.version])
    return hashlib.sha256(json.dumps(sorted(seen)).encode()).hexdigest()


def findings_in(session: Session, round_: Round, stored: Stored) -> list[Finding]:
    """Return what is wrong with the things of an upload beside what is stored.

    The upload's things come first in the round that is checked, so that the pointers of findings
    are those of the upload; findings about other things are left out.
    """
    full = round_.model_dump(mode="json")
    rules = latest_rules(session)
    whole: dict[str, Any] = {"calendar": (rules or full)["calendar"]}
    for kind in (*KINDS, "projects"):
        listed = full[kind]
        named = {document["id"] for document in listed}
        whole[kind] = [*listed, *_others(kind, stored, named)]
    about = []
    for finding in check_round(Round.model_validate(whole)):
        _, _, rest = finding.place.pointer.partition("/")
        kind, _, rest = rest.partition("/")
        at = rest.partition("/")[0]
        if kind in whole and at.isdecimal() and int(at) < len(full.get(kind, ())):
            about.append(finding)
    return about


def _others(kind: str, stored: Stored, named: set[str]) -> Iterable[dict[str, Any]]:
    if kind == "projects":
        return [
            row.document
            for key, row in stored.requests.items()
            if key not in named and row.state != RequestState.REJECTED
        ]
    return [
        item.document for (k, key), item in stored.items.items() if k == kind and key not in named
    ]


def changes_of(
    actor: Actor, documents: Documents, stored: Stored, findings: Iterable[Finding]
) -> tuple[list[Change], list[Finding]]:
    """Return the effect on every thing, and the findings about what the actor may not do.

    Parameters
    ----------
    actor : Actor
    documents : dict
        The upload's things, by their field of a round.
    stored : Stored
    findings : iterable of Finding
        What is wrong with the upload; a thing that an error points into is an error.
    """
    wrong = {
        "/".join(finding.place.pointer.split("/")[1:3])
        for finding in findings
        if finding.severity is Severity.ERROR
    }
    changes, refused = [], []
    for kind, listed in documents.items():
        for at, document in enumerate(listed):
            change, code = _change(actor, kind, document, stored)
            if code:
                refused.append(_refusal(code, f"/{kind}/{at}", change.key))
            if code or f"{kind}/{at}" in wrong:
                change = Change(change.kind, change.key, Effect.ERROR)
            changes.append(change)
    return changes, refused


def _change(
    actor: Actor, kind: str, document: dict[str, Any], stored: Stored
) -> tuple[Change, str]:
    key = str(document["id"])
    shown = "requests" if kind == "projects" else kind
    row = stored.requests.get(key) if kind == "projects" else stored.items.get((kind, key))
    if row is not None and row.document == document:
        if _owns(actor, kind, row) or kind in OFFICE_KINDS:
            return Change(shown, key, Effect.UNCHANGED), ""
        return Change(shown, key, Effect.ERROR), "import.not-yours"
    department = document["sponsor"] if kind == "projects" else document.get("department")
    office = actor.has(Role.OFFICE)
    if not office and (kind in OFFICE_KINDS or department not in actor.departments):
        return Change(shown, key, Effect.ERROR), "import.not-yours"
    if row is None:
        return Change(shown, key, Effect.CREATE), ""
    if not _owns(actor, kind, row):
        return Change(shown, key, Effect.ERROR), "import.key-taken"
    if isinstance(row, Request) and row.state not in (RequestState.DRAFT, RequestState.RETURNED):
        return Change(shown, key, Effect.ERROR), "import.not-open"
    names = sorted({*document, *row.document})
    fields = tuple(n for n in names if document.get(n) != row.document.get(n))
    return Change(shown, key, Effect.UPDATE, fields), ""


def _owns(actor: Actor, kind: str, row: InventoryItem | Request) -> bool:
    if actor.has(Role.OFFICE):
        return True
    if isinstance(row, Request):
        return row.author_id == actor.id or row.sponsor in actor.departments
    return kind not in OFFICE_KINDS and row.department in actor.departments


def _refusal(code: str, pointer: str, key: str) -> Finding:
    zh, en, fix_zh, fix_en = _WORDS[code]
    return Finding(
        code=code,
        severity=Severity.ERROR,
        place=Place(pointer=pointer),
        message_zh=zh,
        message_en=en,
        found=key,
        suggestion_zh=fix_zh,
        suggestion_en=fix_en,
        subject=(key,),
    )
