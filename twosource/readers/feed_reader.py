"""RSS and Atom: one entry, one report. The entries are parted here, and each is read by feedparser from its bytes.

Parting them keeps memory flat, and one bad entry from spoiling the rest. A short feed that is not well-formed is given
to feedparser whole, which reads such feeds too.
"""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from typing import Any, BinaryIO
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from twosource.model import Report
from twosource.readers import outlets
from twosource.readers.dates import checked, parse_date
from twosource.readers.errors import ReadError
from twosource.readers.html_reader import LANGUAGE, LATIN_1
from twosource.readers.markup import text_of_html
from twosource.readers.options import ReadOptions
from twosource.readers.reports import Metadata, doc_of, make_report
from twosource.readers.streams import text_pieces
from twosource.readers.xml_elements import REPAIR, BrokenXmlError, declared_encoding, reports_in, root_of

ENTRIES = frozenset({"item", "entry"})
ROOTS = {"rss": b"", "feed": b"http://www.w3.org/2005/Atom", "RDF": b"http://purl.org/rss/"}
"""Root elements of feeds, and what else must stand in the head of a file: "feed" is a name that others use too."""
OLD_ATOM = b"http://purl.org/atom/ns#"
DUBLIN_DATE = "{http://purl.org/dc/elements/1.1/}date"
XML_BASE, XML_LANG = "{http://www.w3.org/XML/1998/namespace}base", "{http://www.w3.org/XML/1998/namespace}lang"
ZONED = re.compile(r"^\d{4}(?:-\d\d){0,2}$|(?:Z|[+-]\d\d:?\d\d)$")
"""An ISO 8601 prefix without a time of day, or with its zone."""
ADDRESS = re.compile(r"https?://[^\s/]", re.IGNORECASE)
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
MAIL = re.compile(r"[^\s()<>]+@[^\s()<>]+")
BARE = re.compile(r"<!\[CDATA\[.*?\]\]>|&(?:#\d+;|#[xX][0-9A-Fa-f]+;|\w+;)?", re.DOTALL)
"""What holds no bare ampersand, or one."""
HTML = {"text/html", "application/xhtml+xml"}
MOST_HEAD = 200
"""Elements in a feed's head that are looked at: RSS 2.0 defines nineteen, its extensions add some."""
MOST_BROKEN = 1_000_000
"""Bytes of a feed that is not well-formed up to which feedparser's tolerant parser is asked: it takes a second for it,
and five times the memory."""
FEED_REMEDY = "save the pages that its entries link to, and read those"


class Feed(Struct, frozen=True):
    """What a feed says of itself.

    Attributes:
        outlet: by the address of its site, else its title.
        key: its address, else its title: what tells its guids from those of other feeds.
        site: its site's address.
        stamps: when it was made; an entry's time that is one of these may be the same.
    """

    outlet: str | None = None
    key: str | None = None
    site: str | None = None
    lang: str | None = None
    stamps: frozenset[str] = frozenset()


class Entry(Struct, frozen=True):
    """One entry as feedparser gives it.

    Attributes:
        number: its place in the feed, from 1.
        values: keys of feedparser.
        published: ISO 8601 prefix, `None` when not stated or not understood.
        updated: the same for its last change.
        rss: it is one of RSS, not of Atom.
    """

    number: int
    values: Any
    published: str | None
    updated: str | None
    rss: bool


class FeedReader:
    """RSS 0.9x, 1.0, 2.0 and Atom: one entry, one report."""

    name = "feed"
    suffixes: tuple[str, ...] = (".rss", ".atom", ".rdf", ".xml")

    def sniff(self, head: bytes) -> bool:
        """Whether its root is a feed's."""
        root = root_of(head)
        return root in ROOTS and (ROOTS[root] in head or OLD_ATOM in head or b"\x00" in head)

    def read(self, stream: BinaryIO, *, name: str, options: ReadOptions) -> Iterator[Report | ReadError]:
        """The reports of the entries, and an error for each that holds no text.

        Raises:
            ReadError: it is no feed, holds no entry, declares entities, or is broken from some place on.
        """
        whole: list[str] = []
        none = True
        for feed, entry, stamped in beside(entries(pieces(stream, name, options, whole), whole, name)):
            none = False
            try:
                yield report_of(entry, feed, stamped=stamped, name=name, options=options)
            except ReadError as error:
                yield error
        if none:
            raise ReadError(name, "is a feed without an entry", "save it again")


def pieces(stream: BinaryIO, name: str, options: ReadOptions, whole: list[str]) -> Iterator[str]:
    """The feed's text. What is not too long to be read again stays in `whole`."""
    head: bytes = stream.peek(200) if isinstance(stream, io.BufferedReader) else b""
    declared = (declared_encoding(head) or "").lower() or None
    declared = "cp1252" if declared in LATIN_1 else declared
    for piece in text_pieces(stream, path=name, encoding=options.encoding, declared=declared):
        if not whole and len(piece) <= MOST_BROKEN:
            whole.append(piece)
        else:
            whole[:] = [""]
        yield piece


