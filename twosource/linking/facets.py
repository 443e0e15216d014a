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

from twosource.linking.moments import Days, days_of, published_day
from twosource.linking.origins import published_by
from twosource.model import Commitment, Kind, Place, PlaceRelation, Precision, Proposition, Reading, Report, Statement
from twosource.reading.taxonomy import NOT, taxonomy
from twosource.world import states

CARRY = 1200
"""Characters over which a report's place and names carry on to statements that give none: about six newspaper
paragraphs. On the ledger-dev stories the same-claim F1 changed by less than one point between 800 and 2,000."""
STORY_DAYS = 14
"""Days before its publication within which a report that gives no day may mean an event."""
BEFORE = 24
"""Characters before a capital's name in which the word before it is looked for."""
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
WIDE = frozenset({Precision.COUNTRY})
"""Places too wide to tell two events apart by."""
AROUND = frozenset({PlaceRelation.DIRECTION_OF, PlaceRelation.BORDER_OF})
"""Relations that reach out of the area that holds the named place: "entered Poltava from the Sumy direction"."""
OPPOSITE = frozenset(
    {
        frozenset({PlaceRelation.NORTH_OF, PlaceRelation.SOUTH_OF}),
        frozenset({PlaceRelation.EAST_OF, PlaceRelation.WEST_OF}),
        frozenset({PlaceRelation.NORTHEAST_OF, PlaceRelation.SOUTHWEST_OF}),
        frozenset({PlaceRelation.NORTHWEST_OF, PlaceRelation.SOUTHEAST_OF}),
    }
)


