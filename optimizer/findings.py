"""Findings: what is wrong with an input, where, and what to do about it.

A finding is data, never an exception. Its ``code`` is stable and never translated; the words are
made from the code's templates in both languages when they are shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

__all__ = ["Finding", "Place", "Severity", "has_errors", "sort_findings"]


class Severity(StrEnum):
    """``error`` stops the round, ``warning`` does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding is: a JSON pointer always, a cell or a line when the input had one.

    Attributes
    ----------
    pointer : str
        JSON pointer (RFC 6901) into the round, for instance ``/experts/3/skills/0/level``.
    file, sheet, column : str or None
        Source file (name only), workbook sheet, column header.
    row, line : int or None
        1-based workbook row or text line.
    cell : str or None
        The cell as a spreadsheet names it, for instance ``F7``.
    """

    pointer: str = ""
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    line: int | None = None
    cell: str | None = None

    def __str__(self) -> str:
        if self.cell is not None:
            header = f" ({self.column})" if self.column else ""
            return f"{self.sheet or self.file or ''}!{self.cell}{header}"
        if self.sheet is not None:
            column = f"!{self.column}" if self.column else ""
            return f"{self.sheet}{column}" + (f" row {self.row}" if self.row else "")
        if self.line is not None:
            return f"{self.file or 'line'}:{self.line}"
        if self.file is not None and self.row is not None:
            return f"{self.file}:{self.row}" + (f" ({self.column})" if self.column else "")
        return self.pointer or self.file or "/"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in an input.

    Attributes
    ----------
    code : str
        Stable dotted code, for instance ``reference.unknown-skill``.
    severity : Severity
    place : Place
    message_zh, message_en : str
        One sentence each.
    found, expected : str
        The offending value and what would have been right, as shown to a person.
    suggestion_zh, suggestion_en : str
        What to do, one sentence each; may be empty.
    subject : tuple of str
        Ids of the objects concerned, outermost first.
    """

    code: str
    severity: Severity
    place: Place
    message_zh: str
    message_en: str
    found: str = ""
    expected: str = ""
    suggestion_zh: str = ""
    suggestion_en: str = ""
    subject: tuple[str, ...] = field(default=())

    def message(self, lang: str = "en") -> str:
        """Return the sentence in ``lang`` (``"zh"`` or ``"en"``)."""
        return self.message_zh if lang == "zh" else self.message_en

    def suggestion(self, lang: str = "en") -> str:
        """Return the suggestion in ``lang`` (``"zh"`` or ``"en"``)."""
        return self.suggestion_zh if lang == "zh" else self.suggestion_en

    def __str__(self) -> str:
        return f"{self.code} at {self.place}: {self.message_en}"

    def to_json(self) -> dict[str, Any]:
        """Return the finding as plain JSON data (the shape ``roundtable check --json`` prints)."""
        place = {
            name: value
            for name in ("pointer", "file", "sheet", "row", "column", "cell", "line")
            if (value := getattr(self.place, name)) not in (None, "")
        }
        return {
            "code": self.code,
            "severity": self.severity.value,
            "place": place,
            "found": self.found,
            "expected": self.expected,
            "message": {"zh": self.message_zh, "en": self.message_en},
            "suggestion": {"zh": self.suggestion_zh, "en": self.suggestion_en},
            "subject": list(self.subject),
        }


def has_errors(findings: list[Finding] | tuple[Finding, ...]) -> bool:
    """Say whether any finding stops the input."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def sort_findings(findings: list[Finding]) -> list[Finding]:
    """Return findings in a stable order: errors first, then place, then code."""
    return sorted(
        findings,
        key=lambda f: (
            f.severity is not Severity.ERROR,
            f.place.file or "",
            f.place.sheet or "",
            f.place.row or 0,
            f.place.line or 0,
            f.place.pointer,
            f.code,
            f.found,
        ),
    )
