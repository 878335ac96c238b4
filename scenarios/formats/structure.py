"""What the schema says about a document, as findings."""

from __future__ import annotations

from pydantic import ValidationError

from optimizer.findings import Finding, Place, Severity

__all__ = ["structure_findings"]

_WORDS = {
    "missing": (
        "A required field is missing.",
        "缺少必填字段。",
        "Add the field.",
        "请添加该字段。",
    ),
    "extra_forbidden": (
        "This field is not known here.",
        "此处没有该字段。",
        "Remove the field or correct its name.",
        "请删除该字段或改正名称。",
    ),
}
_OTHER = (
    "The value does not fit the field.",
    "该值不符合字段要求。",
    "Correct the value.",
    "请改正该值。",
)


def structure_findings(error: ValidationError, file: str | None = None) -> list[Finding]:
    """Return one finding for each complaint of the schema, with its JSON pointer."""
    findings = []
    for item in error.errors(include_url=False, include_context=False):
        en, zh, fix_en, fix_zh = _WORDS.get(item["type"], _OTHER)
        steps = (str(step).replace("~", "~0").replace("/", "~1") for step in item["loc"])
        value = item["input"]
        plain = value is None or isinstance(value, str | int | float | bool)
        found = "nothing" if item["type"] == "missing" else repr(value)[:80] if plain else ""
        findings.append(
            Finding(
                code=f"structure.{item['type'].replace('_', '-')}",
                severity=Severity.ERROR,
                place=Place(pointer="".join(f"/{step}" for step in steps), file=file),
                message_zh=zh,
                message_en=en,
                found=found or type(value).__name__,
                expected=item["msg"],
                suggestion_zh=fix_zh,
                suggestion_en=fix_en,
            )
        )
    return findings
