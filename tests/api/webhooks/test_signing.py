"""Signatures, checked by the specification's own library; when what failed is tried again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from api.webhooks.schedule import RETRY_SECONDS, wait_seconds
from api.webhooks.signing import new_secret, signed_headers

BODY = '{"type":"round.publish","data":{"名":"圆桌"}}'


def now() -> int:
    return int(datetime.now(UTC).timestamp())


def test_each_secret_finds_its_signature() -> None:
    old, new, other = (new_secret() for _ in range(3))
    headers = signed_headers("msg_1", now(), BODY, [new, old])
    assert headers["webhook-id"] == "msg_1"
    for secret in (old, new):
        assert Webhook(secret).verify(BODY, headers)["type"] == "round.publish"
    with pytest.raises(WebhookVerificationError):
        Webhook(other).verify(BODY, headers)


@pytest.mark.parametrize("change", ["body", "webhook-id", "webhook-timestamp"])
def test_what_is_signed_can_not_be_changed(change: str) -> None:
    secret, body = new_secret(), BODY
    headers = signed_headers("msg_1", now(), body, [secret])
    if change == "body":
        body += " "
    else:
        headers[change] = headers[change][:-1] + ("0" if headers[change][-1] != "0" else "1")
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body, headers)


def test_secrets_differ() -> None:
    assert len({new_secret() for _ in range(100)}) == 100


def test_waits_follow_the_schedule_a_little_apart() -> None:
    first = [wait_seconds(1, RETRY_SECONDS, f"whd_{n}") for n in range(50)]
    assert all(wait is not None and 5 <= wait <= 5.5 for wait in first)
    assert len(set(first)) > 40
    assert first[0] == wait_seconds(1, RETRY_SECONDS, "whd_0")
    assert wait_seconds(len(RETRY_SECONDS) + 1, RETRY_SECONDS, "whd_0") is None
    assert 60 * 3600 < sum(RETRY_SECONDS) < 96 * 3600


def test_a_receiver_may_ask_for_more_time_but_not_for_ever() -> None:
    assert wait_seconds(1, (5,), "whd_0", 60.0) == 60.0
    assert wait_seconds(1, (5,), "whd_0", 1e7) == 86_400.0
    assert wait_seconds(2, (5,), "whd_0", 60.0) is None
