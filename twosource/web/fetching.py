"""Fetching a report by its address, without letting anybody use this machine to reach what only this machine can reach.

A name is resolved here, every address it has must be a public one, and the connection goes to the very address that was
checked. A redirect is a new address and is checked like the first. Size, time and kind are limited.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import closing
from urllib.parse import SplitResult, urljoin, urlsplit

from msgspec import Struct

SIZE_LIMIT = 5_000_000
"""Bytes of one page: the longest of the shared corpora's pages is below 2 MB."""
TIME_LIMIT = 20.0
"""Seconds for the whole of it, redirects included."""
REDIRECTS = 5
PORTS = {"http": 80, "https": 443}
KINDS = ("text/html", "application/xhtml+xml", "text/plain")
CHUNK = 65_536
AGENT = "twosource (reads one page for a person)"
REDIRECTING = frozenset({301, 302, 303, 307, 308})
NAT64 = ipaddress.ip_network("64:ff9b::/96")

Resolve = Callable[[str, int], list[str]]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class FetchError(Exception):
    """A page was not fetched. The message is one line: cause and remedy."""


class Fetched(Struct, frozen=True, kw_only=True):
    """A page as it came.

    Attributes:
        url: where it was found, after redirects. kind: its media type.
    """

    url: str
    kind: str
    body: bytes


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a name.

    Raises:
        OSError: it has none.
    """
    return list(dict.fromkeys(str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def public(address: str) -> bool:
    """Whether an address belongs to the public network, and to nothing that is carried inside another address."""
    try:
        found: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is None and found in NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return public(str(inner))
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def checked(url: str, resolve: Resolve = resolved) -> tuple[SplitResult, str]:
    """The parts of an address that may be fetched, and the network address to connect to.

    Raises:
        FetchError: it may not.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise FetchError(f"{url[:100]!r} is no address: {error}") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise FetchError("only addresses that begin with http:// or https:// are fetched")
    if parts.username or parts.password:
        raise FetchError("an address with a name or password in it is not fetched: take them out")
    if port not in {None, PORTS[parts.scheme]}:
        raise FetchError(f"port {port} is not fetched from: use the usual port")
    try:
        addresses = resolve(parts.hostname, PORTS[parts.scheme])
    except (OSError, UnicodeError) as error:
        raise FetchError(f"{parts.hostname}: no such name, or no network; save the page and drop the file") from error
    if not addresses or not all(public(one) for one in addresses):
        raise FetchError(f"{parts.hostname} is not on the public network: save the page and drop the file")
    return parts, addresses[0]


class _Pinned(http.client.HTTPConnection):
    """A connection to one network address, whatever the name resolves to by now."""

    def __init__(self, parts: SplitResult, address: str, timeout: float) -> None:
        super().__init__(parts.hostname or "", PORTS[parts.scheme], timeout=timeout)
        self._address = address
        self._context = ssl.create_default_context() if parts.scheme == "https" else None

    def connect(self) -> None:
        """Connect to the checked address; the certificate must be the name's."""
        plain = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host) if self._context else plain


def fetch(url: str, *, resolve: Resolve = resolved) -> Fetched:
    """One page.

    Args:
        url: http or https.
        resolve: name and port -> network addresses.

    Raises:
        FetchError: it may not be fetched, cannot be, or is too large or of another kind.
    """
    deadline = time.monotonic() + TIME_LIMIT
    for _ in range(REDIRECTS + 1):
        parts, address = checked(url, resolve)
        left = deadline - time.monotonic()
        if left <= 0:
            raise FetchError(
                f"{parts.hostname}: took more than {TIME_LIMIT:g} seconds; save the page and drop the file"
            )
        try:
            with closing(_Pinned(parts, address, left)) as connection:
                found = _asked(connection, parts, deadline)
        except (OSError, http.client.HTTPException) as error:
            raise FetchError(f"{parts.hostname}: {error or type(error).__name__}; try again later") from error
        if isinstance(found, Fetched):
            return found
        url = urljoin(url, found)
    raise FetchError(f"{url[:100]}: redirects more than {REDIRECTS} times; save the page and drop the file")


def _asked(connection: http.client.HTTPConnection, parts: SplitResult, deadline: float) -> Fetched | str:
    """The page, or where it is said to be."""
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"User-Agent": AGENT, "Accept": ", ".join(KINDS), "Accept-Encoding": "identity"}
    connection.request("GET", target, headers=headers)
    answer = connection.getresponse()
    where = answer.getheader("location")
    if answer.status in REDIRECTING and where:
        return where
    if answer.status != 200:
        raise FetchError(f"{parts.hostname}: answered {answer.status} {answer.reason}")
    kind = (answer.getheader("content-type") or "").partition(";")[0].strip().lower()
    if kind not in KINDS:
        raise FetchError(f"{parts.hostname}: sent {kind or 'no stated kind'}; only pages and plain text are read")
    body = bytearray()
    while chunk := answer.read(CHUNK):
        body += chunk
        if len(body) > SIZE_LIMIT:
            raise FetchError(f"{parts.hostname}: sent more than {SIZE_LIMIT:,} bytes")
        if time.monotonic() > deadline:
            raise FetchError(
                f"{parts.hostname}: took more than {TIME_LIMIT:g} seconds; save the page and drop the file"
            )
    return Fetched(url=parts.geturl(), kind=kind, body=bytes(body))
