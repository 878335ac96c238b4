"""Files as answers, to be saved under a name."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import Response

__all__ = ["DOCX", "HTML", "XLSX", "download"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html; charset=utf-8"


def download(content: bytes, kind: str, name: str) -> Response:
    """Return the answer that gives a file to save under a name (RFC 6266); never shown in place."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=kind, headers=headers)
