"""Authority rules in words: when one applies, whom it asks, and why it does not apply."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.access.rules import AllOf, AuthorityRule, Condition, KOf, Participants, Requirement, Seat
from api.console.voice import Voice

__all__ = ["condition_words", "reason_words", "rule_shown", "tree_words"]


def rule_shown(
    voice: Voice, rule: AuthorityRule, names: Mapping[str, str], currency: str
) -> dict[str, Any]:
    """Return a rule as a page shows it: title, conditions, the tree of signers."""
    return {
        "id": rule.id,
        "title": rule.title.in_lang(voice.lang) or rule.id,
        "applies": condition_words(voice, rule.applies, names, currency),
        "tree": tree_words(voice, rule.requires, names),
    }


def condition_words(
    voice: Voice, condition: Condition, names: Mapping[str, str], currency: str
) -> list[str]:
    """Return the parts of a condition that are stated, each in words."""
    stated = [name for name in Condition.model_fields if getattr(condition, name) not in (None, ())]
    return [_part(voice, condition, name, names, currency) for name in stated]


def reason_words(
    voice: Voice,
    condition: Condition,
    because: tuple[str, ...],
    names: Mapping[str, str],
    currency: str,
) -> list[str]:
    """Return the parts of a condition that something does not fit, each in words."""
    return [_part(voice, condition, name, names, currency) for name in because]


def tree_words(voice: Voice, requires: Requirement, names: Mapping[str, str]) -> dict[str, Any]:
    """Return whom a rule requires: ``text``, and for a group the parts ``of`` it."""
    if isinstance(requires, Participants):
        if requires.count is None:
            return {"text": voice("authority.every-participant"), "of": []}
        return {"text": voice("authority.some-participants", count=requires.count), "of": []}
    if isinstance(requires, Seat):
        return {"text": _seat(voice, requires, names), "of": []}
    parts = [tree_words(voice, part, names) for part in requires.of]
    if isinstance(requires, AllOf):
        text = voice("authority.all")
    elif isinstance(requires, KOf):
        text = voice("authority.some", need=requires.count, of=len(parts))
    else:
        text = voice("authority.any")
    return {"text": text, "of": parts}


def _seat(voice: Voice, seat: Seat, names: Mapping[str, str]) -> str:
    if seat.principal:
        return names.get(seat.principal, seat.principal)
    who = voice.coded("signer", seat.role if not seat.of else f"{seat.role}-{seat.of}")
    if seat.department:
        role, department = voice.coded("role", "contact"), seat.department
        who = voice("chain.of-department", role=role, department=names.get(department, department))
    return who if seat.count == 1 else voice("authority.times", who=who, count=seat.count)


def _part(
    voice: Voice, condition: Condition, name: str, names: Mapping[str, str], currency: str
) -> str:
    value = getattr(condition, name)
    told: dict[str, Any] = {
        "scopes": lambda: voice.listed(voice.coded("about", scope.value) for scope in value),
        "kinds": lambda: voice.listed(voice.coded("about", kind) for kind in value),
        "amount_cents_from": lambda: voice.money(value, currency),
        "effort_pct_periods_from": lambda: voice.number(value),
        "security_from": lambda: voice.coded("security", value),
        "department": lambda: voice.coded("from", value),
        "owners": lambda: voice.listed(names.get(id_, id_) for id_ in value),
        "disputed": lambda: voice("authority.was-disputed" if value else "authority.undisputed"),
    }
    if name in ("scopes", "disputed"):
        return str(told[name]())
    return voice(f"applies.{name}", what=told[name]())
