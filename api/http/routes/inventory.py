"""``/v1/inventory``: what departments can share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response, status
from pydantic import BaseModel

from api.access import Actor, Role
from api.http.conditional import IfMatch, check_match, tagged
from api.http.merge_patch import MergePatch, merged
from api.http.paging import Cursor, Paged, PageSize, cursor_of, position_of
from api.http.route import ActorOf, ServiceRoute, SessionOf, open_to
from api.store import inventory as store
from api.store.tables import InventoryItem
from api.usecases import inventory

__all__ = ["router"]

router = APIRouter(prefix="/v1/inventory", tags=["inventory"], route_class=ServiceRoute)

READERS = (Role.OFFICE, Role.LEADER, Role.CONTACT, Role.AUDITOR)
WRITERS = (Role.OFFICE, Role.CONTACT)
DOCUMENTS = tuple(model.__name__ for model in inventory.KINDS.values())

Kind = StrEnum("Kind", {name.upper(): name for name in inventory.KINDS})  # type: ignore[misc]
ValidateOnly = Annotated[bool, Query(description="Only say what would be wrong; store nothing.")]


class Item(BaseModel):
    """A thing of the inventory; `document` is what a round holds of it."""

    id: str
    kind: str
    key: str
    department: str | None
    version: int
    updated_at: datetime
    confirmed_at: datetime | None
    confirmed_by: str | None
    document: dict[str, Any]


def _shown(actor: Actor, item: InventoryItem) -> Item:
    return Item(
        id=item.id,
        kind=item.kind,
        key=item.key,
        department=item.department,
        version=item.version,
        updated_at=item.updated_at,
        confirmed_at=item.confirmed_at,
        confirmed_by=item.confirmed_by,
        document=inventory.shown_document(actor, item),
    )


@router.get("/{kind}", **open_to(*READERS))
def list_items(
    kind: Kind,
    session: SessionOf,
    actor: ActorOf,
    cursor: Cursor = None,
    size: PageSize = 100,
    stale_days: Annotated[
        int | None, Query(ge=0, le=3660, description="Only what was not confirmed for so long.")
    ] = None,
) -> Paged[Item]:
    """List the things of a kind that you may see."""
    since = None if stale_days is None else datetime.now(UTC) - timedelta(days=stale_days)
    items = store.list_items(
        session,
        kind.value,
        after=position_of(cursor),
        limit=size + 1,
        departments=inventory.visible_departments(actor, kind.value),
        stale_before=since,
    )
    more = cursor_of(items[size - 1].id) if len(items) > size else None
    return Paged(items=[_shown(actor, item) for item in items[:size]], next=more)


@router.post(
    "/{kind}",
    status_code=status.HTTP_201_CREATED,
    responses={200: {"description": "Nothing was stored."}},
    **open_to(*WRITERS, documents=DOCUMENTS),
)
def report(
    kind: Kind,
    document: dict[str, Any],
    response: Response,
    session: SessionOf,
    actor: ActorOf,
    validate_only: ValidateOnly = False,
) -> Item | None:
    """Report a thing; with `validate_only` nothing is stored and 200 says that it could be."""
    item = inventory.report(session, actor, kind.value, document, validate_only=validate_only)
    if item is None:
        response.status_code = status.HTTP_200_OK
        return None
    response.headers["Location"] = f"/v1/inventory/{kind.value}/{item.id}"
    tagged(response, item.id, item.version)
    return _shown(actor, item)


@router.get("/{kind}/{item_id}", **open_to(*READERS))
def read_item(
    kind: Kind, item_id: str, response: Response, session: SessionOf, actor: ActorOf
) -> Item:
    """Read a thing."""
    item = inventory.read(session, actor, kind.value, item_id)
    tagged(response, item.id, item.version)
    return _shown(actor, item)


@router.put("/{kind}/{item_id}", **open_to(*WRITERS, documents=DOCUMENTS))
def change_item(
    kind: Kind,
    item_id: str,
    document: dict[str, Any],
    response: Response,
    session: SessionOf,
    actor: ActorOf,
    if_match: IfMatch,
    validate_only: ValidateOnly = False,
) -> Item:
    """Replace a thing's document."""
    item = inventory.read(session, actor, kind.value, item_id)
    check_match(if_match, item.id, item.version)
    inventory.change(session, actor, item, document, validate_only=validate_only)
    tagged(response, item.id, item.version)
    return _shown(actor, item)


@router.patch("/{kind}/{item_id}", **open_to(*WRITERS, patch=True))
def amend_item(
    kind: Kind,
    item_id: str,
    patch: MergePatch,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
    if_match: IfMatch,
    validate_only: ValidateOnly = False,
) -> Item:
    """Change some fields of a thing's document."""
    item = inventory.read(session, actor, kind.value, item_id)
    check_match(if_match, item.id, item.version)
    document = merged(item.document, patch)
    inventory.change(session, actor, item, document, validate_only=validate_only)
    tagged(response, item.id, item.version)
    return _shown(actor, item)


@router.post("/{kind}/{item_id}/confirm", **open_to(*WRITERS))
def confirm_item(
    kind: Kind, item_id: str, response: Response, session: SessionOf, actor: ActorOf
) -> Item:
    """Say that a thing is still as reported."""
    item = inventory.read(session, actor, kind.value, item_id)
    inventory.confirm(session, actor, item)
    tagged(response, item.id, item.version)
    return _shown(actor, item)


@router.delete("/{kind}/{item_id}", status_code=status.HTTP_204_NO_CONTENT, **open_to(*WRITERS))
def remove_item(
    kind: Kind, item_id: str, session: SessionOf, actor: ActorOf, if_match: IfMatch
) -> None:
    """Take a thing out of the inventory; rounds frozen before keep their copy."""
    item = inventory.read(session, actor, kind.value, item_id)
    check_match(if_match, item.id, item.version)
    inventory.remove(session, actor, item)
