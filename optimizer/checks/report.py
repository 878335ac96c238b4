"""How checks write findings: one builder, and nearest names."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from optimizer.findings import Finding, Place, Severity

__all__ = ["finding", "nearest"]


def finding(
    code: str,
    at: str,
    zh: str,
    en: str,
    *,
    fix: tuple[str, str],
    found: object = "",
    expected: str = "",
    severity: Severity = Severity.ERROR,
    subject: tuple[str, ...] = (),
) -> Finding:
    """Return a finding at a JSON pointer; ``fix`` is the suggestion in zh and en."""
    return Finding(code, severity, Place(at), zh, en, str(found), expected, fix[0], fix[1], subject)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like ``name``, or ``None`` when none is alike."""
    return next(iter(get_close_matches(name, list(known), n=1, cutoff=0.6)), None)
