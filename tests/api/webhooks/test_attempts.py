"""One attempt against receivers that are kind, slow, sly or gone."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from api.webhooks.sending import Attempt, attempt_delivery
from tests.api.webhooks.receiver import Got, Receiver, receiving

HEADERS = {"webhook-id": "msg_1"}


def send(url: str, timeout: float = 20.0, *, allow_private: bool = True) -> Attempt:
    return attempt_delivery(
        url, HEADERS, '{"a":"值"}', timeout=timeout, allow_private=allow_private,
        find=lambda *_: ["127.0.0.1"],
    )  # fmt: skip


def accept(_: Got) -> tuple[int, dict[str, str]]:
    return 204, {}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(accept) as made:
        yield made


def test_the_bytes_arrive_under_the_name_that_was_asked_for(receiver: Receiver) -> None:
    made = send(f"http://hooks.example:{receiver.port}/hook?x=1")
    assert (made.status, made.error, made.is_delivered) == (204, "", True)
    (got,) = receiver.got
    assert got.path == "/hook?x=1"
    assert got.body == '{"a":"值"}'.encode()
    assert got.headers["host"] == f"hooks.example:{receiver.port}"
    assert got.headers["webhook-id"] == "msg_1"
    assert got.headers["content-type"] == "application/json"


def test_nothing_connects_inside_unless_it_is_allowed(receiver: Receiver) -> None:
    url = f"https://hooks.example:{receiver.port}/"
    assert send(url, allow_private=False).error == "private-address"
    assert receiver.got == []


def test_a_name_is_looked_up_once(receiver: Receiver) -> None:
    answers = [["127.0.0.1"], ["127.0.0.2"]]  # it would answer otherwise the second time
    made = attempt_delivery(
        f"http://hooks.example:{receiver.port}/", HEADERS, "{}", timeout=20.0, allow_private=True,
        find=lambda *_: answers.pop(0),
    )  # fmt: skip
    assert made.is_delivered
    assert len(answers) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(receiver: Receiver, status: int) -> None:
    with receiving(lambda _: (status, {"Location": receiver.url})) as sly:
        made = send(sly.url)
    assert (made.status, made.is_delivered) == (status, False)
    assert receiver.got == []


def test_a_receiver_says_when_to_come_back() -> None:
    with receiving(lambda _: (503, {"Retry-After": "120"})) as busy:
        assert send(busy.url).retry_after == 120.0
    with receiving(lambda _: (503, {"Retry-After": "soon"})) as vague:
        assert send(vague.url).retry_after is None


def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        made = send(f"http://hooks.example:{taken.getsockname()[1]}/")
    assert (made.status, made.error) == (None, "no-connection")


@contextmanager
def dripping(first: bytes) -> Iterator[int]:
    """Give the port of a receiver that answers with a byte now and then, for ever."""
    over = threading.Event()

    def drip(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection:
            connection.sendall(first)
            while not over.wait(0.02):
                try:
                    connection.sendall(b"x")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=(server,))
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            over.set()
            thread.join()


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\nX-Long: "])
def test_a_receiver_that_never_ends_its_answer_is_left(first: bytes) -> None:
    with dripping(first) as port:
        made = send(f"http://hooks.example:{port}/", timeout=0.5)
    assert (made.status, made.error) == (None, "timeout")


def test_an_answer_without_end_is_not_read() -> None:
    with dripping(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n") as port:
        assert send(f"http://hooks.example:{port}/").status == 200


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hooks.example")])
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=40_000))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hooks.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "server.pem"
    encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    pem.write_bytes(
        key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain)
        + certificate.public_bytes(encoding)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    asked: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: asked.append(name)

    def serve(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection, pytest.raises(ssl.SSLError):
            context.wrap_socket(connection, server_side=True)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, args=(server,))
        thread.start()
        made = send(f"https://hooks.example:{server.getsockname()[1]}/")
        thread.join()
    assert (made.status, made.error) == (None, "tls")
    assert asked == ["hooks.example"]  # the name, not the address, is what it must vouch for
