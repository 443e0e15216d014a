"""Which script a text is written in, so that a caller can say which languages it cannot read yet."""

from __future__ import annotations

import unicodedata
from collections import Counter

NAMES = {"cjk": "Han", "hiragana": "Japanese", "katakana": "Japanese"}
"""First words of Unicode character names, where they are not the script's own name."""


def script_of(text: str) -> str | None:
    """The script of most of the letters: "Latin", "Cyrillic", "Arabic", "Han" ...; `None` when there are no letters."""
    counts: Counter[str] = Counter()
    for character, number in Counter(text).items():
        if character.isalpha():
            first = unicodedata.name(character, "unknown").split()[0].lower()
            counts[NAMES.get(first, first.capitalize())] += number
    return counts.most_common(1)[0][0] if counts else None
