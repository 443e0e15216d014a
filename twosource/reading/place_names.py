"""Which words of a text name places: the gazetteer's names, weighed by what stands around them.

The gazetteer proposes (nearly every capitalised word is a village somewhere), the context decides: prepositions,
words such as "city" and "region", the parser's entities and parts of speech, what the same name is elsewhere in the
text. No single witness decides alone; the small model labels towns as people and organisations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Doc

from twosource.model import PlaceRelation
from twosource.reading.place_words import capital, words
from twosource.world.gazetteer import Candidate, Gazetteer, Level, fold

LETTERS = 4
"""Up to four capitals are initials of something."""
LONGEST_NAME = 8
"""Tokens in the longest name looked up ("Democratic Republic of the Congo", hyphens counted)."""
SHORT_WORDS = frozenset({"st", "ste", "mt", "ft"})
"""Parts of names that end in a point, at which the parser may end a sentence: "ST. LOUIS"."""
INITIAL = re.compile(r"[A-Z]\.$")
INITIALS = re.compile(r"(?:[A-Z]\.){2,4}$")
MOST_POSTAL = 2
"""Letters of a postal abbreviation; those with a point and one letter more are of the press ("Ill.")."""
ACCEPT = 1.0
"""A mention is a place when its evidence reaches this. A million people's city needs no other witness (+1.5), a town
of 10,000 needs a preposition or a label."""


@dataclass(slots=True)
class Mention:
    """A name in the text that may be a place.

    Attributes:
        start, end: tokens, end exclusive.
        folded: the name as the gazetteer looks it up.
        candidates: what it may mean; empty when the gazetteer lacks it.
        evidence: how far the context speaks for a place.
        demonym: an adjective or people.
        embedded: it is part of a longer name ("Aleppo University").
        feature: a name of land or water by its own words ("Catawba River").
        level: what a word beside it says it is; `None` when nothing does.
        direction: "the Lyman direction": an area around the town.
        bordering: its borders are spoken of.
        container: the mention that the text says holds it.
        relation: how the place that is meant stands to it. distance_km: how far from it that is said to be.
    """

    start: int
    end: int
    folded: str
    candidates: tuple[Candidate, ...]
    evidence: float = 0.0
    demonym: bool = False
    embedded: bool = False
    feature: bool = False
    level: Level | None = None
    direction: bool = False
    bordering: bool = False
    container: Mention | None = None
    relation: PlaceRelation | None = None
    distance_km: float | None = None
    country: str | None = None
    peers: list[Mention] = field(default_factory=list)


def propose(doc: Doc, gazetteer: Gazetteer) -> list[Mention]:
    """Longest names of the gazetteer in the text, left to right, none overlapping. No context is weighed yet."""
    grams = list(_grams(doc))
    found = gazetteer.find_folded([folded for _, _, folded in grams])
    by_start: dict[int, tuple[int, str, tuple[Candidate, ...]]] = {}
    for start, end, folded, candidates in _abbreviations(doc, gazetteer):
        by_start[start] = (end, folded, candidates)
    for (start, end, folded), candidates in zip(grams, found, strict=True):
        shorter = by_start.get(start, (0,))[0]
        if shorter and doc[end - 1].text[0].islower():
            continue  # "Cork city" is Cork, but "Crimean peninsula" is no Crimean
        if candidates and end > shorter and not _never(doc, start, end, folded):
            by_start[start] = (end, folded, candidates)
    mentions, after = [], 0
    for start in sorted(by_start):
        if start >= after:
            end, folded, candidates = by_start[start]
            mentions.append(Mention(start, end, folded, candidates))
            after = end
    return mentions


def _abbreviations(doc: Doc, gazetteer: Gazetteer) -> Iterator[tuple[int, int, str, tuple[Candidate, ...]]]:
    """As in "Raleigh, N.C.", "Walker County (Ga.)", "the B.C. border", "an Ill. man"."""
    for token in doc:
        if not capital(token):
            continue
        end, text = _with_point(doc, token.i)
        found = gazetteer.abbreviated(text)
        if found and _stands_for_area(doc, token.i, end, found):
            yield token.i, end, fold(text) + ".", found


def _with_point(doc: Doc, i: int) -> tuple[int, str]:
    """The abbreviation at a token, over tokens that the tokeniser parts: "W. Va.", "W.Va" and its point."""
    text = doc[i].text
    after = doc[i + 1].text if i + 1 < len(doc) else ""
    if INITIAL.match(text) and after[:1].isupper() and after.endswith("."):
        return i + 2, text + after
    if after == "." and "." in text and not doc[i].whitespace_:
        return i + 2, text + after
    return i + 1, text


def _stands_for_area(doc: Doc, i: int, end: int, found: tuple[Candidate, ...]) -> bool:
    """Whether an abbreviation is one: after a name and a comma, or by its points where no other word has such."""
    text = "".join(token.text for token in doc[i:end])
    if INITIALS.match(text):
        if not any(text.replace(".", "") == _initials(area.name) for area in found):
            return False  # "P.A." is no state, though "Pa." is
        return i == 0 or not doc[i - 1].like_num  # 300 B.C.
    before = doc[i - 1].text if i else ""
    if before in {",", "-", "("} and i > 1 and capital(doc[i - 2]):
        return True
    pointed = end - i > 1 or (text.endswith(".") and len(text) > MOST_POSTAL)
    return pointed and end < len(doc) and doc[end].is_alpha and doc[end].is_lower and not doc[end].is_stop


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split())


def _never(doc: Doc, start: int, end: int, folded: str) -> bool:
    """Words that name a place only when the parser or a preposition says so ("Nice", "Reading")."""
    kinds, first = words(), doc[start]
    if end - start > 1 or not common(folded) or (first.text.isupper() and 1 < len(first) <= LETTERS):
        return False
    spoken_for = first.ent_type_ in {"GPE", "LOC"} or (start > 0 and doc[start - 1].lower_ in kinds.place_preposition)
    return not (folded in kinds.unless_labelled and spoken_for)


def common(folded: str) -> bool:
    """Whether a word by itself is no place's name, whatever the gazetteer says."""
    kinds = words()
    return folded in kinds.never or folded in kinds.bodies or folded in kinds.levels or folded in kinds.ways


