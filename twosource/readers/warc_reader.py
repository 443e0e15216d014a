"""WARC files, as crawlers and archives make them: the article of each page that was given as it is, one report a page.

A crawl is mostly pictures, scripts and lists of links. What cannot be a report is counted and not complained of: the
count is logged when the file ends, and is an error where the file held no report at all.
"""

from __future__ import annotations

import logging
import re
import zlib
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

import msgspec
from msgspec import Struct

from twosource.model import Report
from twosource.readers.dates import parse_date
from twosource.readers.decoding import MAX_BYTES, MAX_CHARACTERS, SPLIT_REMEDY
from twosource.readers.errors import ReadError, printable
from twosource.readers.guard import guarded
from twosource.readers.html_reader import HtmlReader, NoArticleError, article, decode_labelled
from twosource.readers.limits import CUT_REMEDY, MAX_PART, UnknownEncodingError, dechunk, head_within, http_body
from twosource.readers.options import ReadOptions
from twosource.readers.reports import Metadata, doc_of, make_report
from twosource.readers.warc_records import OK, Record, digest_holds, is_page, media_type, records

LOG = logging.getLogger("twosource.readers")
MAX_KEPT = 24_000_000
"""Bytes of compressed reports that are kept for the records that refer back to them: some 12,000 news articles, at
2,000 bytes each. A crawler that visits a page again within one file does so within hours."""
LEAST_WORDS = 30
"""Words in sentences below which a page of a crawl is no article: its front pages and lists are made of headlines. Of
1,972 newspaper articles of the shared corpora none has fewer, of 464 official statements two have."""
SENTENCE_WORDS = 8
"""Words that a line must have to count for that: a caption or a button may end in a full stop."""
SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*(?:\s|$)")
FETCHED = frozenset({"response", "resource", "conversion"})
"""Kinds of record that hold what was fetched."""
FOR_MACHINES = {"robots.txt", "ads.txt", "app-ads.txt", "humans.txt", "security.txt", "llms.txt"}
"""Texts that sites keep for crawlers and not for readers."""
KEY_COST = 200
"""Bytes that a key takes in Python's memory beside its value."""


def cost(packed: bytes | None) -> int:
    """What a kept value takes of `MAX_KEPT`; it is kept under two names or three, once."""
    return 0 if packed is None else KEY_COST + len(packed) // 2


class Kept:
    """The reports of the file so far, by what later records may call them; the oldest are forgotten first."""

    def __init__(self) -> None:
        self._values: OrderedDict[int, bytes] = OrderedDict()
        self._size = 0

    def keep(self, record: Record, report: Report | None) -> None:
        """Keep what a record came to; `None` for no report."""
        packed = b"" if report is None else zlib.compress(msgspec.msgpack.encode(report), 1)
        names = [("id", record.id, ""), ("page", record.address, record.headers.get("warc-date", ""))]
        if record.digest:
            names.append(("digest", record.digest, ""))
        for name in names:
            self._size -= cost(self._values.pop(hash(name), None))
            self._size += cost(packed)
            self._values[hash(name)] = packed
        while self._size > MAX_KEPT:
            self._size -= cost(self._values.popitem(last=False)[1])

    def meant_by(self, record: Record) -> Report | None:
        """The report that a revisit refers to: by the record's id, else by page and date, else by its payload's digest.

        Returns:
            `None` where the record was there and held no report.

        Raises:
            KeyError: no such record was read, or so long ago that it was forgotten; its argument names it.
        """
        headers = record.headers
        wanted = [("id", headers.get("warc-refers-to", "").strip("<> "), "")]
        page = headers.get("warc-refers-to-target-uri") or record.address
        wanted.append(("page", page, headers.get("warc-refers-to-date", "")))
        wanted.append(("digest", record.digest or "", ""))
        for name in wanted:
            packed = self._values.get(hash(name)) if name[1] else None
            if packed is not None:
                return msgspec.msgpack.decode(zlib.decompress(packed), type=Report) if packed else None
        raise KeyError(wanted[0][1] or f"{page} of {headers.get('warc-refers-to-date') or 'an unstated time'}")


