"""Workbooks as answers."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import Response

__all__ = ["XLSX", "workbook_response"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_response(content: bytes, name: str) -> Response:
    """Return the answer that gives a workbook to save under a name (RFC 6266)."""
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type=XLSX, headers={"Content-Disposition": disposition})
