"""Problems: every refusal of the service, its status and its words, in one table (RFC 9457)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from optimizer.findings import Finding

__all__ = ["PROBLEMS", "Problem"]


@dataclass(frozen=True, slots=True)
class _Kind:
    status: HTTPStatus
    zh: str
    en: str


PROBLEMS: dict[str, _Kind] = {
    "unauthenticated": _Kind(HTTPStatus.UNAUTHORIZED, "请先登录。", "Sign in first."),
    "forbidden": _Kind(
        HTTPStatus.FORBIDDEN, "您的角色无权进行此操作。", "Your role may not do this."
    ),
    "not-found": _Kind(HTTPStatus.NOT_FOUND, "没有这个对象。", "There is no such thing."),
    "method-not-allowed": _Kind(
        HTTPStatus.METHOD_NOT_ALLOWED, "此地址不支持该方法。", "The address has no such method."
    ),
    "malformed": _Kind(HTTPStatus.BAD_REQUEST, "请求无法读取。", "The request can't be read."),
    "invalid": _Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "内容有误，未作任何更改。",
        "Nothing was stored: see findings.",
    ),
    "too-large": _Kind(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "内容过大。", "The body is too large."),
    "unsupported-type": _Kind(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "不支持该内容类型。",
        "The content type is not supported.",
    ),
    "conflict": _Kind(
        HTTPStatus.CONFLICT, "与当前状态冲突。", "It conflicts with the present state."
    ),
    "unsigned": _Kind(
        HTTPStatus.CONFLICT,
        "签批尚未完成，见 findings。",
        "Signatures are missing: see findings.",
    ),
    "key-taken": _Kind(HTTPStatus.CONFLICT, "编号已被使用。", "The id is taken."),
    "in-flight": _Kind(
        HTTPStatus.CONFLICT,
        "同一请求仍在处理。",
        "The same request is still under way.",
    ),
    "key-required": _Kind(
        HTTPStatus.BAD_REQUEST, "缺少 Idempotency-Key。", "An Idempotency-Key is required."
    ),
    "key-reused": _Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "该 Idempotency-Key 已用于另一请求。",
        "The Idempotency-Key was used for another request.",
    ),
    "precondition-required": _Kind(
        HTTPStatus.PRECONDITION_REQUIRED, "缺少 If-Match。", "If-Match is required."
    ),
    "precondition-failed": _Kind(
        HTTPStatus.PRECONDITION_FAILED,
        "对象已被他人更改，请重新读取。",
        "Somebody changed it meanwhile: read it again.",
    ),
    "too-many-requests": _Kind(
        HTTPStatus.TOO_MANY_REQUESTS, "请求过于频繁。", "Too many requests."
    ),
    "too-many-runs": _Kind(
        HTTPStatus.TOO_MANY_REQUESTS,
        "未结束的求解过多。",
        "Too many runs have not ended yet.",
    ),
    "fault": _Kind(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "服务内部错误，已记录。",
        "A fault of the service; it was logged.",
    ),
    "unavailable": _Kind(
        HTTPStatus.SERVICE_UNAVAILABLE, "服务暂不可用。", "The service is not available now."
    ),
}
"""Code: status and words. The codes are stable; clients decide by them."""


class Problem(Exception):
    """A refusal.

    Parameters
    ----------
    code : str
        A key of `PROBLEMS`.
    detail_zh, detail_en : str, optional
        One sentence on this very case.
    findings : iterable of Finding, optional
        What is wrong with the content, all at once.
    headers : dict of str to str, optional
    """

    def __init__(
        self,
        code: str,
        detail_zh: str = "",
        detail_en: str = "",
        *,
        findings: Iterable[Finding] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.detail = {"zh": detail_zh, "en": detail_en}
        self.findings = tuple(findings)
        self.headers = headers or {}
