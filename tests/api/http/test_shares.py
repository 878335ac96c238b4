"""Who pays what of a plan before it is published: by any rule, side by side, and asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.usecases import shares
from optimizer.sharing.plans import plan_choices, share_plan
from tests.api.http.conftest import Working
from tests.api.http.planned import Planned, planned_in, planned_round
from tests.api.http.published import ask, get
from tests.api.http.test_runs import followed
from tests.api.http.test_scenarios import post, solved


@pytest.fixture
def planned(tmp_path: Path) -> Planned:
    return planned_in(tmp_path)


def test_any_rule_shares_the_plan_of_a_run(planned: Planned) -> None:
    round_, outcome = planned_round()
    assert outcome.plan is not None
    own = get(planned, "leader", f"{planned.run}/shares").json()
    assert own == share_plan(round_, outcome.plan).model_dump(mode="json")
    other = get(planned, "leader", f"{planned.run}/shares?rule=proportional:use").json()
    assert other["rule"] == "proportional"
    assert sum(d["pays_cents"] for d in other["departments"]) == other["total_cents"]
    assert get(planned, "leader", f"{planned.run}/shares?rule=fairness").status_code == 422
    # Nobody's ability to pay is known here: the finding says so.
    refused = get(planned, "leader", f"{planned.run}/shares?rule=proportional:ability")
    assert refused.status_code == 422
    assert refused.json()["findings"][0]["code"] == "rule.ability-unknown"


def test_rules_stand_side_by_side(planned: Planned) -> None:
    made = get(planned, "auditor", f"{planned.run}/shares/rules").json()
    columns = made["columns"]
    assert columns[0]["rules"][0]["rule"] == "shapley"  # the round's own
    assert {sum(column["pays_cents"]) for column in columns} == {sum(columns[0]["pays_cents"])}
    told = [rule["rule"] for column in columns for rule in column["rules"]]
    told += [rule["rule"] for rule in made["refused"]]
    assert sorted(told) == sorted(choice.key for choice in plan_choices())
    changes = [
        max(abs(column["pays_cents"][i] - columns[0]["pays_cents"][i]) for column in columns)
        for i in range(len(made["departments"]))
    ]
    assert changes == sorted(changes, reverse=True)


def test_what_takes_long_is_asked_for(planned: Planned, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "MOST_AT_ONCE", 0)
    shares.forget()
    at = f"{planned.run}/shares"
    assert get(planned, "leader", f"{at}?rule=nucleolus").status_code == 409
    assert get(planned, "leader", f"{at}?rule=equal").status_code == 200
    later = get(planned, "leader", f"{at}/rules").json()["later"]
    assert "nucleolus" in [rule["rule"] for rule in later]
    assert ask(planned, "leader", at, {"rule": "fairness"}).status_code == 422
    assert ask(planned, "auditor", at, {"rule": "nucleolus"}).status_code == 403
    asked = ask(planned, "leader", at, {"rule": "nucleolus"})
    assert asked.status_code == 202
    assert (asked.json()["kind"], asked.json()["question"]) == ("shares", {"rule": "nucleolus"})


@pytest.mark.long  # a solve and two questions, each in a process of its own
def test_the_background_answers(working: Working, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "MOST_AT_ONCE", 0)
    service, at = working
    run = f"/v1/runs/{solved(service, at)}"
    office = service.headers["office"]
    for path, body in (("stand-alone", {}), ("shares", {"rule": "nucleolus"})):
        asked = post(service, f"{run}/{path}", time_limit_seconds=10, **body)
        assert asked.status_code == 202, asked.text
        followed(service, str(asked.headers["location"]))
    own = service.client.get(f"{run}/shares", headers=office).json()
    standing = {d["department"]: d["standing"] for d in own["departments"]}
    assert None not in standing.values()
    for said in standing.values():
        assert said["points"]["low"] <= said["points"]["high"]
    other = service.client.get(f"{run}/shares?rule=nucleolus", headers=office)
    assert other.json()["rule"] == "nucleolus"
