"""Secrets and signatures (HMAC-SHA256).

References
----------
Standard Webhooks, specification 1.0, "Signature scheme".
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

__all__ = ["new_secret", "signed_headers"]

PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """Return ``whsec_`` and 32 random bytes in base 64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def signed_headers(
    message_id: str, seconds: int, body: str, signers: Iterable[str]
) -> dict[str, str]:
    """Return the headers that make a message one of ours.

    Parameters
    ----------
    message_id : str
        The same for every attempt: receivers tell by it what they have had.
    seconds : int
        Unix time of this attempt.
    body : str
        What is sent, to the byte.
    signers : iterable of str
        Secrets; each gives a signature, so that a receiver who holds any of them is content.
    """
    signed = f"{message_id}.{seconds}.{body}".encode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(f"v1,{_signature(secret, signed)}" for secret in signers),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
