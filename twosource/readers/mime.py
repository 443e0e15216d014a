"""MIME messages part by part (RFC 5322, 2045, 2046): mail, and pages saved as one file.

A message is gone through line by line, and only the parts that are asked for are kept: a page's pictures and a mail's
attachments may be as large as they like. Headers are parsed with the email package, each by itself and up to a length.
"""

from __future__ import annotations

import binascii
import quopri
from collections.abc import Callable, Iterator
from datetime import UTC
from email import policy
from email.errors import MessageError
from email.headerregistry import AddressHeader
from email.utils import parsedate_to_datetime
from typing import BinaryIO

from msgspec import Struct

from twosource.readers.dates import checked
from twosource.readers.errors import ReadError
from twosource.readers.limits import MAX_HEADERS, MAX_PART

MAX_VALUE = 2_000
"""Characters of a header that are parsed: parsing takes the square of the length. Fifty recipients take as many."""
MAX_LINE = 100_000
"""Bytes of a line that are looked at as one: the standard allows 998. A longer one is no boundary and no header."""
MAX_DEPTH = 8
"""Multiparts in multiparts, and messages in messages. Mail has three, a message that was forwarded twice six."""
MAX_PARTS = 2_000
"""Parts of a message: a page with as many pictures. Going through more says nothing about its text."""
CODED = 3
"""The kept parts of one message may be longer by so much as long as they are encoded: quoted-printable writes a byte as
three."""
PARSE_ERRORS = (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError)
"""What the email package raises on headers that are not as they should be."""
PART_REMEDY = "save it anew, or give its text as a .txt file"


class Part(Struct, frozen=True, kw_only=True):
    """One part that is not itself made of parts.

    Attributes:
        headers: as written, unfolded, by name in lower case; of several of one name the first.
        path: the messages that it is in, from the outermost: the number of each, from 0. The message's own is `(0,)`.
        type: media type in lower case.
        body: as sent; empty where it was not kept.
        longer: the body goes on beyond what may be kept.
    """

    headers: dict[str, str]
    path: tuple[int, ...]
    type: str
    body: bytes = b""
    longer: bool = False


class Message(Struct, frozen=True, kw_only=True):
    """The headers of a message, which come before its parts; attributes as those of a `Part`."""

    headers: dict[str, str]
    path: tuple[int, ...]


class Walk:
    """One way through a stream."""

    def __init__(self, stream: BinaryIO, name: str, keep: Callable[[dict[str, str], str], bool]) -> None:
        """Begin.

        Args:
            stream: at its start.
            name: what to call it in an error.
            keep: whether a part with these headers and of this type is to be kept.
        """
        self._stream, self._name, self._keep = stream, name, keep
        self._boundaries: list[bytes] = []
        self._messages = self._parts = self._kept = 0
        self._ended: tuple[int, bool] | None = None

    def __iter__(self) -> Iterator[Part | Message]:
        """Messages and parts in the order in which they stand.

        Raises:
            ReadError: it is nested too deeply, has too many parts, or headers without an end.
        """
        yield from self._entity((), message=True)

    def _entity(self, path: tuple[int, ...], *, message: bool) -> Iterator[Part | Message]:
        """A message or a part, from its headers to the boundary after it; that is left in `_ended`."""
        self._parts += 1
        if self._parts > MAX_PARTS or len(path) + len(self._boundaries) > MAX_DEPTH:
            raise ReadError(self._name, f"has over {MAX_PARTS:,} parts, or {MAX_DEPTH} in one another", PART_REMEDY)
        headers, ended = self._headers()
        kind, parameters = content_type(headers.get("content-type", ""))
        if message:
            path = (*path, self._messages)
            self._messages += 1
            yield Message(headers=headers, path=path)
        self._ended = ended
        boundary = parameters.get("boundary", "").encode("utf-8", "replace")
        if ended is not None:
            yield Part(headers=headers, path=path, type=kind)
        elif kind.startswith("multipart/") and boundary:
            yield from self._multipart(boundary, path)
        elif kind == "message/rfc822" and not encoded(headers):
            yield from self._entity(path, message=True)
        else:
            yield self._leaf(headers, kind, path)

    def _multipart(self, boundary: bytes, path: tuple[int, ...]) -> Iterator[Part | Message]:
        """The parts of a multipart, and what stands around them passed over."""
        self._boundaries.append(boundary)
        level = len(self._boundaries) - 1
        self._skip()
        while self._ended == (level, False):
            yield from self._entity(path, message=False)
        self._boundaries.pop()
        if self._ended == (level, True):
            self._skip()

    def _skip(self) -> None:
        """Go to the next boundary."""
        self._body(0)

    def _leaf(self, headers: dict[str, str], kind: str, path: tuple[int, ...]) -> Part:
        """A part with a body of its own."""
        limit = max(CODED * MAX_PART - self._kept, 1) if self._keep(headers, kind) else 0
        body, longer = self._body(limit)
        self._kept += len(body)
        return Part(headers=headers, path=path, type=kind, body=body, longer=longer)

    def _body(self, limit: int) -> tuple[bytes, bool]:
        """At most `limit` bytes up to the next boundary, less the line end before it; and whether there were more."""
        kept = bytearray()  # a list of short lines takes five times the memory
        longer = fresh = False
        self._ended = None
        while line := self._stream.readline(MAX_LINE):
            if not fresh and (ended := self._boundary(line)) is not None:
                self._ended = ended
                break
            fresh = not line.endswith(b"\n")  # the rest of a line that is too long is none of its own
            if len(kept) < limit:
                kept += line
            else:
                longer = longer or limit > 0
        body = bytes(kept)
        if self._ended is not None and not longer:
            body = body.removesuffix(b"\n").removesuffix(b"\r")
        return body, longer

    def _boundary(self, line: bytes) -> tuple[int, bool] | None:
        """Which boundary a line is, by its depth, and whether it is its multipart's last; `None` when it is none."""
        if not line.startswith(b"--"):
            return None
        mark = line[2:].rstrip()
        for level in range(len(self._boundaries) - 1, -1, -1):
            if mark == self._boundaries[level]:
                return level, False
            if mark == self._boundaries[level] + b"--":
                return level, True
        return None

    def _headers(self) -> tuple[dict[str, str], tuple[int, bool] | None]:
        """Headers up to a blank line, and the boundary where one stands in their place."""
        found: dict[str, str] = {}
        size, last = 0, ""
        while line := self._stream.readline(MAX_LINE):
            size += len(line)
            if size > MAX_HEADERS:
                raise ReadError(self._name, f"has more than {MAX_HEADERS:,} bytes of headers", PART_REMEDY)
            ended = self._boundary(line)
            if ended is not None or not line.strip():
                return found, ended
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            if text[0] in " \t":
                if last:
                    found[last] += f" {text.strip()}"
                continue
            name, colon, value = text.partition(":")
            name = name.strip().lower()
            last = name if colon and (name not in found or name in MANY) else ""
            if last:
                found[last] = f"{found[last]}, {value.strip()}" if last in found else value.strip()
        return found, None


