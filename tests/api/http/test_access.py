"""The access matrix, from the OpenAPI document: role by operation by own and other department.

Every cell is asserted. What an operation's roles do not name is refused (403; 401 without
credentials). Of what they name, things of other departments do not exist (404), and one's own do.
Nothing that a cell does is kept, so that cells don't touch each other.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from api.access.default_rules import DEFAULT_RULES
from api.store import Session
from tests.api.http.planned import planned_in
from tests.api.http.test_fuzz import IdleEngine

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
    "PUT /v1/requests/{request_id}": "own project",
    "PATCH /v1/requests/{request_id}": {"tier": 1},
    "POST /v1/requests/{request_id}/{step}": {"note": "n"},
    "POST /v1/rounds": {"title": "R", "rules": CALENDAR},
    "PUT /v1/rounds/{round_id}": {"title": "R", "rules": CALENDAR},
    "PATCH /v1/rounds/{round_id}": {"title": "S"},
    "POST /v1/rounds/{round_id}/reopen": {"reason": "r"},
    "POST /v1/rounds/{round_id}/runs": {"time_limit_seconds": 1},
    "POST /v1/rounds/{round_id}/review": "run",
    "POST /v1/lines/{line_id}/object": {"reason": "r"},
    "POST /v1/lines/{line_id}/overrule": {"reason": "r"},
    "POST /v1/rounds/{round_id}/rerun": {"time_limit_seconds": 1},
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

SAID_NO = {
    # Within a role, what one may read but not do.
    ("team", "PUT /v1/requests/{request_id}"): "the author and the sponsor write",
    ("team", "PATCH /v1/requests/{request_id}"): "the author and the sponsor write",
    ("team", "POST /v1/requests/{request_id}/{step}"): "the author and the sponsor submit",
    ("team", "POST /v1/rounds/{round_id}/chains/{scope}/{key}/sign"): "in no chain of theirs",
    ("team", "POST /v1/rounds/{round_id}/chains/{scope}/{key}/refuse"): "in no chain of theirs",
    ("leader", "PUT /v1/requests/{request_id}"): "the author and the sponsor write",
    ("leader", "PATCH /v1/requests/{request_id}"): "the author and the sponsor write",
    ("leader", "POST /v1/requests/{request_id}/{step}"): "the author and the sponsor submit",
}
NOT_WITH_A_KEY = {"GET /v1/sessions/current"}
"""What only a browser has; tests of sessions read it."""
OPEN_GUARDS = {"POST /v1/sessions"}
"""Operations for anybody that check credentials of their own."""


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
        self._furnish()
        self._forget_everything()

    def _furnish(self) -> None:
        made = {name: self._things_of(name) for name in (*ROLES, "data") if name != "nobody"}
        shared = {
            "round_id": self.planned.round_id,
            "run_id": self.planned.run.rsplit("/", 1)[1],
            "principal_id": self.ids["lab2"],
            "key_id": self._key(),
            "kind": "experts",
            "step": "submit",
            "scope": "line",
        }
        for name in ROLES:
            self.own[name] = {**shared, **made["data"], **made.get(name, {})}
            self.other[name] = {**shared, **made["data"]}
        lines = self._list("auditor", f"{self.planned.at}/lines")
        requests = {x["key"]: x["id"] for x in self._list("auditor", "/v1/requests")}
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
            self._make(who, "/v1/requests", _project("P3" if who == "lab" else "P4", who))
        return made

    def _key(self) -> str:
        at = f"/v1/principals/{self.ids['lab2']}/keys"
        made: str = self.send("POST", at, "keeper", {"label": "k"}).json()["id"]
        return made

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
        return self.client.request(method, at, content=content, headers=headers)

    def operations(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        for path, methods in self.document["paths"].items():
            for method, operation in methods.items():
                yield method.upper(), path, operation

    def call(self, who: str, method: str, path: str, ids: dict[str, str]) -> Any:
        body = BODIES.get(f"{method} {path}")
        if body == "project":
            body = _project("P9", "lab")
        elif body == "own project":
            body = _project("P3" if who == "lab" else "P1", "lab" if who == "lab" else "data")
        elif body == "run":
            body = {"run_id": ids["run_id"]}
        elif body == "digest":
            chain = self.send("GET", path.rsplit("/", 1)[0].format_map(ids), "auditor").json()
            body = {"digest": chain["digest"], "reason": "r"}
        elif path == "/v1/delegations" and body:
            body = {**body, "to_id": self.ids["idle"]}
        return self.send(method, path.format_map(ids), who, body, patch=method == "PATCH")


def _project(key: str, sponsor: str) -> dict[str, Any]:
    package = {"id": "A", "modes": [{"id": "m", "duration": 2}]}
    return {"id": key, "sponsor": sponsor, "packages": [package]}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for all cells: nothing that they do is kept."""
    made = World(Path(tmp_path_factory.mktemp("access")))
    yield made
    made.client.close()
    made.planned.service.database.close()


def test_the_matrix_knows_every_operation(world: World) -> None:
    known = world.own["office"]
    for method, path, operation in world.operations():
        where = f"{method} {path}"
        assert ("requestBody" in operation) == (where in BODIES), where
        names = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
        assert names <= set(known), where
    spoken = {f"{method} {path}" for method, path, _ in world.operations()}
    assert spoken >= set(BODIES)
    assert spoken >= {where for _, where in SAID_NO}


