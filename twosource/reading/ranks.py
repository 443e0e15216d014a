"""Ranks: where a content puts a thing among its like ("the second most populated region", "smaller than four others").

Two outlets seldom contradict each other word for word on such a point; the ranks show that they do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from twosource.reading.numbers import lex, ordinal_value, read_number
from twosource.reading.taxonomy import grammar

REACH = 8
"""Tokens after a comparative within which its "than" is looked for."""


def ranks_of(content: Sequence[Token]) -> tuple[str, ...]:
    """The ranks that a content gives, as "scale:n" for one of the first n and "scale:-n" for one below n others."""
    return tuple(dict.fromkeys(_ranks(content)))


def _ranks(content: Sequence[Token]) -> Iterator[str]:
    for at, token in enumerate(content):
        word = token.lower_
        scale = _scale(content, at)
        if scale is None:
            continue
        if word == "most":
            yield f"{scale[0]}:{_ordinal(content, at)}"
        elif word == "least" or (word in {"less", "more"} and (word == "less" or scale[1])):
            yield f"{scale[0]}:-{_others(content, at)}"


def _scale(content: Sequence[Token], at: int) -> tuple[str, bool] | None:
    """What a word of degree grades, and whether an adverb of scantness stands between ("more sparsely populated")."""
    after = content[at + 1 : at + 3]
    scant = bool(after) and after[0].lower_ in grammar("scant")
    graded = after[1:2] if scant or (after and after[0].lower_.endswith("ly")) else after[:1]
    if not graded or graded[0].pos_ not in {"ADJ", "VERB"}:
        return None
    return graded[0].lower_, scant


def _ordinal(content: Sequence[Token], at: int) -> int:
    """The n of "the second most": 1 where nothing is said."""
    before = [t.lower_ for t in content[max(0, at - 2) : at] if t.is_alpha]
    value = ordinal_value(lex(before[-1])[0]) if before else None
    return value or 1


def _others(content: Sequence[Token], at: int) -> int:
    """How many others the thing is put below: the number after "than", else one."""
    rest = list(content[at : at + REACH + 1])
    than = next((i for i, t in enumerate(rest) if t.lower_ == "than"), None)
    if than is None:
        return 1
    numbers = (read_number(lex(t.lower_), 0) for t in rest[than + 1 :] if t.is_alpha or t.like_num)
    return next((int(number.value) for number in numbers if number is not None and number.value), 1)
