"""Structure: turn raw data into a round, and every fault of its shape into a finding.

When the shape is wrong, the faulty places are patched with neutral values on a copy, so that the
other checks can still say what else is wrong; what they say about patched places is left out.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from optimizer.checks.consistency import check_round
from optimizer.checks.report import finding, nearest
from optimizer.domain import Round
from optimizer.findings import Finding, has_errors, sort_findings

__all__ = ["read_round"]

_Loc = tuple[str | int, ...]
_MOST_PASSES = 60
_CODES = {
    "missing": "structure.missing",
    "extra_forbidden": "structure.unknown-field",
    "greater_than_equal": "number.too-small",
    "greater_than": "number.too-small",
    "less_than_equal": "number.too-large",
    "less_than": "number.too-large",
    "int_parsing": "number.not-a-number",
    "int_from_float": "number.not-whole",
    "finite_number": "number.not-a-number",
    "too_short": "structure.empty-list",
    "value_error": "structure.inconsistent",
    "union_tag_invalid": "structure.unknown-choice",
    "union_tag_not_found": "structure.missing",
    "literal_error": "structure.unknown-choice",
    "enum": "structure.unknown-choice",
    "string_pattern_mismatch": "text.wrong-form",
    "string_too_short": "text.wrong-form",
    "string_too_long": "text.wrong-form",
}
# code: (zh, en, suggestion zh, suggestion en)
_WORDS = {
    "structure.missing": ("缺少“{name}”。", "{name!r} is missing.", "补上它。", "Add it."),
    "structure.unknown-field": (
        "没有“{name}”这个字段。", "There is no field {name!r}.",
        "删去它或改正字段名。", "Remove it or correct its name.",
    ),
    "structure.wrong-type": (
        "“{name}”的类型不对。", "{name!r} has the wrong type.",
        "改成所要求的类型。", "Give a value of the type expected.",
    ),
    "structure.empty-list": (
        "“{name}”不能为空。", "{name!r} may not be empty.", "至少填一项。", "Give at least one.",
    ),
    "structure.inconsistent": (
        "“{name}”的各字段互相矛盾。", "The fields of {name!r} contradict each other.",
        "按要求改正。", "Correct the fields.",
    ),
    "structure.unknown-choice": (
        "“{name}”不是可选的值。", "{name!r} is not one of the choices.",
        "从可选值中选一个。", "Take one of the choices.",
    ),
    "number.too-small": (
        "“{name}”太小。", "{name!r} is too small.",
        "改成不低于下限的数。", "Raise it to the limit.",
    ),
    "number.too-large": (
        "“{name}”太大。", "{name!r} is too large.",
        "改成不高于上限的数。", "Lower it to the limit.",
    ),
    "number.not-a-number": (
        "“{name}”不是数。", "{name!r} is not a number.", "填一个整数。", "Give a whole number.",
    ),
    "number.not-whole": (
        "“{name}”不是整数。", "{name!r} is not a whole number.", "填一个整数。",
        "Give a whole number.",
    ),
    "text.wrong-form": (
        "“{name}”的写法不对。", "{name!r} is not written as required.",
        "改正写法，首尾不留空格。", "Correct it, without blanks at either end.",
    ),
}  # fmt: skip
# What a fault in an inventory would wrongly cause elsewhere, as code prefixes.
_CAUSES = {
    "departments": ("reference.unknown-department",),
    "skills": ("reference.unknown-skill",),
    "experts": ("reference.unknown-expert", "staffing."),
    "facilities": ("reference.unknown-facility", "reference.unknown-kind", "facility."),
    "datasets": ("reference.unknown-dataset", "dataset."),
    "funds": ("reference.unknown-category", "money."),
    "projects": (
        "reference.unknown-project",
        "reference.unknown-package",
        "reference.unknown-need",
    ),
    "calendar": ("precedence.window", "calendar.", "pin."),
}


def read_round(data: object) -> tuple[Round | None, list[Finding]]:
    """Read a round from JSON data and check it.

    Parameters
    ----------
    data : object
        What a JSON parser returns; left unchanged.

    Returns
    -------
    round_ : Round or None
        ``None`` when any finding is an error.
    findings : list of Finding
        Faults of shape and of content, sorted.
    """
    round_, errors = _validate(data)
    if round_ is not None:
        findings = check_round(round_)
        return (None if has_errors(findings) else round_), findings
    results = [_explain(error, data) for error in errors]
    patched, places = _patch(data, errors)
    if patched is not None:
        results += [item for item in check_round(patched) if not _hidden(item, places)]
    return None, sort_findings(results)


def _validate(data: object) -> tuple[Round | None, list[Mapping[str, Any]]]:
    try:
        return Round.model_validate(data), []
    except ValidationError as error:
        # A list whose items are all faulty counts as empty: its items say what is wrong.
        errors = error.errors(include_url=False)
        return None, [e for e in errors if e["type"] != "too_short" or not e["input"]]


def _locate(loc: _Loc, data: object) -> _Loc:
    """Return the place in the data: without a pin's kind, and no deeper than the data goes."""
    if loc[:1] == ("pins",) and len(loc) > 2:
        loc = (*loc[:2], *loc[3:])
    here, place = data, []
    for step in loc:
        if isinstance(here, dict):
            place.append(step)
            if step not in here:
                break
            here = here[step]
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            place.append(step)
            here = here[step]
        else:
            break
    return tuple(place)


