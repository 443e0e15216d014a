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
    JUDGEMENT = "judgement"
    """A person corrected it afterwards; what the report was recorded with stays on record."""


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
    CORRECTION = "correction"
    """The outlet says what was wrong in an earlier version of this report."""
    RETRACTION = "retraction"
    """The outlet takes this report back."""
    UPDATE = "update"
    """The outlet says that this report was added to."""


class PubStatus(StrEnum):
    """What the outlet says of a report as a whole, in the words of ninjs (`pubStatus`)."""

    USABLE = "usable"
    WITHHELD = "withheld"
    """Not to be used until further notice."""
    CANCELED = "canceled"
    """Never to be used."""


WITHDRAWN = frozenset({PubStatus.WITHHELD, PubStatus.CANCELED})
"""What takes a report back."""


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
        updated: ISO 8601 time from which the text stands as it is here, where the outlet says that it was changed
            after publication; as precise as it is known. `None` when not stated.
        version: the outlet's own number of this version. `None` when not stated.
        pub_status: `None` when not stated. A notice that a report is withheld or canceled is a report of its own, at
            the same URL or with the same `doc`; its text may be empty.
        item: the publisher's own identifier of what this is a version of (a feed's guid, ninjs' uri, a channel's
            message); it stays the same where the URL changes. `None` when not stated.
        relayed_from: names of the outlets, agencies or channels from which, as the file says, the text was passed on
            (a forwarded post, a feed's `source`, ninjs' `infoSources`); empty when none is named.
        part: where in its file the report is ("line 12", "message 345", a WARC record's id); `None` where the whole
            file is one report.
        captured: ISO 8601 time at which an archive says that it fetched the text from its publisher. `None` when not
            stated; never a time of publication.
        archived_digest: the digest that the archive states for what it fetched, as written ("sha1:..."). `None` when
            not stated.
        recorded_as: id under which the report was recorded, where a person has corrected its outlet or time since;
            `None` for all others.
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
    updated: str | None = None
    version: int | None = None
    pub_status: PubStatus | None = None
    item: str | None = None
    relayed_from: tuple[str, ...] = ()
    part: str | None = None
    captured: str | None = None
    archived_digest: str | None = None
    recorded_as: str | None = None

    @property
    def withdrawn(self) -> bool:
        """Whether this is a notice that the report is withheld or canceled."""
        return self.pub_status in WITHDRAWN

    @property
    def notice(self) -> str | None:
        """What tells one notice of withdrawal from another; `None` for what is none."""
        return f"{self.pub_status} {self.updated or ''} {self.version or ''}".strip() if self.withdrawn else None

    @property
    def id(self) -> str:
        """The report's identity: a hash of the text's and of what is known about it from outside the text.

        Outlet, URL and time of publication count unless the text itself gave them (basis `text`): those follow from
        the text, and a better reader may find something else. So identical wire text from two outlets is two reports.
        A report that a person has corrected keeps its identity.
        """
        if self.recorded_as is not None:
            return self.recorded_as
        parts = [self.sha256, outlet_key(self.given("outlet")), self.given("url"), self.given("published")]
        if self.notice is not None:  # the same text usable and canceled is two records
            parts.append(self.notice)
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
