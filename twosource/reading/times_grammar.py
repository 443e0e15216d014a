"""The form of a rule for time expressions, and the search for the longest rule that matches at a place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from twosource.model import TimexType
from twosource.reading.numbers import Lexeme, Number, ordinal_value, read_number
from twosource.reading.times_context import Context
from twosource.reading.times_lexicon import OTHER, Payload, payload, spelled

NUMBER = (
    r"(?:[<DAY><NUM><YEAR>](?:[<DAY>]<OR>[<DAY>])?(?:<HYPHEN>?<WORD>){0,3}|<WORD>(?:<HYPHEN>?<WORD>|<AND><WORD>){0,9})"
)
"""A number in digits and words, as class names; bounded, so that a heap of number words stays linear."""
A_YEAR = r"(?P<y>[<YEAR>](?!<ERA>)|[<YEAR><NUM><DAY>](?=<ERA>))(?P<era><ERA>)?"
"""A year in figures with its era, "1998" or "480 BC"; a number below 1000 is one only with an era."""
YEAR_AFTER = rf"(?:<COMMA>?<OF>?{A_YEAR}(?!<OF>))"


class Draft(NamedTuple):
    """A time expression in the making: lexemes `first` to `last` (exclusive), and its TIMEX3 attributes.

    `value` of a clock time or part of the day whose day is still to be found begins with "T".
    """

    first: int
    last: int
    type: TimexType
    value: str
    mod: str | None = None


class Hit:
    """One match of a rule: the lexemes of its named groups."""

    def __init__(self, lexemes: Sequence[Lexeme], match: re.Match[str]) -> None:
        self.lexemes = lexemes
        self._match = match

    @property
    def first(self) -> int:
        """Index of the first lexeme."""
        return self._match.start()

    @property
    def last(self) -> int:
        """Index after the last lexeme."""
        return self._match.end()

    def has(self, group: str) -> bool:
        """Whether the group took part in the match."""
        return group in self._match.re.groupindex and self._match.start(group) >= 0

    def at(self, group: str) -> int:
        """Index of the group's first lexeme."""
        return self._match.start(group)

    def word(self, group: str) -> str:
        """Lower-cased text of the group's first lexeme."""
        return self.lexemes[self.at(group)].lower

    def means(self, group: str) -> Payload:
        """What the group's first lexeme stands for in the lexicon."""
        return payload(self.lexemes[self.at(group)])

    def number(self, group: str) -> float | None:
        """The number that the whole group spells, `None` when it is not one number."""
        found: Number | None = read_number(self.lexemes, self.at(group))
        if found is None or found.last < self._match.end(group):
            return None
        return found.value

    def year(self) -> int:
        """The year in figures (group `y`), negative before Christ (group `era`)."""
        return -int(self.word("y")) if self.has("era") and self.means("era") else int(self.word("y"))

    def day(self, group: str) -> int | None:
        """A day of the month, "8", "8th" or "eighth"; `None` when it is none."""
        lexeme = self.lexemes[self.at(group)]
        value = int(lexeme.lower) if lexeme.lower.isdecimal() else ordinal_value(lexeme)
        return value if value is not None and 1 <= value <= 31 else None

    def draft(self, kind: TimexType, value: str, mod: str | None = None) -> tuple[Draft, ...]:
        """The whole match as one expression."""
        return (Draft(self.first, self.last, kind, value, mod),)


Builder = Callable[[Hit, Context], tuple[Draft, ...]]
"""What a match means; an empty tuple when it means no time after all."""


class Rule(NamedTuple):
    """A pattern over class letters, and what a match of it means."""

    pattern: re.Pattern[str]
    build: Builder


def rule(pattern: str, build: Builder) -> Rule:
    """A rule from a pattern over class names, `<MONTH><DAY>`; spaces are only for the eye."""
    return Rule(re.compile(spelled(pattern)), build)


def longest(rules: Sequence[Rule], codes: str, at: int) -> list[tuple[Rule, re.Match[str]]]:
    """The rules that match at `at`, the longest match first; of equals, the first rule."""
    found = [(each, match) for each in rules if (match := each.pattern.match(codes, at)) and match.end() > at]
    return sorted(found, key=lambda pair: -pair[1].end())


def is_candidate(code: str) -> bool:
    """Whether an expression can begin with a lexeme of this class."""
    return code not in CANNOT_BEGIN


CANNOT_BEGIN = frozenset(OTHER + spelled("<OF><IN><COMMA><DOT><AND><OR><POSS><APOS><HYPHEN><AT>").replace("\\", ""))
