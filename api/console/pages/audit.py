"""The audit trail, and whether its chain holds."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import Query, Request, Response

from api.access import Role
from api.console.page import page
from api.console.route import console_router
from api.http.route import SessionOf, open_to
from api.store import authority as people
from api.store.audit import audit_events, audit_head, find_broken_link

__all__ = ["router"]

router = console_router()
SIZE = 50

READERS = (Role.ADMIN, Role.OFFICE, Role.AUDITOR)


@router.get("/audit", **open_to(*READERS))
def show(
    request: Request,
    session: SessionOf,
    before: Annotated[int | None, Query(ge=1, le=10**15)] = None,
    check: str = "",
) -> Response:
    """Show the last links of the chain, or those before a number; check it when asked."""
    last, head = audit_head(session)
    end = last if before is None else min(last, before - 1)
    events = audit_events(session, max(0, end - SIZE), min(SIZE, end))
    names = people.names_of(session, {event.actor for event in events})
    return page(
        request,
        "audit.html",
        events=[
            {
                "sequence": event.sequence,
                "at": event.at,
                "actor": names.get(event.actor, event.actor),
                "action": event.action,
                "subject": event.subject,
                "detail": _told(event.detail),
            }
            for event in reversed(events)
        ],
        last=last,
        head=head,
        checked=bool(check),
        broken=find_broken_link(session) if check else None,
        newest="/audit" if end < last else "",
        older=f"/audit?before={end - SIZE + 1}" if end > SIZE else "",
    )


def _told(detail: str) -> list[tuple[str, str]]:
    """Return what a link says beside its action, shortened."""
    return [(name, _short(said)) for name, said in json.loads(detail).items() if said]


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else text[:117] + "…"
