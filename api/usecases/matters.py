"""The matters of a plan under review: every line, every project with lines, the plan itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from api.access import Role
from api.access.matters import Matter, People
from api.access.rules import Scope
from api.store import Session, requests
from api.store.review import LineState
from api.store.tables import ReviewLine, Run
from optimizer.domain import Dataset, Project, Round, SecurityLevel

__all__ = [
    "PLAN_KEY",
    "digest_of",
    "highest",
    "interested_in",
    "line_matter",
    "matters_of",
]

PLAN_KEY = "plan"
_ANSWERED_WITH = "wanted_start"
"""Part of a line's document that belongs to an objection, not to the plan."""


def interested_in(session: Session, project: str, people: People) -> frozenset[str]:
    """Return who has an interest in a project: the author of its request, and its team."""
    request = requests.request_by_key(session, project)
    author = () if request is None else (request.author_id,)
    team = [
        person.id
        for person in people.persons.values()
        for grant in person.grants
        if grant.role is Role.TEAM and grant.project == project
    ]
    return frozenset([*author, *team])


def line_matter(round_: Round, line: ReviewLine, interested: frozenset[str]) -> Matter:
    """Return what is signed with a line."""
    project = next(p for p in round_.projects if p.id == line.project)
    datasets = {d.id: d for d in round_.datasets} if line.kind == "dataset" else {}
    return _line_matter(project, line, interested, datasets)


def matters_of(
    session: Session, run: Run, round_: Round, lines: Iterable[ReviewLine], people: People
) -> Iterator[Matter]:
    """Return every matter of a run's plan: lines, then projects, then the plan."""
    datasets = {d.id: d for d in round_.datasets}
    by_project: dict[str, list[ReviewLine]] = {}
    for line in lines:
        by_project.setdefault(line.project, []).append(line)
    projects = []
    for project in round_.projects:
        own = by_project.get(project.id, [])
        if own:
            interested = interested_in(session, project.id, people)
            parts = [_line_matter(project, line, interested, datasets) for line in own]
            yield from parts
            projects.append(_joined(Scope.PROJECT, project.id, project, parts, interested))
    yield from projects
    yield _whole(run, projects)


def _line_matter(
    project: Project, line: ReviewLine, interested: frozenset[str], datasets: dict[str, Dataset]
) -> Matter:
    said = {k: v for k, v in line.document.items() if k != _ANSWERED_WITH}
    security = project.security_level
    if line.subject in datasets and line.kind == "dataset":
        security = highest(security, datasets[line.subject].security_level)
    effort = 0
    if line.kind == "person":
        effort = said["load_pct"] * (said["end"] - said["start"])
    place = [line.project, line.package, line.need, line.subject, line.kind, line.owner]
    return Matter(
        scope=Scope.LINE,
        key=line.id,
        digest=digest_of([*place, said, project.sponsor, security.value]),
        kind=line.kind,
        owner=line.owner,
        sponsor=project.sponsor,
        participants=project.departments,
        owners=frozenset([line.owner]),
        amount_cents=said.get("amount_cents", 0),
        effort_pct_periods=effort,
        security=security,
        other=line.owner != project.sponsor,
        disputed=line.state in (LineState.OBJECTED, LineState.OVERRULED),
        interested=interested,
        project=line.project,
    )


def _joined(
    scope: Scope, key: str, project: Project, parts: list[Matter], interested: frozenset[str]
) -> Matter:
    return Matter(
        scope=scope,
        key=key,
        digest=digest_of([project.model_dump(mode="json"), sorted(part.digest for part in parts)]),
        kind=scope.value,
        sponsor=project.sponsor,
        participants=project.departments,
        project=project.id,
        interested=interested,
        **_sums(parts, project.security_level),
    )


def _whole(run: Run, projects: list[Matter]) -> Matter:
    said = [run.round_hash, run.id, sorted(part.digest for part in projects)]
    return Matter(
        scope=Scope.PLAN,
        key=PLAN_KEY,
        digest=digest_of(said),
        kind=Scope.PLAN.value,
        **_sums(projects, SecurityLevel.GENERAL_1),
    )


def _sums(parts: list[Matter], security: SecurityLevel) -> dict[str, Any]:
    for part in parts:
        security = highest(security, part.security)
    return {
        "owners": frozenset(owner for part in parts for owner in part.owners),
        "amount_cents": sum(part.amount_cents for part in parts),
        "effort_pct_periods": sum(part.effort_pct_periods for part in parts),
        "security": security,
        "other": any(part.other for part in parts),
        "disputed": any(part.disputed for part in parts),
    }


def highest(first: SecurityLevel, second: SecurityLevel) -> SecurityLevel:
    """Return the higher of two classes."""
    return max(first, second, key=lambda level: level.rank)


def digest_of(content: list[Any]) -> str:
    """Return the hash of a content that is signed."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
