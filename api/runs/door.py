"""Where a worker tells that it lives, that it is ready, and what it counts: a small HTTP server."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from api.store import Database
from optimizer import __version__

__all__ = ["open_door"]


@contextmanager
def open_door(
    host: str, port: int, database: Database, *registries: CollectorRegistry
) -> Iterator[int]:
    """Answer ``/healthz``, ``/readyz`` and ``/metrics`` while the block lasts; gives the port.

    Parameters
    ----------
    host : str
    port : int
        0 takes a free one.
    database : Database
        Ready means that it answers.
    *registries : CollectorRegistry
        What is told as metrics.
    """

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path == "/healthz":
                self._tell(200, {"status": "ok", "version": __version__})
            elif path == "/readyz":
                ready = _answers(database)
                self._tell(200 if ready else 503, {"status": "ok" if ready else "unavailable"})
            elif path == "/metrics":
                text = b"".join(generate_latest(registry) for registry in registries)
                self._send(200, text, CONTENT_TYPE_LATEST)
            else:
                self._tell(404, {"status": "not-found"})

        def _tell(self, status: int, said: dict[str, str]) -> None:
            self._send(status, json.dumps(said).encode(), "application/json")

        def _send(self, status: int, content: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: whoever watches asks every few seconds."""

    with ThreadingHTTPServer((host, port), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, name="door", daemon=True).start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()


def _answers(database: Database) -> bool:
    try:
        return database.is_ready()
    except Exception:  # noqa: BLE001 (whatever it is, we are not ready)
        return False
