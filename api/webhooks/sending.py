"""One attempt to deliver: to a vetted address, without redirects, within a time that is kept."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx2

from api.webhooks.addresses import BadAddress, Resolve, check_url, resolve, vetted_address

__all__ = ["Attempt", "attempt_delivery"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of an attempt.

    Attributes
    ----------
    status : int or None
        The HTTP status, if there was an answer.
    error : str
        Why there was none: a code of `BadAddress`, ``timeout``, ``tls`` or ``no-connection``.
    seconds : float
        How long it took.
    retry_after : float or None
        Seconds after which the receiver wants to be asked again.
    """

    status: int | None
    error: str = ""
    seconds: float = 0.0
    retry_after: float | None = None

    @property
    def is_delivered(self) -> bool:
        """Whether the receiver took the message."""
        return self.status is not None and 200 <= self.status < 300


def attempt_delivery(
    url: str,
    headers: Mapping[str, str],
    body: str,
    *,
    timeout: float,
    allow_private: bool = False,
    find: Resolve = resolve,
) -> Attempt:
    """Post a message once, and never raise for what the receiver or the network does.

    The answer's body is not read: nothing of what stands at an address ever comes back through
    here. A redirect is an answer like any other that is no success.

    Parameters
    ----------
    url, headers, body
    timeout : float
        Seconds for all of it after the name is looked up.
    allow_private : bool
        See `check_url`.
    find : callable
        Looks a name up.
    """
    began = time.monotonic()

    def done(status: int | None, error: str = "", after: float | None = None) -> Attempt:
        return Attempt(status, error, time.monotonic() - began, after)

    try:
        asked = check_url(url, allow_private=allow_private)
        address = vetted_address(asked, find, allow_private=allow_private)
    except BadAddress as bad:
        return done(None, bad.code)
    line = _Line()
    timer = threading.Timer(timeout, line.cut)
    timer.daemon = True
    timer.start()
    try:
        with _client(timeout) as client:
            request = client.build_request(
                "POST",
                asked.copy_with(host=address),
                headers={
                    **headers,
                    "Host": asked.netloc.decode("ascii"),
                    "Content-Type": "application/json",
                    "User-Agent": "Roundtable-Webhooks",
                },
                content=body.encode(),
                extensions={"sni_hostname": asked.raw_host.decode("ascii"), "trace": line.note},
            )
            response = client.send(request, stream=True)
            try:
                return done(response.status_code, after=_retry_after(response))
            finally:
                response.close()
    except httpx2.TimeoutException:
        return done(None, "timeout")
    except (httpx2.HTTPError, OSError, ValueError) as error:
        if line.is_cut:
            return done(None, "timeout")
        return done(None, "tls" if _is_about_tls(error) else "no-connection")
    finally:
        timer.cancel()


class _Line:
    """The connection of an attempt, which is cut when its time is up.

    The client's own timeouts are for one read each: a receiver that sends a byte now and then would
    never exceed them.
    """

    def __init__(self) -> None:
        self.is_cut = False
        self._socket: socket.socket | None = None

    def note(self, name: str, info: dict[str, Any]) -> None:
        """Hear from the client what it does; keep the socket that it opens or wraps."""
        if name.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._socket = info["return_value"].get_extra_info("socket")
            if self.is_cut:
                self.cut()

    def cut(self) -> None:
        """End the connection, in whatever state it is."""
        self.is_cut = True
        if self._socket is not None:
            with suppress(OSError):
                # The plain socket's own method: the encrypted one would change state under the
                # thread that reads it.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def _client(timeout: float) -> httpx2.Client:
    """Return a client for one attempt: no connection is ever used for another host's message."""
    return httpx2.Client(
        verify=_context(), timeout=timeout, follow_redirects=False, trust_env=False
    )


@cache
def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


def _retry_after(response: httpx2.Response) -> float | None:
    text = response.headers.get("retry-after", "")
    return float(text) if text.isdecimal() and len(text) < 8 else None


def _is_about_tls(error: BaseException) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLError):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
