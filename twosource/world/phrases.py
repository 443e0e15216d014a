"""Finding many known phrases in a text at once, longest first, by words rather than by characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from twosource.world.tables import sense

T = TypeVar("T")

TOKEN = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*|\n[^\S\n]*\n|\S")
"""A word (letters and digits with their combining marks), a blank line, or one other character."""
APOSTROPHES = "'’‘ʼ＇`´"
HYPHENS = "-‐‑‒–"
QUOTATION = "\"'“”‘’«»„ \t\r\n"
POSSESSIVE = re.compile(f"[{APOSTROPHES}][sS]?$")
LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})
"""Latin letters that Unicode does not decompose, as English-language news writes them."""


class Token(NamedTuple):
    """One word or mark of a text: where it stands, how it is written, and the key it is compared by."""

    start: int
    end: int
    text: str
    key: str


class Hit(NamedTuple, Generic[T]):
    """A known phrase in a text: code points `start` to `end` (exclusive), and what it stands for."""

    start: int
    end: int
    value: T


def fold(text: str) -> str:
    """Lower case, without accents, apostrophes and hyphens each of one kind: the form words are compared in."""
    if text.isascii():
        return "'" if text == "`" else text.lower()
    if len(text) == 1 and text in APOSTROPHES:
        return "'"
    if len(text) == 1 and text in HYPHENS:
        return "-"
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return plain.lower().translate(LETTERS)


def tokenise(text: str, key: Callable[[str], str] = fold) -> list[Token]:
    """The words and marks of `text`, in order, each with the `key` that it is compared by."""
    return [Token(m.start(), m.end(), m.group(), key(m.group())) for m in TOKEN.finditer(text)]


def _case_allows(known: str, written: str) -> bool:
    """Whether a word written so can be the known one: capitals of the known word are required, small letters free."""
    if known.isupper():
        return written.isupper()
    return not known[0].isupper() or not written[0].islower()


def mention_forms(text: str) -> Iterator[tuple[str, str | None]]:
    """A whole mention as written, then without quotation marks, article and possessive ending.

    Yields:
        The remaining text, and the article that was taken off in lower case (`None` when none was).
    """
    yield text.strip(), None
    core = text.strip(QUOTATION)
    bare = POSSESSIVE.sub("", text.strip())
    for form in dict.fromkeys((core, bare)):
        first, _, rest = form.partition(" ")
        if rest and first.lower() in sense("article"):
            yield rest.strip(), first.lower()
        else:
            yield form, None


class Phrases(Generic[T]):
    """A set of known phrases, each with the values that it can stand for.

    Args:
        key: the form in which words are compared; capitals are looked at beside it.
    """

    def __init__(self, key: Callable[[str], str] = fold) -> None:
        self._key = key
        self._entries: dict[tuple[str, ...], list[tuple[tuple[str, ...], T]]] = {}
        self._longest: dict[str, int] = {}

    def add(self, phrase: str, value: T) -> None:
        """Know `phrase` as standing for `value`. Its capitals will be required, its small letters match any case.

        A final stop ("U.S.") may be missing in the text, and an initial "The" be written small.
        """
        known = TOKEN.findall(phrase)
        key = tuple(self._key(part) for part in known)
        if known[0] == "The":
            known[0] = "the"
        self._put(key, tuple(known), value)
        if len(key) > 1 and key[-1] == ".":
            self._put(key[:-1], tuple(known[:-1]), value)

    def _put(self, key: tuple[str, ...], known: tuple[str, ...], value: T) -> None:
        self._entries.setdefault(key, []).append((known, value))
        if len(key) > self._longest.get(key[0], 0):
            self._longest[key[0]] = len(key)

    def _values(self, tokens: Sequence[Token], *, case_sensitive: bool) -> list[T]:
        values: list[T] = []
        for known, value in self._entries.get(tuple(t.key for t in tokens), ()):
            if value not in values and (
                not case_sensitive or all(_case_allows(k, t.text) for k, t in zip(known, tokens, strict=True))
            ):
                values.append(value)
        return values

    def _matches(self, tokens: list[Token], *, case_sensitive: bool) -> Iterator[tuple[int, int, list[T]]]:
        """Leftmost, longest matches that do not overlap: first token, token after the last, values."""
        i = 0
        while i < len(tokens):
            for length in range(min(self._longest.get(tokens[i].key, 0), len(tokens) - i), 0, -1):
                values = self._values(tokens[i : i + length], case_sensitive=case_sensitive)
                if values:
                    yield i, i + length, values
                    i += length
                    break
            else:
                i += 1

    def find(self, text: str, *, case_sensitive: bool = True) -> list[Hit[list[T]]]:
        """Every known phrase in a text, leftmost and longest first, not overlapping."""
        tokens = tokenise(text, self._key)
        return [
            Hit(tokens[i].start, tokens[j - 1].end, values)
            for i, j, values in self._matches(tokens, case_sensitive=case_sensitive)
        ]

    def whole(self, text: str, *, case_sensitive: bool = True) -> list[T]:
        """What `text` as a whole, nothing taken off, can stand for; empty when it is not known."""
        return self._values(tokenise(text, self._key), case_sensitive=case_sensitive)

    def mention(self, text: str) -> list[T]:
        """What a whole mention can stand for, with or without its article, quotation marks and possessive ending."""
        return next((values for form, _ in mention_forms(text) if form and (values := self.whole(form))), [])

    def head(self, text: str, *, titles: bool = False) -> Hit[list[T]] | None:
        """The first known phrase that can be the head of a noun phrase: nothing that it would modify follows.

        "the navy's southern command" has "southern command", "the army of Peru" has "army", and "army trucks"
        has none.

        Args:
            text: one noun phrase.
            titles: a capitalised name may follow, as after "President".
        """
        tokens = tokenise(text, self._key)
        for i, j, values in self._matches(tokens, case_sensitive=True):
            if _ends_phrase(tokens, j, titles=titles):
                return Hit(tokens[i].start, tokens[j - 1].end, values)
        return None


def certain(found: Sequence[tuple[T, bool]]) -> T | None:
    """The only value that bears a name as no ordinary word; `None` when none or several do."""
    values = [value for value, ambiguous in found if not ambiguous]
    return values[0] if len(values) == 1 else None


def only(found: Sequence[tuple[T, bool]]) -> T | None:
    """The value that a whole mention names: the certain one, else the only one; `None` when that leaves a choice."""
    value = certain(found)
    return found[0][0] if value is None and len(found) == 1 else value


def _ends_phrase(tokens: list[Token], j: int, *, titles: bool) -> bool:
    """Whether a noun phrase's head can end before token `j`."""
    if j == len(tokens):
        return True
    following = tokens[j]
    if following.key == "'":
        return all(t.key in ("'", "s") for t in tokens[j:])
    if following.key == "-":
        return False
    if not following.text[0].isalnum():
        return True
    return following.key in sense("after-head") or (titles and following.text[0].isupper())
