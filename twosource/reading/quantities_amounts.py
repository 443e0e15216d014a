"""Amounts: a number, a range, a fraction or a vague plural, as lexemes spell it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from twosource.reading.numbers import HYPHENS, Lexeme, comparator_before, read_number, words
from twosource.reading.quantities_units import currency_before, data

LONGEST_VAGUE = 3
"""Lexemes in the longest vague plural ("tens of thousands")."""
LARGEST_DENOMINATOR = 64
"""Of fractions in figures, the smallest part that markets quote."""
FRACTION_DIGITS = 9
"""Decimals kept of a number and a fraction added up."""
REPEATS = frozenset({"and", ",", "upon"})
HALVES = {"half": 0.5, "quarter": 0.25}
JOINS = HYPHENS | {"to", "and", "or"}


class Amount(NamedTuple):
    """Lexemes `first` to `last` (exclusive) that spell an amount: one value, or a range when `value` is `None`."""

    first: int
    last: int
    value: float | None
    low: float | None = None
    high: float | None = None
    share: bool = False
    vague: bool = False


def read_amount(lexemes: Sequence[Lexeme], at: int) -> Amount | None:
    """The amount that begins at lexeme `at`: a number, a range, a fraction or a vague plural."""
    lexeme = lexemes[at]
    if lexeme.form == "word":
        vague = _vague(lexemes, at)
        if vague is not None:
            return vague
        share = _fraction(lexemes, at)
        if share is not None:
            return share
    number = read_number(lexemes, at)
    if number is None:
        return None
    value, last = _with_fraction(lexemes, at, number.value, number.last)
    value, last = _suffixed(lexemes, at, value, last)
    joined = _range(lexemes, at, value, last)
    return joined or Amount(at, last, value)


def _vague(lexemes: Sequence[Lexeme], at: int) -> Amount | None:
    """Read "dozens", "tens of thousands", "several thousand", "dozens and dozens"."""
    found = _vague_once(lexemes, at)
    if found is None:
        return None
    size = found.last - at
    skip = found.last + 1 if found.last < len(lexemes) and lexemes[found.last].lower in REPEATS else found.last
    again = [lexeme.lower for lexeme in lexemes[skip : skip + size]] == [
        lexeme.lower for lexeme in lexemes[at : found.last]
    ]
    return found._replace(last=skip + size) if again and skip > found.last else found


def _vague_once(lexemes: Sequence[Lexeme], at: int) -> Amount | None:
    skip = at + 1 if lexemes[at].lower in {"a", "an"} and at + 1 < len(lexemes) else at
    if lexemes[skip].lower in data("several")["words"] and skip + 1 < len(lexemes):
        bounds = data("vague").get(lexemes[skip + 1].lower + "s")
        if bounds is not None and lexemes[skip + 1].lower in words("multipliers"):
            return Amount(at, skip + 2, None, float(bounds[0]), float(bounds[1]), vague=True)
    for last in range(min(at + LONGEST_VAGUE, len(lexemes)), at, -1):
        bounds = data("vague").get(" ".join(lexeme.lower for lexeme in lexemes[at:last]))
        if bounds is not None:
            return Amount(at, last, None, float(bounds[0]), float(bounds[1]), vague=True)
    return None


def _fraction(lexemes: Sequence[Lexeme], at: int) -> Amount | None:
    """Read "one-fifth", "two thirds", "a quarter of", "half of", "one in five"."""
    word = lexemes[at].lower
    if word == "half":
        return _half(lexemes, at)
    number = 1.0 if word in {"a", "an"} else words("cardinals").get(word)
    if number is None or at + 1 >= len(lexemes):
        return None
    parts = words("fractions")
    last = at + 2 if lexemes[at + 1].lower in HYPHENS else at + 1
    if last >= len(lexemes) or lexemes[last].lower not in parts:
        return _one_in(lexemes, at)
    named = lexemes[last].lower.endswith("s") or lexemes[at + 1].lower in HYPHENS
    of = last + 1 < len(lexemes) and lexemes[last + 1].lower == "of"
    share = number / parts[lexemes[last].lower]
    sure = of or (named and word not in {"a", "an"})
    return Amount(at, last + 1, share, share=True) if sure and share <= 1 else None


def _half(lexemes: Sequence[Lexeme], at: int) -> Amount | None:
    """Read "half of", "half the", and "half a kilometre"."""
    after = lexemes[at + 1].lower if at + 1 < len(lexemes) else ""
    if after in {"of", "the", "its", "their", "his", "her", "our"}:
        return Amount(at, at + 1, 0.5, share=True)
    measured = after in {"a", "an"} and at + 2 < len(lexemes) and lexemes[at + 2].lower in data("spellings")
    return Amount(at, at + 2, 0.5) if measured else None


def _one_in(lexemes: Sequence[Lexeme], at: int) -> Amount | None:
    """Read "one in five" before a noun."""
    if at + 3 >= len(lexemes) or lexemes[at + 1].lower != "in" or lexemes[at + 3].form != "word":
        return None
    part, of = words("cardinals").get(lexemes[at].lower), read_number(lexemes, at + 2)
    if part is None or of is None or of.last >= len(lexemes) or lexemes[of.last].lower in data("spellings"):
        return None
    return Amount(at, of.last, part / of.value, share=True) if part < of.value <= data("one_in")["largest"] else None


def _with_fraction(lexemes: Sequence[Lexeme], at: int, value: float, last: int) -> tuple[float, int]:
    """Add "and a half" ("two and a half thousand"), or a fraction tied by a hyphen ("10-3/4"; cents in "$8.82-1/4")."""
    phrase = [lexeme.lower for lexeme in lexemes[last : last + 3]]
    if phrase[:2] == ["and", "a"] and phrase[2:] and phrase[2] in HALVES:
        factor = words("multipliers").get(lexemes[last + 3].lower, 1.0) if last + 3 < len(lexemes) else 1.0
        return (value + HALVES[phrase[2]]) * factor, last + 3 + (factor > 1)
    tied = lexemes[last : last + 4]
    glued = len(tied) == 4 and all(one.end == two.start for one, two in pairwise([lexemes[last - 1], *tied]))
    if not glued or tied[0].lower not in HYPHENS or tied[2].lower != "/" or last != at + 1:
        return value, last
    over, under = tied[1].lower, tied[3].lower
    if not (over.isdecimal() and under.isdecimal() and 0 < int(over) < int(under) <= LARGEST_DENOMINATOR):
        return value, last
    decimals = len(lexemes[at].lower.partition(".")[2])
    return round(value + int(over) / int(under) / 10**decimals, FRACTION_DIGITS), last + 4


def _suffixed(lexemes: Sequence[Lexeme], at: int, value: float, last: int) -> tuple[float, int]:
    """Multiply by a suffix written without a space: "$5m", "20k". Without a currency, "m" is metres."""
    if last >= len(lexemes) or lexemes[last].start != lexemes[last - 1].end or lexemes[at].form != "number":
        return value, last
    suffix = lexemes[last].lower
    money = currency_before(lexemes, at) is not None
    if suffix in words("suffixes") and (money or suffix == "k"):
        return value * words("suffixes")[suffix], last + 1
    return value, last


def _range(lexemes: Sequence[Lexeme], at: int, low: float, last: int) -> Amount | None:
    """Read "10 to 15", "between 10 and 20", "30-40", "two or three"."""
    if last + 1 >= len(lexemes) or lexemes[last].lower not in JOINS:
        return None
    join = lexemes[last].lower
    before = comparator_before(lexemes, at)
    if join == "and" and (before is None or before.name != "between"):
        return None
    skip = last + 1
    if currency_before(lexemes, at) is not None and lexemes[skip].form == "other" and skip + 1 < len(lexemes):
        skip += 1
    number = read_number(lexemes, skip)
    if number is None:
        return None
    high, end = _suffixed(lexemes, skip, number.value, number.last)
    scale = high / digits_value(lexemes, skip) if end > skip + 1 and lexemes[skip].form == "number" else 1.0
    if scale > 1 and low < high / scale:
        low *= scale
    glued = (
        join in HYPHENS
        and end < len(lexemes)
        and lexemes[end].lower in HYPHENS
        and lexemes[end].start == lexemes[end - 1].end
    )
    if high <= low or (glued and end + 1 < len(lexemes) and lexemes[end + 1].form == "number"):
        return None
    return Amount(at, end, None, low, high)


def digits_value(lexemes: Sequence[Lexeme], at: int) -> float:
    """The value of the digits alone at lexeme `at`, without a multiplier after them."""
    number = read_number(lexemes[: at + 1], at)
    return number.value if number is not None and number.value else 1.0
