"""ninjs 1.x, 2.x and 3.x: IPTC's news in JSON. One item, a list of items, or one item a line; one item, one report.

The three differ in the case of their keys and in single or several headlines and bodies; here keys are compared without
case. Associations are other items and left alone.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from twosource.model import Report
from twosource.model.report import WITHDRAWN
from twosource.readers import outlets
from twosource.readers.decoding import SPLIT_REMEDY
from twosource.readers.errors import ReadError
from twosource.readers.json_values import values_at
from twosource.readers.jsonl_reader import MAX_LINE, skip_line
from twosource.readers.markup import text_of_html
from twosource.readers.options import ReadOptions
from twosource.readers.reports import Metadata, doc_of, make_report
from twosource.readers.streams import Bounded
from twosource.readers.wire import authors, number_of, others, status_of, times

MARK = b"\xef\xbb\xbf"
MARKS = (
    b'"pubstatus"', b'"versioncreated"', b'"firstcreated"', b'"bodies"', b'"headlines"', b'"body_text"',
    b'"body_xhtml"', b'"representationtype"', b'"standard"',
)  # fmt: skip
"""Keys of which an item has at least one near its beginning, in lower case."""
MAIN = ("main", "")
"""Roles of the headline and body to take, best first; "" is none. What has another role comes last."""
HTML, PLAIN = ("text/html", "application/xhtml+xml"), "text/plain"
MARKED_KEYS, PLAIN_KEYS = ("body_xhtml", "body_html"), ("body_text",)
"""Bodies of version 1. Those with markup go first: their paragraphs are parted."""
WHOLE = frozenset({(), ("item",)})
REMEDY = "give items with a body"


class NinjsReader:
    """ninjs: one item, one report."""

    name = "ninjs"
    suffixes: tuple[str, ...] = (".ninjs", ".json")

    def sniff(self, head: bytes) -> bool:
        """Whether it begins with an item of ninjs, or a list of them."""
        plain = head.removeprefix(MARK).lstrip().lower()
        named = b'"uri"' in plain or b'"guid"' in plain
        return plain[:1] in {b"{", b"["} and named and any(key in plain for key in MARKS)

    def read(self, stream: BinaryIO, *, name: str, options: ReadOptions) -> Iterator[Report | ReadError]:
        """The reports of the items, and an error for each item that holds none.

        Raises:
            ReadError: it holds no item, or is broken from some place on.
        """
        none = True
        for number, item in enumerate(items(stream, name), start=1):
            none = False
            try:
                if isinstance(item, ReadError):
                    raise item
                yield report_of(lowered(item), number=number, name=name, options=options)
            except ReadError as error:
                yield error
        if none:
            raise ReadError(name, "holds no ninjs item", "give an object with a uri and a body, or a list of them")


def items(stream: BinaryIO, name: str) -> Iterator[Any]:
    """The items of a file as dicts, and an error for each line that holds none.

    Raises:
        ReadError: a list, or an item over several lines, is broken from some place on.
    """
    line = stream.readline(MAX_LINE + 1).removeprefix(MARK)
    while line and not line.strip():
        line = stream.readline(MAX_LINE + 1)
    if not (line.strip().startswith(b"{") and line.strip().endswith(b"}")):
        yield from objects(io.BufferedReader(Joined(line, stream)), name)
        return
    number = 1
    while line:
        try:
            yield from objects(io.BytesIO(line), f"{name}:{number}") if line.strip() else ()
        except ReadError as error:
            yield error
            skip_line(stream, line)
        line, number = stream.readline(MAX_LINE + 1), number + 1


class Joined(io.RawIOBase):
    """Bytes that were read, and the stream they came from."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        super().__init__()
        self._start = io.BytesIO(start)
        self._rest = rest

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with the next bytes; 0 at the end."""
        data = self._start.read(len(buffer)) or self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def objects(stream: BinaryIO, path: str) -> Iterator[Any]:
    """The items in JSON."""
    bounded = Bounded(stream, limit=MAX_LINE, path=path, remedy=SPLIT_REMEDY)
    return (value for _, value in values_at(bounded, objects=WHOLE, path=path))


def lowered(item: dict[str, Any]) -> dict[str, Any]:
    """An item with its keys in lower case."""
    return {key.lower(): value for key, value in item.items()}


def report_of(item: dict[str, Any], *, number: int, name: str, options: ReadOptions) -> Report:
    """The report of one item.

    Raises:
        ReadError: naming the item; it holds no text and is no notice of withdrawal.
    """
    identity = string(item.get("uri")) or string(item.get("guid"))
    path = f"{name}: item {number}"
    status = status_of(string(item.get("pubstatus")), path=path)
    text = body_of(item, path=path)
    if not text and status not in WITHDRAWN:
        what = string(item.get("type")) or "item"
        raise ReadError(path, f"holds no text ({what[:20]} {(identity or 'without a uri')[:80]})", REMEDY)
    if status in WITHDRAWN and identity is None:
        raise ReadError(path, f"is {status}, and does not say which item is", "give its uri")
    created, changed = string(item.get("firstcreated")), string(item.get("versioncreated"))
    published, updated = times(created, changed, embargo(item))
    outlet = outlets.holder(string(item.get("copyrightholder")) or "", alone=True)
    sources = [entry for key in ("infosources", "infosource") for entry in listed(item.get(key))]
    return make_report(
        text,
        doc=f"{doc_of(name)}-{number}",
        path=path,
        options=options,
        metadata=Metadata(
            outlet=outlet,
            published=published,
            updated=updated,
            version=number_of(item.get("version")),
            pub_status=status,
            title=string(chosen(item.get("headlines")).get("value"))
            or string(item.get("headline"))
            or string(item.get("title")),
            lang=string(item.get("language")),
            byline=authors(string(item.get("by")) or string(item.get("byline"))),
            item=identity,
            relayed_from=others(
                (string(each.get("name")) or string(each.get("literal")) for each in sources), outlet=outlet
            ),
            part=f"item {number}",
            dateline=string(item.get("located")),
        ),
    )


def embargo(item: dict[str, Any]) -> str | None:
    """The end of an embargo as it is written; `None` where there is none."""
    return string(item.get("embargoeduntil")) or string(item.get("embargoed"))


def body_of(item: dict[str, Any], *, path: str) -> str:
    """The item's text, "" when it has none.

    Raises:
        ReadError: its markup is beyond measure.
    """
    bodies = listed(item.get("bodies"))
    texts = [body for body in bodies if string(body.get("contenttype")) in {None, PLAIN, *HTML}]
    body = chosen(texts)
    if value := string(body.get("value")):
        kind = string(body.get("contenttype"))
        return value if kind == PLAIN else text_of_html(value, path=path)
    for key in MARKED_KEYS:
        if value := string(item.get(key)):
            return text_of_html(value, path=path)
    return next((value for key in PLAIN_KEYS if (value := string(item.get(key)))), "")


def chosen(given: Any) -> dict[str, Any]:
    """Of several headlines or bodies the main one that has a value, {} when there is none."""
    entries = [entry for entry in listed(given) if string(entry.get("value"))]
    ranks = {role: rank for rank, role in enumerate(MAIN)}
    entries.sort(key=lambda entry: ranks.get((string(entry.get("role")) or "").lower(), len(MAIN)))
    return entries[0] if entries else {}


def listed(value: Any) -> list[dict[str, Any]]:
    """The objects of a list, keys in lower case."""
    return [lowered(each) for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def string(value: Any) -> str | None:
    """A string with something in it, else `None`."""
    return value if isinstance(value, str) and value.strip() else None
