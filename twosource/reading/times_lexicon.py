"""Time words by class: every lexeme becomes one letter, so that the grammar is a regular expression over letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from twosource.reading.numbers import HYPHENS, Lexeme, table, words

CLASSES: Mapping[str, str] = {
    "MONTH": "M", "WEEKDAY": "W", "SEASON": "S", "PART": "P", "NOON": "p", "UNIT": "U", "DAYS": "R", "DAYPART": "r",
    "REF": "F", "SET": "d", "DIR": "l", "ANA": "L", "SAME": "T", "EVERY": "v", "MOD": "b", "AFTER": "g", "VAGUE": "q",
    "ERA": "B", "ZONE": "z", "YEAR": "Y", "DAY": "D", "NUM": "N", "WORD": "n", "ORD": "O", "DECADE": "e", "CLOCK": "c",
    "AMPM": "k", "ISO": "I", "DATE": "J", "A": "a", "THE": "t", "OF": "o", "IN": "i", "HYPHEN": "-", "COMMA": ",",
    "DOT": "f", "AND": "&", "POSS": "'", "MORE": "m", "HALF": "h", "FISCAL": "y", "TIME": "u", "LONG": "j",
    "APOS": "s", "TWICE": "w", "AT": "@",
    "OR": "/", "BOUND": "E", "PERIOD": "V", "WHOLE": "x", "ENDED": "X", "SO": "$", "NEAR": "Q",
}  # fmt: skip
"""Names that the grammar uses, and the letter of each class. A full stop stands for every other lexeme."""

OTHER = "."
SMALL_WORDS: Mapping[str, str] = {
    "a": "A", "an": "A", "the": "THE", "of": "OF", "in": "IN", "on": "IN", "during": "IN", ",": "COMMA", ".": "DOT",
    "and": "AND", "or": "OR", "to": "OR", "through": "OR", "till": "OR", "until": "OR", "/": "OR", "'": "POSS",
    "’": "POSS", "s": "APOS", "more": "MORE", "another": "MORE", "additional": "MORE", "further": "MORE",
    "other": "MORE", "half": "HALF", "fiscal": "FISCAL", "time": "TIME", "long": "LONG", "once": "TWICE",
    "twice": "TWICE", "at": "AT", "so": "SO", "period": "PERIOD", "ended": "ENDED", "ending": "ENDED",
}  # fmt: skip
"""Function words of the grammar."""

FIRST_YEAR, LAST_YEAR = 1000, 2199
"""Four bare digits between these can be a year; the grammar asks for more where it is not certain."""

Payload = Any


@cache
def lexicon() -> dict[str, tuple[str, Payload]]:
    """Word -> (class letter, what it stands for), from data/times.toml; later sections do not override earlier ones."""
    out: dict[str, tuple[str, Payload]] = {}

    def add(kind: str, entries: Mapping[str, Payload]) -> None:
        for word, payload in entries.items():
            out.setdefault(word, (CLASSES[kind], payload))

    times = table("times")
    for kind, section in (
        ("MONTH", "months"), ("WEEKDAY", "weekdays"), ("SEASON", "seasons"), ("PART", "dayparts"),
        ("NOON", "clock_words"), ("DAYS", "days"), ("DAYPART", "day_and_part"), ("SET", "sets"),
    ):  # fmt: skip
        add(kind, times[section])
    add("ANA", {word: times["directions"][word] for word in times["anaphoric"]["words"]})
    add("DIR", times["directions"])
    add("SAME", dict.fromkeys(times["anaphoric"]["same"], 0))
    add("EVERY", dict.fromkeys(times["every"]["words"], 0))
    for kind, section in (
        ("UNIT", "units"), ("REF", "references"), ("MOD", "modifiers"), ("BOUND", "boundaries"),
        ("AFTER", "after_words"), ("VAGUE", "vague"), ("ERA", "eras"), ("ZONE", "zones"), ("WHOLE", "whole"),
        ("NEAR", "near"),
    ):  # fmt: skip
        add(kind, times[section])
    for word, kind in SMALL_WORDS.items():
        out.setdefault(word, (CLASSES[kind], None))
    add("WORD", words("cardinals"))
    add("WORD", words("multipliers"))
    add("ORD", words("ordinals"))
    for plural, start in (("twenties", 2), ("thirties", 3), ("forties", 4), ("fifties", 5), ("sixties", 6),
                          ("seventies", 7), ("eighties", 8), ("nineties", 9)):  # fmt: skip
        out.setdefault(plural, (CLASSES["DECADE"], start))
    return out


BY_FORM: Mapping[str, str] = {
    "iso": "ISO", "date": "DATE", "clock": "CLOCK", "decade": "DECADE", "ordinal": "ORD", "meridiem": "AMPM",
}  # fmt: skip


def classify(lexemes: Sequence[Lexeme], text: str) -> str:
    """One class letter for each lexeme, in one string of the same length."""
    known = lexicon()
    capitals = frozenset(table("times")["ambiguous"]["capital"])
    out = []
    for lexeme in lexemes:
        start, end, lower, form = lexeme
        if form == "word":
            entry = known.get(lower)
            if entry is None or (lower in capitals and not text[start].isupper()):
                out.append(OTHER)
            else:
                out.append(entry[0])
        elif form == "number":
            out.append(_number_class(lower, end - start))
        elif form in BY_FORM:
            out.append(CLASSES[BY_FORM[form]])
        elif lower in HYPHENS:
            out.append(CLASSES["HYPHEN"])
        else:
            entry = known.get(lower)
            out.append(entry[0] if entry is not None else OTHER)
    return "".join(out)


def _number_class(digits: str, size: int) -> str:
    if digits.isdecimal():
        value = int(digits) if size <= 4 else 0
        if size == 4 and FIRST_YEAR <= value <= LAST_YEAR:
            return CLASSES["YEAR"]
        if size <= 2 and 1 <= value <= 31:
            return CLASSES["DAY"]
    return CLASSES["NUM"]


def payload(lexeme: Lexeme) -> Payload:
    """What a lexeme of the lexicon stands for."""
    return lexicon()[lexeme.lower][1]


def spelled(pattern: str) -> str:
    """A grammar pattern over class names, `<MONTH><DAY>`, as a regular expression over class letters."""
    out = pattern
    for name, letter in CLASSES.items():
        out = out.replace(f"<{name}>", _escaped(letter))
    if "<" in out.replace("(?P<", "").replace("(?<", ""):
        raise ValueError(f"the pattern {pattern!r} names a class that does not exist")
    return out.replace(" ", "")


def _escaped(letter: str) -> str:
    return f"\\{letter}" if letter in "-.$" else letter
