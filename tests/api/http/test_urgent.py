"""Urgent requests: options against a plan, and that choosing one decides nothing by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.access.life import RequestState
from api.client import Client
from api.store import requests
from optimizer.domain import Project
from tests.api.http.planned import Planned, planned_in
from tests.api.http.published import answered, ask, get, published_in, submitted


def urgent(duration: int) -> dict[str, Any]:
    """A project of the lab that needs the lab's only expert."""
    staffing = [{"id": "s", "skill": "test"}]
    return {
        "id": "紧急/1",
        "title": {"zh": "抢修", "en": "Repair"},
        "sponsor": "lab",
        "benefits": [{"department": "lab", "value": 30}],
        "forbidden_experts": ["E2"],
        "packages": [
            {"id": "A", "modes": [{"id": "m", "duration": duration, "staffing": staffing}]}
        ],
    }


def quiet(planned: Planned) -> Planned:
    planned.service.app.state.engine.enqueue = lambda _: None
    return planned


@pytest.fixture
def published(tmp_path: Path) -> Iterator[Planned]:
    made = quiet(published_in(tmp_path))
    yield made
    made.service.database.close()


@pytest.fixture
def reviewed(tmp_path: Path) -> Iterator[Planned]:
    made = quiet(planned_in(tmp_path))
    yield made
    made.service.database.close()


def asked(planned: Planned, body: dict[str, Any]) -> str:
    made = ask(planned, "office", f"{planned.at}/urgent", {"time_limit_seconds": 20, **body})
    assert made.status_code == 202, made.text
    assert made.headers["location"] == f"/v1/runs/{made.json()['id']}"
    return answered(planned, made.json()["id"])


def approve(planned: Planned, document: dict[str, Any]) -> None:
    """Leave an approved request for a project in the store."""
    full = Project.model_validate(document).model_dump(mode="json")
    with planned.service.database.writing() as session:
        requests.add_request(
            session, full["id"], full["sponsor"], planned.ids["lab"], RequestState.APPROVED, full
        )


def chosen(planned: Planned, run: str, option: int, who: str = "office") -> Any:
    body = {"option": option, "reason": "the mains burst"}
    return ask(planned, who, f"/v1/runs/{run}/choice", body)


def at_of(options: list[dict[str, Any]], displaced: bool) -> int:
    """Return the place of the first option that leaves somebody out, or nobody."""
    return next(
        i
        for i, option in enumerate(options)
        if any(d["fate"] == "lost" for d in option["displaced"]) is displaced
    )


def test_an_option_becomes_a_change_that_the_displaced_agree_to(published: Planned) -> None:
    document = urgent(7)  # of 8 periods, two of which the joint project has the expert for
    run = asked(published, {"document": document, "from_period": 0})
    answer = get(published, "auditor", f"/v1/runs/{run}/options").json()
    assert answer["project"] == "紧急/1"
    assert {option["verified"] for option in answer["options"]} == {True}
    number = at_of(answer["options"], displaced=True)
    (lost,) = answer["options"][number]["displaced"]
    assert (lost["project"], lost["fate"], lost["sponsor"]) == ("P1", "lost", "data")
    assert answer["options"][number]["departments"][0]["loses"] > 0
    assert get(published, "lab", f"/v1/runs/{run}/options").status_code == 403

    # Nobody has assessed and approved it: it can be looked at, not chosen.
    assert chosen(published, run, number).status_code == 409
    approve(published, document)
    made = ask(
        published, "office", f"/v1/runs/{run}/choice", {"option": number, "reason": "a burst main"}
    )
    assert made.status_code == 201, made.text
    at = made.headers["location"]
    assert at == f"/v1/changes/{made.json()['change_id']}"
    assert get(published, "data", f"{published.at}/proposals/P1").status_code == 200

    # The sponsor of the displaced project and whoever gives something are asked.
    change = get(published, "office", at).json()
    assert (change["kind"], change["feasibility"]) == ("urgent", "feasible")
    assert [said["department"] for said in change["said"]] == ["lab", "data"]
    assert ask(published, "leader", f"{at}/apply", {"note": ""}).status_code == 409
    for department in ("lab", "data"):
        assert get(published, department, at).status_code == 200
        assert ask(published, department, f"{at}/accept").status_code == 200
    assert ask(published, "office", f"{at}/apply", {"note": "own"}).status_code == 403
    done = ask(published, "leader", f"{at}/apply", {"note": "urgent"})
    assert done.status_code == 201, done.text
    assert done.json()["number"] == 2
    shares = get(published, "auditor", f"{published.at}/shares").json()
    assert {p["project"] for p in shares["projects"]} == {"P2", "紧急/1"}
    gone = get(published, "data", f"{published.at}/proposals/P1").json()
    assert gone["accepted"] is False
    assert gone["reason"] == lost["sentence"]
    assert get(published, "auditor", "/v1/audit/verdict").json()["holds"] is True

    # Other changes go on from there, and the options that were found before are stale.
    longer = {"kind": "extension", "project": "P2", "package": "A", "periods": 1}
    after = submitted(published, "data", longer)
    assert (after["feasibility"], after["number"]) == ("feasible", 2)
    stale = chosen(published, run, number, "leader")
    assert stale.status_code == 409


