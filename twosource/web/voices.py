"""A claim's voices as the page shows them: side by side by stance, each speaker one card, each word with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from twosource.exports.voices import Book, Voices, actor_of, stretches
from twosource.exports.wording import LOOK_FIRST, confidence, day, does, doubtful, office, one_line, stated, visible
from twosource.linking.moments import days_of_value
from twosource.model import Actor, Claim, Evidence, Kind, RelationType, Report, Span, Statement, Timex, TimexType
from twosource.model.actor import OUTLET_SIDE, THIRD_PARTY
from twosource.web.source import Picture

SPACE = re.compile(r"\s+")
LONGEST = 260
"""Characters of a quotation on a card: nine lines in one of four columns on a laptop, so that two cards of each
column are in sight. The whole is one key away."""
BEFORE_CUE = 40
"""Of these the characters before the cue where it stands further back: half a line is enough to read it."""
HUES = ("side-a", "side-b", "side-c")
"""Classes of the sides in the order in which they speak: the one that asserts, the one that denies, any other."""
NOT_RECORDED = "not recorded"
LENGTHS = frozenset({TimexType.DURATION, TimexType.SET})
"""Say how long or how often, and not when: "for hours", "every day"."""


class Piece(Struct, frozen=True):
    """Characters of a quotation and what they are: "cue", "content", "source" or "between"."""

    text: str
    role: str


class Voice(Struct, frozen=True, kw_only=True):
    """One statement about the claim, every value worded.

    Attributes:
        span: first and last place of its words in the report. href: the report opened there.
        happened, said, published, read: the four times.
        drift: how the wording compares with the claim's first one; empty where it is the same.
    """

    id: str
    report: str
    doc: str
    outlet: str
    href: str
    span: str
    quote: tuple[Piece, ...]
    does: str
    kind: str
    channel: str
    happened: str
    said: str
    published: str
    published_iso: str | None
    read: str
    drift: str
    reason: str
    confidence: str
    look: str


class Card(Struct, frozen=True, kw_only=True):
    """One speaker in one stance, with all that the reports have of it."""

    speaker: str
    office: str
    side: str
    hue: str
    voices: tuple[Voice, ...]


class Column(Struct, frozen=True, kw_only=True):
    """One stance: its cards, or why there are none."""

    key: str
    title: str
    empty: str
    cards: tuple[Card, ...]


def hues(claim: Claim, groups: Voices) -> dict[str | None, str]:
    """The class of each side's hue: first the side that asserts, then those that stand against it.

    Which party gets which hue depends on what it does in this claim and never on its name.
    """
    asserting = [origin.side for origin in claim.origins]
    speaking = [*groups.asserts, *groups.retracts, *groups.denies, *groups.confirms, *groups.responds, *groups.bears_on]
    others = [actor.side for s in speaking if (actor := actor_of(s))]
    fixed = {THIRD_PARTY: "third", OUTLET_SIDE: "outlet", None: "unsaid"}
    parties = [side for side in dict.fromkeys([*asserting, *others]) if side not in fixed]
    return {**fixed, **{side: HUES[min(at, len(HUES) - 1)] for at, side in enumerate(parties)}}


def columns(claim: Claim, groups: Voices, picture: Picture, hue: Mapping[str | None, str]) -> tuple[Column, ...]:
    """The stances side by side, in a fixed order; those seldom used only where there is something in them."""
    drift = {member.statement: member for member in claim.members}

    first = [origin.actor for origin in claim.origins]

    def rank(said: Sequence[Statement]) -> int:
        """Whom the claim comes from stands first, then who spoke first."""
        actor = actor_of(said[0])
        return first.index(actor.name) if actor and actor.name in first else len(first)

    def column(key: str, title: str, empty: str, statements: Sequence[Statement]) -> Column:
        made = []
        for said in sorted(_by_speaker(statements), key=rank):
            voices = tuple(_voice(s, picture, drift=drift.get(s.id)) for s in said)
            made.append(_card(said[0], picture.book, hue, voices))
        return Column(key=key, title=title, empty=empty, cards=tuple(made))

    listed = [
        column("asserts", "Asserts", "Nobody in these reports asserts it.", groups.asserts),
        column("retracts", "Takes back", "", groups.retracts),
        column("denies", "Denies", "Nobody in these reports denies it.", groups.denies),
        column("confirms", "Confirms", "", groups.confirms),
        column(
            "unverified",
            "Could not verify, or saw no evidence",
            "No report says that it tried to verify it.",
            [*groups.unable, *groups.unseen],
        ),
        column("responds", "Responds without denying", "", groups.responds),
        column("bears-on", "Bears on it", "", groups.bears_on),
    ]
    return tuple(one for one in listed if one.cards or one.empty)


def _by_speaker(statements: Sequence[Statement]) -> list[list[Statement]]:
    """Statements by who says them, in order of the first word; the outlet's own words by outlet."""
    found: dict[object, list[Statement]] = {}
    for statement in statements:
        actor = actor_of(statement)
        key = (actor.name, actor.side) if actor else statement.report
        found.setdefault(key, []).append(statement)
    return list(found.values())


