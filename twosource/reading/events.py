"""Event words in a content: which events it names, whether it says that they happened, and who takes part.

The parse is spaCy's; the words are those of the taxonomy. A word is *asserted* when the content says of the event
that it happened or did not happen, and not asserted when it only speaks of a known event ("in the attack"), a plan,
a wish or a condition.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from twosource.reading.lexicon import lexicon
from twosource.reading.taxonomy import Word, grammar, taxonomy

SUBJECTS = ("nsubj", "csubj")
PASSIVE_SUBJECTS = ("nsubjpass", "csubjpass")
PHRASE_REACH = 6
"""Tokens after a verb within which its particle, preposition or object still belongs to a phrase of the taxonomy."""
PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mention:
    """One event word of a content.

    Attributes:
        token: the word. carrier: the verb that says it happened; the word itself when it is a verb.
        word: the taxonomy's entry. asserted: the content commits itself to the event. happened: to its happening.
        depth: steps from the content's root; the main event is the one nearest to it.
    """

    token: Token
    word: Word
    carrier: Token | None
    asserted: bool
    happened: bool
    depth: int


def mentions(content: Sequence[Token], *, places: frozenset[int], named: Mapping[str, str]) -> list[Mention]:
    """Event words of a content, those nearest to its root first.

    Args:
        content: the content's tokens, in order.
        places: indices of tokens that are part of a place name.
        named: name in lower case -> class of thing that the document gives it to.
    """
    inside = frozenset(token.i for token in content)
    found = []
    for token in content:
        word = _word(token, places=places, named=named)
        if word is None:
            continue
        carrier, asserted, happened = _assertion(token, inside=inside)
        found.append(
            Mention(
                token=token,
                word=word,
                carrier=carrier,
                asserted=asserted,
                happened=happened,
                depth=depth(carrier or token, inside=inside),
            )
        )
    return sorted(found, key=lambda m: (m.depth, m.token.i))


def depth(token: Token, *, inside: frozenset[int]) -> int:
    """Steps in the parse from the content's root down to the token; coordinated verbs stand side by side."""
    steps = 0
    while token.head.i in inside and token.head.i != token.i:
        steps += token.dep_ != "conj"
        token = token.head
    return steps


def is_verb(token: Token) -> bool:
    """Whether the token is used as a verb; participles before a noun are not."""
    return token.pos_ in {"VERB", "AUX"} and token.dep_ not in {"amod", "compound"}


def _word(token: Token, *, places: frozenset[int], named: Mapping[str, str]) -> Word | None:
    data = taxonomy()
    lemma = token.lemma_.lower()
    if _of_a_record(token):
        return None
    if is_verb(token):
        rows = data.verbs.get(lemma, ())
    elif token.pos_ in {"NOUN", "PROPN"} and token.dep_ not in {"compound", "nmod", "npadvmod"}:
        rows = data.nouns.get(token.lower_) or data.nouns.get(lemma, ())
    elif token.pos_ == "ADJ" or token.tag_ == "VBN":
        rows = (
            data.adjectives.get(token.lower_, ())
            if token.dep_ != "amod" or token.lower_ == lemma or _is_counted(token.head)
            else ()
        )
    else:
        rows = ()
    for row in rows:
        if _phrase(token, row.others) and _needed(token, row.needs, places=places, named=named):
            return row
    return None


def _of_a_record(token: Token) -> bool:
    """Whether a participle says how a picture or document came about: "images of the coast taken on Tuesday"."""
    if token.dep_ != "acl" or token.tag_ != "VBN" or any(t.dep_ in {"mark", *PASSIVE_SUBJECTS} for t in token.children):
        return False
    noun = token.head
    if noun.dep_ == "pobj" and noun.head.lower_ == "of":
        noun = noun.head.head
    return noun.lemma_.lower() in lexicon().documents


