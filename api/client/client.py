"""The client: one object for the whole life of a round."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from types import TracebackType
from typing import Literal

import httpx2

from api.client.answers import Me
from api.client.delivery import Changes, Delivery
from api.client.pool import Imports, Inventory, Requests
from api.client.principals import Audit, Principals
from api.client.rounds import Review, Rounds
from api.client.runs import Runs
from api.client.sending import Sender
from api.client.urgent import Urgent
from api.client.webhooks import Webhooks

__all__ = ["Client"]


class Client:
    """A client of a Roundtable service, for one caller.

    Parameters
    ----------
    address : str
        For instance ``http://127.0.0.1:8000``.
    key : str
        An API key.
    lang : str
        Language of the words in problems, ``en`` or ``zh``.
    timeout : float
        Seconds for one answer.
    tries : int
        How often a request that may safely be sent again is sent.
    http : httpx2.Client, optional
        What to send with, in place of a client of its own; it is not closed.
    sleep, chance, clock : callable
        How to wait, to spread waits, and to tell the time; for tests.

    Attributes
    ----------
    inventory, requests, imports, rounds, runs, urgent, review, changes, delivery, webhooks
        What can be done, by what it is done to.
    principals, audit
        The same for administrators and auditors.

    Examples
    --------
    ::

        with Client("http://127.0.0.1:8000", key) as office:
            round_ = office.rounds.freeze("rnd_01…").round
            run = office.runs.wait(office.runs.submit(round_, seconds=60))
            office.review.begin(round_, run)
    """

    def __init__(
        self,
        address: str,
        key: str,
        *,
        lang: Literal["en", "zh"] = "en",
        timeout: float = 30.0,
        tries: int = 6,
        http: httpx2.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._owned = http is None
        self._http = httpx2.Client(base_url=address, timeout=timeout) if http is None else http
        headers = {"Authorization": f"Bearer {key}", "Accept-Language": lang}
        sender = self._sender = Sender(self._http, headers, tries, sleep, chance)
        self.inventory = Inventory(sender)
        self.requests = Requests(sender)
        self.imports = Imports(sender)
        self.rounds = Rounds(sender)
        self.runs = Runs(sender, clock)
        self.urgent = Urgent(sender)
        self.review = Review(sender)
        self.principals = Principals(sender)
        self.changes = Changes(sender, clock)
        self.delivery = Delivery(sender)
        self.webhooks = Webhooks(sender)
        self.audit = Audit(sender)

    def me(self) -> Me:
        """Say who the caller is and what roles they have."""
        return self._sender.read(Me, "/v1/me")

    def close(self) -> None:
        """Give connections back."""
        if self._owned:
            self._http.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