class Facet(Struct, frozen=True, kw_only=True):
    """One proposition of one statement.

    Attributes:
        index: position of the statement in order of publication; ties keep the order of the readings.
        mode: see `MODES`; `None` for statements that make no claim.
        event: event type; `None` when the taxonomy knows none.
        main: the statement's main event; the others are said beside it.
        places: the most exact ones stated, without those too wide; inherited ones when `own_places` is false.
        names: names by `name_key`; inherited ones when `own_names` is false.
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
    places: tuple[Place, ...]
    own_places: bool
    names: frozenset[str]
    own_names: bool
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
    found: dict[str, tuple[Facet, ...]] = {}
    for reading in ordered:
        title = (reading.report.title or "").lower()
        context = _Context(reading, names=frozenset(name for name in known & set(_phrases(title)) if title))
        for statement in sorted(reading.statements, key=lambda s: (s.content[0].start, -s.content[-1].end)):
            made = _facets(statement, reading.report, len(found), context)
            context.note(statement, made)
            found[statement.id] = made
    return found


def _participants(statement: Statement) -> tuple[str, ...]:
    return statement.proposition.participants if isinstance(statement.proposition, Proposition) else ()


def _phrases(title: str) -> list[str]:
    """All runs of up to three words of a title, for finding names in it."""
    words = WORD.findall(title)
    return [" ".join(words[i : i + n]) for n in (1, 2, 3) for i in range(len(words) - n + 1)]


class _Context:
    """What the report has last spoken of, while its statements are gone through."""

    def __init__(self, reading: Reading, names: frozenset[str]) -> None:
        text = reading.report.text
        listed = reading.places if isinstance(reading.places, tuple) else ()
        self._places = [p for p in listed if is_exact(p) and not stands_for_government(p, text)]
        self._starts = [place.span.start for place in self._places]
        self._names = names
        self._names_at = 0
        self._things: frozenset[str] = frozenset()
        self._things_at = 0

    def note(self, statement: Statement, made: tuple[Facet, ...]) -> None:
        """Remember the names that a statement gives, and the kinds of thing that an event of it is told by."""
        end = statement.content[-1].end
        for facet in made:
            if facet.main and facet.own_names and facet.names:
                self._names, self._names_at = facet.names, end
            if facet.event in taxonomy().by_actor and telling(facet):
                self._things, self._things_at = telling(facet), end

    def places_for(self, start: int) -> tuple[Place, ...]:
        """The last place named before a position, if it is not too far back."""
        last = bisect_left(self._starts, start) - 1
        near = last >= 0 and start - self._starts[last] <= CARRY
        return (self._places[last],) if near else ()

    def names_for(self, start: int) -> frozenset[str]:
        """The names last given before a position, if not too far back."""
        return self._names if start - self._names_at <= CARRY else frozenset()

    def things_for(self, start: int) -> frozenset[str]:
        """The kinds of thing that the event last spoken of befell, if that is not too far back."""
        return self._things if start - self._things_at <= CARRY else frozenset()


def _facets(statement: Statement, report: Report, index: int, context: _Context) -> tuple[Facet, ...]:
    proposition = statement.proposition
    if not isinstance(proposition, Proposition):
        return ()
    start = statement.content[0].start
    places = exact_places(statement, report, proposition)
    names = frozenset(name_key(name) for name in proposition.participants)
    commitment = statement.commitment if isinstance(statement.commitment, Commitment) else None
    mode = MODES.get(commitment) if commitment and statement.kind is not Kind.VERIFICATION else None
    days = days_of(statement)
    made: list[Facet] = []
    for event, predicate, strength, happened in events_in(proposition):
        words = content_words(proposition, event)
        made.append(
            Facet(
                statement=statement,
                report=report,
                index=index,
                mode=mode,
                event=event,
                predicate=predicate,
                strength=strength,
                polarity=happened,
                main=not made,
                agent=proposition.agent,
                patient=proposition.patient,
                places=places or context.places_for(start),
                own_places=bool(places),
                names=names or context.names_for(start),
                own_names=bool(names),
                words=words,
                ordered=tuple(keyword.rsplit(".", 1)[-1] for keyword in proposition.keywords),
                things=frozenset(word for word in words if word.startswith("class:")),
                around=context.things_for(start),
                values=_values(statement),
                days=days,
                window=days or _recent(report),
            )
        )
    return tuple(made)


def _recent(report: Report) -> Days | None:
    day = published_day(report)
    return Days(day - timedelta(days=STORY_DAYS), day) if day else None


def telling(facet: Facet) -> frozenset[str]:
    """The classes of things by which one event is told from another."""
    data = taxonomy()
    common = data.common_things | data.taken_to if facet.event in data.outcomes else data.common_things
    return facet.things - {f"class:{kind}" for kind in common}


def events_in(proposition: Proposition) -> list[tuple[str | None, str | None, int, bool]]:
    """(event type, predicate, strength, happened) of the main event and of each further type that is asserted."""
    found = [(proposition.event_type, proposition.predicate, proposition.strength, proposition.polarity)]
    seen = {proposition.event_type}
    for keyword in proposition.keywords:
        parts = keyword.split(".")
        happened = parts[0] != NOT
        event, lemma = (parts if happened else parts[1:])[:2] if len(parts) > 1 else (None, "")
        if event is None or event in seen:
            continue
        seen.add(event)
        found.append((event, lemma, strength_of(event, lemma), happened))
    return found


def strength_of(event: str, lemma: str) -> int:
    """The taxonomy's strength of a word among those of its event; 0 where they are not ordered."""
    data = taxonomy()
    rows = (*data.verbs.get(lemma, ()), *data.nouns.get(lemma, ()))
    return max((row.strength for row in rows if row.event == event), default=0)


def content_words(proposition: Proposition, event: str | None) -> frozenset[str]:
    """The words that a facet is compared by: lemmas and classes of things, without the words of its own event."""
    data = taxonomy()
    words: set[str] = set()
    for keyword in proposition.keywords:
        *marks, lemma = keyword.split(".") if "." in keyword else [keyword]
        own = event is not None and (event in marks or any(row.event == event for row in data.verbs.get(lemma, ())))
        own = own or (event is not None and any(row.event == event for row in data.nouns.get(lemma, ())))
        if own:
            continue
        words.add(lemma)
        words.update(f"class:{kind}" for kind in data.classes(lemma)[:1])
    return frozenset(words)


