"""An authority rule as a form: its condition as fields, whom it requires as rows.

Most rules ask for everybody in a list, for any one of a list, or for some of one; a row may stand
for itself or share a letter with others. Rows that share a letter are alternatives where all rows
are needed, and belong together where one row (or some) is enough. What is nested deeper is written
through the API: the form shows it in words and leaves it as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from starlette.datastructures import FormData

from api.access.rules import (
    AllOf,
    AnyOf,
    AuthorityRule,
    KOf,
    Participants,
    Requirement,
    Seat,
)
from api.console.fields import Field, Table, read_form
from api.console.forms import whole_number
from api.problems import Problem
from scenarios.formats.structure import structure_findings

__all__ = [
    "CHANGE_KINDS",
    "FIELDS",
    "GROUPS",
    "LINE_KINDS",
    "PARTS",
    "SIGNERS",
    "WAYS",
    "form_of",
    "parts_of",
    "rule_in",
]

LINE_KINDS = ("person", "facility", "dataset", "money", "time")
CHANGE_KINDS = ("extension", "supplement", "transfer", "reduction", "release")
GROUPS = "ABCDEF"
SIGNERS = (
    "office",
    "leader",
    "contact-owner",
    "contact-sponsor",
    "contact-department",
    "contact",
    "team",
    "participants",
    "person",
)
WAYS = ("all", "any", "k-of")

FIELDS = (
    Field("id", "authority.id", must=True, hint="authority.id-hint", fixed=True),
    Field("title.zh", "authority.title-zh"),
    Field("title.en", "authority.title-en"),
    Field("applies.scopes", "authority.scopes", "many:scopes"),
    Field("applies.kinds", "authority.kinds", "many:kinds", hint="authority.kinds-hint"),
    Field("applies.amount_cents_from", "authority.amount", "money"),
    Field(
        "applies.effort_pct_periods_from",
        "authority.effort",
        "whole",
        hint="authority.effort-hint",
        least=0,
    ),
    Field("applies.security_from", "authority.security", "security"),
    Field("applies.department", "authority.department", "own or other"),
    Field("applies.disputed", "authority.disputed", "yes or no"),
    Field("applies.owners", "authority.owners", "many:departments", hint="authority.owners-hint"),
)
PARTS = Table(
    "parts",
    "authority.signers",
    (
        Field("who", "authority.who", "signers"),
        Field("department", "authority.of-department", "departments"),
        Field("principal", "authority.person", "people"),
        Field("count", "authority.count", "whole", least=1, most=9),
        Field("group", "authority.group", "groups"),
    ),
    hint="authority.signers-hint",
)
_LEAF = Seat | Participants


def form_of(rule: AuthorityRule) -> dict[str, Any]:
    """Return a rule as the document that the form shows; without ``parts`` if it does not fit."""
    document = rule.model_dump(mode="json")
    applies = document["applies"]
    applies["disputed"] = {None: None, True: "yes", False: "no"}[applies["disputed"]]
    return {**document, **(parts_of(rule.requires) or {})}


def parts_of(requires: Requirement) -> dict[str, Any] | None:
    """Return whom a rule requires as ``way``, ``need`` and rows; none where it is nested deeper."""
    if isinstance(requires, _LEAF):
        return {"way": "all", "need": 1, "parts": [_row(requires, "")]}
    inner = AnyOf if isinstance(requires, AllOf) else AllOf
    letters = iter(GROUPS)
    rows = []
    for child in requires.of:
        if isinstance(child, _LEAF):
            rows.append(_row(child, ""))
            continue
        leaves = [part for part in child.of if isinstance(part, _LEAF)]
        letter = next(letters, "")
        if not isinstance(child, inner) or len(leaves) < len(child.of) or not letter:
            return None
        rows += [_row(leaf, letter) for leaf in leaves]
    need = requires.count if isinstance(requires, KOf) else 1
    return {"way": requires.form, "need": need, "parts": rows}


def _row(leaf: Seat | Participants, group: str) -> dict[str, Any]:
    if isinstance(leaf, Participants):
        return {"who": "participants", "count": leaf.count, "group": group}
    who = "person" if leaf.principal else str(leaf.role)
    if leaf.of:
        who = f"contact-{leaf.of}"
    elif leaf.department:
        who = "contact-department"
    return {
        "who": who,
        "department": leaf.department,
        "principal": leaf.principal,
        "count": leaf.count,
        "group": group,
    }


def rule_in(
    before: Mapping[str, Any], form: FormData, currency: str, unnamed: str = ""
) -> AuthorityRule:
    """Return the rule that a form says; what it does not show stays as before.

    Parameters
    ----------
    before : mapping
        The rule so far; empty for a new one.
    form : FormData
    currency : str
    unnamed : str
        The id of a rule that has none yet.

    Raises
    ------
    Problem
        ``invalid`` with a finding for each place that does not fit; ``malformed``.
    """
    read = read_form(FIELDS, (PARTS,), {**before, "parts": []}, form, currency)
    applies = read["applies"]
    if not str(form.get("applies-amount_cents_from") or "").strip():
        applies["amount_cents_from"] = None
    applies["disputed"] = {"yes": True, "no": False}.get(applies.get("disputed") or "")
    requires = read.get("requires")
    if "parts-rows" in form:
        way, need = str(form.get("way") or "all"), whole_number(form.get("need"), 1) or 1
        requires = _requires(way, need, read["parts"])
    made = {name: read.get(name) for name in ("id", "title", "applies")}
    made["id"] = made["id"] or unnamed
    try:
        return AuthorityRule.model_validate({**made, "requires": requires})
    except ValidationError as error:
        raise Problem("invalid", findings=structure_findings(error)) from None


def _requires(way: str, need: int, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the tree that rows mean; one row by itself is its own tree."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for at, row in enumerate(rows):
        groups.setdefault(row.get("group") or f"row {at}", []).append(_leaf(row))
    inner = "any" if way == "all" else "all"
    parts = [
        leaves[0] if len(leaves) == 1 else {"form": inner, "of": leaves}
        for leaves in groups.values()
    ]
    if way == "k-of":
        return {"form": "k-of", "count": need, "of": parts}
    if len(parts) == 1 and parts[0]["form"] in ("signer", "participants"):
        return parts[0]
    return {"form": way if way in WAYS else "all", "of": parts}


def _leaf(row: Mapping[str, Any]) -> dict[str, Any]:
    who, count = str(row.get("who")), row.get("count")
    if who == "participants":
        return {"form": "participants", "count": count}
    if who == "person":
        return {"form": "signer", "principal": row.get("principal"), "count": count or 1}
    role, _, of = who.partition("-")
    seat: dict[str, Any] = {"form": "signer", "role": role, "count": count or 1}
    if of == "department":
        seat["department"] = row.get("department") or ""  # refused: nobody means every contact
    elif of:
        seat["of"] = of
    return seat
