"""Fetching by address, without letting anybody use this machine to reach what only this machine can reach.

A name is resolved here, every address it has must be a public one, and the connection goes to the very address that was
checked. A redirect is a new address and is checked like the first. Size, time and kind are limited.

`fetch` takes one page for a person; `ask` asks for what may not have changed since, and gives every answer.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from urllib.parse import SplitResult, urljoin, urlsplit

from msgspec import Struct
from msgspec.structs import replace

SIZE_LIMIT = 5_000_000
"""Bytes of one page: the longest of the shared corpora's pages is below 2 MB."""
TIME_LIMIT = 20.0
"""Seconds for one request, from the connection to the last byte."""
REDIRECTS = 5
PORTS = {"http": 80, "https": 443}
KINDS = ("text/html", "application/xhtml+xml", "text/plain")
CHUNK = 65_536
AGENT = "twosource (reads one page for a person)"
REDIRECTING = frozenset({301, 302, 303, 307, 308})
LASTING = frozenset({301, 308})
NO_HEADERS: Mapping[str, str] = {}
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


class Answer(Struct, frozen=True, kw_only=True):
    """What a server answered.

    Attributes:
        url: who answered, after redirects.
        status: the HTTP status; no redirect.
        headers: by name in lower case.
        body: as it was sent, with its content encoding.
        moved: the address to use from now on, where every redirect on the way was a permanent one; `None` otherwise.
    """

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    moved: str | None = None

    @property
    def kind(self) -> str:
        """Its media type, in lower case; empty where none is stated."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Reach(Struct, frozen=True):
    """What may be asked: only the public network at its usual ports, if nobody says otherwise.

    Attributes:
        allowed: whether an address may be connected to.
        any_port: whether an address may name a port.
    """

    allowed: Callable[[str], bool] | None = None
    any_port: bool = False


PUBLIC = Reach()


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


def checked(url: str, resolve: Resolve = resolved, reach: Reach = PUBLIC) -> tuple[SplitResult, str]:
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
    if port not in {None, PORTS[parts.scheme]} and not reach.any_port:
        raise FetchError(f"port {port} is not fetched from: use the usual port")
    try:
        addresses = resolve(parts.hostname, port or PORTS[parts.scheme])
    except (OSError, UnicodeError) as error:
        raise FetchError(f"{parts.hostname}: no such name, or no network; save the page and drop the file") from error
    if not addresses or not all((reach.allowed or public)(one) for one in addresses):
        raise FetchError(f"{parts.hostname} is not on the public network: save the page and drop the file")
    return parts, addresses[0]


class _Pinned(http.client.HTTPConnection):
    """A connection to one network address, whatever the name resolves to by now."""

    def __init__(self, parts: SplitResult, address: str, timeout: float) -> None:
        super().__init__(parts.hostname or "", parts.port or PORTS[parts.scheme], timeout=timeout)
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
    headers = {"User-Agent": AGENT, "Accept": ", ".join(KINDS), "Accept-Encoding": "identity"}
    answer = ask(url, headers=headers, resolve=resolve)
    host = urlsplit(answer.url).hostname
    if answer.status != http.client.OK:
        reason = http.client.responses.get(answer.status, "")
        raise FetchError(f"{host}: answered {answer.status} {reason}".rstrip())
    if answer.kind not in KINDS:
        raise FetchError(f"{host}: sent {answer.kind or 'no stated kind'}; only pages and plain text are read")
    return Fetched(url=answer.url, kind=answer.kind, body=answer.body)


def ask(
    url: str,
    *,
    headers: Mapping[str, str] = NO_HEADERS,
    before: Callable[[str], None] = lambda _url: None,
    resolve: Resolve = resolved,
    reach: Reach = PUBLIC,
) -> Answer:
    """The answer to a request, whatever its status; redirects are followed.

    Args:
        url: http or https.
        headers: to send.
        before: is told each address, also those of redirects, before it is asked for; it may wait, or raise.
        resolve: name and port -> network addresses.
        reach: what may be asked.

    Raises:
        FetchError: it may not be asked for, cannot be, leads from https to http, or is too large or slow.
    """
    first, lasting = url, True
    for _ in range(REDIRECTS + 1):
        parts, address = checked(url, resolve, reach)
        before(url)
        deadline = time.monotonic() + TIME_LIMIT
        try:
            with closing(_Pinned(parts, address, max(TIME_LIMIT, 0.001))) as connection, _ended(connection, deadline):
                answer = _asked(connection, parts, headers, deadline)
        except (OSError, http.client.HTTPException, ValueError) as error:
            if time.monotonic() >= deadline:
                raise _late(parts) from error
            raise FetchError(f"{parts.hostname}: {error or type(error).__name__}; try again later") from error
        where = answer.headers.get("location")
        if answer.status not in REDIRECTING or not where:
            return replace(answer, url=url, moved=url if lasting and url != first else None)
        lasting = lasting and answer.status in LASTING
        url = urljoin(url, where)
        if parts.scheme == "https" and not url.lower().startswith("https:"):
            raise FetchError(f"{parts.hostname}: redirects from https to an address without; give that one yourself")
    raise FetchError(f"{url[:100]}: redirects more than {REDIRECTS} times; save the page and drop the file")


def _late(parts: SplitResult) -> FetchError:
    return FetchError(f"{parts.hostname}: took more than {TIME_LIMIT:g} seconds; save the page and drop the file")


@contextmanager
def _ended(connection: _Pinned, deadline: float) -> Iterator[None]:
    """Cut the connection at the deadline: a server that sends a byte now and then never lets a time-out come."""

    def cut() -> None:
        with suppress(OSError, AttributeError):
            connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, deadline - time.monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _asked(
    connection: http.client.HTTPConnection, parts: SplitResult, headers: Mapping[str, str], deadline: float
) -> Answer:
    """The answer to one request; the body only where it is no redirect."""
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request("GET", target, headers=dict(headers))
    response = connection.getresponse()
    told = {name.lower(): value for name, value in response.getheaders()}
    body = bytearray()
    if response.status in REDIRECTING and "location" in told:
        return Answer(url="", status=response.status, headers=told, body=b"")
    while True:
        if time.monotonic() > deadline:
            raise _late(parts)
        chunk = response.read1(CHUNK)
        body += chunk
        if len(body) > SIZE_LIMIT:
            raise FetchError(f"{parts.hostname}: sent more than {SIZE_LIMIT:,} bytes")
        if not chunk:
            break
    if response.length:
        raise FetchError(f"{parts.hostname}: ended before all was sent; try again later")
    if time.monotonic() > deadline:
        raise _late(parts)
    return Answer(url="", status=response.status, headers=told, body=bytes(body))
