"""The records of a WARC file (ISO 28500), one after the other, with a bound on what each may take.

warcio finds the records; the bytes come to it through `limits.Members`, which bounds headers, lines and unpacking. A
place where the file is damaged is its end: what stands behind it could be a page made to look like a record.
"""

from __future__ import annotations

import base64
import hashlib
import logging
from collections.abc import Iterator
from typing import Any, BinaryIO

from msgspec import Struct
from msgspec.structs import replace

from twosource.readers.errors import ReadError
from twosource.readers.limits import CUT_REMEDY, MAX_HEADERS, MAX_PART, Members

MAX_BODY = MAX_PART + MAX_HEADERS
"""Bytes of a record that are read: a page with its HTTP headers."""
HASHES = {"md5", "sha1", "sha256", "sha384", "sha512"}
"""By which archives name what they hold. A digest by another one is kept and cannot be checked."""
ARC_REMEDY = "convert it: warcio recompress IN.arc.gz OUT.warc.gz"
HTTP_BREAKS = (b"\r\n\r\n", b"\n\n")
WANTED = frozenset({"response", "resource", "conversion", "revisit"})
"""Kinds of record that hold, or stand for, what was fetched. The others tell how."""
HTTP_KINDS = frozenset({"response", "revisit"})
OK = 200
"""The HTTP status of a page that was given as it is. Errors and redirections have pages too, which say nothing."""
PAGES = frozenset({"", "text/html", "application/xhtml+xml", "text/plain"})
"""Media types that may hold a report. What was sent without one is looked at."""


class Record(Struct, frozen=True, kw_only=True):
    """One record; headers by name in lower case, of several of one name the first.

    Attributes:
        number: of the record in its file, from 1.
        kind: `WARC-Type`.
        headers: of the record.
        status: of the HTTP response; `None` where the record holds none.
        http: headers of the HTTP response.
        body: what follows the headers, as it was sent; empty where it was not asked for.
        whole: the body is all of it.
        length: bytes of the record's block.
    """

    number: int
    kind: str
    headers: dict[str, str]
    status: int | None = None
    http: dict[str, str] = {}
    body: bytes = b""
    whole: bool = False
    length: int = 0

    @property
    def id(self) -> str:
        """`WARC-Record-ID` without its brackets."""
        return self.headers.get("warc-record-id", "").strip("<> ")

    @property
    def address(self) -> str:
        """`WARC-Target-URI`."""
        return self.headers.get("warc-target-uri", "")

    @property
    def digest(self) -> str | None:
        """`WARC-Payload-Digest` as written; `None` when not stated."""
        return self.headers.get("warc-payload-digest") or None


