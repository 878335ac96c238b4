"""A change of a published plan under authority rules: signed by who must, before it binds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.access.default_rules import DEFAULT_RULES
from api.access.rules import AuthorityRules, Scope
from tests.api.http.planned import Planned
from tests.api.http.published import ask, get, published_in, submitted

LONGER = {"kind": "extension", "project": "P1", "package": "A", "periods": 1}
RULES = AuthorityRules(
    rules=tuple(rule for rule in DEFAULT_RULES.rules if Scope.CHANGE in rule.applies.scopes)
)


@pytest.fixture
def planned(tmp_path: Path) -> Iterator[Planned]:
    made = published_in(tmp_path, RULES)
    made.service.app.state.engine.enqueue = lambda _: None
    yield made
    made.service.database.close()


def chain(planned: Planned, change: dict[str, Any]) -> dict[str, Any]:
    at = f"{planned.at}/chains/change/{change['id']}"
    shown: dict[str, Any] = get(planned, "auditor", at).json()
    return shown


def test_agreeing_and_applying_sign_a_change(planned: Planned) -> None:
    change = submitted(planned, "data", LONGER)
    before = chain(planned, change)
    assert {rule["id"]: rule["state"] for rule in before["rules"]} == {
        "change-owner": "open",
        "change": "open",
    }
    assert (before["kind"], before["owner"], before["effort_pct_periods"]) == (
        "extension", "lab", 100,
    )  # fmt: skip
    for who, kinds in (("lab", {"sign": 1}), ("office", {"sign": 1}), ("data", {})):
        assert get(planned, who, "/v1/inbox").json()["counts"] == kinds
    at = f"/v1/changes/{change['id']}"
    assert ask(planned, "lab", f"{at}/accept").status_code == 200
    assert chain(planned, change)["rules"][0]["state"] == "complete"
    refused = ask(planned, "leader", f"{at}/apply", {"note": ""})  # the office has not signed
    assert (refused.status_code, refused.json()["code"]) == (409, "unsigned")
    assert ask(planned, "office", f"{at}/apply", {"note": ""}).status_code == 201
    assert get(planned, "office", "/v1/inbox").json()["counts"] == {}


def test_the_author_of_a_change_does_not_sign_it(planned: Planned) -> None:
    change = submitted(planned, "office", LONGER)
    at = f"{planned.at}/chains/change/{change['id']}"
    body = {"digest": chain(planned, change)["digest"]}
    assert ask(planned, "office", f"{at}/sign", body).status_code == 403
    assert ask(planned, "office2", f"{at}/sign", body).status_code == 200
    assert ask(planned, "lab", f"{at}/sign", body).json()["state"] == "complete"
    stale = {"digest": "0" * 64}
    assert ask(planned, "lab", f"{at}/withdraw", stale).status_code == 412


def test_an_objection_is_settled_by_a_leader(planned: Planned) -> None:
    change = submitted(planned, "data", LONGER)
    at = f"/v1/changes/{change['id']}"
    assert ask(planned, "lab", f"{at}/object", {"note": "no time"}).status_code == 200
    assert {rule["id"] for rule in chain(planned, change)["rules"]} == {"dispute", "change"}
    body = {"digest": chain(planned, change)["digest"]}
    sign = f"{planned.at}/chains/change/{change['id']}/sign"
    assert ask(planned, "leader", f"{at}/apply", {"note": "it must be"}).status_code == 409
    assert ask(planned, "office", sign, body).status_code == 200
    applied = ask(planned, "leader", f"{at}/apply", {"note": "it has to be"})
    assert applied.status_code == 201, applied.text
