"""What a number counts: a unit of measurement, money, a share, the counted noun, or what became of people."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any, NamedTuple

from spacy.tokens import Doc, Token

from twosource.reading.numbers import HYPHENS, Lexeme, table

LONGEST_UNIT = 4
"""Lexemes in the longest spelling of a unit ("kilometers per hour" has three; "km/h" is three)."""
LOOK_AHEAD = 6
"""Lexemes between a number and the word that says what became of the people counted, at most."""
TOLL_WINDOW = 8
"""Lexemes before a number within which "death toll" still speaks of it."""
NATIONALITY = frozenset({"NORP", "GPE", "LOC", "ORG", "PERSON", "FAC"})
SHARE = "share"


class Unit(NamedTuple):
    """A unit: its canonical name, the lexemes that it spans (`first` == `last` when it stands elsewhere), its whole.

    `denominator` is the whole of a share, as written; `outcome` what became of people.
    """

    name: str | None
    first: int
    last: int
    denominator: str | None = None
    outcome: str | None = None


class Sentence:
    """Access from lexemes to the parser's tokens of one document."""

    def __init__(self, doc: Doc, lexemes: Sequence[Lexeme]) -> None:
        self.doc = doc
        self.text = doc.text
        self.lexemes = lexemes
        self.parsed = doc.has_annotation("DEP")
        self._token_starts = [token.idx for token in doc]
        self._lexeme_starts = [lexeme.start for lexeme in lexemes]
        split = doc.has_annotation("SENT_START")
        self._sentences = [s.start_char for s in doc.sents] if split else [0]

    def token(self, at: int) -> Token:
        """The token that holds the start of lexeme `at`."""
        return self.doc[max(0, bisect_right(self._token_starts, self.lexemes[at].start) - 1)]

    def lexeme(self, token: Token) -> int:
        """Index of the first lexeme at or after the token's start."""
        return bisect_left(self._lexeme_starts, token.idx)

    def after(self, token: Token) -> int:
        """Index of the first lexeme that begins after the token."""
        return bisect_left(self._lexeme_starts, token.idx + len(token))

    def sentence(self, at: int) -> int:
        """Number of the sentence that holds lexeme `at`."""
        return bisect_right(self._sentences, self.lexemes[at].start)


def data(section: str) -> Any:
    """A section of data/quantities.toml."""
    return table("quantities")[section]


def measurement(lexemes: Sequence[Lexeme], at: int) -> Unit | None:
    """The unit of measurement or currency, the longest, that begins at lexeme `at` or after a hyphen there."""
    first = at + 1 if at < len(lexemes) and lexemes[at].lower in HYPHENS else at
    spellings = data("spellings")
    for last in range(min(first + LONGEST_UNIT, len(lexemes)), first, -1):
        pieces = lexemes[first:last]
        spaced = " ".join(piece.lower for piece in pieces)
        glued = "".join(piece.lower for piece in pieces)
        name = spellings.get(spaced) or (
            spellings.get(glued) if pieces[0].start + len(glued) == pieces[-1].end else None
        )
        if name is not None and last < len(lexemes) and _is_sign_before(pieces[-1], lexemes[last], name):
            continue
        if name is not None and (first == at or lexemes[first].start == lexemes[at].end):
            return Unit(str(name), at, last)
    return None


def _is_sign_before(sign: Lexeme, after: Lexeme, name: str) -> bool:
    """Whether a currency sign belongs to the number after it, as the second "$" of "$5 $10" does."""
    return after.form == "number" and sign.form == "other" and data("unit")[name]["measure"] == "money"


def currency_before(lexemes: Sequence[Lexeme], at: int) -> Unit | None:
    """The currency sign or code that stands just before lexeme `at`."""
    spellings = data("spellings")
    for first in (at - 2, at - 1):
        if first < 0 or lexemes[at].start - lexemes[at - 1].end > 1:
            continue
        name = spellings.get("".join(piece.lower for piece in lexemes[first:at]))
        if (
            name is not None
            and data("unit")[name]["measure"] == "money"
            and lexemes[at - 1].lower not in {"cents", "dollars"}
        ):
            return Unit(str(name), first, at)
    return None


