"""The terms of a report: its words, names and numbers, each with how telling it is.

How telling a word is comes from how common it is in its language (data/frequencies.tsv), not from the other reports of
a ledger: so a report's terms are the same wherever it is read.
"""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from msgspec import Struct

from twosource.model import Report

LEAD = 400
"""Characters of the text, after its furniture, that count as its opening: about the first two sentences."""
LEAD_WEIGHT = 2.0
"""How often a word of the title or the opening counts. Between 1.5 and 4, B3 on ECB+ dev moves by 0.3."""
REPORT_LENGTH = 400
"""Words of a usual report: turns how often a word is met into the share of reports that have it."""
RAREST_WEIGHT = 7.0
"""Weight of a word in one report of a thousand or fewer; of all that are not listed. 6 to 9: B3 moves by 0.3."""
LEAST_WEIGHT = 0.4
"""A word of two reports in three or more says nothing of which story it is."""
SHORTEST = 2
"""Letters of a word that is counted."""
WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’\-][^\W\d_]+)*")
ADDRESS = re.compile(r"(?:https?://|www\.|t\.me/|@)\S+")
"""Links and handles say where to go, not what happened."""
POSSESSIVE = re.compile(r"'s?$")
SENTENCE_END = re.compile(r"[.!?…:;\"“”«»\n\r]")
"""A capital letter after one of these says nothing."""
THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
YEAR = re.compile(r"(?:19|20)\d\d")
DIGIT_WEIGHTS = (0.2, 0.5, 1.5, 3.0)
"""How telling a number is by its significant digits (none, 1, 2, 3 and more): "5.6" and "417" are met by chance less
often than "3". Against one weight for all: +0.3 B3 on ECB+ dev."""
YEAR_WEIGHT = 2.0


class Kind(StrEnum):
    """What a term is. The kinds are weighed apart, so that a report of many numbers is not compared by these alone."""

    NAME = "name"
    WORD = "word"
    NUMBER = "number"


SHARES = {Kind.NAME: 0.45, Kind.WORD: 0.4, Kind.NUMBER: 0.15}
"""How much each kind contributes to a report's profile (squared length). ECB+ dev, B3 of four orders, mean: these 92.5;
names and words alone, half and half, 90.3; 0.4, 0.4, 0.2 gives 92.0; all in one, with names at 1.5, about 90."""


class Token(NamedTuple):
    """One word or number: as written, where it starts, and whether it opens a sentence."""

    text: str
    start: int
    opens: bool


class Rule(Struct, frozen=True):
    """An ending, and what is put in its place, unless one of some letters stands before it."""

    ending: str
    put: str = ""
    unless: tuple[str, ...] = ()


@cache
def rules() -> Mapping[str, tuple[int, tuple[Rule, ...]]]:
    """By script: how many letters must remain, and the rules for endings."""
    raw = tomllib.loads(files("twosource.linking").joinpath("data/stories.toml").read_text(encoding="utf-8"))
    return {
        group["script"]: (
            group["keep"],
            tuple(Rule(**{**rule, "unless": tuple(rule.get("unless", ()))}) for rule in group["rules"]),
        )
        for group in raw["endings"]
    }


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The word in lower case without its ending, where an ending is safe to take off."""
    keep, listed = rules().get(script(word), (0, ()))
    for rule in listed:
        if word.endswith(rule.ending) and len(word) - len(rule.ending) >= keep:
            rest = word[: -len(rule.ending)]
            return word if rest.endswith(rule.unless) else rest + rule.put
    return word


@lru_cache(maxsize=10_000)
def _script_of(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def script(word: str) -> str:
    """Name of the script of the word's first letter, as Unicode names it: LATIN, CYRILLIC, GREEK."""
    return _script_of(word[0])


@cache
def frequencies() -> Mapping[str, float]:
    """How often a word is met, its forms together, as a share of all words of its language.

    Where languages share a script the higher share counts: "на" is no telling word in either.
    """
    text = files("twosource.linking").joinpath("data/frequencies.tsv").read_text(encoding="utf-8")
    summed: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        language, zipf, listed = line.split("\t")
        for word in listed.split(" "):
            summed[language][stem(word)] += 10 ** (float(zipf) - 9)
    shares: dict[str, float] = {}
    for own in summed.values():
        for word, share in own.items():
            shares[word] = max(share, shares.get(word, 0.0))
    return shares


