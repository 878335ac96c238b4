"""What came of a published plan: reported, compared, closed, and carried over to the next round."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.http.planned import Planned
from tests.api.http.published import ask, get, published_in

FIGURES: dict[str, Any] = {
    "cost_cents": 3_500_000,
    "benefits": [{"department": "data", "value": 4}],
    "use": [{"package": "A", "need": "s", "subject": "E1", "amount": 250}],
    "note": "late",
}


@pytest.fixture
def planned(tmp_path: Path) -> Iterator[Planned]:
    made = published_in(tmp_path)
    yield made
    made.service.database.close()


def report(planned: Planned, who: str, body: Any, project: str = "P1", match: str = "*") -> Any:
    service = planned.service
    key = {"If-Match": match, "Idempotency-Key": f"{who} {project} {match} {body}"[:200]}
    at = f"{planned.at}/actuals/{project}"
    return service.client.put(at, json=body, headers={**service.headers[who], **key})


def test_a_report_is_kept_and_replaced_by_who_has_seen_it(planned: Planned) -> None:
    at = f"{planned.at}/actuals/P1"
    assert get(planned, "team", at).status_code == 404
    first = report(planned, "team", FIGURES)
    assert first.status_code == 200, first.text
    assert get(planned, "data", at).json()["figures"]["cost_cents"] == 3_500_000
    assert report(planned, "data", {"cost_cents": 1}, match='"act_0.1"').status_code == 412
    again = report(planned, "data", {"cost_cents": 1}, match=first.headers["etag"])
    assert again.json()["version"] == 2
    assert report(planned, "team", FIGURES).json() == first.json()  # the same request
    stale = report(planned, "office", FIGURES, match=first.headers["etag"])
    assert stale.status_code == 412


def test_who_reports_on_what(planned: Planned) -> None:
    for who in ("lab", "idle"):
        assert report(planned, who, FIGURES).status_code == 404
        assert get(planned, who, f"{planned.at}/actuals/P1").status_code == 404
    assert report(planned, "team", {}, project="P2").status_code == 404
    assert report(planned, "office", {}, project="P9").status_code == 404
    assert report(planned, "leader", FIGURES).status_code == 403
    assert report(planned, "office", FIGURES).status_code == 200
    assert get(planned, "auditor", f"{planned.at}/actuals/P1").status_code == 200


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"cost_cents": -1}, "/cost_cents"),
        ({"colour": 1}, "/colour"),
        ({"benefits": [{"department": "moon", "value": 1}]}, "/benefits/0/department"),
        ({"use": [{**FIGURES["use"][0], "subject": "E2"}]}, "/use/0"),
        ({"use": FIGURES["use"] * 2}, "/use/1"),
    ],
)
def test_wrong_figures_are_findings(planned: Planned, change: dict[str, Any], pointer: str) -> None:
    answer = report(planned, "team", {**FIGURES, **change})
    assert answer.status_code == 422
    assert [f["place"]["pointer"] for f in answer.json()["findings"]] == [pointer]


def test_planned_against_actual(planned: Planned) -> None:
    report(planned, "team", FIGURES)
    seen = get(planned, "leader", f"{planned.at}/evaluation").json()
    first = next(p for p in seen["projects"] if p["project"] == "P1")
    assert (first["planned_points"], first["actual_points"]) == (10, 4)
    assert first["actual_cents"] == 3_500_000
    second = next(p for p in seen["projects"] if p["project"] == "P2")
    assert second["actual_points"] is None  # not known is not nothing
    (drift,) = seen["requesters"]
    assert (drift["sponsor"], drift["benefit_drift_pct"]) == ("data", pytest.approx(-60))
    assert get(planned, "lab", f"{planned.at}/evaluation").status_code == 403
    lines = get(planned, "lab", f"{planned.at}/use").json()
    assert {line["owner"] for line in lines} == {"lab"}
    person = next(line for line in lines if line["kind"] == "person")
    assert (person["planned"], person["actual"], person["unit"]) == (200, 250, "percent-periods")
    assert {line["kind"] for line in lines} == {"person", "money"}


def credits_now(planned: Planned) -> dict[str, int]:
    items = get(planned, "office", "/v1/inventory/departments").json()["items"]
    return {item["key"]: item["document"].get("credit", 0) for item in items}


def test_closing_fixes_the_review_and_carries_credits(planned: Planned) -> None:
    report(planned, "team", FIGURES)
    before = credits_now(planned)
    assert get(planned, "office", f"{planned.at}/closing").status_code == 409
    assert ask(planned, "leader", f"{planned.at}/close").status_code == 403
    closed = ask(planned, "office", f"{planned.at}/close")
    assert (closed.status_code, closed.json()) == (200, {"state": "closed"})
    document = get(planned, "auditor", f"{planned.at}/closing").json()
    assert document["unreported"] == ["P2"]
    assert (document["versions"], document["changes"]) == (1, {})
    lines = {c["department"]: c for c in document["credits"]}
    assert sum(c["earned"] for c in lines.values()) == 0
    # P1 brought 4 to data where it is reported, P2 stands at the planned 5: nine points, three
    # departments of equal weight.
    assert {d: c["earned"] for d, c in lines.items()} == {"lab": 3, "data": -6, "idle": 3}
    after = credits_now(planned)
    assert {d: after[d] - before[d] for d in after} == {d: c["earned"] for d, c in lines.items()}
    assert {d: c["after"] for d, c in lines.items()} == after
    assert report(planned, "team", {**FIGURES, "note": "x"}).status_code in (409, 412)
    assert ask(planned, "office", f"{planned.at}/close").json() == {"state": "closed"}  # once
    assert credits_now(planned) == after
    assert get(planned, "auditor", "/v1/audit/verdict").json()["holds"] is True
    # The next round is frozen with the credits.
    rules = {"calendar": {"start": "2027-01-04", "periods": 8}}
    made = ask(planned, "office", "/v1/rounds", {"title": "N", "rules": rules})
    at = made.headers["location"]
    ask(planned, "office", f"{at}/open")
    assert ask(planned, "office", f"{at}/freeze").status_code == 200
    snapshot = get(planned, "office", f"{at}/snapshot").json()
    assert {d["id"]: d["credit"] for d in snapshot["departments"]} == after


def test_nothing_is_closed_over_an_open_change(planned: Planned) -> None:
    planned.service.app.state.engine.enqueue = lambda _: None
    longer = {"kind": "extension", "project": "P1", "package": "A", "periods": 1}
    body = {"amendment": longer, "reason": "why", "from_period": 0}
    made = ask(planned, "data", f"{planned.at}/changes", body)
    assert ask(planned, "office", f"{planned.at}/close").status_code == 409
    ask(planned, "data", f"{made.headers['location']}/withdraw")
    assert ask(planned, "office", f"{planned.at}/close").status_code == 200
    document = get(planned, "office", f"{planned.at}/closing").json()
    assert document["changes"] == {"withdrawn": 1}
    assert ask(planned, "data", f"{planned.at}/changes", {**body, "reason": "x"}).status_code == 409
