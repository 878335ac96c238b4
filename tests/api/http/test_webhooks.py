"""Webhooks over HTTP: registered, told what their owner may hear, retried, disabled, sent again."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks import Webhook

from api.access import GrantedRole, Role
from api.settings import Settings
from api.store import principals
from api.store.outbox import forget_messages
from api.store.webhooks import add_endpoint
from api.usecases.announcements import KINDS, Notice, announce
from api.usecases.deliveries import deliver_due, take_over
from api.webhooks.schedule import RETRY_SECONDS
from api.webhooks.sending import Attempt
from api.webhooks.signing import new_secret
from tests.api.http.service import Service
from tests.api.http.test_requests import RULES
from tests.api.http.test_review import lines, post
from tests.api.http.test_rounds import take
from tests.api.http.test_runs import followed, submit
from tests.api.webhooks.receiver import Got, receiving

URL = "https://hooks.example/round"


def register(service: Service, who: str, url: str = URL, **body: Any) -> dict[str, Any]:
    headers = service.headers[who]
    answer = service.client.post("/v1/webhooks", json={"url": url, **body}, headers=headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def deliveries(service: Service, who: str, id_: str) -> list[dict[str, Any]]:
    at = f"/v1/webhooks/{id_}/deliveries"
    items: list[dict[str, Any]] = service.client.get(at, headers=service.headers[who]).json()[
        "items"
    ]
    return items


def opened(service: Service, title: str = "R") -> str:
    """Begin and open a round, which everybody may hear of; return its address."""
    body = {"title": title, "rules": RULES}
    made = service.client.post("/v1/rounds", json=body, headers=service.headers["office"])
    at = str(made.headers["location"])
    take(service, at, "open")
    return at


class Wire:
    """Stands for the network: answers as told, and keeps what was sent."""

    def __init__(self, *statuses: int | None) -> None:
        self.statuses = list(statuses)
        self.sent: list[tuple[str, dict[str, str], str]] = []

    def __call__(self, url: str, headers: dict[str, str], body: str, **_: object) -> Attempt:
        self.sent.append((url, headers, body))
        status = self.statuses.pop(0) if self.statuses else 204
        return Attempt(status, "" if status else "no-connection", 0.001)

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for _, headers, _ in self.sent]


class Clock:
    def __init__(self) -> None:
        self.now = datetime.now(UTC) + timedelta(seconds=1)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def settings_of(service: Service, **given: object) -> Settings:
    settings: Settings = service.app.state.settings
    return settings.model_copy(update=given)


def deliver(service: Service, wire: Wire, clock: Clock, **given: object) -> int:
    return deliver_due(service.database, settings_of(service, **given), send=wire, clock=clock)


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


def test_what_fails_is_tried_again_by_the_schedule_and_then_given_up(service: Service) -> None:
    made = register(service, "lab")
    opened(service)
    clock, wire = Clock(), Wire(*[500] * 100)
    waits: list[float] = []
    delivery: dict[str, Any] = {}
    while deliver(service, wire, clock):
        (delivery,) = deliveries(service, "lab", made["id"])
        if delivery["next_at"] is None:
            break
        due = datetime.fromisoformat(delivery["next_at"])
        waits.append((due - clock.now).total_seconds())
        clock.now = due - timedelta(milliseconds=1)
        assert deliver(service, wire, clock) == 0
        clock.now = due
    assert [wait >= least for wait, least in zip(waits, RETRY_SECONDS, strict=True)]
    assert len(set(wire.ids)) == 1
    assert delivery["state"] == "given up"
    assert [a["number"] for a in delivery["attempts"]] == list(range(1, len(RETRY_SECONDS) + 2))
    # Nothing reached it for the whole schedule.
    at = f"/v1/webhooks/{made['id']}"
    shown = service.client.get(at, headers=service.headers["lab"]).json()
    assert (shown["state"], shown["reason"]) == ("disabled", "unreachable")


def test_gone_disables_at_once_and_enabling_begins_anew(service: Service) -> None:
    made = register(service, "lab")
    at, lab = f"/v1/webhooks/{made['id']}", service.headers["lab"]
    opened(service, "one")
    opened(service, "two")
    clock = Clock()
    assert deliver(service, Wire(410, 204), clock) == 2  # both were on their way
    assert service.client.get(at, headers=lab).json()["reason"] == "gone"
    states = sorted(d["state"] for d in deliveries(service, "lab", made["id"]))
    assert states == ["delivered", "given up"]
    opened(service, "three")
    assert len(deliveries(service, "lab", made["id"])) == 2
    assert service.client.post(f"{at}/test", headers=lab).status_code == 409
    assert service.client.post(f"{at}/enable", headers=lab).json()["state"] == "active"
    assert service.client.post(f"{at}/test", headers=lab).status_code == 202
    wire = Wire()
    clock.pass_(1)
    assert deliver(service, wire, clock) == 1
    assert '"webhook.test"' in wire.sent[0][2]


def test_a_message_is_sent_again_under_its_id(service: Service) -> None:
    made = register(service, "lab")
    opened(service)
    clock, wire = Clock(), Wire()
    deliver(service, wire, clock)
    (delivery,) = deliveries(service, "lab", made["id"])
    at = f"/v1/webhooks/{made['id']}/deliveries/{delivery['id']}/resend"
    assert service.client.post(at, headers=service.headers["data"]).status_code == 404
    assert service.client.post(at, headers=service.headers["lab"]).status_code == 202
    clock.pass_(1)
    deliver(service, wire, clock)
    assert wire.ids[0] == wire.ids[1]
    assert wire.sent[0][2] == wire.sent[1][2]
    (delivery,) = deliveries(service, "lab", made["id"])
    assert [a["number"] for a in delivery["attempts"]] == [1, 2]


def test_a_slow_endpoint_does_not_fill_a_batch(service: Service) -> None:
    register(service, "lab", "https://slow.example/")
    for number in range(6):
        opened(service, f"{number}")
    register(service, "data", "https://quick.example/")
    opened(service, "last")
    wire = Wire()
    deliver(service, wire, Clock())
    assert sorted(url for url, _, _ in wire.sent) == [
        "https://quick.example/",
        *["https://slow.example/"] * 4,
    ]


def test_what_a_dead_sender_held_is_sent_again_under_the_same_id(service: Service) -> None:
    register(service, "lab")
    opened(service)
    clock = Clock()

    class Dead(Wire):
        def __call__(self, *given: Any, **named: Any) -> Attempt:
            super().__call__(*given, **named)
            raise SystemExit

    dead, wire = Dead(), Wire()
    with pytest.raises(SystemExit):
        deliver(service, dead, clock)
    assert deliver(service, wire, clock) == 0  # it may still be under way
    take_over(service.database, clock)
    assert deliver(service, wire, clock) == 1
    assert wire.ids == dead.ids


def test_nobody_takes_over_and_its_time_passes(service: Service) -> None:
    register(service, "lab")
    opened(service)
    clock = Clock()

    def die(*_: Any, **__: Any) -> Attempt:
        raise SystemExit

    with pytest.raises(SystemExit):
        deliver_due(service.database, settings_of(service), send=die, clock=clock)
    clock.pass_(settings_of(service).webhook_timeout_seconds + 60)
    assert deliver(service, Wire(), clock) == 1


def test_what_is_over_is_forgotten_in_time_and_what_waits_is_not(service: Service) -> None:
    made = register(service, "lab")
    opened(service, "one")
    opened(service, "two")
    clock = Clock()
    assert deliver(service, Wire(204, 500), clock) == 2
    for days, left in ((29, 2), (31, 1)):
        with service.database.writing() as session:
            forget_messages(session, clock() + timedelta(days=days))
        assert len(deliveries(service, "lab", made["id"])) == left
    assert deliveries(service, "lab", made["id"])[0]["state"] == "waiting"


def test_two_senders_at_once_send_nothing_twice(service: Service) -> None:
    register(service, "lab")
    for number in range(4):
        opened(service, f"{number}")
    clock, inner = Clock(), Wire()

    class Nested(Wire):
        def __call__(self, *given: Any, **named: Any) -> Attempt:
            deliver(service, inner, clock)
            return super().__call__(*given, **named)

    outer = Nested()
    deliver(service, outer, clock)
    assert len(set(outer.ids)) == len(outer.ids) == 4
    assert inner.sent == []


def answering(seed: int, failing: float) -> Callable[[Got], tuple[int, dict[str, str]]]:
    chance = random.Random(seed)
    return lambda _: (503 if chance.random() < failing else 204, {})


def test_a_receiver_that_often_fails_gets_everything(service: Service) -> None:
    with receiving(answering(7, 0.3)) as receiver:
        secrets = {}
        for who in ("lab", "data", "office"):
            with service.database.writing() as session:
                key = service.headers[who]["Authorization"].removeprefix("Bearer ")
                actor = principals.actor_of_key(session, key)
                assert actor is not None
                row = add_endpoint(session, actor.id, receiver.url, who, [], new_secret())
                secrets[row.id] = row.secret
        for number in range(10):
            opened(service, f"{number}")
        clock = Clock()
        given = settings_of(service, webhook_retry_seconds=(1.0,) * 8, allow_private_webhooks=True)
        for _ in range(40):
            while deliver_due(service.database, given, clock=clock):
                pass
            clock.pass_(2)
    lists = [
        deliveries(service, w, i) for w, i in zip(("lab", "data", "office"), secrets, strict=True)
    ]
    assert [len(listed) for listed in lists] == [10, 10, 10]
    assert {d["state"] for listed in lists for d in listed} == {"delivered"}
    assert len(receiver.got) > 30  # some did fail
    wanted = {d["message_id"] for listed in lists for d in listed}
    assert {got.headers["webhook-id"] for got in receiver.got} == wanted
    for got in receiver.got:
        stamp = datetime.fromtimestamp(int(got.headers["webhook-timestamp"]), UTC)
        signatures = {
            Webhook(secret).sign(got.headers["webhook-id"], stamp, got.body.decode())
            for secret in secrets.values()
        }
        assert got.headers["webhook-signature"] in signatures
