"""Money as people read it: whole cents or exact fractions of cents in the currency's own units."""

from __future__ import annotations

from fractions import Fraction

from optimizer.sharing.certificates.words import Words

__all__ = ["format_cents", "minor_digits", "money_words"]

_NO_MINOR_UNIT = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
_THOUSANDTHS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])


def minor_digits(currency: str) -> int:
    """Return how many decimals a currency's minor unit has (ISO 4217): 2 for most.

    Examples
    --------
    >>> minor_digits("CNY"), minor_digits("JPY")
    (2, 0)
    """
    if currency in _NO_MINOR_UNIT:
        return 0
    return 3 if currency in _THOUSANDTHS else 2


def format_cents(cents: int | Fraction, currency: str) -> str:
    """Return an amount of minor units in major units, marked with ≈ when a fraction was cut.

    Examples
    --------
    >>> format_cents(-123456789, "CNY")
    '-1,234,567.89'
    >>> format_cents(Fraction(100, 3), "CNY")
    '≈0.33'
    """
    digits = minor_digits(currency)
    whole = round(cents)
    major, minor = divmod(abs(whole), 10**digits)
    text = f"{'-' if whole < 0 else ''}{major:,}"
    if digits:
        text += f".{minor:0{digits}d}"
    return text if whole == cents else f"≈{text}"


def money_words(currency: str) -> Words:
    """Return the function by which sentences write amounts of this currency."""
    return lambda cents: f"{format_cents(cents, currency)} {currency}"
