"""A statement while it is being read: token positions in a spaCy Doc, before it becomes a `Statement`."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TypeVar

from spacy.tokens import Doc, Token

from twosource.model import Actor, Commitment, Kind, Place, Quantity, Span, Stance, Timex
from twosource.reading.extensions import text_of
from twosource.reading.lexicon import CueClass

Fact = TypeVar("Fact", Place, Quantity, Timex)
OPENING = '“"«„‘(['
CLOSING = '”"»’)]'


@dataclass(slots=True, kw_only=True, eq=False)
class Draft:
    """One attribution in the making. Spans are character spans of the Doc's text.

    Attributes:
        cue_token: the cue's head; `None` for the outlet's own voice without a cue.
        subject: head token of the source; `None` when there is none.
        negated: the cue is negated or declined ("did not say").
        parent: the draft whose content holds this one.
        response: the text marks it as an answer.
        rule: name of the rule that found it, kept for error analysis.
        odds: the tagger's probability of each commitment; empty where it says nothing.
        confidence: probability of being right; `None` where nothing measured it.
    """

    rule: str
    kind: Kind
    cue_class: CueClass | None
    cue_token: Token | None
    subject: Token | None
    source: list[Span]
    cue: list[Span]
    content: list[Span]
    negated: bool = False
    parent: Draft | None = None
    response: bool = False
    commitment: Commitment | None = None
    stance: Stance | None = None
    actor: Actor | None = None
    channel: str | None = None
    odds: dict[str, float] = field(default_factory=dict)
    confidence: float | None = None

    @property
    def start(self) -> int:
        """First character of cue or content."""
        return min(span.start for span in (*self.cue, *self.content, *self.source))


def spans_of(doc: Doc, indices: Iterable[int]) -> list[Span]:
    """Character spans of the runs of neighbouring tokens, trimmed by `trim`."""
    spans: list[Span] = []
    run: list[int] = []
    for i in sorted(set(indices)):
        if run and i != run[-1] + 1:
            spans.append(Span(doc[run[0]].idx, doc[run[-1]].idx + len(doc[run[-1]])))
            run = []
        run.append(i)
    if run:
        spans.append(Span(doc[run[0]].idx, doc[run[-1]].idx + len(doc[run[-1]])))
    trimmed = (trim(text_of(doc), span) for span in spans)
    return [span for span in trimmed if any(c.isalnum() for c in span.of(text_of(doc)))]


def trim(text: str, span: Span) -> Span:
    """The span without outer white space, commas, stops and dashes, and without a mark that has no partner in it."""
    start, end = span
    while start < end:
        first, last = text[start], text[end - 1]
        if first.isspace() or first in ",.;:—–-…" or (first in CLOSING and not _partner(text, first, start + 1, end)):
            start += 1
        elif last.isspace() or last in ",.;:—–-" or (last in OPENING and not _partner(text, last, start, end - 1)):
            end -= 1
        elif first in "“«„([" and not _partner(text, first, start + 1, end):
            start += 1
        elif last in "”»)]" and not _partner(text, last, start, end - 1):
            end -= 1
        else:
            break
    return Span(start, end)


PARTNERS = {"“": "”", "”": "“", "«": "»", "»": "«", "„": "“”", "(": ")", ")": "(", "[": "]", "]": "[", '"': '"',
            "‘": "’", "’": "‘"}  # fmt: skip


def _partner(text: str, mark: str, start: int, end: int) -> bool:
    return any(text.find(partner, start, end) >= 0 for partner in PARTNERS.get(mark, ""))


def merge(text: str, spans: Iterable[Span]) -> list[Span]:
    """Spans in order; those that touch, or are parted by white space and marks only, become one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and (span.start <= merged[-1].end or not any(c.isalnum() for c in text[merged[-1].end : span.start])):
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def inside(spans: Iterable[Span], position: int) -> bool:
    """Whether a character position lies in one of a few spans; for a whole text's see `within`."""
    return any(span.start <= position < span.end for span in spans)


# Of a text's quotations, facts and drafts there are thousands in a long text: what looks at them once a word, or once
# for each other, must not go through all of them every time.


def union(spans: Iterable[Span]) -> list[Span]:
    """What the spans cover, as spans in order of which none overlap."""
    covered: list[Span] = []
    for span in sorted(spans):
        if covered and span.start <= covered[-1].end:
            covered[-1] = Span(covered[-1].start, max(covered[-1].end, span.end))
        else:
            covered.append(span)
    return covered


def touching(spans: Sequence[Span], span: Span) -> Sequence[Span]:
    """Those of many spans, in order and none overlapping, that share a character with `span`."""
    first = bisect_right(spans, span.start, key=attrgetter("end"))
    return spans[first : bisect_left(spans, span.end, lo=first, key=attrgetter("start"))]


def within(spans: Sequence[Span], position: int) -> bool:
    """Whether a character position lies in one of many spans, in order and none overlapping."""
    before = bisect_right(spans, position, key=attrgetter("start"))
    return before > 0 and position < spans[before - 1].end


def beginning_in(facts: Sequence[Fact], span: Span) -> Sequence[Fact]:
    """Those of many facts, in order of the text, that begin in `span`."""
    first, last = (bisect_left(facts, at, key=lambda fact: fact.span.start) for at in span)
    return facts[first:last]


CELL = 256
"""Characters of text whose drafts are kept together: a long sentence, so that few others are looked at in vain."""


class Nearby:
    """Drafts by where in the text they stand."""

    def __init__(self) -> None:
        self._cells: defaultdict[int, dict[Draft, None]] = defaultdict(dict)
        self._number: dict[Draft, int] = {}

    def put(self, draft: Draft, start: int, end: int) -> None:
        """Let the draft be found between `start` and `end` too, both inclusive."""
        self._number.setdefault(draft, len(self._number))
        for cell in range(start // CELL, end // CELL + 1):
            self._cells[cell][draft] = None

    def at(self, start: int, end: int) -> list[Draft]:
        """The drafts between `start` and `end`, and others not far off, in the order in which they were first put."""
        found = {d for cell in range(max(0, start) // CELL, end // CELL + 1) for d in self._cells.get(cell, ())}
        return sorted(found, key=self._number.__getitem__)
