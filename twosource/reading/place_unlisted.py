"""Places that the gazetteer lacks and that the context nevertheless calls places: kept by name, without a point."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from twosource.reading.place_names import ACCEPT, Mention, common
from twosource.reading.place_weighing import head_preposition
from twosource.reading.place_words import capital, kind_of, words
from twosource.world.gazetteer import Level, fold

ROAD_NUMBER = re.compile(r"(?:I|US|SR)-\d{1,3}$")
NUMBER = re.compile(r"[A-Z]{0,2}-?\d{1,4}$")
ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)$")
LONGEST_ROAD = 4
"""Words before "Street" that belong to its name ("Martin Luther King Jr. Boulevard")."""


def unlisted(doc: Doc, mentions: list[Mention]) -> list[Mention]:
    """Names that the gazetteer lacks and the context nevertheless calls places ("the village of X", "in X")."""
    taken = {i for mention in mentions for i in range(mention.start, mention.end)}
    kinds = words()
    found = []
    for first, last, said in _said_places(doc):
        start, end = first, last
        while start < end and not capital(doc[start]):
            start += 1
        while end > start and doc[end - 1].text in {"'s", "’s", "."}:
            end -= 1
        if start == end or any(i in taken for i in range(start, end)):
            continue
        mention = Mention(start, end, fold(doc[start:end].text), ())
        if end - start == 1 and common(mention.folded):
            continue
        way = doc[end - 1].lower_.rstrip(".") in kinds.ways
        owner = end < len(doc) and doc[end].text in {"'s", "’s"}
        if said or way or (not owner and head_preposition(doc, mention) in kinds.place_preposition):
            taken.update(range(start, end))
            mention.evidence = ACCEPT
            found.append(mention)
    return found


def _said_places(doc: Doc) -> Iterator[tuple[int, int, bool]]:
    """Runs of words that the text ("the village of X") or else the parser's label calls places."""
    for token in doc[:-2]:
        of = doc[token.i + 1].lower_ == "of" and capital(doc[token.i + 2])
        if of and not capital(token) and kind_of(token) in (Level.SETTLEMENT, Level.ADMIN2):
            end = token.i + 3
            while end < len(doc) and capital(doc[end]) and doc[end].is_alpha:
                end += 1
            yield token.i + 2, end, True
    yield from _roads(doc)
    for entity in doc.ents:
        if entity.label_ in {"GPE", "LOC", "FAC"}:
            yield entity.start, entity.end, False


def _roads(doc: Doc) -> Iterator[tuple[int, int, bool]]:
    """As in "Fourth Street", "North Lumpkin Street", "Highway 19", "I-75"."""
    kinds = words()
    for token in doc:
        if ROAD_NUMBER.match(token.text):
            yield token.i, token.i + 1, True
        elif not capital(token):
            continue
        elif token.lower_ in kinds.numbered and token.i + 1 < len(doc) and NUMBER.match(doc[token.i + 1].text):
            yield token.i, token.i + 2, True
        elif token.lower_.rstrip(".") in kinds.roads:
            start = token.i
            while (
                start and token.i - start < LONGEST_ROAD and not doc[start].is_sent_start and _of_road(doc[start - 1])
            ):
                start -= 1
            end = token.i + 1
            if end < len(doc) and NUMBER.match(doc[end].text):
                yield start, end + 1, True  # "County Road 225"
            elif start < token.i and (end == len(doc) or not capital(doc[end])):
                yield start, end, True


def _of_road(token: Token) -> bool:
    return (capital(token) and (token.is_alpha or token.text.endswith("."))) or bool(ORDINAL.match(token.text))
