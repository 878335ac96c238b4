"""What a spreadsheet program itself checks and offers: drop-downs, dates, numbers, help."""

from __future__ import annotations

from datetime import date
from typing import Any

from scenarios.tables.columns import Column, Kind
from scenarios.tables.facts import Facts
from scenarios.tables.numbers import cents_text
from scenarios.tables.words import NO, YES, choice_word

__all__ = ["add_check", "help_text", "ids_name"]

_LISTS = (Kind.LIST, Kind.PAIRS, Kind.PAIR, Kind.LINKS)
_DATES = (Kind.DATE, Kind.START, Kind.END)
_WRONG = {
    "zh": ("请检查", "这一格的值不合要求，详见列标题上的批注。"),
    "en": ("Please check", "The value is not as required; see the comment on the header."),
}
_FIRST_DATE = date(1910, 1, 1)


def ids_name(refers: str) -> str:
    """Return the defined name of the ids of a table, or of another column of it."""
    return "ids_" + refers.replace(".", "_")


def _words(facts: Facts, lang: str) -> list[str]:
    pin = "window" in facts.choices
    return [choice_word(code, lang, pin=pin) for code in facts.choices]


def add_check(
    sheet: Any, area: tuple[int, int, int, int], column: Column, facts: Facts | None, lang: str
) -> None:
    """Let the spreadsheet program check an area of cells and offer what may be chosen.

    Parameters
    ----------
    sheet : xlsxwriter worksheet
    area : tuple of int
        First row, first column, last row, last column, 0-based.
    column : Column
    facts : Facts or None
        ``None`` for a column that names a parent.
    lang : str
    """
    check = _check(column, facts, lang)
    if check is not None:
        title, message = _WRONG[lang]
        sheet.data_validation(*area, {"error_title": title, "error_message": message, **check})


def _check(column: Column, facts: Facts | None, lang: str) -> dict[str, Any] | None:
    kind = column.kind
    if kind is Kind.ID and column.refers and column.refers not in ("packages", "modes"):
        # Ids that are still to come may be typed after a question.
        return {
            "validate": "list",
            "source": f"={ids_name(column.refers)}",
            "error_type": "warning",
        }
    if facts is None:
        return None
    if kind is Kind.CHOICE:
        return {"validate": "list", "source": _words(facts, lang)}
    if kind is Kind.FLAG:
        return {"validate": "list", "source": [word[lang != "zh"] for word in (YES, NO)]}
    if kind in _DATES:
        # Plain period numbers are taken too, so the check on periods only asks.
        style = "stop" if kind is Kind.DATE else "warning"
        return {"validate": "date", "criteria": ">=", "value": _FIRST_DATE, "error_type": style}
    if kind in (Kind.INTEGER, Kind.PERCENT) and not (facts.nullable and facts.default is not None):
        return _between("integer", facts.minimum, facts.maximum)
    if kind is Kind.MONEY:
        low, high = facts.minimum, facts.maximum
        return _between("decimal", low and low / 100, None if high is None else high // 100)
    if kind in _LISTS:
        return {
            "validate": "any",
            "input_title": column.header(lang)[:32],
            "input_message": (column.help(lang) + "\n" + column.example)[:255],
        }
    return None


def _between(what: str, low: float | None, high: float | None) -> dict[str, Any] | None:
    if low is not None and high is not None:
        return {"validate": what, "criteria": "between", "minimum": low, "maximum": high}
    if low is not None:
        return {"validate": what, "criteria": ">=", "value": low}
    return None


def help_text(column: Column, facts: Facts | None, lang: str) -> str:
    """Return the explanation of a column with its limits, choices, default and an example."""
    zh = lang == "zh"
    lines = [column.help(lang)]
    if facts is not None:
        if column.kind is Kind.CHOICE:
            label = "可选：" if zh else "Choices: "
            lines.append(label + ("、" if zh else ", ").join(_words(facts, lang)))
        default = _default(column, facts, lang)
        if default:
            lines.append(f"默认：{default}" if zh else f"Default: {default}")
    is_default = facts is not None and column.example == str(facts.default)
    if column.example and not is_default and column.kind not in (Kind.CHOICE, Kind.FLAG):
        lines.append(f"例：{column.example}" if zh else f"Example: {column.example}")
    return "\n".join(line for line in lines if line)


def _default(column: Column, facts: Facts, lang: str) -> str:
    value = facts.default
    if facts.required or value is None or value == "":
        return ""
    if column.kind is Kind.FLAG:
        return (YES if value else NO)[lang != "zh"]
    if column.kind is Kind.CHOICE:
        return choice_word(str(value), lang, pin="window" in facts.choices)
    if column.kind is Kind.MONEY:
        return cents_text(value)
    if column.kind in _LISTS or column.kind in _DATES:
        return ""
    return str(value)
