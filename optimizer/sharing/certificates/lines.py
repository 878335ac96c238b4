"""What a certificate is made of: one line per axiom, with a verdict and a sentence in zh and en."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

__all__ = ["Certificate", "CertificateLine", "Verdict", "waive"]


class Verdict(StrEnum):
    """``waived``: policy exempts it. ``unproven``: intervals or a missing proof leave it open.

    ``skipped``: it cannot be asked of this game (an empty imputation set, a single player).
    """

    PASS = "pass"  # noqa: S105 (a verdict, no password)
    FAIL = "fail"
    WAIVED = "waived"
    UNPROVEN = "unproven"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """One axiom's verdict.

    Attributes
    ----------
    axiom : str
        Stable identifier, for instance ``core``.
    verdict : Verdict
    zh, en : str
        One sentence each.
    figures : dict
        JSON data behind the sentence; exact numbers are ``"p/q"`` strings.
    """

    axiom: str
    verdict: Verdict
    zh: str
    en: str
    figures: dict[str, Any] = field(default_factory=dict)

    def sentence(self, lang: str = "en") -> str:
        """Return the sentence in ``lang`` (``"zh"`` or ``"en"``)."""
        return self.zh if lang == "zh" else self.en

    def to_json(self) -> dict[str, Any]:
        """Return the line as plain JSON data."""
        return {
            "axiom": self.axiom,
            "verdict": self.verdict.value,
            "zh": self.zh,
            "en": self.en,
            "figures": self.figures,
        }


@dataclass(frozen=True, slots=True)
class Certificate:
    """All lines for one vector of shares of one game."""

    lines: tuple[CertificateLine, ...]

    def line(self, axiom: str) -> CertificateLine:
        """Return the line of an axiom.

        Raises
        ------
        KeyError
            The certificate has no such line.
        """
        for line in self.lines:
            if line.axiom == axiom:
                return line
        raise KeyError(axiom)

    @property
    def failed(self) -> tuple[str, ...]:
        """The axioms that do not hold."""
        return tuple(line.axiom for line in self.lines if line.verdict is Verdict.FAIL)

    def to_json(self) -> dict[str, Any]:
        """Return the certificate as plain JSON data."""
        return {
            "failed": list(self.failed),
            "lines": [line.to_json() for line in self.lines],
        }


def waive(line: CertificateLine, reason: tuple[str, str] | None) -> CertificateLine:
    """Return a line marked as waived by policy, the verdict found kept; the line without a reason.

    Parameters
    ----------
    line : CertificateLine
    reason : tuple of (zh, en), or None
    """
    if reason is None:
        return line
    return CertificateLine(
        line.axiom,
        Verdict.WAIVED,
        f"按政策豁免：{reason[0]}（本来的结论：{line.zh}）",
        f"Waived by policy: {reason[1]} (otherwise: {line.en})",
        {**line.figures, "verdict_without_waiver": line.verdict.value},
    )