class Archive(Struct):
    """What is known while an archive is read.

    Attributes:
        name: of the file, for errors.
        options: what a person says.
        titles: of pages by address, where something else than the pages states them.
        kept: for the records that refer to earlier ones; shared by the files of one collection.
        counts: records by what became of them.
    """

    name: str
    options: ReadOptions
    titles: Mapping[str, str] = {}
    kept: Kept = msgspec.field(default_factory=Kept)
    counts: Counter[str] = msgspec.field(default_factory=Counter)

    def passed_over(self) -> str:
        """What was passed over, in words."""
        return ", ".join(f"{number:,} {what}" for what, number in self.counts.most_common() if what != "reports")


class WarcReader:
    """One record, one report."""

    name = "warc"
    suffixes: tuple[str, ...] = (".warc", ".arc", ".warc.gz", ".arc.gz")

    def sniff(self, head: bytes) -> bool:
        """Whether it begins as a WARC or an ARC file does, compressed or not."""
        return head_within(head).startswith((b"WARC/", b"filedesc://"))

    def read(self, stream: BinaryIO, *, name: str, options: ReadOptions) -> Iterator[Report | ReadError]:
        """The reports of the pages, and an error for each page that is damaged.

        Raises:
            ReadError: it is no WARC file, holds no report, or is damaged; the reports before that were yielded.
        """
        archive = Archive(name=name, options=options)
        yield from archived(stream, archive)
        if not archive.counts["reports"]:
            cause = f"holds no article ({archive.passed_over() or 'no record'})"
            raise ReadError(name, cause, "crawl the pages themselves, or save them as HTML")
        tell(archive)


def tell(archive: Archive) -> None:
    """Log how much of an archive was passed over, once it has been read."""
    others = archive.passed_over()
    if others:
        LOG.warning("%s: %s reports; passed over: %s", printable(archive.name), archive.counts["reports"], others)


def archived(stream: BinaryIO, archive: Archive) -> Iterator[Report | ReadError]:
    """The reports of the records in a WARC file, and an error for each that is damaged.

    Raises:
        ReadError: it is no WARC file, or damaged from here on.
    """
    for record in records(stream, archive.name):
        path = f"{archive.name}: record {record.id or record.number}"
        yield from guarded(reports_of(record, archive, path), path)


def reports_of(record: Record, archive: Archive, path: str) -> Iterator[Report]:
    """The report of one record, or none.

    Raises:
        ReadError: it should hold one, and is damaged.
    """
    if not record.kind:
        archive.counts["damaged records"] += 1
        raise ReadError(path, "has no WARC-Type", CUT_REMEDY)
    why = no_page(record)
    if not why and is_cut_off(record):
        return  # the file ends in it, which `records` tells
    found = None
    if not why:
        found, why = (revisited if record.kind == "revisit" else read_page)(record, archive, path)
    if record.kind in FETCHED:
        archive.kept.keep(record, found)
    archive.counts[why or "reports"] += 1
    if found is not None:
        yield found


def read_page(record: Record, archive: Archive, path: str) -> tuple[Report | None, str]:
    """The report of a page, or why it has none.

    Raises:
        ReadError: it should have one, and is damaged.
    """
    try:
        return page_of(record, archive, path), ""
    except NoArticleError:
        return None, "pages without an article"
    except UnknownEncodingError as error:
        return None, f"pages not read: {error.cause}"
    except ReadError:
        archive.counts["damaged pages"] += 1
        raise


def is_cut_off(record: Record) -> bool:
    """Whether the file ends before the record does."""
    return record.kind != "revisit" and not record.whole and record.length <= MAX_PART


def no_page(record: Record) -> str:
    """Why a record holds no page, in words for a count; empty where it may hold one."""
    if record.kind == "revisit":
        stated = record.http.get("content-type")
        return "" if stated is None or is_page(stated) else "files that are no page"
    if record.kind not in FETCHED:
        return "records about the crawl"
    if record.kind == "response" and record.status is None:
        return "records that are no HTTP response"
    if record.status not in {None, OK}:
        return "pages with another HTTP status than 200"
    sent = record.headers if record.status is None else record.http
    name = record.address.partition("?")[0].rpartition("/")[2].lower()
    possible = record.length and is_page(sent.get("content-type", "")) and name not in FOR_MACHINES
    return "" if possible else "files that are no page"


