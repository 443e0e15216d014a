"""Mentions of possible actors in a document: persons, states, bodies, with where they stand and whom they name.

One pass over the Doc before sources are resolved, so that a surname, "the ministry" or "he" can be traced back to
what the report introduced before it. What is known of states, bodies, offices and people comes from world/.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from spacy.tokens import Doc, Token
from spacy.tokens import Span as SpacySpan

from twosource.model import Actor, ActorKind, Span
from twosource.model.actor import THIRD_PARTY
from twosource.reading.drafts import beginning_in
from twosource.reading.extensions import text_of
from twosource.reading.syntax import phrase
from twosource.world.bodies import GenericBody, find_bodies, find_generics, generic, lookup_body
from twosource.world.offices import OfficeMention, find_offices, lookup_office
from twosource.world.outlets import lookup_outlet
from twosource.world.people import lookup_person
from twosource.world.states import StateMention, speaks_for_state, state, state_of_iso
from twosource.world.states import find as find_states

TITLES = re.compile(r"^(?:mr|mrs|ms|miss|dr|sir|lord|lady|prof)\.?\s+", re.IGNORECASE)
POSSESSIVE = re.compile(r"['’]s?$")
ARTICLE = re.compile(r"^(?:the|a|an|its|their|his|her|some|several|many|other|another)\s+", re.IGNORECASE)
SPEAKS_FOR = re.compile(r"\b(?:for|of|at|from|to|with)\s+(?:the\s+)?([^,]+)")


@dataclass(slots=True, kw_only=True)
class Mention:
    """One mention of an actor: token position of its head, and what a pronoun needs to know of it."""

    at: int
    actor: Actor
    subject: bool
    person: bool


@dataclass(slots=True)
class Mentions:
    """Everything a document mentions, in order of the text.

    Attributes:
        people: by surname, the fullest description of a person that the report gives.
    """

    found: list[Mention] = field(default_factory=list)
    people: dict[str, Actor] = field(default_factory=dict)

    def between(self, floor: int, at: int) -> list[Mention]:
        """Mentions from token `floor` on and before token `at`, nearest first."""
        return list(takewhile(lambda mention: mention.at >= floor, before(self.found, at)))


def before(mentions: list[Mention], at: int) -> Iterator[Mention]:
    """Those of the mentions, in order of the text, that stand before token `at`, nearest first."""
    for i in range(bisect_left(mentions, at, key=lambda mention: mention.at) - 1, -1, -1):
        yield mentions[i]


def collect(doc: Doc) -> Mentions:
    """All mentions of persons, states and bodies in `doc`."""
    mentions = Mentions()
    text = text_of(doc)
    toponyms = {p.span.start for p in doc._.places or () if p.geonameid is not None}
    for entity in doc.ents:
        if entity.label_ == "PERSON" and not (len(entity) == 1 and entity.start_char in toponyms):
            _person(entity, mentions)
    mentions.found.extend(_untagged_people(doc, mentions))
    for start, end, mention in find_states(text):
        actor = Actor(name=mention.state, kind=ActorKind.STATE, side=mention.side)
        if mention.form != "adjective" and not mention.hyphenated:
            _add(doc, mentions, start, end, actor)
    for start, end, body in find_bodies(text):
        _add(doc, mentions, start, end, Actor(name=body.name, kind=body.kind, side=body.side))
    for start, end, kind in find_generics(text):
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is not None and kind.kind is not ActorKind.UNNAMED and span.root.pos_ in {"NOUN", "PROPN"}:
            _add(doc, mentions, start, end, generic_actor(kind, phrase_text(span.root)))
    mentions.found.sort(key=lambda m: m.at)
    return mentions


def _add(doc: Doc, mentions: Mentions, start: int, end: int, actor: Actor) -> None:
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is not None:
        mentions.found.append(_mention(span.root, actor, person=False))


def _mention(head: Token, actor: Actor, *, person: bool) -> Mention:
    return Mention(at=head.i, actor=actor, subject=head.dep_ in {"nsubj", "nsubjpass"}, person=person)


def _person(entity: SpacySpan, mentions: Mentions) -> None:
    name = clean_name(entity.text)
    if not name or lookup_body(name) is not None or find_states(name):
        return
    actor = describe(entity.root, name)
    surname = name.split()[-1]
    known = mentions.people.get(surname)
    mentions.people[surname] = _fuller(actor, known)
    mentions.found.append(_mention(entity.root, mentions.people[surname], person=True))


def _untagged_people(doc: Doc, mentions: Mentions) -> list[Mention]:
    """Later mentions by surname that the entity recogniser missed."""
    tagged = {m.at for m in mentions.found}
    return [
        _mention(token, mentions.people[token.text], person=True)
        for token in doc
        if token.pos_ == "PROPN" and token.text in mentions.people and token.i not in tagged
    ]


def _fuller(actor: Actor, known: Actor | None) -> Actor:
    if known is None:
        return actor
    return Actor(
        name=max(known.name, actor.name, key=len),
        kind=ActorKind.PERSON,
        organisation=known.organisation or actor.organisation,
        role=known.role or actor.role,
        side=known.side or actor.side,
    )


def clean_name(text: str) -> str:
    """A person's name without title, possessive ending and line breaks."""
    return TITLES.sub("", POSSESSIVE.sub("", " ".join(text.split()))).strip()


