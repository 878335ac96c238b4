"""The access matrix, from the OpenAPI document: role by operation by own and other department.

Every cell is asserted. What an operation's roles do not name is refused (403; 401 without
credentials). Of what they name, things of other departments do not exist (404), and one's own do.
Nothing that a cell does is kept, so that cells don't touch each other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.http.access_world import BODIES, ROLES, SCOPED, Known, World, pages

SAID_NO = {
    # Within a role, what one may read but not do.
    ("team", "PUT /v1/requests/{request_id}"): "the author and the sponsor write",
    ("team", "PATCH /v1/requests/{request_id}"): "the author and the sponsor write",
    ("team", "PUT /v1/requests/{request_id}/round"): "the author and the sponsor write",
    ("team", "POST /v1/requests/{request_id}/{step}"): "the author and the sponsor submit",
    ("team", "POST /v1/rounds/{round_id}/chains/{scope}/{key}/sign"): "in no chain of theirs",
    ("team", "POST /v1/rounds/{round_id}/chains/{scope}/{key}/refuse"): "in no chain of theirs",
    ("office", "POST /v1/changes/{change_id}/withdraw"): "its author takes it back",
    ("lab", "POST /v1/changes/{change_id}/withdraw"): "its author takes it back",
    ("lab", "POST /v1/changes/{change_id}/recheck"): "its author has it checked",
    ("leader", "PUT /v1/requests/{request_id}"): "the author and the sponsor write",
    ("leader", "PATCH /v1/requests/{request_id}"): "the author and the sponsor write",
    ("leader", "PUT /v1/requests/{request_id}/round"): "the author and the sponsor write",
    ("leader", "POST /v1/requests/{request_id}/{step}"): "the author and the sponsor submit",
}
NOT_THEIRS = {
    ("lab", "GET /v1/rounds/{round_id}/actuals/{project}"): "the sponsor and the team report",
    ("lab", "PUT /v1/rounds/{round_id}/actuals/{project}"): "the sponsor and the team report",
}
NOT_WITH_A_KEY = {"GET /v1/sessions/current"}
"""What only a browser has; tests of sessions read it."""
OPEN_GUARDS = {"POST /v1/sessions", "GET /v1/oidc/login", "GET /v1/oidc/callback"}
"""Operations for anybody that check credentials of their own."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for all cells: nothing that they do is kept."""
    made = World(Path(tmp_path_factory.mktemp("access")))
    yield made
    made.client.close()
    made.planned.service.database.close()


def test_the_matrix_knows_what_departments_and_teams_may_do(world: World) -> None:
    known = world.own["office"]
    for method, path, operation in world.operations():
        where = f"{method} {path}"
        if {"contact", "team"} & set(operation["x-roles"]):
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
            if status == 404 and not set(re.findall(r"\{(\w+)\}", path)) <= set(ids):
                status = 200  # nothing to be found of what the world does not hold
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
    if where in NOT_WITH_A_KEY or (who, where) in NOT_THEIRS:
        return lambda status: status == 404
    if (who, where) in SAID_NO:
        return lambda status: status == 403
    return lambda status: status < 500 and status not in (400, 401, 403, 404, 428)


@pytest.mark.parametrize("who", ROLES)
def test_every_page_holds_the_same(world: World, who: str) -> None:
    wrong, cells = [], Counter[str]()
    for method, path, roles in pages():
        if not roles:
            continue
        for side, ids in {"own": world.own[who], "other": world.other[who]}.items():
            foreign = [k for k in ids if f"{{{k}}}" in path and world.own[who].get(k) != ids[k]]
            if side == "other" and not (foreign and who in SCOPED):
                continue
            may = ROLES[who] in roles
            if method != "GET" and may:
                continue  # what forms do is done by the use cases that the API calls
            answer = world.send(method, path.format_map(Known(ids)), who)
            wanted = {303, 401} if ROLES[who] is None else {403}
            if may:
                wanted = {404} if side == "other" else {200, 303, 409}
                if not set(re.findall(r"\{(\w+)\}", path)) <= set(ids):
                    wanted = {404}
            cells[side] += 1
            if answer.status_code not in wanted:
                wrong.append(f"{method} {path} as {who} on {side}: {answer.status_code}")
            if answer.status_code == 303 and ROLES[who] is None:
                assert answer.headers["location"].startswith("/sign-in")
    assert not wrong, "\n".join(wrong)
    assert cells["own"] >= 20


def test_what_a_body_names_is_held_to_the_department_too(world: World) -> None:
    foreign = {"id": "new", "department": "data"}
    assert world.send("POST", "/v1/inventory/experts", "lab", foreign).status_code == 403
    at = f"/v1/inventory/experts/{world.own['lab']['item_id']}"
    moved = {"id": "E1", "department": "data"}
    assert world.send("PUT", at, "lab", moved).status_code == 403
    assert world.send("PATCH", at, "lab", {"department": "data"}, patch=True).status_code == 403
    listed = {"id": "new", "name": "N"}
    assert world.send("POST", "/v1/inventory/skills", "lab", listed).status_code == 403