@pytest.mark.parametrize("who", ROLES)
def test_every_cell_of_a_role(world: World, who: str) -> None:
    wrong, cells = [], Counter[str]()
    for method, path, operation in world.operations():
        where, roles = f"{method} {path}", operation["x-roles"]
        if where in OPEN_GUARDS:
            continue
        targets = {"own": world.own[who]}
        if who in SCOPED:
            targets["other"] = world.other[who]
        for side, ids in targets.items():
            touched = {
                k: v for k, v in ids.items() if f"{{{k}}}" in path and world.own[who][k] != v
            }
            if side == "other" and not touched:
                continue
            status = world.call(who, method, path, ids).status_code
            expected = _expected(who, where, roles, side)
            cells[side] += 1
            if not expected(status):
                wrong.append(f"{where} as {who} on {side}: {status}")
    assert not wrong, "\n".join(wrong)
    assert cells["own"] == sum(1 for _ in world.operations()) - len(OPEN_GUARDS)
    if who in SCOPED:
        assert cells["other"] > 20


def _expected(who: str, where: str, roles: list[str], side: str) -> Any:
    """Return the test that a cell's status must pass."""
    role = ROLES[who]
    if roles and role is None:
        return lambda status: status == 401
    if roles and role not in roles:
        return lambda status: status == 403
    if side == "other":
        return lambda status: status == 404
    if where in NOT_WITH_A_KEY:
        return lambda status: status == 404
    if (who, where) in SAID_NO:
        return lambda status: status == 403
    return lambda status: status < 500 and status not in (400, 401, 403, 404, 428)


SECRETS = {
    "Amber": "the lab's expert",
    "91357": "the lab expert's rate",
    "Agate": "the lab's dataset",
    "5003917": "the lab's fund",
    "Cobalt": "data's expert",
    "82461": "data's expert's rate",
    "7001953": "data's fund",
    "Cerulean": "data's own project",
    "Cyan": "why data's expert is pinned",
    "Celadon": "what of data's was left out",
}
SHOWN = {
    # Those on P1, which data sponsors and the lab takes part in, are told who and what they get.
    "auditor": set(SECRETS),
    "lab": {"Amber", "91357", "Agate", "5003917"},
    "data": {"Cobalt", "82461", "7001953", "Cerulean", "Celadon", "Amber", "Agate"},
    "team": {"Amber", "Agate"},
    "idle": set(),
}


@pytest.mark.parametrize("who", SHOWN)
def test_nothing_is_told_of_what_one_may_not_see(world: World, who: str) -> None:
    told = _all_that_is_told(world, who)
    leaks = {
        f"{SECRETS[secret]}: {where}"
        for where, text in told.items()
        for secret in set(SECRETS) - SHOWN[who]
        if secret in text
    }
    assert leaks == set()
    everything = "".join(told.values())
    assert {secret for secret in SECRETS if secret in everything} == SHOWN[who]


def _all_that_is_told(world: World, who: str) -> dict[str, str]:
    """Read everything as somebody: own and other things, lists, exports, streams, live checks."""
    told = {}
    for ids in (world.own.get(who, world.own["lab"]), world.other["lab"], world.own["team"]):
        for kind in ("experts", "facilities", "datasets", "funds", "departments", "skills"):
            for method, path, _ in world.operations():
                reads = method == "GET" or path.endswith(("/feasibility", "/authority/try"))
                if reads and ("{kind}" in path or kind == "experts"):
                    answer = world.call(who, method, path, {**ids, "kind": kind})
                    at = f"{method} {path.format_map({**ids, 'kind': kind})}"
                    told[at] = _text(answer.content) + str(dict(answer.headers))
    staffing = [{"id": "s", "skill": "test", "headcount": 5}]
    package = {"id": "A", "modes": [{"id": "m", "duration": 2, "staffing": staffing}]}
    wanted = {**_project("P9", "lab"), "packages": [package]}
    told["feasibility"] = world.send("POST", "/v1/requests/feasibility", who, wanted).text
    return told


def _text(content: bytes) -> str:
    """Return what an answer says; a workbook is unpacked."""
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


def test_counts_are_of_what_one_sees(world: World) -> None:
    for who, keys in (("lab", {"P3"}), ("idle", set()), ("team", {"P1"})):
        page = world.send("GET", "/v1/requests?size=1", who).json()
        assert {x["key"] for x in page["items"]} == keys
        assert page["next"] is None
        assert world.send("GET", "/v1/requests?state=approved&size=500", who).json()["items"] == [
            x for x in page["items"] if x["state"] == "approved"
        ]
    assert world.send("GET", "/v1/inbox", "idle").json()["counts"] == {}


def test_what_a_body_names_is_held_to_the_department_too(world: World) -> None:
    foreign = {"id": "new", "department": "data"}
    assert world.send("POST", "/v1/inventory/experts", "lab", foreign).status_code == 403
    at = f"/v1/inventory/experts/{world.own['lab']['item_id']}"
    moved = {"id": "E1", "department": "data"}
    assert world.send("PUT", at, "lab", moved).status_code == 403
    assert world.send("PATCH", at, "lab", {"department": "data"}, patch=True).status_code == 403
    listed = {"id": "new", "name": "N"}
    assert world.send("POST", "/v1/inventory/skills", "lab", listed).status_code == 403
