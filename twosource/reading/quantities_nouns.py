"""The noun that a number counts, by the parse, and how a unit is made of it."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from twosource.reading.numbers import HYPHENS
from twosource.reading.quantities_units import Sentence, data

NATIONALITY = frozenset({"NORP", "GPE", "LOC", "ORG", "PERSON", "FAC"})
LONGEST_PHRASE = 8
"""Words between a number and the plural that it counts, at most, where the parse ties them not."""
MOST_JOINED = 5
"""Nouns joined to the first that one number counts, at most ("tanks, guns and vehicles")."""
NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
PLURALS = frozenset({"NNS", "NNPS"})
MODIFIERS = frozenset({"JJ", "JJR", "VBN", "VBG", "NN", "NNP", "NNPS", "HYPH"})
OWN = frozenset({"det", "poss", "nummod"})


def spelled(noun: Token) -> str:
    """The noun as a unit is written: in lower case, unless it is a name or a type ("MiG-29s")."""
    named = noun.tag_ in {"NNP", "NNPS"} or noun.text[1:] != noun.text[1:].lower()
    return noun.text if named else noun.lower_


def plural(noun: Token) -> str:
    """The noun in the plural, as units are named whatever the number; in lower case, unless it is a name."""
    lemma = noun.lemma_.lower()
    if noun.ent_type_ == "NORP" or lemma in data("person_nouns")["headcount"]:
        return "people"
    if lemma in data("people"):
        return str(data("people")[lemma])
    word = spelled(noun)
    if word != noun.lower_:
        return word
    if noun.tag_ not in {"NN", "NNP"} or lemma in data("invariant")["nouns"]:
        return word
    if word.endswith(("s", "x", "ch", "sh")):
        return f"{word}es"
    return f"{word[:-1]}ies" if word.endswith("y") and word[-2:-1] not in "aeiou" else f"{word}s"


def counted_noun(sentence: Sentence, last: int) -> Token | None:
    """The noun that the number ending before lexeme `last` counts: by the parse, else the plural after it."""
    if not sentence.parsed:
        return None
    number = sentence.token(last - 1)
    noun = _by_parse(number)
    if noun is None and last < len(sentence.lexemes) and sentence.sentence(last) == sentence.sentence(last - 1):
        noun = _by_words(sentence.token(last), number)
    return None if noun is None or (noun.tag_ not in NOUNS and noun.ent_type_ != "NORP") else noun


def tied_noun(sentence: Sentence, last: int) -> Token | None:
    """The noun that a hyphen ties to the number ending before lexeme `last`: "a 12-point plan" counts points."""
    lexemes = sentence.lexemes
    if not sentence.parsed or last + 1 >= len(lexemes) or lexemes[last].lower not in HYPHENS:
        return None
    glued = lexemes[last - 1].end == lexemes[last].start and lexemes[last].end == lexemes[last + 1].start
    noun = sentence.token(last + 1)
    return noun if glued and noun.tag_ in {"NN", "NNS"} else None


def _by_parse(number: Token) -> Token | None:
    while number.dep_ in {"compound", "quantmod", "nummod"} and number.head.tag_ == "CD" and number.head.i > number.i:
        number = number.head
    if number.dep_ in {"nummod", "compound", "amod", "nmod", "npadvmod"} and number.head.i > number.i:
        return _content_noun(_end_of_run(number.head)) if number.head.tag_.startswith("NN") else None
    for child in number.children:
        if child.lower_ == "of" and child.i > number.i:
            return next((_content_noun(noun) for noun in child.children if noun.dep_ == "pobj"), None)
    if number.dep_ == "conj" and number.head.tag_ == "CD" and number.head.dep_ == "nummod":
        return _content_noun(number.head.head)
    if number.dep_ == "nsubj" and number.head.lemma_ == "be":
        return next((noun for noun in number.head.children if noun.dep_ == "attr" and noun.tag_ == "NNS"), None)
    return None


def _end_of_run(noun: Token) -> Token:
    """The last of nouns in a row, where the parse stops at the first ("100 grenade | launchers")."""
    for _ in range(LONGEST_PHRASE):
        after = noun.nbor() if noun.i + 1 < len(noun.doc) else noun
        if (
            noun.tag_ != "NN"
            or after.tag_ not in {"NN", "NNS"}
            or after.text in HYPHENS
            or after.ent_type_ in {"DATE", "TIME"}
        ):
            break
        noun = after
    return noun


def _by_words(first: Token, number: Token) -> Token | None:
    """The plural, or nationality, that ends a run of modifiers right after the number."""
    noun = None
    if first.i <= number.i or number.i + 1 < first.i:
        return None
    for token in first.doc[first.i : first.i + LONGEST_PHRASE]:
        if token.tag_ in PLURALS or (token.ent_type_ == "NORP" and number.lower_ == "one"):
            noun = token
        elif noun is not None or token.tag_ not in MODIFIERS:
            break
    return noun


def _content_noun(noun: Token) -> Token:
    """The noun itself, or what "pieces of" is of; of members only a body that can be counted ("of the crew")."""
    lemma = noun.lemma_.lower()
    if lemma not in data("person_nouns")["transparent"]:
        return noun
    inner = next(
        (inner for of in noun.children if of.lower_ == "of" for inner in of.children if inner.dep_ == "pobj"), noun
    )
    body = lemma != "member" or inner.lemma_.lower() in data("invariant")["nouns"]
    return inner if body and inner.tag_ in NOUNS else noun


def noun_unit(noun: Token, after: int, value: float | None) -> str:
    """A counted noun with the words that say which kind: plain adjectives and common nouns before it, in lower case.

    Nationalities, names and hyphenated compounds are left out: they say whose or which make, not what is counted. Nouns
    that the number counts together with it follow ("tanks and armored vehicles").
    """
    measured = data("spellings").get(noun.lower_)
    if measured is not None:
        return str(measured)
    tied = noun.i > 0 and noun.doc[noun.i - 1].text in HYPHENS
    head = spelled(noun) if noun.tag_ == "NN" and value is not None and value > 1 and not tied else plural(noun)
    if noun.lemma_.lower() in data("person_nouns")["headcount"]:
        head = "people"
    first = " ".join([*_kinds(noun, after), head]) + _group(noun)
    others = [
        " ".join([*_kinds(_content_noun(other), noun.i), plural(_content_noun(other))]) for other in partners(noun)
    ]
    return " and ".join([", ".join([first, *others[:-1]]), others[-1]]) if others else first


def _kinds(noun: Token, after: int) -> Iterator[str]:
    """The words before a noun that say which kind, from token `after` on."""
    for child in noun.lefts:
        if child.i < after or not child.is_alpha or child.dep_ not in {"amod", "compound"}:
            continue
        plain = child.tag_ in {"JJ", "NN", "NNS", "VBG", "VBN"} and child.text == child.lower_
        graded = any(word.dep_ == "advmod" for word in child.lefts)
        which = child.lower_ in data("no_kind")["adjectives"] or child.ent_type_ in NATIONALITY
        if plain and not graded and not which and _joined(child, noun):
            yield from _kinds(child, after) if child.dep_ == "compound" else ()
            yield child.lower_


def _joined(child: Token, noun: Token) -> bool:
    """Whether no hyphen ties the modifier to another word ("rebel-held")."""
    return not any(token.text in HYPHENS for token in child.doc[child.i - 1 : min(child.i + 2, noun.i)] if token.i >= 0)


def _group(noun: Token) -> str:
    """What follows "rounds", " of ammunition": a bare noun says what the groups consist of."""
    of = next((child for child in noun.rights if child.lower_ == "of" and child.i == noun.i + 1), None)
    for inner in of.children if of is not None else ():
        bare = not any(child.dep_ in OWN for child in inner.children)
        if inner.dep_ == "pobj" and inner.tag_ in {"NN", "NNS"} and bare and inner.text == inner.lower_:
            return " ".join([" of", *_kinds(inner, noun.i), inner.lower_])
    return ""


def partners(noun: Token) -> list[Token]:
    """The plurals that are counted together with a noun: "tanks, guns and vehicles"; none with a number of its own."""
    found: list[Token] = []
    closed = False
    last = noun
    while not closed and len(found) < MOST_JOINED:
        other = next((child for child in last.rights if child.dep_ == "conj"), None)
        if other is None or not (other.tag_ in PLURALS or other.lemma_.lower() in data("invariant")["nouns"]):
            break
        if not adjoins(last, other):
            break
        closed = any(token.lower_ in {"and", "or"} for token in noun.doc[last.i + 1 : other.i])
        found.append(other)
        last = other
    return found if closed else []


def adjoins(one: Token, other: Token) -> bool:
    """Whether only "and", "or", a comma and plain modifiers stand between two nouns, so that one number counts both."""
    between = one.doc[one.i + 1 : other.i]
    if not between or len(between) > LONGEST_PHRASE or any(child.dep_ in OWN for child in other.lefts):
        return False
    joins = [token for token in between if token.lower_ in {"and", "or", ","}]
    return between[0] in joins and all(token in joins or token.tag_ in MODIFIERS for token in between)


def is_person(noun: Token) -> bool:
    """Whether the noun names people in general, so that the outcome alone is the unit."""
    return (
        noun.ent_type_ == "NORP"
        or noun.lemma_.lower() in data("person_nouns")["general"]
        or noun.lower_ in data("person_nouns")["general"]
    )
