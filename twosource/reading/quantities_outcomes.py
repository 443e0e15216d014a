"""What became of the people that a number counts (killed, wounded, missing), and nouns that say what is numbered."""

from __future__ import annotations

from spacy.tokens import Token

from twosource.reading.quantities_nouns import noun_unit
from twosource.reading.quantities_units import Sentence, data

LOOK_AHEAD = 6
"""Lexemes between a number and the word that says what became of the people counted, at most."""
LOOK_BACK = 12
"""Lexemes before a number within which "death toll", "number of" or "among the dead" still speak of it."""
NEAR = 4
"""Tokens from one outcome to the other that the same number counts ("killed or seriously wounded"), at most."""
ORDER = ("killed", "wounded", "missing")


def outcome_by_parse(noun: Token) -> str | None:
    """What the sentence says became of the people that `noun` names: "killed", "wounded"; `None` when it does not."""
    outcomes = data("outcome")
    own = outcomes.get(noun.lemma_.lower())
    if own is not None:
        return str(own)
    for child in noun.children:
        if child.dep_ in {"amod", "acl"} and child.tag_ in {"VBN", "JJ"} and child.lemma_.lower() in outcomes:
            return _with_other(child)
    verb, role = noun.head, noun.dep_
    while role == "conj":
        verb, role = verb.head, verb.dep_
    if verb.pos_ not in {"VERB", "AUX"} or verb.lemma_.lower() not in outcomes:
        return None
    dies = verb.lemma_.lower() in data("intransitive")["verbs"]
    return _with_other(verb) if role in {"dobj", "nsubjpass", "obj"} or (role == "nsubj" and dies) else None


def _with_other(word: Token) -> str:
    """The outcome of a word, with the other one that is joined to it and counts nobody of its own."""
    outcomes = data("outcome")
    name = str(outcomes[word.lemma_.lower()])
    other = next((child for child in word.rights if child.dep_ == "conj"), None)
    if other is None or other.lemma_.lower() not in outcomes or other.i - word.i > NEAR:
        return name
    counted = any(token.tag_ == "CD" for token in word.doc[word.i : other.i + NEAR - 1])
    own = any(child.dep_ in {"dobj", "nsubj", "nsubjpass"} for child in other.children if child.i > word.i)
    return name if counted or own else either(name, str(outcomes[other.lemma_.lower()]))


def either(one: str, other: str) -> str:
    """Two outcomes as one unit, in one order: "killed or wounded"."""
    return " or ".join(sorted({one, other}, key=ORDER.index))


def outcome_by_words(sentence: Sentence, first: int, last: int) -> str | None:
    """The outcome where the parser's help is not needed: "killed 5 and wounded 12", "over 100 injured", "7 dead"."""
    lexemes = sentence.lexemes
    own = sentence.sentence(first)
    at = last
    for _ in range(LOOK_AHEAD):
        if at >= len(lexemes) or sentence.sentence(at) != own:
            break
        found = _outcome(sentence.token(at), passive=True)
        if found is not None:
            joined = at + 2 < len(lexemes) and lexemes[at + 1].lower == "or" and sentence.sentence(at + 2) == own
            other = _outcome(sentence.token(at + 2), passive=True) if joined else None
            return found if other is None else either(found, other)
        if lexemes[at].lower not in data("between_outcome")["words"]:
            break
        at += 1
    if not first or sentence.sentence(first - 1) != own:
        return None
    found = _outcome(sentence.token(first - 1), passive=False)
    joined = found is not None and first > 2 and lexemes[first - 2].lower == "or"
    other = _outcome(sentence.token(first - 3), passive=False) if joined else None
    return found if found is None or other is None else either(found, other)


def _outcome(token: Token, *, passive: bool) -> str | None:
    name = data("outcome").get(token.lemma_.lower()) or data("outcome").get(token.lower_)
    if name is None:
        return None
    dies = token.lemma_.lower() in data("intransitive")["verbs"]
    if passive:
        return str(name) if token.tag_ in {"VBN", "JJ", "VBD", "NN", "NNS"} or dies else None
    return str(name) if token.tag_.startswith("VB") and not dies else None


def among(sentence: Sentence, first: int) -> str | None:
    """The outcome of "among the dead were 5 children", said before the number."""
    outcome = None
    for at in _before(sentence, first):
        if sentence.lexemes[at].lower == "among":
            return outcome
        token = sentence.token(at)
        found = data("outcome").get(token.lemma_.lower()) or data("outcome").get(token.lower_)
        outcome = str(found) if found is not None else outcome
    return None


def toll(sentence: Sentence, first: int) -> str | None:
    """The unit that a noun some words before gives: "the death toll rose to 50", "the number of tanks, over 300,"."""
    lexemes = sentence.lexemes
    if first > 1 and lexemes[first - 1].lower == "of" and lexemes[first - 2].lower in data("numbered")["bodies"]:
        return "people"
    for at in _before(sentence, first):
        word = sentence.lexemes[at].lower
        if word in data("toll"):
            return str(data("toll")[word])
        if word == "of" and at and sentence.parsed and sentence.lexemes[at - 1].lower in data("numbered")["by"]:
            of = sentence.token(at)
            noun = next((child for child in of.children if child.dep_ == "pobj" and child.tag_ == "NNS"), None)
            return None if noun is None else noun_unit(noun, of.i, None)
    return None


def _before(sentence: Sentence, first: int) -> range:
    """The lexemes before a number, nearest first, in its sentence and up to the number before."""
    own, lexemes = sentence.sentence(first), sentence.lexemes
    at = first - 1
    while at >= max(0, first - LOOK_BACK) and sentence.sentence(at) == own and lexemes[at].form != "number":
        at -= 1
    return range(first - 1, at, -1)
