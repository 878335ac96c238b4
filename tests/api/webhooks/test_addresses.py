"""Where webhooks may go, and what tries to lead them elsewhere."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from api.webhooks.addresses import BadAddress, check_url, is_public, vetted_address

INSIDE = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "2002:7f00:1::",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::7f00:1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]
OUTSIDE = ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("text", INSIDE)
def test_addresses_inside_are_not_public(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", OUTSIDE)
def test_addresses_outside_are_public(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://hooks.example/", "bad-scheme"),
        ("ftp://hooks.example/", "bad-url"),
        ("file:///etc/passwd", "bad-url"),
        ("https://", "bad-url"),
        ("hooks.example", "bad-url"),
        ("https://hooks.example/#part", "bad-url"),
        ("https://hooks example/", "bad-url"),
        ("https://hooks.example/\n", "bad-url"),
        ("https://hooks.example:99999/", "bad-url"),
        ("https://" + "x" * 2000, "bad-url"),
        ("https://user:secret@hooks.example/", "credentials"),
        ("https://user@hooks.example/", "credentials"),
        *((f"https://{f'[{a}]' if ':' in a else a}/", "private-address") for a in INSIDE),
    ],
)
def test_urls_that_are_refused(url: str, code: str) -> None:
    with pytest.raises(BadAddress) as caught:
        check_url(url)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "url", ["https://hooks.example/a?b=c", "https://hooks.example:8443/", "https://8.8.8.8/"]
)
def test_urls_that_are_taken(url: str) -> None:
    assert str(check_url(url)) == url


def test_the_operator_may_allow_what_is_inside() -> None:
    url = check_url("http://127.0.0.1:8000/", allow_private=True)
    assert vetted_address(url, lambda *_: ["127.0.0.1"], allow_private=True) == "127.0.0.1"


@pytest.mark.parametrize("text", INSIDE)
def test_a_name_that_leads_inside_is_refused(text: str) -> None:
    url = check_url("https://hooks.example/")
    for found in ([text], ["8.8.8.8", text]):
        with pytest.raises(BadAddress, match="private-address"):
            vetted_address(url, lambda *_, found=found: found)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost"])
def test_other_ways_to_write_an_address_lead_nowhere(host: str) -> None:
    from api.webhooks.addresses import resolve

    with pytest.raises(BadAddress):
        vetted_address(check_url(f"https://{host}/"), resolve)


def test_a_name_that_is_not_known() -> None:
    def unknown(*_: object) -> list[str]:
        raise OSError

    url = check_url("https://hooks.example/")
    for find in (unknown, lambda *_: [], lambda *_: ["?"]):
        with pytest.raises(BadAddress, match="unknown-host"):
            vetted_address(url, find)


def test_the_port_of_the_scheme_is_looked_up() -> None:
    asked = []

    def find(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["8.8.8.8"]

    for text in ("https://hooks.example/", "https://hooks.example:444/"):
        vetted_address(check_url(text), find)
    vetted_address(check_url("http://hooks.example/", allow_private=True), find)
    assert asked == [("hooks.example", port) for port in (443, 444, 80)]
