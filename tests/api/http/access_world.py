"""A service with things of two departments, called as every role, for the tests of access."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from fastapi.routing import APIRoute

from api.access.default_rules import DEFAULT_RULES
from api.access.life import RoundState
from api.console.pages import PAGES
from api.store import Session, rounds, runs
from api.store.runs import RunState
from api.usecases.review import publish
from tests.api.http.planned import planned_in, planned_round
from tests.api.http.published import answered
from tests.api.http.test_fuzz import IdleEngine

__all__ = ["BODIES", "ROLES", "SCOPED", "Known", "World", "pages", "project"]

ROLES = {
    "keeper": "admin",
    "office": "office",
    "leader": "leader",
    "auditor": "auditor",
    "lab": "contact",
    "team": "team",
    "nobody": None,
}
"""Who stands for each role; ``lab`` is a contact, ``team`` is on P1, which ``data`` sponsors."""
SCOPED = ("lab", "team")
ENDS = (datetime.now(UTC) + timedelta(days=2)).isoformat()
FACTS = {"facts": {"scope": "line", "owner": "lab", "sponsor": "data"}}
SCENARIO = {"changes": [{"kind": "force-project", "project": "P2", "accepted": False}]}
CALENDAR = {"calendar": {"start": "2026-07-06", "periods": 8}}

BODIES: dict[str, Any] = {
    "POST /v1/sessions": {"login": "nobody", "password": "x"},
    "POST /v1/me/password": {"old": "x", "new": "a long enough one"},
    "PUT /v1/principals/{principal_id}/password": {"password": None},
    "POST /v1/principals": {"name": "N", "login": "n"},
    "PATCH /v1/principals/{principal_id}": {"name": "N"},
    "PUT /v1/principals/{principal_id}/grants": [{"role": "auditor"}],
    "POST /v1/principals/{principal_id}/keys": {"label": "k"},
    "POST /v1/inventory/{kind}": {"id": "new", "department": "lab"},
    "PUT /v1/inventory/{kind}/{item_id}": {"id": "E1", "department": "lab"},
    "PATCH /v1/inventory/{kind}/{item_id}": {"keep_pct": 0},
    "POST /v1/imports": {"departments": []},
    "POST /v1/requests": "project",
    "POST /v1/requests/feasibility": "project",
    "POST /v1/requests/similar": "project",
    "PUT /v1/requests/{request_id}": "own project",
    "PATCH /v1/requests/{request_id}": {"tier": 1},
    "POST /v1/requests/{request_id}/{step}": {"note": "n"},
    "PUT /v1/requests/{request_id}/round": {"round_id": None},
    "POST /v1/rounds": {"title": "R", "rules": CALENDAR},
    "PUT /v1/rounds/{round_id}": {"title": "R", "rules": CALENDAR},
    "PATCH /v1/rounds/{round_id}": {"title": "S"},
    "POST /v1/rounds/{round_id}/reopen": {"reason": "r"},
    "POST /v1/rounds/{round_id}/runs": {"time_limit_seconds": 1},
    "POST /v1/rounds/{round_id}/review": "run",
    "POST /v1/lines/{line_id}/object": {"reason": "r"},
    "POST /v1/lines/{line_id}/overrule": {"reason": "r"},
    "POST /v1/rounds/{round_id}/rerun": {"time_limit_seconds": 1},
    "POST /v1/rounds/{round_id}/scenarios": SCENARIO,
    "POST /v1/scenarios/{scenario_id}/runs": {"time_limit_seconds": 1},
    "POST /v1/rounds/{round_id}/adoptions": "run",
    "POST /v1/rounds/{round_id}/takeovers": "take over",
    "POST /v1/rounds/{round_id}/sweeps": {"axes": [{"name": "x", "choices": [{"label": 1}]}]},
    "POST /v1/rounds/{round_id}/frontiers": {"goal": "cost", "points": 2},
    "POST /v1/rounds/{round_id}/changes": "change",
    "POST /v1/changes/{change_id}/object": {"note": "n"},
    "POST /v1/changes/{change_id}/refuse": {"note": "n"},
    "POST /v1/changes/{change_id}/apply": {"note": "n"},
    "POST /v1/runs/{run_id}/questions": {"project": "P1", "time_limit_seconds": 1},
    "POST /v1/runs/{run_id}/prices": {"time_limit_seconds": 1},
    "POST /v1/runs/{run_id}/shares": {"rule": "equal", "time_limit_seconds": 1},
    "POST /v1/runs/{run_id}/stand-alone": {"time_limit_seconds": 1},
    "POST /v1/rounds/{round_id}/urgent": "urgent",
    "POST /v1/runs/{run_id}/choice": {"option": 0, "reason": "r"},
    "PUT /v1/rounds/{round_id}/actuals/{project}": {"cost_cents": 1},
    "PUT /v1/rounds/{round_id}/authority": {"rules": []},
    "POST /v1/rounds/{round_id}/authority/try": FACTS,
    "POST /v1/rounds/{round_id}/chains/{scope}/{key}/sign": "digest",
    "POST /v1/rounds/{round_id}/chains/{scope}/{key}/refuse": "digest",
    "POST /v1/rounds/{round_id}/chains/{scope}/{key}/withdraw": "digest",
    "POST /v1/delegations": {"to_id": "idle", "ends_at": ENDS},
    "POST /v1/webhooks": {"url": "https://example.org/hook"},
    "PUT /v1/webhooks/{webhook_id}": {"url": "https://example.org/hook"},
}
"""What each operation that takes a body is sent."""

OF_PUBLISHED = tuple(
    f"/v1/rounds/{{round_id}}/{name}"
    for name in (
        "actuals",
        "certificate",
        "changes",
        "evaluation",
        "publications",
        "report",
        "settlement",
        "shares",
        "statements",
        "use",
    )
)
"""What only a published round has."""


def _address(path: str, ids: dict[str, str]) -> str:
    """Return an address with its ids; a comparison says with what."""
    compared = f"?base={ids['run_id']}&run={ids['run_id']}" if path.endswith("/comparison") else ""
    if path.endswith(("/options", "/choice")):
        ids = {**ids, "run_id": ids["urgent_id"]}
    if path.startswith(OF_PUBLISHED):
        ids = {**ids, "round_id": ids["published_id"]}
    return path.format_map(Known(ids)) + compared


class _TakenBack(Exception):
    """Ends a transaction, so that nothing of it stays."""


class World:
    """A service with things of two departments, and what each actor's own and other things are."""

    def __init__(self, folder: Path) -> None:
        self.planned = planned_in(folder, DEFAULT_RULES)
        service = self.planned.service
        service.app.state.engine = IdleEngine()
        self.client, self.headers = service.client, {**service.headers, "nobody": {}}
        self.ids = self.planned.ids
        self.document = self.client.get("/v1/openapi.json").json()
        self._numbers = count()
        self.own: dict[str, dict[str, str]] = {name: {} for name in ROLES}
        self.other: dict[str, dict[str, str]] = {name: {} for name in ROLES}
        self.published = self._published()
        self._furnish()
        self._forget_everything()

    def _furnish(self) -> None:
        made = {name: self._things_of(name) for name in (*ROLES, "data") if name != "nobody"}
        shared = {
            "round_id": self.planned.round_id,
            "run_id": self.planned.run.rsplit("/", 1)[1],
            "principal_id": self.ids["lab2"],
            "key_id": self._key(),
            "published_id": self.published.rsplit("/", 1)[1],
            "urgent_id": answered(self.planned, self._urgent()),
            "scenario_id": self._make("office", f"{self.planned.at}/scenarios", SCENARIO),
            "sweep_id": self._over(self._queued("sweeps")),
            "frontier_id": self._queued("frontiers"),
            "kind": "experts",
            "step": "submit",
            "scope": "line",
        }
        for name in ROLES:
            self.own[name] = {**shared, **made["data"], **made.get(name, {})}
            self.other[name] = {**shared, **made["data"]}
        for name in ("P1", "P2"):
            at = f"{self.published}/actuals/{name}"
            assert self.send("PUT", at, "data", {"cost_cents": 1}).status_code == 200
        lines = self._list("auditor", f"{self.planned.at}/lines")
        requests = {x["key"]: x["id"] for x in self._list("auditor", "/v1/requests")}
        changes = {p: self._change(who, p) for who, p in (("team", "P1"), ("data", "P2"))}
        experts = {x["key"]: x["id"] for x in self._list("auditor", "/v1/inventory/experts")}

        def line(kind: str, project: str, owner: str) -> str:
            return str(
                next(
                    x["id"]
                    for x in lines
                    if (x["kind"], x["project"], x["owner"]) == (kind, project, owner)
                )
            )

        lent, kept = line("money", "P1", "lab"), line("person", "P2", "data")
        for name in ROLES:
            owned = {"item_id": experts["E1"], "project": "P1", "line_id": lent, "key": lent}
            owned |= {"change_id": changes["P1"], "department": "lab"}
            owned["request_id"] = requests["P3" if name == "lab" else "P1"]
            if name == "team":
                owned |= {"line_id": line("time", "P1", "data"), "key": line("time", "P1", "data")}
            if name in ("office", "leader"):
                owned |= {"scope": "plan", "key": "plan"}
            self.own[name] |= owned
            self.other[name] |= {
                "item_id": experts["E2"],
                "project": "P2",
                "line_id": kept,
                "key": kept,
                "request_id": requests["P2"],
                "change_id": changes["P2"],
                "department": "data",
            }

    def _things_of(self, who: str) -> dict[str, str]:
        """Make what somebody may make for themselves; return its ids."""
        made, to = {}, self.ids["lab2" if who == "lab" else "keeper"]
        if who not in ("keeper", "auditor"):
            body = {"to_id": to, "ends_at": ENDS}
            made["delegation_id"] = self._make(who, "/v1/delegations", body)
        if who != "keeper":
            body = {"url": "https://example.org/hook"}
            hook = made["webhook_id"] = self._make(who, "/v1/webhooks", body)
            assert self.send("POST", f"/v1/webhooks/{hook}/test", who).status_code == 202
            deliveries = self._list(who, f"/v1/webhooks/{hook}/deliveries")
            made["delivery_id"] = deliveries[0]["id"]
        if who in ("lab", "data", "office"):
            made["import_id"] = self._make(who, "/v1/imports", {"departments": []})
        if who in ("lab", "data"):
            self._make(who, "/v1/requests", project("P3" if who == "lab" else "P4", who))
        return made

    def _published(self) -> str:
        """Publish the same plan as a round of its own; return its address."""
        round_, outcome = planned_round()
        with self.planned.service.database.writing() as session:
            row = rounds.add_round(session, "Q", RoundState.DECIDED, {})
            row.snapshot_hash = rounds.keep_snapshot(session, round_)
            run = runs.add_run(session, row.id, row.snapshot_hash, {}, self.ids["office"])
            run.state, run.outcome = RunState.DONE, outcome.model_dump_json()
            row.run_id = run.id
            session.flush()
            publish(session, self.planned.actor(session, "office"), row)
        return f"/v1/rounds/{row.id}"

    def _change(self, who: str, project: str) -> str:
        answer = self.send("POST", f"{self.published}/changes", who, _change(project))
        assert answer.status_code == 202, answer.text
        return str(answer.headers["location"]).rsplit("/", 1)[1]

    def _queued(self, what: str) -> str:
        body = BODIES[f"POST /v1/rounds/{{round_id}}/{what}"]
        answer = self.send("POST", f"{self.planned.at}/{what}", "office", body)
        assert answer.status_code == 202, answer.text
        return str(answer.headers["location"]).rsplit("/", 1)[1]

    def _urgent(self) -> str:
        answer = self.send("POST", f"{self.planned.at}/urgent", "office", URGENT)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def _key(self) -> str:
        at = f"/v1/principals/{self.ids['lab2']}/keys"
        made: str = self.send("POST", at, "keeper", {"label": "k"}).json()["id"]
        return made

    def _over(self, sweep: str) -> str:
        """Cancel a sweep, so that its stream ends."""
        assert self.send("POST", f"/v1/sweeps/{sweep}/cancel", "office").status_code == 202
        return sweep

    def _make(self, who: str, at: str, body: Any) -> str:
        answer = self.send("POST", at, who, body)
        assert answer.status_code == 201, answer.text
        return str(answer.headers["location"]).rsplit("/", 1)[1]

    def _list(self, who: str, at: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.send("GET", f"{at}?size=500", who).json()["items"]
        return items

    def _forget_everything(self) -> None:
        database = self.planned.service.database
        writing = database.writing

        @contextmanager
        def taken_back() -> Iterator[Session]:
            with suppress(_TakenBack), writing() as session:
                yield session
                raise _TakenBack

        database.writing = taken_back  # type: ignore[method-assign]

    def send(self, method: str, at: str, who: str, body: Any = None, patch: bool = False) -> Any:
        headers = {
            **self.headers[who],
            "Idempotency-Key": f"k{next(self._numbers)}",
            "If-Match": "*",
        }
        if patch:
            headers["Content-Type"] = "application/merge-patch+json"
        content = None if body is None else json.dumps(body).encode()
        if content is not None:
            headers.setdefault("Content-Type", "application/json")
        return self.client.request(
            method, at, content=content, headers=headers, follow_redirects=False
        )

    def operations(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        for path, methods in self.document["paths"].items():
            for method, operation in methods.items():
                yield method.upper(), path, operation

    def call(self, who: str, method: str, path: str, ids: dict[str, str]) -> Any:
        body = BODIES.get(f"{method} {path}", {} if method in ("POST", "PUT") else None)
        if body == "project":
            body = project("P9", "lab")
        elif body == "own project":
            body = project("P3" if who == "lab" else "P1", "lab" if who == "lab" else "data")
        elif body == "change":
            body = _change("P1")
        elif body == "urgent":
            body = URGENT
        elif body == "take over":
            body = {"project": "P1", "from_run_id": ids["run_id"], "onto_run_id": ids["run_id"]}
        elif body == "run":
            body = {"run_id": ids["run_id"]}
        elif body == "digest":
            chain = self.send("GET", path.rsplit("/", 1)[0].format_map(ids), "auditor").json()
            body = {"digest": chain["digest"], "reason": "r"}
        elif path == "/v1/delegations" and body:
            body = {**body, "to_id": self.ids["idle"]}
        return self.send(method, _address(path, ids), who, body, patch=method == "PATCH")


def _change(project: str) -> dict[str, Any]:
    longer = {"kind": "extension", "project": project, "package": "A", "periods": 1}
    return {"amendment": longer, "reason": "r", "from_period": 0}


def project(key: str, sponsor: str) -> dict[str, Any]:
    package = {"id": "A", "modes": [{"id": "m", "duration": 2}]}
    return {"id": key, "sponsor": sponsor, "packages": [package]}


def pages() -> Iterator[tuple[str, str, list[str]]]:
    """Return the method, address and roles of every page of the console, and of what they do."""
    for router in PAGES:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            for method in route.methods or ():
                yield method, route.path, (route.openapi_extra or {}).get("x-roles", [])


URGENT = {"document": project("U1", "data"), "time_limit_seconds": 5}


class Known(dict[str, str]):
    """Ids by name; of a thing that the world does not hold there is none."""

    def __missing__(self, name: str) -> str:
        """Return an id of nothing."""
        return "unknown"
