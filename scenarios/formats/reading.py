"""What reading a file gives: the round, and where its values stand in the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.domain import Round
from optimizer.findings import Finding, sort_findings
from scenarios.tables import Places

__all__ = ["Reading"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A round read from a file.

    Attributes
    ----------
    round : Round
        Its content is unchecked.
    findings : tuple of Finding
        Warnings met while reading.
    places : Places or None
        The cells that values came from; ``None`` for formats without cells.
    """

    round: Round
    findings: tuple[Finding, ...] = ()
    places: Places | None = None

    def located(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return findings about the round with their places in the file."""
        return list(findings) if self.places is None else self.places.located(findings)

    def all_findings(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the findings of reading and those about the round, in the order of the file."""
        found = [*self.findings, *self.located(findings)]
        return sort_findings(found) if self.places is None else self.places.in_order(found)
