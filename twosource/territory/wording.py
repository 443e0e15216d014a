"""A statement's words with every place as one mark, and the patterns that are looked for in them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import UNSET, Struct

from twosource.model import Place, Quantity, Reading, Span, Statement

PATTERNS = Path(__file__).parent / "data" / "geography.toml"
OPEN, CLOSE = "⟦", "⟧"
"""Brackets of a mark; a text that has them itself loses nothing but the checks of that sentence."""
SENTENCE_END = re.compile(r"[.!?][\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-ZÀ-ÞА-ЯЁІЇЄ])|\n\s*\n")
CLAUSE_END = re.compile(r"[.;:!?—–]|, (?:and|but|while|which|who)\b")
WHOLE = 10
"""Numbers up to this are often in letters: "ten regions"."""


class Words(Struct, frozen=True):
    """A stretch of a report with its places as marks.

    Attributes:
        text: with marks. places: in order; mark ⟦i⟧ is the i-th.
        spans: where each mark stands in `text`. origin: of the stretch in the report.
    """

    text: str
    places: tuple[Place, ...]
    spans: tuple[Span, ...]
    origin: Span

    def back(self, at: int) -> int:
        """The place in the report of a place in `text`; within a mark, the beginning of its name."""
        shift = self.origin.start
        for place, span in zip(self.places, self.spans, strict=True):
            if at >= span.end:
                shift += (place.span.end - place.span.start) - (span.end - span.start)
            elif at > span.start:
                return place.span.start
        return at + shift

    def span(self, match: re.Match[str]) -> Span:
        """The words of a match, in the report."""
        return Span(self.back(match.start()), self.back(match.end()))

    def said(self, match: re.Match[str], group: str, text: str) -> str:
        """The report's own words of a group, `text` being the report's."""
        return text[self.back(match.start(group)) : self.back(match.end(group))]

    def named(self, match: re.Match[str], group: str) -> tuple[Place, ...]:
        """The places in a group of a match."""
        found = match.groupdict().get(group)
        return tuple(self.places[int(number)] for number in re.findall(rf"{OPEN}(\d+){CLOSE}", found or ""))


@cache
def settings() -> dict[str, Any]:
    """The patterns' file, read once."""
    return tomllib.loads(PATTERNS.read_text(encoding="utf-8"))


def _either(words: Sequence[str], *, plural: bool = False) -> str:
    ordered = sorted(words, key=len, reverse=True)
    forms = [f"{w[:-1]}(?:y|ies)" if plural and w.endswith("y") else w + ("s?" if plural else "") for w in ordered]
    return f"(?:{'|'.join(forms)})"


@cache
def pattern(text: str) -> re.Pattern[str]:
    """A pattern of the file with its parts filled in."""
    words = settings()["words"]
    kind, town = _either(words["kind"], plural=True), _either(words["town"], plural=True)
    mark = rf"{OPEN}\d+{CLOSE}"
    place = rf"(?:the )?(?:{kind} of )?(?:\w+ern )?(?:{kind} of )?{mark}(?: {kind})?"
    numbers = rf"(?P<number>\d+|{'|'.join(words['number'])})"
    ordinals = rf"(?P<ordinal>\d+(?:st|nd|rd|th)|{'|'.join(words['ordinal'])})"
    filled = {
        "a": f"(?P<a>{place})",
        "b": f"(?P<b>{place})",
        "c": f"(?P<c>{place})",
        "figure": r"(?P<figure>\d[\d,.]*\d(?: million| thousand)?|\d(?: million| thousand)?)",
        "approx": rf"(?:(?:{'|'.join(words['approx'])}) )*",
        "list": rf"(?P<list>{place}(?:(?:, and |, | and | as well as | or ){place})*)",
        "number": numbers,
        "ordinal": ordinals,
        "kind": kind,
        "town": town,
        "owner": rf"(?:{mark}['’]s (?:\w+ern )?)?",
        "gap": rf"[^.;,{OPEN}]{{0,60}}",
    }
    return re.compile(re.sub(r"\{([a-z]+)\}", lambda part: filled[part[1]], text), re.IGNORECASE)


def patterns(section: str, name: str) -> Iterator[re.Pattern[str]]:
    """The patterns of a list in the file."""
    yield from (pattern(text) for text in settings()[section][name])


