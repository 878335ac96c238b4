"""A service with a plan under review, made without the engine: fast, and always the same plan."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from api.access import Actor, GrantedRole, Role
from api.access.life import RequestState, RoundState
from api.access.rules import AuthorityRules
from api.store import Session, authority, inventory, principals, requests, rounds, runs
from api.store.runs import RunState
from api.usecases.review import put_under_review
from optimizer.domain import Outcome, Round
from optimizer.solve import Limits, solve_round
from tests.api.http.service import PEOPLE, Service, service_in

__all__ = ["MORE_PEOPLE", "Planned", "planned_in", "planned_round"]

MORE_PEOPLE = {
    "office2": GrantedRole(Role.OFFICE),
    "leader2": GrantedRole(Role.LEADER),
    "lab2": GrantedRole(Role.CONTACT, department="lab"),
    "idle": GrantedRole(Role.CONTACT, department="idle"),
    "keeper": GrantedRole(Role.ADMIN),
}


@dataclass
class Planned:
    """A service whose round has a plan under review.

    Attributes
    ----------
    service : Service
    at : str
        Address of the round.
    run : str
        Address of the run.
    ids : dict of str to str
        Principal of each name.
    """

    service: Service
    at: str
    run: str
    ids: dict[str, str]

    @property
    def round_id(self) -> str:
        """The round's id."""
        return self.at.rsplit("/", 1)[1]

    def actor(self, session: Session, name: str) -> Actor:
        """Return somebody as they are now."""
        id_ = self.ids[name]
        return Actor(id_, name, principals.grants_of(session, id_))


def _package(need: dict[str, Any]) -> dict[str, Any]:
    staffing = [{"id": "s", "skill": "test"}]
    return {"id": "A", "modes": [{"id": "m", "duration": 2, "staffing": staffing, **need}]}


@cache
def planned_round() -> tuple[Round, Outcome]:
    """Return a round of two departments and two projects, and its proven outcome.

    Names and amounts stand for what others may not see: those in A are the lab's, in C data's.
    """
    cleared = {"skills": [{"skill": "test", "level": 3}], "clearance": "general-2"}
    borrows = {
        "money": [{"id": "c", "category": "travel", "amount_cents": 30_000_00}],
        "datasets": [{"dataset": "D1", "purpose": "study"}],
    }
    document = {
        "calendar": {"start": "2026-07-06", "periods": 8},
        "departments": [{"id": "lab"}, {"id": "data"}, {"id": "idle"}],
        "skills": [{"id": "test"}],
        "experts": [
            {"id": "E1", "name": "Amber", "department": "lab", "rate_cents": 91_357, **cleared},
            {"id": "E2", "name": "Cobalt", "department": "data", "rate_cents": 82_461, **cleared},
        ],
        "datasets": [
            {"id": "D1", "name": "Agate", "department": "lab", "security_level": "general-2"}
        ],
        "funds": [
            {
                "id": "F1",
                "department": "lab",
                "amount_cents": 5_003_917,
                "categories": ["travel"],
                "access": {"scope": "participants"},
            },
            {"id": "F2", "department": "data", "amount_cents": 7_001_953, "categories": ["rent"]},
        ],
        "pins": [
            {
                "kind": "person",
                "project": "P2",
                "package": "A",
                "need": "s",
                "expert": "E2",
                "reason": "Cyan",
            }
        ],
        "projects": [
            {
                "id": "P1",
                "title": {"zh": "联合", "en": "Joint"},
                "sponsor": "data",
                "participants": ["lab"],
                "benefits": [{"department": "data", "value": 10}],
                "forbidden_experts": ["E2"],
                "packages": [_package(borrows)],
            },
            {
                "id": "P2",
                "title": {"zh": "自办", "en": "Cerulean"},
                "sponsor": "data",
                "benefits": [{"department": "data", "value": 5}],
                "forbidden_experts": ["E1"],
                "packages": [_package({})],
            },
        ],
    }
    round_ = Round.model_validate(document)
    outcome = solve_round(round_, Limits(time_limit_seconds=30, workers=1, seed=0))
    assert outcome.plan is not None
    assert {p.project for p in outcome.plan.projects} == {"P1", "P2"}
    return round_, outcome


def planned_in(folder: Path, rules: AuthorityRules | None = None, **settings: object) -> Planned:
    """Return a service on SQLite with that plan under review; ``data`` wrote both requests."""
    service = service_in(folder, **settings)
    round_, outcome = planned_round()
    with service.database.writing() as session:
        ids = {
            row.login: row.id
            for row in principals.list_principals(session)
            if row.login in (*PEOPLE, "admin")
        }
        for name, grant in MORE_PEOPLE.items():
            made = principals.add_principal(session, name, name, [grant])
            ids[name] = made.id
            secret = principals.issue_key(session, made.id, "test")[1]
            service.headers[name] = {"Authorization": f"Bearer {secret}"}
        full = round_.model_dump(mode="json")
        for kind in ("departments", "skills", "experts", "datasets", "funds"):
            for document in full[kind]:
                owner = document.get("department")
                inventory.add_item(session, kind, document["id"], owner, document)
        for document in full["projects"]:
            requests.add_request(
                session, document["id"], document["sponsor"], ids["data"], RequestState.APPROVED,
                document,
            )  # fmt: skip
        chosen = {k: full[k] for k in ("title", "currency", "calendar", "policy", "pins")}
        row = rounds.add_round(session, "R", RoundState.FROZEN, chosen)
        row.snapshot_hash = rounds.keep_snapshot(session, round_)
        row.left_out = [{"kind": "experts", "key": "E2", "code": "stale", "since": "Celadon"}]
        if rules is not None:
            authority.keep_rules(session, row.id, rules.model_dump(mode="json"))
        limits = {"time_limit_seconds": 30, "workers": 1, "seed": 0, "deterministic": False}
        run = runs.add_run(session, row.id, row.snapshot_hash, limits, ids["office"])
        run.state, run.outcome = RunState.DONE, outcome.model_dump_json()
        session.flush()
        office = Actor(ids["office"], "office", (GrantedRole(Role.OFFICE),))
        put_under_review(session, office, row, run.id)
    return Planned(service, f"/v1/rounds/{row.id}", f"/v1/runs/{run.id}", ids)
