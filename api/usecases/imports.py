"""Imports: an upload is read and shown as a preview, then committed as a whole or not at all."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from api.access import Actor, Role
from api.access.life import RequestState
from api.problems import Problem
from api.store import Session
from api.store import imports as store
from api.store.audit import append_event
from api.store.tables import ImportUpload, InventoryItem, Request
from api.usecases.import_effects import (
    Effect,
    Stored,
    basis_of,
    changes_of,
    findings_in,
    stored_now,
)
from api.usecases.import_reading import file_name, format_of, read_upload
from api.usecases.inventory import KINDS
from api.usecases.requests import latest_rules
from optimizer.errors import BadFile
from optimizer.findings import Finding, Place, Severity, has_errors
from scenarios.tables import mark_workbook

__all__ = ["Marked", "Preview", "commit", "keep", "marked", "preview", "read"]

ANY_CALENDAR = {"start": "2026-01-05", "periods": 1}


@dataclass(frozen=True, slots=True)
class Preview:
    """A file that was read: the fields of its row, which are not stored yet."""

    fields: dict[str, Any]


def preview(session: Session, actor: Actor, content: bytes, asked_name: str, limit: int) -> Preview:
    """Read a file and find what is wrong with it and what it would change; nothing is stored.

    This takes as long as the file is large: it is done before anything is written, so that nobody
    waits for it. What is stored may change meanwhile; a commit finds that by the preview's basis.

    Parameters
    ----------
    session, actor
    content : bytes
    asked_name : str
        The file's name, as the user has it.
    limit : int
        Largest upload, in bytes.

    Raises
    ------
    Problem
        ``too-large``, ``unsupported-type``, ``malformed``, and ``invalid`` for a file that is
        refused as a whole.
    """
    if len(content) > limit:
        raise Problem("too-large")
    format = format_of(content, limit)
    name = file_name(asked_name, format)
    rules = latest_rules(session)
    read_ = read_upload(content, format, name, (rules or {}).get("calendar", ANY_CALENDAR))
    stored = stored_now(session)
    documents: dict[str, list[dict[str, Any]]] = {}
    changes: list[dict[str, Any]] = []
    findings = list(read_.findings)
    if read_.reading is not None:
        full = read_.reading.round.model_dump(mode="json")
        documents = {kind: full[kind] for kind in (*KINDS, "projects") if full[kind]}
        found = findings_in(session, read_.reading.round, stored)
        effects, refused = changes_of(actor, documents, stored, [*findings, *found])
        changes = [change.to_json() for change in effects]
        findings = read_.reading.all_findings([*found, *refused])
    return Preview(
        {
            "author_id": actor.id,
            "filename": name,
            "format": format,
            "digest": hashlib.sha256(content).hexdigest(),
            "content": content,
            "document": documents,
            "findings": [finding.to_json() for finding in findings],
            "changes": changes,
            "basis": basis_of(actor, documents, stored),
            "state": "refused" if has_errors(findings) else "ready",
        }
    )


def keep(session: Session, made: Preview) -> ImportUpload:
    """Keep a file with its preview; nothing else is stored."""
    store.forget_uploads(session)
    return store.add_upload(session, **made.fields)


def read(session: Session, actor: Actor, upload_id: str) -> ImportUpload:
    """Return an upload of the actor's own; the office reads all.

    Raises
    ------
    Problem
        ``not-found``.
    """
    row = store.find_upload(session, upload_id)
    if row is None or not (row.author_id == actor.id or actor.has(Role.OFFICE)):
        raise Problem("not-found")
    return row


def commit(session: Session, actor: Actor, row: ImportUpload) -> None:
    """Make every change of an upload.

    Raises
    ------
    Problem
        ``forbidden`` for an upload of somebody else; ``invalid`` for one with errors; ``conflict``
        when it is committed already, or when what the preview shows has changed since.
    """
    if row.author_id != actor.id:
        raise Problem("forbidden", "请由上传者提交。", "Whoever uploaded it commits it.")
    if row.state == "committed":
        raise Problem("conflict", "该导入已提交。", "The import is committed already.")
    findings = [_finding(item) for item in row.findings]
    if row.state != "ready":
        raise Problem("invalid", findings=findings)
    stored = stored_now(session)
    changes, refused = changes_of(actor, row.document, stored, ())
    if basis_of(actor, row.document, stored) != row.basis or refused:
        raise Problem(
            "conflict",
            "预览之后数据已有变化，请重新上传。",
            "The data has changed since the preview: upload the file again.",
        )
    documents = [document for listed in row.document.values() for document in listed]
    wanted = (Effect.CREATE, Effect.UPDATE)
    rows = [
        _row(actor, stored, change.kind, document)
        for change, document in zip(changes, documents, strict=True)
        if change.effect in wanted
    ]
    store.keep_things(session, rows)
    row.state, row.committed_at = "committed", datetime.now(UTC)
    done = [
        [change.effect.value, change.kind, change.key]
        for change in changes
        if change.effect in wanted
    ]
    counts = dict(Counter(change.effect.value for change in changes))
    append_event(
        session,
        actor.id,
        "import.commit",
        row.id,
        {"file": row.digest, "counts": counts, "changes": done},
    )


def _row(
    actor: Actor, stored: Stored, kind: str, document: dict[str, Any]
) -> InventoryItem | Request:
    """Return the row of a thing, new or as stored, with its document put in."""
    key = str(document["id"])
    if kind == "requests":
        request = stored.requests.get(key)
        if request is None:
            state = RequestState.DRAFT.value
            request = Request(key=key, author_id=actor.id, state=state, note="", assessments=[])
        request.document, request.sponsor = document, document["sponsor"]
        return request
    item = stored.items.get((kind, key)) or InventoryItem(kind=kind, key=key)
    item.document, item.department = document, document.get("department")
    # What was confirmed before is not confirmed any more.
    item.confirmed_at = item.confirmed_by = None
    return item


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked-up workbook and its name."""

    name: str
    content: bytes


def marked(row: ImportUpload, lang: str) -> Marked:
    """Return the uploaded workbook with its findings marked.

    Raises
    ------
    Problem
        ``conflict`` for an upload that is no workbook, ``invalid`` for one that can't be marked.
    """
    if row.format != "xlsx":
        raise Problem("conflict", "只有工作簿可以标注。", "Only a workbook can be marked.")
    with tempfile.TemporaryDirectory(prefix="roundtable-import-") as folder:
        source, out = Path(folder) / row.filename, Path(folder) / "marked.out.xlsx"
        source.write_bytes(row.content)
        try:
            mark_workbook(source, out, [_finding(item) for item in row.findings], lang)
        except BadFile as error:
            raise Problem("invalid", findings=error.findings) from None
        return Marked(f"{Path(row.filename).stem}-marked.xlsx", out.read_bytes())


def _finding(data: dict[str, Any]) -> Finding:
    """Return the finding that `Finding.to_json` gave."""
    return Finding(
        code=data["code"],
        severity=Severity(data["severity"]),
        place=Place(**data["place"]),
        message_zh=data["message"]["zh"],
        message_en=data["message"]["en"],
        found=data["found"],
        expected=data["expected"],
        suggestion_zh=data["suggestion"]["zh"],
        suggestion_en=data["suggestion"]["en"],
        subject=tuple(data["subject"]),
    )