def _card(first: Statement, book: Book, hue: Mapping[str | None, str], voices: tuple[Voice, ...]) -> Card:
    actor = first.actor
    if not isinstance(actor, Actor):
        name = stated(actor) if first.kind is Kind.ATTRIBUTED else book.outlet(first)
        return Card(speaker=f"source {name}", office="", side=stated(actor), hue="unsaid", voices=voices)
    own = first.kind is not Kind.ATTRIBUTED
    role = office(actor)
    if own:
        role = "in its own voice" if first.kind is Kind.OWN_VOICE else "verification note"
    side = {OUTLET_SIDE: "outlet", THIRD_PARTY: "third party", None: "side not stated"}.get(
        actor.side, actor.side or ""
    )
    return Card(
        speaker=one_line(actor.name),
        office=role,
        side=one_line(side),
        hue=hue.get(actor.side, "unsaid"),
        voices=voices,
    )


def _voice(statement: Statement, picture: Picture, *, drift: object) -> Voice:
    report = picture.report_of(statement)
    relation = getattr(drift, "relation", RelationType.SAME)
    happened, said = times_of(statement, report)
    where = stretches(statement) or [Span(0, 0)]
    return Voice(
        id=statement.id,
        report=report.id,
        doc=one_line(statement.doc),
        outlet=picture.book.outlet(statement),
        href=evidence_href(statement, report),
        span=", ".join(f"{start}-{end}" for start, end in where),
        quote=quoted(statement, report),
        does=does(statement.commitment),
        kind=statement.kind.value,
        channel=stated(statement.channel),
        happened=happened,
        said=said,
        published=day(report.published),
        published_iso=report.published,
        read=day((picture.read_at(report.id) or "")[:10]) if picture.read_at(report.id) else NOT_RECORDED,
        drift="" if relation is RelationType.SAME else str(relation),
        reason=one_line(getattr(drift, "reason", "")),
        confidence=confidence(statement.confidence),
        look=LOOK_FIRST if doubtful(statement.confidence) else "",
    )


def evidence_href(statement: Statement, report: Report) -> str:
    """Address of the report, opened at the statement's words."""
    where = stretches(statement)
    spans = ",".join(f"{start}-{end}" for start, end in where)
    return f"/reports/{report.id}?span={spans}#span" if spans else f"/reports/{report.id}"


def span_href(report: Report, span: Span) -> str:
    """Address of the report, opened at some of its words."""
    return f"/reports/{report.id}?span={span.start}-{span.end}#span"


def quoted(statement: Statement, report: Report, *, longest: int = LONGEST) -> tuple[Piece, ...]:
    """The exact words in pieces: cue, content, source, and what stands between.

    Raises:
        OrphanError: a span does not lie in the report.
    """
    pieces: list[Piece] = []
    for number, (start, end) in enumerate(stretches(statement)):
        Evidence.take(report.text, Span(start, end), sha256=report.sha256)
        if number:
            pieces.append(Piece(" … ", "between"))
        spans = (*statement.source, *statement.cue, *statement.content)
        edges = sorted({start, end} | {edge for span in spans for edge in span if start < edge < end})
        for left, right in pairwise(edges):
            text = visible(SPACE.sub(" ", report.text[left:right]))
            pieces.append(Piece(text, _role(statement, left)))
    return _cut(pieces, longest)


def _role(statement: Statement, at: int) -> str:
    for role in ("cue", "source", "content"):
        spans: tuple[Span, ...] = getattr(statement, role)
        if any(start <= at < end for start, end in spans):
            return role
    return "between"


def _cut(pieces: Sequence[Piece], longest: int) -> tuple[Piece, ...]:
    """The beginning, and the cue as well where that stands further back."""
    ends = [sum(len(piece.text) for piece in pieces[: at + 1]) for at in range(len(pieces))]
    cue = next((at for at, piece in enumerate(pieces) if piece.role == "cue"), None)
    if cue is None or ends[cue] <= longest:
        return tuple(_first(pieces, longest))
    end = ends[cue] - len(pieces[cue].text)
    head = longest - BEFORE_CUE - len(pieces[cue].text)
    if head < BEFORE_CUE:  # the cue itself is a sentence
        return tuple(_first(pieces[cue:], longest))
    before = "".join(piece.text for piece in pieces[:cue])[max(head, end - BEFORE_CUE) :]
    return (*_first(pieces[:cue], head), Piece(f" {before.lstrip()}", pieces[cue - 1].role), pieces[cue])


def _first(pieces: Iterable[Piece], longest: int) -> Iterator[Piece]:
    room = longest
    for piece in pieces:
        if len(piece.text) > room:
            yield Piece(piece.text[:room].rstrip() + " …", piece.role)
            return
        yield piece
        room -= len(piece.text)


def times_of(statement: Statement, report: Report) -> tuple[str, str]:
    """When it is said to have happened, and when the source spoke: what the text's words resolve to, and the words."""
    if not isinstance(statement.times, tuple):
        return stated(statement.times), stated(statement.times)
    points = [t for t in statement.times if t.type not in LENGTHS]
    inside = [t for t in points if any(span.contains(t.span) for span in statement.content)]
    outside = [t for t in points if t not in inside]
    return _told(inside, report), _told(outside, report)


def _told(times: Sequence[Timex], report: Report) -> str:
    if not times:
        return stated(None)
    dated = next((t for t in times if days_of_value(t.value)), times[0])
    words = one_line(dated.span.of(report.text))
    days = days_of_value(dated.value)
    if days is None:
        return f"“{words}”"
    first, last = day(days.first.isoformat()), day(days.last.isoformat())
    return f"{first} (“{words}”)" if first == last else f"{first} to {last} (“{words}”)"