def _phrase(token: Token, others: tuple[str, ...]) -> bool:
    if not others:
        return True
    if is_verb(token):
        near = [t for t in token.subtree if 0 < t.i - token.i <= PHRASE_REACH and token in (t.head, t.head.head)]
        near += [t for t in token.children if t.dep_ in PASSIVE_SUBJECTS]
    else:
        near = list(token.lefts)
    words = {form for t in near for form in (t.lower_, t.lemma_.lower())}
    return words.issuperset(others)


def _needed(token: Token, needs: tuple[str, ...], *, places: frozenset[int], named: Mapping[str, str]) -> bool:
    if not needs:
        return True
    for thing in _with_parts(objects(token)):
        classes = taxonomy().classes(thing.lemma_.lower())
        if named.get(thing.lower_) in needs or not set(needs).isdisjoint(classes):
            return True
        if "place" in needs and _is_place(thing, places=places):
            return True
    return False


def _is_place(thing: Token, *, places: frozenset[int]) -> bool:
    """Whether a noun names a place: known, found by the model, of a kind of ground, or a bare proper name.

    A name that nothing else explains counts: of what one enters, crosses or takes, most is a place.
    """
    if thing.i in places or thing.ent_type_ in PLACE_LABELS or thing.pos_ == "PROPN":
        return True
    return "ground" in taxonomy().classes(thing.lemma_.lower())


def _with_parts(things: Iterable[Token]) -> list[Token]:
    listed = []
    for thing in things:
        listed += [
            thing,
            *thing.conjuncts,
            *(t for t in thing.children if t.dep_ in {"compound", "nmod", "appos", "poss"}),
        ]
        listed += [o for p in thing.children if p.dep_ == "prep" for o in p.children if o.dep_ == "pobj"]
    return listed


def objects(token: Token) -> list[Token]:
    """What a verb or event noun acts on: its object, else objects of its prepositions and what it modifies."""
    found = [t for t in token.children if t.dep_ in {"dobj", *PASSIVE_SUBJECTS}]
    if found:
        return found
    found = [t for t in token.children if t.dep_ in {"attr", "dative", "oprd"}]
    if token.lemma_ == "be":
        found += [t for t in token.children if t.dep_ in SUBJECTS]
    for child in token.children:
        if child.dep_ in {"prep", "prt", "advmod"}:
            found += [t for t in child.children if t.dep_ == "pobj"]
            found += [o for p in child.children if p.dep_ == "prep" for o in p.children if o.dep_ == "pobj"]
    if token.dep_ in {"relcl", "acl"}:
        found.append(token.head)
    if not is_verb(token):
        found += [t for t in token.children if t.dep_ in {"compound", "nmod", "poss"}]
    return found


def _assertion(token: Token, *, inside: frozenset[int]) -> tuple[Token | None, bool, bool]:
    """The verb that carries the event, whether the event is asserted, and whether it is said to have happened."""
    if is_verb(token):
        return token, *_reality(token)
    if token.pos_ == "ADJ" or token.tag_ == "VBN":
        verb = token.head if token.dep_ in {"acomp", "attr", "oprd"} else None
        return verb, *(_reality(verb) if verb is not None else (token.dep_ != "amod" or _is_counted(token.head), True))
    return _noun_assertion(token, inside=inside)


def _is_counted(noun: Token) -> bool:
    """Whether a noun is told with a number, or is one: "98 wounded people", "dozens wounded"."""
    return noun.lemma_.lower() in grammar("crowds") or any(
        t.dep_ in {"nummod", "quantmod"} or t.tag_ == "CD" for t in noun.children
    )


def _noun_assertion(token: Token, *, inside: frozenset[int]) -> tuple[Token | None, bool, bool]:
    none = any(t.lower_ == "no" for t in token.children)
    if token.lower_ in taxonomy().people_adjectives and _is_counted(token):
        return None, True, True
    head, carrier = token, token.head
    while head.dep_ in {"conj", "appos"} and head.head.i in inside:
        head, carrier = head.head, head.head.head
    if head.head.i == head.i or carrier.i not in inside:
        return None, True, not none
    if carrier.dep_ in {"prep", "agent", "pcomp"} or carrier.pos_ in {"ADP", "SCONJ"}:
        return _after_preposition(head, carrier, none=none)
    if is_verb(carrier) and _light(carrier, head) and not _spoken_of(carrier, head):
        asserted, happened = _reality(carrier)
        return carrier, asserted, happened and not none
    return None, False, True


