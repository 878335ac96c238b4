"""What departments report and what is requested, one by one or by file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from api.client.answers import Feasibility, Import, Item, Request
from api.client.sending import Sender, match_of

__all__ = ["Imports", "Inventory", "Requests"]

Document = Mapping[str, Any]


class Inventory:
    """Departments, skills, experts, facilities, datasets, funds."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def every(self, kind: str, stale_days: int | None = None) -> Iterator[Item]:
        """Yield the things of a kind that you may see."""
        return self._sender.every(Item, f"/v1/inventory/{kind}", {"stale_days": stale_days})

    def read(self, kind: str, item: str) -> Item:
        """Return a thing."""
        return self._sender.read(Item, f"/v1/inventory/{kind}/{item}")

    def report(self, kind: str, document: Document) -> Item:
        """Report a thing."""
        return self._sender.write(Item, "POST", f"/v1/inventory/{kind}", body=document)

    def check(self, kind: str, document: Document) -> None:
        """Say what would be wrong with a thing, by an exception; nothing is stored."""
        path = f"/v1/inventory/{kind}"
        self._sender.send("POST", path, body=document, params={"validate_only": True})

    def change(self, item: Item, document: Document) -> Item:
        """Replace a thing's document, unless somebody else has changed it meanwhile."""
        path = f"/v1/inventory/{item.kind}/{item.id}"
        return self._sender.write(Item, "PUT", path, body=document, match=match_of(item))

    def confirm(self, item: Item) -> Item:
        """Say that a thing is still as reported."""
        return self._sender.write(Item, "POST", f"/v1/inventory/{item.kind}/{item.id}/confirm")

    def remove(self, item: Item) -> None:
        """Take a thing out of the inventory."""
        path = f"/v1/inventory/{item.kind}/{item.id}"
        self._sender.send("DELETE", path, match=match_of(item))

    def workbook(self) -> bytes:
        """Return the inventory that you see as a workbook."""
        return self._sender.send("GET", "/v1/inventory.xlsx").content

    def template(self) -> bytes:
        """Return the workbook to fill in."""
        return self._sender.send("GET", "/v1/template.xlsx").content


class Requests:
    """Requests for projects."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def every(self, state: str | None = None) -> Iterator[Request]:
        """Yield the requests that you may see."""
        return self._sender.every(Request, "/v1/requests", {"state": state})

    def read(self, request: str) -> Request:
        """Return a request."""
        return self._sender.read(Request, f"/v1/requests/{request}")

    def write(self, document: Document) -> Request:
        """Write a request; it is a draft until it is submitted."""
        return self._sender.write(Request, "POST", "/v1/requests", body=document)

    def change(self, request: Request, document: Document) -> Request:
        """Replace the document of a draft or of a returned request."""
        path = f"/v1/requests/{request.id}"
        return self._sender.write(Request, "PUT", path, body=document, match=match_of(request))

    def address(self, request: Request, round_id: str | None) -> Request:
        """Say which round a request is meant for; none: the next one that is frozen."""
        path, body = f"/v1/requests/{request.id}/round", {"round_id": round_id}
        return self._sender.write(Request, "PUT", path, body=body, match=match_of(request))

    def feasibility(self, document: Document) -> Feasibility:
        """Say what stands in the way of a project; nothing is stored."""
        path = "/v1/requests/feasibility"
        return self._sender.write(Feasibility, "POST", path, body=document)

    def submit(self, request: Request) -> Request:
        """Submit a draft."""
        return self._step(request, "submit")

    def withdraw(self, request: Request) -> Request:
        """Take a submitted request back into draft."""
        return self._step(request, "withdraw")

    def assess(self, request: Request, score: int | None = None, note: str = "") -> Request:
        """Assess a submitted request, with a score from 0 to 100."""
        return self._step(request, "assess", note=note, score=score)

    def approve(self, request: Request, note: str = "") -> Request:
        """Approve an assessed request."""
        return self._step(request, "approve", note=note)

    def give_back(self, request: Request, note: str) -> Request:
        """Return a request to its author, with a reason."""
        return self._step(request, "return", note=note)

    def reject(self, request: Request, note: str) -> Request:
        """Reject a request, with a reason."""
        return self._step(request, "reject", note=note)

    def _step(self, request: Request, name: str, **body: object) -> Request:
        path = f"/v1/requests/{request.id}/{name}"
        return self._sender.write(Request, "POST", path, body=body, match=match_of(request))


class Imports:
    """Files in, with a preview, all or nothing."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def upload(self, content: bytes, filename: str = "import") -> Import:
        """Upload a workbook, a zip of CSV files or JSON; nothing is changed yet."""
        params = {"filename": filename}
        return self._sender.write(Import, "POST", "/v1/imports", content=content, params=params)

    def read(self, upload: str) -> Import:
        """Return an upload with its findings and its preview."""
        return self._sender.read(Import, f"/v1/imports/{upload}")

    def commit(self, upload: Import, key: str | None = None) -> Import:
        """Make all the changes of the preview, or none."""
        return self._sender.write(Import, "POST", f"/v1/imports/{upload.id}/commit", key=key)

    def marked(self, upload: Import) -> bytes:
        """Return the uploaded workbook with its findings marked in their cells."""
        return self._sender.send("GET", f"/v1/imports/{upload.id}/marked.xlsx").content