def describe(head: Token, name: str) -> Actor:
    """The person called `name` in the phrase of `head`: office, organisation and side as the text gives them.

    What the phrase does not say is taken from the list of office holders (world/data), when the name is in it.
    """
    known = lookup_person(name)
    text = phrase_text(head)
    office = _office_of(text)
    side = side_of_phrase(text)
    if office is not None and (office.former or office.office.independent):
        side = THIRD_PARTY
    if side is None and known is not None:
        side = known.side
    if side is None and office is not None:
        side = side_of_place(head.doc, head)
    return Actor(
        name=known.name if known is not None else name,
        kind=ActorKind.PERSON,
        organisation=_organisation(text, name),
        role=text[office.start : office.end] if office is not None else (known.terms[-1].office if known else None),
        side=side,
    )


def _office_of(text: str) -> OfficeMention | None:
    found = find_offices(text)
    return found[0] if found else None


def _organisation(text: str, name: str) -> str | None:
    """Whom a person speaks for: what follows "for", "of", "at" or "from" in the apposition, or before the office."""
    apposition = text.partition(name)[2]
    match = SPEAKS_FOR.search(apposition)
    return match.group(1).strip() if match else None


def phrase_text(head: Token) -> str:
    """The whole noun phrase that `head` belongs to, as one line of text."""
    top = head
    while top.head != top and (top.dep_ in {"compound", "nmod", "appos"} and top.pos_ == "PROPN"):
        top = top.head
    at = phrase(top)
    doc = head.doc
    return " ".join(text_of(doc)[doc[at[0]].idx : doc[at[-1]].idx + len(doc[at[-1]])].split())


def side_of_phrase(text: str) -> str | None:
    """The side that a noun phrase names as its own: that of the first state or body in it.

    A state in a compound counts only where the compound speaks for it ("Moscow-backed", not "London-based").
    """
    hits: list[tuple[int, str]] = [(h.start, h.value.side) for h in find_bodies(text)]
    hits += [(h.start, h.value.side) for h in find_states(text) if _own(h.value)]
    return min(hits)[1] if hits else None


def _own(mention: StateMention) -> bool:
    return not mention.hyphenated or bool(speaks_for_state(mention.compound or ""))


def side_of_place(doc: Doc, head: Token) -> str | None:
    """The country of a place named in the phrase of `head`: a mayor speaks for his town's country."""
    at = phrase(head)
    start, end = doc[at[0]].idx, doc[at[-1]].idx
    for place in beginning_in(doc._.places or (), Span(start, end + 1)):
        if place.country:
            owner = state_of_iso(place.country)
            return owner.side if owner is not None else None
    return None


def body_actor(head: Token) -> Actor | None:
    """The body, force, outlet or kind of body that a noun phrase names; `None` when it names none."""
    text = ARTICLE.sub("", POSSESSIVE.sub("", phrase_text(head)))
    body = lookup_body(text)
    if body is None:
        inside = [h for h in find_bodies(text) if generic(text) is None and lookup_office(text) is None]
        body = inside[0].value if inside else None
    if body is not None:
        return Actor(name=body.name, kind=body.kind, side=body.side)
    outlet = lookup_outlet(text)
    if outlet is not None:
        return Actor(name=outlet.name, kind=ActorKind.OUTLET, side=outlet.side)
    kind = generic(text)
    if kind is None or kind.kind is ActorKind.UNNAMED:
        return None
    return generic_actor(kind, text)


def generic_actor(kind: GenericBody, text: str) -> Actor:
    """A body of a general kind with its owner: "Norway's defence ministry" -> "Norwegian Ministry of Defence"."""
    side = side_of_phrase(text) if kind.takes_owner else THIRD_PARTY
    text = ARTICLE.sub("", text)
    if kind.kind is not ActorKind.MINISTRY and not _plain(text, kind):
        return Actor(name=text, kind=kind.kind, side=side)
    adjective = _adjective(side)
    return Actor(name=f"{adjective} {kind.canonical}" if adjective else kind.canonical, kind=kind.kind, side=side)


def _plain(text: str, kind: GenericBody) -> bool:
    """Whether nothing but the owner qualifies the kind, so that its general name says all."""
    words = {w for h in find_states(text) for w in range(h.start, h.end)}
    rest = "".join(c for i, c in enumerate(text) if i not in words)
    rest = re.sub(r"['’]s?\b", " ", rest).strip()
    found = generic(rest)
    return found is not None and found.canonical == kind.canonical and len(rest.split()) <= len(kind.canonical.split())


def _adjective(side: str | None) -> str | None:
    if side is None:
        return None
    try:
        return state(side).adjectives[0]
    except (KeyError, IndexError):
        return None
