"""MHTML: a page saved as one file with its pictures, as browsers make them (RFC 2557)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from twosource.model import Report
from twosource.readers.errors import ReadError
from twosource.readers.html_reader import article
from twosource.readers.mime import Message, Part, Walk, charset, content_type, date, decoded_body, header
from twosource.readers.options import ReadOptions
from twosource.readers.reports import doc_of, make_report

PAGE_TYPES = {"text/html", "application/xhtml+xml"}
SAVED = (b"snapshot-content-location:", b"multipart/related")
"""What the head of a saved page says and that of a mail does not, or hardly ever."""


class MhtmlReader:
    """One saved page, one report."""

    name = "mhtml"
    suffixes: tuple[str, ...] = (".mht", ".mhtml")

    def sniff(self, head: bytes) -> bool:
        """Whether it begins with the headers of a saved page."""
        headers = head.partition(b"\r\n\r\n")[0].partition(b"\n\n")[0].lower()
        saved = SAVED[0] in headers or (SAVED[1] in headers and b"text/html" in headers)
        return saved and b"mime-version:" in headers and b"\nreceived:" not in headers

    def read(self, stream: BinaryIO, *, name: str, options: ReadOptions) -> Iterator[Report | ReadError]:
        """The report of the page's article.

        Raises:
            ReadError: it is no saved page, too long, or has no article in it.
        """
        top, page = main_part(stream, name)
        address = header(top, "snapshot-content-location") or header(page.headers, "content-location")
        text, metadata = article(
            decoded_body(page, path=name), path=name, encoding=options.encoding, charset=charset(page), address=address
        )
        metadata = msgspec.structs.replace(metadata, captured=date(top), title=metadata.title or header(top, "subject"))
        yield make_report(text, doc=doc_of(name), path=name, options=options, metadata=metadata)


def main_part(stream: BinaryIO, name: str) -> tuple[dict[str, str], Part]:
    """The headers of the file, and its page: the part that `start` names, else the first that is a page.

    Raises:
        ReadError: there is none.
    """
    top: dict[str, str] = {}
    start, first = "", None
    for item in Walk(stream, name, lambda _headers, kind: kind in PAGE_TYPES):
        if isinstance(item, Message):
            if not top:
                top = item.headers
                start = content_type(top.get("content-type", ""))[1].get("start", "").strip()
            continue
        if item.type not in PAGE_TYPES:
            continue
        first = first or item
        if not start or item.headers.get("content-id", "").strip() == start:
            return top, item
    if first is None:
        raise ReadError(name, "has no page in it", "save the page again, as HTML or as one file")
    return top, first
