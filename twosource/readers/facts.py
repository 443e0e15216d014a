"""What a text itself states about its report: outlet, time of publication, dateline and authors, each with its span.

Only furniture is asked: a date in the story is not the date of the story.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from twosource.model import FurnitureKind, Span
from twosource.readers import outlets
from twosource.readers.dates import Label, checked, parse_date
from twosource.readers.furniture import Found


class Fact(Struct, frozen=True):
    """A value and the characters that state it."""

    value: str
    span: Span


class Facts(Struct, frozen=True):
    """What the text states; `None` = not stated, `()` = no author named."""

    outlet: Fact | None = None
    published: Fact | None = None
    dateline: Fact | None = None
    byline: tuple[str, ...] = ()
    byline_span: Span | None = None


def read_facts(text: str, found: Iterable[Found]) -> Facts:
    """What the furniture of `text` states about the report.

    The outlet is that of the copyright, else of the byline, else of the dateline. The time of publication is that of
    a date line that says so, else of one that says nothing, else of the last update, which published this version;
    else the day of the dateline, else the year of the copyright. A dateline's day without a year ("March 3") is not
    joined to the copyright's year: that may be another one, and the two stand apart.
    """
    pieces = list(found)
    names, span, writer = authors(text, pieces)
    return Facts(
        outlet=next(holders(text, pieces), None) or writer or next(agencies(text, pieces), None),
        published=publication(pieces) or filing(text, pieces) or next(years(text, pieces), None),
        dateline=next(places(text, pieces), None),
        byline=names,
        byline_span=span,
    )


def publication(pieces: list[Found]) -> Fact | None:
    """The date line that tells best when the report was published: the first of its label, the most exact of a day."""
    dates = [piece.date for piece in pieces if piece.date is not None]
    for label in (Label.PUBLISHED, Label.NONE, Label.UPDATED):
        labelled = [date for date in dates if date.label is label]
        if labelled:
            best = max(
                (date for date in labelled if date.iso.startswith(labelled[0].iso)), key=lambda date: len(date.iso)
            )
            return Fact(value=best.iso, span=best.span)
    return None


def filing(text: str, pieces: list[Found]) -> Fact | None:
    """The day in the first dateline, where it is a whole date: agencies publish on the day that they file.

    A later dateline heads another report of a collection.
    """
    dateline = next(iter(of_kind(pieces, FurnitureKind.DATELINE)), None)
    span = dateline.parts.get("date") if dateline is not None else None
    day = parse_date(span.of(text)) if span is not None else None
    return Fact(value=day, span=span) if span is not None and day is not None else None


def holders(text: str, pieces: list[Found]) -> Iterator[Fact]:
    """The outlets that hold the copyright."""
    for piece in of_kind(pieces, FurnitureKind.COPYRIGHT):
        if "holder" in piece.parts:
            name = outlets.holder(piece.parts["holder"].of(text), alone=piece.whole_line)
            if name:
                yield Fact(value=name, span=piece.parts["holder"])


def years(text: str, pieces: list[Found]) -> Iterator[Fact]:
    """The years of copyrights that are the report's own. A span of years is the site's and says nothing."""
    for piece in of_kind(pieces, FurnitureKind.COPYRIGHT):
        if "year" not in piece.parts or "first" in piece.parts:
            continue
        year = piece.parts["year"].of(text)
        owned = outlets.holder(piece.parts["holder"].of(text), alone=piece.whole_line)
        if owned and checked(year):
            yield Fact(value=year, span=piece.parts["year"])


def authors(text: str, pieces: list[Found]) -> tuple[tuple[str, ...], Span | None, Fact | None]:
    """The authors in order, the span of the first byline that names one, and the outlet of the bylines."""
    names: list[str] = []
    span: Span | None = None
    outlet: Fact | None = None
    for piece in of_kind(pieces, FurnitureKind.BYLINE):
        part = piece.parts.get("names") or piece.parts.get("outlet")
        if part is None:
            continue
        people, found = outlets.of_byline(part.of(text))
        if "names" in piece.parts:
            names.extend(name for name in people if name not in names)
            span = span or (part if people else None)
        if found and outlet is None:
            outlet = Fact(value=found, span=part)
    return tuple(names), span, outlet


def agencies(text: str, pieces: list[Found]) -> Iterator[Fact]:
    """The outlets that datelines name; a place in capitals makes an unknown name an outlet's."""
    for piece in of_kind(pieces, FurnitureKind.DATELINE):
        if "outlet" in piece.parts:
            written = piece.parts["outlet"].of(text)
            yield Fact(value=outlets.canonical(written) or written, span=piece.parts["outlet"])


def places(text: str, pieces: list[Found]) -> Iterator[Fact]:
    """The places that datelines name, as written."""
    for piece in of_kind(pieces, FurnitureKind.DATELINE):
        if "place" in piece.parts:
            yield Fact(value=piece.parts["place"].of(text), span=piece.parts["place"])


def of_kind(pieces: list[Found], kind: FurnitureKind) -> list[Found]:
    """The pieces of one kind, in order."""
    return [piece for piece in pieces if piece.furniture.kind is kind]
