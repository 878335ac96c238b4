"""Webhook endpoints of the caller."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from api.client.delivered import Delivery, Webhook
from api.client.sending import Sender, match_of

__all__ = ["Webhooks"]


class Webhooks:
    """Where you want to be told of what happens."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def every(self) -> Iterator[Webhook]:
        """Yield your endpoints."""
        return self._sender.every(Webhook, "/v1/webhooks")

    def read(self, webhook: Webhook | str) -> Webhook:
        """Return an endpoint."""
        return self._sender.read(Webhook, f"/v1/webhooks/{_id(webhook)}")

    def register(self, url: str, kinds: Iterable[str] = (), label: str = "") -> Webhook:
        """Register an endpoint; its secret is shown this once, so this is sent once only."""
        body = {"url": url, "kinds": list(kinds), "label": label}
        answer = self._sender.send("POST", "/v1/webhooks", body=body)
        return Webhook.model_validate_json(answer.content)

    def change(
        self, webhook: Webhook, url: str, kinds: Iterable[str] = (), label: str = ""
    ) -> Webhook:
        """Change where an endpoint is and what it wants."""
        body = {"url": url, "kinds": list(kinds), "label": label}
        path = f"/v1/webhooks/{webhook.id}"
        return self._sender.write(Webhook, "PUT", path, body=body, match=match_of(webhook))

    def rotate(self, webhook: Webhook) -> Webhook:
        """Get a new secret, shown this once; for a while the one before signs as well."""
        path = f"/v1/webhooks/{webhook.id}/rotate"
        answer = self._sender.send("POST", path, match=match_of(webhook))
        return Webhook.model_validate_json(answer.content)

    def test(self, webhook: Webhook | str) -> None:
        """Have a test sent."""
        self._sender.write(Webhook, "POST", f"/v1/webhooks/{_id(webhook)}/test")

    def disable(self, webhook: Webhook | str) -> Webhook:
        """Have nothing more sent."""
        return self._sender.write(Webhook, "POST", f"/v1/webhooks/{_id(webhook)}/disable")

    def enable(self, webhook: Webhook | str) -> Webhook:
        """Be told again of what happens from now on."""
        return self._sender.write(Webhook, "POST", f"/v1/webhooks/{_id(webhook)}/enable")

    def remove(self, webhook: Webhook) -> None:
        """Take an endpoint away, with its log."""
        self._sender.send("DELETE", f"/v1/webhooks/{webhook.id}", match=match_of(webhook))

    def deliveries(self, webhook: Webhook | str) -> Iterator[Delivery]:
        """Yield what was sent and what came of it, newest first."""
        return self._sender.every(Delivery, f"/v1/webhooks/{_id(webhook)}/deliveries")

    def resend(self, webhook: Webhook | str, delivery: Delivery) -> Delivery:
        """Have a message sent again, under its own id."""
        path = f"/v1/webhooks/{_id(webhook)}/deliveries/{delivery.id}/resend"
        return self._sender.write(Delivery, "POST", path)


def _id(webhook: Webhook | str) -> str:
    return webhook.id if isinstance(webhook, Webhook) else webhook
