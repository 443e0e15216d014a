"""Reports: one text as published by one outlet, with what is known about it and how it is known."""

from __future__ import annotations

import hashlib
from enum import StrEnum

import msgspec
from msgspec import Struct

from twosource.model.evidence import Span


class Basis(StrEnum):
    """How a value about a report came to be known."""

    OPTION = "option"
    """A person gave it on the command line or in the request."""
    METADATA = "metadata"
    """The file's own metadata say so (HTML meta elements, JSONL fields)."""
    TEXT = "text"
    """The text itself says so (credit line, dateline, byline, date line); the span is kept."""


class Stated(Struct, frozen=True, kw_only=True):
    """How one of a report's values is known; `span` is its evidence when the basis is the text."""

    basis: Basis
    span: Span | None = None


class FurnitureKind(StrEnum):
    """Parts of a text that are not reporting."""

    ADVERTISEMENT = "advertisement"
    BYLINE = "byline"
    DATELINE = "dateline"
    DATE_LINE = "date-line"
    COPYRIGHT = "copyright"
    CREDIT = "credit"
    CONTRIBUTORS = "contributors"
    LINK = "link"
    """Read more, related stories, sign up, share."""
    CAPTION_CREDIT = "caption-credit"


class Furniture(Struct, frozen=True, kw_only=True):
    """A stretch of the text that is not read as statements. The text is never cut: offsets stay those of the text."""

    span: Span
    kind: FurnitureKind


class Report(Struct, frozen=True, kw_only=True):
    """One text as published by one outlet.

    Attributes:
        doc: short name, for people: the file's name without folder and suffix, or the JSONL row's `doc`.
        text: exactly as stored; every offset in the ledger points into it.
        sha256: of the text's UTF-8 bytes, hexadecimal.
        outlet, url, title, lang, dateline: `None` when not stated.
        published: ISO 8601, as precise as it is known and no more: `2025`, `2025-06-08`, `2025-06-08T21:14:00+03:00`.
            `None` when not stated.
        retrieved: ISO 8601 time when the bytes were read.
        byline: names of the authors, in order; empty when none are given.
        stated: how each of `outlet`, `published`, `title`, `lang`, `dateline`, `byline` is known.
        furniture: parts that are not reporting, in order, not overlapping.
    """

    doc: str
    text: str
    sha256: str
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    title: str | None = None
    lang: str | None = None
    dateline: str | None = None
    byline: tuple[str, ...] = ()
    retrieved: str | None = None
    stated: dict[str, Stated] = {}
    furniture: tuple[Furniture, ...] = ()

    @property
    def id(self) -> str:
        """The report's identity: a hash of the text's and of what is known about it from outside the text.

        Outlet, URL and time of publication count unless the text itself gave them (basis `text`): those follow from
        the text, and a better reader may find something else. So identical wire text from two outlets is two reports.
        """
        parts = [self.sha256, outlet_key(self.given("outlet")), self.given("url"), self.given("published")]
        return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()

    def given(self, field: str) -> str | None:
        """`outlet`, `url` or `published`, or `None` when only the text itself says so."""
        value: str | None = getattr(self, field)
        how = self.stated.get(field)
        return None if value is None or (how is not None and how.basis is Basis.TEXT) else value.strip()


def outlet_key(name: str | None) -> str | None:
    """An outlet's name for comparing: one case, single spaces."""
    return " ".join(name.split()).casefold() if name else None


def sha256_of(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()
