"""Passwords: Argon2 hashes, a few at a time."""

from __future__ import annotations

import threading

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError

__all__ = ["LEAST_LENGTH", "hash_password", "verify_password"]

LEAST_LENGTH = 12
"""Characters of a new password, at least."""

_hasher = PasswordHash.recommended()
# A hash takes 64 MiB and a core for some tens of milliseconds: many at once would be an attack.
_turn = threading.BoundedSemaphore(2)
_NOBODYS = _hasher.hash("nobody's password")


def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    with _turn:
        return _hasher.hash(password)


def verify_password(password: str, kept: str | None) -> tuple[bool, str | None]:
    """Say whether it is the password, and return a newer hash of it when one is due.

    Without anything kept the answer is no, and takes as long as any other.
    """
    with _turn:
        try:
            right, newer = _hasher.verify_and_update(password, kept or _NOBODYS)
        except UnknownHashError:
            return False, None
    return (right, newer) if kept else (False, None)
