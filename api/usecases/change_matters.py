"""What is signed with a change of a published plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from api.access.matters import Matter, People
from api.access.rules import Scope
from api.store import Session
from api.store.tables import ChangeRequest
from api.usecases.change_effects import CheckState, Effect, LineEffect
from api.usecases.matters import digest_of, highest, interested_in

__all__ = ["change_matter"]


def change_matter(
    session: Session, change: ChangeRequest, effect: Effect, people: People
) -> Matter | None:
    """Return what is signed with a change, as its last check has it; none before it can be.

    Amount and work are what is asked for beyond what was agreed. A department gives when a line of
    its own is new or changed; the sponsor's own resources are its own to give.
    """
    if effect.feasibility is not CheckState.FEASIBLE or effect.round is None:
        return None
    project = next(p for p in effect.round.projects if p.id == change.project)
    levels = {d.id: d.security_level for d in effect.round.datasets}
    security = project.security_level
    for line in effect.lines:
        if line.kind == "dataset" and line.after is not None:
            security = highest(security, levels[line.key[3]])
    givers = {line.owner for line in effect.lines if line.after is not None} - {project.sponsor}
    objected = any(
        entry["run"] == change.run_id and not entry["accepted"] for entry in change.answers.values()
    )
    said = [[list(line.key), line.owner, line.before, line.after] for line in effect.lines]
    interested = interested_in(session, change.project, people) | {change.author_id}
    return Matter(
        scope=Scope.CHANGE,
        key=change.id,
        digest=digest_of([change.run_id, change.document, said]),
        kind=change.kind,
        owner=min(givers) if len(givers) == 1 else "",
        sponsor=project.sponsor,
        participants=project.departments,
        owners=frozenset(givers),
        amount_cents=sum(_more(line, _cash) for line in effect.lines),
        effort_pct_periods=sum(_more(line, _work) for line in effect.lines),
        security=security,
        other=bool(givers),
        disputed=objected,
        interested=interested,
        project=change.project,
    )


def _more(line: LineEffect, measure: Callable[[dict[str, Any]], int]) -> int:
    before = 0 if line.before is None else measure(line.before)
    after = 0 if line.after is None else measure(line.after)
    return max(0, after - before)


def _cash(said: dict[str, Any]) -> int:
    return int(said.get("amount_cents", 0))


def _work(said: dict[str, Any]) -> int:
    return int(said["load_pct"] * (said["end"] - said["start"])) if "load_pct" in said else 0
