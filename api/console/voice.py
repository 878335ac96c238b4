"""A page's voice: its words, names, moments and numbers in one language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from api.console.words import WORDS
from optimizer.domain import Calendar, Text
from scenarios.report.numerals import Numerals
from scenarios.report.words import filled

__all__ = ["Voice"]

_NO_CALENDAR = Calendar(start=date(2026, 1, 5), periods=1)
"""For numbers that stand in no round; no date is ever read from it."""


@dataclass(frozen=True)
class Voice:
    """Words and numbers in ``"zh"`` or ``"en"``.

    Examples
    --------
    >>> Voice("zh")("frame.title", page="轮次"), Voice("en")("time.days-ago", count=1)
    ('轮次 · 圆桌', '1 day ago')
    """

    lang: str

    def __call__(self, key: str, **values: object) -> str:
        """Return the words of a key; raises KeyError for an unknown one."""
        return filled(WORDS[key], self.lang, **values)

    def coded(self, prefix: str, code: object) -> str:
        """Return the words for a code, or the code itself when it is the office's own."""
        key = f"{prefix}.{code}"
        return self(key) if key in WORDS else str(code)

    def text(self, value: Text | dict[str, Any] | None, otherwise: str = "") -> str:
        """Return a document's own text in this language, in the other when that is missing."""
        if value is None:
            return otherwise
        made = value if isinstance(value, Text) else Text.model_validate(value)
        return made.in_lang(self.lang) or otherwise

    def listed(self, parts: Iterable[str]) -> str:
        """Return parts joined as a list within a sentence."""
        return ("、" if self.lang == "zh" else ", ").join(parts)

    def moment(self, at: datetime | None) -> str:
        """Return a moment in the server's time zone, to the minute."""
        return "–" if at is None else at.astimezone().strftime("%Y-%m-%d %H:%M")

    def ago(self, at: datetime | None, now: datetime | None = None) -> str:
        """Return how many days ago a moment was."""
        if at is None:
            return self("time.never")
        days = ((now or datetime.now(UTC)) - at).days
        return self("time.days-ago", count=days) if days >= 1 else self("time.today")

    def numerals(self, currency: str = "CNY", calendar: Calendar | None = None) -> Numerals:
        """Return how numbers, money and dates are written, for a round's calendar."""
        return Numerals(self.lang, currency, calendar or _NO_CALENDAR)

    def number(self, value: int | float, digits: int = 0) -> str:
        """Return a number with thousands separated."""
        return self.numerals().number(value, digits)

    def money(self, cents: int | None, currency: str = "CNY") -> str:
        """Return an amount with its currency; minor units only where there are any."""
        if cents is None:
            return "–"
        numerals = self.numerals(currency)
        whole = cents % 100 == 0
        return Numerals(self.lang, currency, numerals.calendar, fractions=not whole).amount(cents)
