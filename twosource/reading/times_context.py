"""What a time expression is read against: the moment of publication, the moment spoken of, and the verb's tense."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from statistics import median

from spacy.tokens import Doc, Token

from twosource.reading.numbers import Lexeme, table
from twosource.reading.times_calendar import Anchor
from twosource.reading.times_lexicon import CLASSES

PAST, FUTURE, OPEN = -1, 1, 0
"""Directions in which a date without a year, or a bare weekday, is to be looked for."""

NARRATIVE_YEARS = 3
"""So many years named in full make a text a possible history; fewer are background in a news report."""
NARRATIVE_AGE = 2
"""Years between the middle of the years that a history names and its publication, at least."""
NARRATIVE_DEICTIC = 10
"""Years named for each "Sunday" or "today", at least: histories in the WikiWars set have none, news has many."""
CLIMB = 6
"""Steps from a time expression up to its verb; longer chains in parses of news cross into another clause."""

FUTURE_AUXILIARIES = frozenset({"will", "'ll", "’ll", "shall", "wo", "would", "may", "might"})
PRESENT_BE = frozenset({"is", "are", "'s", "’s", "'re", "’re", "am", "'m", "’m"})


class Context:
    """The state of reading one document; `focus` moves as its dates are resolved, in order.

    Attributes:
        published: moment of publication, as far as it is known.
        focus: the latest day, month, quarter or year that the text itself spoke of; at first the publication's.
        narrative: the text tells of a past long before its publication, so that a date without a year belongs to the
            moment spoken of and not to the moment of publication.
    """

    def __init__(self, doc: Doc, lexemes: Sequence[Lexeme], codes: str, published: str | None) -> None:
        self.published = Anchor.of(published)
        self.text = doc.text
        self.lexemes = lexemes
        self.codes = codes
        self.narrative = is_narrative(lexemes, codes, self.published.year)
        self.focus = Anchor() if self.narrative else self.published
        self.focus_value: str | None = None
        self._doc = doc
        self._starts = [token.idx for token in doc]
        self._parsed = doc.has_annotation("DEP")
        self._tagged = doc.has_annotation("TAG")
        split = doc.has_annotation("SENT_START")
        self._sentences = [s.start_char for s in doc.sents] if split else [0]

    def now(self) -> Anchor:
        """Where a date without a year is counted from."""
        return self.focus if self.narrative else self.published

    def sentence(self, at: int) -> int:
        """Number of the sentence that holds lexeme `at`."""
        return bisect_right(self._sentences, self.lexemes[at].start)

    def token(self, at: int) -> Token | None:
        """The parser's token that holds the start of lexeme `at`."""
        if not self._starts or not 0 <= at < len(self.lexemes):
            return None
        return self._doc[max(0, bisect_right(self._starts, self.lexemes[at].start) - 1)]

    def tag(self, at: int) -> str:
        """Part-of-speech tag (Penn Treebank) of lexeme `at`; empty when the text is not tagged."""
        token = self.token(at) if self._tagged else None
        return token.tag_ if token is not None else ""

    def counts(self, at: int) -> bool:
        """Whether the parser takes lexeme `at` for a number that counts a plural noun after it."""
        token = self.token(at) if self._parsed else None
        return token is not None and token.dep_ == "nummod" and token.head.i > token.i and token.head.tag_ == "NNS"

    def is_preposition(self, at: int) -> bool:
        """Whether the parser takes lexeme `at` ("over", "around") for a preposition that a verb governs."""
        token = self.token(at) if self._parsed else None
        return token is not None and token.dep_ == "prep" and token.head.pos_ in {"VERB", "AUX", "NOUN"}

    def direction(self, at: int) -> int:
        """Whether lexeme `at` is governed by a verb of the past (-1), of the future (1) or of neither (0)."""
        token = self.token(at) if self._parsed else None
        verb = token
        if token is not None and token.dep_ == "poss":
            if token.head.dep_ not in {"nsubj", "nsubjpass"}:
                return OPEN
            verb = token.head.head
        for _ in range(CLIMB):
            if verb is None or verb.pos_ in {"VERB", "AUX"}:
                break
            verb = verb.head if verb.head != verb else None
        return OPEN if verb is None or token is None or verb.pos_ not in {"VERB", "AUX"} else tense(verb)


def tense(verb: Token, steps: int = CLIMB) -> int:
    """Direction in time of a verb group, from its form and auxiliaries; a non-finite one looks up to its governor."""
    auxiliaries = [child for child in verb.children if child.dep_ in {"aux", "auxpass"}]
    forms = {child.lower_ for child in auxiliaries}
    ahead = is_scheduled(verb) and (forms & PRESENT_BE or not auxiliaries) and verb.tag_ == "VBN"
    if ahead or forms & FUTURE_AUXILIARIES or (verb.tag_ == "VBG" and forms & PRESENT_BE):
        return FUTURE
    if verb.tag_ == "VBD" or any(child.tag_ == "VBD" for child in auxiliaries) or forms & {"have", "has", "had"}:
        return PAST
    if "to" in forms:
        return FUTURE if is_scheduled(verb.head) or tense_of_governor(verb, steps) != PAST else OPEN
    if auxiliaries or verb.tag_ not in {"VBG", "VBN"}:
        return OPEN
    return PAST if verb.tag_ == "VBN" else tense_of_governor(verb, steps)


def is_scheduled(verb: Token) -> bool:
    """Whether the verb speaks of what is to come, in whatever tense: "planned to leave", "set for Monday"."""
    return verb.lemma_ in table("times")["tense"]["scheduled"]


def tense_of_governor(verb: Token, steps: int) -> int:
    """Direction of the verb that a non-finite verb hangs on, at most `steps` up; open when there is none."""
    head = verb
    while steps > 0 and head.head != head:
        head, steps = head.head, steps - 1
        if head.pos_ in {"VERB", "AUX"}:
            return tense(head, steps)
    return OPEN


def is_narrative(lexemes: Sequence[Lexeme], codes: str, published: int | None) -> bool:
    """Whether the text is a history: it names years, they lie well before publication, and it hardly says "Sunday"."""
    years = [int(lexeme.lower) for lexeme, code in zip(lexemes, codes, strict=True) if code == CLASSES["YEAR"]]
    if len(years) < NARRATIVE_YEARS:
        return False
    deictic = sum(codes.count(CLASSES[kind]) for kind in ("WEEKDAY", "DAYS", "DAYPART"))
    return deictic * NARRATIVE_DEICTIC <= len(years) and (
        published is None or median(years) <= published - NARRATIVE_AGE
    )
