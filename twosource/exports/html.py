"""Readings as one HTML page: each text as published, with its statements marked where they stand.

The page is one file that asks for nothing: no script, no request (its content security policy forbids both). Labels
are drawn by the style sheet, so that what a person selects or searches is the report's text and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from twosource.exports.wording import (
    DOUBTFUL,
    KIND,
    LOOK_FIRST,
    UNSAFE,
    code_point,
    confidence,
    count,
    day,
    does,
    doubtful,
    office,
    one_line,
    stated,
)
from twosource.model import Actor, Kind, Reading, Span, Statement

TEMPLATES = Path(__file__).parent / "templates"
EXCERPT = 160
"""Characters of a content shown in the list beside the text: two to three lines of it."""
RUNGS = 12
"""Lines drawn before a nested statement of the list, one a level; beyond that 390 px have no room, and words tell."""
ROLES = ("content", "source", "cue")
"""Outermost first, where spans of one statement coincide."""


class Mark(NamedTuple):
    """One stretch of the text and what it is, ordered so that what encloses comes first."""

    depth: int
    start: int
    reach: int
    rank: int
    number: int
    end: int
    tag: Markup
    """The element's start tag."""
    label: Markup = Markup()
    """Drawn once, at the mark's beginning."""
    close: Markup = Markup()
    """Drawn once, at the mark's end."""


class Row(NamedTuple):
    """A statement in the list beside the text, every value worded."""

    number: int
    kind: str
    depth: int
    inside: int | None
    """Number of the statement that this one stands in."""
    css: str
    actor: str
    office: str
    side: str
    does: str
    channel: str
    manner: str
    confidence: str
    look: str
    """That a person should look here first; empty where not."""
    words: str


def depths(statements: Iterable[Statement]) -> dict[str, int]:
    """How many statements each statement stands inside of, by id."""
    parent = {s.id: s.nested_in for s in statements}

    def depth(identity: str) -> int:
        seen: set[str] = set()
        above = parent.get(identity)
        while above in parent and above not in seen:
            seen.add(above)
            above = parent[above]
        return len(seen)

    return {identity: depth(identity) for identity in parent}


def escaped(text: str) -> Markup:
    """The text escaped, with control and bidirectional characters drawn as labels instead of obeyed."""
    pieces, at = [], 0
    for match in UNSAFE.finditer(text):
        pieces.append(escape(text[at : match.start()]))
        name = code_point(match[0])
        at = match.end()
        if name != "U+000D":
            pieces.append(Markup('<span class="control" data-n="{}"></span>').format(name))
        elif text[at : at + 1] != "\n":  # old line ends; before a line feed it shows nothing
            pieces.append(Markup("\n"))
    pieces.append(escape(text[at:]))
    return Markup("").join(pieces)


def in_order(statements: Iterable[Statement]) -> list[Statement]:
    """The statements as they come in the text, each followed by those that it holds."""

    def first(statement: Statement) -> tuple[int, int]:
        spans = statement.source + statement.cue + statement.content
        return (min((s.start for s in spans), default=0), -max((s.end for s in spans), default=0))

    ordered = sorted(statements, key=first)
    known = {s.id for s in ordered}
    held: dict[str, list[int]] = {}
    for at, statement in enumerate(ordered):
        if statement.nested_in in known:
            held.setdefault(statement.nested_in, []).append(at)
    tops = [at for at, statement in enumerate(ordered) if statement.nested_in not in known]
    placed: dict[int, None] = {}
    for top in [*tops, *range(len(ordered))]:  # the second time for those that name one another in a circle
        todo = [top]
        while todo:
            at = todo.pop()
            if at not in placed:
                placed[at] = None
                todo += reversed(held.get(ordered[at].id, []))
    return [ordered[at] for at in placed]


def numbers(statements: Iterable[Statement]) -> dict[str, int]:
    """The number under which each statement is shown, by id."""
    return {statement.id: number for number, statement in enumerate(in_order(statements), 1)}


def _content_label(document: int, number: int, inside: int | None, statement: Statement, piece: int) -> Markup:
    """The number before a piece of content, with what a reader must not take from a colour alone."""
    pieces = len(statement.content)
    part = [f"part {piece + 1} of {pieces}"] if pieces > 1 else []
    words = [f"{number} in {inside}" if inside else str(number)]
    if piece == 0:
        words += [KIND[statement.kind]] if statement.kind is Kind.OWN_VOICE else []
        words += [does(statement.commitment)] if statement.commitment and statement.commitment != "asserts" else []
        words += [LOOK_FIRST] if doubtful(statement.confidence) else []
    return Markup('<a class="n" id="{}" href="#l{}-{}" aria-label="{}" data-n="{}"></a>').format(
        f"s{document}-{number}" if piece == 0 else f"s{document}-{number}-{piece}",
        document,
        number,
        ", ".join([f"statement {number}", *part]),
        " · ".join([*words, *part]),
    )


def marks(reading: Reading, document: int = 1) -> list[Mark]:
    """Every mark of a reading: furniture, and each statement's content, source and cue."""
    found = [
        Mark(
            0, f.span.start, -f.span.end, 0, 0, f.span.end, Markup('<span class="furniture" title="{}">').format(f.kind)
        )
        for f in reading.report.furniture
    ]
    depth, number_of = depths(reading.statements), numbers(reading.statements)
    for number, statement in enumerate(in_order(reading.statements), 1):
        inside = number_of.get(statement.nested_in or "")
        end = Markup('<span class="end" data-n="{}" aria-hidden="true"></span>').format(number) if inside else Markup()
        for rank, role in enumerate(ROLES):
            spans: tuple[Span, ...] = getattr(statement, role)
            tag = Markup('<span class="{} {}" title="{} of {}">').format(role, statement.kind, role, number)
            for piece, span in enumerate(spans):
                mark = Mark(depth[statement.id], span.start, -span.end, rank, number, span.end, tag)
                if role == "content":
                    label = _content_label(document, number, inside, statement, piece)
                    mark = mark._replace(label=label, close=end)
                found.append(mark)
    return sorted(m for m in found if m.start < m.end)


