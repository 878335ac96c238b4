"""``/v1/imports``: files in, with a preview, all or nothing."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response, status
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from api.access import Role
from api.http.findings import FindingAnswer
from api.http.language import language_of
from api.http.route import ActorOf, ServiceRoute, SessionOf, open_to
from api.http.workbooks import workbook_response
from api.store.tables import ImportUpload
from api.usecases import imports

__all__ = ["router", "uploads"]

router = APIRouter(prefix="/v1/imports", tags=["imports"], route_class=ServiceRoute)

WRITERS = (Role.OFFICE, Role.CONTACT)
LONGEST_NAME = 80
FileName = Annotated[str, Query(max_length=LONGEST_NAME, description="The file's own name.")]
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            name: {"schema": {"type": "string", "format": "binary"}}
            for name in (
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "application/zip",
                "application/json",
                "application/octet-stream",
            )
        },
    }
}


class ChangeAnswer(BaseModel):
    """What a commit does to one thing."""

    kind: str
    key: str
    effect: str = Field(description="create, update, unchanged or error")
    fields: list[str] = Field(description="Fields that an update changes.")


class ImportAnswer(BaseModel):
    """An upload: what was found in it, and what a commit does."""

    id: str
    filename: str
    format: str
    digest: str
    state: str = Field(description="refused (see findings), ready or committed")
    created_at: datetime
    committed_at: datetime | None
    counts: dict[str, int]
    changes: list[ChangeAnswer]
    findings: list[FindingAnswer]


def _shown(row: ImportUpload) -> ImportAnswer:
    return ImportAnswer(
        id=row.id,
        filename=row.filename,
        format=row.format,
        digest=row.digest,
        state=row.state,
        created_at=row.created_at,
        committed_at=row.committed_at,
        counts=dict(Counter(change["effect"] for change in row.changes)),
        changes=[ChangeAnswer.model_validate(change) for change in row.changes],
        findings=[FindingAnswer.model_validate(finding) for finding in row.findings],
    )


async def _previewed(request: Request) -> imports.Preview:
    """Read the file before the transaction, in which nobody else writes."""
    content = await request.body()
    asked = request.query_params.get("filename", "import")[:LONGEST_NAME]
    limit = request.app.state.settings.upload_bytes
    session, actor = request.state.session, request.state.actor
    return await run_in_threadpool(imports.preview, session, actor, content, asked, limit)


class UploadRoute(ServiceRoute):
    """A route that takes a file."""

    first = staticmethod(_previewed)


uploads = APIRouter(prefix="/v1/imports", tags=["imports"], route_class=UploadRoute)


def _open_to_upload() -> dict[str, Any]:
    extra = open_to(*WRITERS, problems=(415,))
    extra["openapi_extra"].update(BODY)
    return extra


@uploads.post("", status_code=status.HTTP_201_CREATED, **_open_to_upload())
def upload_file(
    request: Request,
    response: Response,
    session: SessionOf,
    filename: FileName = "import",  # noqa: ARG001 (read before, by `_previewed`)
) -> ImportAnswer:
    """Upload a workbook (.xlsx), a zip of CSV files or JSON, as the body; nothing is changed yet.

    A file holds every table that it refers to; things that are not in it stay as they are.
    """
    row = imports.keep(session, request.state.found)
    response.headers["Location"] = f"/v1/imports/{row.id}"
    return _shown(row)


@router.get("/{import_id}", **open_to(*WRITERS))
def read_import(import_id: str, session: SessionOf, actor: ActorOf) -> ImportAnswer:
    """Read an upload with its findings and its preview."""
    return _shown(imports.read(session, actor, import_id))


@router.post("/{import_id}/commit", **open_to(*WRITERS, key=True))
def commit_import(import_id: str, session: SessionOf, actor: ActorOf) -> ImportAnswer:
    """Make all the changes of the preview, or none."""
    row = imports.read(session, actor, import_id)
    imports.commit(session, actor, row)
    return _shown(row)


@router.get("/{import_id}/marked.xlsx", response_class=Response, **open_to(*WRITERS))
def read_marked(import_id: str, request: Request, session: SessionOf, actor: ActorOf) -> Response:
    """Read the uploaded workbook with its findings marked in their cells."""
    made = imports.marked(imports.read(session, actor, import_id), language_of(request))
    return workbook_response(made.content, made.name)
