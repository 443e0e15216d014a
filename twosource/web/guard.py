"""What stands before every page: who may ask, how much they may send, and what a browser may do with the answer.

Text from reports is data. The content security policy lets nothing run and nothing load but our own files, so that even
markup that slipped through a template would do nothing.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from twosource.web.settings import Settings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),  # "no-referrer" would make a form's origin "null"
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
TOKEN_COOKIE = "twosource_token"  # noqa: S105 - a cookie's name
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
URL_LIMIT = 8_000
"""Bytes of path and query; browsers and servers in use agree on about that much."""


class TooLargeError(Exception):
    """More was sent than is allowed."""


class Guard:
    """ASGI middleware: host, size, token, read-only mode, origin of changes, and the headers of every answer."""

    def __init__(self, app: App, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or refuse it with one line that says why and what to do."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        headed = _Headed(send)
        refusal = self._refusal(scope, headers)
        if refusal is None and self.settings.token is not None:
            welcome = self._welcome(scope)
            if welcome is not None:
                await answer(headed, 303, "", (("location", welcome), ("set-cookie", self._cookie())))
                return
            if not self._known(headers):
                refusal = (401, "A token is needed: open the address that `twosource serve` printed, with its token.")
        if refusal is not None:
            await answer(headed, *refusal)
            return
        await self._metered(scope, receive, headed)

    async def _metered(self, scope: Scope, receive: Receive, send: Send) -> None:
        meter = Meter(receive, self.settings.body_limit)

        async def within(message: Message) -> None:
            if not meter.exceeded:
                await send(message)
            elif message["type"] == "http.response.start":  # whatever a parser made of the end that it did not get
                await answer(send, 413, self._too_large())

        try:
            await self.app(scope, meter, within)
        except TooLargeError:
            await answer(send, 413, self._too_large())

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if name_of(host) not in self.settings.hosts:
            return 421, f"This server is not {name_of(host)[:80]!r}: use one of {', '.join(self.settings.hosts)}."
        if len(scope.get("raw_path") or b"") + len(scope.get("query_string") or b"") > URL_LIMIT:
            return 414, f"The address is longer than {URL_LIMIT:,} bytes: shorten the search."
        declared = headers.get("content-length", "0")
        if not declared.isdecimal():
            return 400, "The request's length is not a number."
        if int(declared) > self.settings.body_limit:
            return 413, self._too_large()
        if scope["method"] in SAFE_METHODS:
            return None
        if self.settings.read_only:
            return 403, "This server is read-only: start it without --read-only to make changes."
        return None if same_origin(headers, host) else (403, "A change must come from this server's own pages.")

    def _too_large(self) -> str:
        limit = self.settings.body_limit
        return f"More than {limit:,} bytes were sent: send less at a time, or use `twosource read`."

    def _welcome(self, scope: Scope) -> str | None:
        """Where to go on after `?token=...` showed the right token: the same address without it."""
        query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        shown = dict(query).get("token")
        if shown is None or not self._matches(shown):
            return None
        rest = urlencode([(name, value) for name, value in query if name != "token"])
        path = "/" + quote(scope["path"].lstrip("/"))  # one leading slash: another host is never named
        return path + (f"?{rest}" if rest else "")

    def _cookie(self) -> str:
        return f"{TOKEN_COOKIE}={self.settings.token}; Path=/; HttpOnly; SameSite=Strict"

    def _known(self, headers: dict[str, str]) -> bool:
        kind, _, bearer = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and self._matches(bearer.strip()):
            return True
        return self._matches(cookie(headers, TOKEN_COOKIE))

    def _matches(self, shown: str) -> bool:
        return hmac.compare_digest(shown.encode(), (self.settings.token or "").encode())


class _Headed:
    """Sends answers with the headers that every answer has."""

    def __init__(self, send: Send) -> None:
        self.send = send

    async def __call__(self, message: Message) -> None:
        """Send one message."""
        if message["type"] == "http.response.start":
            names = {name.lower() for name, _ in message.get("headers", [])}
            message["headers"] = [*message.get("headers", []), *(h for h in HEADERS if h[0] not in names)]
        await self.send(message)


class Meter:
    """Counts what is received, also where the sender did not say how much it would be."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self.receive, self.limit = receive, limit
        self.taken = 0
        self.exceeded = False

    async def __call__(self) -> Message:
        """The next piece.

        Raises:
            TooLargeError: more came than is allowed.
        """
        message = await self.receive()
        self.taken += len(message.get("body") or b"")
        if self.taken > self.limit:
            self.exceeded = True
            raise TooLargeError
        return message


def name_of(host: str) -> str:
    """The name of a Host header, without its port, in lower case; brackets stay about an IPv6 address."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdecimal() else host).lower()


def same_origin(headers: dict[str, str], host: str) -> bool:
    """Whether a change comes from our own pages, as far as the browser says; other programs say nothing."""
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:
        return False


def cookie(headers: dict[str, str], name: str) -> str:
    """The value of a cookie; empty where it was not sent."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


async def answer(send: Send, status: int, text: str, headers: tuple[tuple[str, str], ...] = ()) -> None:
    """A whole answer of one line of text."""
    raw = [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers]
    kind = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": [*kind, *raw]})
    await send({"type": "http.response.body", "body": f"{text}\n".encode() if text else b""})
