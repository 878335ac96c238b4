"""Exact numbers: what is written becomes a fraction without passing through binary."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from numbers import Rational

__all__ = ["Number", "common_denominator", "format_amount", "format_fraction", "read_exact"]

Number = int | float | str | Decimal | Fraction

_FRACTION = re.compile(r"[+-]?\d+\s*/\s*\d+")
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?")
_MAX_DIGITS = 400


def read_exact(number: Number) -> Fraction:
    """Return the fraction a number's *text* stands for: ``20.35`` is 407/20.

    Parameters
    ----------
    number : int, float, str, Decimal or Fraction
        A float stands for its shortest decimal text, which is what a person typed; a string is an
        integer, a decimal or ``"p/q"``.

    Returns
    -------
    Fraction

    Raises
    ------
    ValueError
        The number is not finite, is a truth value, or its text is none of the three forms.
    """
    if isinstance(number, bool):
        raise ValueError("a truth value is not a number")
    if isinstance(number, Rational):
        return Fraction(int(number.numerator), int(number.denominator))
    if isinstance(number, float):
        if not math.isfinite(number):
            raise ValueError(f"{number} is not finite")
        return Fraction(repr(float(number)))
    if isinstance(number, Decimal):
        if not number.is_finite():
            raise ValueError(f"{number} is not finite")
        return Fraction(number)
    if not isinstance(number, str):
        raise ValueError(f"{type(number).__name__} is not a number")
    text = number.strip()
    if len(text) > _MAX_DIGITS:
        raise ValueError(f"a number of more than {_MAX_DIGITS} characters is not accepted")
    if _FRACTION.fullmatch(text):
        numerator, denominator = (int(part) for part in text.split("/"))
        if denominator == 0:
            raise ValueError(f"{text} divides by zero")
        return Fraction(numerator, denominator)
    if _DECIMAL.fullmatch(text):
        return Fraction(text)
    raise ValueError(f"{text!r} is neither an integer, a decimal nor a fraction p/q")


def common_denominator(values: Iterable[Fraction]) -> int:
    """Return the least common denominator of some fractions (1 for none)."""
    return math.lcm(1, *{value.denominator for value in values})


def format_fraction(value: Fraction) -> str:
    """Return ``"p"`` or ``"p/q"``, the exact text used in JSON."""
    return str(value)


def format_amount(value: Fraction, digits: int = 6) -> str:
    """Return a decimal text for people: exact when it ends within `digits`, else marked with ≈."""
    scaled = value * 10**digits
    whole = round(scaled)
    sign = "-" if whole < 0 else ""
    text = f"{sign}{abs(whole) // 10**digits}.{abs(whole) % 10**digits:0{digits}d}"
    text = text.rstrip("0").rstrip(".")
    return text if scaled.denominator == 1 else f"≈{text}"
