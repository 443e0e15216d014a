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
COUNTED = CLASSES["NUM"] + CLASSES["DAY"]
"""Classes of a number that is a year only with its era."""
BRACKETED = 12
"""Lexemes from an opening bracket to a date that it still takes out of the story."""
ATTRIBUTIVE = frozenset({"compound", "nummod", "amod", "nmod"})
"""Relations of a date that belongs to the noun after it."""
DESCRIBES = frozenset({"det", "amod", "poss", "compound"})
"""Relations of the words that make a month's name a noun like others."""
CLIMB = 6
"""Steps from a time expression up to its verb; longer chains in parses of news cross into another clause."""

FUTURE_AUXILIARIES = frozenset({"will", "'ll", "’ll", "shall", "wo", "would", "may", "might"})
PRESENT_BE = frozenset({"is", "are", "'s", "’s", "'re", "’re", "am", "'m", "’m"})


class Context:
    """The state of reading one document; `focus` moves as its dates are resolved, in order.

    Attributes:
        published: moment of publication, as far as it is known.
        focus: the latest day, month, quarter or year that the text itself spoke of; at first the publication's.
        quarter: the quarter last spoken of.
        story: the first and last year that a history names after a preposition or month.
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
        self.quarter: str | None = None
        self.story = story_years(lexemes, codes) if self.narrative else None
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
        if token is None or token.dep_ != "nummod" or token.head.i <= token.i or token.head.tag_ != "NNS":
            return False
        between = self.text[token.idx : token.head.idx]
        return not any(sign in between for sign in "\n:;()")  # a heading counts nothing in what it stands over

    def is_background(self, at: int, last: int) -> bool:
        """Whether the expression at lexemes `at` to `last` is told by the way, and the story stays where it was.

        That is a date in brackets, a date that belongs to a noun ("the August 1792 uprising"), or one governed by a
        verb of the past before the past ("had met in 1614") or by a participle ("papers released in 2005"). A heading
        ("1919") begins a part of the story.
        """
        if at == 0 or self.lexemes[at - 1].form == "break":
            return False
        if self.is_bracketed(at):
            return True
        token = self.token(last - 1) if self._parsed else None
        if token is None or self.lexemes[at - 1].lower in table("times")["tense"]["ends"]:
            return False
        if token.dep_ in ATTRIBUTIVE and token.head.idx >= self.lexemes[last - 1].end:
            return "\n" not in self.text[token.idx : token.head.idx]
        verb = self.verb(token)
        return verb is not None and (
            (verb.tag_ == "VBN" and verb.dep_ == "acl")
            or any(child.lower_ == "had" and child.dep_ == "aux" for child in verb.children)
        )

    def is_bracketed(self, at: int) -> bool:
        """Whether lexeme `at` stands in brackets, opened at most `BRACKETED` lexemes before."""
        for lexeme in reversed(self.lexemes[max(0, at - BRACKETED) : at]):
            if lexeme.lower in {"(", ")"} or lexeme.form == "break":
                return lexeme.lower == "("
        return False

    def in_story(self, at: int) -> bool:
        """Whether lexeme `at` is a year of a history: one within the years that it names, or a heading of its own."""
        if self.story is None:
            return False
        beside = [self.lexemes[i].form for i in (at - 1, at + 1) if 0 <= i < len(self.lexemes)]
        alone = all(form == "break" for form in beside)
        return alone or self.story[0] <= int(self.lexemes[at].lower) <= self.story[1]

    def is_described(self, at: int) -> bool:
        """Whether lexeme `at` is a noun with an article, adjective or owner of its own ("the Long March")."""
        token = self.token(at) if self._parsed else None
        return token is not None and any(c.dep_ in DESCRIBES and c.i < token.i for c in token.children)

    def verb_of(self, at: int) -> Token | None:
        """The verb that governs lexeme `at`, when the text is parsed."""
        token = self.token(at) if self._parsed else None
        return self.verb(token) if token is not None else None

    def verb(self, token: Token) -> Token | None:
        """The verb that governs a token, at most `CLIMB` steps up."""
        verb = token
        for _ in range(CLIMB):
            if verb.pos_ in {"VERB", "AUX"} or verb.head == verb:
                break
            verb = verb.head
        return verb if verb.pos_ in {"VERB", "AUX"} else None

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


def story_years(lexemes: Sequence[Lexeme], codes: str) -> tuple[int, int] | None:
    """The first and last year that follows a preposition of time or a month; `None` when there is none."""
    before = table("times")["context"]["before_early_year"]
    named = [
        int(lexeme.lower)
        for earlier, lexeme, code_before, code in zip(lexemes, lexemes[1:], codes, codes[1:], strict=False)
        if code == CLASSES["YEAR"] and (code_before == CLASSES["MONTH"] or earlier.lower in before)
    ]
    return (min(named), max(named)) if named else None


def is_narrative(lexemes: Sequence[Lexeme], codes: str, published: int | None) -> bool:
    """Whether the text is a history: it names years, they lie well before publication, and it hardly says "Sunday"."""
    before_christ = [
        -int(lexeme.lower)
        for lexeme, code, after in zip(lexemes, codes, codes[1:], strict=False)
        if after == CLASSES["ERA"] and code in COUNTED and lexeme.lower.isdecimal()
    ]
    years = [int(lexeme.lower) for lexeme, code in zip(lexemes, codes, strict=True) if code == CLASSES["YEAR"]]
    years += before_christ
    if len(years) < NARRATIVE_YEARS:
        return False
    deictic = sum(codes.count(CLASSES[kind]) for kind in ("WEEKDAY", "DAYS", "DAYPART"))
    return deictic * NARRATIVE_DEICTIC <= len(years) and (
        published is None or median(years) <= published - NARRATIVE_AGE
    )