def _after_preposition(head: Token, preposition: Token, *, none: bool) -> tuple[Token | None, bool, bool]:
    verb = preposition.head
    if is_verb(verb) and _light_phrase(verb):
        return verb, *_reality(verb)
    adjective = taxonomy().light_adjective
    if verb.lower_ in adjective or preposition.lower_ in adjective:
        carrier = verb if is_verb(verb) else verb.head
        return carrier, *(_reality(carrier) if is_verb(carrier) else (True, True))
    known = any(t.lower_ in grammar("definite") or t.dep_ == "poss" for t in head.children)
    told = preposition.lower_ in taxonomy().light_prepositions and not known
    return None, told, not none


def _light(verb: Token, noun: Token) -> bool:
    data = taxonomy()
    table = data.light_subject if noun.dep_ in SUBJECTS else data.light_object
    if noun.dep_ == "attr" and verb.lemma_ == "be":
        return True
    if noun.dep_ == "nsubj" and verb.lemma_ == "be" and any(t.dep_ == "expl" for t in verb.children):
        return True
    return any(_phrase(verb, row.others) for row in table.get(verb.lemma_.lower(), ()))


def _spoken_of(verb: Token, noun: Token) -> bool:
    """Whether a known event is told something of, and not told as new: "the raid was a crime"."""
    known = any(t.lower_ in grammar("definite") or t.dep_ == "poss" for t in noun.children)
    said = any(t.dep_ in {"attr", "acomp"} for t in verb.children)
    return known and said and noun.dep_ in SUBJECTS and verb.lemma_ == "be"


def _light_phrase(verb: Token) -> bool:
    return any(_phrase(verb, row.others) for row in taxonomy().light_object.get(verb.lemma_.lower(), ()))


def _reality(verb: Token) -> tuple[bool, bool]:
    """Whether the clause of a verb is asserted, and whether as happening."""
    happened = not negated(verb)
    if verb.dep_ == "ccomp" and verb.head.lemma_.lower() in taxonomy().mind_verbs:
        return False, happened
    auxiliaries = {t.lower_ for t in verb.children if t.dep_ in {"aux", "auxpass", "mark"}}
    if verb.dep_ == "conj" and verb.tag_ == "VB" and is_verb(verb.head) and "to" not in auxiliaries:
        asserted, first = _reality(verb.head)
        return asserted, happened and first
    if auxiliaries & (grammar("modals") | grammar("conditions")):
        return False, happened
    data = taxonomy()
    head = verb.head
    governor = head.lemma_.lower()
    if "to" in auxiliaries and head.i != verb.i:
        if verb.dep_ in {"xcomp", "ccomp"} and governor in data.unreal:
            return True, False
        if verb.dep_ in {"xcomp", "ccomp"} and governor in data.real and is_verb(head):
            asserted, first = _reality(head)
            return asserted, happened and first
        return False, happened
    if verb.dep_ == "pcomp" and head.lower_ in grammar("without"):
        return True, False
    if verb.dep_ in {"pcomp", "xcomp"} and (governor in data.unreal or head.head.lemma_.lower() in data.unreal):
        return True, False
    return True, happened


def negated(verb: Token) -> bool:
    """Whether the verb's own clause is negated: not, never, no longer, or "no" on its subject or object."""
    for child in verb.children:
        if child.dep_ == "neg" or child.lower_ in grammar("negations"):
            return True
        if child.dep_ in {"nsubj", "nsubjpass", "dobj", "attr"} and any(t.lower_ == "no" for t in child.children):
            return True
        if child.dep_ in {"nsubj", "nsubjpass", "dobj"} and child.lower_ in grammar("nobody"):
            return True
    return False
