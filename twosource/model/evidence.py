"""Evidence: the exact characters of a report that support a value.

A W3C Web Annotation pair: a TextPositionSelector (start, end) and a TextQuoteSelector (exact, prefix, suffix),
https://www.w3.org/TR/annotation-model/#selectors. The pair is checked whenever it is written and read; a pair that
no longer matches is an orphan and is reported as one. It is never moved to a lookalike.
"""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

CONTEXT = 32
"""Code points of prefix and suffix kept beside a quotation, as the Web Annotation examples and Hypothesis do."""


class OrphanError(ValueError):
    """A selector whose text is no longer at its place."""


class Span(NamedTuple):
    """Half-open range of code points in a report's text; `[start, end]` in JSON."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether the other span lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end


class Evidence(Struct, frozen=True, kw_only=True):
    """Position and quotation of one span of one report.

    Attributes:
        sha256: of the report's text (UTF-8), hexadecimal.
        start, end: TextPositionSelector, code points.
        exact, prefix, suffix: TextQuoteSelector; prefix and suffix hold at most `CONTEXT` code points.
    """

    sha256: str
    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""

    @classmethod
    def take(cls, text: str, span: Span, *, sha256: str) -> Evidence:
        """Evidence for `span` of `text`.

        Raises:
            OrphanError: the span is empty, reversed or not inside the text.
        """
        start, end = span
        if not 0 <= start < end <= len(text):
            raise OrphanError(f"span {start}-{end} does not lie in a text of {len(text)} characters")
        return cls(
            sha256=sha256,
            start=start,
            end=end,
            exact=text[start:end],
            prefix=text[max(0, start - CONTEXT) : start],
            suffix=text[end : end + CONTEXT],
        )

    def check(self, text: str) -> None:
        """Make sure that the quotation is still where the position says.

        Raises:
            OrphanError: it is not; the evidence is an orphan.
        """
        if text[self.start : self.end] != self.exact:
            raise OrphanError(f"{self.start}-{self.end} no longer reads {self.exact[:40]!r}")
