"""Units of measurement, money and rates, the whole of a share, and the text that all readers of units look at."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any, NamedTuple

from spacy.tokens import Doc, Token

from twosource.reading.numbers import HYPHENS, Lexeme, table

LONGEST_UNIT = 4
"""Lexemes in the longest spelling of a unit ("kilometers per hour" has three; "km/h" is three)."""
LONGEST_WHOLE = 12
"""Tokens from the first word of a share's whole to its head noun for the whole to belong to the span."""
ARTICLES = frozenset({"the", "a", "an"})
COMMON = frozenset({"NN", "NNS"})
RATES = frozenset({"per", "a", "an", "every", "each"})
SHARE = "share"


class Unit(NamedTuple):
    """A unit: its canonical name, the lexemes that it spans (`first` == `last` when it stands elsewhere), its whole.

    `denominator` is the whole of a share, as written; `outcome` what became of people; `elided` says that the unit is
    that of another number in the sentence.
    """

    name: str | None
    first: int
    last: int
    denominator: str | None = None
    outcome: str | None = None
    elided: bool = False


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

    def at(self, offset: int) -> int:
        """Index of the first lexeme that begins at or after a code point."""
        return bisect_left(self._lexeme_starts, offset)

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
        if name is not None and (_is_sign_before(lexemes, last, name) or _is_model(lexemes, last)):
            continue
        if name is not None and (first == at or lexemes[first].start == lexemes[at].end):
            return Unit(str(name), at, last)
    return None


def _is_sign_before(lexemes: Sequence[Lexeme], last: int, name: str) -> bool:
    """Whether a currency sign belongs to the number after it, as the second "$" of "$5 $10" does."""
    if last >= len(lexemes) or lexemes[last].form != "number":
        return False
    return lexemes[last - 1].form == "other" and data("unit")[name]["measure"] == "money"


def _is_model(lexemes: Sequence[Lexeme], last: int) -> bool:
    """Whether a hyphen ties a number without a unit to the word: "five Mi-17 helicopters", but "5 km-10 km"."""
    if last + 1 >= len(lexemes) or lexemes[last].lower not in HYPHENS or lexemes[last + 1].form != "number":
        return False
    glued = lexemes[last - 1].end == lexemes[last].start and lexemes[last].end == lexemes[last + 1].start
    unit = data("spellings").get(lexemes[last + 2].lower) if last + 2 < len(lexemes) else None
    return glued and unit is None


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


def rate(lexemes: Sequence[Lexeme], at: int, *, money: bool = False) -> tuple[str, int]:
    """The rate that begins at lexeme `at` ("per day", "a day"), as " per day", and the index after it; "" for none.

    Money has its rates by every measure ("$9 a bushel"); anything else by "a" only in time.
    """
    if at + 1 >= len(lexemes) or lexemes[at].lower not in RATES:
        return "", at
    unit = measurement(lexemes, at + 1)
    measure = data("unit")[unit.name]["measure"] if unit is not None else None
    last = unit.last if unit is not None else at + 2
    known = measure == "duration" or (money and measure not in {None, "money", "share", "occasions or ratio"})
    if not known and (lexemes[at].lower != "per" or lexemes[at + 1].form != "word"):
        return "", at
    return " per " + " ".join(lexeme.lower for lexeme in lexemes[at + 1 : last]), last


def headcount(lexemes: Sequence[Lexeme], first: int) -> int | None:
    """Index of "population" when "population of" (and a comparator) stands just before lexeme `first`."""
    nouns = data("person_nouns")["headcount"]
    for at in range(first - 1, max(-1, first - LONGEST_UNIT), -1):
        if lexemes[at].lower == "of" and at and lexemes[at - 1].lower in nouns:
            return at - 1
    return None


def whole(sentence: Sentence, at: int) -> tuple[str | None, str | None, int]:
    """Of what a share is: head noun and noun phrase of the "of" that stands at `at`, and the index after it.

    A pronoun ("of them", "of those killed") is a phrase without a head noun.
    """
    lexemes = sentence.lexemes
    if at >= len(lexemes) or not sentence.parsed:
        return None, None, at
    begin, head = at, None
    token = sentence.token(at)
    if lexemes[at].lower == "of":
        begin = at + 1
        head = next((child for child in token.children if child.dep_ == "pobj"), None)
        if begin < len(lexemes) and _is_whole_pronoun(sentence.token(begin), head):
            return None, sentence.token(begin).text, begin + 1
    elif token.dep_ in {"det", "poss", "amod"} and token.head.i >= token.i:
        head = token.head
    if head is None or begin >= len(lexemes) or not head.tag_.startswith("NN"):
        return None, None, at
    left = sentence.token(begin)
    if left.lower_ in ARTICLES and left.i < head.i:
        left = sentence.doc[left.i + 1]
    right = _joined_whole(head)
    phrase = sentence.doc[min(left.i, head.i) : right.i + 1]
    last = sentence.after(right) if head.i - left.i < LONGEST_WHOLE else at
    return head.lower_, phrase.text, last


def _is_whole_pronoun(token: Token, head: Token | None) -> bool:
    """Whether the word after "of" is itself the whole: "them", "whom", "what"; "those" where no noun follows."""
    return token.tag_ in {"PRP", "WP"} or (token.tag_ == "DT" and head is not None and token.i == head.i)


def _joined_whole(head: Token) -> Token:
    """The noun joined to the head by "and" alone ("wheat and corn"), or the head."""
    other = head.doc[head.i + 2] if head.i + 2 < len(head.doc) else head
    joined = other.dep_ == "conj" and other.head.i == head.i and head.nbor().lower_ == "and"
    return other if joined and other.tag_ in COMMON and head.tag_ in COMMON else head
