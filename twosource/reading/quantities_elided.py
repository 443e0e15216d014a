"""Units that a number takes from another in its sentence: elided nouns, coordinated numbers, parts of a total."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from twosource.model import Quantity
from twosource.reading.quantities_units import SHARE, Sentence, Unit, data

PARTITIVE = frozenset({"out", "of", "the", "those", "all"})
COORDINATION = frozenset({"and", "or", ",", "maybe", "perhaps", ",and", "…", "..."})
INCLUDING = ("including", "among them", "among whom")
"""Before a number, they say that it is part of the total before it."""
LONGEST_INCLUDING = 16
"""Characters that hold the longest of them and a space."""
CHANGE = frozenset({"from", "to", "than", "against"})
"""Before a bare number, they compare it with the one before: "4 tons, up from 3", "from 20 to 30"."""
CUES = frozenset({"including", "only", "just", "not"})
"""Before a small number in words, they say that it counts: "five rounds of talks, including three in Geneva"."""

Earlier = Sequence[tuple[Quantity, Unit]]


def with_shared_units(sentence: Sentence, found: Sequence[Quantity]) -> list[Quantity]:
    """Give coordinated numbers their common unit: "at least one, and probably two, missiles", "6 out of 8 drones"."""
    out = list(found)
    for i, (one, two) in enumerate(pairwise(found)):
        between = sentence.text[one.span.end : two.span.start].lower().split()
        if between and set(between) <= PARTITIVE and two.unit is not None and one.denominator is None:
            out[i] = replace(one, unit=two.unit)
        if not between or not set(between) <= COORDINATION:
            continue
        if one.unit is None and two.unit is not None:
            out[i] = replace(one, unit=two.unit)
        elif two.unit is None and one.unit is not None:
            out[i + 1] = replace(two, unit=one.unit)
    return out


def _same_sentence(sentence: Sentence, first: int, earlier: Earlier) -> tuple[Quantity, Unit] | None:
    """The quantity before lexeme `first` in its sentence."""
    if not earlier or sentence.sentence(sentence.at(earlier[-1][0].span.start)) != sentence.sentence(first):
        return None
    return earlier[-1]


def included(sentence: Sentence, first: int, earlier: Earlier) -> str | None:
    """The outcome of the people among whom these are counted: "50 people, including five children, were killed"."""
    before = _same_sentence(sentence, first, earlier)
    if before is None or not first or sentence.lexemes[first - 1].lower != "including":
        return None
    return before[1].outcome


def same_people(sentence: Sentence, first: int, outcome: str, earlier: Earlier) -> str:
    """The outcome with the people of the number before: "37 children were killed and 50 injured" are all children."""
    before = _same_sentence(sentence, first, earlier)
    if before is None or before[0].unit is None or sentence.lexemes[first - 1].lower not in COORDINATION:
        return outcome
    people, _, known = before[0].unit.rpartition(" ")
    start = before[0].span.start
    part = sentence.text[max(0, start - LONGEST_INCLUDING) : start].rstrip().lower().endswith(INCLUDING)
    one_outcome = known in data("outcome").values() and not people.endswith(" or")
    return f"{people} {outcome}" if people and one_outcome and not part else outcome


def elided(sentence: Sentence, first: int, earlier: Earlier) -> str | None:
    """The unit of a number without a noun, from the number before it in its sentence.

    Counted things are taken up by any such number ("1,300 firms, of which 240 left"); a measure only where the two are
    compared ("4.5 million tons, up from 2.8 million"); shares and lengths of time never.
    """
    before = _same_sentence(sentence, first, earlier)
    if before is None or before[0].unit is None or before[0].unit.startswith(SHARE):
        return None
    known = data("unit").get(before[0].unit)
    if known is None or known["measure"] == "people":
        return before[0].unit
    compared = known["measure"] not in {"share", "duration"} and sentence.lexemes[first - 1].lower in CHANGE
    return before[0].unit if compared else None
