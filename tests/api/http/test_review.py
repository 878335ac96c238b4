"""A whole round over HTTP: solved, reviewed line by line, re-run, decided, published."""

from __future__ import annotations

from typing import Any

import pytest
from icalendar import Calendar

from tests.api.http.conftest import Working
from tests.api.http.service import Service
from tests.api.http.test_runs import followed, submit


def post(service: Service, who: str, at: str, **body: Any) -> Any:
    headers = {**service.headers[who], "If-Match": "*", "Idempotency-Key": f"{at} {body}"}
    return service.client.post(at, json=body or None, headers=headers)


def lines(service: Service, at: str, who: str) -> list[dict[str, Any]]:
    answer = service.client.get(f"{at}/lines?size=500", headers=service.headers[who])
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


@pytest.fixture
def reviewed(working: Working) -> Working:
    """The round with a solved plan under review."""
    service, at = working
    run = str(submit(service, at, time_limit_seconds=20).headers["location"])
    followed(service, run)
    begun = post(service, "office", f"{at}/review", run_id=run.rsplit("/", 1)[1])
    assert begun.status_code == 200, begun.text
    assert begun.json()["open"] == begun.json()["lines"] == 2
    return working


def test_everybody_sees_the_lines_that_concern_them(reviewed: Working) -> None:
    service, at = reviewed
    assert {x["kind"] for x in lines(service, at, "lab")} == {"time", "person"}
    assert lines(service, at, "data") == []
    assert len(lines(service, at, "team")) == 2
    assert len(lines(service, at, "auditor")) == 2
    line = lines(service, at, "lab")[0]["id"]
    assert post(service, "data", f"/v1/lines/{line}/accept").status_code == 404
    assert post(service, "office", f"/v1/lines/{line}/accept").status_code == 403


def test_an_objection_becomes_a_pin_and_the_rest_stays(reviewed: Working) -> None:
    service, at = reviewed
    office = service.headers["office"]
    person = next(x for x in lines(service, at, "lab") if x["kind"] == "person")
    time = next(x for x in lines(service, at, "lab") if x["kind"] == "time")
    assert post(service, "lab", f"/v1/lines/{person['id']}/object", reason=" ").status_code == 422
    post(service, "lab", f"/v1/lines/{person['id']}/object", reason="needed at home")
    post(service, "team", f"/v1/lines/{time['id']}/accept")
    etag = {"If-Match": service.client.get(at, headers=office).headers["etag"]}
    key = {"Idempotency-Key": "d"}
    leader = {**service.headers["leader"], **etag, **key}
    decided = service.client.post(f"{at}/decide", headers=leader)
    assert decided.status_code == 409
    again = post(service, "office", f"{at}/rerun", time_limit_seconds=20)
    assert again.status_code == 202, again.text
    run = str(again.headers["location"])
    followed(service, run)
    outcome = service.client.get(f"{run}/outcome", headers=office).json()
    used = {
        e
        for p in outcome["plan"]["projects"]
        for k in p["packages"]
        for s in k["staffing"]
        for e in s["experts"]
    }
    assert used == {"E1", "E2"} - {person["subject"]}
    begun = post(service, "office", f"{at}/review", run_id=run.rsplit("/", 1)[1]).json()
    assert begun == {"lines": 2, "open": 1}  # the time is the same and keeps its answer
    now = {x["kind"]: x for x in lines(service, at, "lab")}
    assert now["time"]["state"] == "accepted"
    assert now["person"]["subject"] != person["subject"]


def test_a_leader_settles_what_is_left(reviewed: Working) -> None:
    service, at = reviewed
    for line in lines(service, at, "lab"):
        post(service, "lab", f"/v1/lines/{line['id']}/object", reason="no")
        assert (
            post(service, "lab", f"/v1/lines/{line['id']}/overrule", reason="yes").status_code
            == 403
        )
        settled = post(service, "leader", f"/v1/lines/{line['id']}/overrule", reason="it must be")
        assert settled.json()["state"] == "overruled"
    assert post(service, "leader", f"{at}/decide").status_code == 200


def test_what_is_published_is_fixed_and_read_by_the_team(reviewed: Working) -> None:
    service, at = reviewed
    before = service.client.get(f"{at}/proposals/P1", headers=service.headers["team"]).json()
    assert (before["final"], before["accepted"]) == (False, True)
    for line in lines(service, at, "lab"):
        post(service, "lab", f"/v1/lines/{line['id']}/accept")
    assert post(service, "office", f"{at}/publish").status_code == 409  # not decided yet
    assert post(service, "office", f"{at}/decide").status_code == 403
    assert post(service, "leader", f"{at}/decide").status_code == 200
    first = post(service, "office", f"{at}/publish")
    again = post(service, "office", f"{at}/publish")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    team = service.headers["team"]
    proposal = service.client.get(f"{at}/proposals/P1", headers=team).json()
    assert (proposal["final"], proposal["accepted"]) == (True, True)
    person = next(x for x in proposal["lines"] if x["kind"] == "person")
    assert person["from_department"] == "lab"
    shares = service.client.get(f"{at}/shares", headers=service.headers["leader"]).json()
    paid = {s["department"]: s["cents"] for s in proposal["shares"]}
    assert sum(paid.values()) == shares["total_cents"] > 0
    assert (
        service.client.get(f"{at}/proposals/P1", headers=service.headers["data"]).status_code == 404
    )
    assert service.client.get(f"{at}/shares", headers=team).status_code == 403
    feed = service.client.get(f"{at}/proposals/P1/calendar.ics", headers=team)
    events = Calendar.from_ical(feed.content).walk("VEVENT")
    assert [str(event["status"]) for event in events] == ["CONFIRMED"]
    assert events[0].decoded("dtstart").isoformat() == person["first_day"]
    assert post(service, "office", f"{at}/close").json() == {"state": "closed"}
    verdict = service.client.get("/v1/audit/verdict", headers=service.headers["auditor"]).json()
    assert verdict["holds"] is True
