"""Quoted stretches of a text, by their quotation marks.

A quotation may run over sentences and over paragraphs: by the convention of English typesetting each further
paragraph opens with a mark again and only the last one closes. A mark that is never closed ends with its paragraph
and harms nothing after it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property

from spacy.tokens import Doc

from twosource.model import Span

CLOSING = {"“": "”", "„": "“”", "«": "»", '"': '"', "‘": "’", "‹": "›"}
"""Opening marks and what may close them."""

PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
MARK = re.compile(r"[“”„«»\"‘’]")
MAX_PARAGRAPHS = 12
"""A quotation that runs over more paragraphs than this has lost its closing mark (a guard, not a measurement)."""
CLOSES = {
    opening: re.compile(("’’|''|" if closing[0] in '"”' else "") + f"[{closing}]")
    for opening, closing in CLOSING.items()
}
"""By opening mark, what closes it: wire copy also writes two single marks for a double one."""
SINGLE = re.compile(r"’(?!\w)")


def find_quotations(text: str) -> tuple[Span, ...]:
    """Outermost quotations of `text`, marks included, in order; single quotation marks count only around words.

    Returns:
        Spans in code points. An unbalanced opening mark gives a span to its paragraph's end when that paragraph
        holds no other mark, and none otherwise.
    """
    marks = _Marks(text)
    spans: list[Span] = []
    position = 0
    while (opening := _next_opening(marks, position)) is not None:
        end = _closing(marks, opening)
        if end is None:
            position = opening + 1
            continue
        spans.append(Span(opening, end))
        position = end
    return tuple(spans)


class _Marks:
    """Where a text's paragraphs end and its marks can close, found once: looking again from each mark is quadratic."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._ends: dict[str, list[Span]] = {}

    @cached_property
    def paragraphs(self) -> list[Span]:
        """The blank lines between paragraphs."""
        return [Span(*match.span()) for match in PARAGRAPH.finditer(self.text)]

    @cached_property
    def singles(self) -> list[Span]:
        """Single closing marks at a word's end, not apostrophes within one."""
        return [Span(*match.span()) for match in SINGLE.finditer(self.text)]

    def closing(self, mark: str) -> list[Span]:
        """Marks that close `mark` where one does: not before a letter or digit."""
        if mark not in self._ends:
            found = (Span(*match.span()) for match in CLOSES[mark].finditer(self.text))
            self._ends[mark] = [span for span in found if not self.text[span.end : span.end + 1].isalnum()]
        return self._ends[mark]


def _first(spans: list[Span], position: int) -> Span | None:
    """The first span that begins at `position` or later."""
    at = bisect_left(spans, Span(position, 0))
    return spans[at] if at < len(spans) else None


def _next_opening(marks: _Marks, position: int) -> int | None:
    text = marks.text
    for match in MARK.finditer(text, position):
        mark, at = match.group(), match.start()
        before = text[at - 1] if at else " "
        after = text[at + 1] if at + 1 < len(text) else " "
        opens = mark in CLOSING and not before.isalnum() and not after.isspace()
        if mark == "‘":
            opens = opens and _closes_single(marks, at)
        if opens:
            return at
    return None


def _closes_single(marks: _Marks, at: int) -> bool:
    """Whether ’ closes this ‘ before the paragraph ends, at a word's end and not as an apostrophe within one."""
    paragraph, closing = _first(marks.paragraphs, at), _first(marks.singles, at + 1)
    return closing is not None and (paragraph is None or closing.start < paragraph.start)


def _closing(marks: _Marks, opening: int) -> int | None:
    """End of the quotation that opens at `opening`, over several paragraphs where each opens with the mark again."""
    text, mark = marks.text, marks.text[opening]
    start = opening
    for _ in range(MAX_PARAGRAPHS):
        paragraph = _first(marks.paragraphs, start)
        stop = paragraph.start if paragraph else len(text)
        end = _first(marks.closing(mark), start + 1)
        if end is not None and end.start < stop:
            return end.end
        if paragraph is None or text[paragraph.end : paragraph.end + 1] != mark:
            return stop if start == opening and MARK.search(text, opening + 1, stop) is None else None
        start = paragraph.end
    return None


def quotations(doc: Doc) -> Doc:
    """Set `doc._.quotations`: the outermost quotations as character spans."""
    doc._.quotations = find_quotations(doc.text)
    return doc
