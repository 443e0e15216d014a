"""Actors: whom each source resolves to, with kind and side.

A source is tried as the report's own outlet, a pronoun, a person, a known body, a kind of body with its owner, a state,
an office, a document, in this order; the first that fits decides. What the text does not tell stays `None`.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from itertools import chain
from operator import attrgetter, itemgetter

from msgspec import structs
from spacy.tokens import Doc, Token

from twosource.model import Actor, ActorKind, Kind, Report
from twosource.model.actor import OUTLET_SIDE, THIRD_PARTY
from twosource.reading.antecedents import (
    GROUP_PRONOUNS,
    PERSON_PRONOUNS,
    RELATIVE_PRONOUNS,
    SPEAKER_PRONOUNS,
    antecedent,
    of_source,
)
from twosource.reading.drafts import Draft, inside, within
from twosource.reading.extensions import text_of
from twosource.reading.lexicon import lexicon
from twosource.reading.mentions import (
    ARTICLE,
    POSSESSIVE,
    Mention,
    Mentions,
    before,
    body_actor,
    clean_name,
    collect,
    conjunct,
    describe,
    several,
)
from twosource.reading.sides import MODIFIERS, names_several, phrase_text, side_of_phrase
from twosource.world.bodies import find_bodies, generic
from twosource.world.offices import lookup_office, written_out
from twosource.world.outlets import find_outlets, lookup_outlet
from twosource.world.people import lookup_person
from twosource.world.spelling import name_key
from twosource.world.states import find as find_states
from twosource.world.tables import sense

NO_STATE = {None, THIRD_PARTY, OUTLET_SIDE}


def resolve(doc: Doc, drafts: list[Draft], report: Report) -> None:
    """Set `actor` on every draft; drafts are taken in order of the text."""
    resolver = _Resolver(doc, report)
    for draft in sorted(drafts, key=lambda d: d.cue[0].start if d.cue else d.start):
        draft.actor = resolver.actor(draft)
        resolver.remember(draft)


class _Resolver:
    def __init__(self, doc: Doc, report: Report) -> None:
        self.doc = doc
        self.report = report
        self.mentions: Mentions = collect(doc, report)
        self.ground = self.mentions.ground
        self.sources: list[Mention] = []
        """The sources in the order in which they were resolved."""
        self.placed: list[Mention] = []
        """The sources in order of the text."""
        self.press: tuple[int, str | None] = (-1, None)
        """Where voices of a country's state media last spoke, and the country."""
        self.described: defaultdict[str, list[Mention]] = defaultdict(list)
        """The sources by role, and by each word of their names."""
        self.entities = {i: entity.text for entity in doc.ents for i in range(entity.start, entity.end)}
        self._index()

    def _index(self) -> None:
        self.with_side: defaultdict[ActorKind | None, list[Mention]] = defaultdict(list)
        self.by_role: defaultdict[str, list[Mention]] = defaultdict(list)
        self.holders: dict[tuple[str | None, str], Actor] = {}
        for mention in self.mentions.found:
            actor = mention.actor
            if actor.side is not None:
                self.with_side[actor.kind].append(mention)
            if mention.person and actor.side and actor.role:
                self.by_role[written_out(actor.role)].append(mention)
        for actor in self.mentions.people.values():
            if actor.role:
                self.holders.setdefault((actor.side, written_out(actor.role)), actor)

    def remember(self, draft: Draft) -> None:
        """Keep a resolved source: pronouns and definite descriptions refer to sources before anybody else."""
        if draft.actor is not None and draft.subject is not None and draft.kind is Kind.ATTRIBUTED:
            source = of_source(draft.subject, draft.actor)
            self.sources.append(source)
            insort(self.placed, source, key=attrgetter("at"))
            if draft.actor.side == OUTLET_SIDE and draft.actor.kind is ActorKind.PERSON:
                self.mentions.people.setdefault(name_key(draft.actor.name.split()[-1]), draft.actor)
            for word in {written_out(draft.actor.role or ""), *draft.actor.name.lower().split()}:
                self.described[word].append(source)

    def actor(self, draft: Draft) -> Actor | None:
        """The draft's actor, or `None` when the text names none."""
        if draft.kind is Kind.OWN_VOICE or (draft.subject is None and draft.kind is Kind.VERIFICATION):
            return self._outlet()
        head = draft.subject
        if head is None:
            return None
        word = head.lower_
        if head.pos_ not in {"PRON", "DET", "ADJ"}:
            return self._of_source(draft, head)
        if word in SPEAKER_PRONOUNS:
            return self._speaker(draft)
        if word in RELATIVE_PRONOUNS:
            return self._relative(head)
        if word in PERSON_PRONOUNS or word in GROUP_PRONOUNS:
            last = self.sources[-1].actor if self.sources else None
            return antecedent(self.doc, head, self.mentions, self._spoke(head)) or last
        return self._of_source(draft, head)

    def _spoke(self, head: Token) -> list[Mention]:
        """The sources within reach before a token, nearest first."""
        first = bisect_left(self.placed, self.ground.floor(head.sent.start), key=attrgetter("at"))
        last = bisect_left(self.placed, head.i, key=attrgetter("at"))
        return self.placed[first:last][::-1]

    def _of_source(self, draft: Draft, head: Token) -> Actor:
        """The actor of a source that is no pronoun; of several joined by "and", one actor named after all."""
        parts = [head]
        while (following := self._joined_to(parts[-1], draft)) is not None:
            parts.append(following)
        if len(parts) == 1:
            return self._told_of_state(draft, head) or self._single(head, self._own_words(draft, head))
        first = self._single(head, phrase_text(head, alone=True))
        return several([first, *(self._partner(part, first) for part in parts[1:])])

    def _own_words(self, draft: Draft, head: Token) -> str:
        """The phrase of a source, without a quotation beside it that the parse has hung on it."""
        strays = any(self._quoted(t) for t in head.subtree if not inside(draft.source, t.idx))
        own = next((span for span in draft.source if inside([span], head.idx)), None)
        if own is None or self._quoted(head) or not strays:
            return phrase_text(head)
        return " ".join(own.of(text_of(self.doc)).split())

    def _told_of_state(self, draft: Draft, head: Token) -> Actor | None:
        """An official who says what a state thinks is its own: "Norway believes it sank, an official said"."""
        text = phrase_text(head)
        office = lookup_office(text)
        if office is None or office.office.role != "official" or side_of_phrase(text) or self.ground.of_phrase(head):
            return None
        spoke = (m for m in self._spoke(head) if m.at >= head.sent.start and inside(draft.content, self.doc[m.at].idx))
        side = next((m.actor.side for m in spoke if m.actor.kind is ActorKind.STATE), None)
        if side is None:
            return None
        role = text[office.start : office.end].lower()
        return Actor(name=ARTICLE.sub("", text), kind=ActorKind.UNNAMED, role=role, side=side)

    def _joined_to(self, token: Token, draft: Draft) -> Token | None:
        """The noun of the source that "and" joins to the token's, where the two are not one name or one person."""
        part = conjunct(token)
        if part is None or not inside(draft.source, part.idx):
            return None
        text = phrase_text(token)
        names = [text[start:end] for start, end, _ in find_states(text)]
        names += [text[start:end] for start, end, _ in find_bodies(text)]
        entity = self.entities.get(token.i)
        if any(" and " in name for name in names) or (entity is not None and entity == self.entities.get(part.i)):
            return None
        return part

    def _partner(self, head: Token, first: Actor) -> Actor:
        """One of several sources; an owner that stands before the first owns it too: "Peru's army and officials"."""
        text = phrase_text(head, alone=True)
        actor = self._single(head, text)
        bare = actor.kind is not ActorKind.PERSON and side_of_phrase(text) is None
        kind = generic(text)
        owned = lookup_office(text) is not None if kind is None else not kind.several
        if bare and owned and actor.side not in {THIRD_PARTY, OUTLET_SIDE}:
            return structs.replace(actor, side=first.side)
        return actor

    def _outlet(self) -> Actor:
        return publisher(self.report.outlet)

    def _speaker(self, draft: Draft) -> Actor | None:
        """Whom "I" and "we" stand for: the speaker of the quotation around them, else the report's own voice."""
        parent = draft.parent
        while parent is not None:
            if parent.actor is not None:
                return parent.actor
            parent = parent.parent
        quoted = draft.cue and within(self.doc._.quotations or (), draft.cue[0].start)
        return self.sources[-1].actor if quoted and self.sources else self._outlet()

    def _relative(self, head: Token) -> Actor | None:
        clause = head
        while clause.head != clause and clause.dep_ != "relcl":
            clause = clause.head
        return self.of_phrase(clause.head) if clause.dep_ == "relcl" else None

    def of_phrase(self, head: Token) -> Actor:
        """The actor that a noun phrase names or describes."""
        return self._single(head, phrase_text(head))

    def _single(self, head: Token, text: str) -> Actor:
        return (
            self._own_outlet(head, text)
            or self._press(head, text)
            or self._person(head)
            or self._body(head, text)
            or self._state(head, text)
            or self._people(head, text)
            or self._document(head, text)
            or Actor(name=text, side=side_of_phrase(text))
        )

    def _own_outlet(self, head: Token, text: str) -> Actor | None:
        """The report's own publisher, one of its people or its investigation ("CNN's chief correspondent")."""
        mine = self.report.outlet
        if mine is None:
            return None
        bare = ARTICLE.sub("", text)
        found = find_outlets(bare)
        names = found[0].value.names if found and found[0].start == 0 else ()
        if mine in names:
            rest = bare[found[0].end :]
        elif bare.startswith(ARTICLE.sub("", mine)):
            rest = bare[len(ARTICLE.sub("", mine)) :]
        else:
            return None
        rest = rest.removeprefix("’s").removeprefix("'s").strip()
        if not rest:
            return self._outlet()
        person = self._person(head)
        if person is not None and person.side == OUTLET_SIDE:
            return person
        return Actor(name=bare, kind=ActorKind.PERSON, organisation=mine, side=OUTLET_SIDE)

    def _press(self, head: Token, text: str) -> Actor | None:
        """Voices of a country's state media, told of just before: "state media are silent. TV hosts said ..."."""
        words = set(text.lower().split())
        own = side_of_phrase(text) or self.ground.of_phrase(head)
        if not words & sense("press") or own is not None or find_outlets(text) or head.pos_ == "PROPN":
            return None
        floor = self.ground.floor(head.sent.start)
        told = next((m for m in before(self.with_side[ActorKind.OUTLET], head.i) if _is_state_media(m.actor)), None)
        at, side = max((told.at, told.actor.side) if told is not None else (-1, None), self.press, key=itemgetter(0))
        if at < floor or side is None:
            return None
        self.press = (head.i, side)
        return Actor(name=ARTICLE.sub("", text), kind=ActorKind.UNNAMED, side=side)

    def _person(self, head: Token) -> Actor | None:
        for token in head.subtree:
            near = token == head or (token.head == head and token.dep_ in {"appos", "compound"})
            person = self.mentions.person(token) if near and _part_of_name(token, head) else None
            if person is not None:
                return person
        holder = _holder_after(head)
        if holder is not None and (named := self.mentions.person(holder)) is not None:
            return named
        text = phrase_text(head)
        known = lookup_person(text) if head.text[:1].isupper() or lookup_office(text) is not None else None
        if known is not None:
            return describe(head, known.name, self.mentions)
        if head.ent_type_ == "PERSON":
            return describe(head, clean_name(self.entities[head.i]), self.mentions)
        return None

    def _body(self, head: Token, text: str) -> Actor | None:
        actor = body_actor(text)
        if actor is None or actor.kind is ActorKind.UNNAMED:
            return None
        return self._with_side(head, actor, text)

    def _with_side(self, head: Token, actor: Actor, text: str) -> Actor:
        """A body with the side that its phrase leaves open: of the same body elsewhere, of its place, of the report."""
        kind = generic(text)
        if names_several(text) or (kind is not None and kind.several):
            return structs.replace(actor, side=None)
        if actor.side is not None:
            return actor
        if self.ground.of_phrase(head) is None and (_definite(head) or head.tag_ in {"NNS", "NNPS"}):
            same = self._same_body(head, actor)
            if same is not None:
                return same
        return structs.replace(actor, side=self._side_nearby(head, local=kind is not None and kind.local))

    def _same_body(self, head: Token, actor: Actor) -> Actor | None:
        """The body of the same kind that the report names with its owner ("the ministry"): before, else after."""
        lemma = head.lemma_.lower()
        spoke = (m.actor for m in reversed(self.sources) if m.at < head.i)
        mentions = self.with_side[actor.kind]
        mentioned = (m.actor for m in before(mentions, head.i))
        later = (m.actor for m in mentions if m.at > head.i)
        known = (a for a in chain(spoke, mentioned, later) if a.kind is actor.kind and a.side is not None)
        return next((a for a in known if a.name.endswith(actor.name) or lemma in a.name.lower().split()), None)

    def _state(self, head: Token, text: str) -> Actor | None:
        bare = ARTICLE.sub("", POSSESSIVE.sub("", text))
        for start, end, mention in find_states(bare):
            if not mention.hyphenated and start <= bare.rfind(head.text) < end:
                name = mention.state if mention.form != "seat" else bare[start:end]
                return Actor(name=name, kind=ActorKind.STATE, side=mention.side)
        if head.lemma_.lower() in sense("country") and _definite(head) and side_of_phrase(text) is None:
            near = self.mentions.between(self.ground.floor(head.sent.start), head.i)
            states = [m for m in near if m.actor.kind is ActorKind.STATE]
            return next((m.actor for m in states if m.subject), states[0].actor if states else None)
        return None

    def _people(self, head: Token, text: str) -> Actor | None:
        """Officials, witnesses, analysts, the holder of an office: people whom the phrase does not name."""
        office, kind = lookup_office(text), generic(text)
        if office is None and (kind is None or kind.kind is not ActorKind.UNNAMED):
            return None
        role = text[office.start : office.end].lower() if office is not None else head.lemma_.lower()
        side = None if names_several(text) else side_of_phrase(text)
        if office is not None and office.office.single and side is not None:
            holder = self._holder(role, side)
            if holder is not None:
                return holder
        if _definite(head) and side is None:
            same = self._same_description(head, role)
            if same is not None:
                return same
        independent = (
            office.office.independent or office.former if office is not None else not (kind and kind.takes_owner)
        )
        if (kind is not None and kind.several) or names_several(text):
            side = None
        elif independent:
            side = THIRD_PARTY
        elif side is None:
            local = office.office.local if office is not None else kind is not None and kind.local
            side = self._side_of_body(head) or self._side_nearby(head, local=local)
        return Actor(name=ARTICLE.sub("", text), kind=ActorKind.UNNAMED, role=role, side=side)

    def _holder(self, role: str, side: str) -> Actor | None:
        """The person whom the report names as the one holder of the office ("the Russian president")."""
        return self.holders.get((side, role))

    def _same_description(self, head: Token, role: str) -> Actor | None:
        """Whom "the official" means: the last source, else the last person, of the same office."""
        for source in reversed(self.described[role]):
            if source.at < head.i:
                return source.actor
        return next((m.actor for m in before(self.by_role[role], head.i)), None)

    def _side_of_body(self, head: Token) -> str | None:
        """The side of the body that people are of: "a spokesman for the ministry", "hospital officials"."""
        for token in head.subtree:
            actor = body_actor(phrase_text(token)) if token != head and token.dep_ in {"pobj", *MODIFIERS} else None
            if actor is not None:
                return self._with_side(token, actor, phrase_text(token)).side
        return None

    def _side_nearby(self, head: Token, *, local: bool) -> str | None:
        """The side of a body without an owner: a local one's by its place, a national one's by whom the report is on.

        Args:
            head: of the body's phrase.
            local: it serves a place ("police"), not a whole state ("the government").
        """
        if local:
            return self.ground.near(head)
        own = self.ground.of_phrase(head) or self.ground.home
        if own is not None:
            return own
        near = self.mentions.between(self.ground.floor(head.sent.start), head.i)
        acting = (
            m.actor.side for m in near if m.actor.side not in NO_STATE and (m.subject or _locative(self.doc[m.at]))
        )
        return next(acting, self.ground.report_side)

    def _quoted(self, token: Token) -> bool:
        return within(self.doc._.quotations or (), token.idx)

    def _document(self, head: Token, text: str) -> Actor | None:
        """A document speaks for its author: named in the phrase, else the last source."""
        if not {head.lemma_.lower(), head.lower_} & lexicon().documents:
            return None
        bodies = find_bodies(text)
        if bodies:
            body = bodies[0].value
            return Actor(name=body.name, kind=body.kind, side=body.side)
        for token in head.subtree:
            if token != head and token.dep_ in {"pobj", *MODIFIERS} and self._quoted(token) <= self._quoted(head):
                name = phrase_text(token)
                actor = self._body(token, name) or self._state(token, token.text)
                if actor is not None:
                    return actor
        if _definite(head) and self.sources:
            return self.sources[-1].actor
        return Actor(name=text, side=side_of_phrase(text))


