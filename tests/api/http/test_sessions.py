"""Sign-in by password: sessions, their tokens and their end; limits; changes of passwords."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.store import principals
from tests.api.http.service import Service, service_in

PASSWORD = "correct horse battery"
NEXT = "staple the battery horse"


@pytest.fixture
def lobby(tmp_path: Path) -> Iterator[Service]:
    """A service in which Ann of the lab may sign in."""
    service = service_in(tmp_path, sign_in_tries=3)
    body = {
        "name": "安",
        "login": "ann",
        "password": PASSWORD,
        "grants": [{"role": "contact", "department": "lab"}],
    }
    made = service.client.post("/v1/principals", json=body, headers=service.headers["admin"])
    assert made.status_code == 201
    office = service.headers["office"]
    service.client.post("/v1/inventory/departments", json={"id": "lab"}, headers=office)
    service.headers["ann"] = {"at": f"/v1/principals/{made.json()['id']}"}
    yield service
    service.client.close()
    service.database.close()


def browser(service: Service) -> TestClient:
    return TestClient(service.app, raise_server_exceptions=False)


def sign_in(client: TestClient, password: str = PASSWORD, login: str = "ann") -> Any:
    return client.post("/v1/sessions", json={"login": login, "password": password})


def test_a_password_opens_a_session_that_reads_and_writes(lobby: Service) -> None:
    ann = browser(lobby)
    answer = sign_in(ann)
    assert answer.status_code == 201
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert ann.get("/v1/me").json()["name"] == "安"
    assert ann.get("/v1/sessions/current").json()["csrf"] == answer.json()["csrf"]
    expert = {"id": "E1", "department": "lab"}
    assert ann.post("/v1/inventory/experts", json=expert).status_code == 403
    wrong = {"X-CSRF-Token": "x"}
    assert ann.post("/v1/inventory/experts", json=expert, headers=wrong).status_code == 403
    token = {"X-CSRF-Token": answer.json()["csrf"]}
    assert ann.post("/v1/inventory/experts", json=expert, headers=token).status_code == 201


def test_signing_out_ends_the_session(lobby: Service) -> None:
    ann, elsewhere = browser(lobby), browser(lobby)
    token = {"X-CSRF-Token": sign_in(ann).json()["csrf"]}
    sign_in(elsewhere)
    cookie = ann.cookies["roundtable_session"]
    assert ann.delete("/v1/sessions/current", headers=token).status_code == 204
    assert "roundtable_session" not in ann.cookies
    stolen = browser(lobby)
    stolen.cookies.set("roundtable_session", cookie)
    assert stolen.get("/v1/me").status_code == 401
    assert elsewhere.get("/v1/me").status_code == 200


def test_a_session_ends_in_time(lobby: Service) -> None:
    ann = browser(lobby)
    ends = datetime.fromisoformat(sign_in(ann).json()["expires_at"])
    hours = lobby.app.state.settings.session_hours
    assert abs(ends - datetime.now(UTC) - timedelta(hours=hours)) < timedelta(minutes=5)
    assert ann.get("/v1/me").status_code == 200
    with lobby.database.writing() as session:
        kept = principals.find_session(session, ann.cookies["roundtable_session"])
        assert kept is not None
        kept.expires_at = datetime.now(UTC)
    assert ann.get("/v1/me").status_code == 401


def test_a_wrong_password_and_an_unknown_login_look_the_same(lobby: Service) -> None:
    wrong, unknown = sign_in(browser(lobby), "x"), sign_in(browser(lobby), "x", "bob")
    keyed = sign_in(browser(lobby), "x", "office")  # signs in by key only
    for answer in (wrong, unknown, keyed):
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
        body = {k: v for k, v in answer.json().items() if k != "instance"}
        assert body == {k: v for k, v in wrong.json().items() if k != "instance"}


def test_failures_are_limited_even_in_parallel(lobby: Service) -> None:
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: sign_in(browser(lobby), "guess"), range(6)))
    assert sorted(a.status_code for a in answers) == [401, 401, 401, 429, 429, 429]
    late = sign_in(browser(lobby))
    assert late.status_code == 429  # the right password too: a guess must not tell
    assert int(late.headers["retry-after"]) > 0
    assert sign_in(browser(lobby), "x", "bob").status_code == 401  # others go on


def test_a_success_forgets_the_failures(lobby: Service) -> None:
    for _ in range(3):
        assert sign_in(browser(lobby), "guess").status_code == 401
        assert sign_in(browser(lobby)).status_code == 201


def test_another_site_does_not_sign_anybody_in(lobby: Service) -> None:
    body = {"login": "ann", "password": PASSWORD}
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = browser(lobby).post("/v1/sessions", json=body, headers=headers)
    assert answer.status_code == 403


def test_changing_the_password_ends_the_other_sessions(lobby: Service) -> None:
    ann, elsewhere = browser(lobby), browser(lobby)
    token = {"X-CSRF-Token": sign_in(ann).json()["csrf"]}
    sign_in(elsewhere)
    body = {"old": PASSWORD, "new": NEXT}
    short = ann.post("/v1/me/password", json={**body, "new": "short"}, headers=token)
    assert short.status_code == 422
    assert ann.post("/v1/me/password", json=body, headers=token).status_code == 204
    assert ann.get("/v1/me").status_code == 200
    assert elsewhere.get("/v1/me").status_code == 401
    assert sign_in(browser(lobby)).status_code == 401
    assert sign_in(browser(lobby), NEXT).status_code == 201


def test_the_old_password_is_not_guessed_in_a_stolen_session(lobby: Service) -> None:
    ann = browser(lobby)
    token = {"X-CSRF-Token": sign_in(ann).json()["csrf"]}
    body = {"old": "guess", "new": NEXT}
    codes = [ann.post("/v1/me/password", json=body, headers=token).status_code for _ in range(4)]
    assert codes == [403, 403, 403, 429]


def test_an_administrator_sets_and_takes_passwords(lobby: Service) -> None:
    ann, at = browser(lobby), f"{lobby.headers['ann']['at']}/password"
    admin = lobby.headers["admin"]
    sign_in(ann)
    for who in ("office", "auditor"):
        answer = lobby.client.put(at, json={"password": NEXT}, headers=lobby.headers[who])
        assert answer.status_code == 403
    assert lobby.client.put(at, json={"password": NEXT}, headers=admin).status_code == 204
    assert ann.get("/v1/me").status_code == 401
    assert sign_in(ann, NEXT).status_code == 201
    assert lobby.client.put(at, json={"password": None}, headers=admin).status_code == 204
    assert sign_in(browser(lobby), NEXT).status_code == 401
    events = lobby.client.get("/v1/audit?size=500", headers=admin).json()["items"]
    told = [event for event in events if event["action"] == "password.change"]
    assert [event["detail"]["set"] for event in told] == [True, False]
    assert NEXT not in str(events)
