"""Whether a noun phrase can be a source at all: somebody who speaks or thinks, or a document that shows."""

from __future__ import annotations

from functools import cache

from spacy.tokens import Token

from twosource.reading.lexicon import Lexicon
from twosource.world.bodies import generic
from twosource.world.offices import lookup_office

SPEAKING_PRONOUNS = {
    "i",
    "we",
    "he",
    "she",
    "they",
    "it",
    "who",
    "which",
    "you",
    "his",
    "her",
    "their",
    "our",
    "its",
    "my",
}


def can_speak(head: Token, words: Lexicon) -> bool:
    """Whether the phrase headed by `head` can say, think or show something.

    True of pronouns, of names of persons, groups, bodies and states, of offices and kinds of body
    (world/data), and of documents; false of other common nouns ("the shell found its target").
    """
    if head.lower_ in SPEAKING_PRONOUNS:
        return True
    if head.pos_ == "PROPN" or head.ent_type_ in words.entity_labels:
        return True
    lemma = head.lemma_.lower()
    if lemma in words.documents or _is_office_or_body(head.lower_) or _is_office_or_body(lemma):
        return True
    named = [t.text for t in head.lefts if t.dep_ in {"compound", "amod", "nmod"}]
    return bool(named) and any(_is_office_or_body(" ".join([*named[i:], head.text])) for i in range(len(named)))


@cache
def _is_office_or_body(word: str) -> bool:
    return lookup_office(word) is not None or generic(word) is not None


def shows(head: Token, words: Lexicon) -> bool:
    """Whether the phrase is a document, picture or investigation, whose showing is a statement."""
    return head.lemma_.lower() in words.documents
