"""What can be wrong with a single cell, before anybody knows where the cell stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from optimizer.findings import Finding, Place, Severity
from scenarios.tables.facts import Facts
from scenarios.tables.texts import shown

__all__ = ["BAD", "Fault", "Read", "cell_fault", "placed", "within"]

BAD = object()
"""The value of a cell that can't be read."""


Read = tuple[Any, "list[Fault]"]
"""A value as JSON data, or `BAD`; and the faults of its cell."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding about a cell without its place; the fields are those of `Finding`."""

    code: str
    zh: str
    en: str
    found: str = ""
    expected: str = ""
    fix_zh: str = ""
    fix_en: str = ""
    severity: Severity = Severity.ERROR

    def warning(self) -> Fault:
        """Return the same fault as a warning."""
        return replace(self, severity=Severity.WARNING)


def placed(fault: Fault, place: Place, subject: tuple[str, ...] = ()) -> Finding:
    """Return the finding that a fault makes at a place."""
    shown = fault.found if len(fault.found) <= 80 else fault.found[:77] + "..."
    return Finding(
        code=fault.code,
        severity=fault.severity,
        place=place,
        message_zh=fault.zh,
        message_en=fault.en,
        found=shown,
        expected=fault.expected,
        suggestion_zh=fault.fix_zh,
        suggestion_en=fault.fix_en,
        subject=subject,
    )


# What is wrong: (code, zh, en, suggestion zh, suggestion en).
_WORDS = {
    "not-a-number": (
        "number.not-a-number", "“{found}”不是数。", "{found!r} is not a number.",
        "填一个数，不带单位和文字。", "Give a number, without units or words.",
    ),
    "not-whole": (
        "number.not-whole", "“{found}”不是整数。", "{found!r} is not a whole number.",
        "填一个整数。", "Give a whole number.",
    ),
    "too-small": (
        "number.too-small", "“{found}”太小。", "{found!r} is too small.",
        "改成不低于下限的数。", "Raise it to the limit.",
    ),
    "too-large": (
        "number.too-large", "“{found}”太大。", "{found!r} is too large.",
        "改成不高于上限的数。", "Lower it to the limit.",
    ),
    "too-precise": (
        "money.too-precise", "“{found}”有不足一分的零头。", "{found!r} has a part below a cent.",
        "", "",
    ),
    "unknown-choice": (
        "structure.unknown-choice", "“{found}”不是可选的值。",
        "{found!r} is not one of the choices.", "", "",
    ),
    "not-a-date": (
        "calendar.not-a-date", "“{found}”不是日期。", "{found!r} is not a date.", "", "",
    ),
    "inside-period": (
        "calendar.inside-period", "“{found}”落在一期的中间，按 {expected} 计。",
        "{found} lies inside a period and is taken as {expected}.", "", "",
    ),
    "became-date": (
        "text.became-date", "表格软件把这里的文字变成了日期 {found}。",
        "The spreadsheet turned the text into the date {found}.", "", "",
    ),
    "formula-error": (
        "text.formula-error", "公式出错：{found}。", "The formula gives the error {found}.",
        "改正公式，或直接填值。", "Correct the formula or type the value.",
    ),
    "formula-empty": (
        "text.formula-error", "公式还没有算出值：{found}。",
        "The formula has not been computed: {found}.",
        "用表格软件打开并保存一次，或直接填值。",
        "Open and save it once in a spreadsheet program, or type the value.",
    ),
    "list-entry": (
        "text.wrong-form", "“{found}”不是所要求的写法。", "{found!r} is not written as required.",
        "", "",
    ),
}  # fmt: skip


def cell_fault(what: str, raw: object, expected: str, fix: tuple[str, str] = ("", "")) -> Fault:
    """Return the fault of a kind about a cell; ``fix`` overrides the usual suggestion."""
    code, zh, en, fix_zh, fix_en = _WORDS[what]
    found = shown(raw)
    short = found if len(found) <= 60 else found[:57] + "..."
    return Fault(
        code,
        zh.format(found=short, expected=expected),
        en.format(found=short, expected=expected),
        found,
        expected,
        fix[0] or fix_zh,
        fix[1] or fix_en,
    )


def within(number: Decimal | int, facts: Facts, raw: object) -> Read:
    """Return a whole number inside the limits of a field."""
    value = Decimal(number)
    low, high = facts.minimum, facts.maximum
    limits = f"{'' if low is None else low} – {'' if high is None else high}"
    if low is not None and value < low:
        return BAD, [cell_fault("too-small", raw, limits)]
    if high is not None and value > high:
        return BAD, [cell_fault("too-large", raw, limits)]
    if value != value.to_integral_value():
        return BAD, [cell_fault("not-whole", raw, "1, 2, 3 ...")]
    return int(value), []