def entries(text: Iterator[str], whole: list[str], name: str) -> Iterator[tuple[Feed, Entry]]:
    """The entries, each with what its feed says.

    Raises:
        ReadError: it is broken, and too long to be read tolerantly.
    """
    feed: Feed | None = None
    number = 0
    try:
        for element in reports_in(text, names=ENTRIES, path=name):
            feed = feed or feed_of(parsed(wrapped(element, head=True, path=name)))
            number += 1
            result = parsed(wrapped(element, head=False, path=name))
            for values in result.entries[:1]:
                yield feed, entry_of(number, result, values, dublin=element.find(DUBLIN_DATE) is not None)
    except BrokenXmlError:
        if not whole or not whole[0]:
            raise
        result = parsed(BARE.sub(escaped, whole[0]).encode("utf-8", errors="replace"))
        if not result.entries:
            raise
        for later, values in enumerate(result.entries[number:], start=number + 1):
            yield feed_of(result), entry_of(later, result, values)


def escaped(match: re.Match[str]) -> str:
    """A bare ampersand as XML has it. Left alone, feedparser would make "R&D" into "R&D;"."""
    return "&amp;" if match.group() == "&" else match.group()


def parsed(data: bytes) -> Any:
    """What feedparser makes of the bytes. It gets a stream, never a name, and so can fetch and open nothing."""
    import feedparser  # noqa: PLC0415 - takes a tenth of a second, which only feeds should cost

    stated = {"content-type": "application/xml; charset=utf-8"}
    return feedparser.parse(io.BytesIO(data), response_headers=stated, sanitize_html=False, resolve_relative_uris=False)


def wrapped(element: Any, *, head: bool, path: str) -> bytes:
    """A feed of one entry alone, or of its head without any.

    Args:
        element: an entry, in its place in the feed.
        head: what stands before the entry, instead of the entry.
        path: what to call the file in an error.

    Raises:
        BrokenXmlError: a namespace is no address, which lxml reads and does not write.
    """
    from lxml import etree  # noqa: PLC0415 - see `reports_in`

    made: Any = None
    for parent in reversed([*element.iterancestors()]):
        try:
            inner = (
                etree.Element(parent.tag, nsmap=parent.nsmap) if made is None else etree.SubElement(made, parent.tag)
            )
        except ValueError as error:
            raise BrokenXmlError(path, f"is not well-formed XML: {error}", REPAIR) from None
        for name in (XML_BASE, XML_LANG, "version"):
            if name in parent.attrib:
                inner.set(name, parent.get(name))
        made = inner
    if made is None:
        return b""
    for each in [*element.itersiblings(preceding=True)][:MOST_HEAD] if head else [element]:
        made.insert(0, copy.deepcopy(each))
        made[0].tail = None
    return bytes(etree.tostring(made.getroottree(), encoding="utf-8"))


def feed_of(result: Any) -> Feed:
    """What feedparser found in a feed's head."""
    head = result.feed
    links = [address(link.get("href"), None) for link in head.get("links", ()) if link.get("rel") != "self"]
    site = next((link for link in links if link), None)
    own = [link.get("href") for link in head.get("links", ()) if link.get("rel") == "self"]
    title = text_of_html(head.get("title") or "", path="").strip() or None
    known = outlets.of_host(urlsplit(site).hostname or "") if site else None
    return Feed(
        outlet=known or title,
        key=next((key for key in (head.get("id"), *own, site, title) if key), None),
        site=site,
        lang=language(head.get("language")),
        stamps=frozenset(date for name in ("published", "updated") if (date := date_of(dict.get(head, name)))),
    )


def entry_of(number: int, result: Any, values: Any, *, dublin: bool = False) -> Entry:
    """An entry with its times.

    Args:
        number: its place.
        result: what feedparser found.
        values: the entry in it.
        dublin: it has a Dublin Core date. That is the date of publication; feedparser takes it for the last change.
    """
    published, updated = (date_of(dict.get(values, name)) for name in ("published", "updated"))
    if dublin and published is None:
        published, updated = updated, None
    rss = not str(result.get("version")).startswith("atom")
    return Entry(number=number, values=values, published=published, updated=updated, rss=rss)


