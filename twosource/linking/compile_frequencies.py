"""Make `data/frequencies.tsv`: how common the words of a language are, for telling what a report is about.

    pip install wordfreq==3.1.1
    python -m twosource.linking.compile_frequencies OUT_TSV

wordfreq (Speer 2022) puts together word counts of encyclopedias, subtitles, news, books and the web. Kept are the words
whose Zipf value (the logarithm of how often they stand in a thousand million words, to base 10) is at least `RAREST`;
rarer ones all count as telling.
"""

from __future__ import annotations

import importlib
import math
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from twosource.linking.story_terms import script, words_of

LANGUAGES = {"en": "LATIN", "ru": "CYRILLIC", "uk": "CYRILLIC"}
"""The languages and their scripts; a word in another script is a foreign one."""
RAREST = 3.3
"""Zipf value below which a word weighs as much as an unknown one (`story_terms.RAREST_WEIGHT`)."""
STEP = 10
"""Rows per unit of Zipf value: a tenth is a fifth of a nat, finer than the counts are sure."""
HEADER = """\
# How common words are: language, Zipf value (log10 of occurrences in a thousand million words), words of that value.
# Source: wordfreq 3.1.1 (Robyn Speer, https://github.com/rspeer/wordfreq), "large" lists, words of
# Zipf value 3.3 and above, rounded to a tenth. Terms of this file: CC BY-SA 4.0, as the source's data.
# See twosource/linking/FREQUENCIES.md. Made by twosource/linking/compile_frequencies.py; do not edit by hand.
"""


def compile_rows(frequencies: Any) -> list[tuple[str, float, list[str]]]:
    """Rows of the data file: language, Zipf value, words.

    Args:
        frequencies: `wordfreq.get_frequency_dict`.
    """
    made = []
    for language, letters in LANGUAGES.items():
        summed: dict[str, float] = defaultdict(float)
        for spelled, share in frequencies(language, wordlist="best").items():
            for word in {word for word in words_of(spelled) if script(word) == letters}:
                summed[word] += share
        rows: dict[float, list[str]] = defaultdict(list)
        for word, share in summed.items():
            zipf = round(STEP * (math.log10(share) + 9)) / STEP
            if zipf >= RAREST:
                rows[zipf].append(word)
        made += [(language, zipf, sorted(rows[zipf])) for zipf in sorted(rows, reverse=True)]
    return made


def main(target: str) -> None:
    """Write the data file."""
    rows = compile_rows(importlib.import_module("wordfreq").get_frequency_dict)
    lines = [f"{language}\t{zipf:.1f}\t{' '.join(words)}\n" for language, zipf, words in rows]
    Path(target).write_text(HEADER + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
