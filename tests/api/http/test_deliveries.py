"""Deliveries: retried, given up, sent again, held by one sender at a time, forgotten in time."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks import Webhook

from api.store import principals
from api.store.outbox import forget_messages
from api.store.webhooks import add_endpoint
from api.usecases.deliveries import deliver_due, take_over
from api.webhooks.schedule import RETRY_SECONDS
from api.webhooks.sending import Attempt
from api.webhooks.signing import new_secret
from tests.api.http.hooks import (
    Clock,
    Wire,
    deliver,
    deliveries,
    opened,
    register,
    settings_of,
)
from tests.api.http.service import Service
from tests.api.webhooks.receiver import Got, receiving


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
