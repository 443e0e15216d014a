"""Numbers in digits and words, and the comparators round them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twosource.reading.numbers import comparator_after, comparator_before, lex, ordinal_value, read_number

ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
]
ONES += ["seventeen", "eighteen", "nineteen"]
TENS = ["x", "x", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def in_words(number: int, *, joined: str = "and") -> str:
    """The English of a number below a trillion, as a school book spells it."""
    for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if number >= size:
            rest = in_words(number % size, joined=joined) if number % size else ""
            link = f" {joined} " if rest and joined and number % size < 100 else " "
            return f"{in_words(number // size, joined=joined)} {name}{link if rest else ''}{rest}"
    if number >= 100:
        rest = in_words(number % 100) if number % 100 else ""
        link = f" {joined} " if joined else " "
        return f"{ONES[number // 100]} hundred{link if rest else ''}{rest}"
    if number >= 20:
        return TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else "")
    return ONES[number]


@given(st.integers(min_value=0, max_value=10**12 - 1), st.sampled_from(["and", ""]))
def test_words_come_back_as_the_number(number, joined):
    text = in_words(number, joined=joined)
    lexemes = lex(text)
    read = read_number(lexemes, 0)
    assert read is not None
    assert (read.value, read.last) == (number, len(lexemes)), text


@given(st.integers(min_value=0, max_value=10**12))
def test_digits_come_back_with_and_without_separators(number):
    for text in (f"{number}", f"{number:,}"):
        read = read_number(lex(text), 0)
        assert read is not None
        assert read.value == number


@pytest.mark.parametrize(
    ("text", "value", "size"),
    [
        ("2.5 million drums", 2_500_000, 2),
        ("a hundred and five", 105, 4),
        ("half a million", 500_000, 3),
        ("a half-dozen boats", 6, 4),
        ("two dozen", 24, 2),
        ("2 1/2 years", 2.5, 4),
        ("3½ hours", 3.5, 2),
        ("five six", 5, 1),
        ("twenty and", 20, 1),
        ("three hundred and the rest", 300, 2),
        ("1,234.5", 1234.5, 1),
    ],
)
def test_reads_the_longest_number_and_no_more(text, value, size):
    read = read_number(lex(text), 0)
    assert read is not None
    assert (read.value, read.last) == (value, size)


@pytest.mark.parametrize("text", ["a boat", "an hour", "half the town", "hundred", "8th", "10:35", "2025-06-08"])
def test_what_is_no_number(text):
    assert read_number(lex(text), 0) is None


@given(st.text(max_size=60))
def test_lexemes_lie_in_the_text_in_order(text):
    lexemes = lex(text)
    assert all(a.end <= b.start for a, b in pairwise(lexemes))
    assert all(0 <= x.start < x.end <= len(text) and x.lower == text[x.start : x.end].lower() for x in lexemes)


@pytest.mark.parametrize(
    ("before", "name"),
    [
        ("no more than", "up to"),
        ("not less than", "at least"),
        ("as many as", "up to"),
        ("just under", "just under"),
        ("almost", "nearly"),
        ("some", "about"),
        ("in excess of", "more than"),
        ("fewer than", "less than"),
    ],
)
def test_the_longest_comparator_before(before, name):
    lexemes = lex(f"There were {before} 40")
    found = comparator_before(lexemes, len(lexemes) - 1)
    assert found is not None
    assert (found.name, found.first, found.last) == (name, 2, len(lexemes) - 1)


def test_a_comparator_after():
    found = comparator_after(lex("40 boats or more"), 2)
    assert found is not None
    assert found.name == "at least"
    assert comparator_after(lex("40 boats or fishing"), 2) is None


def test_ordinals():
    assert [ordinal_value(x) for x in lex("8th eighth 21st boat")] == [8, 8, 21, None]
