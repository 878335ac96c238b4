"""Identifiers: a prefix that tells the kind, then a sortable, unguessable part."""

from __future__ import annotations

import secrets
import time

__all__ = ["new_id"]

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32


def new_id(prefix: str) -> str:
    """Return ``<prefix>_<26 characters>``: 48 bits of milliseconds, then 80 random bits.

    Identifiers made later sort later (to the millisecond).

    References
    ----------
    ULID, https://github.com/ulid/spec
    """
    number = (time.time_ns() // 1_000_000 << 80) | secrets.randbits(80)
    digits = []
    for _ in range(26):
        number, digit = divmod(number, 32)
        digits.append(_ALPHABET[digit])
    return f"{prefix}_{''.join(reversed(digits))}"