def matches(words: Words, section: str, name: str) -> Iterator[re.Match[str]]:
    """What the patterns of a list find, not overlapping, those of the first pattern first; nothing that is negated."""
    taken: list[tuple[int, int]] = []
    for one in patterns(section, name):
        for match in one.finditer(words.text):
            if all(match.start() >= end or match.end() <= start for start, end in taken) and not _negated(words, match):
                taken.append(match.span())
                yield match


def _negated(words: Words, match: re.Match[str]) -> bool:
    """Whether a match, or the clause before it, says that it is not so: "none of which are in the Donbas"."""
    before = CLAUSE_END.split(words.text[: match.start()])[-1]
    told = f"{before} {match[0]}"
    return any(re.search(rf"(?<!\w){word}(?!\w)", told, re.IGNORECASE) for word in settings()["words"]["negation"])


def whole_number(word: str) -> int | None:
    """The number that a word or figures say; `None` where it is none."""
    if word.isdigit():
        return int(word)
    known = settings()["words"]["number"]
    return known.index(word.lower()) + 1 if word.lower() in known else None


def rank_number(word: str | None) -> int:
    """The rank that an ordinal says; no ordinal is the first."""
    if not word:
        return 1
    figures = re.match(r"\d+", word)
    return int(figures[0]) if figures else settings()["words"]["ordinal"].index(word.lower()) + 1


def sentence_at(text: str, span: Span) -> Span:
    """The sentence, or sentences, that hold a span."""
    starts = [0, *(m.end() for m in SENTENCE_END.finditer(text))]
    ends = [*(m.start() + 1 for m in SENTENCE_END.finditer(text)), len(text)]
    start = max(s for s in starts if s <= span.start)
    return Span(start, min(e for e in ends if e >= span.end))


def places_of(statement: Statement, reading: Reading) -> tuple[Place, ...]:
    """The places of a report, or where those were not kept, of the statement."""
    known = reading.places if reading.places is not UNSET else statement.places
    return () if known is UNSET else tuple(sorted(known, key=lambda place: place.span))


def words_of(text: str, stretch: Span, places: Sequence[Place], *, demonyms: bool = False) -> Words:
    """A stretch of a text with the places in it as marks; adjectives and peoples stay as they are, unless asked for."""
    kept: list[Place] = []
    spans: list[Span] = []
    out, at = "", stretch.start
    for place in places:
        start, end = place.span
        if start < at or end > stretch.end or (place.demonym and not demonyms):
            continue
        out += text[at:start]
        mark = f"{OPEN}{len(kept)}{CLOSE}"
        spans.append(Span(len(out), len(out) + len(mark)))
        kept.append(place)
        out += mark
        at = end
    out += text[at : stretch.end]
    # One character for one: places in `out` stay where they are.
    return Words(re.sub(r"\s", " ", out), tuple(kept), tuple(spans), stretch)


def stretches(statement: Statement) -> list[Span]:
    """The pieces of a statement's content."""
    return [Span(*piece) for piece in statement.content]


def quantities_in(statement: Statement, stretch: Span) -> list[Quantity]:
    """The quantities of a statement that lie in a stretch."""
    known = statement.quantities
    return [] if known is UNSET else [q for q in known if stretch.contains(Span(*q.span))]


def fits(value: float, quantity: Quantity, *, section: str, error: float = 0.0) -> bool:
    """Whether a computed value is what a quantity says, with the tolerance of its wording and the value's error.

    Args:
        value: in the quantity's unit.
        quantity: as it was read.
        section: "shares" or "numbers", for the tolerances.
        error: by how much the value may be wrong.
    """
    if quantity.value is None:
        low, high = quantity.low or 0.0, quantity.high if quantity.high is not None else float("inf")
        return low - error <= value <= high + error
    least, most = settings()[section]["comparator"].get(quantity.comparator, (0.95, 1.05))
    return bool(quantity.value * least - error <= value <= quantity.value * most + error)


def day_of(reading: Reading) -> str | None:
    """The day of a report, ISO 8601; `None` where only the month or year is known, or nothing."""
    published = reading.report.published
    return published[:10] if published and len(published) >= 10 else None
