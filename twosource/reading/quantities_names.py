"""Numbers that count nothing: names and models, ages, years, telephone numbers, list numbers, pronouns."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from twosource.reading.numbers import HYPHENS, Lexeme, comparator_before
from twosource.reading.quantities_amounts import Amount
from twosource.reading.quantities_nouns import counted_noun
from twosource.reading.quantities_outcomes import outcome_by_parse
from twosource.reading.quantities_units import Sentence, currency_before, data, measurement

YEARS = range(1900, 2100)
"""Bare four-digit numbers that are years when nothing says what they would count."""


def counts(sentence: Sentence, amount: Amount) -> bool:
    """Whether the amount counts or measures something: not a name, a model, an age, a list number or a pronoun."""
    lexemes, first, last = sentence.lexemes, amount.first, amount.last
    if _glued_before(lexemes, first) or (lexemes[last - 1].form == "number" and _glued_after(lexemes, last)):
        return False
    if _is_age(sentence, first, last) or _is_named(sentence, amount) or _is_telephone(sentence, amount):
        return False
    return lexemes[first].lower != "one" or amount.share or last - first > 1 or _one_counts(sentence, first)


def _glued_before(lexemes: Sequence[Lexeme], first: int) -> bool:
    """Whether letters, a hyphen after letters, a slash, a hash or a stop stand right before: "Su-34", "M142", "#5"."""
    if not first or lexemes[first - 1].end != lexemes[first].start:
        return False
    before = lexemes[first - 1]
    if before.form == "word":
        return currency_before(lexemes, first) is None
    if before.lower in HYPHENS:
        tied = first > 1 and lexemes[first - 2].end == before.start
        return tied and lexemes[first - 2].form in {"word", "number", "ordinal"}
    return before.lower in {"/", "#", "@", ".", ":", "_", "&", "'", "’", "´"} and lexemes[first].form == "number"


def _glued_after(lexemes: Sequence[Lexeme], last: int) -> bool:
    """Whether letters that are no unit stand right after: "2S19", "9M79"; or a slash and a number: "24/7"."""
    if last >= len(lexemes) or lexemes[last].start != lexemes[last - 1].end:
        return False
    after = lexemes[last]
    if after.form == "word":
        return measurement(lexemes, last) is None
    beyond = lexemes[last + 1] if last + 1 < len(lexemes) else None
    tied = beyond is not None and beyond.start == after.end and beyond.form == "number"
    return tied and after.lower in {"/", ".", ":", *HYPHENS}


def _is_age(sentence: Sentence, first: int, last: int) -> bool:
    """Whether it is somebody's age: "51-year-old", "aged 51", "Mr Smith, 51,"."""
    lexemes = sentence.lexemes
    text = sentence.text
    tail = text[lexemes[last - 1].end : lexemes[last - 1].end + 16].lower().lstrip(" -‑–")
    if tail.startswith(tuple(phrase.replace("-", mark) for phrase in data("age")["after"] for mark in "-‑ ")):
        return True
    if first and lexemes[first - 1].lower in data("age")["before"]:
        return True
    if first < 2 or lexemes[first - 1].lower != "," or last - first != 1 or last >= len(lexemes):
        return False
    named = sentence.token(first - 2).pos_ == "PROPN"
    return named and lexemes[last].lower in {",", ".", ")", ";"} and lexemes[first].form == "number"


def _is_named(sentence: Sentence, amount: Amount) -> bool:
    """Whether the number names something: "No. 5", "page 3", "Article 5", "Boeing 737", a list's "1.", a year."""
    lexemes, first, last = sentence.lexemes, amount.first, amount.last
    if measurement(lexemes, last) is not None or currency_before(lexemes, first) is not None:
        return False
    before = lexemes[first - 1] if first else None
    if before is not None and (before.lower in data("names")["before"] or _after_stop(lexemes, first)):
        return True
    if _is_code(lexemes, first) or _has_no_unit(lexemes, last) or _after_name(sentence, first):
        return True
    digits = lexemes[first].form == "number" and last == first + 1
    capital = sentence.text[lexemes[first].start].isupper() and last == first + 1
    noun = counted_noun(sentence, last)
    year = amount.value in YEARS and lexemes[first].lower.isdecimal() and digits
    if noun is not None:
        return year and _is_mass(noun) and comparator_before(lexemes, first) is None
    if not (digits or capital) or amount.value is None:
        return False
    if year:
        return True
    begins_line = before is None or "\n" in sentence.text[before.end : lexemes[first].start] or before.form == "break"
    if begins_line and last < len(lexemes) and lexemes[last].lower in {".", ")"}:
        return True
    return (
        before is not None
        and before.form == "word"
        and sentence.token(first - 1).pos_ == "PROPN"
        and not _verb_next(sentence, last)
    )


