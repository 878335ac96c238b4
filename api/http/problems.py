"""Problems as answers (RFC 9457), in the reader's language."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.http.language import language_of
from api.problems import PROBLEMS, Problem
from optimizer.findings import Finding, Place, Severity

__all__ = ["from_http_exception", "from_validation", "problem_response"]

_BY_STATUS = {
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    415: "unsupported-type",
    429: "too-many-requests",
    503: "unavailable",
}


def problem_response(request: Request, problem: Problem) -> JSONResponse:
    """Return the answer that tells a problem, in the reader's language."""
    kind = PROBLEMS[problem.code]
    lang = language_of(request)
    content: dict[str, Any] = {
        "type": f"urn:roundtable:problem:{problem.code}",
        "code": problem.code,
        "status": kind.status.value,
        "title": kind.zh if lang == "zh" else kind.en,
        "instance": getattr(request.state, "request_id", ""),
    }
    if problem.detail[lang]:
        content["detail"] = problem.detail[lang]
    if problem.findings:
        content["findings"] = [finding.to_json() for finding in problem.findings]
    headers = {"Content-Language": lang, **problem.headers}
    if problem.code == "unauthenticated":
        headers.setdefault("WWW-Authenticate", "Bearer")
    return JSONResponse(content, kind.status.value, headers, media_type="application/problem+json")


def from_http_exception(error: HTTPException) -> Problem:
    """Return the problem that a framework's own refusal is."""
    code = _BY_STATUS.get(error.status_code, "malformed")
    return Problem(code, headers=dict(error.headers or {}))


def from_validation(error: RequestValidationError) -> Problem:
    """Return the problem that a request's wrong shape is, with a finding for each place."""
    findings = []
    for item in error.errors():
        where, *steps = [str(step) for step in item["loc"]] or ["body"]
        pointer = "".join(f"/{s.replace('~', '~0').replace('/', '~1')}" for s in steps)
        value = item.get("input")
        plain = value is None or isinstance(value, str | int | float | bool)
        findings.append(
            Finding(
                code=f"{where}.{item['type'].replace('_', '-')}",
                severity=Severity.ERROR,
                place=Place(pointer=pointer),
                message_zh=f"“{steps[-1] if steps else where}”不符合要求。",
                message_en=f"{steps[-1] if steps else where!r} does not fit.",
                found=repr(value)[:80] if plain else type(value).__name__,
                expected=item["msg"],
            )
        )
    malformed = any(item["type"] == "json_invalid" for item in error.errors())
    return Problem("malformed" if malformed else "invalid", findings=findings)
