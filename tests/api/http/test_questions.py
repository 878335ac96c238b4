"""Questions about a plan, answered in the background, and what is scarce."""

from __future__ import annotations

import pytest

from tests.api.http.conftest import Working
from tests.api.http.test_runs import followed
from tests.api.http.test_scenarios import LEFT_OUT, experts, get, kept, post, solved


@pytest.mark.long  # compiles the bounds on a machine that has not done so yet
def test_why_a_project_is_out(working: Working) -> None:
    service, at = working
    dropped = solved(service, kept(service, at, "dropped", LEFT_OUT))
    asked = post(service, f"/v1/runs/{dropped}/questions", project="P1", time_limit_seconds=10)
    assert asked.status_code == 202, asked.text
    question = str(asked.headers["location"])
    events = followed(service, question)
    assert [data["state"] for _, kind, data in events if kind == "state"][-1] == "done"
    answer = get(service, f"{question}/answer")
    assert (answer["project"], answer["code"]) == ("P1", "pinned-out")
    assert answer["reason"]["zh"]
    assert answer["reason"]["en"]


def test_why_a_person_is_on_and_what_is_scarce(working: Working) -> None:
    service, at = working
    base = solved(service, at)
    (person,) = experts(service, base)
    body = {"project": "P1", "person": person}
    asked = post(service, f"/v1/runs/{base}/questions", **body)
    followed(service, str(asked.headers["location"]))
    (place,) = get(service, f"/v1/runs/{asked.json()['id']}/answer")["places"]
    assert place["expert"] == person
    assert {option["expert"] for option in place["options"]} == {"E1", "E2"} - {person}

    # What does not fit the plan is refused at once.
    for run, bad in (
        (base, {"project": "P1"}),
        (base, {"project": "P7"}),
        (base, {"project": "P1", "person": "E9"}),
    ):
        assert post(service, f"/v1/runs/{run}/questions", **bad).status_code == 422
    office = service.headers["office"]
    assert service.client.get(f"/v1/runs/{base}/answer", headers=office).status_code == 409

    # Questions stand beside the solves, not among them.
    assert {run["kind"] for run in get(service, f"{at}/runs")["items"]} == {"solve"}
    listed = get(service, f"{at}/runs?kind=why-person")["items"]
    assert [run["question"] for run in listed] == [body]

    found = get(service, f"{at}/scarcity?run_id={base}")
    (skill,) = found["skills"]
    assert (skill["name"], skill["suppliers"], skill["used"]) == ("test", 2, 200)
    assert get(service, f"{at}/scarcity")["skills"][0]["used"] == 0
