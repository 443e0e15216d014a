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

from msgspec import structs
from spacy.tokens import Doc, Token
from spacy.tokens import Span as SpacySpan

from twosource.model import Actor, ActorKind, Report
from twosource.model.actor import OUTLET_SIDE, THIRD_PARTY
from twosource.reading.extensions import text_of
from twosource.reading.lexicon import lexicon
from twosource.reading.sides import Ground, phrase_text, side_of_phrase
from twosource.world.bodies import GenericBody, find_bodies, find_generics, generic, lookup_body
from twosource.world.offices import OfficeMention, find_offices, lookup_office
from twosource.world.outlets import find_outlets, lookup_outlet
from twosource.world.people import lookup_person
from twosource.world.spelling import name_key
from twosource.world.states import find as find_states
from twosource.world.states import state
from twosource.world.tables import sense

TITLES = re.compile(r"^(?:mr|mrs|ms|miss|dr|sir|lord|lady|prof)\.?\s+", re.IGNORECASE)
POSSESSIVE = re.compile(r"['’]s?$")
OWNER = re.compile(r"^.*\w['’]s\s+(?=\w)", re.DOTALL)
ARTICLE = re.compile(r"^(?:the|a|an|its|their|his|her|some|several|many|other|another)\s+", re.IGNORECASE)
SPEAKS_FOR = re.compile(r"\b(?:for|of|at|from|to|with)\s+(?:the\s+)?([^,]+)")


@dataclass(slots=True, kw_only=True)
class Mention:
    """One mention of an actor: token position of its head, and what a pronoun needs to know of it.

    Attributes:
        plural: its head is a plural, or it joins several.
        gender: "male", "female", or `None` where the words do not tell.
    """

    at: int
    actor: Actor
    subject: bool
    person: bool
    plural: bool = False
    gender: str | None = None


@dataclass(slots=True)
class Mentions:
    """Everything a document mentions, in order of the text.

    Attributes:
        ground: where the report's local bodies stand. outlet: the report's own publisher.
        people: by surname (`name_key`), the fullest description of a person that the report gives.
    """

    ground: Ground
    outlet: str | None = None
    found: list[Mention] = field(default_factory=list)
    people: dict[str, Actor] = field(default_factory=dict)

    def person(self, token: Token) -> Actor | None:
        """The person of the report whose surname a token is, in any transliteration."""
        if not token.text[:1].isupper() or (token.i > 0 and token.nbor(-1).lower_ == "the") or _goes_on(token):
            return None
        return self.people.get(name_key(token.text))

    def between(self, floor: int, at: int) -> list[Mention]:
        """Mentions from token `floor` on and before token `at`, nearest first."""
        return list(takewhile(lambda mention: mention.at >= floor, before(self.found, at)))


def _goes_on(token: Token) -> bool:
    """Whether a person's name goes on after the token, so that it is no surname: "Karl" of "Karl Berg"."""
    after = token.nbor(1) if token.i + 1 < len(token.doc) else None
    return after is not None and after.ent_iob_ == "I" and after.ent_type_ == "PERSON" and after.text[:1].isupper()


def before(mentions: list[Mention], at: int) -> Iterator[Mention]:
    """Those of the mentions, in order of the text, that stand before token `at`, nearest first."""
    for i in range(bisect_left(mentions, at, key=lambda mention: mention.at) - 1, -1, -1):
        yield mentions[i]


def collect(doc: Doc, report: Report | None = None) -> Mentions:
    """All mentions of persons, states and bodies in `doc`."""
    mentions = Mentions(Ground(doc, report), report.outlet if report is not None else None)
    text = text_of(doc)
    toponyms = {p.span.start for p in doc._.places or () if p.geonameid is not None}
    channels = {name.lower() for name in lexicon().channels.values()}
    for entity in [*(e for e in doc.ents if e.label_ == "PERSON"), *_titled(doc), *_introduced(doc)]:
        lone = len(entity) == 1 and (entity.start_char in toponyms or entity.text.lower() in channels)
        if not lone:
            _person(entity, mentions)
    mentions.found.extend(_untagged_people(doc, mentions))
    for start, end, mention in find_states(text):
        actor = Actor(name=mention.state, kind=ActorKind.STATE, side=mention.side)
        if mention.form != "adjective" and not mention.hyphenated:
            _add(doc, mentions, start, end, actor)
    for start, end, body in find_bodies(text):
        _add(doc, mentions, start, end, Actor(name=body.name, kind=body.kind, side=body.side))
    _kinds_of_body(doc, mentions)
    mentions.found.extend(_joined(doc, mentions.found))
    mentions.found.sort(key=lambda m: m.at)
    return mentions