def _is_mass(noun: Token) -> bool:
    """Whether the noun is no plural, so that a year before it says when ("2021 shipment data")."""
    invariant = noun.lemma_.lower() in data("invariant")["nouns"]
    return (noun.tag_ == "NN" and not invariant) or noun.lower_ in data("names")["mass"]


def _is_code(lexemes: Sequence[Lexeme], first: int) -> bool:
    """Whether the number begins with an idle zero ("04", "007")."""
    number = lexemes[first].lower
    return lexemes[first].form == "number" and len(number) > 1 and number[0] == "0" and number.isdecimal()


def _has_no_unit(lexemes: Sequence[Lexeme], last: int) -> bool:
    """Whether a hyphen ties the number to a word that nothing is counted in: "three-way", "two-sided"."""
    if last + 1 >= len(lexemes) or lexemes[last].lower not in HYPHENS or lexemes[last - 1].end != lexemes[last].start:
        return False
    word = lexemes[last + 1]
    return word.start == lexemes[last].end and (word.lower in data("no_unit")["words"] or word.lower.endswith("ed"))


def _after_name(sentence: Sentence, first: int) -> bool:
    """Whether the number belongs to a name before it: "BBC Four", or the 2 of "Nord Stream 1 and 2"."""
    lexemes = sentence.lexemes
    if first < 2:
        return False
    if lexemes[first].form == "word":
        token, before = sentence.token(first), sentence.token(first - 1)
        return token.is_title and not token.is_sent_start and before.tag_ in {"NNP", "NNPS"} and before.i + 1 == token.i
    listed = lexemes[first - 1].lower in {"and", "or", "&"} and lexemes[first - 2].form == "number" and first > 2
    return listed and lexemes[first - 3].form == "word" and sentence.token(first - 3).tag_ == "NNP"


def _is_telephone(sentence: Sentence, amount: Amount) -> bool:
    """Whether two numbers tied by a hyphen count nothing: a telephone number, a score, a serial number."""
    text = sentence.text[sentence.lexemes[amount.first].start : sentence.lexemes[amount.last - 1].end]
    tied = amount.value is None and amount.low is not None and " " not in text and text[:1].isdecimal()
    return tied and counted_noun(sentence, amount.last) is None and measurement(sentence.lexemes, amount.last) is None


def _after_stop(lexemes: Sequence[Lexeme], first: int) -> bool:
    """Whether "No." stands before."""
    return (
        first > 1
        and lexemes[first - 1].lower == "."
        and lexemes[first - 2].lower in {"no", "nos", "art", "sec", "fig", "p", "pp"}
    )


def _verb_next(sentence: Sentence, last: int) -> bool:
    return last < len(sentence.lexemes) and sentence.token(last).pos_ in {"VERB", "AUX"}


def _one_counts(sentence: Sentence, first: int) -> bool:
    """Whether "one" is a number here and not a pronoun, "one day", or "a certain" ("one resident said")."""
    lexemes = sentence.lexemes
    if comparator_before(lexemes, first) is not None and lexemes[first - 1].lower != "some":
        return True
    before = lexemes[first - 1].lower if first else ""
    after = lexemes[first + 1].lower if first + 1 < len(lexemes) else ""
    pronoun = data("pronoun")
    if before in pronoun["before"] or after in pronoun["after"] or not sentence.parsed:
        return False
    if before in pronoun["certain"] and measurement(lexemes, first + 1) is None:
        return False
    noun = counted_noun(sentence, first + 1)
    listed = sentence.token(first).dep_ == "conj" and sentence.token(first).head.dep_ != "ROOT"
    return noun is not None and (listed or sentence.token(first).dep_ == "nummod") and not _is_certain(noun)


def _is_certain(noun: Token) -> bool:
    """Whether "one" before the noun means "a certain": the noun speaks, or is what something is said to be."""
    if outcome_by_parse(noun) is not None or noun.dep_ != "nsubj":
        return False
    verb = noun.head
    told = verb.lemma_ == "be" and any(child.dep_ in {"attr", "xcomp", "ccomp"} for child in verb.rights)
    return told or verb.lemma_ in data("pronoun")["speaks"]