MANY = frozenset({"to", "cc", "bcc", "delivered-to", "x-original-to", "envelope-to", "x-forwarded-to", "received"})
"""Headers that may stand several times and that name who got a message: all of them are looked at."""


def encoded(headers: dict[str, str]) -> bool:
    """Whether a body is not written as it is."""
    return headers.get("content-transfer-encoding", "").strip().lower() in {"base64", "quoted-printable"}


def content_type(value: str) -> tuple[str, dict[str, str]]:
    """Media type in lower case ("text/plain" where it is none) and parameters of a `Content-Type`."""
    try:
        parsed = policy.default.header_factory("content-type", value[:MAX_VALUE])
        return str(parsed.content_type).lower(), {str(name): str(word) for name, word in parsed.params.items()}
    except PARSE_ERRORS:
        return "text/plain", {}


def header(headers: dict[str, str], name: str) -> str | None:
    """A header decoded (RFC 2047); `None` when it is not there."""
    value = headers.get(name)
    if not value:
        return None
    try:
        return str(policy.default.header_factory("subject", value[:MAX_VALUE])).strip() or None
    except PARSE_ERRORS:
        return value[:MAX_VALUE].strip() or None


def addresses(headers: dict[str, str], name: str) -> list[tuple[str, str]]:
    """Display names and addresses in a header of addresses."""
    try:
        parsed = policy.default.header_factory("from", headers.get(name, "")[:MAX_VALUE])
    except PARSE_ERRORS:
        return []
    if not isinstance(parsed, AddressHeader):
        return []
    return [(str(one.display_name).strip(), str(one.addr_spec)) for one in parsed.addresses]


def date(headers: dict[str, str]) -> str | None:
    """The `Date` as an ISO 8601 prefix; only its day where it does not say in which zone; `None` when it is none."""
    try:
        moment = parsedate_to_datetime(headers.get("date", "")[:MAX_VALUE])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:  # "-0000": universal time, written by who does not know the zone
        stated = headers.get("date", "").partition("(")[0].strip().endswith("-0000")
        return checked(moment.replace(tzinfo=UTC).isoformat() if stated else moment.date().isoformat())
    return checked(moment.isoformat())


def decoded_body(part: Part, *, path: str) -> bytes:
    """A part's body without its transfer encoding.

    Raises:
        ReadError: it is too long, or cannot be decoded.
    """
    how = part.headers.get("content-transfer-encoding", "").strip().lower()
    body = part.body
    try:
        if how == "base64":
            body = binascii.a2b_base64(b"".join(body.split()))
        elif how == "quoted-printable":
            body = quopri.decodestring(body)
    except (binascii.Error, ValueError):
        raise ReadError(path, f"has a part that is not in {how}, as it says", PART_REMEDY) from None
    if part.longer or len(body) > MAX_PART:
        raise ReadError(path, f"has a text of more than {MAX_PART:,} bytes", PART_REMEDY)
    return body


def charset(part: Part) -> str | None:
    """The encoding that a part says it is in."""
    return content_type(part.headers.get("content-type", ""))[1].get("charset")
