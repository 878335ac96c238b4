"""Signer chains over HTTP: shown, signed, refused, and nothing decided or published before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.access.default_rules import DEFAULT_RULES
from tests.api.http.planned import Planned, planned_in
from tests.api.http.service import Service
from tests.api.http.test_review import lines, post


@pytest.fixture
def planned(tmp_path: Path) -> Planned:
    """A plan under review with the rules that an office starts from."""
    return planned_in(tmp_path, DEFAULT_RULES)


def chains(planned: Planned, who: str, query: str = "") -> dict[str, dict[str, Any]]:
    headers = planned.service.headers[who]
    answer = planned.service.client.get(f"{planned.at}/chains?size=500{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    return {f"{x['scope']}/{x['key']}": x for x in answer.json()["items"]}


def said(planned: Planned, who: str, place: str, verdict: str = "sign", **body: Any) -> Any:
    at = f"{planned.at}/chains/{place}"
    digest = chains(planned, "auditor")[place]["digest"]
    count = len(chains(planned, "auditor")[place]["acts"])
    key = {"Idempotency-Key": f"{place} {verdict} {count} {body}"}
    headers = {**planned.service.headers[who], **key}
    return planned.service.client.post(
        f"{at}/{verdict}", json={"digest": digest, **body}, headers=headers
    )


def accept_all(planned: Planned) -> None:
    for who in ("lab", "data"):
        for line in lines(planned.service, planned.at, who):
            if line["owner"] == who:
                done = post(planned.service, who, f"/v1/lines/{line['id']}/accept")
                assert done.status_code == 200, done.text


def test_the_chain_of_every_matter_is_shown_before_publishing(planned: Planned) -> None:
    shown = chains(planned, "auditor")
    assert {key.split("/")[0] for key in shown} == {"line", "project", "plan"}
    asked = {(x["kind"], rule["id"]) for x in shown.values() for rule in x["rules"]}
    assert asked == {
        ("person", "owner"), ("money", "owner"), ("dataset", "owner"), ("plan", "plan"),
    }  # fmt: skip
    money = next(x for x in shown.values() if x["kind"] == "money")
    assert (money["amount_cents"], money["state"]) == (30_000_00, "open")
    seat = money["rules"][0]["tree"]
    assert (seat["role"], seat["department"], seat["candidates"]) == ("contact", "lab", 2)
    assert {p["name"] for p in seat["people"]} == {"lab", "lab2"}
    person = next(x for x in shown.values() if x["kind"] == "person" and x["other_department"])
    assert person["effort_pct_periods"] == 200


def test_chains_are_shown_to_those_concerned(planned: Planned) -> None:
    service, at = planned.service, planned.at
    own = chains(planned, "lab")
    assert {x["owner"] for x in own.values() if x["scope"] == "line"} == {"lab"}
    assert {x["key"] for x in own.values() if x["scope"] == "project"} == {"P1"}
    assert not any(x["scope"] == "plan" for x in own.values())
    for chain in own.values():
        for rule in chain["rules"]:
            assert rule["tree"].get("people", []) == []  # names are not for contacts
    assert chains(planned, "idle") == {}
    assert {x["project"] for x in chains(planned, "team").values()} == {"P1"}
    foreign = next(k for k, x in chains(planned, "auditor").items() if x["owner"] == "data")
    assert foreign not in own
    for place in (foreign, "plan/plan", "project/P2"):
        at_chain = f"{at}/chains/{place}"
        assert service.client.get(at_chain, headers=service.headers["lab"]).status_code == 404
        assert said(planned, "lab", place).status_code == 404


def test_accepting_and_deciding_sign_along(planned: Planned) -> None:
    service, at = planned.service, planned.at
    waiting = chains(planned, "office", "&state=open")
    assert len(waiting) == 4
    accept_all(planned)
    assert set(chains(planned, "office", "&state=open")) == {"plan/plan"}
    refused = post(service, "leader", f"{at}/decide")
    assert refused.status_code == 409
    assert refused.json()["code"] == "unsigned"
    assert [f["place"]["pointer"] for f in refused.json()["findings"]] == ["/plan/plan"]
    assert said(planned, "office", "plan/plan").json()["state"] == "open"
    assert post(service, "leader2", f"{at}/decide").status_code == 200  # the leader's own part
    published = service.client.post(
        f"{at}/publish",
        headers={**service.headers["office"], "If-Match": "*", "Idempotency-Key": "p"},
    )
    assert published.status_code == 201, published.text
    late = said(planned, "office", "plan/plan", "withdraw")
    assert late.status_code == 409  # it has bound


def test_nothing_is_published_once_a_signer_has_lost_the_role(planned: Planned) -> None:
    service, at = planned.service, planned.at
    accept_all(planned)
    said(planned, "office2", "plan/plan")
    assert post(service, "leader", f"{at}/decide").status_code == 200
    demoted = service.client.put(
        f"/v1/principals/{planned.ids['office2']}/grants",
        json=[{"role": "auditor"}],
        headers={**service.headers["admin"], "If-Match": "*"},
    )
    assert demoted.status_code == 200
    headers = {**service.headers["office"], "If-Match": "*", "Idempotency-Key": "p1"}
    refused = service.client.post(f"{at}/publish", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "unsigned")
    state = service.client.get(at, headers=service.headers["office"]).json()["state"]
    assert state == "decided"
    assert said(planned, "office", "plan/plan").json()["state"] == "complete"
    headers["Idempotency-Key"] = "p2"
    assert service.client.post(f"{at}/publish", headers=headers).status_code == 201


def test_signing_refusing_withdrawing(planned: Planned) -> None:
    place = next(k for k, x in chains(planned, "auditor").items() if x["kind"] == "money")
    assert said(planned, "data", place).status_code == 404
    assert said(planned, "office", place).status_code == 403
    assert said(planned, "auditor", place).status_code == 403
    assert said(planned, "lab", place, "withdraw").status_code == 409
    assert said(planned, "lab", place, "refuse").status_code == 422  # without a reason
    assert said(planned, "lab", place, "refuse", reason="too much").json()["state"] == "open"
    assert said(planned, "lab2", place, "refuse", reason="indeed").json()["state"] == "refused"
    assert said(planned, "lab", place, "withdraw").json()["state"] == "open"
    signed = said(planned, "lab", place)
    assert signed.json()["state"] == "complete"
    assert said(planned, "lab", place).status_code == 409
    events = planned.service.client.get(
        "/v1/audit?size=500", headers=planned.service.headers["auditor"]
    ).json()["items"]
    told = [e["action"] for e in events if e["action"].startswith("authority.")]
    assert told == [
        "authority.refused", "authority.refused", "authority.withdrawn", "authority.signed",
    ]  # fmt: skip


def test_only_what_was_read_is_signed(planned: Planned) -> None:
    place = next(k for k, x in chains(planned, "auditor").items() if x["kind"] == "money")
    headers = {**planned.service.headers["lab"], "Idempotency-Key": "x"}
    stale = planned.service.client.post(
        f"{planned.at}/chains/{place}/sign", json={"digest": "0" * 64}, headers=headers
    )
    assert stale.status_code == 412


def delegate(service: Service, who: str, to: str, **body: Any) -> Any:
    ends = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    return service.client.post(
        "/v1/delegations",
        json={"to_id": to, "ends_at": ends, **body},
        headers={**service.headers[who], "Idempotency-Key": f"{to}{body}"},
    )


def test_a_delegate_signs_until_the_delegation_ends(planned: Planned) -> None:
    service, ids = planned.service, planned.ids
    place = next(k for k, x in chains(planned, "auditor").items() if x["kind"] == "money")
    made = delegate(service, "lab", ids["idle"], reason="on leave")
    assert made.status_code == 201, made.text
    at, tag = made.headers["location"], made.headers["etag"]
    assert service.client.get(at, headers=service.headers["data"]).status_code == 404
    assert place in chains(planned, "idle")
    inbox = service.client.get("/v1/inbox", headers=service.headers["idle"]).json()
    assert {tuple(x["authorities"]) for x in inbox["items"]} == {(ids["lab"],)}
    signed = said(planned, "idle", place)
    assert signed.json()["acts"][0]["authority"]["id"] == ids["lab"]
    revoke = {**service.headers["lab"], "If-Match": tag}
    assert service.client.delete(at, headers=revoke).json()["revoked_at"]
    assert service.client.delete(at, headers={**revoke, "If-Match": "*"}).status_code == 409
    assert chains(planned, "auditor")[place]["state"] == "complete"  # it was signed in time
    other = next(k for k, x in chains(planned, "auditor").items() if x["kind"] == "dataset")
    assert said(planned, "idle", other).status_code == 404
    # The one in whose name it was signed takes it back.
    assert said(planned, "lab", place, "withdraw").json()["state"] == "open"


@pytest.mark.parametrize(
    "body",
    [
        {"to_id": "lab"},
        {"ends_at": "2020-01-01T00:00:00Z"},
        {"ends_at": "2199-01-01T00:00:00Z"},
        {"role": "leader"},
        {"role": "auditor"},
    ],
)
def test_senseless_delegations_are_refused(planned: Planned, body: dict[str, Any]) -> None:
    given = {k: v for k, v in body.items() if k != "to_id"}
    to = planned.ids[body.get("to_id", "data")]
    assert delegate(planned.service, "lab", to, **given).status_code == 422


def test_authors_and_teams_do_not_sign_for_their_own(tmp_path: Path) -> None:
    rules = {
        "rules": [
            {
                "id": "sponsor",
                "applies": {"scopes": ["project"]},
                "requires": {"form": "any", "of": [
                    {"form": "signer", "role": "contact", "of": "sponsor"},
                    {"form": "signer", "role": "team"},
                    {"form": "signer", "role": "leader"},
                ]},
            }
        ]
    }  # fmt: skip
    planned = planned_in(tmp_path, type(DEFAULT_RULES).model_validate(rules))
    service, ids = planned.service, planned.ids
    for who in ("data", "team"):  # the author of both, the team of P1
        refused = said(planned, who, "project/P1")
        assert refused.status_code == 403
        assert "themselves" in refused.json()["detail"]
    delegate(service, "data", ids["leader2"])
    assert said(planned, "leader2", "project/P1", authority=ids["data"]).status_code == 403
    delegate(service, "leader", ids["data"])
    assert said(planned, "data", "project/P1", authority=ids["leader"]).status_code == 403
    assert said(planned, "leader2", "project/P1").json()["state"] == "complete"


def test_rules_are_set_before_freezing(service: Service) -> None:
    office = {**service.headers["office"], "Idempotency-Key": "r1"}
    body = {"title": "R", "rules": {"calendar": {"start": "2026-07-06", "periods": 8}}}
    at = service.client.post("/v1/rounds", json=body, headers=service.headers["office"])
    rules_at = f"{at.headers['location']}/authority"
    empty = service.client.get(rules_at, headers=office)
    assert (empty.json()["version"], empty.json()["rules"]) == (0, {"rules": []})
    defaults = service.client.get("/v1/authority/defaults", headers=office).json()
    assert service.client.put(rules_at, json=defaults, headers=office).status_code == 428
    put = {**office, "If-Match": empty.headers["etag"]}
    done = service.client.put(rules_at, json=defaults, headers=put)
    assert (done.status_code, done.json()["version"]) == (200, 1)
    stale = {**put, "Idempotency-Key": "r2"}
    assert service.client.put(rules_at, json=defaults, headers=stale).status_code == 412
    bad = {"rules": [*defaults["rules"], defaults["rules"][0]]}
    assert (
        service.client.put(rules_at, json=bad, headers={**stale, "If-Match": "*"}).status_code
        == 422
    )
    for who in ("leader", "lab"):
        assert (
            service.client.put(
                rules_at, json=defaults, headers={**stale, **service.headers[who]}
            ).status_code
            == 403
        )


def test_rules_are_frozen_with_the_round(planned: Planned) -> None:
    headers = {
        **planned.service.headers["office"], "If-Match": "*", "Idempotency-Key": "late",
    }  # fmt: skip
    answer = planned.service.client.put(
        f"{planned.at}/authority", json={"rules": []}, headers=headers
    )
    assert answer.status_code == 409


def test_a_dry_run_says_who_would_have_to_sign(planned: Planned) -> None:
    at = f"{planned.at}/authority/try"
    facts = {
        "scope": "line", "kind": "money", "owner": "lab", "sponsor": "data",
        "amount_cents": 200_000_00, "interested": [planned.ids["lab"]],
    }  # fmt: skip
    answer = planned.service.client.post(
        at, json={"facts": facts}, headers=planned.service.headers["office"]
    ).json()
    assert {r["id"] for r in answer["rules"]} == {"owner", "large-line"}
    owner = next(r for r in answer["rules"] if r["id"] == "owner")
    assert [p["name"] for p in owner["tree"]["people"]] == ["lab2"]
    over = {r["id"]: r["because"] for r in answer["passed_over"]}
    assert over["long-loan"] == ["kinds", "effort_pct_periods_from"]
    assert over["plan"] == ["scopes"]
    none = {"facts": facts, "rules": {"rules": []}}
    tried = planned.service.client.post(
        at, json=none, headers=planned.service.headers["lab"]
    ).json()
    assert (tried["state"], tried["rules"]) == ("complete", [])


def test_the_inbox_tells_everybody_what_waits_for_them(planned: Planned) -> None:
    service = planned.service

    def counts(who: str) -> dict[str, int]:
        answer = service.client.get("/v1/inbox?size=2", headers=service.headers[who]).json()
        assert len(answer["items"]) == min(2, sum(answer["counts"].values()))
        found: dict[str, int] = answer["counts"]
        return found

    assert counts("lab") == {"answer-line": 3, "sign": 3}
    assert counts("lab2") == {"answer-line": 3, "sign": 3}
    assert counts("data") == {"answer-line": 3}
    assert counts("team") == {"answer-line": 1}
    assert counts("office") == counts("leader") == {"sign": 1}
    assert counts("auditor") == counts("idle") == {}
    line = next(x for x in lines(service, planned.at, "lab") if x["kind"] == "money")
    post(service, "lab", f"/v1/lines/{line['id']}/object", reason="no")
    assert counts("leader") == {"settle-line": 1, "sign": 2}
    # Pages hold everything once.
    seen, cursor = [], ""
    while cursor is not None:
        page = service.client.get(
            f"/v1/inbox?size=2&cursor={cursor}", headers=service.headers["lab"]
        ).json()
        seen += [x["href"] for x in page["items"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 4  # what is disputed is the leaders' to settle
