"""Administration: accounts, roles, keys, passwords, lockouts, departments; one's own account."""

from __future__ import annotations

import re
from typing import Any

import pytest

from api.store import sign_in
from tests.api.console.door import Browser, Door

PASSWORD = "correct horse battery"


@pytest.fixture
def admin(door: Door) -> Browser:
    return door.browser("admin")


def added(admin: Browser, login: str = "n", **more: object) -> str:
    """Add somebody through the form and return the page of the account."""
    sent = {"name": "Nia", "login": login, "grants-rows": "1", "grants-0-role": "leader", **more}
    answer = admin.send("/admin/people/new", sent)
    assert answer.status_code == 204, answer.text
    return answer.headers["hx-redirect"]


def api(door: Door, path: str) -> Any:
    answer = door.service.client.get(path, headers=door.service.headers["admin"])
    assert answer.status_code == 200, answer.text
    return answer.json()


def version_in(text: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', text)
    assert found is not None
    return found[1]


def test_somebody_is_added_found_and_given_other_roles(door: Door, admin: Browser) -> None:
    at = added(admin)
    shown = admin.get("/admin/people?named=NIA&lang=en").text
    assert at in shown
    assert "leader" in shown
    assert at not in admin.get("/admin/people?named=nobody%25").text
    sent = {
        "version": version_in(admin.get(at).text),
        "grants-rows": "3",
        "grants-0-role": "contact",
        "grants-0-department": "lab",
        "grants-1-role": "",
        "grants-2-role": "team",
        "grants-2-project": "P1",
    }
    assert admin.send(f"{at}/roles", sent).status_code == 204
    told = api(door, f"/v1{at.removeprefix('/admin').replace('people', 'principals')}")
    assert sorted(told["grants"], key=lambda grant: grant["role"]) == [
        {"role": "contact", "department": "lab", "project": None},
        {"role": "team", "department": None, "project": "P1"},
    ]
    # What was looked at is old now.
    assert admin.send(f"{at}/roles", sent).status_code == 412


def test_a_role_without_its_department_is_refused_with_what_to_do(admin: Browser) -> None:
    sent = {"name": "N", "login": "n", "grants-rows": "1", "grants-0-role": "contact"}
    refused = admin.send("/admin/people/new", sent)
    assert refused.status_code == 422
    assert "names a department" in refused.text


def test_a_key_is_shown_once_and_revoked(door: Door, admin: Browser) -> None:
    at = added(admin)
    made = admin.send(f"{at}/keys", {"label": "rota", "days": "30"})
    found = re.search(r'value="(rt_[\w-]+)"', made.text)
    assert found is not None
    assert made.headers["cache-control"] == "no-store"
    headers = {"Authorization": f"Bearer {found[1]}"}
    assert door.service.client.get("/v1/me", headers=headers).json()["name"] == "Nia"
    shown = admin.get(at).text
    assert found[1] not in shown
    revoke = re.search(r'hx-post="([^"]+/revoke)"', shown)
    assert revoke is not None
    assert "revoked" in admin.send(revoke[1]).text
    assert door.service.client.get("/v1/me", headers=headers).status_code == 401
    # A key of one account is not revoked through another's page.
    other = added(admin, "m")
    assert admin.send(revoke[1].replace(at, other)).status_code == 404


def test_a_password_is_set_and_taken_away_and_ends_sessions(door: Door, admin: Browser) -> None:
    at = added(admin)
    short = admin.send(f"{at}/password", {"password": "short"})
    assert short.status_code == 422
    assert "at least 12" in short.text
    assert admin.send(f"{at}/password", {"password": PASSWORD}).status_code == 204
    nobody = door.browser()
    entered = nobody.client.post(
        "/sign-in", data={"login": "n", "password": PASSWORD}, follow_redirects=False
    )
    assert entered.status_code == 303
    assert nobody.get("/account").status_code == 200
    assert admin.send(f"{at}/sessions/end").status_code == 204
    assert nobody.get("/account").status_code == 303
    assert admin.send(f"{at}/password/remove").status_code == 204
    again = nobody.client.post("/sign-in", data={"login": "n", "password": PASSWORD})
    assert again.status_code == 401


def test_whoever_failed_too_often_is_let_in_again(door: Door, admin: Browser) -> None:
    at = added(admin, password=PASSWORD)
    with door.service.database.writing() as session:
        for _ in range(10):
            sign_in.add_try(session, "n", "testclient")
    nobody = door.browser()
    sent = {"login": "n", "password": PASSWORD}
    assert nobody.client.post("/sign-in", data=sent).status_code == 429
    assert "has to wait" in admin.get(f"{at}?lang=en").text
    assert admin.send(f"{at}/failures/forget").status_code == 204
    assert nobody.client.post("/sign-in", data=sent, follow_redirects=False).status_code == 303


def test_stopping_an_account_and_not_oneself(door: Door, admin: Browser) -> None:
    at = added(admin)
    sent = {"version": version_in(admin.get(at).text), "name": "Nia B"}
    assert admin.send(at, sent).status_code == 204
    told = api(door, f"/v1{at.removeprefix('/admin').replace('people', 'principals')}")
    assert (told["name"], told["active"]) == ("Nia B", False)
    me = f"/admin/people/{api(door, '/v1/me')['id']}"
    own = {"version": version_in(admin.get(me).text), "name": "A"}
    assert admin.send(me, own).status_code == 409


def test_departments_without_a_contact_are_pointed_out(door: Door, admin: Browser) -> None:
    office = door.service.headers["office"]
    for id_ in ("lab", "empty"):
        made = door.service.client.post(
            "/v1/inventory/departments", json={"id": id_}, headers=office
        )
        assert made.status_code == 201
    told = {item["id"]: item for item in api(door, "/v1/departments")}
    assert [row["name"] for row in told["lab"]["contacts"]] == ["lab"]
    assert told["empty"]["contacts"] == []
    assert told["data"]["listed"] is False
    shown = admin.get("/admin/departments?lang=en").text
    assert "nobody answers" in shown
    assert "not in the list" in shown
    assert door.browser("leader").get("/admin").headers["location"] == "/admin/departments"
    assert door.browser("leader").get("/admin/people").status_code == 403


def test_one_changes_ones_own_password(door: Door, admin: Browser) -> None:
    added(admin, password=PASSWORD)
    nobody = door.browser()
    nobody.client.post("/sign-in", data={"login": "n", "password": PASSWORD})
    nobody.get("/account")
    new = "another horse battery"
    wrong = nobody.send("/account/password", {"old": "no", "new": new, "again": new})
    assert wrong.status_code == 403
    differ = nobody.send("/account/password", {"old": PASSWORD, "new": new, "again": new + "x"})
    assert differ.status_code == 422
    done = nobody.send("/account/password", {"old": PASSWORD, "new": new, "again": new})
    assert done.headers["hx-redirect"] == "/account"
    entered = door.service.client.post("/v1/sessions", json={"login": "n", "password": new})
    assert entered.status_code == 201
