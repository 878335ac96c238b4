"""All rules between the objects of a round, run together."""

from __future__ import annotations

from optimizer.checks.precedence import check_precedence
from optimizer.checks.references import check_duplicates, check_references
from optimizer.domain import Round
from optimizer.findings import Finding, sort_findings

__all__ = ["check_round"]

_CHECKS = (check_references, check_duplicates, check_precedence)


def check_round(round_: Round) -> list[Finding]:
    """Return every finding on a well-formed round, sorted; errors stop it, warnings don't."""
    return sort_findings([item for check in _CHECKS for item in check(round_)])
