"""A text and what is known about it, to a `Report`."""

from __future__ import annotations

import re
from pathlib import PurePath

from msgspec import Struct

from twosource.model import Basis, PubStatus, Report, Span, Stated, sha256_of
from twosource.model.report import WITHDRAWN
from twosource.readers import outlets
from twosource.readers.decoding import check_text
from twosource.readers.errors import printable
from twosource.readers.facts import Fact, read_facts
from twosource.readers.furniture import Found, find, lines
from twosource.readers.limits import name_within
from twosource.readers.options import ReadOptions

LONGEST_TITLE = 20
"""Words: 93 in 100 headlines of 1,683 newspaper articles of the shared corpora have no more; the longer ones cannot be
told from a sentence that lost its stop."""
SHORTEST_TITLE = 3
"""Words: a shorter first line may be a place, a section or a name."""
NO_TITLE = re.compile(r"^[\"“«(\[–—•*-]|[.!?:;,…—–-][\"'”’»)\]]*$|\)$")
"""A quotation, an item of a list or a caption at the start; the end of a sentence at the end."""
BLANK_LINE = re.compile(r"[^\S\r\n]*(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)")


class Metadata(Struct, frozen=True, kw_only=True):
    """What the file says about its text, outside the text (see `Report`); `None` and `()` = not stated."""

    outlet: str | None = None
    published: str | None = None
    title: str | None = None
    lang: str | None = None
    url: str | None = None
    byline: tuple[str, ...] = ()
    updated: str | None = None
    version: int | None = None
    pub_status: PubStatus | None = None
    item: str | None = None
    relayed_from: tuple[str, ...] = ()
    part: str | None = None
    captured: str | None = None
    archived_digest: str | None = None
    dateline: str | None = None


def plain(value: str | None) -> str | None:
    """A value from outside the text in one line without control characters; `None` when nothing is left."""
    return printable(" ".join(value.split())) or None if value else None


def doc_of(name: str) -> str:
    """A report's short name from a file's: without folder and suffix, and without ".gz"."""
    return printable(PurePath(name_within(name)).stem) or "report"


class Settled(Struct):
    """The values of a report so far, and how each of them is known."""

    values: dict[str, str | None] = {}
    stated: dict[str, Stated] = {}

    def settle(self, name: str, *, option: str | None = None, metadata: str | None = None, fact: Fact | None) -> None:
        """Take what a person says, else what the file says, else what the text says."""
        self.values[name] = option or metadata or (fact.value if fact else None)
        if option:
            self.stated[name] = Stated(basis=Basis.OPTION)
        elif metadata:
            self.stated[name] = Stated(basis=Basis.METADATA)
        elif fact:
            self.stated[name] = Stated(basis=Basis.TEXT, span=fact.span)


def make_report(text: str, *, doc: str, path: str, options: ReadOptions, metadata: Metadata) -> Report:
    """The report of one text. What a person says goes before the file's metadata, and these before the text.

    Args:
        text: exactly as it is to be stored.
        doc: the report's short name.
        path: what to call it in an error.
        options: what a person says.
        metadata: what the file says.

    Raises:
        ReadError: it cannot be a report's text (see `check_text`). A notice that a report is withheld or canceled may
            have none.
    """
    if text or metadata.pub_status not in WITHDRAWN:  # a notice of withdrawal may have no text
        check_text(text, path=path)
    found = find(text)
    facts = read_facts(text, found)
    outlet = plain(metadata.outlet)
    named = outlet and (outlets.canonical(outlet) or outlet)
    byline = tuple(name for raw in metadata.byline if (name := plain(raw)))
    known = Settled()
    known.settle("outlet", option=plain(options.outlet), metadata=named, fact=facts.outlet)
    known.settle("published", option=options.published_iso, metadata=metadata.published, fact=facts.published)
    known.settle("title", metadata=plain(metadata.title), fact=title_of(text, found))
    known.settle("lang", option=plain(options.lang), metadata=plain(metadata.lang), fact=None)
    known.settle("dateline", metadata=plain(metadata.dateline), fact=facts.dateline)
    for name in ("updated", "version", "pub_status"):
        if getattr(metadata, name) is not None:
            known.stated[name] = Stated(basis=Basis.METADATA)
    if byline:
        known.stated["byline"] = Stated(basis=Basis.METADATA)
    elif facts.byline:
        known.stated["byline"] = Stated(basis=Basis.TEXT, span=facts.byline_span)
    return Report(
        doc=doc,
        text=text,
        sha256=sha256_of(text),
        outlet=known.values["outlet"],
        published=known.values["published"],
        url=plain(metadata.url),
        title=known.values["title"],
        lang=known.values["lang"],
        dateline=known.values["dateline"],
        byline=byline or facts.byline,
        retrieved=options.retrieved_iso,
        stated=known.stated,
        furniture=tuple(piece.furniture for piece in found),
        updated=metadata.updated,
        version=metadata.version,
        pub_status=metadata.pub_status,
        item=plain(metadata.item),
        relayed_from=tuple(dict.fromkeys(name for raw in metadata.relayed_from if (name := plain(raw)))),
        part=plain(metadata.part),
        captured=metadata.captured,
        archived_digest=plain(metadata.archived_digest),
    )


def title_of(text: str, found: tuple[Found, ...]) -> Fact | None:
    """The headline above the text: its first line, when that is no sentence and a blank line and more text follow."""
    begun = {piece.furniture.span.start for piece in found if piece.whole_line}
    reporting = [line for line in lines(text) if line.start not in begun]
    if len(reporting) < len(("title", "text")):
        return None
    first = reporting[0]
    end = first.start + len(first.text)
    fitting = SHORTEST_TITLE <= len(first.text.split()) <= LONGEST_TITLE and not NO_TITLE.search(first.text)
    prefixed = any(piece.furniture.span.overlaps(Span(first.start, end)) for piece in found)
    if not fitting or prefixed or not BLANK_LINE.match(text, end):
        return None
    return Fact(value=first.text, span=Span(first.start, end))
