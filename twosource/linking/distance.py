"""Distances in a text, counted in words.

Not in characters: a word more or less is the same in both, but the length of a party's name is not, and exchanging the
parties' names must change nothing (docs/neutrality.md).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

WORD = re.compile(r"\w+")
TEXTS = 64
"""Texts whose words are kept: the reports of a story or two."""


@lru_cache(maxsize=TEXTS)
def _starts(text: str) -> tuple[int, ...]:
    return tuple(match.start() for match in WORD.finditer(text))


def words_between(text: str, start: int, end: int) -> int:
    """How many words begin between two positions of a text (code points); negative where the end comes first."""
    starts = _starts(text)
    return bisect_left(starts, end) - bisect_left(starts, start)
