"""Facets: the single propositions that a statement makes, ready to be compared.

"Two missiles struck the depot, killing seven" says that a strike happened and that people died; each is a claim of
its own. A facet is one of them, with what the comparison needs: the event, who and what takes part, where and when.
What a short statement leaves out ("seven people were killed") is taken from the statements before it in the same
report, marked as inherited, and counts for less.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import timedelta

from msgspec import Struct

from twosource.linking.distance import WORD as ANY_WORD
from twosource.linking.distance import words_between
from twosource.linking.moments import Days, days_of, published_day
from twosource.linking.origins import published_by
from twosource.linking.said import content_words, name_key, said_in
from twosource.linking.spots import exact_places, is_exact, spot_key, stands_for_government
from twosource.model import Commitment, Kind, Place, Proposition, Reading, Report, Statement
from twosource.reading.taxonomy import taxonomy
from twosource.world.states import sides

CARRY = 200
"""Words over which a report's place and names carry on to statements that give none: about six newspaper
paragraphs. On the ledger-dev stories the same-claim F1 changed by less than one point between 130 and 330."""
STORY_DAYS = 14
"""Days before its publication within which a report that gives no day may mean an event."""
WORD = re.compile(r"[\w-]+")
MODES = {
    Commitment.ASSERTS: "fact",
    Commitment.CONFIRMS: "fact",
    Commitment.DEMANDS: "demand",
    Commitment.PROPOSES: "demand",
    Commitment.REFUSES: "refusal",
    Commitment.PROMISES: "prospect",
    Commitment.THREATENS: "prospect",
    Commitment.PREDICTS: "prospect",
    Commitment.SPECULATES: "possibility",
    Commitment.CONDITIONAL: "condition",
}
"""What a statement makes of its content. Statements of different modes are never one claim: a demand that a city be
given up does not say that it was. What is missing here (denials, notes of verification) makes no claim."""


class Facet(Struct, frozen=True, kw_only=True):
    """One proposition of one statement.

    Attributes:
        index: position of the statement in order of publication; ties keep the order of the readings.
        mode: see `MODES`; `None` for statements that make no claim.
        event: event type; `None` when the taxonomy knows none.
        main: the statement's main event; the others are said beside it.
        harmed: the side that it befell, or whose thing; `None` when not stated.
        places: the most exact ones stated, without those too wide; inherited ones when `own_places` is false.
        names: names by `name_key`; inherited ones when `own_names` is false.
        arms: those of the names that weapons bear.
        words: content words, event words of this type left out, each thing also by its class ("class:vessel").
        ordered: lemmas of the content in the order of the text.
        things: the classes among them. around: those of the event that the report has just spoken of.
        values: (number, what is counted) in lower case.
        days: when it is said to have happened; `None` when not stated. window: that, or the days before publication in
            which an event without a day is news; `None` when neither is known.
    """

    statement: Statement
    report: Report
    index: int
    mode: str | None
    event: str | None
    predicate: str | None
    strength: int
    polarity: bool
    main: bool
    agent: str | None
    patient: str | None
    harmed: str | None
    places: tuple[Place, ...]
    own_places: bool
    names: frozenset[str]
    own_names: bool
    arms: frozenset[str]
    words: frozenset[str]
    ordered: tuple[str, ...]
    things: frozenset[str]
    around: frozenset[str]
    values: frozenset[tuple[float, str]]
    days: Days | None
    window: Days | None

    @property
    def detail(self) -> int:
        """How much the facet states itself: the more, the better it stands for a claim."""
        own = (self.own_places and self.places, self.own_names and self.names, self.agent, self.things, self.days)
        return 2 * self.main + sum(bool(part) for part in own)


def facets_of(readings: Sequence[Reading]) -> dict[str, tuple[Facet, ...]]:
    """Facets of every statement, by its id, main one first, in order of publication and then of the text.

    A statement whose proposition was not read, or that holds no words, has none.
    """
    ordered = sorted(readings, key=lambda r: published_by(r.report))
    known = {name_key(name) for reading in ordered for s in reading.statements for name in _participants(s)}
    weapons = frozenset(name_key(name) for reading in ordered for s in reading.statements for name in _weapons(s))
    found: dict[str, tuple[Facet, ...]] = {}
    for reading in ordered:
        title = (reading.report.title or "").lower()
        context = _Context(reading, frozenset(name for name in known & set(_phrases(title)) if title), weapons)
        for statement in sorted(reading.statements, key=lambda s: (s.content[0].start, -s.content[-1].end)):
            made = _facets(statement, reading.report, len(found), context)
            context.note(statement, made)
            found[statement.id] = made
    return found


def _participants(statement: Statement) -> tuple[str, ...]:
    return statement.proposition.participants if isinstance(statement.proposition, Proposition) else ()


def _weapons(statement: Statement) -> tuple[str, ...]:
    return statement.proposition.weapons if isinstance(statement.proposition, Proposition) else ()


def _phrases(title: str) -> list[str]:
    """All runs of up to three words of a title, for finding names in it."""
    words = WORD.findall(title)
    return [" ".join(words[i : i + n]) for n in (1, 2, 3) for i in range(len(words) - n + 1)]


class _Context:
    """What the report has last spoken of, while its statements are gone through."""

    def __init__(self, reading: Reading, names: frozenset[str], weapons: frozenset[str]) -> None:
        text = self._text = reading.report.text
        listed = reading.places if isinstance(reading.places, tuple) else ()
        self._places = [p for p in listed if is_exact(p) and not stands_for_government(p, text)]
        self._starts = [place.span.start for place in self._places]
        self._names = names
        self._names_at = 0
        self._things: frozenset[str] = frozenset()
        self._things_at = 0
        self.act: str | None = None
        self.weapons = weapons

    def note(self, statement: Statement, made: tuple[Facet, ...]) -> None:
        """Remember the names that a statement gives, and the kinds of thing that an event of it is told by."""
        end = statement.content[-1].end
        for facet in made:
            if facet.main and facet.own_names and facet.names:
                self._names, self._names_at = facet.names, end
            if facet.main and facet.event in taxonomy().by_actor and facet.predicate not in taxonomy().staging:
                self.act = facet.event
            if facet.event in taxonomy().by_actor and telling(facet):
                self._things, self._things_at = telling(facet), end

    def places_for(self, start: int) -> tuple[Place, ...]:
        """The last place named before a position, if it is not too far back."""
        last = bisect_left(self._starts, start) - 1
        near = last >= 0 and words_between(self._text, self._starts[last], start) <= CARRY
        return (self._places[last],) if near else ()

    def names_for(self, start: int) -> frozenset[str]:
        """The names last given before a position, if not too far back."""
        return self._names if words_between(self._text, self._names_at, start) <= CARRY else frozenset()

    def things_for(self, start: int) -> frozenset[str]:
        """The kinds of thing that the event last spoken of befell, if that is not too far back."""
        return self._things if words_between(self._text, self._things_at, start) <= CARRY else frozenset()


def _facets(statement: Statement, report: Report, index: int, context: _Context) -> tuple[Facet, ...]:
    proposition = statement.proposition
    if not isinstance(proposition, Proposition):
        return ()
    start = statement.content[0].start
    places = exact_places(statement, report, proposition)
    names = frozenset(name_key(name) for name in proposition.participants)
    commitment = statement.commitment if isinstance(statement.commitment, Commitment) else None
    mode = MODES.get(commitment) if commitment and statement.kind is not Kind.VERIFICATION else None
    if statement.nested_in and ascribes_knowledge(statement, report):
        mode = None
    if commitment is Commitment.DENIES and not proposition.polarity and proposition.event_type is not None:
        mode = "fact"
    days = days_of(statement, report)
    made: list[Facet] = []
    for said in said_in(proposition, act=context.act, weapons=context.weapons):
        words = content_words(proposition, said.event)
        own = names if said.named is None else said.named
        things = frozenset(word for word in words if word.startswith("class:"))
        if said.predicate in taxonomy().staging:
            things |= context.things_for(start)
        made.append(
            Facet(
                statement=statement,
                report=report,
                index=index,
                mode=mode,
                event=said.event,
                predicate=said.predicate,
                strength=said.strength,
                polarity=said.happened,
                main=not made,
                agent=said.agent,
                patient=proposition.patient,
                harmed=proposition.patient_side or _side(proposition.patient),
                places=places or context.places_for(start),
                own_places=bool(places),
                names=own if own or said.named is not None else context.names_for(start),
                own_names=bool(own),
                arms=own & context.weapons,
                words=words,
                ordered=tuple(keyword.rsplit(".", 1)[-1] for keyword in proposition.keywords),
                things=things,
                around=context.things_for(start),
                values=_values(statement),
                days=days,
                window=days or _recent(report),
            )
        )
    return tuple(made)


def _side(name: str | None) -> str | None:
    return name if name in sides() else None


def ascribes_knowledge(statement: Statement, report: Report) -> bool:
    """Whether the cue says what its source knew: the words of somebody else about him, not his own."""
    words = (word for span in statement.cue for word in WORD.findall(span.of(report.text).lower()))
    return bool(taxonomy().mind_words.intersection(words))


def _recent(report: Report) -> Days | None:
    day = published_day(report)
    return Days(day - timedelta(days=STORY_DAYS), day) if day else None


def same_subject(one: Facet, other: Facet) -> bool:
    """Whether two contents first name one place: what they are about, in a sentence that compares places."""
    firsts = [min(f.places, key=lambda p: p.span.start, default=None) for f in (one, other) if f.own_places]
    return len(firsts) == 2 and None not in firsts and len({spot_key(p) for p in firsts if p}) == 1


HELD = 0.5
"""Share of a content's words from which what it holds may be the same claim: "police data show that X" is X, but
"troops hunted those who said X" is another. Of 11 such pairs that the ledger-dev stories call one claim 10 have .82 and
more; of 13 that they call two, 8 have .54 and less."""


def says_more(one: Facet, other: Facet) -> bool:
    """Whether the content of one of the two statements holds the other's, and says much beside it.

    The words that they share are then the same characters, and show nothing.
    """
    if one.report is not other.report or one.statement.id == other.statement.id:
        return False
    return _holds_more(one, other) or _holds_more(other, one)


def _holds_more(outer: Facet, inner: Facet) -> bool:
    whole, part = outer.statement.content, inner.statement.content
    if not part or not all(any(w.start <= p.start and p.end <= w.end for w in whole) for p in part):
        return False
    text, told = outer.report.text, (*part, *inner.statement.source, *inner.statement.cue)
    starts = [m.start() for span in whole for m in ANY_WORD.finditer(text, span.start, span.end)]
    held = sum(any(p.start <= at < p.end for p in part) for at in starts)
    beside = sum(not any(p.start <= at < p.end for p in told) for at in starts)
    return held < HELD * (held + beside)


def telling(facet: Facet) -> frozenset[str]:
    """The classes of things by which one event is told from another."""
    data = taxonomy()
    common = data.common_things | data.taken_to if facet.event in data.outcomes else data.common_things
    return facet.things - {f"class:{kind}" for kind in common}


def _values(statement: Statement) -> frozenset[tuple[float, str]]:
    listed = statement.quantities if isinstance(statement.quantities, tuple) else ()
    return frozenset((q.value, counted(q.unit)) for q in listed if q.value is not None)


def counted(unit: str | None) -> str:
    """What a number counts, by the class of the last noun: rockets and missiles are one, so are ships and cruisers."""
    words = WORD.findall((unit or "").lower())
    last = words[-1] if words else ""
    for noun in (last, last.removesuffix("s")):
        if classes := taxonomy().classes(noun):
            return classes[0]
    return last