def revisited(record: Record, archive: Archive, path: str) -> tuple[Report | None, str]:
    """The report that a revisit refers to, as captured once more; or why there is none.

    Raises:
        ReadError: what it refers to is not there.
    """
    try:
        found = archive.kept.meant_by(record)
    except KeyError as missing:
        archive.counts["revisits of what is not there"] += 1
        cause = f"says that the page was as in {missing.args[0]}, which is not in the file before it"
        raise ReadError(path, cause, "read the archive that holds that record; its text is the same") from None
    if found is None:
        return None, "revisits of what is no article"
    again = msgspec.structs.replace(
        found,
        doc=f"{doc_of(archive.name)}-{record.number}",
        url=record.address or found.url,
        part=record.id or None,
        captured=parse_date(record.headers.get("warc-date", "")),
        archived_digest=record.digest or found.archived_digest,
    )
    return again, ""


def page_of(record: Record, archive: Archive, path: str) -> Report:
    """The report of a page.

    Raises:
        NoArticleError: it has no article.
        ReadError: it is cut short, not what its digest says, too long, or cannot be decoded.
    """
    if cut := record.headers.get("warc-truncated") or ("segment" if "warc-segment-number" in record.headers else ""):
        raise ReadError(path, f"was cut short when it was archived ({cut[:40]})", "archive the page again")
    if not record.whole:
        raise ReadError(path, f"has more than {MAX_PART:,} bytes", "save the page by itself, as HTML")
    sent = record.headers if record.status is None else record.http
    body = record.body if record.status is None else http_body(record.body, record.http, path=path)
    if record.digest and not digest_holds(record.digest, *forms(record.body, body)):
        cause = "is not what was archived: its digest is another than the one stated"
        raise ReadError(path, cause, "do not rely on this copy; get the archive again from where it was made")
    text, metadata = read_body(body, sent.get("content-type", ""), archive, path=path, address=record.address)
    metadata = msgspec.structs.replace(
        metadata,
        url=record.address or None,
        part=record.id or None,
        captured=parse_date(record.headers.get("warc-date", "")),
        archived_digest=record.digest,
        title=metadata.title or archive.titles.get(record.address),
    )
    doc = f"{doc_of(archive.name)}-{record.number}"
    return make_report(text, doc=doc, path=path, options=archive.options, metadata=metadata)


def forms(sent: bytes, decoded: bytes) -> Iterable[bytes]:
    """A body as it was sent, without its chunks, and decoded: what digests are taken of."""
    return (sent, dechunk(sent), decoded)


def read_body(body: bytes, content_type: str, archive: Archive, *, path: str, address: str) -> tuple[str, Metadata]:
    """The text of a page, and what it says of itself.

    Args:
        body: decoded.
        content_type: as stated beside it.
        archive: which it is from.
        path: what to call it in an error.
        address: where it was.

    Raises:
        NoArticleError: it has no article.
        ReadError: it is too long, or cannot be decoded.
    """
    charset, encoding = charset_of(content_type), archive.options.encoding
    kind = media_type(content_type)
    if kind == "text/plain" or (not kind and not HtmlReader().sniff(body[:2048])):
        if not body.strip():
            raise NoArticleError(path, "is empty", "archive it again")
        if len(body) > MAX_BYTES:
            raise ReadError(path, f"has more than {MAX_CHARACTERS:,} characters", SPLIT_REMEDY)
        text, metadata = decode_labelled(body, (charset,), path=path, encoding=encoding), Metadata()
    else:
        text, metadata = article(body, path=path, encoding=encoding, charset=charset, address=address)
    if running_words(text) < LEAST_WORDS:
        raise NoArticleError(path, "is a list of links, or a few words", "save the pages that it leads to")
    return text, metadata


def running_words(text: str) -> int:
    """Words in the lines of a text that are sentences, not names or headlines."""
    counts = ((len(line.split()), line) for line in text.splitlines())
    return sum(number for number, line in counts if number >= SENTENCE_WORDS and SENTENCE_END.search(line))


def charset_of(content_type: str) -> str | None:
    """The `charset` in a `Content-Type`; `None` when not stated."""
    for parameter in content_type.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None
