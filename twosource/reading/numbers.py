"""Numbers in text: lexemes with their offsets, numbers in digits and words, and the comparators before and after them.

Times and quantities both stand on this; it needs no parser and reads plain text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

LEXEME = re.compile(
    r"(?P<break>\n[^\S\n]*\n\s*)"
    r"|(?P<iso>\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?(?!\d))"
    r"|(?P<date>\d{1,2}/\d{1,2}/\d{2,4}(?!\d)|\d{1,2}\.\d{1,2}\.\d{4}(?!\d))"
    r"|(?P<clock>\d{1,2}:\d\d(?::\d\d)?(?!\d))"
    r"|(?P<decade>['’]?\d0s\b|\d{3}0['’]?s\b)"
    r"|(?P<ordinal>\d+(?:,\d{3})*(?:st|nd|rd|th)\b)"
    r"|(?P<number>\d+(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?|[½¼¾⅓⅔])"
    r"|(?P<meridiem>[ap]\.m\.?|[ap]m\b|[AP]\.M\.?|[AP]M\b)"
    r"|(?P<word>[Bb]\.[Cc]\.(?:[Ee]\.)?|[Aa]\.[Dd]\.|[^\W\d_]+)"
    r"|(?P<other>[^\s])"
)
"""What can be a piece of a time or a quantity. Spaces and single line ends are nothing; a blank line is a break."""

HYPHENS = frozenset("-‐‑–—")
GLYPHS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
LONGEST_COMPARATOR = 4
"""Words in the longest comparator of data/quantities.toml."""


class Lexeme(NamedTuple):
    """One piece of text: its place, its lower-cased text, and its form (a group name of `LEXEME`)."""

    start: int
    end: int
    lower: str
    form: str


class Number(NamedTuple):
    """A number read from lexemes `first` to `last` (exclusive)."""

    value: float
    first: int
    last: int


class Comparator(NamedTuple):
    """A comparator ("more than") and the lexemes that it spans, `first` to `last` (exclusive)."""

    name: str
    first: int
    last: int


def lex(text: str) -> list[Lexeme]:
    """The pieces of `text`, in order; offsets are code points."""
    return [Lexeme(m.start(), m.end(), m.group().lower(), m.lastgroup or "other") for m in LEXEME.finditer(text)]


@cache
def table(name: str) -> Mapping[str, Any]:
    """One of the reading room's data files, `data/<name>.toml`."""
    return tomllib.loads(resources.files("twosource.reading").joinpath("data", f"{name}.toml").read_text("utf-8"))


@cache
def words(section: str) -> dict[str, float]:
    """A section of data/quantities.toml whose values are numbers."""
    return {word: float(value) for word, value in table("quantities")[section].items()}


def read_number(lexemes: Sequence[Lexeme], at: int) -> Number | None:
    """The cardinal number that begins at lexeme `at`, in digits, words or both: "2.5 million", "a dozen".

    Returns:
        The longest number, or `None` when none begins there. A bare "a" is not a number.
    """
    first = lexemes[at]
    if first.form == "number":
        return _with_digits(lexemes, at)
    if first.form != "word":
        return None
    if first.lower in words("cardinals"):
        return _with_words(lexemes, at)
    if first.lower in {"a", "an", "half"}:
        return _with_article(lexemes, at)
    return None


def _with_digits(lexemes: Sequence[Lexeme], at: int) -> Number:
    value = digits(lexemes[at].lower)
    last = at + 1
    if last < len(lexemes):
        after = lexemes[last]
        fraction = after.lower in GLYPHS or _slash_fraction(lexemes, last)
        if after.lower in GLYPHS:
            value, last = value + GLYPHS[after.lower], last + 1
        elif fraction:
            value, last = value + digits(after.lower) / digits(lexemes[last + 2].lower), last + 3
    value, last = _multiplied(lexemes, value, last)
    return Number(value, at, last)


def _slash_fraction(lexemes: Sequence[Lexeme], at: int) -> bool:
    """Whether "1/2" stands at `at`: two small whole numbers, joined by a slash without spaces."""
    if at + 2 >= len(lexemes):
        return False
    over, slash, under = lexemes[at : at + 3]
    return (
        over.form == under.form == "number"
        and slash.lower == "/"
        and over.end == slash.start
        and slash.end == under.start
        and over.lower.isdecimal()
        and under.lower.isdecimal()
        and 0 < int(over.lower) < int(under.lower) <= 10
    )


def digits(text: str) -> float:
    """The value of a number in digits: thousands separated by commas, a decimal point, or one fraction sign."""
    return GLYPHS[text] if text in GLYPHS else float(text.replace(",", ""))


