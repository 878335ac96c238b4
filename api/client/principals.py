"""Who may sign in, and the audit chain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from api.client.answers import AuditLink, Grant, Key, Page, Principal, Verdict
from api.client.sending import Sender

__all__ = ["Audit", "Principals"]


class Principals:
    """People and programs, their roles and keys; for administrators."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def every(self) -> Iterator[Principal]:
        """Yield who may sign in."""
        return self._sender.every(Principal, "/v1/principals")

    def read(self, principal: str) -> Principal:
        """Return who somebody is."""
        return self._sender.read(Principal, f"/v1/principals/{principal}")

    def add(
        self, name: str, login: str, grants: Iterable[Grant] = (), password: str | None = None
    ) -> Principal:
        """Add somebody with roles."""
        body = {"name": name, "login": login, "password": password, "grants": _plain(grants)}
        return self._sender.write(Principal, "POST", "/v1/principals", body=body)

    def regrant(self, principal: str, grants: Iterable[Grant]) -> Principal:
        """Give somebody exactly these roles."""
        path = f"/v1/principals/{principal}/grants"
        return self._sender.write(Principal, "PUT", path, body=_plain(grants), match="*")

    def issue_key(self, principal: str, label: str, expires_at: datetime | None = None) -> Key:
        """Issue a key; its text is shown this once, so the request is sent once only."""
        body = {
            "label": label,
            "expires_at": None if expires_at is None else expires_at.isoformat(),
        }
        answer = self._sender.send("POST", f"/v1/principals/{principal}/keys", body=body)
        return Key.model_validate_json(answer.content)

    def revoke_key(self, key: str) -> None:
        """Revoke a key at once."""
        self._sender.send("DELETE", f"/v1/keys/{key}")


def _plain(grants: Iterable[Grant]) -> list[dict[str, object]]:
    return [grant.model_dump() for grant in grants]


class Audit:
    """The audit chain."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def every(self, after: int = 0) -> Iterator[AuditLink]:
        """Yield the links behind a sequence number, in order."""
        while True:
            params = {"after": after, "size": 500}
            page = self._sender.read(Page[AuditLink], "/v1/audit", params)
            if not page.items:
                return
            yield from page.items
            after = page.items[-1].sequence

    def verify(self, head: str | None = None) -> Verdict:
        """Say whether every link holds, and whether a hash noted earlier is among them."""
        return self._sender.read(Verdict, "/v1/audit/verdict", {"head": head})
