"""Sources to reports with their custody: the bytes are hashed and kept first, and the reports are read from them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import PurePath

from msgspec import Struct
from msgspec.structs import replace

from twosource import __version__
from twosource.model import Report
from twosource.model.custody import Arrival, Deed
from twosource.readers.errors import ReadError, printable
from twosource.readers.guard import reason, remedy
from twosource.readers.limits import name_within
from twosource.readers.options import ReadOptions
from twosource.readers.originals import Original, Originals
from twosource.readers.reading import chosen, read_stream
from twosource.readers.sources import Source

Item = Arrival | Report | ReadError

MEDIA_TYPES = {
    ".atom": "application/atom+xml",
    ".csv": "text/csv",
    ".eml": "message/rfc822",
    ".htm": "text/html",
    ".html": "text/html",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".mhtml": "multipart/related",
    ".pdf": "application/pdf",
    ".rss": "application/rss+xml",
    ".txt": "text/plain",
    ".wacz": "application/wacz",
    ".warc": "application/warc",
    ".xml": "application/xml",
}
"""Media types by suffix (IANA's registry, and the formats' own documents): what a file's name says it is."""


class Handed(Struct, frozen=True, kw_only=True):
    """Bytes that are at hand, and where they are from.

    Attributes:
        body: the bytes.
        name: as the file would be called; its suffix says what it is.
        origin: path, URL or form, as given.
        place: the URL after redirects; `None` where there is none.
        deed: arrived or fetched.
        media_type: as the server said; `None` when not known.
    """

    body: bytes
    name: str
    origin: str
    place: str | None = None
    deed: Deed = Deed.ARRIVED
    media_type: str | None = None

    def __str__(self) -> str:
        return printable(self.origin)


def received(source: Source | ReadError, options: ReadOptions, originals: Originals) -> Iterator[Item]:
    """The arrival of one source, then its reports in order, and an error for each that cannot be read.

    Where the arrival is given out, the original is whole in its place. No more than one report is held at a time.
    """
    if isinstance(source, ReadError):
        yield source
        return
    try:
        stream = source.open()
        try:
            with originals.keep(stream, path=source.path) as (original, bytes_):
                place = None if source.path is None else str(source.path.absolute())
                told = Handed(body=b"", name=source.name, origin=source.name, place=place)
                yield from _read(original, bytes_, told, options)
        finally:
            if source.path is not None:
                stream.close()
    except OSError as error:
        yield ReadError(source.name, reason(error), remedy(error))
    except ReadError as error:
        yield error


def received_bytes(handed: Handed, options: ReadOptions, originals: Originals) -> Iterator[Item]:
    """The same for bytes that are at hand. A page that does not say its own address has the one it was fetched from."""
    try:
        with originals.keep(io.BytesIO(handed.body)) as (original, bytes_):
            for item in _read(original, bytes_, handed, options):
                whole = isinstance(item, Report) and item.part is None and item.url is None
                if whole and handed.deed is Deed.FETCHED and isinstance(item, Report):
                    yield replace(item, url=handed.place or handed.origin)
                else:
                    yield item
    except OSError as error:
        yield ReadError(handed.name, reason(error), remedy(error))
    except ReadError as error:
        yield error


def _read(original: Original, stream: io.BufferedReader, told: Handed, options: ReadOptions) -> Iterator[Item]:
    try:
        method = f"reader {chosen(stream, told.name, options)[0].name}"
    except (ReadError, OSError):
        method = "no reader"
    suffix = PurePath(name_within(told.name)).suffix.lower()
    yield Arrival(
        deed=told.deed,
        origin=printable(told.origin),
        place=None if told.place is None else printable(told.place),
        method=method,
        version=f"twosource {__version__}",
        sha256=original.sha256,
        size=original.size,
        media_type=told.media_type or MEDIA_TYPES.get(suffix),
        kept=original.kept,
        kept_at=None if original.kept_at is None else printable(original.kept_at),
    )
    yield from read_stream(stream, told.name, options)