def records(stream: BinaryIO, name: str) -> Iterator[Record]:
    """The records of the kinds in `WANTED`, with as much of their blocks as a report can have; of others the headers.

    Args:
        stream: of a WARC file, plain or with one gzip member a record.
        name: what to call it in an error.

    Raises:
        ReadError: it is no WARC file, or damaged from here on.
    """
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - only archives should cost its import
    from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415

    logging.getLogger("warcio").addHandler(logging.NullHandler())  # it would write strangers' bytes to the terminal
    members = Members(stream, name)
    found = ArchiveIterator(stream, no_record_parse=True)
    found.reader = members
    number = 0
    try:
        for record in found:
            number += 1
            if record.rec_type == "arc_header":
                raise ReadError(name, "is an ARC file, the format that was before WARC", ARC_REMEDY)
            if record.format != "warc":  # any line of five words could be ARC's
                raise ArchiveLoadFailed("no WARC record")  # noqa: TRY301
            read = read_record(record, number)
            members.between = True
            yield read
            for _ in iter(lambda: record.raw_stream.read(MAX_BODY // 16), b""):  # noqa: B023 - called in this turn only
                pass
            check_end(record, read, name)
    except ArchiveLoadFailed as error:
        where = f"after record {number}" if number else "at its start"
        if "non-chunked gzip" in str(error):
            cause, remedy = "is compressed as a whole, not record by record", "convert it: warcio recompress IN OUT"
        else:
            cause, remedy = f"is no WARC file, or a damaged one, {where}", CUT_REMEDY
        raise ReadError(name, cause, remedy) from None


def read_record(record: Any, number: int) -> Record:
    """A record of warcio's with its HTTP headers parsed and its body read, as far as they are wanted."""
    headers = lowered(record.rec_headers.headers)
    kind, length = headers.get("warc-type", "").lower(), record.length
    made = Record(number=number, kind=kind, headers=headers, length=length or 0)
    if kind not in WANTED or not length:
        return made
    read = record.raw_stream.read
    if kind not in HTTP_KINDS or not made.address.lower().startswith(("http:", "https:")):
        body = read(MAX_PART) if is_page(headers.get("content-type", "")) else b""
        return replace(made, body=body, whole=len(body) == length)
    block = read(min(length, MAX_HEADERS))
    status, http, at = http_headers(block)
    if status == OK and is_page(http.get("content-type", "")):
        block += read(MAX_BODY - len(block))
        return replace(made, status=status, http=http, body=block[at:], whole=len(block) == length)
    return replace(made, status=status, http=http)


def media_type(content_type: str) -> str:
    """The type in a `Content-Type`, without its parameters, in lower case."""
    return content_type.partition(";")[0].strip().lower()


def is_page(content_type: str) -> bool:
    """Whether something of that `Content-Type` may hold a report."""
    return media_type(content_type) in PAGES


def lowered(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Headers by name in lower case; of several of one name the first."""
    found: dict[str, str] = {}
    for name, value in pairs:
        found.setdefault(name.strip().lower(), (value or "").strip())
    return found


def http_headers(block: bytes) -> tuple[int | None, dict[str, str], int]:
    """Status, headers, and where the body begins, of an HTTP response; status `None` where it is none."""
    ends = [(at, len(mark)) for mark in HTTP_BREAKS if (at := block.find(mark)) >= 0]
    end, skipped = min(ends, default=(len(block), 0))
    first, *lines = block[:end].decode("latin-1").splitlines() or [""]
    words = first.split(None, 2)
    if len(words) < len(("HTTP/1.1", "200")) or not words[0].upper().startswith("HTTP/") or not words[1].isdecimal():
        return None, {}, 0
    pairs = [(name, value) for name, colon, value in (line.partition(":") for line in lines) if colon]
    return int(words[1][:3]), lowered(pairs), end + skipped


def check_end(record: Any, read: Record, name: str) -> None:
    """Make sure that a record has ended where it says, once it has been read.

    Raises:
        ReadError: the file ends before it does.
    """
    left = getattr(record.raw_stream, "limit", None)
    if left is None:
        raise ReadError(name, f"has a record {read.number} that does not say how long it is", CUT_REMEDY)
    if left:
        raise ReadError(name, f"is cut short in record {read.number}", CUT_REMEDY)


def digest_holds(stated: str, *bodies: bytes) -> bool:
    """Whether a digest is that of one of the bodies; also where it cannot be told.

    Archives differ in whether they take a payload's digest with its transfer encoding, without it, or decoded.

    Args:
        stated: "sha1:" and the digest in base 32, base 64 or hexadecimal.
        bodies: what it may be of.
    """
    kind, colon, value = stated.partition(":")
    kind = kind.strip().lower().replace("-", "")
    if not colon or kind not in HASHES:
        return True
    value = value.strip()
    for body in bodies:
        digest = hashlib.new(kind, body, usedforsecurity=False).digest()
        base_64 = base64.b64encode(digest).decode().rstrip("=")
        forms = {digest.hex(), base64.b32encode(digest).decode().rstrip("=").lower()}
        same_64 = value.rstrip("=").replace("-", "+").replace("_", "/") == base_64
        if value.rstrip("=").lower() in forms or same_64:
            return True
    return False