@lru_cache(maxsize=200_000)
def weight(word: str) -> float:
    """How telling a stem is: minus the logarithm of the share of reports that have it, at most `RAREST_WEIGHT`."""
    share = 1 - math.exp(-REPORT_LENGTH * frequencies().get(word, 0.0))
    return min(RAREST_WEIGHT, -math.log(share)) if share else RAREST_WEIGHT


def number_weight(number: str) -> float:
    """How telling a number is, by its significant digits."""
    if YEAR.fullmatch(number):
        return YEAR_WEIGHT
    if "." in number:
        return DIGIT_WEIGHTS[-1]
    return DIGIT_WEIGHTS[min(len(number.lstrip("0")), len(DIGIT_WEIGHTS) - 1)]


def words_of(token: str) -> Iterator[str]:
    """The words of a token in lower case: without a possessive, the parts of a hyphenated one apart."""
    for part in token.replace("’", "'").split("-"):
        if word := POSSESSIVE.sub("", part):
            yield word.lower()


def tokens(text: str) -> Iterator[Token]:
    """The words and numbers of a text, in order."""
    last = 0
    for match in WORD.finditer(text):
        opens = last == 0 or SENTENCE_END.search(text, last, match.start()) is not None
        yield Token(match.group(), match.start(), opens)
        last = match.end()


def reporting(report: Report) -> str:
    """The report's text with line ends in the place of its furniture and addresses."""
    pieces, at = [], 0
    for piece in report.furniture:
        pieces += [report.text[at : piece.span.start], "\n"]
        at = max(at, piece.span.end)
    return ADDRESS.sub("\n", "".join([*pieces, report.text[at:]])).strip()


class Terms:
    """Words and numbers of one report: how often each is met, and which are names."""

    def __init__(self, report: Report) -> None:
        text = reporting(report)
        self.counts: Counter[str] = Counter()
        self.numbers: Counter[str] = Counter()
        self.names: set[str] = set()
        found = [(token, LEAD_WEIGHT if token.start < LEAD else 1.0) for token in tokens(text)]
        if report.title and not text.startswith(report.title):
            found = [(token, LEAD_WEIGHT) for token in tokens(report.title)] + found
        capitals = self._capitals([token for token, _ in found])
        for token, times in found:
            if token.text[0].isdigit():
                self._count_number(token.text, times)
                continue
            for word in words_of(token.text):
                if len(word) < SHORTEST:
                    continue
                key = stem(word)
                self.counts[key] += times  # type: ignore[assignment]  # a Counter adds any number
                if token.text[0].isupper() and capitals[token.text.lower()] > 0:
                    self.names.add(key)

    @staticmethod
    def _capitals(found: list[Token]) -> Counter[str]:
        """For each word how much more often it has a capital within a sentence than it has none."""
        balance: Counter[str] = Counter()
        for token in found:
            if token.text[0].islower():
                balance[token.text.lower()] -= 1
            elif not token.opens:
                balance[token.text.lower()] += 1
        return balance

    def _count_number(self, written: str, times: float) -> None:
        """Count a number; a time of day ("14:05") is none."""
        if ":" in written:
            return
        key = written.replace(",", "") if THOUSANDS.fullmatch(written) else written.replace(",", ".")
        self.numbers[key] += times  # type: ignore[assignment]  # a Counter adds any number

    def weighed(self) -> Iterator[tuple[Kind, dict[str, float]]]:
        """The terms of each kind with their weights: how telling, times one and the logarithm of how often."""
        by_kind: dict[Kind, dict[str, float]] = {kind: {} for kind in Kind}
        for word, times in self.counts.items():
            if (telling := weight(word)) >= LEAST_WEIGHT:
                kind = Kind.NAME if word in self.names else Kind.WORD
                by_kind[kind][word] = telling * (1 + math.log(times))
        for number, times in self.numbers.items():
            by_kind[Kind.NUMBER][number] = number_weight(number) * (1 + math.log(times))
        yield from by_kind.items()


def terms_of(report: Report) -> dict[str, float]:
    """The report's terms with their weights; each kind that there is has its share of the whole (`SHARES`)."""
    made: dict[str, float] = {}
    for kind, weighed in Terms(report).weighed():
        length = math.sqrt(sum(value * value for value in weighed.values()))
        for term, value in weighed.items():
            made[term] = value / length * math.sqrt(SHARES[kind])
    return made
