"""Numbers and dates in cells, however people type them; exact, never by way of a float's tail.

A workbook holds every number as a float and shows 15 significant digits of it. Those digits are
what the person saw, so those digits are what is read.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal

__all__ = ["cents_text", "date_of", "normal", "number_of", "serial_date"]

_NUMBER = re.compile(r"[+-]?(\d{1,4000}|\d{1,3}(,\d{3})+)(\.\d{1,400})?")
_MONEY_SIGNS = re.compile(r"^(?:[¥$€£]|CNY|RMB|USD|EUR)|(?:[¥$€£]|CNY|RMB|USD|EUR|元|圆)$")
_SCALES = {"万": 10**4, "亿": 10**8}
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_EXCEL_EPOCH = date(1899, 12, 30)


def normal(text: str) -> str:
    """Return a text with full-width characters made narrow and blanks around it dropped."""
    return unicodedata.normalize("NFKC", text).replace("−", "-").strip()


def number_of(raw: object, *, money: bool = False) -> tuple[Decimal, bool] | None:
    """Return the number in a cell and whether it carries a percent sign; ``None`` for none.

    Full-width digits, thousands separators, blanks, currency signs and, for money, 万 and 亿 are
    understood.

    >>> number_of(" １２,３４５.５０ 元", money=True)
    (Decimal('12345.50'), False)
    >>> number_of(0.1 + 0.2)
    (Decimal('0.3'), False)
    """
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int):
        return Decimal(raw), False
    if isinstance(raw, float):
        return Decimal(f"{raw:.15g}"), False
    if not isinstance(raw, str):
        return None
    text = re.sub(r"[\s']", "", normal(raw))
    scale = 1
    if money:
        text = _MONEY_SIGNS.sub("", text)
        if text[-1:] in _SCALES:
            scale, text = _SCALES[text[-1]], text[:-1]
        text = _MONEY_SIGNS.sub("", text)
    percent = text.endswith("%")
    text = text.removesuffix("%")
    if not _NUMBER.fullmatch(text):
        return None
    return Decimal(text.replace(",", "")) * scale, percent


def cents_text(cents: int) -> str:
    """Return cents as units with two decimals.

    >>> cents_text(1234567), cents_text(5)
    ('12345.67', '0.05')
    """
    return f"{cents // 100}.{cents % 100:02d}"


def date_of(raw: object) -> date | None:
    """Return the date in a cell, or ``None``; texts are year, month, day in this order."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if not isinstance(raw, str):
        return None
    text = normal(raw)
    match = _DATE.fullmatch(text) or _DIGITS.fullmatch(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def serial_date(number: Decimal) -> date | None:
    """Return the date that a workbook means by a number, when it is of our time."""
    if 30_000 <= number <= 80_000:  # 1982 to 2119
        return _EXCEL_EPOCH + timedelta(days=int(number))
    return None
