"""Calling an address outside: signed, over https, and never a machine of one's own network unless an admin allowed it.

The name is looked up once, every address it has is judged, and the connection goes to one of those: a name that leads elsewhere a
moment later leads nowhere. No redirect is followed. Called by jobs only, never inside a transaction.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
from collections.abc import Callable
from typing import Any
from urllib.parse import SplitResult, urlsplit

SECONDS = 5
"""How long a connection, and each answer on it, may take."""

SIGNATURE = "X-Dayroom-Signature"
OUR_PREFIXES = tuple(ipaddress.ip_network(words) for words in ("64:ff9b::/96", "64:ff9b:1::/48"))
"""Addresses that carry another one inside: a translator stands between."""

Resolve = Callable[[str, int], list[str]]


class Refused(ValueError):
    """The address may not be called: `reason` is 'address_form', 'https_only', 'private_address' or 'unknown_host'."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def addresses_of(host: str, port: int) -> list[str]:
    """Every address a name has. Raises Refused 'unknown_host'."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Refused("unknown_host") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked_parts(url: str, *, private: bool) -> SplitResult:
    """The parts of an address that has the right form. `private`: machines of one's own network are allowed, and http. Raises Refused."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused("address_form") from error
    odd = any(ord(char) <= 32 or ord(char) > 126 for char in url)
    if odd or not parts.hostname or parts.username or parts.password or port == 0:
        raise Refused("address_form")
    if parts.scheme not in ("https", "http"):
        raise Refused("address_form")
    if parts.scheme == "http" and not private:
        raise Refused("https_only")
    return parts


def checked_address(url: str, *, private: bool, resolve: Resolve = addresses_of) -> tuple[SplitResult, str]:
    """The parts, and the address to connect to. Raises Refused; one address of a name that is not public refuses all of it."""
    parts = checked_parts(url, private=private)
    found = resolve(parts.hostname or "", _port(parts))
    if not found:
        raise Refused("unknown_host")
    if not private and not all(is_public(address) for address in found):
        raise Refused("private_address")
    return parts, found[0]


def is_public(address: str) -> bool:
    """Whether an address belongs to the open internet; what carries another address inside is judged by that one."""
    number = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(number, ipaddress.IPv6Address):
        inner = number.ipv4_mapped or number.sixtofour
        if any(number in net for net in OUR_PREFIXES):
            inner = ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
        if number.teredo is not None:
            return False
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return number.is_global and not number.is_multicast


def body_of(values: dict[str, Any]) -> bytes:
    """What is sent: ids and a link, never a word of anybody."""
    return json.dumps(values, sort_keys=True, separators=(",", ":")).encode()


def signature(secret: str, moment: int, body: bytes) -> str:
    """'t=1789…,v1=…': HMAC-SHA-256 of the moment, a dot, and the body, so that a call cannot be played again much later."""
    mac = hmac.new(secret.encode(), b"%d." % moment + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={mac}"


def post(
    url: str, secret: str, body: bytes, moment: int, *, private: bool = False, resolve: Resolve = addresses_of
) -> int:
    """Send it; answers the status. Raises Refused; OSError or http.client.HTTPException when it did not get there."""
    parts, address = checked_address(url, private=private, resolve=resolve)
    headers = {"Content-Type": "application/json", "User-Agent": "Dayroom", SIGNATURE: signature(secret, moment, body)}
    connection = _connection(parts, address)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body, headers)
        return connection.getresponse().status
    finally:
        connection.close()


def _connection(parts: SplitResult, address: str) -> http.client.HTTPConnection:
    """A connection to the address that was judged, under the name that was asked for."""
    host, port = parts.hostname or "", _port(parts)
    if parts.scheme == "http":
        connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
        connection.sock = socket.create_connection((address, port), timeout=SECONDS)
        return connection
    context = ssl.create_default_context()
    plain = socket.create_connection((address, port), timeout=SECONDS)
    secure = http.client.HTTPSConnection(host, port, timeout=SECONDS, context=context)
    try:
        secure.sock = context.wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise
    return secure


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)
