"""Coming in, going out, and what holds for every page."""

from __future__ import annotations

import re

import pytest

from api.console.route import within_site
from api.http.route import session_cookie
from tests.api.console.door import Door


def test_whoever_is_outside_is_led_to_the_door_and_back(door: Door) -> None:
    nobody = door.browser()
    answer = nobody.get("/requests?state=draft")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/requests%3Fstate%3Ddraft"
    shown = nobody.get(answer.headers["location"])
    assert 'value="/requests?state=draft"' in shown.text
    # What a page sends when the session is over leads to the door as well.
    sent = nobody.send("/rounds", {}, **{"HX-Current-URL": "http://testserver/rounds/new"})
    assert sent.status_code == 401
    assert sent.headers["hx-redirect"] == "/sign-in?next=/rounds/new"


def test_a_password_opens_and_a_wrong_one_says_what_to_do(door: Door) -> None:
    made = door.service.client.post(
        "/v1/principals",
        json={
            "name": "N",
            "login": "n",
            "password": "correct horse battery",
            "grants": [{"role": "office"}],
        },
        headers=door.service.headers["admin"],
    )
    assert made.status_code == 201
    nobody = door.browser()
    wrong = nobody.client.post("/sign-in", data={"login": "n", "password": "no"})
    assert wrong.status_code == 401
    assert 'role="alert"' in wrong.text
    assert session_cookie not in nobody.client.cookies
    right = nobody.client.post(
        "/sign-in",
        data={"login": "n", "password": "correct horse battery", "next": "/requests"},
        follow_redirects=False,
    )
    assert right.headers["location"] == "/requests"
    cookie = right.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_the_first_administrator_comes_in_with_the_key(door: Door) -> None:
    admin = door.browser("admin")
    assert "Administrator" in admin.get("/rounds").text
    assert door.browser().client.post("/sign-in/key", data={"key": "rt_no"}).status_code == 401


def test_going_out_ends_the_session(door: Door) -> None:
    office = door.browser("office")
    cookie = office.client.cookies[session_cookie]
    answer = office.send("/sign-out")
    assert answer.headers["hx-redirect"] == "/sign-in"
    office.client.cookies.set(session_cookie, cookie)
    assert office.get("/rounds").status_code == 303


@pytest.mark.parametrize("path", ["//evil.example/x", "https://evil.example", "/\\evil", "x", ""])
def test_the_door_leads_nowhere_else(path: str) -> None:
    assert within_site(path, "/home") == "/home"


def test_writing_needs_the_token_of_the_page(door: Door) -> None:
    office = door.browser("office")
    token, office.csrf = office.csrf, "something else"
    refused = office.send("/rounds", {"title": "R"})
    assert refused.status_code == 403
    assert refused.headers["hx-retarget"] == "#messages"
    office.csrf = token
    assert office.send("/sign-out").status_code == 204


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}],
)
def test_other_sites_can_not_send_anything(door: Door, headers: dict[str, str]) -> None:
    key = door.service.headers["office"]["Authorization"].removeprefix("Bearer ")
    answer = door.browser().client.post("/sign-in/key", data={"key": key}, headers=headers)
    assert answer.status_code == 403


def test_pages_load_nothing_but_our_own_files(door: Door) -> None:
    for answer in (
        door.browser().get("/sign-in"),
        door.browser("office").get("/rounds"),
        door.browser("office").get("/rounds/none"),
    ):
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert " style=" not in answer.text
        assert " onclick=" not in answer.text
        scripts = re.findall(r"<script(?! src=)(?! type=\"application/json\")", answer.text)
        assert scripts == []
        assert not re.search(r'(?:src|href)="https?:', answer.text)


def test_files_may_be_kept_and_nothing_else_is_given(door: Door) -> None:
    nobody = door.browser()
    address = re.search(r'href="(/static/console\.css\?v=\w+)"', nobody.get("/sign-in").text)
    assert address is not None
    answer = nobody.get(address[1])
    assert "immutable" in answer.headers["cache-control"]
    again = nobody.get(address[1], **{"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    for name in ("../settings.py", "%2e%2e/settings.py", "nothing.css", "vendor", "x.py"):
        assert nobody.get(f"/static/{name}").status_code == 404


def test_language_and_appearance_are_chosen_and_kept(door: Door) -> None:
    office = door.browser("office")
    assert 'lang="zh-CN"' in office.get("/rounds", **{"Accept-Language": "zh"}).text
    assert 'lang="en"' in office.get("/rounds").text
    assert 'lang="zh-CN"' in office.get("/rounds?lang=zh&theme=dark").text
    later = office.get("/rounds").text
    assert 'lang="zh-CN"' in later
    assert 'data-theme="dark"' in later
    assert 'data-theme="auto"' in office.get("/rounds?theme=auto").text


def test_a_refusal_is_a_page_that_says_what_to_do_next(door: Door) -> None:
    team = door.browser("team")
    page = team.get("/inventory")
    assert page.status_code == 403
    assert "What to do next" in page.text
    assert "<!doctype html>" in page.text
    assert door.browser("office").get("/no/such/page").status_code == 404
    # Programs get data, whatever they ask for.
    answer = door.service.client.get("/v1/nothing", headers={"Accept": "text/html"})
    assert answer.headers["content-type"] == "application/problem+json"


def test_people_see_the_ways_that_are_open_to_them(door: Door) -> None:
    assert "/inventory" in door.browser("lab").get("/rounds").text
    assert 'href="/inventory"' not in door.browser("team").get("/rounds").text
    assert 'href="/rounds/new"' not in door.browser("leader").get("/rounds").text
    assert door.browser("leader").get("/rounds/new").status_code == 403
