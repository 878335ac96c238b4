"""One report's voice: its language, its names and its numbers in one place."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scenarios.figures import OutcomeFigures, Pressure
from scenarios.report.names import Names
from scenarios.report.numerals import Numerals, minor_digits
from scenarios.report.words import WORDS, say

__all__ = ["Voice", "voice_of"]


@dataclass(frozen=True)
class Voice:
    """Words, names and numbers in one language."""

    lang: str
    names: Names
    numerals: Numerals

    def __call__(self, key: str, **values: object) -> str:
        """Return the words of a key; raises KeyError for an unknown one."""
        return say(self.lang, key, **values)

    def coded(self, prefix: str, code: str) -> str:
        """Return the words for a code, or the code itself when it is the office's own."""
        key = f"{prefix}.{code}"
        return say(self.lang, key) if key in WORDS else code

    def listed(self, parts: list[str]) -> str:
        """Return parts joined as a list within a sentence."""
        return ("、" if self.lang == "zh" else ", ").join(parts)

    def with_fractions(self) -> Voice:
        """Return the same voice, which shows minor units whatever the amounts."""
        return replace(self, numerals=replace(self.numerals, fractions=True))

    def load(self, pressure: Pressure) -> str:
        """Return a pressure in percent, or that nobody can serve it."""
        load = pressure.load_pct
        return self("pressure.impossible") if load is None else self.numerals.percent(load)


def voice_of(figures: OutcomeFigures, lang: str) -> Voice:
    """Return the voice of a report; minor units are shown where an amount of it has any."""
    currency = figures.round.currency
    unit = 10 ** minor_digits(currency)
    amounts = [line.cents for line in figures.costs]
    amounts += [fund.amount_cents for fund in figures.funds]
    amounts += [fund.reserve_cents for fund in figures.funds]
    amounts += [payment.cents for payment in figures.lines.payments]
    numerals = Numerals(
        lang=lang,
        currency=currency,
        calendar=figures.round.calendar,
        fractions=any(amount % unit for amount in amounts),
    )
    return Voice(lang, Names(figures.round, lang), numerals)