def _grams(doc: Doc) -> Iterator[tuple[int, int, str]]:
    text = doc.text  # spaCy joins the tokens anew every time it is asked
    for token in doc:
        if not capital(token):
            continue
        for end in _ends(doc, token.i):
            folded = fold(text[token.idx : doc[end - 1].idx + len(doc[end - 1])])
            if len(folded) > 1:
                yield token.i, end, folded


def _ends(doc: Doc, start: int) -> Iterator[int]:
    """Where a name that starts at the token may end: after capitalised words, and words that names join by."""
    for i in range(start, min(start + LONGEST_NAME, len(doc))):
        token = doc[i]
        if i > start and not (_joins(doc, i) or (token.is_alpha and (not token.is_sent_start or _after_short(doc, i)))):
            return
        if token.text[0] not in "'’-–/.":
            yield i + 1


def _after_short(doc: Doc, i: int) -> bool:
    """As in "ST. LOUIS", which the tokeniser and the parser cut at the point."""
    return bool({doc[i - 1].lower_.rstrip("."), doc[max(0, i - 2)].lower_} & SHORT_WORDS)


def _joins(doc: Doc, i: int) -> bool:
    token = doc[i]
    if capital(token) or token.text in {"'s", "’s"}:
        return capital(token) or (i + 1 < len(doc) and capital(doc[i + 1]))
    if token.text == ".":
        return doc[i - 1].lower_ in SHORT_WORDS
    if token.is_sent_start:
        return False
    return token.text in {"-", "–", "'", "’", "/"} and not token.whitespace_ and not doc[i - 1].whitespace_