def marked(reading: Reading, document: int = 1, *, shown: Iterable[Span] = ()) -> Markup:
    """The whole text with its marks as nested elements; overlapping marks are split where they cross.

    Without tags, and with labels drawn by the style sheet, what remains is the report's text.

    Args:
        reading: the report with its statements.
        document: number of the text on its page.
        shown: spans to highlight; the first is the target of `#span`.
    """
    text = reading.report.text
    todo = sorted([*marks(reading, document), *_highlights(shown)], key=lambda m: m.start)
    edges = sorted({0, len(text)} | {e for m in todo for e in (m.start, m.end) if 0 <= e <= len(text)})
    out: list[str] = []
    stack: list[Mark] = []
    active: list[Mark] = []
    labelled: set[Mark] = set()
    at = 0
    for start, end in pairwise(edges):
        while at < len(todo) and todo[at].start <= start:
            active.append(todo[at])
            at += 1
        active = sorted(m for m in active if m.end > start)
        same = next(
            (i for i, (a, b) in enumerate(zip(stack, active, strict=False)) if a != b), min(len(stack), len(active))
        )
        out += _closed(stack[same:], start)
        for mark in active[same:]:
            out.append(mark.tag if mark in labelled else mark.tag + mark.label)
            labelled.add(mark)
        stack = list(active)
        out.append(escaped(text[start:end]))
    out += _closed(stack, len(text))
    return Markup("").join(Markup(piece) for piece in out)  # noqa: S704 - every piece was escaped or built above


def _highlights(spans: Iterable[Span]) -> Iterator[Mark]:
    tag = Markup('<span class="highlight">')
    for number, (start, end) in enumerate(spans):
        target = Markup('<a id="span"></a>') if number == 0 else Markup()
        yield Mark(0, start, -end, -1, number, end, tag, target)


def _closed(marks_open: list[Mark], at: int) -> list[Markup]:
    """End tags of the marks, the innermost first; those that end here, and are not only split here, say so."""
    end = Markup("</span>")
    return [mark.close + end if mark.end <= at else end for mark in reversed(marks_open)]


def row(statement: Statement, *, text: str, number: int, depth: int, inside: int | None = None) -> Row:
    """What the list beside the text says of a statement."""
    actor = statement.actor
    words = one_line(" … ".join(span.of(text) for span in statement.content))
    return Row(
        number=number,
        kind=KIND[statement.kind],
        depth=depth,
        inside=inside,
        css=statement.kind.value,
        actor=stated(actor.name) if isinstance(actor, Actor) else f"source {stated(actor)}",
        office=office(actor) if isinstance(actor, Actor) else "",
        side=stated(actor.side) if isinstance(actor, Actor) else stated(actor),
        does=does(statement.commitment) if statement.commitment else f"commitment {stated(statement.commitment)}",
        channel=stated(statement.channel),
        manner=statement.manner.value if statement.manner else "",
        confidence=confidence(statement.confidence),
        look=LOOK_FIRST if doubtful(statement.confidence) else "",
        words=words if len(words) <= EXCERPT else words[: EXCERPT - 1].rstrip() + "…",
    )


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"count": count}
    return environment.get_template(name)


def document(reading: Reading, number: int = 1) -> str:
    """One reading as an article: its report's head, the marked text, and the list of its statements."""
    report = reading.report
    depth, number_of = depths(reading.statements), numbers(reading.statements)
    rows = [
        row(s, text=report.text, number=i, depth=depth[s.id], inside=number_of.get(s.nested_in or ""))
        for i, s in enumerate(in_order(reading.statements), 1)
    ]
    kinds = [s.kind for s in reading.statements]
    return _template("document.html").render(
        n=number,
        name=one_line(report.title or report.doc),
        head=[
            ("outlet", stated(report.outlet)),
            ("published", day(report.published)),
            ("language", stated(report.lang)),
            ("file", stated(report.doc)),
            ("SHA-256", report.sha256[:16]),
        ],
        counts=[
            count(kinds.count(kind), KIND[kind] if kind is Kind.VERIFICATION else f"{kind.value} statement")
            for kind in Kind
        ],
        producer=one_line(reading.producer),
        text=marked(reading, number),
        rows=rows,
        look_first=LOOK_FIRST,
        rungs=RUNGS,
        first=[row.number for row in rows if row.look],
    )


def pages(readings: Iterable[Reading]) -> Iterator[str]:
    """The page in pieces, one a document, so that a folder of any size needs the memory of one report.

    Args:
        readings: in the order in which they are to be shown.

    Yields:
        HTML; joined, one complete page. Encode as UTF-8.
    """
    style = (TEMPLATES / "page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    yield _template("head.html").render(style=Markup(style), digest=digest, look_first=LOOK_FIRST, doubtful=DOUBTFUL)  # noqa: S704 - our own style sheet
    names = []
    for number, reading in enumerate(readings, 1):
        names.append((number, one_line(reading.report.title or reading.report.doc)))
        yield document(reading, number)
    yield _template("foot.html").render(names=names)