def test_before_publishing_an_option_is_a_run_to_adopt(reviewed: Planned) -> None:
    document = urgent(3)
    approve(reviewed, document)
    run = asked(reviewed, {"document": document})
    options = get(reviewed, "leader", f"/v1/runs/{run}/options").json()["options"]
    number = at_of(options, displaced=False)
    made = chosen(reviewed, run, number)
    assert made.status_code == 201, made.text
    new = made.json()
    assert (new["change_id"], made.headers["location"]) == (None, f"/v1/runs/{new['run_id']}")
    shown = get(reviewed, "leader", f"/v1/runs/{new['run_id']}").json()
    assert (shown["state"], shown["kind"]) == ("done", "solve")
    assert shown["figures"]["accepted"] == 3
    body = {"run_id": new["run_id"], "with_changes": True, "reason": "a burst main"}
    adopted = ask(reviewed, "office", f"{reviewed.at}/adoptions", body)
    assert adopted.status_code == 200, adopted.text
    lines = get(reviewed, "lab", f"{reviewed.at}/lines").json()["items"]
    assert {line["state"] for line in lines if line["project"] == "紧急/1"} == {"open"}


def test_what_has_begun_stays(published: Planned) -> None:
    """The joint project has begun in period 0 or 1, so nobody displaces it."""
    run = asked(published, {"document": urgent(6), "from_period": 2})
    answer = get(published, "office", f"/v1/runs/{run}/options").json()
    for option in answer["options"]:
        planned = {p["project"]: p for p in option["plan"]["projects"]}
        assert "P1" in planned
        assert planned["紧急/1"]["packages"][0]["start"] >= 2


def test_what_does_not_fit_is_refused_at_once(published: Planned) -> None:
    at = f"{published.at}/urgent"
    for wrong, where in (
        ({}, None),
        ({"project": "P1"}, None),
        ({"project": "nothing"}, "/changes/0/project"),
        ({"document": {"id": "U"}}, "/sponsor"),
        ({"document": {**urgent(2), "sponsor": "strangers"}}, "/projects/2/sponsor"),
        ({"document": {**urgent(2), "id": "P1"}}, None),
    ):
        answer = ask(published, "office", at, wrong)
        assert answer.status_code == 422, answer.text
        found = [f["place"]["pointer"] for f in answer.json().get("findings") or ()]
        assert where is None or where in found
    run = published.run.rsplit("/", 1)[1]
    known = ask(published, "office", at, {"document": urgent(2), "run_id": run})
    assert known.status_code == 409
    assert get(published, "office", f"{published.run}/options").status_code == 404
    asked_about = asked(published, {"document": urgent(2), "from_period": 0})
    assert chosen(published, asked_about, 99).status_code == 404


def test_the_client_asks_and_chooses(published: Planned) -> None:
    key = published.service.headers["office"]["Authorization"].removeprefix("Bearer ")
    office = Client("", key, http=published.service.client)
    document = urgent(2)
    approve(published, document)
    run = office.urgent.ask(published.round_id, document, seconds=20, from_period=0)
    answered(published, run.id)
    options = office.urgent.options(run).options
    assert options[0].code == "idle"
    made = office.urgent.choose(run, 0, "a burst main")
    assert made.change_id is not None
    assert office.changes.read(made.change_id).is_checked
