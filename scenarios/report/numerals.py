"""Numbers, money and dates as people read them in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.domain import Calendar, PeriodKind

__all__ = ["Numerals", "minor_digits"]

_MINOR_DIGITS = {
    **dict.fromkeys(("CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
"""ISO 4217 currencies whose minor unit is not a hundredth."""


def minor_digits(currency: str) -> int:
    """Return the decimals of a currency (ISO 4217).

    Examples
    --------
    >>> minor_digits("CNY"), minor_digits("JPY"), minor_digits("KWD")
    (2, 0, 3)
    """
    return _MINOR_DIGITS.get(currency, 2)


@dataclass(frozen=True)
class Numerals:
    """How one report writes its numbers.

    Attributes
    ----------
    lang : str
        ``"zh"`` or ``"en"``.
    currency : str
        ISO 4217 code.
    calendar : Calendar
    fractions : bool
        Show the minor units of money; when every amount of a report is whole they are noise.
    """

    lang: str
    currency: str
    calendar: Calendar
    fractions: bool = True

    def number(self, value: int | float, digits: int = 0) -> str:
        """Return a number with thousands separated.

        Examples
        --------
        >>> from datetime import date
        >>> n = Numerals("en", "CNY", Calendar(start=date(2026, 1, 5), periods=4))
        >>> n.number(1234567), n.number(1234.5, 1), n.number(-0.04, 1)
        ('1,234,567', '1,234.5', '0.0')
        """
        text = f"{value:,.{digits}f}"
        return text.removeprefix("-") if not float(text.replace(",", "")) else _minus(text)

    def percent(self, value: float, digits: int = 0) -> str:
        """Return a percentage that never rounds to a certainty it is not.

        Examples
        --------
        >>> from datetime import date
        >>> n = Numerals("en", "CNY", Calendar(start=date(2026, 1, 5), periods=4))
        >>> n.percent(53.12, 1), n.percent(0.02), n.percent(99.9), n.percent(100)
        ('53.1%', '<1%', '>99%', '100%')
        """
        step = 10.0**-digits
        if 0 < value < step / 2:
            return f"<{step:.{digits}f}%"
        if 100 - step / 2 <= value < 100:
            return f">{100 - step:.{digits}f}%"
        return f"{self.number(value, digits)}%"

    def money(self, cents: int) -> str:
        """Return an amount without its currency.

        Examples
        --------
        >>> from datetime import date
        >>> n = Numerals("en", "CNY", Calendar(start=date(2026, 1, 5), periods=4))
        >>> n.money(123456789), n.money(-5)
        ('1,234,567.89', '−0.05')
        """
        digits = minor_digits(self.currency)
        whole, part = divmod(abs(cents), 10**digits)
        sign = "−" if cents < 0 else ""
        if not digits or not self.fractions:
            return f"{sign}{whole:,}"
        return f"{sign}{whole:,}.{part:0{digits}d}"

    def amount(self, cents: int) -> str:
        """Return an amount with its currency."""
        if self.lang == "zh" and self.currency == "CNY":
            return f"{self.money(cents)} 元"
        return f"{self.currency} {self.money(cents)}"

    def short_money(self, cents: int) -> str:
        """Return an amount in three or four digits, as a headline shows it.

        Examples
        --------
        >>> from datetime import date
        >>> calendar = Calendar(start=date(2026, 1, 5), periods=4)
        >>> Numerals("en", "CNY", calendar).short_money(208735000)
        '2.09 M'
        >>> Numerals("zh", "CNY", calendar).short_money(208735000)
        '208.7 万'
        """
        units = cents / 10 ** minor_digits(self.currency)
        steps = ((1e8, " 亿"), (1e4, " 万")) if self.lang == "zh" else ((1e9, " bn"), (1e6, " M"))
        for size, word in steps:
            if abs(units) >= size:
                scaled = units / size
                digits = 2 if abs(scaled) < 10 else 1 if abs(scaled) < 1000 else 0
                return self.number(scaled, digits) + word
        return self.number(units)

    @property
    def currency_word(self) -> str:
        """The currency as it follows an amount."""
        return "元" if self.lang == "zh" and self.currency == "CNY" else self.currency

    def effort(self, percent_periods: int) -> str:
        """Return percent-periods in person-periods, with one decimal unless whole."""
        tenths = round(percent_periods / 10)
        return self.number(tenths / 10, 0 if tenths % 10 == 0 else 1)

    @property
    def period_word(self) -> str:
        """One period."""
        zh, en = {
            PeriodKind.DAY: ("天", "day"),
            PeriodKind.WEEK: ("周", "week"),
            PeriodKind.MONTH: ("个月", "month"),
        }[self.calendar.period]
        return zh if self.lang == "zh" else en

    def periods(self, count: int) -> str:
        """Return a number of periods with its unit."""
        if self.lang == "zh":
            return f"{self.number(count)} {self.period_word}"
        return f"{self.number(count)} {self.period_word}{'' if count == 1 else 's'}"

    @property
    def effort_unit(self) -> str:
        """The unit of :meth:`effort`."""
        zh, en = {
            PeriodKind.DAY: ("人天", "person-days"),
            PeriodKind.WEEK: ("人周", "person-weeks"),
            PeriodKind.MONTH: ("人月", "person-months"),
        }[self.calendar.period]
        return zh if self.lang == "zh" else en

    def first_day(self, period: int) -> str:
        """Return the first day of a period, ISO 8601."""
        return self.calendar.first_day(min(period, self.calendar.periods)).isoformat()

    def last_day(self, end: int) -> str:
        """Return the last day before the period ``end``, ISO 8601."""
        return self.calendar.last_day(max(0, min(end, self.calendar.periods) - 1)).isoformat()

    def span(self, start: int, end: int) -> str:
        """Return the dates of the periods ``start <= t < end``; a milestone has one date."""
        if start == end:
            return self.first_day(start)
        return f"{self.first_day(start)} – {self.last_day(end)}"


def _minus(text: str) -> str:
    return text.replace("-", "−")
