"""A rule that cannot answer says why, as a finding, instead of returning something."""

from __future__ import annotations

from optimizer.errors import RoundtableError
from optimizer.findings import Finding, Place, Severity

__all__ = ["RuleRefused", "refuse"]


class RuleRefused(RoundtableError):
    """A sharing rule does not apply to this game or these inputs; carries one finding."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(str(finding))


def refuse(
    code: str,
    zh: str,
    en: str,
    *,
    pointer: str = "",
    found: str = "",
    expected: str = "",
    suggestion: tuple[str, str] = ("", ""),
    subject: tuple[str, ...] = (),
) -> RuleRefused:
    """Return the exception for a refusal, ready to raise."""
    return RuleRefused(
        Finding(
            code=code,
            severity=Severity.ERROR,
            place=Place(pointer=pointer),
            message_zh=zh,
            message_en=en,
            found=found,
            expected=expected,
            suggestion_zh=suggestion[0],
            suggestion_en=suggestion[1],
            subject=subject,
        )
    )