def _pointer(loc: _Loc) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in loc)


def _value(data: object, loc: _Loc) -> object:
    here: Any = data
    for step in loc:
        if isinstance(here, dict) and step not in here:
            return ""
        here = here[step]
    return here


def _explain(error: Mapping[str, Any], data: object) -> Finding:
    place = _locate(error["loc"], data)
    value = _value(data, place)
    code = _CODES.get(error["type"], "structure.wrong-type")
    if error["type"] == "int_type" and isinstance(value, str | float):
        code = "number.not-a-number"
    zh, en, fix_zh, fix_en = _WORDS[code]
    name = place[-1] if place else "round"
    fix = (fix_zh, fix_en)
    if code == "structure.unknown-field" and len(place) == 1:
        near = nearest(str(name), Round.model_fields)
        fix = (f"是否指“{near}”？", f"Did you mean {near!r}?") if near else fix
    return finding(
        code,
        _pointer(place),
        zh.format(name=name),
        en.format(name=name),
        fix=fix,
        found=repr(value)[:80] if value != "" else "",
        expected=error["msg"],
    )


def _candidates(serial: int) -> list[Any]:
    """Return neutral values to try at a bad place, simplest first."""
    name = f"patched-{serial}"
    pin = {"kind": "project", "project": name, "accepted": False}
    return [name, 1, "2026-01-05", {}, {"id": name, "kind": name}, pin, [], [{}]]


def _patch(data: object, errors: list[Mapping[str, Any]]) -> tuple[Round | None, list[_Loc]]:
    """Replace bad places on a copy until the shape holds; ``None`` when it never does."""
    copied: Any = copy.deepcopy(data)
    if not isinstance(copied, dict):
        return None, []
    tries: dict[_Loc, int] = {}
    for _ in range(_MOST_PASSES):
        for error in errors:
            place = _locate(error["loc"], copied)
            if not place:
                return None, []
            tries[place] = tries.get(place, -1) + 1
            if not _replace(copied, place, error, tries[place], len(tries)):
                return None, []
        round_, errors = _validate(copied)
        if round_ is not None:
            return round_, list(tries)
    return None, []


def _replace(copied: Any, place: _Loc, error: Mapping[str, Any], tried: int, serial: int) -> bool:
    """Put the next neutral value at a place; false when there is none left."""
    parent: Any = copied
    for step in place[:-1]:
        parent = parent[step]
    last = place[-1]
    limit = next(
        (error.get("ctx", {}).get(key) for key in ("ge", "le") if key in error.get("ctx", {})), None
    )
    if limit is not None:
        parent[last] = limit
    elif tried == 0 and isinstance(parent, dict) and last in parent:
        del parent[last]  # unknown, or its default does; if it is required it comes back as missing
    else:
        values = _candidates(serial)
        if tried > len(values):
            return False
        parent[last] = values[max(tried - 1, 0)]
    return True


def _hidden(item: Finding, places: list[_Loc]) -> bool:
    """Say whether a finding is about a patched place or caused by one."""
    for place in places:
        pointer = _pointer(place)
        if item.place.pointer == pointer or item.place.pointer.startswith(pointer + "/"):
            return True
        if item.code.startswith(_CAUSES.get(str(place[0]), ("\0",))) and (
            place[0] != "projects" or len(place) <= 2 or place[-1] == "id"
        ):
            return True
    return False