def beside(found: Iterator[tuple[Feed, Entry]]) -> Iterator[tuple[Feed, Entry, bool]]:
    """The entries, each with whether its time is that at which the feed was made.

    Some programs give every entry the moment of the request. One entry may well be as old as its feed; two beside one
    another to the second are not.
    """
    before: str | None = None
    held: tuple[Feed, Entry] | None = None
    broken: ReadError | None = None
    while True:
        try:
            following = next(found, None)
        except ReadError as error:  # the entry before the broken place is whole
            following, broken = None, error
        if held is not None:
            yield *held, stamped(*held, {before, following[1].published if following else None})
            before = held[1].published
        if following is None:
            break
        held = following
    if broken is not None:
        raise broken


def stamped(feed: Feed, entry: Entry, others: set[str | None]) -> bool:
    """Whether an entry's time is one of its feed's and of an entry beside it."""
    return entry.published is not None and entry.published in feed.stamps and entry.published in others


def report_of(entry: Entry, feed: Feed, *, stamped: bool, name: str, options: ReadOptions) -> Report:
    """The report of one entry.

    Raises:
        ReadError: naming the entry; it has no text, or none that can be a report's.
    """
    values = entry.values
    title = text_of_html(values.get("title") or "", path=name).strip()
    path = f"{name}: entry {entry.number}"
    text, lang = content(values, path=path)
    if not text:
        what = f"{title[:60]!r} has a title and no text" if title else "has no text"
        raise ReadError(path, what, FEED_REMEDY)
    published = None if stamped else entry.published
    source = values.get("source") or {}
    return make_report(
        text,
        doc=f"{doc_of(name)}-{entry.number}",
        path=path,
        options=options,
        metadata=Metadata(
            outlet=feed.outlet,
            published=published,
            updated=None if entry.updated == published else entry.updated,
            title=title or None,
            url=link_of(values, feed, permalink=entry.rss),
            lang=language(lang) or feed.lang,
            byline=people(values),
            item=item_of(values, feed),
            relayed_from=(text_of_html(source.get("title") or "", path=path),),
            part=f"entry {entry.number}",
        ),
    )


def content(values: Any, *, path: str) -> tuple[str, str | None]:
    """The text of an entry, "" when there is none, and its language: the content, else the summary.

    Raises:
        ReadError: its markup is beyond measure.
    """
    for found in (*values.get("content", ()), values.get("summary_detail") or {}):
        kind, value = found.get("type") or "text/html", found.get("value") or ""
        text = value.strip() if kind == "text/plain" else text_of_html(value, path=path) if kind in HTML else ""
        if text:
            return text, found.get("language")
    return "", None


def people(values: Any) -> tuple[str, ...]:
    """The names of an entry's authors, without their mail addresses."""
    found = [author.get("name") or "" for author in values.get("authors", ())]
    if (
        len(found) <= 1
    ):  # RSS: "desk@harbour.example (Ana Varga)", of which feedparser may part the address in the middle
        found = [values.get("author") or ""]
    names = [MAIL.sub(" ", name).strip(" ()<>") for name in found]
    return tuple(dict.fromkeys(name for name in names if name and outlets.canonical(name) is None))


def item_of(values: Any, feed: Feed) -> str | None:
    """The entry's own identifier. One that is no URI is told apart from those of other feeds by its feed's."""
    given = (values.get("id") or "").strip()
    if not given or SCHEME.match(given):
        return given or None
    return f"{feed.key} {given}" if feed.key else None


def link_of(values: Any, feed: Feed, *, permalink: bool) -> str | None:
    """The address of the entry's page: its link, or in RSS a guid that is said to be one."""
    links = [link.get("href") for link in values.get("links", ()) if link.get("rel", "alternate") == "alternate"]
    return address(next(iter(links), None) or (values.get("link") if permalink else None), feed.site)


def address(link: str | None, site: str | None) -> str | None:
    """A link as an address, a relative one as the site has it; `None` for what is no address of a page."""
    if not link:
        return None
    try:
        whole = urljoin(site or "", link.strip())
    except ValueError:
        return None
    return whole if ADDRESS.match(whole) else None


def language(code: str | None) -> str | None:
    """A language's code, `None` when it is none."""
    plain = (code or "").strip().replace("_", "-")
    return plain if LANGUAGE.fullmatch(plain) else None


def date_of(written: str | None) -> str | None:
    """An entry's time as an ISO 8601 prefix: only its day where the zone is missing; `None` when it is no date."""
    date = parse_date(written or "")
    if date is None and written:
        date = mail_date(written)
    return date if date is None or ZONED.search(date) else date[: len("YYYY-MM-DD")]


def mail_date(written: str) -> str | None:
    """A date in the older forms of RFC 822, with a year of two digits; the day alone where the zone is not stated."""
    parts = parsedate_tz(written)
    if parts is None:
        return None
    try:
        day = datetime(*parts[:6], tzinfo=UTC if parts[9] is None else timezone(timedelta(seconds=parts[9])))
    except ValueError:
        return None
    return checked(day.isoformat() if parts[9] is not None else day.date().isoformat())
