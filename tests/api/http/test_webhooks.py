"""Webhooks over HTTP: registered, and told what their owner may hear."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks import Webhook

from api.access import GrantedRole, Role
from api.store import principals
from api.usecases.announcements import KINDS, Notice, announce
from tests.api.http.hooks import (
    URL,
    Clock,
    Wire,
    deliver,
    deliveries,
    opened,
    register,
)
from tests.api.http.service import Service
from tests.api.http.test_review import lines, post
from tests.api.http.test_runs import followed, submit


def test_a_secret_is_shown_once_and_signs(service: Service) -> None:
    made = register(service, "lab", label="hooks")
    at = f"/v1/webhooks/{made['id']}"
    assert service.client.get(at, headers=service.headers["lab"]).json()["secret"] is None
    round_ = opened(service)
    wire = Wire()
    assert deliver(service, wire, Clock()) == 1
    ((url, headers, body),) = wire.sent
    assert url == URL
    told = Webhook(made["secret"]).verify(body, headers)
    assert told["type"] == "round.open"
    assert told["data"] == {"round": round_.rsplit("/", 1)[1], "path": round_}
    assert datetime.fromisoformat(told["timestamp"]).tzinfo is not None
    (delivery,) = deliveries(service, "lab", made["id"])
    assert (delivery["state"], delivery["message_id"]) == ("delivered", headers["webhook-id"])
    assert [a["status"] for a in delivery["attempts"]] == [204]
    assert deliver(service, wire, Clock()) == 0


def test_a_secret_is_not_kept_for_who_asks_twice(service: Service) -> None:
    headers = {**service.headers["lab"], "Idempotency-Key": "twice"}
    first, again = (
        service.client.post("/v1/webhooks", json={"url": URL}, headers=headers).json()
        for _ in range(2)
    )
    assert first["id"] == again["id"]
    assert first["secret"].startswith("whsec_")
    assert again["secret"] is None


def test_during_a_rotation_both_secrets_sign(service: Service) -> None:
    made = register(service, "lab")
    at = f"/v1/webhooks/{made['id']}/rotate"
    assert service.client.post(at, headers=service.headers["lab"]).status_code == 428
    headers = {**service.headers["lab"], "If-Match": f'"{made["id"]}.{made["version"]}"'}
    rotated = service.client.post(at, headers=headers).json()
    assert rotated["secret"] != made["secret"]
    clock, wire = Clock(), Wire()
    opened(service)
    deliver(service, wire, clock)
    clock.pass_(25 * 3600)
    with service.database.writing() as session:  # told later, when the overlap is over
        announce(session, [Notice("round.close", "/v1", {}, everyone=True)])
    deliver(service, wire, clock)
    (_, during, body), (_, after, later) = wire.sent
    assert len(during["webhook-signature"].split(" ")) == 2
    assert len(after["webhook-signature"].split(" ")) == 1
    for secret in (made["secret"], rotated["secret"]):
        Webhook(secret).verify(body, during)
    stamp = datetime.fromtimestamp(int(after["webhook-timestamp"]), UTC)
    signed = Webhook(rotated["secret"]).sign(after["webhook-id"], stamp, later)
    assert signed == after["webhook-signature"]


def test_everybody_hears_what_they_may_and_asked_for(working: Any) -> None:
    service, at = working
    made = {who: register(service, who) for who in ("office", "lab", "data", "team")}
    only = register(service, "office", kinds=["round.review"])
    run = str(submit(service, at, time_limit_seconds=20).headers["location"])
    followed(service, run)
    post(service, "office", f"{at}/review", run_id=run.rsplit("/", 1)[1])
    line = next(x for x in lines(service, at, "lab") if x["kind"] == "person")
    post(service, "lab", f"/v1/lines/{line['id']}/object", reason="no")
    heard = {
        who: [d["kind"] for d in reversed(deliveries(service, who, row["id"]))]
        for who, row in made.items()
    }
    assert heard["office"] == ["run.ended", "round.review", "proposal.changed", "line.objected"]
    assert heard["lab"] == heard["team"] == ["round.review", "proposal.changed", "line.objected"]
    assert heard["data"] == ["round.review"]
    assert [d["kind"] for d in deliveries(service, "office", only["id"])] == ["round.review"]


def test_what_is_not_kept_is_not_told(service: Service) -> None:
    made = register(service, "lab")

    def fail_behind_it() -> None:
        with service.database.writing() as session:
            announce(session, [Notice("round.close", "/v1", {}, everyone=True)])
            raise KeyError

    with pytest.raises(KeyError):
        fail_behind_it()
    assert deliveries(service, "lab", made["id"]) == []
    with service.database.writing() as session:
        announce(session, [Notice("round.close", "/v1", {}, everyone=True)])
    assert [d["kind"] for d in deliveries(service, "lab", made["id"])] == ["round.close"]


def test_who_loses_a_role_hears_nothing_more(service: Service) -> None:
    with service.database.writing() as session:
        row = principals.add_principal(session, "N", "n", [GrantedRole(Role.OFFICE)])
        _, key = principals.issue_key(session, row.id, "test")
    service.headers["n"] = {"Authorization": f"Bearer {key}"}
    made = register(service, "n")
    with service.database.writing() as session:
        found = principals.find_principal(session, row.id)
        assert found is not None
        found.active = False
    opened(service)
    with service.database.writing() as session:
        again = principals.find_principal(session, row.id)
        assert again is not None
        again.active = True
    assert deliveries(service, "n", made["id"]) == []


def test_endpoints_are_their_owners(service: Service) -> None:
    made = register(service, "lab")
    at = f"/v1/webhooks/{made['id']}"
    for who in ("data", "office", "auditor"):
        headers = {**service.headers[who], "If-Match": "*"}
        assert service.client.get(at, headers=headers).status_code == 404
        assert service.client.get(f"{at}/deliveries", headers=headers).status_code == 404
        assert service.client.post(f"{at}/rotate", headers=headers).status_code == 404
        assert service.client.delete(at, headers=headers).status_code == 404
        listed = service.client.get("/v1/webhooks", headers=headers).json()["items"]
        assert listed == []
    admin = {**service.headers["admin"], "If-Match": "*"}
    assert len(service.client.get("/v1/webhooks", headers=admin).json()["items"]) == 1
    assert service.client.post(f"{at}/rotate", headers=admin).status_code == 404
    assert service.client.post(f"{at}/disable", headers=admin).json()["reason"] == "asked"
    assert service.client.delete(at, headers=admin).status_code == 204
    assert service.client.get(at, headers=service.headers["lab"]).status_code == 404


@pytest.mark.parametrize("url", ["http://hooks.example/", "https://127.0.0.1/", "nonsense"])
def test_bad_urls_and_kinds_are_findings(service: Service, url: str) -> None:
    body = {"url": url, "kinds": ["round.open", "no.such"]}
    answer = service.client.post("/v1/webhooks", json=body, headers=service.headers["lab"])
    assert answer.status_code == 422
    assert [f["place"]["pointer"] for f in answer.json()["findings"]] == ["/url", "/kinds/1"]


def test_every_kind_is_told_in_both_languages(service: Service) -> None:
    listed = service.client.get("/v1/webhooks/kinds", headers=service.headers["lab"]).json()
    assert [k["kind"] for k in listed] == list(KINDS)
    assert all(k["zh"] and k["en"] for k in listed)