def publisher(outlet: str | None) -> Actor:
    """A report's own voice: the outlet's, or the state's where an organ of a state is the publisher."""
    name = outlet or "the outlet"
    official = lookup_outlet(name) is None and (generic(name) is not None or lookup_office(name) is not None)
    side = side_of_phrase(name) if official else None
    if side is not None:
        return Actor(name=name, kind=ActorKind.MINISTRY, side=side)
    return Actor(name=name, kind=ActorKind.OUTLET, side=OUTLET_SIDE)


def _definite(head: Token) -> bool:
    """Whether the phrase ("the ministry", "the official") is a description that the report has introduced before."""
    return any(c.dep_ == "det" and c.lower_ in {"the", "this", "that"} for c in head.children)


def _is_state_media(actor: Actor) -> bool:
    """Whether it is "Norway's state media" in general, not one outlet by its name."""
    return actor.side not in NO_STATE and lookup_outlet(actor.name) is None


def _holder_after(head: Token) -> Token | None:
    """The surname that closes the phrase of an office, whatever it hangs on: "the head of Peru's navy, Ada Berg"."""
    doc, start = head.doc, head.left_edge.i
    for comma in range(head.i + 1, min(head.right_edge.i + 2, len(doc) - 1)):
        if doc[comma].lower_ != "," or doc[comma + 1].ent_type_ != "PERSON" or doc[comma + 1].ent_iob_ != "B":
            continue
        last = next((i for i in range(comma + 1, len(doc) - 1) if doc[i + 1].ent_iob_ != "I"), comma + 1)
        closed = last + 1 == len(doc) or doc[last + 1].is_punct
        if closed and lookup_office(doc[start:comma].text) is not None:
            return doc[last]
    return None


def _part_of_name(token: Token, head: Token) -> bool:
    """Whether a token can be the name of the phrase's person: of "a Berg supporter" it is not."""
    return token == head or token.dep_ == "appos" or head.pos_ == "PROPN"


def _locative(token: Token) -> bool:
    return token.dep_ == "pobj" and token.head.lower_ == "in"
