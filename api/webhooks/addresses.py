"""Where webhooks may go: public addresses only, looked up once and connected to as looked up.

A name is resolved here, every address it gives is judged, and the connection is made to an address
that was judged: a name that answers otherwise a moment later (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx2

__all__ = ["BadAddress", "Resolve", "check_url", "is_public", "resolve", "vetted_address"]

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], list[str]]
LONGEST_URL = 2000
# IPv4 inside IPv6: NAT64 (RFC 6052) by the well-known prefix and by local ones (RFC 8215).
_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_SITE_LOCAL = IPv6Network("fec0::/10")
_COMPATIBLE = IPv6Network("::/96")


class BadAddress(Exception):
    """The address is none to which webhooks go; ``code`` says why.

    Codes: ``bad-url``, ``bad-scheme``, ``credentials``, ``private-address``, ``unknown-host``.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_url(text: str, *, allow_private: bool = False) -> httpx2.URL:
    """Return a URL to which webhooks may go, as far as it shows without looking its name up.

    Parameters
    ----------
    text : str
    allow_private : bool
        Whether the operator allows private addresses, and with them plain HTTP.

    Raises
    ------
    BadAddress
    """
    if len(text) > LONGEST_URL or not text.isprintable() or " " in text:
        raise BadAddress("bad-url")
    try:
        url = httpx2.URL(text)
    except (httpx2.InvalidURL, ValueError, TypeError):
        raise BadAddress("bad-url") from None
    if url.scheme not in ("https", "http") or not url.host or url.fragment:
        raise BadAddress("bad-url")
    if url.port is not None and not 1 <= url.port <= 65_535:
        raise BadAddress("bad-url")
    if url.scheme == "http" and not allow_private:
        raise BadAddress("bad-scheme")
    if url.userinfo:
        raise BadAddress("credentials")
    literal = _literal(url.host)
    if literal is not None and not allow_private and not is_public(literal):
        raise BadAddress("private-address")
    return url


def vetted_address(url: httpx2.URL, find: Resolve, *, allow_private: bool = False) -> str:
    """Return the address to connect to for a URL.

    A name that gives any address inside is refused as a whole.

    Raises
    ------
    BadAddress
    """
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = [ip_address(text.partition("%")[0]) for text in find(url.host, port)]
    except (OSError, UnicodeError, ValueError):
        raise BadAddress("unknown-host") from None
    if not found:
        raise BadAddress("unknown-host")
    if not allow_private and not all(is_public(address) for address in found):
        raise BadAddress("private-address")
    return str(found[0])


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host by the system's resolver, in its order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: Address) -> bool:
    """Say whether an address belongs to the open internet, whatever it is wrapped in."""
    inner = _inner(address)
    if inner is not None:
        return is_public(inner)
    if isinstance(address, IPv6Address) and (address in _SITE_LOCAL or address in _COMPATIBLE):
        return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
    )


def _inner(address: Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 address stands for."""
    if isinstance(address, IPv4Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if any(address in network for network in _NAT64):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return None


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None