def rate(lexemes: Sequence[Lexeme], at: int) -> tuple[str, int]:
    """The rate that begins at lexeme `at` ("per day", "a day"), as " per day", and the index after it; "" for none."""
    if at + 1 >= len(lexemes) or lexemes[at].lower not in {"per", "a", "an", "every", "each"}:
        return "", at
    unit = data("spellings").get(lexemes[at + 1].lower)
    known = unit is not None and data("unit")[unit]["measure"] == "duration"
    if not known and lexemes[at].lower != "per":
        return "", at
    return f" per {lexemes[at + 1].lower}", at + 2


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
    """The noun that the number ending before lexeme `last` counts, by the parse."""
    if not sentence.parsed:
        return None
    number = sentence.token(last - 1)
    while number.dep_ in {"compound", "quantmod", "nummod"} and number.head.tag_ == "CD" and number.head.i > number.i:
        number = number.head
    if number.dep_ in {"nummod", "compound", "amod", "nmod", "npadvmod"} and number.head.i > number.i:
        return _content_noun(number.head) if number.head.tag_.startswith("NN") else None
    for child in number.children:
        if child.lower_ == "of" and child.i > number.i:
            return next((_content_noun(noun) for noun in child.children if noun.dep_ == "pobj"), None)
    if number.dep_ == "conj" and number.head.tag_ == "CD" and number.head.dep_ == "nummod":
        return _content_noun(number.head.head)
    if number.dep_ == "nsubj" and number.head.lemma_ == "be":
        return next((noun for noun in number.head.children if noun.dep_ == "attr" and noun.tag_ == "NNS"), None)
    return None


def _content_noun(noun: Token) -> Token:
    """The noun itself, or what "members of", "pieces of" is of."""
    if noun.lemma_.lower() not in data("person_nouns")["transparent"]:
        return noun
    for child in noun.children:
        if child.lower_ == "of":
            return next((inner for inner in child.children if inner.dep_ == "pobj"), noun)
    return noun


def noun_unit(noun: Token, after: int, value: float | None) -> str:
    """A counted noun with the words that say which kind: plain adjectives and common nouns before it, in lower case.

    Nationalities, names and hyphenated compounds are left out: they say whose or which make, not what is counted.
    """
    words = []
    for child in noun.lefts:
        if child.i < after or not child.is_alpha:
            continue
        kind = child.dep_ in {"amod", "compound"} and child.tag_ in {"JJ", "NN", "VBG", "VBN"}
        if (
            kind
            and child.lower_ not in data("no_kind")["adjectives"]
            and child.ent_type_ not in NATIONALITY
            and child.text == child.lower_
            and _joined(child, noun)
        ):
            words.append(child.lower_)
    measured = data("spellings").get(noun.lower_)
    if measured is not None:
        return str(measured)
    tied = noun.i > 0 and noun.doc[noun.i - 1].text in HYPHENS
    head = spelled(noun) if noun.tag_ == "NN" and value is not None and value > 1 and not tied else plural(noun)
    if noun.lemma_.lower() in data("person_nouns")["headcount"]:
        head = "people"
    group = next((_group(child) for child in noun.rights if child.lower_ == "of" and child.i == noun.i + 1), "")
    return " ".join([*words, head]) + group


def _joined(child: Token, noun: Token) -> bool:
    """Whether no hyphen ties the modifier to another word ("rebel-held")."""
    return not any(token.text in HYPHENS for token in child.doc[child.i - 1 : min(child.i + 2, noun.i)] if token.i >= 0)


def _group(of: Token) -> str:
    """What follows "rounds", " of sanctions": a bare noun says what the groups consist of."""
    for noun in of.children:
        bare = not any(child.dep_ in {"det", "poss", "nummod"} for child in noun.children)
        if noun.dep_ == "pobj" and noun.tag_ in {"NN", "NNS"} and bare and noun.text == noun.lower_:
            return f" of {noun.lower_}"
    return ""