def _multiplied(lexemes: Sequence[Lexeme], value: float, last: int) -> tuple[float, int]:
    """Multiply by what follows: "million", a dozen, or a suffix written without a space ("5k")."""
    multipliers = words("multipliers")
    while last < len(lexemes):
        skip = 1 if lexemes[last].lower in HYPHENS and last + 1 < len(lexemes) else 0
        word = lexemes[last + skip]
        if word.lower not in multipliers or (skip and word.start != lexemes[last].end):
            break
        value, last = value * multipliers[word.lower], last + skip + 1
    return value, last


def _with_words(lexemes: Sequence[Lexeme], at: int) -> Number:
    """Add up "two hundred and sixty-five thousand": hundreds inside, thousands and above close a group."""
    total, group, last = 0.0, 0.0, at
    ceiling = float("inf")
    cardinals, multipliers = words("cardinals"), words("multipliers")
    room = 0.0
    i = at
    while i < len(lexemes):
        word = lexemes[i].lower
        if word in cardinals and (last == at or cardinals[word] < room):
            value = cardinals[word]
            group += value
            room = 10 if value >= 20 else 0
        elif word in multipliers and group and multipliers[word] < ceiling:
            factor = multipliers[word]
            if factor < 1000:
                group, room = group * factor, 100 if factor == 100 else 0
            else:
                total, group, ceiling, room = total + group * factor, 0.0, factor, min(factor, 1000)
        elif not _joins(lexemes, i, last):
            break
        else:
            i += 1
            continue
        i += 1
        last = i
    return Number(total + group, at, last)


def _joins(lexemes: Sequence[Lexeme], i: int, last: int) -> bool:
    """Whether lexeme `i` only joins two number words: a hyphen, or "and" after a hundred or thousand."""
    if i != last or i + 1 >= len(lexemes) or lexemes[i + 1].lower not in words("cardinals"):
        return i == last and lexemes[i].lower in HYPHENS and _is_multiplier(lexemes, i + 1)
    if lexemes[i].lower in HYPHENS:
        return lexemes[i].end == lexemes[i + 1].start
    return lexemes[i].lower == "and" and lexemes[i - 1].lower in words("multipliers")


def _is_multiplier(lexemes: Sequence[Lexeme], i: int) -> bool:
    return i < len(lexemes) and lexemes[i].lower in words("multipliers")


def _with_article(lexemes: Sequence[Lexeme], at: int) -> Number | None:
    """Read "a hundred", "a dozen", "half a million", "half-dozen"; "a" alone and "half" alone are no numbers."""
    value, last = (0.5, at + 1) if lexemes[at].lower == "half" else (1.0, at + 1)
    if last < len(lexemes) and value == 1.0 and lexemes[last].lower == "half":
        value, last = 0.5, last + 1
    if last < len(lexemes) and value < 1 and lexemes[last].lower in {"a", "an", "-"}:
        last += 1
    if not _is_multiplier(lexemes, last):
        return None
    value, last = _multiplied(lexemes, value, last)
    rest = read_number(lexemes, last + 1) if last + 1 < len(lexemes) and lexemes[last].lower == "and" else None
    if rest is not None and rest.value < 100 <= value and lexemes[rest.first].form == "word":
        return Number(value + rest.value, at, rest.last)
    return Number(value, at, last)


def ordinal_value(lexeme: Lexeme) -> int | None:
    """The value of "8th" or "eighth"; `None` when it is no ordinal."""
    if lexeme.form == "ordinal":
        return int(re.sub(r"\D", "", lexeme.lower))
    value = words("ordinals").get(lexeme.lower)
    return None if value is None else int(value)


def comparator_before(lexemes: Sequence[Lexeme], at: int) -> Comparator | None:
    """The comparator that ends just before lexeme `at`, the longest first: "no more than", "about"."""
    return _comparator(lexemes, [(at - size, at) for size in range(LONGEST_COMPARATOR, 0, -1)], "comparators")


def comparator_after(lexemes: Sequence[Lexeme], at: int) -> Comparator | None:
    """The comparator that begins at lexeme `at`: "or more", "or so"."""
    return _comparator(lexemes, [(at, at + 3), (at, at + 2)], "comparators_after")


def _comparator(lexemes: Sequence[Lexeme], ranges: Sequence[tuple[int, int]], section: str) -> Comparator | None:
    known = table("quantities")[section]
    for first, last in ranges:
        if first < 0 or last > len(lexemes):
            continue
        name = known.get(" ".join(lexeme.lower for lexeme in lexemes[first:last]))
        if name is not None:
            return Comparator(str(name), first, last)
    return None