def _kinds_of_body(doc: Doc, mentions: Mentions) -> None:
    """Bodies told by their kind ("the navy") and people in the plural ("residents"), without names of their own."""
    text = text_of(doc)
    named = {at for start, end, _ in (*find_bodies(text), *find_states(text)) for at in range(start, end)}
    for start, end, kind in find_generics(text):
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is None or start in named or span.root.pos_ not in {"NOUN", "PROPN"} or span.root.dep_ == "compound":
            continue
        actor = generic_actor(kind, phrase_text(span.root, alone=True))
        if actor.side is None and kind.local:
            actor = structs.replace(actor, side=mentions.ground.near(span.root))
        if kind.kind is not ActorKind.UNNAMED:
            _add(doc, mentions, start, end, actor)
        elif is_plural(span.root):
            mentions.found.append(_mention(span.root, actor, person=True))


def _titled(doc: Doc) -> Iterator[SpacySpan]:
    """Names that the entity recogniser missed: capitalised words right after the title of an office."""
    offices = find_offices(text_of(doc))
    starts = {office.start for office in offices}
    begins = {token.i for token in doc if token.idx in starts}
    for office in offices:
        title = doc.char_span(office.start, office.end, alignment_mode="expand")
        if title is None:
            continue
        name = list(takewhile(_is_name, doc[title.end : title.end + LONGEST_NAME]))
        titles = any(title.end <= at < title.end + len(name) for at in begins)
        if len(name) > 1 and not titles and not any(t.ent_type_ == "PERSON" for t in name):
            yield doc[title.end : title.end + len(name)]


def _introduced(doc: Doc) -> Iterator[SpacySpan]:
    """Names that the entity recogniser missed: capitalised words with an office after them, "Ada Berg, the head of"."""
    for office in find_offices(text_of(doc)):
        title = doc.char_span(office.start, office.end, alignment_mode="expand")
        if title is None or title.root.dep_ != "appos":
            continue
        last = title.root.head.i
        name = list(takewhile(_is_name, (doc[i] for i in range(last, max(last - LONGEST_NAME, -1), -1))))
        if len(name) > 1 and not any(t.ent_type_ in {"PERSON", "GPE"} for t in name):
            yield doc[last - len(name) + 1 : last + 1]


LONGEST_NAME = 4
"""Words of a personal name at most."""


def _is_name(token: Token) -> bool:
    return token.is_alpha and token.is_title and token.pos_ == "PROPN" and not token.is_sent_start


def _add(doc: Doc, mentions: Mentions, start: int, end: int, actor: Actor) -> None:
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is not None:
        mentions.found.append(_mention(span.root, actor, person=False))


def _mention(head: Token, actor: Actor, *, person: bool) -> Mention:
    return Mention(
        at=head.i,
        actor=actor,
        subject=head.dep_ in {"nsubj", "nsubjpass"},
        person=person,
        plural=is_plural(head),
        gender=gender_of(head, actor) if person else None,
    )


def is_plural(head: Token) -> bool:
    """Whether a noun or pronoun is a plural by its form."""
    return head.tag_ in {"NNS", "NNPS"} or head.lower_ in {"they", "their", "them", "we", "our", "us"}


def gender_of(head: Token, actor: Actor) -> str | None:
    """What a title before the name, or a role, says of a person's gender."""
    said = {head.lower_, (actor.role or "").lower().split(" ")[-1]}
    said |= {t.lower_.rstrip(".") for t in head.subtree if t.dep_ in {"compound", "appos"}}
    male, female = said & sense("male"), said & sense("female")
    if bool(male) == bool(female):
        return {"he": "male", "his": "male", "him": "male", "she": "female", "her": "female"}.get(head.lower_)
    return "male" if male else "female"


def _joined(doc: Doc, found: list[Mention]) -> list[Mention]:
    """Two or more mentions joined by "and", as one that "they" can stand for; it stands where the last of them does."""
    by_place = {m.at: m for m in found}
    joined = []
    for mention in found:
        parts = [mention]
        while (following := conjunct(doc[parts[-1].at])) is not None and following.i in by_place:
            parts.append(by_place[following.i])
        if len(parts) > 1 and doc[mention.at].dep_ != "conj":
            at = parts[-1].at
            joined.append(
                Mention(
                    at=at, actor=several([p.actor for p in parts]), subject=mention.subject, person=False, plural=True
                )
            )
    return joined


def conjunct(token: Token) -> Token | None:
    """The noun that "and" joins to a noun."""
    return next((c for c in token.children if c.dep_ == "conj" and c.pos_ in {"NOUN", "PROPN"}), None)


def several(actors: list[Actor]) -> Actor:
    """Some actors who are one source: named after all, with the side and kind that they share."""
    names = [actor.name for actor in actors]
    sides, kinds = {a.side for a in actors}, {a.kind for a in actors}
    return Actor(
        name=f"{', '.join(names[:-1])} and {names[-1]}",
        kind=kinds.pop() if len(kinds) == 1 else None,
        side=sides.pop() if len(sides) == 1 else None,
    )


