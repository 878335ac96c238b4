"""Where a round stands for somebody: what waits, what is stale, which runs there are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from api.access import Actor, Role
from api.access.life import RequestState
from api.console.what_now import Facts
from api.store import Session, inventory
from api.store import requests as request_store
from api.store import review as review_store
from api.store import runs as run_store
from api.store.runs import ENDED, RunState
from api.store.tables import AllocationRound, InventoryItem, Run
from api.usecases import requests
from api.usecases.inventory import OFFICE_KINDS, visible_departments

__all__ = ["STALE_DAYS", "Pool", "facts_of", "is_stale", "pool_of", "runs_of"]

STALE_DAYS = 30
"""Days after which a resource that nobody confirmed is pointed out."""
EVERYTHING = 100_000


@dataclass(frozen=True, slots=True)
class Pool:
    """What of the inventory somebody sees.

    Attributes
    ----------
    counts : Counter of str
        Kind to number of things.
    stale : int
        How many of them were not confirmed for long.
    """

    counts: Counter[str]
    stale: int


def is_stale(item: InventoryItem, days: int = STALE_DAYS, now: datetime | None = None) -> bool:
    """Say whether a thing was not reported or confirmed for long; the office's lists never are."""
    if item.kind in OFFICE_KINDS:
        return False
    seen = item.confirmed_at or item.updated_at
    return seen < (now or datetime.now(UTC)) - timedelta(days=days)


def pool_of(session: Session, actor: Actor) -> Pool:
    """Return what of the inventory the actor sees, counted."""
    counts: Counter[str] = Counter()
    stale = 0
    for item in inventory.every_item(session):
        seen = visible_departments(actor, item.kind)
        if seen is None or item.department in seen:
            counts[item.kind] += 1
            stale += is_stale(item)
    return Pool(counts, stale)


def runs_of(session: Session, row: AllocationRound) -> list[Run]:
    """Return the runs of a round, the newest first."""
    return run_store.list_runs(session, round_id=row.id, limit=EVERYTHING)[::-1]


def facts_of(
    session: Session, actor: Actor, row: AllocationRound, pool: Pool, runs: list[Run]
) -> Facts:
    """Return what stands open about a round, as far as the actor sees it."""
    sight = requests.sight_of(actor)
    asked = request_store.list_requests(session, limit=EVERYTHING, **sight)
    drafts = (RequestState.DRAFT, RequestState.RETURNED)
    lines: Counter[str] = Counter()
    own_open = 0
    for line in review_store.every_line(session, row.id):
        lines[line.state] += 1
        asked_here = line.owner in actor.departments or (
            line.kind == "time" and line.project in actor.projects
        )
        own_open += asked_here and line.state == "open"
    return Facts(
        requests=Counter(request.state for request in asked),
        own_drafts=sum(r.author_id == actor.id and r.state in drafts for r in asked),
        stale=pool.stale if actor.has(Role.OFFICE, Role.CONTACT) else 0,
        lines=lines,
        own_open=own_open,
        running=sum(run.state not in ENDED for run in runs),
        done=sum(run.state == RunState.DONE for run in runs),
    )
