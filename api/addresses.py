"""Ids in addresses: any of them stands in one segment, percent-encoded, a slash included."""

from __future__ import annotations

from urllib.parse import quote

__all__ = ["segment"]


def segment(id_: str) -> str:
    """Return an id as a segment of an address.

    Examples
    --------
    >>> segment("2026/7 α%")
    '2026%2F7%20%CE%B1%25'
    """
    return quote(id_, safe="")
