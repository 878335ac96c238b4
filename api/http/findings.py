"""Findings as answers hold them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from optimizer.findings import Finding

__all__ = ["FindingAnswer", "finding_answers"]


class FindingAnswer(BaseModel):
    """One thing found: a stable code, its place, the words in both languages."""

    code: str
    severity: str
    place: dict[str, Any]
    found: str
    expected: str
    message: dict[str, str]
    suggestion: dict[str, str]
    subject: list[str]


def finding_answers(findings: Iterable[Finding]) -> list[FindingAnswer]:
    """Return findings as answers hold them."""
    return [FindingAnswer.model_validate(finding.to_json()) for finding in findings]