def _person(entity: SpacySpan, mentions: Mentions) -> None:
    name = clean_name(entity.text)
    if not name or lookup_body(name) is not None or find_states(name):
        return
    actor = describe(entity.root, name, mentions)
    surname = name_key(name.split()[-1])
    known = mentions.people.get(surname)
    mentions.people[surname] = _fuller(actor, known)
    mentions.found.append(_mention(entity.root, mentions.people[surname], person=True))


def _untagged_people(doc: Doc, mentions: Mentions) -> list[Mention]:
    """Mentions by surname that the entity recogniser missed; a surname that is a word as well must be tagged a name."""
    tagged = {m.at for m in mentions.found}
    small = {token.text for token in doc}
    return [
        _mention(token, person, person=True)
        for token in doc
        if token.i not in tagged
        and (person := mentions.person(token)) is not None
        and (token.pos_ == "PROPN" or token.lower_ not in small)
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
    """A person's name without title, owner before it, possessive ending and line breaks."""
    text = OWNER.sub("", text)
    return TITLES.sub("", POSSESSIVE.sub("", " ".join(text.split()))).strip()


def describe(head: Token, name: str, mentions: Mentions) -> Actor:
    """The person called `name` in the phrase of `head`: office, organisation and side as the text gives them.

    What the phrase does not say is taken from the list of office holders (world/data), when the name is in it, and for
    a local office or body from the place where it is.
    """
    known = lookup_person(name)
    text = _introduction(head)
    offices = find_offices(text)
    office = offices[0] if offices else None
    if _of_outlet(text, name, mentions.outlet):
        role = text[office.start : office.end] if office is not None else None
        return Actor(name=name, kind=ActorKind.PERSON, organisation=mentions.outlet, role=role, side=OUTLET_SIDE)
    side = THIRD_PARTY if _speaks_for_none(offices, text, name) else side_of_phrase(text)
    if side is None and known is not None:
        side = known.side
    if side is None and office is not None:
        local = office.office.local or any(kind.local for _, _, kind in find_generics(text))
        side = mentions.ground.near(head) if local else mentions.ground.of_phrase(head)
    return Actor(
        name=known.name if known is not None else name,
        kind=ActorKind.PERSON,
        organisation=_organisation(text, name),
        role=text[office.start : office.end] if office is not None else (known.terms[-1].office if known else None),
        side=side,
    )


def _introduction(head: Token) -> str:
    """The phrase of a person, with a clause that says what he leads: "Olsen, who heads Norway's navy"."""
    text = phrase_text(head)
    for clause in head.children:
        if clause.dep_ == "relcl" and clause.lemma_.lower() in sense("heads"):
            led = next((c for c in clause.children if c.dep_ == "dobj"), None)
            if led is not None:
                return f"{text}, head of {phrase_text(led)}"
    return text


def _of_outlet(text: str, name: str, outlet: str | None) -> bool:
    """Whether the report's own publisher stands before a reporter's name or right after it."""
    before, _, after = text.partition(name)
    if outlet is not None and before.strip().startswith((outlet, ARTICLE.sub("", outlet))):
        return True
    for part in (before, after):
        offices = find_offices(part)
        reports = not offices or any(o.office.independent and not o.former for o in offices)
        for start, _, found in find_outlets(part):
            if outlet in found.names and reports and (part is before or not part[:start].strip(" ,")):
                return True
    return False


def _speaks_for_none(offices: list[OfficeMention], text: str, name: str) -> bool:
    """Whether a person's first office is an independent one, or what he held of offices is past.

    A military title before the name is kept in retirement: "Admiral Berg, former chief of the navy".
    """
    if not offices:
        return False
    at = text.find(name)
    held = [o for o in offices if not (o.office.organ is ActorKind.ARMED_FORCE and o.end <= at)] or offices
    return held[0].former or held[0].office.independent


def _organisation(text: str, name: str) -> str | None:
    """Whom a person speaks for: what follows "for", "of", "at" or "from" in the apposition, or before the office."""
    apposition = text.partition(name)[2]
    match = SPEAKS_FOR.search(apposition)
    return match.group(1).strip() if match else None


def body_actor(text: str) -> Actor | None:
    """The body, force, outlet or kind of body that a noun phrase names; `None` when it names none."""
    text = ARTICLE.sub("", POSSESSIVE.sub("", text))
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
    side = side_of_phrase(text) if kind.takes_owner else None if kind.several else THIRD_PARTY
    text = ARTICLE.sub("", text)
    if (kind.kind is not ActorKind.MINISTRY or kind.local) and not _plain(text, kind):
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
