"""One name in its several transliterations: a key that Zelensky, Zelenskyy and Zelenskiy share.

The rules are those on which the romanisations of Cyrillic names in English-language news differ (BGN/PCGN, ISO 9, the
national systems of Ukraine and Russia, German and French habits): which letters stand for one sound, not which names
exist. A name of another origin keeps a key of its own, so that equal spellings stay equal.
"""

from __future__ import annotations

import re
from functools import cache

from twosource.world.phrases import fold

RULES = (
    (r"['-]", ""),  # soft signs: Luk'yanenko
    (r"x", "ks"),  # Alexei, Aleksei
    (r"w", "v"),  # Wolodymyr, Volodymyr
    (r"shch|sch", "sh"),  # Shcherba, Scherba
    (r"tz|tc", "ts"),
    (r"kh|gh|h", "g"),  # Serhiy, Sergei; Kharkiv, Harkiv; the letter that Ukrainian reads h and Russian g
    (r"(?<=[sczt])g", "h"),  # but sh, ch, zh and th are sounds of their own
    (r"[yij]+", "i"),  # Zelenskyy, Zelenskiy, Zelenskij
    (r"io", "e"),  # Fyodorov, Fedorov: the letter yo is mostly written without its dots
    (r"ei$", "i"),  # Sergei, Sergiy
    (r"ie", "e"),  # Yevgeny, Evgeny; Dmitriyev, Dmitriev
    (r"(.)\1", r"\1"),  # Gennady, Genady
)


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), new) for pattern, new in RULES)


def name_key(word: str) -> str:
    """The form in which two spellings of one name are the same: "Zelenskyy" and "Zelenskiy" give "zelenski"."""
    key = fold(word)
    for pattern, new in _rules():
        key = pattern.sub(new, key)
    return key or fold(word)