def outcome_by_parse(noun: Token) -> str | None:
    """What the sentence says became of the people that `noun` names: "killed", "wounded"; `None` when it does not."""
    outcomes = data("outcome")
    own = outcomes.get(noun.lemma_.lower())
    if own is not None:
        return str(own)
    for child in noun.children:
        if child.dep_ in {"amod", "acl"} and child.tag_ in {"VBN", "JJ"} and child.lemma_.lower() in outcomes:
            return str(outcomes[child.lemma_.lower()])
    verb, role = noun.head, noun.dep_
    while role == "conj":
        verb, role = verb.head, verb.dep_
    name = outcomes.get(verb.lemma_.lower()) if verb.pos_ in {"VERB", "AUX"} else None
    if name is None:
        return None
    dies = verb.lemma_.lower() in data("intransitive")["verbs"]
    return str(name) if role in {"dobj", "nsubjpass", "obj"} or (role == "nsubj" and dies) else None


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
            return found
        if lexemes[at].lower not in data("between_outcome")["words"]:
            break
        at += 1
    if first and sentence.sentence(first - 1) == own:
        return _outcome(sentence.token(first - 1), passive=False)
    return None


def _outcome(token: Token, *, passive: bool) -> str | None:
    name = data("outcome").get(token.lemma_.lower()) or data("outcome").get(token.lower_)
    if name is None:
        return None
    dies = token.lemma_.lower() in data("intransitive")["verbs"]
    if passive:
        return str(name) if token.tag_ in {"VBN", "JJ", "VBD", "NN", "NNS"} or dies else None
    return str(name) if token.tag_.startswith("VB") and not dies else None


def toll(sentence: Sentence, first: int) -> str | None:
    """The unit that a noun some words before gives: "the death toll rose to 50", "the population was 3 million"."""
    for at in range(first - 1, max(-1, first - TOLL_WINDOW), -1):
        if sentence.sentence(at) != sentence.sentence(first):
            return None
        if sentence.lexemes[at].lower in data("toll"):
            return str(data("toll")[sentence.lexemes[at].lower])
    return None


def is_person(noun: Token) -> bool:
    """Whether the noun names people in general, so that the outcome alone is the unit."""
    return (
        noun.ent_type_ == "NORP"
        or noun.lemma_.lower() in data("person_nouns")["general"]
        or noun.lower_ in data("person_nouns")["general"]
    )


def headcount(lexemes: Sequence[Lexeme], first: int) -> int | None:
    """Index of "population" when "population of" (and a comparator) stands just before lexeme `first`."""
    nouns = data("person_nouns")["headcount"]
    for at in range(first - 1, max(-1, first - LONGEST_UNIT), -1):
        if lexemes[at].lower == "of" and at and lexemes[at - 1].lower in nouns:
            return at - 1
    return None


def whole(sentence: Sentence, at: int) -> tuple[str | None, str | None, int]:
    """Of what a share is: head noun and noun phrase of the "of" that stands at `at`, and the index after it."""
    lexemes = sentence.lexemes
    if at >= len(lexemes) or not sentence.parsed:
        return None, None, at
    if lexemes[at].lower == "of":
        head = next((child for child in sentence.token(at).children if child.dep_ == "pobj"), None)
        begin = at + 1
    else:
        token = sentence.token(at)
        head = token if token.pos_ in {"NOUN", "PROPN"} else token.head
        begin = at
        if token.dep_ not in {"det", "poss", "amod"} or head.pos_ not in {"NOUN", "PROPN"} or head.i < token.i:
            return None, None, at
    if head is None or begin >= len(lexemes) or not head.tag_.startswith("NN"):
        return None, None, at
    left = sentence.token(begin)
    if left.lower_ in {"the", "a", "an"} and left.i < head.i:
        left = sentence.doc[left.i + 1]
    phrase = sentence.doc[min(left.i, head.i) : head.i + 1]
    last = bisect_left([lexeme.start for lexeme in lexemes], head.idx + len(head)) if head.i - left.i < 12 else at
    return head.lower_, phrase.text, last
