"""Furniture: the parts of a text that are not reporting, found by the patterns of data/furniture.toml.

The text is never cut. A stretch that is not surely furniture stays reporting: a swallowed sentence is a lost
statement, a byline read as a sentence is only a nuisance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from twosource.model import Furniture, FurnitureKind, Span
from twosource.readers.dates import DateLine, read_date_line
from twosource.readers.patterns import Pattern, Scope, Where, compiled, patterns
from twosource.world.outlets import lookup_outlet

ZONE_LINES = 8
"""How many lines with text in them are a text's head, and how many its tail: a headline, a standfirst, bylines and
dates take up to six lines above the text in pages saved as text, credits and copyright up to as many below."""
TAIL_CHARACTERS = 600
"""The tail within a line: a text in one line has its credits and copyright in it."""
LONGEST_SEGMENTED = 240
"""A longer line is a paragraph, not made of date and byline."""
LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
SEPARATORS = re.compile(r"[\s|·•,;/–—-]*")
HIDDEN = "\ufeff\u200b\u200e\u200f\u2060"
"""Marks without width that may stand around a line."""


class Line(Struct, frozen=True):
    """One line with text in it: the text without white space around it, where that starts, and its zones."""

    text: str
    start: int
    zones: frozenset[Where]


class Found(Struct, frozen=True):
    """One piece of furniture, and where in the text it states something about the report.

    Attributes:
        parts: spans of the pattern's groups: place, date, outlet, names, first, year, holder.
        date: for a date line.
        whole_line: nothing else is on its line, or nothing but other furniture.
    """

    furniture: Furniture
    parts: dict[str, Span] = {}
    date: DateLine | None = None
    whole_line: bool = False


def find_furniture(text: str) -> tuple[Furniture, ...]:
    """The parts of `text` that are not reporting, in order, not overlapping; spans in code points."""
    return tuple(found.furniture for found in find(text))


def find(text: str) -> tuple[Found, ...]:
    """`find_furniture`, with what each piece states about the report."""
    return tuple(found for line in lines(text) for found in in_line(line))


def lines(text: str) -> list[Line]:
    """The lines of `text` that have text in them."""
    spans = []
    for match in LINE.finditer(text):
        stripped = match.group().strip().strip(HIDDEN).strip()
        if stripped:
            spans.append((stripped, match.start() + match.group().index(stripped)))
    last = len(spans) - ZONE_LINES
    return [
        Line(text=stripped, start=start, zones=zones(head=number < ZONE_LINES, tail=number >= last))
        for number, (stripped, start) in enumerate(spans)
    ]


def zones(*, head: bool, tail: bool) -> frozenset[Where]:
    """Which values of `where` hold for a line."""
    holds = {Where.ANYWHERE: True, Where.HEAD: head, Where.TAIL: tail, Where.ENDS: head or tail}
    return frozenset(where for where, held in holds.items() if held)


def in_line(line: Line) -> list[Found]:
    """All furniture of one line, in order."""
    if whole := segments(line) or whole_line(line):
        return whole
    found = list(starts(line))
    begin = found[0].furniture.span.end - line.start if found else 0
    return found + without_overlaps(list(insides(line, begin)))


def segments(line: Line) -> list[Found]:
    """The dates and bylines that together make up a line in the head or tail; empty when something else is on it."""
    if Where.ENDS not in line.zones or len(line.text) > LONGEST_SEGMENTED:
        return []
    found: list[Found] = []
    at = 0
    while at < len(line.text):
        piece = date_segment(line, at) or name_segment(line, at)
        if piece is None:
            return []
        found.append(piece)
        skipped = SEPARATORS.match(line.text, piece.furniture.span.end - line.start)
        at = skipped.end() if skipped else len(line.text)
    return found


def date_segment(line: Line, at: int) -> Found | None:
    """The date line that starts at `at` of the line."""
    date = read_date_line(line.text, at)
    if date is None:
        return None
    span = Span(line.start + date.span.start, line.start + date.span.end)
    furniture = Furniture(span=span, kind=FurnitureKind.DATE_LINE)
    return Found(furniture=furniture, date=DateLine(iso=date.iso, label=date.label, span=span), whole_line=True)


def name_segment(line: Line, at: int) -> Found | None:
    """The byline that starts at `at` of the line."""
    for pattern in allowed(line, Scope.SEGMENT):
        match = pattern.regex.match(line.text, at)
        if match and certain(pattern, match):
            return made(line, pattern, match, whole=True)
    return None


def whole_line(line: Line) -> list[Found]:
    """The piece of furniture that the line is, in a list; empty when it is none."""
    for pattern in allowed(line, Scope.LINE):
        match = pattern.regex.fullmatch(line.text)
        if match and certain(pattern, match):
            return [made(line, pattern, match, whole=True)]
    return []


def starts(line: Line) -> Iterator[Found]:
    """The prefix of the line that is furniture: at most one."""
    for pattern in allowed(line, Scope.START):
        match = pattern.regex.match(line.text)
        if match and certain(pattern, match):
            yield made(line, pattern, match, whole=match.end() == len(line.text))
            return


def insides(line: Line, begin: int) -> Iterator[Found]:
    """Furniture anywhere after `begin` in the line."""
    places = [match.start() for match in compiled("{BEGIN}").finditer(line.text, begin)]
    for pattern in allowed(line, Scope.INSIDE):
        for match in matches(pattern, line.text, begin, places):
            late = pattern.entry.where is not Where.TAIL or match.end() > len(line.text) - TAIL_CHARACTERS
            if match.group() and late and certain(pattern, match):
                yield made(line, pattern, match, whole=match.span() == (0, len(line.text)))


def matches(pattern: Pattern, text: str, begin: int, places: list[int]) -> Iterator[re.Match[str]]:
    """The same as `pattern.regex.finditer(text, begin)`, in a fifth of the time.

    Args:
        pattern: most of them begin with the macro BEGIN; these need not be tried elsewhere.
        text: of one line.
        begin: where to begin in it.
        places: all places from `begin` on where BEGIN holds.
    """
    if not pattern.entry.regex.startswith("{BEGIN}"):
        yield from pattern.regex.finditer(text, begin)
        return
    at = begin
    for place in places:
        match = pattern.regex.match(text, place) if place >= at else None
        if match:
            yield match
            at = max(match.end(), place + 1)


def allowed(line: Line, scope: Scope) -> list[Pattern]:
    """The patterns of `scope` that hold where the line stands."""
    return [pattern for pattern in patterns(scope) if pattern.entry.where in line.zones]


def certain(pattern: Pattern, match: re.Match[str]) -> bool:
    """Whether the outlet that the pattern must name is a known one."""
    return not pattern.entry.known or lookup_outlet(match["outlet"]) is not None


def made(line: Line, pattern: Pattern, match: re.Match[str], *, whole: bool) -> Found:
    """The found piece for a match in a line."""
    parts = {
        name: Span(line.start + match.start(name), line.start + match.end(name))
        for name in match.re.groupindex
        if match.start(name) >= 0
    }
    span = Span(line.start + match.start(), line.start + match.end())
    return Found(furniture=Furniture(span=span, kind=pattern.entry.kind), parts=parts, whole_line=whole)


def without_overlaps(found: list[Found]) -> list[Found]:
    """In order; of two that overlap the earlier one is kept, of two that begin together the longer."""
    kept: list[Found] = []
    for piece in sorted(found, key=lambda each: (each.furniture.span.start, -each.furniture.span.end)):
        if not kept or piece.furniture.span.start >= kept[-1].furniture.span.end:
            kept.append(piece)
    return kept