def exact_places(statement: Statement, report: Report, proposition: Proposition) -> tuple[Place, ...]:
    """The places where a statement's event may be.

    Left out: adjectives and countries, areas that hold another place it gives, names that the content gives to a
    ship or the like, and a capital that stands for the government ("Oslo denied").
    """
    listed = statement.places if isinstance(statement.places, tuple) else ()
    borne = {name_key(name) for name in proposition.participants}
    text = report.text
    named = [p for p in listed if is_exact(p) and not stands_for_government(p, text)]
    named = [p for p in named if name_key(p.span.of(text)) not in borne]
    kept = [p for p in named if not any(tells_more(other, p) for other in named)]
    unique = {spot_key(p): p for p in kept}
    return tuple(unique.values())


def is_exact(place: Place) -> bool:
    """Whether a mention names a place narrower than a country; the border of one is as wide as it."""
    wide = place.relation is not None and place.admin1 is None and place.country is not None
    return not place.demonym and place.precision not in WIDE and not wide


def stands_for_government(place: Place, text: str) -> bool:
    """Whether a capital's name stands for the government: no word before it says that the place is meant."""
    state = states.lookup(place.span.of(text))
    if state is None or state.form is not states.Form.CAPITAL:
        return False
    before = WORD.findall(text[max(0, place.span.start - BEFORE) : place.span.start].lower())
    return not before or before[-1] not in taxonomy().place_prepositions


def name_key(name: str) -> str:
    """What two forms of a name share: the last word of three letters or more ("Anna Lund" and "Lund").

    Of a unit it is the number ("90th Guards Division" and "90th Division").
    """
    words = [word for word in re.split(r"[^\w]+", name.lower()) if len(word) > 2]
    numbers = [word for word in words if word[0].isdigit()]
    return (numbers or words[-1:] or [name.lower()])[0]


def spot_key(place: Place) -> str:
    """What makes two mentions mean one place: the named place, and how the one meant stands to it ("near Lyman")."""
    parts = (place_key(place), place.relation, place.distance_km)
    return " ".join(str(part) for part in parts if part is not None)


def place_words(place: Place) -> str:
    """A place in words: "Lyman", "near Lyman", "20 km north of Lyman"."""
    if place.relation is None:
        return place.name
    how = {PlaceRelation.DIRECTION_OF: "direction of", PlaceRelation.BORDER_OF: "border of"}
    words = how.get(place.relation) or str(place.relation).replace("-of", " of")
    if place.distance_km is None:
        return f"{words} {place.name}"
    far = f"{place.distance_km:g} km"
    return f"{far} from {place.name}" if place.relation is PlaceRelation.AT_DISTANCE else f"{far} {words} {place.name}"


def place_key(place: Place) -> str:
    """What makes two mentions name one place: the gazetteer's id, or the name where it has none."""
    return str(place.geonameid) if place.geonameid is not None else place.name.lower()


def holds(outer: Place, inner: Place) -> bool:
    """Whether one place is an administrative area that the other lies in.

    What lies near a place, or on its border, may reach out of what holds that place.
    """
    return outer.relation is None and inner.relation is None and anchor_in(outer, inner)


def tells_more(inner: Place, outer: Place) -> bool:
    """Whether the first says more exactly where the second is: "near Lyman in Donetsk region"."""
    return outer.relation is None and inner.relation not in AROUND and anchor_in(outer, inner)


def touches(one: Place, other: Place) -> bool:
    """Whether an area about a place ("near Lyman") may overlap the other, which is the same, holds it or lies in it.

    Opposite sides of a place do not overlap.
    """
    if one.relation is None and other.relation is None:
        return False
    if frozenset({one.relation, other.relation}) in OPPOSITE:
        return False
    if PlaceRelation.BORDER_OF in (one.relation, other.relation) and one.admin1 is not None:
        return (one.country, one.admin1) == (other.country, other.admin1)
    return place_key(one) == place_key(other) or anchor_in(one, other) or anchor_in(other, one)


def anchor_in(outer: Place, inner: Place) -> bool:
    """Whether the place named first is an administrative area that the one named second lies in."""
    if outer.country is None or outer.country != inner.country or place_key(outer) == place_key(inner):
        return False
    if outer.precision is Precision.COUNTRY:
        return inner.precision is not Precision.COUNTRY
    same = outer.admin1 is not None and outer.admin1 == inner.admin1
    return same and outer.precision is Precision.ADMIN1 and inner.precision is not Precision.ADMIN1


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
