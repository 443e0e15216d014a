"""For whom a noun phrase speaks, by the states, bodies and places that it names or that stand near it.

A local body without an owner in its name ("police", "the council", "Mayor Olsen") speaks for the country of the place
where it is. A country that is only named nearby does not count: in a report on two parties it is as often the other.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from itertools import pairwise

from msgspec import UnsetType
from spacy.tokens import Doc, Token

from twosource.model import Place, Precision, Report, Span
from twosource.model.report import FurnitureKind
from twosource.reading.drafts import beginning_in
from twosource.reading.extensions import text_of
from twosource.reading.place_words import words as place_words
from twosource.reading.syntax import phrase
from twosource.world.bodies import find_bodies
from twosource.world.outlets import lookup_outlet
from twosource.world.states import StateMention, speaks_for_state, state_of_iso
from twosource.world.states import find as find_states

REACH = 3
"""Sentences back that a pronoun, or the place of a local body, is looked for in: news writing repeats the name after
that (entity distance in OntoNotes news: over nine in ten pronouns have their antecedent within three sentences;
Recasens and Hovy 2009)."""
CLEAR = 0.75
"""Share of a report's settlements and regions that one country must have for the report to be of that country. In 250
press reports it is the country of the place nearest to a local body in 82 % of 324 cases from this share on, and in
half of them below (53 % of 91 between 0.6 and 0.75)."""
ENOUGH = 2
"""Settlements and regions below which a report is of no country."""
JOINED = re.compile(r"\s*(?:,|/|and|or|,\s*and)\s*(?:the\s+)?", re.IGNORECASE)
MODIFIERS = {"amod", "poss", "compound", "nmod"}


def phrase_text(head: Token, *, alone: bool = False) -> str:
    """The whole noun phrase that `head` belongs to, as one line of text; `alone` leaves out what "and" joins to it."""
    top = head
    while top.head != top and (top.dep_ in {"compound", "nmod", "appos"} and top.pos_ == "PROPN"):
        top = top.head
    at = phrase(top)
    doc = head.doc
    if alone:
        joined = min(
            (t.left_edge.i for t in top.children if t.dep_ in {"conj", "cc"} and t.i > top.i), default=at[-1] + 1
        )
        at = [i for i in at if i < joined and not (doc[i].is_punct and i + 1 == joined)]  # "Peru, Chile and"
    return " ".join(text_of(doc)[doc[at[0]].idx : doc[at[-1]].idx + len(doc[at[-1]])].split())


def side_of_phrase(text: str) -> str | None:
    """The side that a noun phrase names as its own: that of the first state or body in it.

    A state in a compound counts only where the compound speaks for it ("Moscow-backed", not "London-based").
    """
    hits: list[tuple[int, str]] = [(h.start, h.value.side) for h in find_bodies(text)]
    hits += [(h.start, h.value.side) for h in find_states(text) if _own(h.value)]
    return min(hits)[1] if hits else None


def names_several(text: str) -> bool:
    """Whether a phrase joins two owners of different sides: "Norwegian and Danish officials"."""
    hits = [h for h in find_states(text) if _own(h.value)]
    return any(
        one.value.side != two.value.side and JOINED.fullmatch(text[one.end : two.start]) is not None
        for one, two in pairwise(hits)
    )


def _own(mention: StateMention) -> bool:
    return not mention.hyphenated or bool(speaks_for_state(mention.compound or ""))


def _owner(place: Place) -> str | None:
    """The side of the state that a place lies in."""
    owner = state_of_iso(place.country or "")
    return owner.side if owner is not None else None


class Ground:
    """Where a report's local bodies stand: its settlements and regions in order, and its dateline."""

    def __init__(self, doc: Doc, report: Report | None) -> None:
        self.doc = doc
        self.places: tuple[Place, ...] = () if isinstance(doc._.places, UnsetType) else tuple(doc._.places or ())
        self.settled = [p for p in self.places if p.country and self._is_settled(p)]
        self.sentences = [sentence.start for sentence in doc.sents]
        home = lookup_outlet(report.outlet) if report is not None and report.outlet else None
        self.home = home.state_media if home is not None else None
        """The state whose media the report's publisher is: "the ministry" without an owner is that state's."""
        self.report_side = self._dateline(report) or self._majority()

    def floor(self, sentence_start: int) -> int:
        """Token at which the sentence `REACH` sentences before begins."""
        number = bisect_right(self.sentences, sentence_start)
        return self.sentences[max(0, number - 1 - REACH)]

    def of_phrase(self, head: Token) -> str | None:
        """The country of a place named in the phrase of `head`: a mayor speaks for his town's country."""
        at = phrase(head)
        start, end = self.doc[at[0]].idx, self.doc[at[-1]].idx
        for place in beginning_in(self.places, Span(start, end + 1)):
            if place.country:
                return _owner(place)
        return None

    def near(self, head: Token) -> str | None:
        """The country of the place where a local body is: in its phrase, its sentence, just before, in the report.

        In the sentence a place before the body goes before one after it, and the nearest first.
        """
        own = self.of_phrase(head)
        if own is not None:
            return own
        sentence = head.sent
        here = beginning_in(self.settled, Span(sentence.start_char, sentence.end_char))
        if here:
            return _owner(min(here, key=lambda p: (p.span.start > head.idx, abs(p.span.start - head.idx))))
        start = self.doc[self.floor(sentence.start)].idx
        before = beginning_in(self.settled, Span(start, sentence.start_char))
        return _owner(before[-1]) if before else self.report_side

    def _is_settled(self, place: Place) -> bool:
        """Whether it is a place where a body can be: no country, and no adjective but that of "the Danish capital"."""
        if place.precision is not Precision.COUNTRY and not place.demonym:
            return True
        span = self.doc.char_span(*place.span, alignment_mode="expand")
        if span is None:
            return False
        token = span.root
        noun = token.head
        if token.dep_ == "pobj" and noun.lower_ == "of":
            noun = noun.head
        elif token.dep_ not in MODIFIERS:
            return False
        return noun != token and noun.lemma_.lower() in place_words().levels

    def _dateline(self, report: Report | None) -> str | None:
        lines = [f.span for f in report.furniture if f.kind is FurnitureKind.DATELINE] if report is not None else []
        found = (place for span in lines for place in beginning_in(self.places, span) if place.country)
        return next((_owner(place) for place in found), None)

    def _majority(self) -> str | None:
        """The country that most of the report's settlements and regions lie in, if that is clear."""
        sides = Counter(side for place in self.settled if (side := _owner(place)) is not None)
        if sides.total() < ENOUGH:
            return None
        side, count = sides.most_common(1)[0]
        return side if count >= CLEAR * sides.total() else None
