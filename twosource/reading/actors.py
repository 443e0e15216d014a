"""Actors: whom each source resolves to, with kind and side.

A source is tried as the report's own outlet, a pronoun, a person, a known body, a kind of body with its owner, a state,
an office, a document, in this order; the first that fits decides. What the text does not tell stays `None`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from itertools import chain
from operator import itemgetter

from msgspec import structs
from spacy.tokens import Doc, Token

from twosource.model import Actor, ActorKind, Kind, Report, Span
from twosource.model.actor import OUTLET_SIDE, THIRD_PARTY
from twosource.reading.drafts import Draft, beginning_in, within
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
    describe,
    phrase_text,
    side_of_phrase,
    side_of_place,
)
from twosource.world.bodies import find_bodies, generic
from twosource.world.offices import lookup_office
from twosource.world.outlets import find_outlets, lookup_outlet
from twosource.world.people import lookup_person
from twosource.world.states import find as find_states
from twosource.world.states import state_of_iso

PERSON_PRONOUNS = {"he", "she", "his", "her", "him", "hers"}
GROUP_PRONOUNS = {"they", "their", "them", "it", "its"}
SPEAKER_PRONOUNS = {"i", "we", "my", "our", "us", "me"}
RELATIVE_PRONOUNS = {"who", "which", "that", "whose"}
REACH = 3
"""Sentences back that a pronoun is looked for in: news writing repeats the name after that (entity distance in
OntoNotes news: over nine in ten pronouns have their antecedent within three sentences; Recasens and Hovy 2009)."""


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
        self.mentions: Mentions = collect(doc)
        self.sources: list[tuple[int, Actor]] = []
        self.placed: list[tuple[int, Actor]] = []
        """The sources in order of the text."""
        self.described: defaultdict[str, list[tuple[int, Actor]]] = defaultdict(list)
        """The sources by role, and by each word of their names."""
        self.entities = {i: entity.text for entity in doc.ents for i in range(entity.start, entity.end)}
        self.sentences = [sentence.start for sentence in doc.sents]
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
                self.by_role[actor.role.lower()].append(mention)
        for actor in self.mentions.people.values():
            if actor.role:
                self.holders.setdefault((actor.side, actor.role.lower()), actor)

    def remember(self, draft: Draft) -> None:
        """Keep a resolved source: pronouns and definite descriptions refer to sources before anybody else."""
        if draft.actor is not None and draft.subject is not None and draft.kind is Kind.ATTRIBUTED:
            source = (draft.subject.i, draft.actor)
            self.sources.append(source)
            insort(self.placed, source, key=itemgetter(0))
            for word in {draft.actor.role or "", *draft.actor.name.lower().split()}:
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
            return self.of_phrase(head)
        if word in SPEAKER_PRONOUNS:
            return self._speaker(draft)
        if word in RELATIVE_PRONOUNS:
            return self._relative(head)
        if word in PERSON_PRONOUNS:
            return self._antecedent(head, person=True)
        if word in GROUP_PRONOUNS:
            return self._antecedent(head, person=False)
        return self.of_phrase(head)

    def _outlet(self) -> Actor:
        """The report's own voice: the outlet's, or the state's where an organ of a state is the publisher."""
        name = self.report.outlet or "the outlet"
        official = lookup_outlet(name) is None and (generic(name) is not None or lookup_office(name) is not None)
        side = side_of_phrase(name) if official else None
        if side is not None:
            return Actor(name=name, kind=ActorKind.MINISTRY, side=side)
        return Actor(name=name, kind=ActorKind.OUTLET, side=OUTLET_SIDE)

    def _speaker(self, draft: Draft) -> Actor | None:
        """Whom "I" and "we" stand for: the speaker of the quotation around them, else the report's own voice."""
        parent = draft.parent
        while parent is not None:
            if parent.actor is not None:
                return parent.actor
            parent = parent.parent
        quoted = draft.cue and within(self.doc._.quotations or (), draft.cue[0].start)
        return self.sources[-1][1] if quoted and self.sources else self._outlet()

    def _relative(self, head: Token) -> Actor | None:
        clause = head
        while clause.head != clause and clause.dep_ != "relcl":
            clause = clause.head
        return self.of_phrase(clause.head) if clause.dep_ == "relcl" else None

    def of_phrase(self, head: Token) -> Actor | None:
        """The actor that a noun phrase names or describes."""
        text = phrase_text(head)
        own = self._own_outlet(text)
        if own is not None:
            return own
        return (
            self._person(head)
            or self._body(head)
            or self._state(head, text)
            or self._people(head, text)
            or self._document(head, text)
            or Actor(name=text, side=side_of_phrase(text))
        )

    def _own_outlet(self, text: str) -> Actor | None:
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
        return Actor(name=bare, kind=ActorKind.PERSON, organisation=mine, side=OUTLET_SIDE)

    def _person(self, head: Token) -> Actor | None:
        for token in head.subtree:
            near = token == head or (token.dep_ in {"appos", "compound", "conj"} and token.head == head)
            if near and token.text in self.mentions.people and token.pos_ == "PROPN":
                return self.mentions.people[token.text]
        known = lookup_person(phrase_text(head)) if head.pos_ == "PROPN" else None
        if known is not None:
            return describe(head, known.name)
        if head.ent_type_ == "PERSON":
            return describe(head, clean_name(self.entities[head.i]))
        return None

    def _body(self, head: Token) -> Actor | None:
        actor = body_actor(head)
        if actor is None or actor.kind is ActorKind.UNNAMED:
            return None
        if actor.side is not None:
            return actor
        same = self._same_body(head, actor) if _definite(head) or head.tag_ in {"NNS", "NNPS"} else None
        return same or structs.replace(actor, side=self._side_nearby(head))

    def _same_body(self, head: Token, actor: Actor) -> Actor | None:
        """The body of the same kind that the report named before with its owner ("the ministry")."""
        lemma = head.lemma_.lower()
        sources = (a for at, a in reversed(self.sources) if at < head.i and a.side is not None and a.kind is actor.kind)
        mentioned = (m.actor for m in before(self.with_side[actor.kind], head.i))
        known = chain(sources, mentioned)
        return next((a for a in known if a.name.endswith(actor.name) or lemma in a.name.lower()), None)

    def _state(self, head: Token, text: str) -> Actor | None:
        bare = ARTICLE.sub("", POSSESSIVE.sub("", text))
        for start, end, mention in find_states(bare):
            if not mention.hyphenated and start <= bare.rfind(head.text) < end:
                name = mention.state if mention.form != "seat" else bare[start:end]
                return Actor(name=name, kind=ActorKind.STATE, side=mention.side)
        return None

    def _people(self, head: Token, text: str) -> Actor | None:
        """Officials, witnesses, analysts, the holder of an office: people whom the phrase does not name."""
        office, kind = lookup_office(text), generic(text)
        if office is None and (kind is None or kind.kind is not ActorKind.UNNAMED):
            return None
        role = text[office.start : office.end].lower() if office is not None else head.lemma_.lower()
        side = side_of_phrase(text)
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
        side = THIRD_PARTY if independent else side or self._side_nearby(head)
        return Actor(name=ARTICLE.sub("", text), kind=ActorKind.UNNAMED, role=role, side=side)

    def _holder(self, role: str, side: str) -> Actor | None:
        """The person whom the report names as the one holder of the office ("the Russian president")."""
        return self.holders.get((side, role))

    def _same_description(self, head: Token, role: str) -> Actor | None:
        """Whom "the official" means: the last source, else the last person, of the same office."""
        for at, actor in reversed(self.described[role]):
            if at < head.i:
                return actor
        return next((m.actor for m in before(self.by_role[role], head.i)), None)

    def _side_nearby(self, head: Token) -> str | None:
        """The country of the place nearest before the source: local officials speak for the state they serve.

        A place in the phrase itself counts first, then one in the sentence, then one within `REACH` sentences before.
        """
        own = side_of_place(self.doc, head)
        if own is not None:
            return own
        start, end = self.doc[self._floor(head.sent.start)].idx, head.sent.end_char
        places = beginning_in(self.doc._.places or (), Span(start, end))
        near = [p for p in places if p.country and not p.demonym]
        if not near:
            return None
        place = min(near, key=lambda p: (p.span.start < head.sent.start_char, abs(p.span.start - head.idx)))
        owner = state_of_iso(place.country or "")
        return owner.side if owner is not None else None

    def _document(self, head: Token, text: str) -> Actor | None:
        """A document speaks for its author: named in the phrase, else the last source."""
        if head.lemma_.lower() not in lexicon().documents:
            return None
        bodies = find_bodies(text)
        if bodies:
            body = bodies[0].value
            return Actor(name=body.name, kind=body.kind, side=body.side)
        for token in head.subtree:
            if token != head and token.dep_ in {"poss", "compound", "nmod", "pobj", "amod"}:
                actor = body_actor(token) or self._state(token, token.text)
                if actor is not None and actor.side is None:
                    actor = self._same_body(token, actor) or actor
                if actor is not None:
                    return actor
        if _definite(head) and self.sources:
            return self.sources[-1][1]
        return Actor(name=text, side=side_of_phrase(text))

    def _antecedent(self, head: Token, *, person: bool) -> Actor | None:
        """Whom a pronoun stands for: the nearest fitting source or subject, else the nearest fitting mention."""
        ahead = self._cataphor(head) if person else None
        if ahead is not None:
            return ahead
        sentence = head.sent.start
        floor = self._floor(sentence)
        candidates = [m for m in self.mentions.between(floor, head.i) if m.person is person]
        candidates = [m for m in candidates if not self._quoted(m.at) or self._quoted(head.i)]
        first, last = (bisect_left(self.placed, at, key=itemgetter(0)) for at in (floor, head.i))
        sources = dict(self.placed[first:last])
        fitting = [at for at, a in sources.items() if (a.kind in {ActorKind.PERSON, ActorKind.UNNAMED}) is person]
        best = next((m for m in candidates if m.subject), candidates[0] if candidates else None)
        if fitting and (best is None or max(fitting) >= best.at or not best.subject):
            return sources[max(fitting)]
        return best.actor if best is not None else (self.sources[-1][1] if self.sources else None)

    def _cataphor(self, head: Token) -> Actor | None:
        """The subject after a fronted phrase, for a pronoun in it: "Despite her promise, Olsen left"."""
        root = head.sent.root
        fronted = head
        while fronted.head not in (root, fronted):
            fronted = fronted.head
        if fronted.dep_ not in {"prep", "advcl"} or fronted.i > root.i or fronted.i > head.sent.start + 1:
            return None
        subject = next((c for c in root.children if c.dep_ == "nsubj" and c.i > head.i), None)
        found = self.mentions.between(subject.i, subject.i + 1) if subject is not None else []
        return next((m.actor for m in reversed(found) if m.person), None)

    def _floor(self, sentence_start: int) -> int:
        number = bisect_right(self.sentences, sentence_start)
        return self.sentences[max(0, number - 1 - REACH)]

    def _quoted(self, at: int) -> bool:
        return within(self.doc._.quotations or (), self.doc[at].idx)


def _definite(head: Token) -> bool:
    """Whether the phrase ("the ministry", "the official") is a description that the report has introduced before."""
    return any(c.dep_ == "det" and c.lower_ in {"the", "this", "that"} for c in head.children)
