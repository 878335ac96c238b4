"""Changes of a published plan: asked for, checked, agreed to by who is touched, and applied."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from api.store import review
from optimizer.domain import Outcome
from tests.api.http.planned import Planned, planned_in
from tests.api.http.published import ask, get, published_in, solved, submitted

LONGER = {"kind": "extension", "project": "P1", "package": "A", "periods": 1}


@pytest.fixture
def planned(tmp_path: Path) -> Iterator[Planned]:
    made = published_in(tmp_path)
    made.service.app.state.engine.enqueue = lambda _: None
    yield made
    made.service.database.close()


def shares(planned: Planned, number: int | None = None) -> dict[str, Any]:
    query = "" if number is None else f"?number={number}"
    answer: dict[str, Any] = get(planned, "auditor", f"{planned.at}/shares{query}").json()
    return answer


def agreed(planned: Planned, change: dict[str, Any]) -> dict[str, Any]:
    """Let every department that is asked agree."""
    for said in change["said"]:
        if said["accepted"] is None:
            match = f'"{change["id"]}.{change["version"]}"'
            at = f"/v1/changes/{change['id']}/accept"
            answer = ask(planned, said["department"], at, match=match)
            assert answer.status_code == 200, answer.text
            change = answer.json()
    return change


def applied(planned: Planned, change: dict[str, Any], who: str = "office") -> Any:
    return ask(planned, who, f"/v1/changes/{change['id']}/apply", {"note": ""})


def test_from_asking_to_the_next_version(planned: Planned) -> None:
    before = shares(planned)
    change = submitted(planned, "data", LONGER)
    assert (change["state"], change["feasibility"], change["number"]) == ("open", "feasible", 1)
    said = {s["department"]: s["accepted"] for s in change["said"]}
    assert said == {"lab": None, "data": True}  # the sponsor asks, the owner is asked
    effect = get(planned, "office", f"/v1/changes/{change['id']}/effect").json()
    assert effect["asked"] == ["lab", "data"]
    assert {line["kind"] for line in effect["lines"]} == {"time", "person", "dataset"}
    assert effect["cost_after_cents"] > effect["cost_before_cents"]
    assert shares(planned) == before  # nothing is changed by asking
    assert applied(planned, change).status_code == 409
    change = agreed(planned, change)
    made = applied(planned, change)
    assert made.status_code == 201, made.text
    assert (made.json()["number"], made.json()["change_id"]) == (2, change["id"])
    after = shares(planned)
    assert after["total_cents"] == effect["cost_after_cents"]
    assert shares(planned, 1) == before
    settlement = get(planned, "office", f"{planned.at}/settlement").json()
    assert settlement == effect["settlement"]
    assert sum(d["receives_cents"] for d in settlement["departments"]) == 0
    proposal = get(planned, "data", f"{planned.at}/proposals/P1").json()
    (time,) = (line for line in proposal["lines"] if line["kind"] == "time")
    assert time["end"] - time["start"] == 3
    listed = get(planned, "data", f"{planned.at}/publications").json()
    assert [p["number"] for p in listed] == [1, 2]
    final = get(planned, "data", f"/v1/changes/{change['id']}").json()
    assert (final["state"], final["applied_number"]) == ("applied", 2)
    assert applied(planned, change).status_code == 201  # the same request, the same answer
    assert get(planned, "auditor", "/v1/audit/verdict").json()["holds"] is True


def test_validating_stores_nothing(planned: Planned) -> None:
    body = {"amendment": LONGER, "reason": "why", "from_period": 0}
    answer = ask(planned, "data", f"{planned.at}/changes?validate_only=true", body)
    assert (answer.status_code, answer.json()) == (200, None)
    assert get(planned, "office", f"{planned.at}/changes").json()["items"] == []


@pytest.mark.parametrize(
    ("amendment", "pointer"),
    [
        ({"kind": "growth"}, "/amendment"),
        ({"kind": "extension", "project": "P1"}, "/amendment/extension/package"),
        ({**LONGER, "periods": 0}, "/amendment/extension/periods"),
        ({**LONGER, "package": "Z"}, "/amendment/package"),
        ({**LONGER, "periods": 50}, "/amendment/periods"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    planned: Planned, amendment: dict[str, Any], pointer: str
) -> None:
    body = {"amendment": amendment, "reason": "why"}
    answer = ask(planned, "office", f"{planned.at}/changes", body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["findings"][0]["place"]["pointer"] == pointer


def test_a_reason_and_a_published_round_are_needed(planned: Planned) -> None:
    body = {"amendment": LONGER, "reason": " ", "from_period": 0}
    assert ask(planned, "data", f"{planned.at}/changes", body).status_code == 422


def test_before_anything_is_published_there_are_none(tmp_path: Path) -> None:
    planned = planned_in(tmp_path)
    for who in ("office", "lab", "team"):
        assert get(planned, who, f"{planned.at}/changes").json()["items"] == []
    body = {"amendment": LONGER, "reason": "why"}
    assert ask(planned, "data", f"{planned.at}/changes", body).status_code == 409
    planned.service.database.close()


def test_who_may_ask_and_who_may_know(planned: Planned) -> None:
    own = {"kind": "reduction", "project": "P2", "package": "A", "need": "s", "amount": 1}
    body = {"amendment": own, "reason": "why", "from_period": 0}
    assert ask(planned, "lab", f"{planned.at}/changes", body).status_code == 404
    assert ask(planned, "team", f"{planned.at}/changes", body).status_code == 404
    assert ask(planned, "leader", f"{planned.at}/changes", body).status_code == 403
    change = submitted(planned, "team", LONGER)
    at = f"/v1/changes/{change['id']}"
    for who in ("team", "lab", "data", "office", "leader", "auditor"):
        assert get(planned, who, at).status_code == 200, who
        assert len(get(planned, who, f"{planned.at}/changes").json()["items"]) == 1
    for address in (at, f"{at}/effect"):
        assert get(planned, "idle", address).status_code == 404
    assert get(planned, "idle", f"{planned.at}/changes").json()["items"] == []
    assert ask(planned, "idle", f"{at}/accept").status_code == 404


def test_departments_see_their_own_money_only(planned: Planned) -> None:
    change = submitted(planned, "data", LONGER)
    effect = get(planned, "lab", f"/v1/changes/{change['id']}/effect").json()
    assert [d["department"] for d in effect["settlement"]["departments"]] == ["lab"]
    assert effect["cost_after_cents"] is None


def test_nobody_applies_their_own_change(planned: Planned) -> None:
    change = agreed(planned, submitted(planned, "office", LONGER))
    assert applied(planned, change, "office").status_code == 403
    assert applied(planned, change, "office2").status_code == 201


def test_an_objection_needs_a_reason_and_a_leader(planned: Planned) -> None:
    change = submitted(planned, "data", LONGER)
    at = f"/v1/changes/{change['id']}"
    assert ask(planned, "lab", f"{at}/object", {"note": ""}).status_code == 422
    objected = ask(planned, "lab", f"{at}/object", {"note": "no time"}).json()
    assert objected["said"][0] == {"department": "lab", "accepted": False, "reason": "no time"}
    assert applied(planned, change, "office").status_code == 409
    assert applied(planned, change, "leader").status_code == 422  # without a word
    body = {"note": "it has to be"}
    assert ask(planned, "leader", f"{at}/apply", body).status_code == 201


def test_an_infeasible_change_is_told_as_one_and_can_not_be_applied(planned: Planned) -> None:
    more = {"kind": "supplement", "project": "P1", "package": "A", "need": "s", "amount": 1}
    body = {"amendment": more, "reason": "why", "from_period": 0}
    made = ask(planned, "data", f"{planned.at}/changes", body)
    if made.status_code == 202:
        solved(planned, made.json()["run_id"])
        shown = get(planned, "data", made.headers["location"]).json()
        assert shown["feasibility"] == "infeasible"
        at = made.headers["location"]
        assert ask(planned, "data", f"{at}/accept").status_code == 409
        assert ask(planned, "office", f"{at}/apply", {"note": ""}).status_code == 409
    else:
        assert made.status_code == 422  # shown at once: nobody else has the skill
        assert made.json()["findings"]


def test_a_change_waits_for_its_check(planned: Planned) -> None:
    body = {"amendment": LONGER, "reason": "why", "from_period": 0}
    made = ask(planned, "data", f"{planned.at}/changes", body).json()
    assert made["feasibility"] == "checking"
    assert ask(planned, "lab", f"/v1/changes/{made['id']}/accept").status_code == 409
    assert applied(planned, made).status_code == 409


def test_after_another_change_it_is_checked_and_asked_again(planned: Planned) -> None:
    first = agreed(planned, submitted(planned, "data", LONGER))
    second = agreed(planned, submitted(planned, "data", {**LONGER, "periods": 2}))
    assert applied(planned, first).status_code == 201
    assert applied(planned, second).status_code == 409
    at = f"/v1/changes/{second['id']}"
    again = ask(planned, "data", f"{at}/recheck")
    assert again.status_code == 202, again.text
    solved(planned, again.json()["run_id"])
    shown = get(planned, "data", at).json()
    assert shown["number"] == 2
    assert {s["department"]: s["accepted"] for s in shown["said"]} == {"lab": None, "data": True}
    assert applied(planned, agreed(planned, shown)).status_code == 201
    with planned.service.database.reading() as session:
        made = review.find_publication(session, planned.round_id)
        assert made is not None
        assert made.number == 3
        plan = Outcome.model_validate_json(made.outcome).plan
    assert plan is not None
    (item,) = (p for p in plan.projects if p.project == "P1")
    assert item.packages[0].end - item.packages[0].start == 2 + 1 + 2


def test_of_two_changes_of_one_version_one_is_applied(
    tmp_path: Path, database_url: str | None
) -> None:
    planned = published_in(tmp_path, database_url=database_url)
    planned.service.app.state.engine.enqueue = lambda _: None
    pair = [agreed(planned, submitted(planned, "data", {**LONGER, "periods": n})) for n in (1, 2)]
    with ThreadPoolExecutor(4) as pool:
        jobs = [
            pool.submit(applied, planned, change, who)
            for change in pair
            for who in ("office", "office2")
        ]
    assert sorted(job.result().status_code for job in jobs) == [201, 409, 409, 409]
    states = [get(planned, "data", f"/v1/changes/{c['id']}").json()["state"] for c in pair]
    assert sorted(states) == ["applied", "open"]
    assert len(get(planned, "data", f"{planned.at}/publications").json()) == 2
    assert get(planned, "auditor", "/v1/audit/verdict").json()["holds"] is True
    planned.service.database.close()


def test_a_release_keeps_the_reasons_of_the_others(planned: Planned) -> None:
    change = agreed(planned, submitted(planned, "data", {"kind": "release", "project": "P2"}))
    assert applied(planned, change).status_code == 201
    released = get(planned, "data", f"{planned.at}/proposals/P2").json()
    assert released["accepted"] is False
    assert released["reason"]["zh"] == "经变更申请释放。"
    assert get(planned, "data", f"{planned.at}/proposals/P1").json()["accepted"] is True


@pytest.mark.parametrize(("step", "who", "state"), [
    ("withdraw", "data", "withdrawn"), ("refuse", "office", "refused"),
])  # fmt: skip
def test_a_change_may_end_without_effect(planned: Planned, step: str, who: str, state: str) -> None:
    change = submitted(planned, "data", LONGER)
    at = f"/v1/changes/{change['id']}"
    if step == "refuse":
        assert ask(planned, "office", f"{at}/refuse", {"note": ""}).status_code == 422
    others = {"withdraw": "team", "refuse": "data"}
    assert ask(planned, others[step], f"{at}/{step}", {"note": "x"}).status_code == 403
    assert ask(planned, who, f"{at}/{step}", {"note": "enough"}).json()["state"] == state
    assert applied(planned, change).status_code == 409
    assert len(get(planned, "office", f"{planned.at}/publications").json()) == 1


def test_those_touched_are_told(planned: Planned) -> None:
    hooks = {}
    for who in ("lab", "idle", "team"):
        body = {"url": "https://hooks.example/"}
        hooks[who] = ask(planned, who, "/v1/webhooks", body).json()["id"]
    change = agreed(planned, submitted(planned, "data", LONGER))
    applied(planned, change)
    heard = {}
    for who, id_ in hooks.items():
        items = get(planned, who, f"/v1/webhooks/{id_}/deliveries").json()["items"]
        heard[who] = sorted(item["kind"] for item in items)
    everything = [
        "change.checked", "change.decided", "change.submitted", "proposal.changed", "round.publish",
    ]  # fmt: skip
    assert heard == {"lab": everything, "team": everything, "idle": ["round.publish"]}


def test_statements_are_each_departments_own(planned: Planned) -> None:
    at = f"{planned.at}/statements"
    lab = get(planned, "lab", f"{at}/lab").json()
    assert lab["statement"]["department"] == "lab"
    assert sum(p["cents"] for p in lab["projects"]) == lab["statement"]["pays_cents"]
    assert all("lab" in (t["payer"], t["payee"]) for t in lab["transfers"])
    assert get(planned, "lab", f"{at}/data").status_code == 404
    assert get(planned, "office", f"{at}/data").status_code == 200
    assert get(planned, "office", f"{at}/nobody").status_code == 404
    assert get(planned, "team", f"{at}/lab").status_code == 403
    assert get(planned, "lab", f"{planned.at}/shares").status_code == 403
    certificate = get(planned, "lab", f"{planned.at}/certificate").json()
    assert {line["verdict"] for line in certificate["certificate"]} >= {"pass"}
    assert get(planned, "office", f"{planned.at}/shares?number=2").status_code == 404
