"""Workbooks as answers."""

from __future__ import annotations

from fastapi import Response

from api.http.downloads import XLSX, download

__all__ = ["workbook_response"]


def workbook_response(content: bytes, name: str) -> Response:
    """Return the answer that gives a workbook to save under a name."""
    return download(content, XLSX, name)
